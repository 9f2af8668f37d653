"""The rows that the in-memory books share, and the journal that takes a transaction back."""

from collections import defaultdict
from collections.abc import Callable, MutableMapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import RLock
from typing import TypeVar

from bot.model import (
    BUNDLED,
    Alert,
    AlertKind,
    AlertState,
    Article,
    AuditRow,
    Entry,
    EntryClosed,
    Feed,
    FeedState,
    Fingerprint,
    Judgement,
    JudgementKind,
    Match,
    Placement,
    Recheck,
    Term,
)
from bot.ports import OPEN, TOLD

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRow:
    """An entry with its due time; closed once `closed` says how."""

    entry: Entry
    due_at: datetime
    closed: EntryClosed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRow:
    """A placed article."""

    article: Article
    story_id: int
    placement: Placement
    fingerprint: Fingerprint
    matches: tuple[Match, ...]
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryRow:
    """A story: the ids of its articles in order of arrival."""

    members: tuple[int, ...]
    revision: int
    changed_at: datetime
    followup_of: int | None


@dataclass(slots=True)
class Tables:
    """All rows. Whoever reads or writes holds `lock`."""

    lock: RLock = field(default_factory=RLock)
    feeds: dict[str, tuple[Feed, FeedState]] = field(default_factory=dict)
    away: dict[str, FeedState] = field(default_factory=dict)
    seen: dict[int, datetime] = field(default_factory=dict)
    entries: dict[int, EntryRow] = field(default_factory=dict)
    articles: dict[int, ArticleRow] = field(default_factory=dict)
    urls: dict[str, int] = field(default_factory=dict)
    keys: dict[int, dict[int, datetime]] = field(default_factory=dict)
    stories: dict[int, StoryRow] = field(default_factory=dict)
    aliases: dict[int, int] = field(default_factory=dict)
    alerts: dict[int, Alert] = field(default_factory=dict)
    deliveries: dict[str, int] = field(default_factory=dict)
    wishes: dict[int, datetime] = field(default_factory=dict)
    listed: dict[int, int] = field(default_factory=dict)
    rechecks: dict[int, Recheck] = field(default_factory=dict)
    terms: dict[tuple[str, str], Term] = field(default_factory=dict)
    judgements: dict[tuple[str, JudgementKind, str], Judgement] = field(default_factory=dict)
    audit: list[AuditRow] = field(default_factory=list)
    leases: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    memos: dict[str, str] = field(default_factory=dict)
    arrivals: int = 0

    def close_entry(self, entry_id: int, how: EntryClosed) -> None:
        """Closes an open entry; leaves any other alone."""
        row = self.entries.get(entry_id)
        if row is not None and row.closed is None:
            self.entries[entry_id] = replace(row, closed=how)

    def promise(self, alert: Alert) -> None:
        """Keeps a new alert; leaves one that is known as it is."""
        if alert.delivery_id not in self.deliveries and alert.id not in self.alerts:
            self.deliveries[alert.delivery_id] = alert.id
            self.alerts[alert.id] = alert

    def doubles(self, is_meant: Callable[[Alert], bool]) -> Sequence[Alert]:
        """Cards that nobody has begun to send, where another of the channel tells the story."""
        groups: dict[tuple[str, int], list[Alert]] = defaultdict(list)
        for alert in self.alerts.values():
            if alert.kind is AlertKind.CARD and is_meant(alert):
                groups[alert.channel, alert.story_id].append(alert)
        return [double for cards in groups.values() for double in _doubles(cards)]

    def forget_article(self, article_id: int) -> None:
        """Takes away an article with its keys."""
        row = self.articles.pop(article_id)
        self.rechecks.pop(article_id, None)
        if self.urls.get(row.article.url) == article_id:
            del self.urls[row.article.url]
        for key in row.fingerprint.keys:
            found = self.keys.get(key, {})
            found.pop(article_id, None)
            if not found:
                self.keys.pop(key, None)

    def forget_story(self, story_id: int) -> None:
        """Takes away a story with its aliases and alerts."""
        del self.stories[story_id]
        self.aliases = {old: new for old, new in self.aliases.items() if new != story_id}
        for alert in [a for a in self.alerts.values() if a.story_id == story_id]:
            self._forget_alert(alert)

    def forget_notices(self, before: datetime) -> None:
        """Takes away settled alerts made before then that are about no story."""
        for alert in list(self.alerts.values()):
            is_settled = alert.state not in OPEN and alert.created_at < before
            if is_settled and alert.story_id not in self.stories:
                self._forget_alert(alert)

    def _forget_alert(self, alert: Alert) -> None:
        del self.alerts[alert.id]
        del self.deliveries[alert.delivery_id]
        self.wishes.pop(alert.id, None)
        self.listed.pop(alert.id, None)

    def forget_entries(self, before: datetime) -> None:
        """Takes away closed entries first seen before then."""
        self.entries = {
            entry_id: row
            for entry_id, row in self.entries.items()
            if row.closed is None or row.entry.first_seen_at >= before
        }

    def forget_leases(self, before: datetime) -> None:
        """Takes away leases that ended before then."""
        self.leases = {name: kept for name, kept in self.leases.items() if kept[1] >= before}

    def forget_keys(self, before: datetime) -> None:
        """Takes away identity keys last seen before then."""
        self.seen = {key: at for key, at in self.seen.items() if at >= before}


def _doubles(cards: Sequence[Alert]) -> Sequence[Alert]:
    waiting = [card for card in cards if card.state is AlertState.PENDING]
    fresh = sorted((c for c in waiting if not c.attempt), key=lambda card: card.due_at)
    is_told = len(fresh) < len(waiting) or any(
        card.state in TOLD or (card.state is AlertState.FOLDED and card.error == BUNDLED)
        for card in cards
    )
    return fresh if is_told else fresh[1:]


class Journal:
    """Remembers how to take changes back, newest first."""

    def __init__(self) -> None:
        self._undo: list[Callable[[], object]] = []

    def put(self, rows: MutableMapping[K, V], key: K, value: V) -> None:
        """Sets `rows[key]`."""
        self.touch(rows, key)
        rows[key] = value

    def touch(self, rows: MutableMapping[K, V], key: K) -> None:
        """Remembers `rows[key]` as it is now, before somebody changes it."""
        if key in rows:
            old = rows[key]
            self._undo.append(lambda: rows.__setitem__(key, old))
        else:
            self._undo.append(lambda: rows.pop(key, None))

    def roll_back(self) -> None:
        """Takes every change back."""
        while self._undo:
            self._undo.pop()()
