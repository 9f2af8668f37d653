"""Unusual days and shares: how a term is told of against its own habit, and beside other terms.

reports of the 24 hours up to now   → how many
those of the same 24 hours of past  → habit (median, spread) → robust z → Burst
  days of the same kind             (working days with working days, days off with days off)
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from statistics import median

from bot.model import Burst, Reports, Stretch, Voice
from bot.summary.calendar import KST, is_working_day

HABIT = timedelta(days=42)
"""How far back a habit is looked for."""

DAY = timedelta(days=1)
LEAST_PAST = 7
"""Days of the same kind that make a habit; with fewer nothing is unusual yet."""

LEAST_COUNT = 5
"""Reports under which nothing is unusual, however quiet the past was."""

Z_LIMIT = 3.5
LEAST_TIMES = 2.0
# Makes the median distance from the median comparable to a standard deviation.
_SCALE = 1.4826
# Counts of news are never steadier than this share of their habit, nor than chance allows.
_LEAST_SPREAD = 0.2


def burst(term: str, count: int, past: Sequence[int], until: datetime) -> Burst | None:
    """The burst where the count stands out from the past ones, oldest or newest first alike."""
    if len(past) < LEAST_PAST or count < LEAST_COUNT:
        return None
    usual = float(median(past))
    spread = _SCALE * float(median(abs(one - usual) for one in past))
    spread = max(spread, _LEAST_SPREAD * usual, usual**0.5, 1.0)
    times = count / max(usual, 1.0)
    if (count - usual) / spread < Z_LIMIT or times < LEAST_TIMES:
        return None
    return Burst(term=term, count=count, usual=usual, times=times, until=until)


def same_days(until: datetime, is_holiday: Callable[[date], bool]) -> tuple[Stretch, ...]:
    """The 24 hours up to the same time of earlier days of the same kind, newest first."""
    kind = _is_working(until, is_holiday)
    ends = (until - back * DAY for back in range(1, HABIT // DAY))
    return tuple(
        Stretch(since=end - DAY, until=end) for end in ends if _is_working(end, is_holiday) is kind
    )


def _is_working(until: datetime, is_holiday: Callable[[date], bool]) -> bool:
    """Whether most of the 24 hours up to then lies on a working day."""
    return is_working_day((until - DAY / 2).astimezone(KST).date(), is_holiday)


def count_in(reports: Sequence[Reports], span: Stretch) -> int:
    """How many of the reports begin their half hour in the span."""
    return sum(each.count for each in reports if span.since <= each.slot < span.until)


def voices(reports: Sequence[Reports], span: Stretch) -> tuple[Voice, ...]:
    """The terms that were reported on in the span, the loudest first."""
    by_term: dict[str, dict[date, int]] = {}
    for each in reports:
        if span.since <= each.slot < span.until:
            days = by_term.setdefault(each.term, {})
            day = each.slot.astimezone(KST).date()
            days[day] = days.get(day, 0) + each.count
    total = sum(sum(days.values()) for days in by_term.values())
    found = [
        Voice(
            term=term,
            count=(count := sum(days.values())),
            share=count / total,
            days=_every_day(days, span),
        )
        for term, days in by_term.items()
    ]
    return tuple(sorted(found, key=lambda voice: (-voice.count, voice.term)))


def _every_day(days: Mapping[date, int], span: Stretch) -> tuple[tuple[date, int], ...]:
    """The counts of all days of the span, zeros too."""
    first = span.since.astimezone(KST).date()
    last = (span.until - timedelta(microseconds=1)).astimezone(KST).date()
    every = (first + number * DAY for number in range((last - first).days + 1))
    return tuple((day, days.get(day, 0)) for day in every)
