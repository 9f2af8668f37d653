"""The nouns: one frozen value per thing, named as in docs/glossary.md.

    Feed → Poll(ParsedFeed) → Entry → Page → Extracted → Article → Match
                                                        ↘ Fingerprint → Placement → Story → Alert → Card

Identifiers are deterministic 63-bit numbers made from what the thing is (`urls.identity`), so doing
a job twice makes the same rows. Times are aware UTC; text is NFC; lengths count code points.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

# --- feeds -------------------------------------------------------------------------------------


class FeedKind(StrEnum):
    """What kind of source a feed is; each kind has one adapter behind the FeedReader port."""

    RSS = "rss"


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

    `primed` is false until the first successful poll, whose entries are the silent backlog.
    `fails` counts failures in a row. `disabled` holds the reason when it is not polled at all.
    `interval` is the present pause between polls.
    """

    url: str
    validators: Validators = Validators()
    next_poll_at: datetime
    interval: timedelta = timedelta(minutes=5)
    primed: bool = False
    fails: int = 0
    last_success_at: datetime | None = None
    newest_item_at: datetime | None = None
    disabled: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """One item as the feed gives it; everything that the feed did not say is None or empty."""

    guid: str | None
    url: str | None
    title: str
    summary: str
    published_at: datetime | None
    outlet: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """A feed's bytes, read. `notes` are short codes of what was repaired or cut.

    `ttl` is the pause between polls that the feed itself asks for.
    """

    entries: tuple[FeedEntry, ...]
    encoding: str
    notes: tuple[str, ...] = ()
    ttl: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A document as it came over the network, decompressed and within the size cap.

    `permanent_url` is where a chain of permanent redirects led, None without one.
    `fresh_for` is what Cache-Control or Expires allow.
    """

    url: str
    body: bytes
    content_type: str
    validators: Validators
    permanent_url: str | None = None
    fresh_for: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """One successful poll of a feed; `feed` is None where nothing had changed (304 or same body)."""

    feed: ParsedFeed | None
    validators: Validators
    fresh_for: timedelta | None = None
    permanent_url: str | None = None


# --- entries, pages, articles ------------------------------------------------------------------


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
    """One article as the page gives it. None where the page does not say; never a guess."""

    title: str | None
    outlet: str | None
    author: str | None
    published_at: datetime | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """What a page holds: its articles in page order, or why there is none (`reason`, a code)."""

    articles: tuple[Extracted, ...]
    reason: str | None = None


class BodySource(StrEnum):
    """Where an article's text comes from."""

    PAGE = "page"
    FEED = "feed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """The text of one page with what is known of it.

    `publisher` is the family that owns the outlet and equals the outlet where unknown.
    `seen_at` is when Sosik first met the entry; `published_at` is clamped to it by the pipeline.
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


# --- matching ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of text in code points, end exclusive."""

    start: int
    end: int


class Field(StrEnum):
    """Which part of an article a span lies in."""

    TITLE = "title"
    TEXT = "text"


class Salience(StrEnum):
    """Where a hit stands, strongest first; DESIGN.md §5 defines each."""

    TITLE = "title"
    LEDE = "lede"
    BODY = "body"
    PASSING = "passing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlets:
    """Which outlets a watchlist takes: `only` these where given, `never` those."""

    only: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """What is watched, with its surface forms; DESIGN.md §7 defines each field."""

    name: str
    aliases: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    exclude_near: tuple[str, ...] = ()
    all_of: tuple[str, ...] = ()
    regex: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Watchlist:
    """Terms of one audience with its channels. `mention` is a Slack user group, or None."""

    name: str
    channels: tuple[str, ...]
    terms: tuple[Term, ...]
    section: str | None = None
    alert_on: Salience = Salience.LEDE
    outlets: Outlets = Outlets()
    urgent: tuple[str, ...] = ()
    mention: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A term found in an article; `span` slices `field` of the article to `surface` exactly.

    `rule` is the code of the rule that let it count (`watch.reasons.Reason`).
    """

    watchlist: str
    term: str
    surface: str
    field: Field
    span: Span
    salience: Salience
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """A candidate that did not count, and the rule that decided; `evidence` is the text it saw."""

    watchlist: str
    term: str
    surface: str
    field: Field
    span: Span
    rule: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """Everything that matching has to say of one article, in order of appearance."""

    matches: tuple[Match, ...]
    rejections: tuple[Rejection, ...] = ()


# --- stories -----------------------------------------------------------------------------------


class Relation(StrEnum):
    """How an article joined its story."""

    FIRST = "first"
    COPY = "copy"
    RELEASE = "release"
    REWRITE = "rewrite"
    UPDATE = "update"
    FOLLOWUP = "followup"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """What grouping needs of an article: `keys` to look candidates up, `features` to score them.

    `keys` are 63-bit hashes, at most `stories.MAX_KEYS`; `features` is an opaque, versioned blob.
    """

    keys: tuple[int, ...]
    features: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An article already placed that shares keys with a new one (`shared` of them)."""

    article_id: int
    story_id: int
    at: datetime
    shared: int
    features: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Why an article joined or did not: a rule's code, its score, and what it saw."""

    rule: str
    score: float
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Where an article belongs. A story carries the id of its first article.

    `merged` are younger stories that this article proved to be the same event.
    """

    story_id: int
    relation: Relation
    followup_of: int | None = None
    merged: tuple[int, ...] = ()
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One article in its story, with how it came there."""

    article: Article
    relation: Relation
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One event as told by several articles, in order of arrival (the first one leads).

    `revision` counts the changes since the start, from 1.
    """

    id: int
    revision: int
    members: tuple[Member, ...]
    followup_of: int | None = None


# --- summaries, alerts, cards ------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class SummarySentence:
    """One sentence of a summary. `span` lies in the article's text where it is extractive."""

    text: str
    span: Span | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """At most three sentences; empty where the article has nothing to quote."""

    sentences: tuple[SummarySentence, ...]


class AlertKind(StrEnum):
    """What an alert promises: the story's card, or a reply in the card's thread."""

    CARD = "card"
    UPDATE = "update"
    NOTICE = "notice"


class AlertState(StrEnum):
    """The delivery states; `outbox.py` holds the transitions."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    BLOCKED = "blocked"
    FAILED = "failed"
    FOLDED = "folded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Where a delivered message stands: `ts` is the chat service's handle in that channel."""

    channel: str
    ts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A promise to tell one channel about one story, and how far its delivery got.

    `delivery_id` names the message for ever (it travels in the message's metadata). `due_at` is the
    earliest time for the next step. `sent_revision` is the story revision the card shows now.
    `negative_reads` counts complete read-backs that did not find the message. `ever_unknown` asks
    for one late look for duplicates. `detail` holds the text of a notice or the update's article id.
    """

    id: int
    delivery_id: str
    channel: str
    kind: AlertKind
    story_id: int
    watchlists: tuple[str, ...]
    created_at: datetime
    due_at: datetime
    urgent: bool = False
    detail: str = ""
    state: AlertState = AlertState.PENDING
    attempt: int = 0
    first_attempt_at: datetime | None = None
    negative_reads: int = 0
    ever_unknown: bool = False
    degraded: bool = False
    sent_revision: int = 0
    receipt: Receipt | None = None
    error: str | None = None
    version: int = 0


class ButtonKind(StrEnum):
    """The buttons under a card, in their order."""

    WHY = "why"
    ACKNOWLEDGE = "acknowledge"
    MUTE = "mute"
    NEVER_OUTLET = "never_outlet"
    IRRELEVANT = "irrelevant"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """The message that keeps an alert, in plain text pieces; a chat adapter lays them out.

    `headline` links to `url`. `byline` is outlet and KST time. `terms` are what hit. `coverage` is
    the line about other outlets, empty with one. `notes` are short remarks (link to an older card,
    flags). `fallback` is the one-line text for notifications and screen readers, unescaped.
    """

    headline: str
    url: str
    byline: str
    terms: tuple[str, ...]
    sentences: tuple[str, ...]
    coverage: str
    notes: tuple[str, ...]
    fallback: str
    story_id: int
    buttons: tuple[ButtonKind, ...] = ()
    mention: str | None = None


# --- work --------------------------------------------------------------------------------------


class JobKind(StrEnum):
    """What a worker can be woken for."""

    SWEEP = "sweep"
    POLL = "poll"
    READ = "read"
    DELIVER = "deliver"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A wake-up: look again at `key`. Doing it twice is harmless; losing it costs one sweep."""

    kind: JobKind
    key: str
