"""How the whole stands, in Korean words: what heads the first page, and who works and what waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.app import App
from bot.card.brief import in_words
from bot.card.trend_words import burst_lines
from bot.commands.checkup import TROUBLED
from bot.commands.reading import list_alerts, list_feeds
from bot.commands.vitals import vitals
from bot.model import AlertKind, AlertState, Stretch, Voice, WorkerReport
from bot.trends import bursts, voices_in

DAY = timedelta(days=1)
CARDS_COUNTED = 500  # of the newest that were sent
VOICES_SHOWN = 8
LATE = timedelta(minutes=10)  # from where on what waits is shown as trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """What waits: `since` in words, empty where nothing does."""

    what: str
    count: int
    since: str
    is_late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The state of the whole at a glance."""

    feeds: int
    feeds_well: int
    read_at: datetime | None
    cards: str
    waits: tuple[Wait, ...]
    workers: tuple[WorkerReport, ...]

    @property
    def waiting(self) -> tuple[Wait, ...]:
        """What has been waiting too long."""
        return tuple(wait for wait in self.waits if wait.is_late)


def standing(sosik: App) -> Standing:
    """How the whole stands now.

    Raises:
        StoreBusy: the store is away.
    """
    rows = list_feeds(sosik.line)
    found = vitals(sosik.store.fleet, sosik.clock.now())
    read = [row.state.last_success_at for row in rows if row.state.last_success_at]
    waits = found.waits
    return Standing(
        feeds=len(rows),
        feeds_well=sum(row.checkup.health not in TROUBLED for row in rows),
        read_at=max(read, default=None),
        cards=_cards(sosik),
        waits=(
            _wait("읽을 때가 된 피드", waits.feeds, found.feed_delay),
            _wait("아직 읽지 않은 기사", waits.articles, found.article_delay),
            _wait("보낼 때가 된 알림", waits.cards, found.card_delay),
        ),
        workers=found.workers,
    )


def _wait(what: str, count: int, delay: timedelta) -> Wait:
    since = in_words(delay) if count else ""
    return Wait(what=what, count=count, since=since, is_late=delay >= LATE)


def _cards(sosik: App) -> str:
    sent = list_alerts(sosik.line, (AlertState.SENT,), CARDS_COUNTED)
    day = sosik.clock.now() - DAY
    cards = [a for a in sent if a.kind in {AlertKind.CARD, AlertKind.BUNDLE} and a.created_at > day]
    is_more = len(sent) == CARDS_COUNTED and sent[-1].created_at > day
    return f"{len(cards):,}건{' 넘게' if is_more else ''}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Loudness:
    """The day's terms by how often they were reported on, and what is unusual of them."""

    voices: tuple[Voice, ...]
    unusual: Sequence[str]


def loudness(sosik: App) -> Loudness:
    """How loud each term was in the last day, over all lists.

    Raises:
        StoreBusy: the store is away.
    """
    now, lists = sosik.clock.now(), sosik.line.watch().watchlists
    span = Stretch(since=now - DAY, until=now)
    return Loudness(
        voices=voices_in(sosik.line, lists, span)[:VOICES_SHOWN],
        unusual=burst_lines(bursts(sosik.line, lists, span), now),
    )
