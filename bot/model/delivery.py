"""Summaries, alerts, cards and the jobs that make them."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.model.articles import Entry
from bot.model.charts import Drawing, Picture
from bot.model.matching import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class SummarySentence:
    """One sentence of a summary.

    `span` lies in the article's text where it is extractive, `article_id` says which article of
    the story that is.
    """

    text: str
    span: Span | None
    article_id: int | None = None


class SummaryStyle(StrEnum):
    """How the sentences of a written summary end: -다, nominally (-함, -임), or -습니다."""

    PLAIN = "plain"
    NOUN = "noun"
    POLITE = "polite"


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """At most three sentences; empty where the article has nothing to quote."""

    sentences: tuple[SummarySentence, ...]


class AlertKind(StrEnum):
    """What an alert promises: the story's card, a reply in its thread, a remark, or a brief.

    An update brings an article with new facts; a change says what became of one that was told.
    A bundle is one message for several cards that waited together.
    """

    CARD = "card"
    UPDATE = "update"
    CHANGE = "change"
    NOTICE = "notice"
    BRIEF = "brief"
    BUNDLE = "bundle"


class AlertState(StrEnum):
    """The delivery states; `outbox.py` holds the transitions."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    BLOCKED = "blocked"
    FAILED = "failed"
    FOLDED = "folded"


BUNDLED = "bundled"
"""The error of a FOLDED card that a bundle tells; its detail is the bundle's delivery id."""

JUDGED = "judged"
"""The error of a FOLDED alert that a judgement holds back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatRoom:
    """A channel as the chat service lists it: `name` without its #, and how it stands to the bot."""

    id: str
    name: str
    is_member: bool
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Where a delivered message stands: `ts` is the chat service's handle in that channel."""

    channel: str
    ts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A promise to tell one channel about one story, and how far its delivery got.

    `delivery_id` names the message for ever (it travels in the message's metadata). `due_at` is the
    earliest time for the next step; where a judgement holds the alert back, when it began to.
    `sent_revision` is the story revision the card shows now.
    `negative_reads` counts complete read-backs that did not find the message. `ever_unknown` asks
    for one late look for duplicates. `detail` holds the text of a notice, the update's article id, a
    change with the card it belongs to, a piece of a brief, the cards of a bundle, or of a card the
    bundle that it went into.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Sifted:
    """The new entries of a poll as they are to be kept, with the notices kept beside them."""

    entries: tuple[Entry, ...]
    notices: tuple[Alert, ...] = ()


class ButtonKind(StrEnum):
    """The buttons under a card, in their order."""

    WHY = "why"
    ACKNOWLEDGE = "acknowledge"
    MUTE = "mute"
    NEVER_OUTLET = "never_outlet"
    IRRELEVANT = "irrelevant"


@dataclass(frozen=True, slots=True, kw_only=True)
class CardLine:
    """A line of a card that lists things: `text` links to `url` where it has one.

    `note` stands behind the text; a heading opens a part and is neither linked nor marked. A line
    that tells a story names it: people can pick it and get its card's buttons.
    """

    text: str
    url: str = ""
    note: str = ""
    is_heading: bool = False
    story_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """The message that keeps an alert, in plain text pieces; a chat adapter lays them out.

    `headline` links to `url`. `byline` is outlet and KST time. `terms` are what hit. `coverage` is
    the line about other outlets, empty with one. `notes` are short remarks (link to an older card,
    flags). `fallback` is the one-line text for notifications and screen readers, unescaped. A
    `plain` card is laid out as simply as the chat service allows, after it refused the full one.
    `lines` are the body of a card that lists many things (a brief); its maker keeps it within
    `card.brief_message.PIECE_UNITS`.
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
    plain: bool = False
    lines: tuple[CardLine, ...] = ()
    picture: Picture | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail: `text` for readers of plain text, `page` in HTML; `name` tells a repeat from a new one.

    The page shows a drawing as `cid:` and its name.
    """

    name: str
    subject: str
    text: str
    page: str
    drawings: tuple[Drawing, ...] = ()


class JobKind(StrEnum):
    """What a worker can be woken for."""

    SWEEP = "sweep"
    POLL = "poll"
    READ = "read"
    DELIVER = "deliver"
    RECHECK = "recheck"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A wake-up: look again at `key`. Doing it twice is harmless; losing it costs one sweep.

    Of the jobs of one `lane` (whom they ask for documents) one runs at a time, and a pause lies
    between two; an empty lane holds nobody up. Two jobs are the same whatever their lanes.
    """

    kind: JobKind
    key: str
    lane: str = field(default="", compare=False)
