"""Whether the articles let the same party do it to the same thing, predicate by predicate."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from enum import IntEnum

from bot.summary.frames import Case, Form, Frame, Phrase, Reading, is_told
from bot.summary.verdict import PASSED, GateReason, Verdict
from bot.summary.wording import Term, is_common, sides

# Sentences before one in which its subject may have been named.
_BACK = 3
# Words that a sentence shares with a draft where it tells the same.
_ENOUGH = 3
_PRONOUNS = frozenset({"그", "그녀", "이들", "회사", "양사", "양측", "사측", "업체", "당사", "사람", "시", "도", "군", "구"})
_ACTING = frozenset({Case.SUBJECT, Case.TOPIC})
_CORE = _ACTING | {Case.OBJECT}
# Cases in which the same phrase may stand, and those in which another one is a rival to it.
_SAME: dict[Case, frozenset[Case]] = {
    Case.SUBJECT: _ACTING | {Case.AT},
    Case.TOPIC: _ACTING | {Case.AT},
    Case.OBJECT: frozenset({Case.OBJECT}),
    Case.TO: frozenset({Case.TO, Case.AT, Case.BY}),
    Case.AT: frozenset({Case.AT, Case.TO}) | _ACTING,
    Case.BY: frozenset({Case.BY, Case.TO}),
    Case.SOURCE: frozenset({Case.SOURCE, Case.AT}),
    Case.TILL: frozenset({Case.TILL}),
    Case.WITH: frozenset({Case.WITH}),
    Case.THAN: frozenset({Case.THAN}),
}


_SAYS = re.compile(
    r"(?:말|밝|설명|강조|덧붙|우려|주장|전망|분석|판단|지적|평가|진단|예상|예측|비판|반박|해명|부인|촉구|요구|경고|호소|당부|약속|발표|공시|"
    r"전했|전한|알렸|내다|요청|추산|추정|집계|표명|반발|기대|답했|답변|언급|주문|털어놓|고백|토로|시사)"
)


_IF = re.compile(r"(?:[하되받지시]|으|[가-힣])면\Z|경우")
# A syllable of the past, or a verb before a noun that says that it was done.
_DONE = re.compile(r"[했됐았었였갔왔났졌렸쳤켰겼혔섰냈썼샀팔컸봤줬뒀뤘꿨췄웠셨렀랐뺐캤짰쐈딴][가-힣]*\Z|(?:한|된|[린른든힌긴킨친쥔])\Z")


class Fit(IntEnum):
    """How a phrase of a draft fits a predicate of an article."""

    RIVAL = 0
    FREE = 1
    SAME = 2


def resolved(draft: Reading, before: Reading | None, articles: Sequence[Reading]) -> Reading:
    """The draft's sentence with who the one before spoke of in the place of 그는 and 두 사람은.

    Where the articles use the same word in the sentence that tells the rest, it stays.
    """
    stands = next((each for each in draft.phrases if each.case in _ACTING), None)
    if stands is None or len(stands.words) > 1 or stands.head not in _PRONOUNS:
        return draft
    words = {word for each in draft.phrases for word in _told(each)}
    words |= {frame.verb.root for frame in draft.frames}
    shares = [_shared_words(words, reading) for reading in articles]
    most = max(shares, default=0)
    best = [each for each, share in zip(articles, shares, strict=True) if share == most]
    if any(stands.head in each.words for place in best for each in place.phrases):
        return draft
    topics = [each for each in before.phrases if each.case in _ACTING] if before else []
    who = topics[0].words if topics else (f"?{stands.head}",)
    return replace(
        draft,
        phrases=tuple(replace(p, words=who) if p is stands else p for p in draft.phrases),
        frames=tuple(
            replace(
                each,
                subjects=tuple(replace(p, words=who) if p is stands else p for p in each.subjects),
            )
            for each in draft.frames
        ),
    )


def unsaid(draft: Reading, articles: Sequence[Reading]) -> Verdict:
    """Whether the articles tell each predicate of the same parties, and as something that happened."""
    if out := _out_of_case(draft, articles):
        return Verdict(reason=GateReason.FRAME, evidence=out)
    if out := _replaced(draft, articles):
        return Verdict(reason=GateReason.FRAME, evidence=out)
    for frame in draft.frames:
        if _is_turned(frame, articles):
            return Verdict(reason=GateReason.NEGATION, evidence=frame.verb.text)
        if _SAYS.match(frame.verb.root) and frame.subjects and not frame.verb.is_passive:
            if not _is_said(frame, draft, articles):
                evidence = f"{' '.join(frame.subjects[0].words)} {frame.verb.text}"
                return Verdict(reason=GateReason.FRAME, evidence=evidence)
            continue
        theirs = list(_alike(frame, articles))
        most = max((_overlap(frame, there) for there, _ in theirs), default=0)
        nearest = [(there, at) for there, at in theirs if _overlap(frame, there) == most]
        if not most and is_common(frame.verb.root):
            continue
        if nearest and not any(_says(there, frame, at, articles) for there, at in nearest):
            told = (*frame.subjects[:1], *frame.near)
            evidence = " ".join([*(" ".join(each.words) for each in told), frame.verb.text])
            return Verdict(reason=GateReason.FRAME, evidence=evidence)
        if nearest and all(_is_settled(frame, draft, there, articles[at]) for there, at in nearest):
            return Verdict(reason=GateReason.HEDGE, evidence=frame.verb.text)
    return PASSED


def _out_of_case(draft: Reading, articles: Sequence[Reading]) -> str:
    """A thing acted upon that only ever acts in the articles."""
    for phrase in draft.phrases:
        if phrase.case is not Case.OBJECT or len(phrase.head) < 2:
            continue
        there = [
            (each, reading)
            for reading in articles
            for each in reading.phrases
            if _like(each.head, phrase.head)
        ]
        if there and all(each.case in _ACTING for each, _ in there) and not any(
            frame.verb.is_passive
            for each, reading in there
            for frame in reading.frames
            if each in frame.subjects
        ):
            return " ".join(phrase.words)
    return ""


def _replaced(draft: Reading, articles: Sequence[Reading]) -> str:
    """Who acts in the draft while the sentence that tells the rest of it has somebody else there."""
    acting = [each for each in draft.phrases if each.case in _ACTING and _told(each)]
    everything = {word for each in draft.phrases for word in _told(each)}
    everything |= {frame.verb.root for frame in draft.frames}
    for phrase in acting:
        rest = everything - set(phrase.words)
        shares = [_shared_words(rest, reading) for reading in articles]
        most = max(shares, default=0)
        if most < _ENOUGH:
            continue
        best = [at for at, share in enumerate(shares) if share == most]
        if all(_has_another(phrase, everything, at, articles) for at in best):
            return " ".join(phrase.words)
    return ""


def _has_another(
    phrase: Phrase, everything: Iterable[str], at: int, articles: Sequence[Reading]
) -> bool:
    place = articles[at]
    words = {word for each in place.phrases for word in each.words}
    words |= {frame.verb.root for frame in place.frames}
    if any(_like(one, word) for one in _told(phrase) for word in words):
        return False
    theirs = [each for each in place.phrases if each.case in _ACTING and _told(each)]
    lost = [p for p in theirs if not any(_like(w, one) for w in _told(p) for one in everything)]
    return bool(lost) and not any(_is_one(phrase, each, articles) for each in lost)


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
        there.verb.is_denied and _shared_words([verb.root[:2]], reading)
        for reading in articles
        for there in reading.frames
    )


def _is_verb(one: str, other: str) -> bool:
    return one == other or (len(one) > 1 and (_like(one, other) or one[:3] == other[:3]))


def _is_settled(frame: Frame, draft: Reading, there: Frame, place: Reading) -> bool:
    """Whether the draft tells as done, or without its condition, what is open there."""
    if there.is_noun:
        return False
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


def _is_said(frame: Frame, draft: Reading, articles: Sequence[Reading]) -> bool:
    """Whether who says it is who says so where the articles tell the most of it."""
    sayer = _sayer(frame, draft)
    said = [each for each in draft.phrases if each is not sayer]
    words = {word for each in said for word in _told(each)} | {f.verb.root for f in draft.frames}
    shares = [_shared_words(words, reading) for reading in articles]
    most = max(shares, default=0)
    if not most:
        return True
    return any(
        _is_sayer(sayer, reading, at, articles)
        for at, reading in enumerate(articles)
        if shares[at] == most
    )


def _sayer(frame: Frame, draft: Reading) -> Phrase:
    """Who is told to say it: the nearest topic before, or else the first subject."""
    acting = [each for each in draft.phrases if each.at < frame.verb.at and each.case in _ACTING]
    topics = [each for each in acting if each.case is Case.TOPIC]
    return topics[-1] if topics else acting[0]


def _shared_words(words: Iterable[str], reading: Reading) -> int:
    theirs = {word for each in reading.phrases for word in each.words}
    theirs |= {each.verb.root for each in reading.frames}
    return sum(any(_like(one, word) for word in theirs) for one in words)


def _is_sayer(phrase: Phrase, reading: Reading, at: int, articles: Sequence[Reading]) -> bool:
    """Whether the sentence lets them say it, or says nobody's name and they were spoken of before."""
    if not _told(phrase):
        return True
    says = [each.verb.at for each in reading.frames if _SAYS.match(each.verb.root)]
    last = says[-1] if says else len(reading.phrases) and reading.phrases[-1].at + 1
    acting = [p for p in reading.phrases if p.case in _ACTING | {Case.AT} and p.at < last]
    topics = [each for each in acting if each.case is not Case.SUBJECT]
    sayers = topics if any(each.case is Case.TOPIC for each in topics) else acting
    named = [each for each in sayers if _told(each)]
    if any(_is_one(phrase, each, articles) for each in named):
        return True
    if "따르면" in " ".join(w for each in reading.phrases for w in each.words):
        return False
    unnamed = not named or any(each.head in _PRONOUNS for each in sayers)
    return unnamed and any(
        _is_one(phrase, each, articles) for each in _topics(at, articles)
    )


def _overlap(frame: Frame, there: Frame) -> int:
    """How many words that hang on the one predicate hang on the other, in whatever role."""
    mine = {w for each in (*frame.subjects, *frame.near) for w in _told(each)}
    hung = (*there.subjects, *there.around, *([there.noun] if there.noun else []))
    theirs = {word for each in hung for word in each.words}
    return sum(any(_like(one, word) for word in theirs) for one in mine)


def _alike(frame: Frame, articles: Sequence[Reading]) -> Iterator[tuple[Frame, int]]:
    """The articles' frames with that predicate, if it says anything of its own."""
    root = frame.verb.root
    ways = _ways(root)
    if root[0].isdigit() or root.endswith("이") or root in {"하", "되", "있", "없"}:
        return
    if (len(root) < 2 and not ways) or is_common(root):
        for at, reading in enumerate(articles):
            yield from ((there, at) for there in reading.frames if there.verb.root == root)
        return
    for at, reading in enumerate(articles):
        for there in reading.frames:
            if _like(root, there.verb.root) or ways & _ways(there.verb.root):
                yield there, at
            yield from ((each, at) for each in _nouns(there, root, ways))


def _nouns(there: Frame, root: str, ways: frozenset[tuple[int, int]]) -> Iterator[Frame]:
    """The frame as one of the deed that it names (제명을 결정했다 → 제명)."""
    for phrase in (*there.around, *there.subjects):
        if _like(root, phrase.head) or ways & _ways(phrase.head):
            inner = replace(phrase, case=Case.BARE)
            others = tuple(each for each in there.around if each is not phrase)
            yield replace(there, around=(*others, inner), near=(), is_noun=True)


def _ways(root: str) -> frozenset[tuple[int, int]]:
    return sides([Term(text=root, stem=root, tail="", at=0)])


def _like(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return (
        short == long
        or (len(short) > 1 and long.startswith(short))
        or (len(short) > 2 and long.endswith(short))
    )


def _says(there: Frame, frame: Frame, at: int, articles: Sequence[Reading]) -> bool:
    """Whether nothing in the draft's frame is another's there, and something is the same."""
    is_turned = there.verb.is_passive != frame.verb.is_passive
    fits: list[Fit] = []
    if subjects := [each for each in frame.subjects if _told(each)]:
        fits.append(max(_acts(each, there, at, articles, is_turned=is_turned) for each in subjects))
    for phrase in frame.near:
        if phrase.is_shared or not _told(phrase):
            continue
        ways = [phrase, *(each for each in frame.near if each.at == phrase.at and each.is_shared)]
        fits.append(max(_fit(each, there, at, articles, is_turned=is_turned) for each in ways))
    return not fits or (Fit.RIVAL not in fits and Fit.SAME in fits)


def _told(phrase: Phrase) -> list[str]:
    return [word for word in phrase.words if is_told(word)]


def _acts(
    phrase: Phrase, there: Frame, at: int, articles: Sequence[Reading], *, is_turned: bool
) -> Fit:
    fit = _fit(phrase, there, at, articles, is_turned=is_turned)
    if fit is Fit.SAME or any(_told(each) for each in there.subjects):
        return fit
    topics = _topics(at, articles)
    return Fit.SAME if any(_is_one(phrase, each, articles) for each in topics) else fit


def _topics(at: int, articles: Sequence[Reading]) -> Sequence[Phrase]:
    """Who or what the sentences before one speak of, and the article's first."""
    return [
        phrase
        for reading in (*articles[max(0, at - _BACK) : at], *articles[: min(at, 1)])
        for phrase in reading.phrases
        if phrase.case in _ACTING and _told(phrase)
    ]


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
    if any(_is_same(phrase, each, there, articles) for each in fitting):
        return Fit.SAME
    others = [each for each in hung if each.case not in cases and each.case in _CORE]
    if phrase.case in _CORE and any(_is_same(phrase, each, there, articles) for each in others):
        return Fit.RIVAL
    if phrase.case not in _SAME:
        return Fit.FREE
    close = [*there.subjects[:1], *there.near]
    rivals = [each for each in close if each.case in cases and _told(each)]
    if any(each.head == phrase.head for each in rivals):
        return Fit.RIVAL
    if phrase.case not in _CORE:
        beside = [each for one in articles[max(0, at - 1) : at + 2] for each in one.phrases]
        if any(_is_same(phrase, each, there, articles) for each in beside):
            return Fit.FREE
    return Fit.RIVAL if rivals else Fit.FREE


def _is_same(phrase: Phrase, other: Phrase, there: Frame, articles: Sequence[Reading]) -> bool:
    """Whether both are about the same, and nothing in the draft's stands for another word there."""
    told, theirs = _told(phrase), _told(other)
    if not theirs:
        return other.head in _PRONOUNS and any(
            _is_one(phrase, each, articles)
            for reading in articles
            for each in reading.phrases
            if each.case in _ACTING
        )
    heads = theirs if phrase.case in _ACTING or other.case is Case.BARE else theirs[-1:]
    if not any(_like(told[-1], word) for word in heads):
        return False
    missing = [one for one in told if not any(_like(one, word) for word in other.words)]
    if not missing:
        return True
    words = {w for each in _same_as(other, articles) for w in each.words}
    if all(any(_like(one, word) for word in words) for one in missing):
        return True
    lost = [word for word in theirs if not any(_like(word, one) for one in told)]
    return not lost


def _is_one(phrase: Phrase, other: Phrase, articles: Sequence[Reading]) -> bool:
    told = _told(phrase)
    words = {*other.words, *(w for each in _same_as(other, articles) for w in each.words)}
    return any(_like(one, word) for one in told for word in words)


def _same_as(phrase: Phrase, articles: Sequence[Reading]) -> Iterator[Phrase]:
    """Other phrases that mean the same: 정 시의원 and 정진술 시의원."""
    for reading in articles:
        for other in reading.phrases:
            first, theirs = phrase.words[0], other.words[0]
            if other.head == phrase.head and other is not phrase and (
                len(phrase.words) == 1 or theirs.startswith(first) or first.startswith(theirs)
            ):
                yield other
