"""What waits, and who works: the values that metrics, console and `doctor` show."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """Since when the longest-waiting thing of each kind has been due, None where nothing is; how many.

    `articles` are entries that were not read yet, backlog apart; `cards` are alerts whose next step
    is due and that are not SENT. `expired` counts leases of channels that ended and that nobody
    gave back: each belongs to a process that died or froze over it.
    """

    feed_since: datetime | None
    feeds: int
    article_since: datetime | None
    articles: int
    card_since: datetime | None
    cards: int
    expired: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerReport:
    """What a process says of itself at each tick.

    `done` and `failed` count jobs since `since`; `load` is the share of its threads that worked
    since its last report, 0 to 1.
    """

    owner: str
    kinds: tuple[str, ...]
    since: datetime
    at: datetime
    done: int
    failed: int
    load: float
