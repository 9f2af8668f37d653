"""Feeds: sources polled, what they gave, and what is remembered between polls."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from typing_extensions import override


class FeedKind(StrEnum):
    """What kind of source a feed is; each kind has one adapter behind the FeedReader port.

    `rss` is RSS and Atom; `naver` the Naver news search API; `google` a Google News search, which
    gives titles alone; `dart` the list of DART disclosures; `sitemap` a news sitemap.
    """

    RSS = "rss"
    NAVER = "naver"
    GOOGLE = "google"
    DART = "dart"
    SITEMAP = "sitemap"


class Permission(StrEnum):
    """What an outlet's terms of use say of one way of using its feed."""

    OPEN = "open"
    RESTRICTED = "restricted"
    FORBIDDEN = "forbidden"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsOfUse:
    """What the outlet permits: `rss` the feed itself, `ai` sending its text to a language model."""

    rss: Permission = Permission.UNKNOWN
    ai: Permission = Permission.UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A source polled. `every` is the wished interval, None lets cadence decide."""

    url: str
    outlet: str
    publisher: str | None = None
    kind: FeedKind = FeedKind.RSS
    every: timedelta | None = None
    terms_of_use: TermsOfUse = TermsOfUse()


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What makes the next request conditional. `body_hash` is a 63-bit hash of the last body."""

    etag: str | None = None
    last_modified: str | None = None
    body_hash: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """What the store remembers of a feed between polls.

    `primed` is false until the first successful poll, whose entries are the silent backlog;
    `primed_until` is the newest date among them: what is older and turns up later is backlog too.
    `fails` counts failures in a row. `disabled` holds the reason when it is not polled at all.
    `interval` is the present pause between polls. `items_per_day` is the feed's habit, None until
    known; `longest_gap` the longest silence between two of its items. `gone` counts 410 answers in a row. `moved_to` is where a permanent redirect last led
    and `moved_seen` how many polls in a row agreed on it.
    """

    url: str
    validators: Validators = Validators()
    next_poll_at: datetime
    interval: timedelta = timedelta(minutes=5)
    primed: bool = False
    primed_until: datetime | None = None
    fails: int = 0
    last_success_at: datetime | None = None
    newest_item_at: datetime | None = None
    disabled: str | None = None
    note: str | None = None
    items_per_day: float | None = None
    gone: int = 0
    moved_to: str | None = None
    moved_seen: int = 0
    longest_gap: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """One item as the feed gives it; everything that the feed did not say is None or empty."""

    guid: str | None
    url: str | None
    title: str
    summary: str
    published_at: datetime | None
    outlet: str | None = None

    # Five hundred of these may come out of a child at once; dataclasses' own way takes twice as long.
    @override
    def __getstate__(self) -> tuple[object, ...]:
        """The fields in order, for pickling."""
        return (
            self.guid, self.url, self.title, self.summary, self.published_at, self.outlet
        )  # fmt: skip

    def __setstate__(self, state: tuple[object, ...]) -> None:
        """Takes the fields back."""
        for name, value in zip(_ENTRY_FIELDS, state, strict=True):
            object.__setattr__(self, name, value)


_ENTRY_FIELDS = ("guid", "url", "title", "summary", "published_at", "outlet")


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What a feed's items are recognised by in its next body: a digest of each one's own text.

    `base` is what their relative links hung on.
    """

    base: str
    items: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """A feed's bytes, read. `notes` are short codes of what was repaired or cut.

    `ttl` is the pause between polls that the feed itself asks for. `marks` stand for all its items
    in order, None where they cannot be recognised.
    """

    entries: tuple[FeedEntry, ...]
    encoding: str
    notes: tuple[str, ...] = ()
    ttl: timedelta | None = None
    marks: Marks | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A document as it came over the network, decompressed and within the size cap.

    `permanent_url` is where a chain of permanent redirects led, None without one.
    `fresh_for` is what Cache-Control or Expires allow. `cut` tells that the body was longer than
    the cap and ends there.
    """

    url: str
    body: bytes
    content_type: str
    validators: Validators
    permanent_url: str | None = None
    fresh_for: timedelta | None = None
    cut: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """The server's word that the document is still as the validators know it (304).

    It is never that of an address which permanent redirects led to: that one is asked in full.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirected:
    """The address on another host that a host leads to, after so many `redirects`.

    `took` is how long this host was asked. `permanent_url` is as in Fetched, and the address itself
    where all of them were permanent.
    """

    url: str
    redirects: int
    took: timedelta
    permanent_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """One successful poll of a feed; `feed` is None where nothing had changed (304 or same body)."""

    feed: ParsedFeed | None
    validators: Validators
    fresh_for: timedelta | None = None
    permanent_url: str | None = None
