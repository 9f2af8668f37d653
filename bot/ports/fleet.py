"""Port to what waits and who works."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.model import Waits, WorkerReport


class FleetBook(Protocol):
    """Looked at by metrics, console and `doctor`; written by every process that stays."""

    def waits(self, now: datetime) -> Waits:
        """What is due and not done."""
        ...

    def report(self, report: WorkerReport) -> None:
        """Keeps what a process says of itself, in the place of its last report."""
        ...

    def leave(self, owner: str) -> None:
        """Forgets a process that ends. Repeats do nothing."""
        ...

    def workers(self, since: datetime) -> Sequence[WorkerReport]:
        """The processes that reported since then, by name."""
        ...
