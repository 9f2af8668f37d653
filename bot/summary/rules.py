"""The gate's rules: what has to be the same at the place in the articles that says a clause.

names, figures, negations, reserves, directions, roles, order, and what is fetched from around
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.summary.claims import Clause, Source, Told
from bot.summary.figures import Figure, agree, labels
from bot.summary.frames import keeps_order
from bot.summary.hedges import Hedge, Reserve, is_closed, is_overstated, is_reserved, stands_for
from bot.summary.order import inverted
from bot.summary.roles import bracketed, exchanged, joined, misattributed, misplaced
from bot.summary.verdict import PASSED, GateReason, Verdict
from bot.summary.wording import Term, sides

# Sentences around a place that may belong to what it tells; sentences that open an article.
_REACH = 2
_LEAD = 3
# Units that may come from an article's opening: months, years, times.
_CALENDAR = frozenset({"월", "년", "때"})
# Letters before the end of a clause in which a denial is of what it says.
_DENIED = 10
# Letters before the end of a sentence in which a reserve reaches over all of it.
_ENDING = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A clause of the draft beside the place in the articles that says it."""

    told: Told
    clause: Clause
    at: int
    place: Told
    own: Clause
    subject: str


class Region:
    """What lies around the places where a sentence's clauses stand."""

    def __init__(self, source: Source, places: Sequence[int]) -> None:
        self.source = source
        near = sorted({each for at in places for each in range(at - _REACH, at + _REACH + 1)})
        self.near = [source.sentences[at] for at in near if 0 <= at < len(source.sentences)]
        self.names = (*self.near, *source.sentences[:_LEAD])


def _same_names(case: Case, region: Region) -> Verdict:
    """Every name stands around the place or is what the articles speak of throughout."""
    for term in case.clause.names:
        if term.stem in region.source.topics:
            continue
        if not any(
            term.stem in told.beginnings or _by_surname(term.stem, case, told)
            for told in region.names
        ):
            return Verdict(reason=GateReason.NAME, evidence=term.stem)
    return PASSED


_NAMED = re.compile(r"([가-힣])[가-힣]{2}\s((?:전\s)?[가-힣]{2,4})")


def _by_surname(name: str, case: Case, told: Told) -> bool:
    """Whether the sentence has the person by surname and office (김하늘 전 대표 as 김 전 대표)."""
    return any(
        hit.group().startswith(name)
        and re.search(rf"(?<![가-힣]){hit[1]}\s{hit[2][:4]}", told.text)
        for hit in _NAMED.finditer(case.told.text)
    )


def _same_figures(case: Case, region: Region) -> Verdict:
    """Every figure stands around the place and counts there what it counts here."""
    for figure in case.clause.figures:
        if rival := _stands_in(figure, case):
            return Verdict(reason=GateReason.NUMBER, evidence=f"{figure.value} {rival}")
        here = labels(case.told.text, figure)
        scores: dict[str, int] = {}
        ways: set[str] = set()
        bounds: set[str] = set()
        signs: set[bool] = set()
        for told in _told_near(figure, case, region):
            for other in told.figures:
                if other.unit == figure.unit:
                    score = agree(here, labels(told.text, other))
                    scores[other.value] = max(score, scores.get(other.value, 0))
                if other.value == figure.value:
                    ways.add(other.way)
                    bounds.add(other.bound)
                    signs.add(other.is_minus)
        if figure.value not in scores or scores[figure.value] < max(scores.values()):
            return Verdict(reason=GateReason.NUMBER, evidence=figure.value)
        if figure.way and figure.way not in ways and ways & {"from", "to"}:
            return Verdict(reason=GateReason.NUMBER, evidence=figure.value)
        if figure.is_minus not in signs:
            return Verdict(reason=GateReason.NUMBER, evidence=figure.value)
        if figure.bound and figure.bound not in bounds:
            return Verdict(reason=GateReason.NUMBER, evidence=figure.value + figure.bound)
    return PASSED


def _stands_in(figure: Figure, case: Case) -> str:
    """A figure of that kind at the place, which the draft leaves out, while this one is not there."""
    theirs = [other for other in case.place.figures if other.unit == figure.unit]
    if not figure.unit or any(other.value == figure.value for other in theirs):
        return ""
    mine = {other.value for other in case.told.figures}
    return next((other.value for other in theirs if other.value not in mine), "")


def _told_near(figure: Figure, case: Case, region: Region) -> Sequence[Told]:
    """Where the figure is looked up: at the place if it stands there, else around it."""
    if any(other.value == figure.value for other in case.place.figures):
        return (case.place,)
    return region.names if figure.unit in _CALENDAR else region.near


def _same_direction(case: Case, region: Region) -> Verdict:
    """What rose has not fallen; a word of direction is there, or another of its side."""
    around = [term for told in region.near for term in told.terms]
    if turned := _turned(case):
        return Verdict(reason=GateReason.DIRECTION, evidence=turned)
    for term in case.clause.terms:
        if not term.way:
            continue
        wanted = sides([term])
        against = frozenset((pair, 1 - side) for pair, side in wanted)
        if any(_is_like(term.root, stem) for one in _denials(case.told) for stem in one.about[:1]):
            wanted, against = wanted | against, frozenset()
        for there in (case.own.terms, case.place.terms, around):
            ways = sides(there)
            if wanted & ways:
                break
            if against & ways:
                return Verdict(reason=GateReason.DIRECTION, evidence=term.text)
        else:
            if wanted & region.source.ways and not against & region.source.ways:
                continue
            return Verdict(reason=GateReason.UNSUPPORTED, evidence=term.text)
    return PASSED


def _turned(case: Case) -> str:
    """A word of direction right behind a name behind which the place has its opposite."""
    theirs: dict[str, set[tuple[int, int]]] = {}
    for one, other in _neighbours(case.place.terms):
        theirs.setdefault(one.root, set()).update(sides([other]))
    for one, other in _neighbours(case.clause.terms):
        there, mine = theirs.get(one.root, set()), sides([other])
        is_denied = any(other.root in denied.about for denied in _denials(case.told))
        if mine & there or is_denied:
            continue
        if {(pair, 1 - side) for pair, side in mine} & there:
            return other.text
    return ""


def _neighbours(terms: Iterable[Term]) -> Iterator[tuple[Term, Term]]:
    """Names with the term that stands right behind each."""
    for one, other in pairwise(terms):
        if one.is_name and other.at == one.at + len(one.text) + 1:
            yield one, other


def _same_negation(case: Case, region: Region) -> Verdict:
    """What was denied stays denied, and nothing else is."""
    start, end = case.clause.at, case.clause.at + len(case.clause.text)
    inside = [one for one in _denials(case.told) if start <= one.at < end]
    if not inside and any(_speak_of(one.about[:1], case.clause) for one in _denials(case.place)):
        return Verdict(reason=GateReason.NEGATION, evidence=case.clause.text)
    if not _denials(case.told) and _is_denied(case.own, case.place):
        return Verdict(reason=GateReason.NEGATION, evidence=case.clause.text)
    denied = [stem for told in region.near for one in _denials(told) for stem in one.about]
    for one in inside:
        if one.about and not any(_is_like(mine, stem) for mine in one.about for stem in denied):
            return Verdict(reason=GateReason.NEGATION, evidence=case.clause.text)
    return PASSED


def _is_denied(clause: Clause, place: Told) -> bool:
    """Whether the clause of the article ends by denying."""
    end = clause.at + len(clause.text)
    return any(end - _DENIED <= one.at < end for one in _denials(place))


def _denials(told: Told) -> list[Reserve]:
    return [one for one in told.reserves if one.hedge is Hedge.NEGATION]


def _speak_of(about: Sequence[str], clause: Clause) -> bool:
    return any(_is_like(stem, root) for stem in about for root in clause.roots)


def _is_like(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return short == long or (len(short) > 1 and long.startswith(short))


def _same_reserve(case: Case, _: Region) -> Verdict:
    """Every reserve that the place makes of what the clause says is made here too."""
    kept = frozenset(one.hedge for one in case.told.reserves)
    for one in case.place.reserves:
        if one.hedge in {Hedge.NEGATION, Hedge.SPEECH} or not _concerns(one, case):
            continue
        if not stands_for(kept, one.hedge):
            return Verdict(reason=GateReason.HEDGE, evidence=case.clause.text)
        if case.place.text.startswith("가능성", one.at) and Hedge.POSSIBILITY not in kept:
            return Verdict(reason=GateReason.HEDGE, evidence=case.clause.text)
    if is_overstated(case.clause.text, case.place.text):
        return Verdict(reason=GateReason.HEDGE, evidence=case.clause.text)
    if _is_opinion(case.place.text) and not kept & {Hedge.SPEECH, Hedge.CLAIM, Hedge.HEARSAY}:
        return Verdict(reason=GateReason.HEDGE, evidence=case.clause.text)
    return PASSED


_OPINION = re.compile(
    r"(?:말|주장|강조|지적|평가|진단|전망|예상|분석|호소|경고|반박|비판)(?:(?:했|하였|한)(?:다|습니다)|합니다)\.?[”\"]?\Z|내다봤(?:다|습니다)\.?\Z"
)


def _is_opinion(sentence: str) -> bool:
    return _OPINION.search(sentence) is not None


def _concerns(one: Reserve, case: Case) -> bool:
    """Whether the reserve speaks of what the clause says, or ends the sentence over it."""
    if _speak_of(one.about, case.clause):
        return True
    if len(case.place.text) - one.at > _ENDING:
        return False
    last = case.place.clauses[-1]
    # A reserve behind another clause reaches back to this one unless it is told or reserved for itself.
    is_own = is_closed(case.own.text) or is_reserved(case.own.text)
    return case.own is last or not is_own


def _same_roles(case: Case, region: Region) -> Verdict:
    """Who acts here acts there; nobody stands where somebody else does."""
    if keeps_order(case.clause.text, case.place.text):
        return PASSED
    name = exchanged(case.clause, case.own, case.place, region.source.actors) or misplaced(
        case.clause,
        case.place,
        case.subject,
        region.source.topic(case.at),
        region.source.actors,
    )
    name = name or bracketed(case.told, region.source)
    name = name or misattributed(case.told, case.place)
    name = name or joined(case.clause, case.place, region.source)
    return Verdict(reason=GateReason.ROLE, evidence=name) if name else PASSED


def _same_order(case: Case, _: Region) -> Verdict:
    """What came first, or brought it about, still does."""
    link = inverted(case.told, case.place)
    return Verdict(reason=GateReason.ORDER, evidence=link) if link else PASSED


def _same_surroundings(case: Case, region: Region) -> Verdict:
    """What the clause fetches from around its place brings along the reserves it has there."""
    kept = frozenset(one.hedge for one in case.told.reserves)
    values = {figure.value for figure in case.place.figures}
    known = case.place.beginnings | region.source.topics
    fetched = [term.stem for term in case.clause.names if term.stem not in known]
    for has in (
        *(_naming(stem) for stem in fetched),
        *(_counting(each.value) for each in case.clause.figures if each.value not in values),
    ):
        tellers = [told for told in region.near if has(told)]
        for hedge, reason in _BROUGHT.items():
            is_kept = hedge in kept or (reason is GateReason.HEDGE and stands_for(kept, hedge))
            if tellers and not is_kept and all(_makes(told, hedge) for told in tellers):
                return Verdict(reason=reason, evidence=case.clause.text)
    return PASSED


_BROUGHT = {
    Hedge.NEGATION: GateReason.NEGATION,
    Hedge.POSSIBILITY: GateReason.HEDGE,
    Hedge.HEARSAY: GateReason.HEDGE,
    Hedge.REVIEW: GateReason.HEDGE,
}


# How words begin that deny; others (중단, 취소) tell of something that happened.
_DENYING = frozenset("않없못아안")


def _naming(stem: str) -> Callable[[Told], bool]:
    return lambda told: stem in told.beginnings


def _counting(value: str) -> Callable[[Told], bool]:
    return lambda told: any(figure.value == value for figure in told.figures)


def _makes(told: Told, hedge: Hedge) -> bool:
    return any(
        one.hedge is hedge and (hedge is not Hedge.NEGATION or told.text[one.at] in _DENYING)
        for one in told.reserves
    )


RULES: tuple[Callable[[Case, Region], Verdict], ...] = (
    _same_names,
    _same_figures,
    _same_negation,
    _same_reserve,
    _same_direction,
    _same_roles,
    _same_order,
    _same_surroundings,
)
