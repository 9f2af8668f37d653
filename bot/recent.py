"""What the last poll of each feed showed, so that the next one looks only at what is new in it.

    items of a poll → their digests → those of the last committed poll are known → the rest

A feed shows the same items all day. The store knows them all; asking it again for each costs more
than the poll itself. This is a short memory of one process: losing it costs one slower poll.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.model import FeedEntry, FeedState

ASKED_AGAIN = timedelta(hours=6)  # the store keeps keys by their last sight, so it must see them
MAX_FEEDS = 5_000
MAX_TITLES = 3  # of one article that each hasten a look,
TITLES_WITHIN = timedelta(hours=1)
MAX_HASTENED = 5_000  # articles


@dataclass(frozen=True, slots=True)
class _Shown:
    digests: frozenset[int]
    since: datetime


class RecentItems:
    """Digests of the items that the last committed poll of each feed showed. For many threads."""

    def __init__(self) -> None:
        self._shown: dict[str, _Shown] = {}

    def unseen(
        self, state: FeedState, items: Sequence[FeedEntry], now: datetime
    ) -> Sequence[FeedEntry]:
        """The items that the last poll did not show as they are now; all where it is not known."""
        shown = self._shown.get(state.url)
        if shown is None or not state.primed or not self._is_fresh(shown, now):
            return items
        return [item for item in items if _digest(item) not in shown.digests]

    def remember(self, state: FeedState, items: Sequence[FeedEntry], now: datetime) -> None:
        """Keeps what a committed poll showed; one without items changed nothing."""
        if not items:
            return
        before = self._shown.get(state.url)
        if len(self._shown) >= MAX_FEEDS and before is None:
            self._shown = {}
        since = before.since if before is not None and self._is_fresh(before, now) else now
        digests = frozenset(map(_digest, items))
        self._shown[state.url] = _Shown(digests=digests, since=since)

    @staticmethod
    def _is_fresh(shown: _Shown, now: datetime) -> bool:
        return timedelta() <= now - shown.since < ASKED_AGAIN


@dataclass(frozen=True, slots=True)
class _Hastened:
    titles: frozenset[int]
    since: datetime


class RecentTitles:
    """Titles in feeds that hastened a look at their told article's page. For many threads.

    Some outlets try out two titles in turn, or count readers in one. Within an hour each title
    hastens one look, and few of them do. A short memory of one process.
    """

    def __init__(self) -> None:
        self._hastened: dict[int, _Hastened] = {}

    def is_new(self, article_id: int, title: str, now: datetime) -> bool:
        """Whether the title may hasten a look at the article."""
        before = self._before(article_id, now)
        return before is None or (
            len(before.titles) < MAX_TITLES and hash(title) not in before.titles
        )

    def note(self, article_id: int, title: str, now: datetime) -> None:
        """Keeps that this title has hastened a look."""
        if len(self._hastened) >= MAX_HASTENED and article_id not in self._hastened:
            self._hastened = {}
        before = self._before(article_id, now) or _Hastened(frozenset(), now)
        titles = before.titles | {hash(title)}
        self._hastened[article_id] = _Hastened(titles, before.since)

    def _before(self, article_id: int, now: datetime) -> _Hastened | None:
        before = self._hastened.get(article_id)
        is_fresh = before is not None and timedelta() <= now - before.since < TITLES_WITHIN
        return before if is_fresh else None


def _digest(item: FeedEntry) -> int:
    """Equal for items that make equal identity keys."""
    return hash((item.guid, item.url, item.title, item.published_at))
