"""The clock on the wall, one that runs faster, and one that goes by another's time."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import monotonic, sleep

from typing_extensions import override

from bot.ports import Clock

ASKED = 3  # times for each setting of a steered clock; the quickest answer is the most exact


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


class SteeredClock(Clock):
    """A clock that goes by what `ask` says, as the machines of one database go by its time.

    Between two askings it runs by itself, whatever the machine's own clock is set to.
    """

    def __init__(self, ask: Callable[[], datetime]) -> None:
        self._ask = ask
        self._epoch = self._asked()

    def steer(self) -> None:
        """Asks again."""
        self._epoch = self._asked()

    def _asked(self) -> datetime:
        """The moment at which this machine's count of seconds began, by the quickest answer."""
        tries = []
        for _ in range(ASKED):
            before = monotonic()
            answer = self._ask()
            after = monotonic()
            tries.append((after - before, answer - timedelta(seconds=(before + after) / 2)))
        return min(tries)[1]

    @override
    def now(self) -> datetime:
        return self._epoch + timedelta(seconds=monotonic())

    @override
    def sleep(self, pause: timedelta) -> None:
        sleep(max(0.0, pause.total_seconds()))
