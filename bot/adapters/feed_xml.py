"""Feeds as XML: RSS 0.9x/1.0/2.0, Atom and news sitemaps, read off an lxml tree.

About thirty times faster than feedparser, which stays the referee for what is no clean XML
(feed_referee.py).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from html import escape
from html.entities import html5

from lxml import etree

MAX_ITEMS = 500

_ROOTS = {"rss": "item", "rdf": "item", "channel": "item", "feed": "entry", "urlset": "url"}
ITEM_TAGS = re.compile(r"<(?:\w{1,20}:)?(?:item|entry)[\s>]", re.IGNORECASE)
_PLAIN = frozenset(
    (
        "",
        "http://purl.org/rss/1.0/",
        "http://my.netscape.com/rdf/simple/0.9/",
        "http://backend.userland.com/rss2",
        "http://www.w3.org/2005/atom",
        "http://purl.org/atom/ns#",
        "http://www.sitemaps.org/schemas/sitemap/0.9",
    )
)
_PREFIXES = {
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://purl.org/dc/terms/": "dc:",
    "http://purl.org/rss/1.0/modules/content/": "content:",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner:",
    "http://www.google.com/schemas/sitemap-news/0.9": "news:",
    "http://purl.org/rss/1.0/modules/syndication/": "sy:",
    "http://search.yahoo.com/mrss/": "media:",
    "http://search.yahoo.com/mrss": "media:",
}
_MARKED = frozenset(
    ("title", "summary", "content", "description", "content:encoded", "dc:description", "dc:title")
)
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NUMBER = re.compile(r"&#(?:x0*([0-9a-f]{1,8})|0*(\d{1,8}));", re.IGNORECASE)
_NAME = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_BARE = re.compile(r"&(?!#\d|#[xX][0-9a-fA-F]|[A-Za-z][A-Za-z0-9]*;)")
_LOOSE_LESS = re.compile(r"<(?![A-Za-z_/!?])")
_CLOSING = re.compile(r"</(?:\w{1,20}:)?(?:item|entry|channel|rss|rdf|feed)\s*>", re.IGNORECASE)
_CLOSED = re.compile(r"</[A-Za-z][\w:.-]{0,40}\s?>|<[A-Za-z][^<>]{0,2000}/>")
_XML_NAMES = frozenset(("amp", "lt", "gt", "quot", "apos"))
_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"


@dataclass(frozen=True, slots=True, kw_only=True)
class RawItem:
    """An item's fields as the feed has them, still escaped; empty where it has none.

    `dates` stand in the order of trust.
    """

    guid: str
    link: str
    title: str
    summary: str
    dates: tuple[str, ...]
    source: str = ""
    author: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawFeed:
    """A feed before its fields are made plain. `base` is what relative links hang on."""

    items: tuple[RawItem, ...]
    base: str
    ttl_minutes: str
    notes: tuple[str, ...] = ()


def read_xml(text: str, most: int = MAX_ITEMS) -> RawFeed | None:
    """The feed, None where the text is no XML that this reader is sure of."""
    root = _parsed(text)
    notes: tuple[str, ...] = ()
    if root is None:
        root, notes = _parsed(_repaired(text)), ("repaired",)
    if root is not None:
        return _read(root, notes, most)
    whole = whole_part(text)
    root = _recovered(_repaired(whole))
    return None if root is None else told(_read(root, notes, most), is_cut=len(whole) < len(text))


def whole_part(text: str) -> str:
    """The text up to its last closing tag where it breaks off in an item: half a link is no link."""
    opened = max((tag.end() for tag in ITEM_TAGS.finditer(text)), default=-1)
    if opened < 0 or _CLOSING.search(text, opened):
        return text
    quoted = text.rfind("<![CDATA[", opened)
    end = quoted if quoted >= 0 and text.find("]]>", quoted) < 0 else len(text)
    closed = (tag.end() for tag in _CLOSED.finditer(text, opened, end))
    return text[: max(closed, default=opened)]


def told(feed: RawFeed | None, *, is_cut: bool) -> RawFeed | None:
    """The feed without a last item that was cut off before it had a headline and an address."""
    if feed is None or not is_cut:
        return feed
    last = feed.items[-1:]
    named = all(item.title and (item.link or item.guid) for item in last)
    return replace(feed, items=feed.items if named else feed.items[:-1])


def without_prolog(text: str) -> str:
    """The text from its root element on: no declaration, no DOCTYPE, so no entity is ever defined.

    Comments and processing instructions before the root go too. Takes linear time.
    """
    at = max(text.find("<"), 0)
    closed = (
        text.rfind("]>"),
        text.rfind("]"),
    )  # looked up once: what is not there is not sought again
    while True:
        end = _end_of_prolog_part(text, at, closed)
        if end < 0:
            return text[at:]
        start = text.find("<", end)
        if start < 0:
            return ""
        at = start


def _end_of_prolog_part(text: str, at: int, closed: tuple[int, int]) -> int:
    """Where the declaration that begins here ends, -1 where none begins.

    `closed` tells where subsets close last, properly and at all.
    """
    if text.startswith("<?", at):
        return _after(text, "?>", at)
    if text.startswith("<!--", at):
        return _after(text, "-->", at)
    if not text.startswith("<!", at) or text.startswith("<![CDATA[", at):
        return -1
    bracket, close = text.find("[", at), text.find(">", at)
    if 0 <= bracket < close:
        mark = next((m for m, last in zip(("]>", "]"), closed, strict=True) if last > bracket), ">")
        return _after(text, ">", text.find(mark, bracket))
    return _after(text, ">", at)


def _after(text: str, mark: str, at: int) -> int:
    found = text.find(mark, max(at, 0))
    return len(text) if found < 0 else found + len(mark)


def _parser(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(
        recover=recover,
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def _parsed(text: str) -> etree._Element | None:
    try:
        return etree.fromstring(text.encode(errors="replace"), _parser(recover=False))
    except (etree.XMLSyntaxError, ValueError):
        return None


def _recovered(text: str) -> etree._Element | None:
    """What libxml2 makes of broken XML, if it lost no item."""
    try:
        root = etree.fromstring(text.encode(errors="replace"), _parser(recover=True))
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root is None:
        return None
    tags = min(len(ITEM_TAGS.findall(text)), MAX_ITEMS)
    return root if tags and len(list(_items(root))) >= tags else None


def _repaired(text: str) -> str:
    """The text with HTML's names, impossible numbers, bare ampersands and loose < made harmless.

    What libxml2 still stumbles over makes it drop every &amp; behind, so no < stays that can begin
    no tag (`3<5`, `<속보>`).
    """
    text = _LOOSE_LESS.sub("&lt;", _FORBIDDEN.sub("", text))
    text = _NUMBER.sub(_possible_number, text)
    text = _NAME.sub(_letter, text)
    return _BARE.sub("&amp;", text)


def _possible_number(found: re.Match[str]) -> str:
    code = int(found[1], 16) if found[1] else int(found[2])
    allowed = code in {9, 10, 13} or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE
    return found[0] if allowed or 0x10000 <= code < 0x110000 else "\ufffd"


def _letter(found: re.Match[str]) -> str:
    if found[1] in _XML_NAMES:
        return found[0]
    letters = html5.get(found[1] + ";")
    return f"&amp;{found[1]};" if letters is None or letters in "<>&" else letters


def _name(element: etree._Element) -> str:
    tag = element.tag
    return _short(tag) if isinstance(tag, str) else ""


@lru_cache(maxsize=1024)
def _short(tag: str) -> str:
    """The tag in lower case; `dc:date` for what is not the format's own."""
    space, _, local = tag.rpartition("}")
    space = space.lstrip("{").lower()
    local = local.lower()
    return local if space in _PLAIN else _PREFIXES.get(space, f"{space}:") + local


def _root_name(root: etree._Element) -> str:
    return (
        root.tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(root.tag, str) else ""
    )


def _items(root: etree._Element) -> Iterator[etree._Element]:
    wanted = _ROOTS.get(_root_name(root))
    if wanted is None:
        return
    found = [child for child in root if _is_item(child, wanted)]
    found += [
        one for child in root if _name(child) == "channel" for one in child if _is_item(one, wanted)
    ]
    yield from found or (one for one in root.iter(etree.Element) if _is_item(one, wanted))


def _is_item(element: etree._Element, wanted: str) -> bool:
    return _name(element).rpartition(":")[2] == wanted


def _read(root: etree._Element, notes: tuple[str, ...], most: int) -> RawFeed | None:
    if _root_name(root) not in _ROOTS:
        return None
    items: list[RawItem] = []
    for element in _items(root):
        if len(items) == most:
            notes = (*notes, "truncated")
            break
        items.append(_item(element))
    channel = next((child for child in root if _name(child) == "channel"), root)
    head = _fields(channel)
    base = root.get(_XML_BASE) or _link(channel, head)
    return RawFeed(items=tuple(items), base=base, ttl_minutes=_ttl(head), notes=notes)


def _ttl(head: dict[str, str]) -> str:
    return head.get("ttl", "")


def _fields(element: etree._Element) -> dict[str, str]:
    """The text of each kind of child, the first that has any."""
    fields: dict[str, str] = {}
    for child in element:
        tag = child.tag
        name = _short(tag) if isinstance(tag, str) else ""
        if not fields.get(name):
            fields[name] = ((child.text or "") if len(child) == 0 else _text(child)).strip()
    return fields


def _text(element: etree._Element) -> str:
    if len(element) == 0:
        return element.text or ""
    if _name(element) in _MARKED:  # tags that should have been escaped
        children = (str(etree.tostring(child, encoding="unicode")) for child in element)
        return escape(element.text or "") + "".join(children)
    return ""


def _item(element: etree._Element) -> RawItem:
    fields = _fields(element)
    if "news:news" in fields:
        nested = _sitemap_fields(element)
        fields |= {name: value for name, value in nested.items() if value}
    return RawItem(
        guid=_first(fields, "guid", "id") or element.get(_RDF_ABOUT, ""),
        link=_link(element, fields),
        title=_first(fields, "title", "dc:title", "news:title", "media:title"),
        summary=_first(
            fields,
            "description",
            "summary",
            "content:encoded",
            "content",
            "dc:description",
            "media:description",
        ),
        dates=_dates(fields),
        source=_source(element, fields),
        author=_first(fields, "author", "dc:creator"),
    )


def _first(fields: dict[str, str], *names: str) -> str:
    for name in names:
        if value := fields.get(name):
            return value
    return ""


_DATE_NAMES = (
    "pubdate", "published", "issued", "dc:date", "news:publication_date", "dc:issued", "created",
    "dc:created", "updated", "modified", "lastmod", "date", "pub_date", "regdate",
)  # fmt: skip


def _dates(fields: dict[str, str]) -> tuple[str, ...]:
    return tuple(value for name in _DATE_NAMES if (value := fields.get(name)))


def _link(element: etree._Element, fields: dict[str, str]) -> str:
    plain = _first(fields, "feedburner:origlink", "link", "loc")
    return plain or _linked(element) or _permalink(element)


def _linked(element: etree._Element) -> str:
    """The address in an Atom link: the alternate one before any other that is not the feed."""
    hrefs = {
        child.get("rel", "alternate"): child.get("href", "")
        for child in reversed(element)
        if isinstance(child.tag, str)
        and child.tag.rpartition("}")[2] == "link"
        and child.get("href")
    }
    return hrefs.get("alternate", "") or next(
        (h for rel, h in hrefs.items() if rel == "related"), ""
    )


def _permalink(element: etree._Element) -> str:
    for child in element:
        if _name(child) == "guid" and child.get("isPermaLink", "true").lower() != "false":
            text = (child.text or "").strip()
            return text if text.startswith(("http://", "https://")) else ""
    return ""


def _source(element: etree._Element, fields: dict[str, str]) -> str:
    named = _first(fields, "source", "news:name")
    if named or "source" not in fields:
        return named
    for child in element:
        if _name(child) == "source":
            return _first(_fields(child), "title")
    return ""


def _sitemap_fields(element: etree._Element) -> dict[str, str]:
    fields: dict[str, str] = {}
    for child in element:
        if _name(child) == "news:news":
            fields |= _fields(child)
            for grandchild in child:
                if _name(grandchild) == "news:publication":
                    fields |= _fields(grandchild)
    return fields
