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


def _digest(item: FeedEntry) -> int:
    """Equal for items that make equal identity keys."""
    return hash((item.guid, item.url, item.title, item.published_at))
