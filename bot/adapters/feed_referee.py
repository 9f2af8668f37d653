"""feedparser, the referee for feeds that are no clean XML. Only ever given bytes we decoded.

It must never see a string or raw bytes of its own: it opens files and addresses named by them.
"""

import io
from itertools import islice

import feedparser

from bot.adapters.feed_xml import ITEM_TAGS, MAX_ITEMS, RawFeed, RawItem, told, whole_part

MAX_CHARACTERS = 1_000_000  # of a broken feed that are looked at


def read_loosely(text: str) -> RawFeed | None:
    """The feed as feedparser reads it, None where it finds none."""
    shortened = _first_items(text)
    whole = whole_part(shortened)
    is_cut, shortened = len(whole) < len(shortened), whole
    found = feedparser.parse(
        io.BytesIO(shortened.encode(errors="replace")),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if not found.get("version") and not found.get("entries"):
        return None
    notes = ("loose", "truncated") if len(shortened) < len(text) else ("loose",)
    feed = RawFeed(
        items=tuple(_item(entry) for entry in found["entries"][:MAX_ITEMS]),
        base=str(found["feed"].get("link", "")),
        ttl_minutes=str(found["feed"].get("ttl", "")),
        notes=notes,
    )
    return told(feed, is_cut=is_cut)


def _first_items(text: str) -> str:
    """The text up to the first item that is not wanted: the cost grows with every one."""
    text = text[:MAX_CHARACTERS]
    beyond = next(islice(ITEM_TAGS.finditer(text), MAX_ITEMS, None), None)
    return text if beyond is None else f"{text[: beyond.start()]}</channel>"


def _item(entry: feedparser.FeedParserDict) -> RawItem:
    def word(name: str) -> str:
        value = entry.get(name, "")
        return value.strip() if isinstance(value, str) else ""

    contents = entry.get("content") or [{}]
    source = entry.get("source") or {}
    dates = tuple(filter(None, map(word, ("published", "created", "updated"))))
    return RawItem(
        guid=word("id"),
        link=word("feedburner_origlink") or word("link"),
        title=word("title"),
        summary=word("summary") or str(contents[0].get("value", "")),
        dates=dates,
        source=str(source.get("title", "")),
    )
