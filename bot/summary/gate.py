"""The gate between a language model and the readers: nothing passes that the articles do not say.

    draft → sentences → for each: its quotations, figures and words stand in the articles
          → clauses → for each: the place in the articles that says it
                    → same figures for the same things, same people in the same roles,
                      no reserve and no negation lost or gained, same direction

A gate that closes costs nothing but style: the extractive summary goes out instead. So it closes
in every case of doubt.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from bot.summary.bodies import whole_names
from bot.summary.body_names import one_name_each, renamed
from bot.summary.claims import (
    Clause,
    Source,
    Told,
    nearest,
    places,
    prepare,
    shared,
    take_apart,
    weight,
)
from bot.summary.frames import ACTING, MARK, Reading, is_told, read
from bot.summary.likeness import is_like
from bot.summary.rules import RULES, Case, Region
from bot.summary.support import unsaid
from bot.summary.tellers import resolved
from bot.summary.verdict import PASSED, GateReason, Verdict
from bot.summary.wording import Term, is_common, letters, sides, split, unspaced
from bot.text.normalise import clean
from bot.text.sentences import sentence_spans

__all__ = ["MAX_DRAFT", "MAX_SENTENCES", "GateReason", "Verdict", "judge"]

MAX_DRAFT = 600
"""Code points of a draft; a longer one is no summary."""

MAX_SENTENCES = 4
# What a clause says must stand to this part in one sentence, or to this in it and its neighbours.
_NEAR = 0.5
_AROUND = 0.7
# Letters of a quotation that tell its place; shorter ones are names.
_QUOTE = 8
# Letters between a person's name and the office that goes with it.
_OFFICE_REACH = 24
# Words of which one belongs to the other.
_PAIR = 2


_QUOTED = re.compile(r"[“\"]([^“”\"]{1,300})[”\"]|[‘']([^‘’']{1,120})[’']")
_SAID = re.compile(r"(?:이?라)?(?:고|며|면서|는)(?![가-힣])")
_HANGUL = re.compile(r"[가-힣]")
_OFFICES = (
    "회장|부회장|사장|부사장|대표|전무|상무|의장|장관|차관|총리|대통령|의원|교수|위원장|원장|청장|본부장|센터장|행장|은행장|"
    "총재|시장|지사|군수|검사|판사|변호사|감독|선수|연구원|팀장|실장|국장|과장|이사장|이사|CEO|CFO|CTO|최고경영자"
)
_TITLE = re.compile(
    rf"([가-힣]{{2,4}})\s(?:[가-힣A-Za-z0-9&·]{{2,16}}\s)?({_OFFICES})(?![가-힣]{{2}})"
)


def judge(draft: str, articles: Sequence[str]) -> Verdict:
    """Whether the draft says only what the articles say; the first fault found otherwise."""
    draft = clean(draft).strip()
    if not draft:
        return Verdict(reason=GateReason.EMPTY)
    sentences = [draft[span.start : span.end] for span in sentence_spans(draft)]
    if len(draft) > MAX_DRAFT or len(sentences) > MAX_SENTENCES:
        return Verdict(reason=GateReason.TOO_LONG)
    if len(_HANGUL.findall(draft)) * 3 < len("".join(draft.split())):
        return Verdict(reason=GateReason.NOT_KOREAN)
    names = one_name_each([*map(clean, articles)])
    source = prepare([renamed(clean(each), names) for each in articles])
    sentences = [renamed(sentence, names) for sentence in sentences]
    before: Reading | None = None
    for sentence in sentences:
        if unspaced(sentence) in source.verbatim:
            before = read(sentence, source.apart)
            continue
        told = take_apart(whole_names(sentence, source.texts), source.known)
        verdict = _judge_words(told, source)
        if verdict.is_open:
            verdict = _judge_clauses(told, source)
        if verdict.is_open:
            reading = resolved(read(told.text, source.apart), before, source.readings)
            verdict = _judge_frames(reading, source)
            before = reading
        if not verdict.is_open:
            return verdict
    return PASSED


# --- what it names ------------------------------------------------------------------------------


def _judge_words(told: Told, source: Source) -> Verdict:
    said = [letters(each) for text in source.texts for each in _quotations(text)]
    for hit in _QUOTED.finditer(told.text):
        quoted = hit[1] or hit[2]
        is_there = letters(quoted) in source.letters
        # Words that somebody is said to have used were in quotation marks there too.
        if is_there and _SAID.match(told.text, hit.end()):
            is_there = any(letters(quoted) in each for each in said)
        if not is_there:
            return Verdict(reason=GateReason.QUOTATION, evidence=quoted)
    for figure in told.figures:
        if figure.value not in source.figures:
            return Verdict(reason=GateReason.NUMBER, evidence=figure.value)
    for word in told.strange:
        if letters(word) and not word[0].isdigit():
            return Verdict(reason=GateReason.NAME, evidence=word)
    for name, office in _TITLE.findall(told.text):
        if name in source.known and not _holds(name, office, source):
            return Verdict(reason=GateReason.NAME, evidence=f"{name} {office}")
    return PASSED


def _quotations(text: str) -> list[str]:
    return [one or other for one, other in _QUOTED.findall(text)]


def _holds(name: str, office: str, source: Source) -> bool:
    """Whether an article names the person with that office close by, and not only as a former one."""
    reach = rf".{{0,{_OFFICE_REACH}}}"
    behind = re.compile(
        rf"{re.escape(name)}{reach}?(?<![가-힣])(?P<former>[전前]\s?)?(?<![가-힣]){office}"
    )
    hits = [hit["former"] for told in source.sentences for hit in behind.finditer(told.text)]
    if hits:
        return not all(hits)
    before = re.compile(rf"(?<![가-힣]){office}{reach}{re.escape(name)}")
    return any(before.search(told.text) for told in source.sentences)


def _judge_frames(reading: Reading, source: Source) -> Verdict:
    for phrase in reading.phrases:
        plain = [word.removeprefix(MARK) for word in phrase.words]
        words = [word for word in map(partial(_stem, source=source), plain) if is_told(word)]
        if not _stand_together(words, source):
            return Verdict(reason=GateReason.FRAME, evidence=" ".join(phrase.words))
    verdict = unsaid(reading, source.readings)
    return replace(verdict, evidence=verdict.evidence.replace(MARK, ""))


def _stand_together(words: Sequence[str], source: Source) -> bool:
    """Whether a sentence holds all of them; neighbours may add to it what is no party."""
    if len(words) < _PAIR:
        return True
    ways = sides([Term(text=words[-1], stem=words[-1], tail="", at=0)])
    if words[-1] not in source.known and ways:
        return any(
            ways & told.ways and all(word in told.beginnings for word in words[:-1])
            for told in source.sentences
        )
    parties = [word for word in words[:-1] if word in source.actors and word != source.hero]
    if not all(_owns(word, words[-1], source) for word in parties):
        return False
    for at, place in enumerate(source.sentences):
        if words[-1] in place.beginnings and all(word in place.beginnings for word in parties):
            wide = frozenset().union(*(told.beginnings for told in source.window(at, 2)))
            if all(word in wide or word == source.hero for word in words):
                return True
    return not any(words[-1] in place.beginnings for place in source.sentences)


def _owns(party: str, thing: str, source: Source) -> bool:
    """Whether a sentence has the thing beside the party's name, or lets the party act."""
    for reading in source.readings:
        for phrase in reading.phrases:
            is_beside = any(is_like(thing, word) for word in phrase.words)
            if (is_beside or phrase.case in ACTING) and any(
                is_like(party, word) for word in phrase.words
            ):
                theirs = {word for each in reading.phrases for word in each.words}
                theirs |= {frame.verb.root for frame in reading.frames}
                if any(is_like(thing, word) for word in theirs):
                    return True
    return False


def _stem(word: str, source: Source) -> str:
    parts = split(word, source.known)
    return parts[0] if parts else word


# --- what it says -------------------------------------------------------------------------------


def _judge_clauses(told: Told, source: Source) -> Verdict:
    cases: list[Case] = []
    subject = ""
    for clause in told.clauses:
        subject = next((t.stem for t in clause.names if t.role == "subject"), subject)
        if not clause.figures and all(is_common(term.stem) for term in clause.terms):
            continue
        at = _place(clause, source)
        if at is None:
            return Verdict(reason=GateReason.UNSUPPORTED, evidence=clause.text)
        place = source.sentences[at]
        own = nearest(clause, place)
        cases.append(Case(told=told, clause=clause, at=at, place=place, own=own, subject=subject))
    if not cases:
        return Verdict(reason=GateReason.UNSUPPORTED, evidence=told.text)
    region = Region(source, [case.at for case in cases])
    for case in cases:
        for rule in RULES:
            verdict = rule(case, region)
            if not verdict.is_open:
                return verdict
    return PASSED


def _place(clause: Clause, source: Source) -> int | None:
    """Where the articles say what the clause says: where it quotes, or shares enough."""
    quoted = [letters(each) for each in _quotations(clause.text)]
    for at, place in enumerate(source.sentences):
        if any(len(each) >= _QUOTE and each in letters(place.text) for each in quoted):
            return at
    needed = weight(clause)
    for at in places(clause, source):
        alone = shared(clause, source.sentences[at])
        if alone >= _NEAR * needed:
            return at
        if _around(clause, source, at) >= _AROUND * needed:
            return at
        break
    return None


def _around(clause: Clause, source: Source, at: int) -> float:
    wide = source.window(at)
    return shared(clause, take_apart(" ".join(told.text for told in wide), source.known))
