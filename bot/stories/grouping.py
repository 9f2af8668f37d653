"""One event, one story, decided article by article.

    candidates (shared keys) → sight: the few best stories → their members → verdicts
                                                             join | follow up | start

A story's verdict is a blend of its most alike member and of all of them, so a chain of half-alike
articles cannot grow. Copies join whatever else speaks against it; vetoes come next.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import accumulate
from operator import attrgetter

from bot.model import Article, Candidate, Evidence, Fingerprint, Meaning, Placement, Relation
from bot.outlets import OutletTable
from bot.stories.background import Background
from bot.stories.differences import counters_differ
from bot.stories.features import Features, measure, pack, unpack
from bot.stories.headlines import Genre
from bot.stories.keys import keys
from bot.stories.likeness import beside, likeness, plain_weights
from bot.stories.relations import relation, source
from bot.stories.reprints import SHARES, named
from bot.stories.scoring import (
    MODEL,
    STRANGER_SCORE,
    Model,
    is_copied,
    leading,
    score,
    share_names_alone,
)
from bot.stories.verdicts import MAX_MEMBERS, Sight, Verdict, judged, later_veto, look

WINDOW = timedelta(days=8)
"""How long after an article its story can still be found."""

MAX_CANDIDATES = 20

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

_DAY = 86_400


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

    def look(self, fingerprint: Fingerprint, candidates: Sequence[Candidate]) -> Sight:
        """The article beside what shares keys with it; the members of `stories` are asked for next."""
        return look(unpack(fingerprint.features), candidates, self._model)

    def place(self, article: Article, sight: Sight, members: Sequence[Candidate]) -> Placement:
        """Where the article belongs; a new story carries the article's id.

        `members` are articles of the stories of `sight`; those of others are left out.
        """
        new, verdicts = sight.new, judged(sight, members, self._model)
        if any(_joins(new, verdict) for verdict in verdicts):
            return _join(article, new, verdicts, self._model)
        return _start(article, new, verdicts)


def _joins(new: Features, verdict: Verdict) -> bool:
    if verdict.copied:
        return True
    if verdict.veto:
        return False
    margin = OPINION_MARGIN if new.genre != Genre.NEWS and verdict.has_news else 0.0
    return verdict.odds > JOIN + margin


def _join(article: Article, new: Features, verdicts: Sequence[Verdict], model: Model) -> Placement:
    joined = [verdict for verdict in verdicts if _joins(new, verdict)]
    chosen = max(joined, key=lambda verdict: (verdict.copied, verdict.odds, -verdict.story_id))
    merged = _merged(article, new, chosen, verdicts, model)
    together = sorted((chosen, *merged), key=attrgetter("started"))
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
    article: Article, new: Features, chosen: Verdict, verdicts: Sequence[Verdict], model: Model
) -> list[Verdict]:
    """The stories that are one with the chosen one, as the new article shows, the likeliest first.

    The members of each are alike to those of each other, and no two of them strangers.
    """
    likely = [
        other
        for other in verdicts
        if other is not chosen
        and _near(new, chosen, other)
        and _is_young(article, max(chosen, other, key=attrgetter("started")))
        and not _kept_apart(chosen, other)
    ]
    merged: list[Verdict] = []
    for other, odds in zip(likely, _across(chosen, likely, model), strict=True):
        if _is_one_event(odds) and all(
            _is_one_event(_across(one, [other], model)[0]) and not _kept_apart(one, other)
            for one in merged
        ):
            merged.append(other)
    return merged


def _across(one: Verdict, others: Sequence[Verdict], model: Model) -> list[list[float]]:
    """For each of the others the odds of all pairs of its members and those of the one."""
    theirs = [[seen.old for seen in other.compared[:MAX_MEMBERS]] for other in others]
    if not theirs:
        return []
    odds = [
        [_odds(measures, model) for measures in likeness(side, plain_weights(seen.old))]
        for seen in one.compared[:MAX_MEMBERS]
        for side in [beside(seen.old, [old for few in theirs for old in few])]
    ]
    ends = list(accumulate(len(few) for few in theirs))
    return [
        [each for row in odds for each in row[end - len(few) : end]]
        for few, end in zip(theirs, ends, strict=True)
    ]


def _odds(measures: Mapping[str, float], model: Model) -> float:
    """The odds of a pair of members; what shares names alone makes no two stories one."""
    odds = score(measures, model)
    is_kept = is_copied(measures) or not share_names_alone(measures)
    return odds if is_kept else min(odds, NEAR)


def _near(new: Features, chosen: Verdict, other: Verdict) -> bool:
    """Whether the article is surely of the one and near to the other, and all of them are news.

    Columns, wraps and pictures are near to many events; they make no two of them one, nor is one
    that stood alone drawn in. A copy says no more than its original did: of the other story it has
    to be as sure.
    """
    if new.genre != Genre.NEWS or not (chosen.has_news and other.has_news) or other.veto:
        return False
    least = JOIN + MERGE_MARGIN if chosen.copied else NEAR
    return chosen.odds >= JOIN + MERGE_MARGIN and other.odds >= least


def _is_young(article: Article, story: Verdict) -> bool:
    """By when its articles were published, and by when they were met: it may be told by now."""
    published = int(article.published_at.timestamp()) - story.started[0]
    met = article.seen_at - min(seen.candidate.at for seen in story.compared)
    return abs(published) <= MERGE_AGE.total_seconds() and met <= MERGE_AGE


def _kept_apart(one: Verdict, other: Verdict) -> bool:
    """Whether they count differently, or what came later is news of its own beside the earlier."""
    earlier, later = sorted((one, other), key=attrgetter("started"))
    olds = [seen.old for seen in earlier.compared]
    if any(counters_differ(seen.old, old) for seen in later.compared for old in olds):
        return True
    first = min((seen.old for seen in later.compared), key=lambda old: old.at)
    return bool(later_veto(first, earlier.compared))


def _is_one_event(across: Sequence[float]) -> bool:
    return min(across) > STRANGER_SCORE and sum(across) / len(across) > NEAR


def _start(article: Article, new: Features, verdicts: Sequence[Verdict]) -> Placement:
    for verdict in verdicts:
        if _follows(new, verdict):
            return Placement(
                story_id=article.id,
                relation=Relation.FOLLOWUP,
                followup_of=verdict.story_id,
                evidence=(_evidence(_turn(verdict), verdict),),
            )
    nearest = tuple(_evidence(verdict.veto or "too_different", verdict) for verdict in verdicts[:1])
    return Placement(story_id=article.id, relation=Relation.FIRST, evidence=nearest)


def _turn(verdict: Verdict) -> str:
    """What makes an article the next matter and not the same: the names link the two."""
    return verdict.veto if verdict.veto not in {"", "names_alone"} else "later_day"


def _follows(new: Features, verdict: Verdict) -> bool:
    if verdict.veto == "name_alone":
        return False
    later = new.at - min(seen.old.at for seen in verdict.compared) >= _DAY / 2
    another = later or verdict.veto in {"counter_differs", "days_differ", "turned"}
    return another and verdict.odds > FOLLOW


def _evidence(rule: str, verdict: Verdict) -> Evidence:
    best = verdict.best
    detail = f"story {verdict.story_id}, nearest article {best.candidate.article_id}"
    if verdict.copied:
        rule = "copied" if rule == "joined" else rule
    return Evidence(
        rule=rule, score=round(verdict.odds, 2), detail=f"{detail}: {leading(best.measures)}"
    )
