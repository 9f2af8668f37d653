"""OPML, in which feed readers trade their lists: read without entities or network, written plainly."""

from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from lxml import etree

from bot.adapters.feed_xml import without_prolog
from bot.errors import BadFeed
from bot.model import Feed, FeedKind
from bot.text.decode import decode
from bot.text.markup import plain_line
from bot.urls import host

MAX_BYTES = 4 * 1024 * 1024
MAX_OUTLINES = 10_000
MAX_URL = 2_000  # characters
MAX_NAME = 100  # characters

_KINDS = {kind.value: kind for kind in FeedKind}


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriptions:
    """The feeds of an OPML file, and how many of its outlines name an address that cannot be one."""

    feeds: tuple[Feed, ...]
    unusable: int


def parse_opml(body: bytes) -> Subscriptions:
    """The file's feeds, each address once, in their order; folders are flattened.

    Raises:
        BadFeed: too large ("too_large"), or no OPML ("not_opml").
    """
    if len(body) > MAX_BYTES:
        raise BadFeed("The OPML file is larger than 4 MiB.", reason="too_large")
    text = without_prolog(decode(body, "text/xml").text)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    try:
        root = etree.fromstring(text.encode(errors="replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BadFeed("The file is no OPML.", reason="not_opml") from error
    if root is None or str(root.tag).lower() != "opml":
        raise BadFeed("The file is no OPML.", reason="not_opml")
    feeds: dict[str, Feed] = {}
    unusable = 0
    for rank, outline in enumerate(root.iter("outline")):
        url = outline.get("xmlUrl") or outline.get("xmlurl") or outline.get("xmlURL")
        if url is None:
            continue
        feed = _feed(outline, url.strip()) if rank < MAX_OUTLINES else None
        if feed is None:
            unusable += 1
        else:
            feeds.setdefault(feed.url, feed)
    return Subscriptions(feeds=tuple(feeds.values()), unusable=unusable)


def _feed(outline: etree._Element, url: str) -> Feed | None:
    usable = url.startswith(("http://", "https://")) and len(url) <= MAX_URL and host(url)
    if not usable or url.split() != [url]:
        return None
    name = plain_line(outline.get("text") or outline.get("title") or "")[:MAX_NAME].strip()
    kind = _KINDS.get((outline.get("type") or "").lower(), FeedKind.RSS)
    return Feed(url=url, outlet=name or host(url), kind=kind)


def write_opml(feeds: tuple[Feed, ...]) -> str:
    """The feeds as an OPML 2.0 document."""
    outlines = "".join(
        f"    <outline type={quoteattr(feed.kind.value)} text={quoteattr(feed.outlet)}"
        f" title={quoteattr(feed.outlet)} xmlUrl={quoteattr(feed.url)}/>\n"
        for feed in feeds
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">\n'
        f"  <head><title>Sosik</title></head>\n  <body>\n{outlines}  </body>\n</opml>\n"
    )
