"""Entries, pages and articles: from an item of a feed to a text."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item of a feed, kept.

    `identity_keys` are the 63-bit hashes of GUID, canonical URL and host+title+date; an entry is
    known if any of them is known. `tries` counts failed attempts to read it.
    `backlog` marks what was already in the feed at its first poll: kept, never alerted.
    """

    id: int
    feed_url: str
    outlet: str
    url: str
    title: str
    summary: str
    published_at: datetime | None
    first_seen_at: datetime
    identity_keys: tuple[int, ...]
    backlog: bool = False
    tries: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An entry that waits to be read, as far as waking somebody for it needs."""

    id: int
    url: str
    backlog: bool = False


class EntryClosed(StrEnum):
    """Why an entry needs no more work."""

    PLACED = "placed"
    BAD_PAGE = "bad_page"
    BACKLOG = "backlog"
    GAVE_UP = "gave_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A fetched document of an entry."""

    url: str
    body: bytes
    content_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """One article as the page gives it. None where the page does not say; never a guess.

    `teaser` tells that the page shows only the front of it to who does not pay or sign in.
    """

    title: str | None
    outlet: str | None
    author: str | None
    published_at: datetime | None
    text: str
    teaser: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """What a page holds: its articles in page order, or why there is none (`reason`, a code).

    `farewell` tells that the page speaks of an article that was deleted, whatever else it shows.
    `further` are the addresses where the only article goes on, in their order.
    """

    articles: tuple[Extracted, ...]
    reason: str | None = None
    farewell: bool = False
    further: tuple[str, ...] = ()


class BodySource(StrEnum):
    """Where an article's text comes from: its page, the open front of a paid one, or the feed."""

    PAGE = "page"
    TEASER = "teaser"
    FEED = "feed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """The text of one page with what is known of it.

    `publisher` is the family that owns the outlet and equals the outlet where unknown.
    `seen_at` is when Sosik first met the entry; `published_at` is clamped to it by the pipeline.
    `headline` is what the page itself was headed when it was last read (the title may be the
    feed's), None where no page was read. `gone_at` is when its page was found deleted.
    """

    id: int
    entry_id: int
    url: str
    title: str
    outlet: str
    publisher: str
    author: str | None
    published_at: datetime
    seen_at: datetime
    text: str
    body_source: BodySource
    backlog: bool = False
    headline: str | None = None
    gone_at: datetime | None = None
