"""The clock on the wall, one that runs faster, one that goes by another's time, one to be stopped."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Event
from time import monotonic, sleep

from typing_extensions import override

from bot.errors import Stopped
from bot.ports import Clock

ASKED = 3  # times for each setting of a steered clock; the quickest answer is the most exact
DRIFT = 0.0002  # seconds by which a machine's count may go wrong in one; quartz is ten times better
NAP = timedelta(milliseconds=250)  # the longest that a sleeper overhears a stop


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Setting:
    """When the count of seconds began, how many seconds that may be off, and when it was asked."""

    epoch: datetime
    doubt: float
    at: float


class SteeredClock(Clock):
    """A clock that goes by what `ask` says, as the machines of one database go by its time.

    Between two askings it runs by itself, whatever the machine's own clock is set to. An answer
    that took long tells little: it moves the clock only as far as the earlier ones allow.
    """

    def __init__(self, ask: Callable[[], datetime]) -> None:
        self._ask = ask
        self._set = self._asked()

    def steer(self) -> None:
        """Asks again; a better answer, or one that the earlier ones rule out, sets the clock."""
        known, new = self._set, self._asked()
        doubt = known.doubt + DRIFT * (new.at - known.at)
        apart = abs((new.epoch - known.epoch).total_seconds())
        if new.doubt <= doubt or apart > new.doubt + doubt:
            self._set = new

    def _asked(self) -> _Setting:
        """The moment at which this machine's count of seconds began, by the quickest answer."""
        tries = []
        for _ in range(ASKED):
            before = monotonic()
            answer = self._ask()
            after = monotonic()
            epoch = answer - timedelta(seconds=(before + after) / 2)
            tries.append(_Setting(epoch=epoch, doubt=(after - before) / 2, at=after))
        return min(tries, key=lambda each: each.doubt)

    @override
    def now(self) -> datetime:
        return self._set.epoch + timedelta(seconds=monotonic())

    @override
    def sleep(self, pause: timedelta) -> None:
        sleep(max(0.0, pause.total_seconds()))


class StoppableClock(Clock):
    """Another clock, whose sleepers a stop wakes."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._stopped = Event()

    def stop(self) -> None:
        """Whoever sleeps, or lies down later, gets Stopped. Repeats do nothing."""
        self._stopped.set()

    @override
    def now(self) -> datetime:
        return self._clock.now()

    @override
    def sleep(self, pause: timedelta) -> None:
        left = pause
        while not self._stopped.is_set():
            nap = min(left, NAP)
            self._clock.sleep(nap)
            left -= nap
            if left <= timedelta():
                break
        if self._stopped.is_set():
            raise Stopped("멈추는 중이라 기다리지 않습니다")
