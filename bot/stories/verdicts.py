"""What speaks for and against each story that a new article may belong to.

candidates (shared keys) → odds of each → the few best stories → their members → a verdict each
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.model import Candidate
from bot.stories.differences import counters_differ, days_differ
from bot.stories.features import Features, UnknownFeatures, unpack
from bot.stories.headlines import Genre
from bot.stories.likeness import (
    EPOCH,
    Beside,
    Distinct,
    beside,
    distinct_weights,
    likeness,
    plain_weights,
)
from bot.stories.relations import Comparison
from bot.stories.scoring import (
    Model,
    can_vouch,
    is_aside,
    is_copied,
    is_name_alone,
    score,
    share_names_alone,
)

MAX_STORIES = 5
"""Stories whose members are looked at, best candidate first."""

MAX_MEMBERS = 6
"""Members compared for each story, newest first beside the first one."""

PEAK_SHARE = 0.85
"""How much of a verdict is the most alike member; the rest is the mean of all."""

_DAY = 86_400
_KST = 9 * 3_600
_STALE = 1.5 * _DAY
# A market report or a list of the day's news tells another day from then on.
_EDITION = 0.7 * _DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """A new article beside those that share keys with it.

    `stories` are the few that are worth a look at their members, best first.
    """

    new: Features
    weights: Distinct
    compared: tuple[Comparison, ...] = ()
    stories: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How likely the article is of one story, in log-odds, and what forbids it all the same."""

    story_id: int
    odds: float
    copied: bool
    compared: tuple[Comparison, ...]
    veto: str = ""

    @property
    def has_news(self) -> bool:
        """Whether any of its articles is news, and no column, wrap or picture."""
        return any(seen.old.genre == Genre.NEWS for seen in self.compared)

    @property
    def started(self) -> tuple[int, int]:
        """When its first article was published, and its story: older verdicts sort first."""
        return min(seen.old.at for seen in self.compared), self.story_id

    @property
    def best(self) -> Comparison:
        """Its nearest article."""
        return max(self.compared, key=lambda seen: (seen.odds, -seen.candidate.article_id))


def look(new: Features, candidates: Sequence[Candidate], model: Model) -> Sight:
    """The article beside its candidates; those of another version of the features are left out."""
    known = list(_read(candidates))
    if not known:
        return Sight(new=new, weights=plain_weights(new))
    around = beside(new, [old for _, old in known])
    weights = distinct_weights(around, [candidate.story_id for candidate, _ in known])
    compared = _compare(around, known, weights, model)
    return Sight(
        new=new, weights=weights, compared=tuple(compared), stories=_best_stories(compared)
    )


def judged(sight: Sight, members: Sequence[Candidate], model: Model) -> list[Verdict]:
    """A verdict for each of the best few stories, best first."""
    new, compared = sight.new, list(sight.compared)
    found = {seen.candidate.article_id for seen in compared}
    others = [
        member
        for member in members
        if member.story_id in sight.stories and member.article_id not in found
    ]
    if few := list(_read(_few(others))):
        compared += _compare(beside(new, [old for _, old in few]), few, sight.weights, model)
    verdicts = [
        _judge(new, story_id, [seen for seen in compared if seen.candidate.story_id == story_id])
        for story_id in sight.stories
    ]
    return sorted(verdicts, key=lambda verdict: (-verdict.odds, verdict.story_id))


def _read(candidates: Iterable[Candidate]) -> Iterator[tuple[Candidate, Features]]:
    """What another version wrote cannot be compared; it will leave the window soon."""
    for candidate in candidates:
        try:
            yield candidate, unpack(candidate.features)
        except UnknownFeatures:
            continue


def _compare(
    around: Beside, known: Sequence[tuple[Candidate, Features]], weights: Distinct, model: Model
) -> list[Comparison]:
    measured = likeness(around, weights)
    return [
        Comparison(candidate=candidate, old=old, measures=measures, odds=score(measures, model))
        for (candidate, old), measures in zip(known, measured, strict=True)
    ]


def _best_stories(compared: Sequence[Comparison]) -> tuple[int, ...]:
    best: dict[int, float] = {}
    for seen in compared:
        story_id = seen.candidate.story_id
        best[story_id] = max(seen.odds, best.get(story_id, seen.odds))
    return tuple(sorted(best, key=lambda story_id: (-best[story_id], story_id))[:MAX_STORIES])


def _few(members: Sequence[Candidate]) -> list[Candidate]:
    chosen: dict[int, list[Candidate]] = defaultdict(list)
    for member in sorted(members, key=lambda member: (-member.at.timestamp(), member.article_id)):
        if len(chosen[member.story_id]) < MAX_MEMBERS:
            chosen[member.story_id].append(member)
    return [member for few in chosen.values() for member in few]


def _judge(new: Features, story_id: int, compared: Sequence[Comparison]) -> Verdict:
    odds = [seen.odds for seen in compared]
    blend = PEAK_SHARE * max(odds) + (1 - PEAK_SHARE) * sum(odds) / len(odds)
    copied = any(is_copied(seen.measures) for seen in compared)
    return Verdict(
        story_id=story_id,
        odds=blend,
        copied=copied,
        compared=tuple(compared),
        veto="" if copied else _veto(new, compared),
    )


def _veto(new: Features, compared: Sequence[Comparison]) -> str:
    if all(counters_differ(new, seen.old) for seen in compared):
        return "counter_differs"
    silence = new.at - max(seen.old.at for seen in compared)
    if silence > _STALE:
        return "stale"
    if new.genre == Genre.WRAP and silence > _EDITION:
        return "another_edition"
    if all(is_name_alone(seen.measures) for seen in compared):
        return "name_alone"
    telling = [seen.measures for seen in compared if can_vouch(seen.measures)]
    if telling and all(share_names_alone(measures) for measures in telling):
        return "names_alone"
    if new.genre == Genre.OPINION and all(is_aside(seen.measures) for seen in compared):
        return "mentioned_only"
    return later_veto(new, compared)


def later_veto(new: Features, compared: Sequence[Comparison]) -> str:
    """What makes an article of a later day news of its own: another day told, or a turn."""
    if _day(new) <= min(_day(seen.old) for seen in compared):
        return ""
    if all(days_differ(new, seen.old) for seen in compared) or _tells_today(new, compared):
        return "days_differ"
    known = 0
    for seen in compared:
        known |= seen.old.status
    if new.status & ~known and _day(new) > max(_day(seen.old) for seen in compared):
        return "turned"
    return ""


def _tells_today(new: Features, compared: Sequence[Comparison]) -> bool:
    """Whether it names its own day, and no day on which or of which the others told."""
    days = set(new.days.tolist())
    told = {day for seen in compared for day in (*seen.old.days.tolist(), _day(seen.old))}
    return _day(new) in days and not days & told


def _day(features: Features) -> int:
    """The ordinal of its day in KST."""
    return (features.at + _KST) // _DAY + EPOCH
