"""How often terms are reported on, and what that is beside their habit and beside each other."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Reports:
    """How many reports on a term fell into the half hour that begins at `slot` (aware UTC)."""

    term: str
    slot: datetime
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unheard:
    """An outlet of a publisher, as articles name them, that a watchlist does not take."""

    watchlist: str
    outlet: str
    publisher: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A stretch of time: after `since`, up to and including `until`. Aware UTC."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Burst:
    """A term's unusual day, the 24 hours up to `until`: `usual` is the median of its past days.

    `times` is how many times the usual `count` is; where that was under one, `count` itself.
    """

    term: str
    count: int
    usual: float
    times: float
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A term's reports in a span: how many, their share of those of all terms (0 to 1), by KST day.

    A report that names two terms counts for both.
    """

    term: str
    count: int
    share: float
    days: tuple[tuple[date, int], ...] = ()
