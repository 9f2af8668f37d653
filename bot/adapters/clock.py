"""The clock on the wall, and one that runs faster."""

from datetime import UTC, datetime, timedelta
from time import monotonic, sleep

from typing_extensions import override

from bot.ports import Clock


class SystemClock(Clock):
    """The system's time."""

    @override
    def now(self) -> datetime:
        return datetime.now(UTC)

    @override
    def sleep(self, pause: timedelta) -> None:
        sleep(max(0.0, pause.total_seconds()))


class ScaledClock(Clock):
    """A clock that begins at `start` and runs `factor` times as fast as the wall's."""

    def __init__(self, *, factor: float, start: datetime) -> None:
        self._factor = factor
        self._start = start
        self._begun = monotonic()

    @override
    def now(self) -> datetime:
        return self._start + timedelta(seconds=(monotonic() - self._begun) * self._factor)

    @override
    def sleep(self, pause: timedelta) -> None:
        sleep(max(0.0, pause.total_seconds() / self._factor))
