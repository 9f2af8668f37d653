"""When briefs are due: set KST times of working days, each covering the time since the last one.

Friday 17:30 → Monday 07:30 covers the weekend; a holiday is skipped like a Sunday.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

KST = timezone(timedelta(hours=9), "KST")

DEFAULT_TIMES = (time(7, 30), time(11, 30), time(17, 30))
"""KST, when Korean communications teams hand their briefs on."""

# Days looked through for a working day; the longest Korean holidays are far shorter.
_LOOK = 31
_SATURDAY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """What one brief covers: from the brief before (exclusive) to its own time. Aware UTC."""

    since: datetime
    until: datetime


def is_working_day(day: date, is_holiday: Callable[[date], bool]) -> bool:
    """Whether briefs go out that day: Monday to Friday, no public or substitute holiday."""
    return day.weekday() < _SATURDAY and not is_holiday(day)


def next_brief(
    now: datetime, times: Sequence[time], is_holiday: Callable[[date], bool]
) -> datetime | None:
    """The first brief's time after `now`, None without times or working days ahead."""
    today = now.astimezone(KST).date()
    for ahead in range(_LOOK):
        for moment in _moments(today + timedelta(days=ahead), times, is_holiday):
            if moment > now:
                return moment
    return None


def last_brief(
    now: datetime, times: Sequence[time], is_holiday: Callable[[date], bool]
) -> datetime | None:
    """The last brief's time up to and including `now`, None without one in the past month."""
    today = now.astimezone(KST).date()
    for back in range(_LOOK):
        day = today - timedelta(days=back)
        for moment in reversed(_moments(day, times, is_holiday)):
            if moment <= now:
                return moment
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekTime:
    """A time of the week in KST; `weekday` is 0 for Monday."""

    weekday: int
    at: time


def last_weekly(
    now: datetime, when: WeekTime, is_holiday: Callable[[date], bool]
) -> datetime | None:
    """The last weekly brief's time up to and including `now`.

    In a week whose day is off it is the next working day, like the brief of a holiday.
    """
    today = now.astimezone(KST).date()
    monday = today - timedelta(days=today.weekday())
    for back in range(_LOOK // 7 + 1):
        day = monday + timedelta(days=when.weekday - 7 * back)
        while not is_working_day(day, is_holiday):
            day += timedelta(days=1)
        moment = datetime.combine(day, when.at, tzinfo=KST).astimezone(UTC)
        if moment <= now:
            return moment
    return None


def window(until: datetime, times: Sequence[time], is_holiday: Callable[[date], bool]) -> Window:
    """What the brief of that time covers; a day where no earlier brief is known."""
    before = last_brief(until - timedelta(microseconds=1), times, is_holiday)
    return Window(since=before or until - timedelta(days=1), until=until)


def _moments(
    day: date, times: Sequence[time], is_holiday: Callable[[date], bool]
) -> list[datetime]:
    if not is_working_day(day, is_holiday):
        return []
    return [datetime.combine(day, at, tzinfo=KST).astimezone(UTC) for at in sorted(times)]
