"""Ports to the store: feeds, and the entries that they bring."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.model import Entry, EntryClosed, Feed, FeedState, Sifted, Waiting

AWAY_LIMIT = timedelta(days=1)
Sift = Callable[[Sequence[Entry]], Sifted]
"""How a poll's new entries are to be kept. A pure rule: it reads no store."""


def keep_all(entries: Sequence[Entry]) -> Sifted:
    """Keeps every new entry as it is."""
    return Sifted(entries=tuple(entries))


class FeedBook(Protocol):
    """What the store knows of feeds."""

    def register(self, feeds: Sequence[Feed], now: datetime) -> None:
        """Makes exactly these feeds the polled ones; new ones are due at once. Repeat-safe.

        One that left and comes back is enabled and goes on where it stopped; after more than
        AWAY_LIMIT without a successful poll it counts as new, so that its backlog stays silent.
        """
        ...

    def due(self, now: datetime, limit: int) -> Sequence[tuple[Feed, FeedState]]:
        """Registered, enabled feeds whose time has come, longest overdue first.

        A time more than CLOCK_STEPPED ahead was set by a clock that was wrong, and has come too.
        """
        ...

    def feeds(self) -> Sequence[tuple[Feed, FeedState]]:
        """All registered feeds in the order of registration."""
        ...

    def feed(self, url: str) -> tuple[Feed, FeedState]:
        """One registered feed.

        Raises:
            NotFound: no such feed is registered.
        """
        ...

    def save_poll(
        self, state: FeedState, entries: Sequence[Entry], sift: Sift = keep_all
    ) -> Sequence[Entry]:
        """Keeps state and unknown entries in ONE commit; returns the entries that were new.

        An entry is known if any of its identity keys is; all its keys are then remembered too.
        Repeating it returns nothing new. The state of a feed never registered is not kept.
        `sift` is asked inside the commit how the new ones are kept and with which notices.
        """
        ...

    def save_state(self, state: FeedState) -> None:
        """Keeps the state after a failed or unchanged poll."""
        ...


class EntryBook(Protocol):
    """Entries that wait to be read."""

    def waiting(self, now: datetime, limit: int) -> Sequence[Waiting]:
        """Open entries whose time has come: before any backlog the fresh, oldest first."""
        ...

    def entry(self, entry_id: int) -> Entry:
        """One entry.

        Raises:
            NotFound: no such entry.
        """
        ...

    def opened(self, entry_id: int) -> Entry | None:
        """The entry where it still needs work; None for a closed or an unknown one."""
        ...

    def postpone(self, entry_id: int, until: datetime, error: str) -> None:
        """Counts a failed try; the entry waits until then."""
        ...

    def close(self, entry_id: int, how: EntryClosed, note: str) -> None:
        """No more work. Repeats do nothing."""
        ...
