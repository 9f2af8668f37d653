"""Whether a phrase of a draft and one of the articles mean the same."""

from collections.abc import Iterable, Iterator, Sequence

from bot.summary.frames import ACTING, Reading, is_told
from bot.summary.parts import Case, Phrase
from bot.summary.wording import Term, sides

PRONOUNS = frozenset(
    "그 그녀 이들 회사 양사 양측 사측 업체 당사 사람 시 도 군 구".split()  # noqa: SIM905 a list of words reads better in a line
)
"""Words for somebody who was named before."""

# Sentences before one in which its subject may have been named.
_BACK = 3
# Letters that a longer name shares with the end of it that stands for it.
_TAIL = 3


def told_words(phrase: Phrase) -> list[str]:
    """Its words that have to be found."""
    return [word for word in phrase.words if is_told(word)]


def is_like(one: str, other: str) -> bool:
    """Whether one is the other, begins it, or ends it as the shorter name of it (순이익)."""
    short, long = sorted((one, other), key=len)
    return (
        short == long
        or (len(short) > 1 and long.startswith(short))
        or (len(short) >= _TAIL and long.endswith(short))
    )


def ways(root: str) -> frozenset[tuple[int, int]]:
    """Which way a word says that a thing went."""
    return sides([Term(text=root, stem=root, tail="", at=0)])


def shared(words: Iterable[str], reading: Reading) -> int:
    """How many of the words the sentence has."""
    theirs = {word for each in reading.phrases for word in each.words}
    theirs |= {each.verb.root for each in reading.frames}
    return sum(any(is_like(one, word) for word in theirs) for one in words)


def topics(at: int, articles: Sequence[Reading]) -> Sequence[Phrase]:
    """Who or what the nearest sentence before one speaks of."""
    for reading in reversed(articles[max(0, at - _BACK) : at]):
        found = [p for p in reading.phrases if p.case in ACTING and told_words(p)]
        if found:
            return found
    return ()


def is_same(phrase: Phrase, other: Phrase, articles: Sequence[Reading]) -> bool:
    """Whether both are about the same, and nothing in the draft's stands for another word there."""
    told, theirs = told_words(phrase), told_words(other)
    if not theirs:
        return False
    heads = theirs if phrase.case in ACTING or other.case is Case.BARE else theirs[-1:]
    if not any(is_like(told[-1], word) for word in heads):
        return False
    missing = [one for one in told if not any(is_like(one, word) for word in other.words)]
    if not missing:
        return True
    words = {w for each in _same_as(other, articles) for w in each.words}
    if all(any(is_like(one, word) for word in words) for one in missing):
        return True
    lost = [word for word in theirs if not any(is_like(word, one) for one in told)]
    return not lost


def is_one(phrase: Phrase, other: Phrase, articles: Sequence[Reading]) -> bool:
    """Whether a word of the phrase stands in the other, or in what the articles also call that."""
    told = told_words(phrase)
    words = {*other.words, *(w for each in _same_as(other, articles) for w in each.words)}
    return any(is_like(one, word) for one in told for word in words)


def _same_as(phrase: Phrase, articles: Sequence[Reading]) -> Iterator[Phrase]:
    """Other phrases that mean the same: 정 시의원 and 정진술 시의원."""
    for reading in articles:
        for other in reading.phrases:
            first, theirs = phrase.words[0], other.words[0]
            if (
                other.head == phrase.head
                and other is not phrase
                and (len(phrase.words) == 1 or theirs.startswith(first) or first.startswith(theirs))
            ):
                yield other
