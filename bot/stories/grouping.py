"""One event, one story, decided article by article.

    candidates (shared keys) → odds of each → the few best stories → their members → verdict
                                                                     join | follow up | start

A story's verdict is a blend of its most alike member and of all of them, so a chain of half-alike
articles cannot grow. Copies join whatever else speaks against it; vetoes come next.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import accumulate

from bot.model import Article, Candidate, Evidence, Fingerprint, Meaning, Placement, Relation
from bot.outlets import OutletTable
from bot.stories.background import Background
from bot.stories.differences import counters_differ, days_differ
from bot.stories.features import Features, UnknownFeatures, measure, pack, unpack
from bot.stories.headlines import Genre
from bot.stories.keys import keys
from bot.stories.likeness import (
    EPOCH,
    Beside,
    Distinct,
    beside,
    distinct_weights,
    likeness,
    plain_weights,
)
from bot.stories.relations import Comparison, relation, source
from bot.stories.reprints import SHARES, named
from bot.stories.scoring import (
    MODEL,
    STRANGER_SCORE,
    Model,
    is_aside,
    is_copied,
    is_name_alone,
    leading,
    score,
)

WINDOW = timedelta(days=8)
"""How long after an article its story can still be found."""

MAX_CANDIDATES = 20
MAX_STORIES = 5
"""Stories whose members are looked at, best candidate first."""

MAX_MEMBERS = 6
"""Members compared for each story, newest first beside the first one."""

JOIN = 0.5
"""Verdicts above it join. Log-odds; above even, for the first wrong join draws others."""

OPINION_MARGIN = 1.0
"""What a column, a wrap or a picture needs beyond JOIN when the story is news."""

MERGE_MARGIN = 1.5
"""What an article must be beyond JOIN of one story for its being near to another to mean something."""

NEAR = 0.0
"""From this verdict on an article is near to a story."""

MERGE_AGE = timedelta(hours=12)
"""Two stories merge only this soon after the younger one started."""

FOLLOW = -0.5
"""Verdicts above it start, half a day or more later, a story linked to the old one."""

PEAK_SHARE = 0.85
"""How much of a verdict is the most alike member; the rest is the mean of all."""

_DAY = 86_400
_KST = 9 * 3_600
_STALE = 1.5 * _DAY
# A market report or a list of the day's news tells another day from then on.
_EDITION = 0.7 * _DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class _Verdict:
    story_id: int
    odds: float
    copied: bool
    compared: tuple[Comparison, ...]
    veto: str = ""

    @property
    def best(self) -> Comparison:
        return max(self.compared, key=lambda seen: (seen.odds, -seen.candidate.article_id))


class Grouper:
    """Decides where articles belong. Holds tables only; equal input gives equal answers."""

    window = WINDOW
    max_candidates = MAX_CANDIDATES
    max_members = MAX_MEMBERS

    def __init__(self, background: Background, outlets: OutletTable, model: Model = MODEL) -> None:
        self._background = background
        self._outlets = outlets
        self._model = model

    def fingerprint(self, article: Article, meaning: Meaning | None = None) -> Fingerprint:
        """The keys and features of an article; under a millisecond."""
        features = measure(article, self._background, self._outlets, meaning)
        return Fingerprint(keys=keys(features), features=pack(features))

    def place(
        self,
        article: Article,
        fingerprint: Fingerprint,
        candidates: Sequence[Candidate],
        members: Sequence[Candidate],
    ) -> Placement:
        """Where the article belongs; a new story carries the article's id.

        `candidates` share keys with it, `members` are articles of the candidates' stories.
        """
        new = unpack(fingerprint.features)
        verdicts = _verdicts(new, candidates, members, self._model)
        if any(_joins(new, verdict) for verdict in verdicts):
            return _join(article, new, verdicts, self._model)
        return _start(article, new, verdicts)


def _verdicts(
    new: Features, candidates: Sequence[Candidate], members: Sequence[Candidate], model: Model
) -> list[_Verdict]:
    """A verdict for each of the best few stories, best first."""
    known = list(_read(candidates))
    if not known:
        return []
    around = beside(new, [old for _, old in known])
    weights = distinct_weights(around, [candidate.story_id for candidate, _ in known])
    compared = _compare(around, known, weights, model)
    stories = _best_stories(compared)
    found = {candidate.article_id for candidate, _ in known}
    others = [
        member
        for member in members
        if member.story_id in stories and member.article_id not in found
    ]
    if few := list(_read(_few(others))):
        compared += _compare(beside(new, [old for _, old in few]), few, weights, model)
    verdicts = [
        _judge(new, story_id, [seen for seen in compared if seen.candidate.story_id == story_id])
        for story_id in stories
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


def _best_stories(compared: Sequence[Comparison]) -> list[int]:
    best: dict[int, float] = {}
    for seen in compared:
        story_id = seen.candidate.story_id
        best[story_id] = max(seen.odds, best.get(story_id, seen.odds))
    return sorted(best, key=lambda story_id: (-best[story_id], story_id))[:MAX_STORIES]


def _few(members: Sequence[Candidate]) -> list[Candidate]:
    chosen: dict[int, list[Candidate]] = defaultdict(list)
    for member in sorted(members, key=lambda member: (-member.at.timestamp(), member.article_id)):
        if len(chosen[member.story_id]) < MAX_MEMBERS:
            chosen[member.story_id].append(member)
    return [member for few in chosen.values() for member in few]


def _judge(new: Features, story_id: int, compared: Sequence[Comparison]) -> _Verdict:
    odds = [seen.odds for seen in compared]
    blend = PEAK_SHARE * max(odds) + (1 - PEAK_SHARE) * sum(odds) / len(odds)
    copied = any(is_copied(seen.measures) for seen in compared)
    return _Verdict(
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
    if new.genre == Genre.OPINION and all(is_aside(seen.measures) for seen in compared):
        return "mentioned_only"
    return _later_veto(new, compared)


def _later_veto(new: Features, compared: Sequence[Comparison]) -> str:
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


def _joins(new: Features, verdict: _Verdict) -> bool:
    if verdict.copied:
        return True
    if verdict.veto:
        return False
    margin = OPINION_MARGIN if new.genre != Genre.NEWS and _has_news(verdict) else 0.0
    return verdict.odds > JOIN + margin


def _has_news(verdict: _Verdict) -> bool:
    return any(seen.old.genre == Genre.NEWS for seen in verdict.compared)


def _join(article: Article, new: Features, verdicts: Sequence[_Verdict], model: Model) -> Placement:
    joined = [verdict for verdict in verdicts if _joins(new, verdict)]
    chosen = max(joined, key=lambda verdict: (verdict.copied, verdict.odds, -verdict.story_id))
    merged = _merged(article, new, chosen, verdicts, model)
    together = sorted((chosen, *merged), key=_started)
    compared = [seen for verdict in together for seen in verdict.compared]
    how, taken = relation(new, compared), source(new, compared)
    evidence = [
        _evidence("merged" if place else "joined", verdict)
        for place, verdict in enumerate(together)
    ]
    if taken:
        share = round(taken.measures["contained"], 2)
        evidence.append(
            Evidence(rule=SHARES, score=share, detail=named(taken.candidate.article_id))
        )
    return Placement(
        story_id=together[0].story_id,
        relation=how,
        merged=tuple(verdict.story_id for verdict in together[1:]),
        evidence=tuple(evidence),
    )


def _merged(
    article: Article, new: Features, chosen: _Verdict, verdicts: Sequence[_Verdict], model: Model
) -> list[_Verdict]:
    """The stories that are one with the chosen one, as the new article shows, the likeliest first.

    The members of each are alike to those of each other, and no two of them strangers.
    """
    likely = [
        other
        for other in verdicts
        if other is not chosen
        and _near(new, chosen, other)
        and _is_young(article, max(chosen, other, key=_started))
        and not _kept_apart(chosen, other)
    ]
    merged: list[_Verdict] = []
    for other, odds in zip(likely, _across(chosen, likely, model), strict=True):
        if _is_one_event(odds) and all(
            _is_one_event(_across(one, [other], model)[0]) and not _kept_apart(one, other)
            for one in merged
        ):
            merged.append(other)
    return merged


def _across(one: _Verdict, others: Sequence[_Verdict], model: Model) -> list[list[float]]:
    """For each of the others the odds of all pairs of its members and those of the one."""
    theirs = [[seen.old for seen in other.compared[:MAX_MEMBERS]] for other in others]
    if not theirs:
        return []
    odds = [
        [score(measures, model) for measures in likeness(side, plain_weights(seen.old))]
        for seen in one.compared[:MAX_MEMBERS]
        for side in [beside(seen.old, [old for few in theirs for old in few])]
    ]
    ends = list(accumulate(len(few) for few in theirs))
    return [
        [each for row in odds for each in row[end - len(few) : end]]
        for few, end in zip(theirs, ends, strict=True)
    ]


def _near(new: Features, chosen: _Verdict, other: _Verdict) -> bool:
    """Whether the article is surely of the one and near to the other, and all of them are news.

    Columns, wraps and pictures are near to many events; they make no two of them one, nor is one
    that stood alone drawn in. A copy says no more than its original did: of the other story it has
    to be as sure.
    """
    if new.genre != Genre.NEWS or not (_has_news(chosen) and _has_news(other)) or other.veto:
        return False
    least = JOIN + MERGE_MARGIN if chosen.copied else NEAR
    return chosen.odds >= JOIN + MERGE_MARGIN and other.odds >= least


def _is_young(article: Article, story: _Verdict) -> bool:
    """By when its articles were published, and by when they were met: it may be told by now."""
    published = int(article.published_at.timestamp()) - _started(story)[0]
    met = article.seen_at - min(seen.candidate.at for seen in story.compared)
    return abs(published) <= MERGE_AGE.total_seconds() and met <= MERGE_AGE


def _kept_apart(one: _Verdict, other: _Verdict) -> bool:
    """Whether they count differently, or what came later is news of its own beside the earlier."""
    earlier, later = sorted((one, other), key=_started)
    olds = [seen.old for seen in earlier.compared]
    if any(counters_differ(seen.old, old) for seen in later.compared for old in olds):
        return True
    first = min((seen.old for seen in later.compared), key=lambda old: old.at)
    return bool(_later_veto(first, earlier.compared))


def _is_one_event(across: Sequence[float]) -> bool:
    return min(across) > STRANGER_SCORE and sum(across) / len(across) > NEAR


def _started(verdict: _Verdict) -> tuple[int, int]:
    return min(seen.old.at for seen in verdict.compared), verdict.story_id


def _start(article: Article, new: Features, verdicts: Sequence[_Verdict]) -> Placement:
    for verdict in verdicts:
        if _follows(new, verdict):
            return Placement(
                story_id=article.id,
                relation=Relation.FOLLOWUP,
                followup_of=verdict.story_id,
                evidence=(_evidence(verdict.veto or "later_day", verdict),),
            )
    nearest = tuple(_evidence(verdict.veto or "too_different", verdict) for verdict in verdicts[:1])
    return Placement(story_id=article.id, relation=Relation.FIRST, evidence=nearest)


def _follows(new: Features, verdict: _Verdict) -> bool:
    if verdict.veto == "name_alone":
        return False
    later = new.at - min(seen.old.at for seen in verdict.compared) >= _DAY / 2
    another = later or verdict.veto in {"counter_differs", "days_differ", "turned"}
    return another and verdict.odds > FOLLOW


def _evidence(rule: str, verdict: _Verdict) -> Evidence:
    best = verdict.best
    detail = f"story {verdict.story_id}, nearest article {best.candidate.article_id}"
    if verdict.copied:
        rule = "copied" if rule == "joined" else rule
    return Evidence(
        rule=rule, score=round(verdict.odds, 2), detail=f"{detail}: {leading(best.measures)}"
    )
