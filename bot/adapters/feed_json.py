"""JSON Feed (jsonfeed.org, versions 1 and 1.1), as some blogs and newsrooms offer beside RSS."""

import json
from collections.abc import Mapping

from bot.adapters.feed_xml import MAX_ITEMS, RawFeed, RawItem


def read_json(text: str, most: int = MAX_ITEMS) -> RawFeed | None:
    """The feed, None where the text is no JSON Feed."""
    if not text.lstrip().startswith("{"):
        return None
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError):
        return None
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        return None
    found = [_item(item) for item in items[:most] if isinstance(item, dict)]
    return RawFeed(
        items=tuple(found),
        base=_text(feed, "home_page_url"),
        ttl_minutes="",
        notes=("truncated",) if len(items) > most else (),
    )


def _item(item: Mapping[str, object]) -> RawItem:
    plain = _text(item, "summary") or _text(item, "content_text")
    return RawItem(
        guid=_text(item, "id"),
        link=_text(item, "url") or _text(item, "external_url"),
        title=_text(item, "title"),
        summary=plain or _text(item, "content_html"),
        dates=tuple(filter(None, (_text(item, "date_published"), _text(item, "date_modified")))),
    )


def _text(item: Mapping[str, object], key: str) -> str:
    value = item.get(key)
    return str(value) if isinstance(value, (str, int)) else ""
