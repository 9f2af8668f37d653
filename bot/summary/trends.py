"""Unusual days: a term that is told of far more often than in its own past, and how much more.

past counts of the same span (the 07:30 brief, say) → median and spread → robust z of the newest
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

LEAST_PAST = 5
"""Spans that make a habit; with fewer nothing is unusual yet."""

LEAST_COUNT = 5
"""Articles under which nothing is unusual, however quiet the past was."""

Z_LIMIT = 3.5
LEAST_TIMES = 2.0
# Makes the median distance from the median comparable to a standard deviation.
_SCALE = 1.4826
# Counts of news are never steadier than this share of their habit, nor than chance allows.
_LEAST_SPREAD = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Burst:
    """A term's unusual count: `usual` is its median, `times` how many times that it is now."""

    term: str
    count: int
    usual: float
    times: float


def burst(term: str, count: int, past: Sequence[int]) -> Burst | None:
    """The burst where the count stands out from the past ones, oldest or newest first alike."""
    if len(past) < LEAST_PAST or count < LEAST_COUNT:
        return None
    usual = float(median(past))
    spread = _SCALE * float(median(abs(one - usual) for one in past))
    spread = max(spread, _LEAST_SPREAD * usual, usual**0.5, 1.0)
    times = count / max(usual, 1.0)
    if (count - usual) / spread < Z_LIMIT or times < LEAST_TIMES:
        return None
    return Burst(term=term, count=count, usual=usual, times=times)
