"""Whether the articles let the same party do it to the same thing, predicate by predicate."""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from enum import IntEnum

from bot.summary.frames import ACTING, Frame, Reading, is_beside
from bot.summary.likeness import (
    PRONOUNS,
    is_like,
    is_one,
    is_same,
    shared,
    told_words,
    topics,
    ways,
)
from bot.summary.parts import Case, Form, Phrase
from bot.summary.tellers import SAYS, is_said, replaced
from bot.summary.verdict import PASSED, GateReason, Verdict
from bot.summary.wording import is_common

_CORE = ACTING | {Case.OBJECT}
# Cases in which the same phrase may stand, and those in which another one is a rival to it.
_SAME: dict[Case, frozenset[Case]] = {
    Case.SUBJECT: ACTING | {Case.AT},
    Case.TOPIC: ACTING | {Case.AT},
    Case.OBJECT: frozenset({Case.OBJECT}),
    Case.TO: frozenset({Case.TO, Case.AT, Case.BY}),
    Case.AT: frozenset({Case.AT, Case.TO}) | ACTING,
    Case.BY: frozenset({Case.BY, Case.TO}),
    Case.SOURCE: frozenset({Case.SOURCE, Case.AT}),
    Case.TILL: frozenset({Case.TILL}),
    Case.WITH: frozenset({Case.WITH}),
    Case.THAN: frozenset({Case.THAN}),
}
_IF = re.compile(r"(?:[하되받지시]|으|[가-힣])면\Z|경우")
# A syllable of the past, or a verb before a noun that says that it was done.
_DONE = re.compile(
    r"[했됐았었였갔왔났졌렸쳤켰겼혔섰냈썼샀팔컸봤줬뒀뤘꿨췄웠셨렀랐뺐캤짰쐈딴][가-힣]*\Z|(?:한|된|[린른든힌긴킨친쥔])\Z"
)


class Fit(IntEnum):
    """How a phrase of a draft fits a predicate of an article."""

    RIVAL = 0
    FREE = 1
    SAME = 2


def unsaid(draft: Reading, articles: Sequence[Reading]) -> Verdict:
    """Whether the articles tell each predicate of the same parties, and as something that happened."""
    if out := _out_of_case(draft, articles):
        return Verdict(reason=GateReason.FRAME, evidence=out)
    if out := replaced(draft, articles):
        return Verdict(reason=GateReason.FRAME, evidence=out)
    for frame in draft.frames:
        if _is_turned(frame, articles):
            return Verdict(reason=GateReason.NEGATION, evidence=frame.verb.text)
        if SAYS.match(frame.verb.root) and frame.subjects and not frame.verb.is_passive:
            if not is_said(frame, draft, articles):
                evidence = f"{' '.join(frame.subjects[0].words)} {frame.verb.text}"
                return Verdict(reason=GateReason.FRAME, evidence=evidence)
            continue
        theirs = list(_alike(frame, articles))
        most = max((_overlap(frame, there) for there, _ in theirs), default=0)
        nearest = [(there, at) for there, at in theirs if _overlap(frame, there) == most]
        if not most and is_common(frame.verb.root):
            if theirs and _is_told_of(frame):
                return Verdict(reason=GateReason.FRAME, evidence=frame.verb.text)
            continue
        if nearest and not any(_says(there, frame, at, articles) for there, at in nearest):
            told = (*frame.subjects[:1], *frame.near)
            evidence = " ".join([*(" ".join(each.words) for each in told), frame.verb.text])
            return Verdict(reason=GateReason.FRAME, evidence=evidence)
        if nearest and all(_is_settled(frame, draft, there, articles[at]) for there, at in nearest):
            return Verdict(reason=GateReason.HEDGE, evidence=frame.verb.text)
    return PASSED


def _is_told_of(frame: Frame) -> bool:
    """Whether both who does it and to what are said."""
    return any(map(told_words, frame.subjects)) and any(map(told_words, frame.near))


def _out_of_case(draft: Reading, articles: Sequence[Reading]) -> str:
    """A thing acted upon that only ever acts in the articles."""
    for phrase in draft.phrases:
        if phrase.case is not Case.OBJECT or len(phrase.head) < 2:
            continue
        there = [
            (each, reading)
            for reading in articles
            for each in reading.phrases
            if is_like(each.head, phrase.head)
        ]
        if (
            there
            and all(each.case in ACTING for each, _ in there)
            and not any(
                frame.verb.is_passive
                for each, reading in there
                for frame in reading.frames
                if each in frame.subjects
            )
        ):
            return " ".join(phrase.words)
    return ""


def _is_turned(frame: Frame, articles: Sequence[Reading]) -> bool:
    """Whether the draft denies what is told of the same things, or tells what is denied of them."""
    verb = frame.verb
    same = [
        (_overlap(frame, there), there.verb)
        for reading in articles
        for there in reading.frames
        if _is_verb(verb.root, there.verb.root)
    ]
    most = max((share for share, _ in same), default=0)
    nearest = [there for share, there in same if share == most]
    if nearest:
        return all(there.is_denied != verb.is_denied for there in nearest)
    return verb.is_denied and not any(
        there.verb.is_denied and shared([verb.root[:2]], reading)
        for reading in articles
        for there in reading.frames
    )


def _is_verb(one: str, other: str) -> bool:
    return one == other or (len(one) > 1 and (is_like(one, other) or one[:3] == other[:3]))


def _is_settled(frame: Frame, draft: Reading, there: Frame, place: Reading) -> bool:
    """Whether the draft tells as done, or without its condition, what is open there."""
    if there.is_noun:
        is_told = frame.verb.form is Form.FINAL and _is_past(frame, draft)
        return is_told and place.is_reserved and not draft.is_reserved
    if _IF.search(there.verb.text):
        return not any(_IF.search(each.verb.text) for each in draft.frames)
    is_joined = frame.verb.form is Form.JOINED
    return not is_joined and _is_past(frame, draft) and not _is_past(there, place)


def _is_past(frame: Frame, reading: Reading) -> bool:
    """Whether it is told as done; a joined verb goes by the next one that has a tense."""
    if _DONE.search(frame.verb.text):
        return True
    if frame.verb.form is not Form.JOINED:
        return False
    later = [each for each in reading.frames if each.verb.at > frame.verb.at]
    return any(_DONE.search(each.verb.text) for each in later)


def _overlap(frame: Frame, there: Frame) -> int:
    """How many words that hang on the one predicate hang on the other, in whatever role."""
    mine = {w for each in (*frame.subjects, *frame.near) for w in told_words(each)}
    hung = (*there.subjects, *there.around, *([there.noun] if there.noun else []))
    theirs = {word for each in hung for word in each.words}
    return sum(any(is_like(one, word) for word in theirs) for one in mine)


def _alike(frame: Frame, articles: Sequence[Reading]) -> Iterator[tuple[Frame, int]]:
    """The articles' frames with that predicate, if it says anything of its own."""
    root = frame.verb.root
    mine = ways(root)
    if root[0].isdigit() or root.endswith("이") or root in {"하", "되", "있", "없"}:
        return
    if (len(root) < 2 and not mine) or is_common(root):
        for at, reading in enumerate(articles):
            yield from ((there, at) for there in reading.frames if there.verb.root == root)
        return
    for at, reading in enumerate(articles):
        for there in reading.frames:
            if is_like(root, there.verb.root) or mine & ways(there.verb.root):
                yield there, at
            yield from ((each, at) for each in _nouns(there, root, mine))


def _nouns(there: Frame, root: str, mine: frozenset[tuple[int, int]]) -> Iterator[Frame]:
    """The frame as one of the deed that it names (제명을 결정했다 → 제명)."""
    for phrase in (*there.around, *there.subjects):
        if is_like(root, phrase.head) or mine & ways(phrase.head):
            inner = replace(phrase, case=Case.BARE)
            others = tuple(each for each in there.around if each is not phrase)
            yield replace(there, around=(*others, inner), near=(), is_noun=True)


def _says(there: Frame, frame: Frame, at: int, articles: Sequence[Reading]) -> bool:
    """Whether nothing in the draft's frame is another's there, and something is the same."""
    is_turned = there.verb.is_passive != frame.verb.is_passive
    if not is_turned and _is_done_by_another(frame, there, at, articles):
        return False
    fits: list[Fit] = []
    if subjects := [each for each in frame.subjects if told_words(each)]:
        fits.append(max(_acts(each, there, at, articles, is_turned=is_turned) for each in subjects))
    fits += [_owns(each, there, at, articles) for each in frame.outer if told_words(each)]
    for phrase in frame.near:
        if phrase.is_shared or not told_words(phrase):
            continue
        both = [phrase, *(each for each in frame.near if each.at == phrase.at and each.is_shared)]
        fits.append(max(_fit(each, there, at, articles, is_turned=is_turned) for each in both))
    return not fits or (Fit.RIVAL not in fits and Fit.SAME in fits)


def _is_done_by_another(frame: Frame, there: Frame, at: int, articles: Sequence[Reading]) -> bool:
    """Whether another subject stands right before the same object and predicate there."""
    verbs = [each.verb for each in articles[at].frames]
    doer = next(iter(there.subjects), None)
    mine = [each for each in frame.subjects if each.case is Case.SUBJECT and told_words(each)]
    if doer is None or doer.case is not Case.SUBJECT or not mine or not told_words(doer):
        return False
    if not is_beside(doer, there.verb, verbs):
        return False
    acted_on = [each.head for each in there.near if each.case is Case.OBJECT]
    same = [
        each
        for each in frame.near
        if each.case is Case.OBJECT and any(is_like(each.head, head) for head in acted_on)
    ]
    return bool(same) and not any(is_one(each, doer, articles) for each in mine)


def _acts(
    phrase: Phrase, there: Frame, at: int, articles: Sequence[Reading], *, is_turned: bool
) -> Fit:
    fit = _fit(phrase, there, at, articles, is_turned=is_turned)
    if fit is Fit.SAME or any(told_words(each) for each in there.subjects):
        return fit
    before = topics(at, articles)
    if any(is_one(phrase, each, articles) for each in before):
        return Fit.SAME
    return Fit.RIVAL if before else fit


def _owns(phrase: Phrase, there: Frame, at: int, articles: Sequence[Reading]) -> Fit:
    """How the one whose subject does it fits: it stands in that sentence, or was spoken of before."""
    beside = [each for each in articles[at].phrases if each.case in ACTING | {Case.BARE}]
    if any(is_one(phrase, each, articles) for each in beside):
        return Fit.SAME
    if any(told_words(each) for each in there.outer):
        return Fit.RIVAL
    before = topics(at, articles)
    if any(is_one(phrase, each, articles) for each in before):
        return Fit.SAME
    return Fit.RIVAL if before else Fit.FREE


def _fit(
    phrase: Phrase, there: Frame, at: int, articles: Sequence[Reading], *, is_turned: bool
) -> Fit:
    hung = [*there.subjects, *there.around]
    if there.noun is not None:
        hung.append(replace(there.noun, case=Case.BARE))
    cases = _SAME.get(phrase.case, frozenset(Case)) | (
        _CORE if is_turned and phrase.case in _CORE else frozenset()
    )
    fitting = [each for each in hung if each.case in cases or each.case is Case.BARE]
    if any(is_same(phrase, each, articles) for each in fitting):
        return Fit.SAME
    if _is_meant(phrase, fitting, at, articles):
        return Fit.SAME
    if phrase.case is Case.OBJECT and not any(each.case is Case.OBJECT for each in there.near):
        fronted = _fronted(there)
        if any(is_same(phrase, each, articles) for each in fronted):
            return Fit.SAME
        if fronted:
            return Fit.RIVAL
    others = [each for each in hung if each.case not in cases and each.case in _CORE]
    if phrase.case in _CORE and any(is_same(phrase, each, articles) for each in others):
        return Fit.RIVAL
    return _unfit(phrase, there, at, articles, cases) if phrase.case in _SAME else Fit.FREE


def _is_meant(
    phrase: Phrase, fitting: Sequence[Phrase], at: int, articles: Sequence[Reading]
) -> bool:
    """Whether 회사 or 두 사람 stands there for who was spoken of before."""
    if not any(each.head in PRONOUNS and not told_words(each) for each in fitting):
        return False
    named = (*topics(at, articles), *(articles[0].phrases if at else ()))
    return any(is_one(phrase, each, articles) for each in named if each.case in ACTING)


def _unfit(
    phrase: Phrase,
    there: Frame,
    at: int,
    articles: Sequence[Reading],
    cases: AbstractSet[Case],
) -> Fit:
    """Whether another has its place, or it may have been left out there."""
    close = [*there.subjects[:1], *there.near]
    rivals = [each for each in close if each.case in cases and told_words(each)]
    if any(each.head == phrase.head for each in rivals):
        return Fit.RIVAL
    if phrase.case not in _CORE:
        is_filled = any(each.case is phrase.case for each in rivals)
        reach = articles[at : at + 1] if is_filled else articles[max(0, at - 1) : at + 2]
        beside = [each for one in reach for each in one.phrases]
        if any(is_same(phrase, each, articles) for each in beside):
            return Fit.FREE
    if phrase.case is Case.OBJECT and _stands_elsewhere(phrase, articles[at]):
        return Fit.RIVAL
    return Fit.RIVAL if rivals else Fit.FREE


def _fronted(there: Frame) -> list[Phrase]:
    """What a topic beside a subject may say is acted upon (배터리는 온빛셀이 공급한다)."""
    if not any(each.case is Case.SUBJECT for each in there.subjects):
        return []
    return [each for each in there.subjects if each.case is Case.TOPIC and told_words(each)]


def _stands_elsewhere(phrase: Phrase, place: Reading) -> bool:
    """Whether the sentence has what is acted upon, but not hanging on this predicate."""
    last = told_words(phrase)[-1]
    return any(is_like(last, word) for each in place.phrases for word in each.words)
