"""What the straight line is made of: its ports and rules, and the type each hop hands on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.lately import Lately
from bot.learning import LearnedLines
from bot.model import (
    Article,
    Burst,
    Entry,
    FeedKind,
    Fingerprint,
    Matching,
    Member,
    Page,
    Story,
    Watchlist,
)
from bot.outbox import OutboxPolicy
from bot.outlets import OutletTable
from bot.ports import (
    AlertBook,
    Chat,
    Clock,
    Embedder,
    EntryBook,
    Extractor,
    FeedBook,
    FeedReader,
    JudgementBook,
    LeaseBook,
    MemoBook,
    PageReader,
    Queue,
    RecheckBook,
    ReportBook,
    StoryBook,
    Summariser,
)
from bot.recent import RecentItems, RecentTitles
from bot.stories.coverage import Coverage
from bot.stories.grouping import Grouper
from bot.watch.matcher import Matcher


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What is watched now: the watchlists in force and the matcher made of them."""

    watchlists: tuple[Watchlist, ...]
    matcher: Matcher


@dataclass(frozen=True, slots=True, kw_only=True)
class Pauses:
    """The waits of the line.

    `gather` is how long a new story waits for other outlets, `refresh` how long a card waits for
    more changes, `pace` the pause between two messages to one channel, `lease` how long a channel
    is held (longer than any one chat call). `quiet_until` gives the end of the quiet hours that a
    moment lies in, or the moment itself.
    """

    gather: timedelta
    refresh: timedelta
    pace: timedelta
    lease: timedelta
    quiet_until: Callable[[datetime], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The straight line's ports and rules, put together in app.py.

    `watch` gives what is watched now, `jitter` a random number in [0, 1), `lead` a story's
    representative article. `extractive` never fails and stands in for `summariser`. A term sends
    at most `term_cap` cards a day and channel (0: any number) while `next_brief` has one to come.
    More than `burst` cards that wait for a channel at once make one message (0: never).
    `learned` knows what each outlet puts under its articles. `home_of` gives the name that a channel goes by now, whatever somebody calls it.
    `is_holiday` knows Korean public holidays. `owner` names this process in leases.
    """

    clock: Clock
    jitter: Callable[[], float]
    feeds: FeedBook
    entries: EntryBook
    stories: StoryBook
    reports: ReportBook
    alerts: AlertBook
    judgements: JudgementBook
    rechecks: RecheckBook
    leases: LeaseBook
    memos: MemoBook
    learned: LearnedLines
    readers: Mapping[FeedKind, FeedReader]
    pages: PageReader
    extractor: Extractor
    watch: Callable[[], Watch]
    grouper: Grouper
    outlets: OutletTable
    lead: Callable[[Story], Member]
    coverage: Callable[[Story], Coverage]
    embedder: Embedder
    summariser: Summariser
    extractive: Summariser
    chat: Chat
    queue: Queue
    outbox: OutboxPolicy
    pauses: Pauses
    term_cap: int
    burst: int
    home_of: Callable[[str], str]
    next_brief: Callable[[datetime], datetime | None]
    is_holiday: Callable[[date], bool]
    owner: str
    recent: RecentItems = field(default_factory=RecentItems)
    hastened: RecentTitles = field(default_factory=RecentTitles)
    unusual: Lately[tuple[Burst, ...]] = field(default_factory=Lately)


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedEntry:
    """An entry with its page, or without one and `note` saying why."""

    entry: Entry
    page: Page | None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadEntry:
    """An entry with the articles it led to, at least one."""

    entry: Entry
    articles: tuple[Article, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchedArticle:
    """An article with everything that grouping and alerting need to know of it."""

    article: Article
    matching: Matching
    fingerprint: Fingerprint


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchedEntry:
    """An entry whose articles went through the matcher under `watch`."""

    entry: Entry
    articles: tuple[MatchedArticle, ...]
    watch: Watch
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """What placing changed: the stories touched, and the channels that have something to do.

    `merged` are pairs: a story that is no more, and the one that it went into.
    """

    stories: tuple[int, ...]
    channels: tuple[str, ...]
    merged: tuple[tuple[int, int], ...] = ()
