"""What was found a moment ago, so that a channel's hundred cards don't ask the same hundred times.

Answers that change slowly and cost the store much: whether a term is unusually loud today.
"""

from collections.abc import Callable, Hashable
from datetime import datetime, timedelta
from threading import Lock
from typing import Generic, TypeVar

FRESH = timedelta(minutes=1)  # an answer is given again for that long
MOST = 1_000  # answers remembered

T = TypeVar("T")


class Lately(Generic[T]):
    """Answers by question, each asked anew once it is no longer FRESH. For many threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._answers: dict[Hashable, tuple[datetime, T]] = {}

    def answer(self, question: Hashable, now: datetime, ask: Callable[[], T]) -> T:
        """What `ask` says, or said of late. Two threads may both ask; an error is not kept."""
        with self._lock:
            known = self._answers.get(question)
        if known is not None and timedelta() <= now - known[0] < FRESH:
            return known[1]
        found = ask()
        with self._lock:
            self._answers.pop(question, None)
            self._answers[question] = (now, found)
            while len(self._answers) > MOST:
                del self._answers[next(iter(self._answers))]
        return found
