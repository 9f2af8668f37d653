"""Many polls, one commit: polls that end at the same moment share a transaction.

    poll ─┐
    poll ─┼─ waiting ─ whoever comes first writes them all ─ one commit ─ each gets its own answer
    poll ─┘

A commit that survives a power cut costs more than the rest of a poll that brought nothing, so whoever
comes first waits a moment for the other threads that poll just now, as PostgreSQL's `commit_delay`
has it. No promise is weakened: a poll's entries and validators lie in one commit, and `save` returns
after it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Condition, Event, Lock, get_ident
from time import monotonic

from bot.errors import StoreBusy
from bot.model import Entry, FeedState
from bot.ports import Sift

MOST_TOGETHER = 32  # polls of one transaction
GATHERING = 0.01  # seconds that the first one waits, at most, for threads that came lately
LATELY = 1.0  # seconds
_STOPPED = "저장하던 중에 멈췄습니다"


@dataclass(slots=True, eq=False)
class PollToSave:
    """One poll on its way into the store, and what became of it."""

    state: FeedState
    entries: Sequence[Entry]
    sift: Sift
    new: Sequence[Entry] = ()
    error: Exception | None = None
    done: Event = field(default_factory=Event)


class PollWriter:
    """Saves polls in groups. For many threads; `write` fills in each one's `new`, or raises."""

    def __init__(
        self,
        write: Callable[[Sequence[PollToSave]], None],
        *,
        gathering: float = GATHERING,
        lately: float = LATELY,
    ) -> None:
        self._write = write
        self._gathering = gathering
        self._lately = lately
        self.waiting: list[PollToSave] = []
        self._came: dict[int, float] = {}
        self._lock = Condition()
        self._writing = Lock()

    def save(self, poll: PollToSave) -> Sequence[Entry]:
        """The entries that were new, after their commit.

        Raises:
            StoreBusy: nothing of this poll was written.
        """
        with self._lock:
            self.waiting.append(poll)
            self._came[get_ident()] = monotonic()
            self._lock.notify()
        while not poll.done.is_set():
            with self._writing:
                if not poll.done.is_set():
                    self._save(self._next())
        if poll.error is not None:
            raise poll.error
        return poll.new

    def _next(self) -> Sequence[PollToSave]:
        """Whose turn it is, one poll a feed: the second of the same feed waits for the first."""
        with self._lock:
            since = monotonic() - self._lately
            self._came = {thread: at for thread, at in self._came.items() if at > since}
            expected = min(len(self._came), MOST_TOGETHER)
            self._lock.wait_for(lambda: len(self.waiting) >= expected, self._gathering)
            first: dict[str, PollToSave] = {}
            for poll in self.waiting:
                if len(first) < MOST_TOGETHER:
                    first.setdefault(poll.state.url, poll)
            chosen = list(first.values())
            self.waiting = [poll for poll in self.waiting if poll not in chosen]
            return chosen

    def _save(self, polls: Sequence[PollToSave]) -> None:
        try:
            self._write(polls)
        except Exception as error:  # noqa: BLE001 - raised again where the poll came from
            if len(polls) == 1 or isinstance(error, StoreBusy):
                self._end(polls, error)
                return
            self._save_each(polls)
        except BaseException:
            self._end(polls, StoreBusy(_STOPPED))
            raise
        else:
            self._end(polls, None)

    def _save_each(self, polls: Sequence[PollToSave]) -> None:
        """Each by itself: one of them cannot be written, the others can."""
        try:
            for poll in polls:
                self._save([poll])
        finally:  # nobody waits for ever for a poll that a stop kept from its turn
            self._end([poll for poll in polls if not poll.done.is_set()], StoreBusy(_STOPPED))

    @staticmethod
    def _end(polls: Sequence[PollToSave], error: Exception | None) -> None:
        for poll in polls:
            poll.error = error
            poll.done.set()
