"""Summaries without a model: the two or three sentences of an article that say what happened.

passages → scores (centrality, title, place, figures, terms, wording) → the lede
→ the best others that add something → article order
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from math import log1p

import numpy as np

from bot.model import Summary, SummarySentence
from bot.summary.genre import Genre, genre_of
from bot.summary.hedges import is_reserved
from bot.summary.passages import Passage, passages
from bot.summary.words import (
    amounts,
    cannot_stand_alone,
    content_words,
    is_background,
    is_hook,
    is_speech,
    looks_back,
    names_day,
)
from bot.text.sentences import sentence_spans

MAX_SENTENCES = 3
# Code points that two sentences together may have, and three.
_HARD_LENGTH = 420
_THIRD_LENGTH = 400

_DAMPING = 0.85
_ROUNDS = 16
# Sentences that count as early, the first most.
_EARLY = 6
# Code points under which a sentence tells little.
_SHORT = 30
# What a sentence loses that shares all of its words, or all of theirs, with a chosen one.
REPEATS = 0.4
# Two sentences that share this part of the shorter one's words say the same.
_SAME = 0.8
# A sentence of which this part was told in one sentence before adds nothing.
_TOLD = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """How much each trait of a sentence counts; one set a genre.

    The first block was fitted to sentences that people chose from 102 public articles (see
    docs/decisions.md); the rest are an editor's rules, of which those articles hold too few cases.
    """

    early: float = 0.27
    second: float = 0.08
    last: float = -0.08
    central: float = 0.25
    title: float = 0.25
    day: float = 0.15
    reserve: float = 0.06

    late: float = 0.0
    figures: float = 0.0
    terms: float = 0.08
    speech: float = 0.0
    leaning: float = -0.04
    orphan: float = -0.3
    voiceless: float = -0.3
    background: float = -0.02
    question: float = -0.2
    hook: float = -0.15
    short: float = -0.04
    known: float = -0.4


_WEIGHTS = {
    Genre.NEWS: Weights(),
    Genre.MARKET: Weights(figures=0.04),
    Genre.OPINION: Weights(early=0.15, second=0.0, last=0.0, late=0.12, background=0.0),
    Genre.INTERVIEW: Weights(early=0.2, question=-0.4),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A sentence that may be chosen, with what speaks for it.

    `leans` is what it loses and `follows` what it gains by the sentence before it.
    """

    passage: Passage
    words: frozenset[str]
    score: float
    leans: float
    follows: float
    names_term: bool

    def score_after(self, orders: AbstractSet[int]) -> float:
        """Its score; leaning on the sentence before costs nothing where that one is chosen."""
        if self.passage.order - 1 in orders:
            return self.score + self.follows
        return self.score + self.leans


def summarise(title: str, text: str, terms: Sequence[str] = (), known: str = "") -> Summary:
    """The article's two or three most telling sentences, in its order and its own words.

    Each span slices `text` to its sentence exactly. Fewer where the text has fewer; none where
    it has nothing to quote. `terms` are watched words. A sentence that `known` says already is
    left out where there are others, one that it half says counts less.
    """
    chosen = choose(candidates(title, text, terms, known))
    ordered = sorted(chosen, key=lambda item: item.passage.span.start)
    return Summary(
        sentences=tuple(
            SummarySentence(text=item.passage.text, span=item.passage.span) for item in ordered
        )
    )


def candidates(
    title: str, text: str, terms: Sequence[str] = (), known: str = ""
) -> list[Candidate]:
    """The article's sentences that may be quoted, in its order, each with its score."""
    genre = genre_of(title, text)
    found = passages(text, with_answers=genre is Genre.INTERVIEW)
    return scored(_unsaid(found, known), title, _WEIGHTS[genre], terms, known)


def _unsaid(found: Sequence[Passage], known: str) -> Sequence[Passage]:
    """Those that add to what is known; all of them where none does."""
    told = [content_words(known[span.start : span.end]) for span in sentence_spans(known)]
    if not told:
        return found
    fresh = []
    for passage in found:
        words = content_words(passage.text)
        if not any(len(words & said) >= _TOLD * len(words) for said in told):
            fresh.append(passage)
    return fresh or found


def scored(
    found: Sequence[Passage], title: str, weights: Weights, terms: Sequence[str], known: str
) -> list[Candidate]:
    """The passages with their scores under these weights."""
    bags = [content_words(passage.text) for passage in found]
    central = _centrality(bags)
    title_words = content_words(title)
    known_words = content_words(known)
    wanted = [_folded(term) for term in terms if term.strip()]
    told: list[Candidate] = []
    for index, passage in enumerate(found):
        score = weights.central * central[index]
        score += weights.title * _overlap(title_words, bags[index])
        score += _placed(index, len(found), weights)
        score += weights.figures * min(2, amounts(passage.text))
        named = _count(wanted, passage.text)
        score += weights.terms * min(2, named)
        score += weights.known * _overlap(bags[index], known_words)
        score += _wording(passage, weights)
        if passage.was_joined and is_speech(passage.text):
            score += weights.voiceless
        told.append(
            Candidate(
                passage=passage,
                words=bags[index],
                score=score,
                leans=_leaning(passage, weights),
                follows=weights.second if index == 1 else 0.0,
                names_term=named > 0,
            )
        )
    return told


def _wording(passage: Passage, weights: Weights) -> float:
    sentence = passage.text
    score = 0.0
    if names_day(sentence):
        score += weights.day
    if is_reserved(sentence):
        score += weights.reserve
    if is_speech(sentence):
        score += weights.speech
    if is_background(sentence):
        score += weights.background
    if sentence.endswith(("?", "?”", '?"')):
        score += weights.question
    if is_hook(sentence):
        score += weights.hook
    if len(sentence) < _SHORT:
        score += weights.short
    return score


def _leaning(passage: Passage, weights: Weights) -> float:
    if cannot_stand_alone(passage.text):
        return weights.orphan
    return weights.leaning if passage.was_joined or looks_back(passage.text) else 0.0


def _placed(index: int, size: int, weights: Weights) -> float:
    """What the sentence's place is worth: among the first, at the end, the very last."""
    score = weights.early * max(0.0, 1 - index / _EARLY)
    score += weights.late * max(0.0, 1 - (size - 1 - index) / _EARLY)
    return score + weights.last if index == size - 1 else score


def _folded(word: str) -> str:
    return "".join(word.split()).casefold()


def _count(wanted: Sequence[str], sentence: str) -> int:
    if not wanted:
        return 0
    folded = _folded(sentence)
    return sum(1 for term in wanted if term in folded)


def _overlap(part: frozenset[str], whole: frozenset[str]) -> float:
    """How much of `part` is in `whole`, a word counting also where it begins the other."""
    if not part or not whole:
        return 0.0
    missing = part - whole
    listed = "\n" + "\n".join(whole)
    hits = len(part) - len(missing) + sum(_begins(word, whole, listed) for word in missing)
    return hits / len(part)


def _begins(word: str, whole: frozenset[str], listed: str) -> bool:
    if len(word) < 3:
        return False
    return f"\n{word}" in listed or any(word[:end] in whole for end in range(2, len(word)))


def _centrality(bags: Sequence[frozenset[str]]) -> list[float]:
    """TextRank over shared words, scaled so that the most central sentence has 1."""
    size = len(bags)
    if size < 3:
        return [1.0] * size
    bits: dict[str, int] = {}
    masks = [sum(1 << bits.setdefault(word, len(bits)) for word in bag) for bag in bags]
    lengths = [log1p(len(bag)) for bag in bags]
    links = np.zeros((size, size))
    for row, mask in enumerate(masks):
        for column in range(row):
            shared = (mask & masks[column]).bit_count()
            if shared:
                weight = shared / (lengths[row] + lengths[column])
                links[row, column] = links[column, row] = weight
    sums = links.sum(axis=0)
    sums[sums == 0] = 1.0
    flow = links / sums
    rank = np.full(size, 1.0 / size)
    for _ in range(_ROUNDS):
        rank = (1 - _DAMPING) / size + _DAMPING * (flow @ rank)
    top = float(rank.max())
    return [float(value) / top for value in rank]


def choose(found: Sequence[Candidate]) -> list[Candidate]:
    """Two or three of one article's sentences, the most telling first."""
    chosen: list[Candidate] = []
    rest = list(found)
    while rest and len(chosen) < MAX_SENTENCES:
        orders = {item.passage.order for item in chosen}
        best = max(rest, key=lambda item: _worth(item, chosen, orders))
        rest.remove(best)
        if repeats(best, chosen) < _SAME and fits(best, chosen):
            chosen.append(best)
    return _with_term(chosen, found)


def _worth(item: Candidate, chosen: Sequence[Candidate], orders: AbstractSet[int]) -> float:
    return item.score_after(orders) - REPEATS * repeats(item, chosen)


def _with_term(chosen: list[Candidate], found: Sequence[Candidate]) -> list[Candidate]:
    """Gives the last place to a watched term where no chosen sentence names one."""
    naming = [item for item in found if item.names_term]
    if not naming or any(item.names_term for item in chosen):
        return chosen
    kept = chosen[: MAX_SENTENCES - 1]
    best = max(naming, key=lambda item: item.score)
    return [*kept, best] if fits(best, kept) else chosen


def repeats(item: Candidate, chosen: Sequence[Candidate]) -> float:
    """The largest share of words, of the shorter sentence, that it has in common with one."""
    shares = (
        len(item.words & other.words) / max(1, min(len(item.words), len(other.words)))
        for other in chosen
    )
    return max(shares, default=0.0)


def fits(item: Candidate, chosen: Sequence[Candidate]) -> bool:
    """Whether it can stand with them without making the summary too long."""
    total = len(item.passage.text) + sum(len(other.passage.text) for other in chosen)
    return total <= (_HARD_LENGTH if len(chosen) < 2 else _THIRD_LENGTH)
