"""Looks back at articles that a channel was told of."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Recheck:
    """How far the looks at one told article have come.

    `since` is when a channel was first told; the looks are counted from there. `step` counts the
    looks done, `tries` those that could not be made in this step, `missing` those in a row that
    found the page gone. `suspected` names the headline that the last look found and that nobody was
    told of yet, `headlines` those that the article is known to have had, each by its identity.
    `held_until` is the lease of whoever looks at it now.
    """

    article_id: int
    since: datetime
    due_at: datetime
    step: int = 0
    tries: int = 0
    missing: int = 0
    suspected: int | None = None
    headlines: tuple[int, ...] = ()
    held_until: datetime | None = None
