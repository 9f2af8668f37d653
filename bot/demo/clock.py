"""A clock that plays the scenario fast: minutes in moments, a day without news in a breath."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import monotonic
from time import sleep as wait

from typing_extensions import override

from bot.demo.scenario import LENGTH, START
from bot.ports import Clock

_LONGEST_NAP = 0.25  # real seconds; a nap ends early where the lull is skipped
_SHORTEST_NAP = 0.002  # real seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """`scenario` time that passes in `real` time."""

    scenario: timedelta
    real: timedelta


_EVENING = timedelta(minutes=90)
_LULL = timedelta(minutes=1434)
PACE = (
    Stretch(scenario=_EVENING, real=timedelta(seconds=50)),
    Stretch(scenario=_LULL, real=timedelta(seconds=4)),
    Stretch(scenario=LENGTH - _EVENING - _LULL, real=timedelta(seconds=16)),
)
"""Seventy seconds in all; the night and the day after it have no news."""


class PacedClock(Clock):
    """A Clock port that runs through the stretches, the last one's speed going on for ever."""

    def __init__(self, start: datetime = START, pace: Sequence[Stretch] = PACE) -> None:
        self._start = start.astimezone(UTC)
        self._pace = tuple(pace)
        self._began = monotonic()

    @override
    def now(self) -> datetime:
        """The scenario's present moment, aware UTC."""
        real = timedelta(seconds=monotonic() - self._began)
        passed = timedelta(0)
        for stretch in self._pace[:-1]:
            if real < stretch.real:
                return self._start + passed + stretch.scenario * (real / stretch.real)
            passed += stretch.scenario
            real -= stretch.real
        last = self._pace[-1]
        return self._start + passed + last.scenario * (real / last.real)

    @override
    def sleep(self, pause: timedelta) -> None:
        """Returns after `pause` of scenario time."""
        until = self.now() + pause
        while (left := until - self.now()) > timedelta(0):
            wait(min(_LONGEST_NAP, max(_SHORTEST_NAP, left.total_seconds() / 1000)))
