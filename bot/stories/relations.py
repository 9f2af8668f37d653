"""How an article that joins a story stands to the articles that are there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.model import Candidate, Relation
from bot.stories.features import Features
from bot.stories.scoring import COPIED

SHARED_RELEASE = 0.3
"""From this containment on, within a day, both were made from one press release."""

_DAY = 86_400
_SAME_TITLE = 0.97


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The new article beside one placed article: measures by name, and the log-odds of both."""

    candidate: Candidate
    old: Features
    measures: Mapping[str, float]
    odds: float


def relation(new: Features, story: Sequence[Comparison]) -> Relation:
    """The relation to the story whose members were compared; never FIRST or FOLLOWUP."""
    if any(_is_copy(new, seen) for seen in story):
        return Relation.COPY
    if _brings_news(new, story):
        return Relation.UPDATE
    if any(_is_release(new, seen) for seen in story):
        return Relation.RELEASE
    return Relation.REWRITE


def source(new: Features, story: Sequence[Comparison]) -> Comparison | None:
    """The placed article whose text the new one shares most; none where it wrote its own."""
    sharing = [seen for seen in story if _is_copy(new, seen) or _is_release(new, seen)]
    return max(
        sharing,
        key=lambda seen: (seen.measures["contained"], -seen.candidate.article_id),
        default=None,
    )


def _is_copy(new: Features, seen: Comparison) -> bool:
    if new.summed_up and not seen.old.summed_up and new.outlet == seen.old.outlet:
        return seen.measures["contained"] >= _SAME_TITLE
    if min(new.length, seen.old.length) > 0:
        return seen.measures["contained"] >= COPIED
    return seen.measures["title"] >= _SAME_TITLE


def _is_release(new: Features, seen: Comparison) -> bool:
    near = abs(new.at - seen.old.at) <= _DAY
    return near and SHARED_RELEASE <= seen.measures["contained"] < COPIED


def _brings_news(new: Features, story: Sequence[Comparison]) -> bool:
    """(종합) and later versions, a status that no member had, or new figures of one outlet."""
    if new.summed_up and not any(seen.old.summed_up for seen in story):
        return True
    known_status = 0
    for seen in story:
        known_status |= seen.old.status
    if new.status & ~known_status:
        return True
    own = [seen.old for seen in story if seen.old.outlet == new.outlet != 0]
    known = {int(amount) for seen in story for amount in seen.old.amounts}
    return bool(own) and bool(set(new.amounts.tolist()) - known)
