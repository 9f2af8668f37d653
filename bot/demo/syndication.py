"""The outlets' feeds, with the habits and faults of real ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from html import escape

from bot.demo.scenario import KST, DateStyle, FeedShape, Guids, Outlet

BOMB_LEVELS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One item as a feed lists it."""

    title: str
    url: str
    summary: str
    published: datetime


def feed_xml(outlet: Outlet, items: Sequence[Listed], poll: int) -> str:
    """The feed's document; `poll` counts the requests so far and moves GUIDs that rotate."""
    if outlet.feed is FeedShape.BOMB:
        return _bomb(outlet)
    if outlet.feed is FeedShape.ATOM:
        return _atom(outlet, items)
    return _rss(outlet, items, poll)


def _rss(outlet: Outlet, items: Sequence[Listed], poll: int) -> str:
    return (
        f'<?xml version="1.0" encoding="{outlet.charset}"?>\n'
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
        f"<title>{escape(outlet.name)}</title><link>https://{outlet.key}.example/</link>"
        f"<description>{escape(outlet.name)} 전체기사</description><language>ko</language>"
        + "".join(_rss_item(outlet, item, poll) for item in items)
        + "</channel></rss>"
    )


def _rss_item(outlet: Outlet, item: Listed, poll: int) -> str:
    guid = item.url if outlet.guids is Guids.STABLE else f"{outlet.key}-{poll}-{item.url[-6:]}"
    return (
        f"<item><title>{_text(outlet, item.title)}</title><link>{escape(item.url)}</link>"
        f'<guid isPermaLink="false">{escape(guid)}</guid>'
        f"<description>{_text(outlet, item.summary)}</description>"
        f"{_date(outlet.dates, item.published)}</item>"
    )


def _atom(outlet: Outlet, items: Sequence[Listed]) -> str:
    entries = "".join(
        f"<entry><title>{_text(outlet, item.title)}</title><id>{escape(item.url)}</id>"
        f'<link rel="alternate" href="{escape(item.url)}"/>'
        f"<summary>{_text(outlet, item.summary)}</summary>"
        f"<updated>{item.published.astimezone(KST).isoformat()}</updated></entry>"
        for item in items
    )
    return (
        f'<?xml version="1.0" encoding="{outlet.charset}"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ko"><title>{escape(outlet.name)}'
        f"</title><id>https://{outlet.key}.example/</id>{entries}</feed>"
    )


def _bomb(outlet: Outlet) -> str:
    levels = "".join(
        f'<!ENTITY b{level} "{f"&b{level - 1};" * 10}">' for level in range(1, BOMB_LEVELS)
    )
    return (
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY b0 "가시">{levels}]><rss version="2.0">'
        f"<channel><title>{escape(outlet.name)}</title><item><title>&b{BOMB_LEVELS - 1};</title>"
        "</item></channel></rss>"
    )


def _text(outlet: Outlet, text: str) -> str:
    for _ in range(outlet.escapes):
        text = escape(text, quote=False)
    return text


def _date(style: DateStyle, published: datetime) -> str:
    when = published.astimezone(KST)
    match style:
        case DateStyle.ISO:
            return f"<dc:date>{when.isoformat()}</dc:date>"
        case DateStyle.NONE:
            return ""
        case DateStyle.NOZONE:
            stamp = f"{when:%Y-%m-%d %H:%M:%S}"
        case DateStyle.DOTTED:
            stamp = f"{when:%Y.%m.%d %H:%M}"
        case DateStyle.NOCOMMA:
            stamp = format_datetime(when).replace(", ", ",")
        case DateStyle.FALSE_GMT:
            stamp = format_datetime(when).replace("+0900", "GMT")
        case _:
            stamp = format_datetime(when)
    return f"<pubDate>{stamp}</pubDate>"
