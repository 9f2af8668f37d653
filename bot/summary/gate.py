"""The gate between a language model and the readers: nothing passes that the articles do not say.

    draft → sentences → for each: its amounts, quotations, names and words stand in the articles
                      → the article sentence nearest to it: no reserve lost, no role exchanged

A gate that closes costs nothing but style: the extractive summary goes out instead. So it closes
in every case of doubt.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.summary.hedges import Hedge, hedges, lost_hedges
from bot.summary.words import content_words
from bot.text.normalise import clean
from bot.text.numbers import amounts
from bot.text.sentences import sentence_spans

MAX_DRAFT = 600
"""Code points of a draft; a longer one is no summary."""

MAX_SENTENCES = 4
# A draft's sentence must share this part of its words with one place of the articles.
_NEAR = 0.5
# Code points of source text that are looked at.
_MAX_SOURCE = 60_000


class GateReason(StrEnum):
    """Why a draft may go out, or what it says that the articles do not."""

    PASSED = "passed"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    NOT_KOREAN = "not_korean"
    NUMBER = "number"
    QUOTATION = "quotation"
    NAME = "name"
    UNSUPPORTED = "unsupported"
    HEDGE = "hedge"
    NEGATION = "negation"
    ROLE = "role"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The gate's decision; `evidence` is the piece of the draft that decided."""

    reason: GateReason
    evidence: str = ""

    @property
    def is_open(self) -> bool:
        """Whether the draft may go out."""
        return self.reason is GateReason.PASSED


_QUOTED = re.compile(r"[“\"]([^“”\"]{1,300})[”\"]|[‘']([^‘’']{1,120})[’']")
_HANGUL = re.compile(r"[가-힣]")
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9&.+-]*")
_NUMBER = re.compile(r"(?<![\d.,])(\d[\d,]*(?:\.\d+)?)\s?([가-힣%]?)")
_KEPT = re.compile(r"[^가-힣A-Za-z0-9]")
_WORD = re.compile(r"[가-힣A-Za-z0-9&·]+")
# A word with such an ending is a noun in its sentence; verbs may be put otherwise.
_NOUN = re.compile(
    r"([가-힣A-Za-z0-9&]{2,}?)(?:에서는|으로는|에게는|에서|에게|으로|께서|까지|부터|보다|처럼|와의|과의|에는|은|는|이|가|을|를|의|에|와|과|로|도)"
)
_TITLE = re.compile(
    r"([가-힣]{2,5})\s(?:회장|부회장|사장|부사장|대표|전무|상무|의장|장관|차관|총리|대통령|의원|교수|위원장|원장|청장|본부장|센터장|CEO|CFO|CTO)"
)
_VERBAL = re.compile(
    r"(?:다|함|됨|임|음|며|고|여|해|했|된|한|할|될|하는|되는|하기|되기|위해|따라|대해|통해|면서|지만|는데|로서|라며|라고|다고)\Z"
)
_SUBJECT = (
    r"{}(?:\s(?:회장|부회장|사장|대표|장관|의원|CEO|측|관계자))?(?:은|는|이|가|께서)(?=[\s,])"
)
_OBJECT = r"{}(?:을|를|와|과|에게|에|의)(?=[\s,])"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """A sentence of the articles; `figures` are its own and its neighbours'."""

    sentence: str
    words: frozenset[str]
    figures: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """The articles, prepared once."""

    letters: str
    figures: frozenset[str]
    places: tuple[_Place, ...]


def judge(draft: str, articles: Sequence[str]) -> Verdict:
    """Whether the draft says only what the articles say; the first fault found otherwise."""
    draft = clean(draft).strip()
    if not draft:
        return Verdict(reason=GateReason.EMPTY)
    told = [draft[span.start : span.end] for span in sentence_spans(draft)]
    if len(draft) > MAX_DRAFT or len(told) > MAX_SENTENCES:
        return Verdict(reason=GateReason.TOO_LONG)
    if len(_HANGUL.findall(draft)) * 3 < len("".join(draft.split())):
        return Verdict(reason=GateReason.NOT_KOREAN)
    source = _prepare(articles)
    for sentence in told:
        verdict = _judge_words(sentence, source)
        if verdict.is_open:
            verdict = _judge_meaning(sentence, source)
        if not verdict.is_open:
            return verdict
    return Verdict(reason=GateReason.PASSED)


def _prepare(articles: Sequence[str]) -> _Source:
    whole = clean("\n".join(articles))[:_MAX_SOURCE]
    sentences = [whole[span.start : span.end] for span in sentence_spans(whole)]
    return _Source(
        letters=_letters(whole),
        figures=_figures(whole),
        places=tuple(
            _Place(
                sentence=sentence,
                words=content_words(sentence),
                figures=_figures(" ".join(sentences[max(0, at - 1) : at + 2])),
            )
            for at, sentence in enumerate(sentences)
        ),
    )


def _letters(text: str) -> str:
    return _KEPT.sub("", text).casefold()


def _figures(text: str) -> frozenset[str]:
    """Its amounts in one spelling, and every other number with the letter behind it (22일)."""
    found = amounts(text)
    covered = {at for amount in found for at in range(amount.span.start, amount.span.end)}
    bare = {
        f"{hit[1].replace(',', '')}{hit[2]}"
        for hit in _NUMBER.finditer(text)
        if hit.start() not in covered
    }
    return frozenset({f"{amount.value}{amount.unit}" for amount in found} | bare)


# --- what it names ------------------------------------------------------------------------------


def _judge_words(sentence: str, source: _Source) -> Verdict:
    for quoted in (one or other for one, other in _QUOTED.findall(sentence)):
        if _letters(quoted) not in source.letters:
            return Verdict(reason=GateReason.QUOTATION, evidence=quoted)
    for figure in sorted(_figures(sentence) - source.figures):
        return Verdict(reason=GateReason.NUMBER, evidence=figure)
    for name in (*_LATIN.findall(sentence), *_TITLE.findall(sentence), *_nouns(sentence)):
        if _letters(name) not in source.letters:
            return Verdict(reason=GateReason.NAME, evidence=name)
    return Verdict(reason=GateReason.PASSED)


def _nouns(sentence: str) -> list[str]:
    """Its nouns, with particles taken off; figures and verbs are left to other rules."""
    found = []
    for word in _WORD.findall(sentence):
        noun = _NOUN.fullmatch(word)
        bare = noun[1] if noun is not None else word
        if len(bare) > 1 and not bare[0].isdigit() and not _VERBAL.search(bare):
            found.append(bare)
    return found


# --- what it says -------------------------------------------------------------------------------


def _judge_meaning(sentence: str, source: _Source) -> Verdict:
    words = content_words(sentence)
    place = max(source.places, key=lambda item: _shared(words, item.words), default=None)
    if place is None or _shared(words, place.words) < _NEAR * len(words):
        return Verdict(reason=GateReason.UNSUPPORTED, evidence=sentence)
    for figure in sorted(_figures(sentence) - place.figures):
        return Verdict(reason=GateReason.NUMBER, evidence=figure)
    nearest = place.sentence
    lost = lost_hedges(sentence, nearest)
    if Hedge.NEGATION in lost or Hedge.NEGATION in hedges(sentence) - hedges(nearest):
        return Verdict(reason=GateReason.NEGATION, evidence=sentence)
    if lost:
        return Verdict(reason=GateReason.HEDGE, evidence=sentence)
    if (name := _exchanged(sentence, nearest)) is not None:
        return Verdict(reason=GateReason.ROLE, evidence=name)
    return Verdict(reason=GateReason.PASSED)


def _shared(words: frozenset[str], others: frozenset[str]) -> int:
    return sum(
        1
        for word in words
        if word in others
        or any(word.startswith(other) or other.startswith(word) for other in others)
    )


def _exchanged(sentence: str, nearest: str) -> str | None:
    """A name that acts in the draft where it is acted upon in the article, or acts in neither."""
    for noun in _nouns(sentence):
        subject = re.compile(_SUBJECT.format(re.escape(noun)))
        if not subject.search(sentence):
            continue
        if subject.search(nearest):
            continue
        if re.search(_OBJECT.format(re.escape(noun)), nearest) or noun not in nearest:
            return noun
    return None
