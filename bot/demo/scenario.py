"""The demo's timeline: who tells what at which minute, and what a good watcher makes of it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from enum import StrEnum
from importlib.resources import files
from typing import ClassVar

import yaml
from pydantic import ConfigDict, TypeAdapter

from bot.model import Relation, Salience, Term, Watchlist

KST = timezone(timedelta(hours=9), "KST")
START = datetime(2026, 11, 17, 18, 0, tzinfo=KST)
"""Scenario minute 0: an evening, so that the follow-up falls on the next."""
LENGTH = timedelta(minutes=1556)
_STRICT = ConfigDict(extra="forbid")


class PageShape(StrEnum):
    """How an outlet's CMS lays an article out."""

    NDSOFT = "ndsoft"
    PARAGRAPHS = "paragraphs"
    ITEMPROP = "itemprop"
    BREAKS = "breaks"
    FUSION = "fusion"
    JSONLD = "jsonld"


class DateStyle(StrEnum):
    """How an outlet's feed writes its dates."""

    RFC = "rfc"
    ISO = "iso"
    NOZONE = "nozone"
    NOCOMMA = "nocomma"
    DOTTED = "dotted"
    FALSE_GMT = "false_gmt"
    NONE = "none"


class FeedShape(StrEnum):
    """What an outlet's feed address answers."""

    RSS = "rss"
    ATOM = "atom"
    DOWN = "down"
    SLOW = "slow"
    BOMB = "bomb"


class Guids(StrEnum):
    """Whether an item keeps its GUID from poll to poll."""

    STABLE = "stable"
    ROTATING = "rotating"


class PageState(StrEnum):
    """Whether an article's page still exists."""

    THERE = "there"
    GONE = "gone"


class Guard(StrEnum):
    """What must get a trap right. `HOLDS_BACK` lists those that end without an alert."""

    BACKLOG = "backlog"
    SENSE = "sense"
    LONGER_NAME = "longer_name"
    PAGE_NOISE = "page_noise"
    BODY_ONLY = "body_only"
    PASSING = "passing"
    DATE = "date"
    ENCODING = "encoding"
    SAME_ENTRY = "same_entry"
    PAGE_GONE = "page_gone"
    FEED_DOWN = "feed_down"
    FEED_SLOW = "feed_slow"
    FEED_HOSTILE = "feed_hostile"


HOLDS_BACK = frozenset(
    {
        Guard.BACKLOG,
        Guard.SENSE,
        Guard.LONGER_NAME,
        Guard.PAGE_NOISE,
        Guard.BODY_ONLY,
        Guard.PASSING,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """One invented outlet.

    `escapes` counts how often its feed escapes text; `related` puts a list of other headlines under
    its articles.
    """

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    key: str
    name: str
    publisher: str | None = None
    page: PageShape = PageShape.PARAGRAPHS
    dates: DateStyle = DateStyle.RFC
    feed: FeedShape = FeedShape.RSS
    guids: Guids = Guids.STABLE
    charset: str = "utf-8"
    escapes: int = 1
    related: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Trap:
    """What could go wrong with an item, which guard catches it, and why in Korean."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    guard: Guard
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedTrap:
    """A feed that misbehaves as a whole."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    outlet: str
    guard: Guard
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedStory:
    """A story that deserves exactly one card in `channel`, perhaps linked to an older one."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    key: str
    channel: str
    followup_of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """One item becoming visible at one outlet, `at` after the start.

    `story` is the expected story's key, None where no card is wanted; `relation` holds if articles
    are read in the order of the timeline. `number` names the page in its address.
    """

    id: str
    number: int
    at: timedelta
    outlet: Outlet
    title: str
    author: str | None
    paragraphs: tuple[str, ...]
    summary: str
    page: PageState
    story: str | None
    relation: Relation | None
    trap: Trap | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """The whole play, beats in the order of their minutes."""

    start: datetime
    outlets: tuple[Outlet, ...]
    beats: tuple[Beat, ...]
    watchlists: tuple[Watchlist, ...]
    stories: tuple[ExpectedStory, ...]
    feed_traps: tuple[FeedTrap, ...]


def load(start: datetime = START) -> Scenario:
    """The shipped scenario, its texts dated by the start."""
    text = files("bot.demo").joinpath("newsroom.yaml").read_text(encoding="utf-8")
    for day in (0, 1):
        text = text.replace(f"{{d{day}}}", str((start.astimezone(KST) + timedelta(days=day)).day))
    script = TypeAdapter(_Script).validate_python(yaml.safe_load(text))
    outlets = {outlet.key: outlet for outlet in script.outlets}
    items = {item.id: item for item in script.items}
    beats = [
        _beat(item, number, outlets[item.outlet], items)
        for number, item in enumerate(script.items, start=FIRST_NUMBER)
    ]
    return Scenario(
        start=start,
        outlets=script.outlets,
        beats=tuple(sorted(beats, key=lambda beat: beat.at)),
        watchlists=tuple(_watchlist(each) for each in script.watchlists),
        stories=script.stories,
        feed_traps=script.feed_traps,
    )


FIRST_NUMBER = 202_600_101
_SUMMARY_LENGTH = 110  # characters of the first paragraph that a feed gives


@dataclass(frozen=True, slots=True, kw_only=True)
class _Item:
    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    id: str
    at: int
    outlet: str
    title: str
    by: str | None = None
    body: tuple[str, ...] = ()
    like: str | None = None
    drop: tuple[int, ...] = ()
    swap: dict[str, str] = field(default_factory=dict)
    add: tuple[str, ...] = ()
    summary: str | None = None
    page: PageState = PageState.THERE
    story: str | None = None
    relation: Relation | None = None
    trap: Trap | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Watched:
    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    name: str
    channels: tuple[str, ...]
    alert_on: Salience
    urgent: tuple[str, ...]
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Script:
    __pydantic_config__: ClassVar[ConfigDict] = _STRICT
    outlets: tuple[Outlet, ...]
    watchlists: tuple[_Watched, ...]
    stories: tuple[ExpectedStory, ...]
    items: tuple[_Item, ...]
    feed_traps: tuple[FeedTrap, ...]


def _watchlist(each: _Watched) -> Watchlist:
    return Watchlist(
        name=each.name,
        channels=each.channels,
        alert_on=each.alert_on,
        terms=each.terms,
        urgent=each.urgent,
    )


def _beat(item: _Item, number: int, outlet: Outlet, items: dict[str, _Item]) -> Beat:
    paragraphs = _paragraphs(item, items)
    lead = paragraphs[0] if paragraphs else ""
    short = lead if len(lead) <= _SUMMARY_LENGTH else lead[:_SUMMARY_LENGTH].rstrip() + "…"
    return Beat(
        id=item.id,
        number=number,
        at=timedelta(minutes=item.at),
        outlet=outlet,
        title=item.title,
        author=item.by,
        paragraphs=paragraphs,
        summary=item.summary or short,
        page=item.page,
        story=item.story,
        relation=item.relation,
        trap=item.trap,
    )


def _paragraphs(item: _Item, items: dict[str, _Item]) -> tuple[str, ...]:
    if item.like is None:
        return item.body
    kept = [p for i, p in enumerate(items[item.like].body) if i not in item.drop]
    for old, new in item.swap.items():
        kept = [paragraph.replace(old, new) for paragraph in kept]
    return (*kept, *item.add)
