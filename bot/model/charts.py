"""Pictures: what one shows, and where one stands."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartRow:
    """One term of a chart: its reports on each of the chart's days, their sum, its share (0 to 1)."""

    name: str
    counts: tuple[int, ...]
    total: int
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Reports a day and term, the loudest term first. `off` are the days without work.

    `alt` says in words what the picture shows.
    """

    title: str
    note: str
    days: tuple[date, ...]
    off: frozenset[date]
    rows: tuple[ChartRow, ...]
    alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture that a message shows: `place` is the chat service's handle."""

    place: str
    alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A picture as PNG bytes, for a letter; `name` is its file name."""

    name: str
    png: bytes
    alt: str
