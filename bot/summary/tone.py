"""How an article speaks of what is watched: positive, neutral or negative, with the reason.

    sentences that name it → words that count → whose are they? → denied, overcome, undone?
                           → title twice, first sentences half as much again → label and sentence

A word belongs to the company named last before it, or to the one that it describes right behind it
(과징금을 받은 가람은). Rules of thumb, meant to be read and doubted: irony, quotations of rivals and
what is bad only in context escape them.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.model import Field, Match, Salience, Span, Tone, ToneLabel
from bot.summary.tone_words import (
    ACCUSES,
    ACTIVE,
    AIMED,
    DENIED,
    MOVES,
    OTHERS,
    OUTDONE,
    OVERCOME,
    SUPPOSED,
    TOPIC,
    UNDONE,
    WORDS,
)
from bot.text.sentences import sentence_spans

SENTENCES = 40  # of one article that are looked at
LEAD = 2  # sentences that weigh half as much again
DECIDES = 1.0  # what one side must reach
MIXED = 0.6  # of the stronger side, from which the weaker one makes it neutral
PLAIN = 1.0  # what one good word must weigh for its side to count at all
MOST = 3.0  # that one sentence weighs
_TITLE_WEIGHT, _LEAD_WEIGHT = 2.0, 1.5
_TOGETHER = re.compile(r"\s{0,1}(?:[·,/&‧ㆍ、]|와|과|및)?\s{0,2}")
_DESCRIBES = re.compile(r"[^,.]{0,14}?(?:은|는|된|한|인|던|난|긴|진|른|친|린|온|힌)\s?\Z")
_NEAR = 22  # code points before a name in which a word may describe it


@dataclass(frozen=True, slots=True)
class _Cue:
    start: int
    end: int
    weight: float
    word: str


@dataclass(frozen=True, slots=True)
class _Told:
    """A sentence with what spoke on each side."""

    text: str
    good: float
    ill: float
    words: tuple[str, ...]
    has_plain_good: bool = False


def tone(title: str, text: str, matches: Sequence[Match], others: Sequence[Match] = ()) -> Tone:
    """The tone towards what `matches` found; `others` are finds of other names in the article."""
    told = [*_sentences(title, text, matches, others)]
    good, ill = sum(each.good for each in told), sum(each.ill for each in told)
    if not any(each.has_plain_good for each in told):
        good = 0.0  # a handful of mild words (협력, 확대) is routine news
    if max(good, ill) < DECIDES:
        return Tone(label=ToneLabel.NEUTRAL)
    if min(good, ill) >= DECIDES and min(good, ill) >= MIXED * max(good, ill):
        return Tone(label=ToneLabel.NEUTRAL, is_mixed=True)
    is_good = good > ill
    decided = max(told, key=lambda each: each.good if is_good else each.ill)
    label = ToneLabel.POSITIVE if is_good else ToneLabel.NEGATIVE
    return Tone(label=label, sentence=decided.text, words=decided.words)


def _sentences(
    title: str, text: str, matches: Sequence[Match], others: Sequence[Match]
) -> Iterator[_Told]:
    if title:
        yield _told(title, Span(start=0, end=len(title)), Field.TITLE, matches, others)
    for number, span in enumerate(sentence_spans(text)[:SENTENCES]):
        told = _told(text, span, Field.TEXT, matches, others)
        weight = _LEAD_WEIGHT if number < LEAD else 1.0
        yield replace(told, good=told.good * weight, ill=told.ill * weight)


def _told(
    text: str, span: Span, field: Field, matches: Sequence[Match], others: Sequence[Match]
) -> _Told:
    own = [*_within(matches, field, span)]
    sentence = text[span.start : span.end]
    if not own:
        return _Told(sentence, 0.0, 0.0, ())
    rivals = [one for one in _rivals(sentence, others, field, span) if not _overlaps(one, own)]
    cues = [
        cue
        for cue in _cues(sentence)
        if not _overlaps(Span(start=cue.start, end=cue.end), own)
        and _is_theirs(sentence, cue, own, rivals)
        and not _accuses(sentence, cue, own)
    ]
    weight = _TITLE_WEIGHT if field is Field.TITLE else 1.0
    good = min(MOST, sum(cue.weight for cue in cues if cue.weight > 0)) * weight
    ill = min(MOST, -sum(cue.weight for cue in cues if cue.weight < 0)) * weight
    is_good = good > ill
    words = tuple(dict.fromkeys(cue.word for cue in cues if (cue.weight > 0) is is_good))
    return _Told(sentence, good, ill, words, any(cue.weight >= PLAIN for cue in cues))


def _within(matches: Iterable[Match], field: Field, span: Span) -> Iterator[Span]:
    """The places of the matches in the sentence, counted from its start."""
    for match in matches:
        at = match.span
        inside = match.field is field and span.start <= at.start and at.end <= span.end
        if inside and match.salience is not Salience.PASSING:
            yield Span(start=at.start - span.start, end=at.end - span.start)


def _rivals(sentence: str, others: Sequence[Match], field: Field, span: Span) -> list[Span]:
    named = [Span(start=hit.start(), end=hit.end()) for hit in OTHERS.finditer(sentence)]
    return [*_within(others, field, span), *named]


def _overlaps(one: Span, places: Iterable[Span]) -> bool:
    return any(one.start < place.end and place.start < one.end for place in places)


# --- words that count ---------------------------------------------------------------------------


def _cues(sentence: str) -> Iterator[_Cue]:
    """The words that speak for a side, turned round where what follows says so; none twice."""
    taken: list[Span] = []
    for patterns, are_moves in ((MOVES, True), (WORDS, False)):
        for pattern, weight in patterns:
            for hit in pattern.finditer(sentence):
                place = Span(start=hit.start(), end=hit.end())
                if _overlaps(place, taken):
                    continue
                taken.append(place)
                turned = weight if are_moves else _turned(sentence, hit.end(), weight)
                if turned:
                    yield _Cue(hit.start(), hit.end(), turned, hit[0].strip())


def _turned(sentence: str, end: int, weight: float) -> float:
    if weight < 0 and DENIED.match(sentence, end):
        return 0.0
    if weight < 0 and OVERCOME.match(sentence, end):
        return -weight / 2
    if weight > 0 and UNDONE.match(sentence, end):
        return -1.0
    return weight / 2 if SUPPOSED.match(sentence, end) else weight


# --- whose they are -----------------------------------------------------------------------------


def _is_theirs(sentence: str, cue: _Cue, own: Sequence[Span], rivals: Sequence[Span]) -> bool:
    """Whether the word speaks of what is watched rather than of somebody else in the sentence."""
    if any(0 <= cue.start - rival.end <= 1 for rival in rivals):
        return False
    for place in own:
        gap = sentence[cue.end : place.start]
        if 0 <= place.start - cue.end <= _NEAR and _DESCRIBES.fullmatch(gap):
            return True
    if any(
        0 <= rival.start - cue.end <= _NEAR
        and _DESCRIBES.fullmatch(sentence[cue.end : rival.start])
        for rival in rivals
    ):
        return False
    before = [place for place in own if place.end <= cue.start]
    if not before:
        return False
    last = max(before, key=lambda place: place.end)
    if OUTDONE.match(sentence, last.end):
        return False
    between = [rival for rival in rivals if last.end <= rival.start and rival.end <= cue.start]
    return all(
        _TOGETHER.fullmatch(sentence[last.end : rival.start]) is not None for rival in between
    )


def _accuses(sentence: str, cue: _Cue, own: Sequence[Span]) -> bool:
    """Whether what is watched is the one that accuses: `가람은 나래를 고소했다`."""
    if cue.weight > 0 or not ACCUSES.fullmatch(cue.word):
        return False
    for place in own:
        topic = TOPIC.match(sentence, place.end)
        if topic is None or topic.end() > cue.start:
            continue
        between = sentence[topic.end() : cue.start]
        is_aimed = AIMED.search(between) is not None
        if "상대로" in between or (is_aimed and ACTIVE.match(sentence, cue.end)):
            return True
    return False
