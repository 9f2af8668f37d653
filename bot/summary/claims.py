"""Where a draft's statements stand in the articles.

sentence → clauses → terms, figures → the article sentence (and its clause) that says it
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from bot.summary.figures import Figure, figures
from bot.summary.frames import Reading, names_apart, read
from bot.summary.hedges import Reserve, reserves
from bot.summary.wording import Term, beginnings, is_common, letters, sides, terms, unspaced
from bot.text.normalise import clean
from bot.text.sentences import sentence_spans

# Code points of source text that are looked at.
_MAX_SOURCE = 60_000
# Code points of one sentence of it; what is longer was never one sentence.
_LONGEST = 1_000
# Terms a clause has at least; a shorter one belongs to the next.
_LEAST_TERMS = 2
_JOINT = re.compile(
    r"(?<=[가-힣])(?:(?<![사광보신재창최경참권금])고(?!\s(?:있|싶))|며|면서|지만|으나|는데|은데|한데|인데|다가|자|라며|다며)(?=,?\s)|(?<=[가-힣])(?<![올난이피오견동서남새련위대통인비의향])(?:해|돼|아|어|여|워|쳐|려|춰|켜|져)(?=,?\s(?!있|왔|온\s|올\s|주|준|줬|두|둔|뒀|놓|본|봤|보|가|간|갔|나가|나갔|버|냈|달|드))|(?<=가운데)(?=\s)|,(?=\s)"
)
# How much a term, a common one, a figure and the predicate tell about where a statement stands.
_TERM, _COMMON, _FIGURE, _PREDICATE = 1.0, 0.2, 1.5, 2.0
# Sentences before one in which its subject may have been named.
_BACK = 3
# Names of a sentence among which stands who it speaks of.
_OPENING = 3
# Words for a party that an article has named before.
_PARTIES = frozenset({"회사", "사측", "업체", "양사", "양측", "당사"})
# A headline tells less surely than a sentence where a statement stands.
_HEADLINE = 0.7
_SENTENCE = re.compile(r"(?:다|요|죠|까|음|함|임)[.?!]?[\"”’']?[.]?\Z")
# Sentences that speak of a topic.
_TOPIC = 3


@dataclass(frozen=True)
class Clause:
    """A clause of a sentence with its terms; `at` is where it begins in the sentence."""

    text: str
    at: int
    terms: tuple[Term, ...]
    figures: tuple[Figure, ...]

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems of its terms."""
        return frozenset(term.stem for term in self.terms)

    @cached_property
    def roots(self) -> frozenset[str]:
        """The roots of its terms."""
        return frozenset(term.root for term in self.terms)

    @cached_property
    def names(self) -> tuple[Term, ...]:
        """The terms that say who or what."""
        return tuple(term for term in self.terms if term.is_name)

    @cached_property
    def predicate(self) -> str:
        """The root of what it says about them, empty where that says nothing of its own."""
        told = [
            t for t in self.terms if not is_common(t.root) and not t.is_directed and not t.is_name
        ]
        return told[-1].root if told else ""

    @cached_property
    def subjects(self) -> frozenset[str]:
        """Everything that it speaks of."""
        return frozenset(
            term.stem
            for term in self.terms
            if term.role == "subject" and (term.is_name or term.stem in _PARTIES)
        )


@dataclass(frozen=True)
class Told:
    """A sentence taken apart; `strange` are words that are neither known nor common."""

    text: str
    clauses: tuple[Clause, ...]
    reserves: tuple[Reserve, ...]
    strange: tuple[str, ...]

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems of all its clauses."""
        return frozenset().union(*(clause.stems for clause in self.clauses))

    @property
    def terms(self) -> Iterator[Term]:
        """The terms of all its clauses."""
        return (term for clause in self.clauses for term in clause.terms)

    @cached_property
    def beginnings(self) -> frozenset[str]:
        """All beginnings of its words."""
        return beginnings(self.text)

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """Its figures, placed in the whole sentence."""
        return tuple(figures(self.text))

    @cached_property
    def ways(self) -> frozenset[tuple[int, int]]:
        """Every way that anything in it goes."""
        return sides(self.terms)

    @cached_property
    def subjects(self) -> frozenset[str]:
        """The names that it speaks of."""
        return frozenset(
            term.stem for clause in self.clauses for term in clause.names if term.role == "subject"
        )


@dataclass(frozen=True)
class Source:
    """The articles, taken apart once."""

    letters: str
    known: frozenset[str]
    sentences: tuple[Told, ...]

    @cached_property
    def verbatim(self) -> frozenset[str]:
        """Each sentence as it stands: what a draft may say without another look."""
        return frozenset(unspaced(told.text) for told in self.sentences)

    @cached_property
    def figures(self) -> frozenset[str]:
        """All figures of the articles."""
        return frozenset(figure.value for told in self.sentences for figure in told.figures)

    @cached_property
    def topics(self) -> frozenset[str]:
        """Words that three sentences or more speak of."""
        counts = Counter(stem for told in self.sentences for stem in told.stems)
        return frozenset(stem for stem, count in counts.items() if count >= _TOPIC)

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        """Its sentences, not its headlines, with who does what in each."""
        return tuple(
            read(told.text, self.apart) for told in self.sentences if _SENTENCE.search(told.text)
        )

    @cached_property
    def apart(self) -> frozenset[str]:
        """Names that begin with another party's name."""
        return names_apart([read(told.text) for told in self.sentences])

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """Its sentences as they are written."""
        return tuple(told.text for told in self.sentences)

    @cached_property
    def ways(self) -> frozenset[tuple[int, int]]:
        """Every way that anything in the articles goes."""
        return frozenset().union(*(told.ways for told in self.sentences))

    @cached_property
    def hero(self) -> str:
        """Who or what most sentences name of all that act."""
        counts = Counter(stem for told in self.sentences for stem in told.stems & self.actors)
        return max(counts, key=lambda stem: (counts[stem], stem), default="")

    @cached_property
    def actors(self) -> frozenset[str]:
        """Names that some sentence begins by speaking of."""
        return frozenset(
            term.stem
            for told in self.sentences
            for term in [t for t in told.terms if t.is_name][:_OPENING]
            if term.role == "subject"
        )

    def follows(self, stem: str, place: Told | None = None) -> frozenset[str]:
        """The bare names that stand right before that name, in one sentence or in all."""
        told = self.sentences if place is None else (place,)
        return frozenset(
            one.stem
            for each in told
            for one, other in pairwise(each.terms)
            if other.stem == stem and one.is_name and one.leads(other)
        )

    def meet(self, one: str, other: str) -> bool:
        """Whether a sentence holds both."""
        return any(one in told.beginnings and other in told.beginnings for told in self.sentences)

    def window(self, at: int, reach: int = 1) -> Sequence[Told]:
        """The sentence at that place with its neighbours."""
        return self.sentences[max(0, at - reach) : at + reach + 1]

    def topic(self, at: int) -> frozenset[str]:
        """Who or what the sentence at that place speaks of where it names nobody itself."""
        for told in reversed(self.sentences[max(0, at - _BACK) : at]):
            if told.subjects:
                return told.subjects
        return frozenset()


def prepare(articles: Sequence[str]) -> Source:
    """The articles as the gate compares drafts with them."""
    whole = clean("\n".join(articles))[:_MAX_SOURCE]
    known = beginnings(whole)
    return Source(
        letters=letters(whole),
        known=known,
        sentences=tuple(
            take_apart(whole[span.start : min(span.end, span.start + _LONGEST)], known)
            for span in sentence_spans(whole)
        ),
    )


def take_apart(sentence: str, known: frozenset[str]) -> Told:
    """The sentence's clauses and reserves, its words split at the stems that are known."""
    found, strange = terms(sentence, known)
    return Told(
        text=sentence,
        clauses=tuple(_clauses(sentence, found)) or (_empty(sentence),),
        reserves=tuple(reserves(sentence, found)),
        strange=tuple(strange),
    )


def _empty(sentence: str) -> Clause:
    """A sentence of signs alone, as one clause that says nothing."""
    return Clause(text=sentence, at=0, terms=(), figures=())


def _clauses(sentence: str, found: Sequence[Term]) -> Iterator[Clause]:
    start = 0
    counted = figures(sentence)
    for end in (*(joint.end() for joint in _JOINT.finditer(sentence)), len(sentence)):
        inside = tuple(term for term in found if start <= term.at < end)
        content = [term for term in inside if not is_common(term.stem)]
        numbers = tuple(figure for figure in counted if start <= figure.start < end)
        if end < len(sentence) and len(content) + len(numbers) < _LEAST_TERMS:
            continue
        if inside or numbers:
            yield Clause(text=sentence[start:end], at=start, terms=inside, figures=numbers)
        start = end


def weight(clause: Clause) -> float:
    """How much the clause says that can be looked up."""
    return _FIGURE * len(clause.figures) + sum(_worth(term, clause) for term in clause.terms)


def _worth(term: Term, clause: Clause) -> float:
    if term.root == clause.predicate:
        return _PREDICATE
    return _COMMON if is_common(term.root) or term.is_directed else _TERM


def shared(clause: Clause, told: Told) -> float:
    """How much of what the clause says stands in that sentence."""
    values = {figure.value for figure in told.figures}
    score = _FIGURE * sum(figure.value in values for figure in clause.figures)
    score += sum(_worth(term, clause) for term in clause.terms if _is_told(term, told))
    return score if _SENTENCE.search(told.text) else score * _HEADLINE


def _is_told(term: Term, told: Told) -> bool:
    """Whether the sentence has the term, or a word that stands for it."""
    if term.root in told.beginnings:
        return True
    return bool(term.way) and not term.is_directed and bool(sides([term]) & told.ways)


def places(clause: Clause, source: Source) -> list[int]:
    """The places of the articles' sentences that share most with the clause, best first."""
    scores = [(shared(clause, told), -at) for at, told in enumerate(source.sentences)]
    return [-at for score, at in sorted(scores, reverse=True)[:5] if score > 0]


def nearest(clause: Clause, told: Told) -> Clause:
    """The clause of that sentence that shares most with the given one."""
    values = {figure.value for figure in clause.figures}

    def score(other: Clause) -> float:
        numbers = sum(figure.value in values for figure in other.figures)
        return numbers * _FIGURE + sum(
            _worth(term, clause)
            for term in clause.terms
            if any(one.startswith(term.root) or term.root.startswith(one) for one in other.roots)
        )

    return max(told.clauses, key=score)
