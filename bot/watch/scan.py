"""One field of an article, folded and searched, and what became of each candidate in it."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.model import Field
from bot.text.index import index_text
from bot.watch.lexicon import Lexicon
from bot.watch.reasons import Reason

_BREAK = re.compile(r"(?<=[가-힣])\n(?=[가-힣])")
BREAK_REACH = 14
"""Code points looked at on either side of a line break inside a word."""
MAX_BREAKS = 200


@dataclass(frozen=True, slots=True)
class Hit:
    """A pattern in the folded field; `text` is what it was found in, at `at` of the field."""

    start: int
    end: int
    pattern: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What became of one candidate: its place in a folded field and the rule that decided.

    `weak` findings that count still need support, unless the sentence itself vouches for them;
    `surface` is their folded form.
    """

    unit: int
    field: Field
    start: int
    end: int
    reason: Reason
    counts: bool = False
    weak: bool = False
    vouched: bool = False
    evidence: str = ""
    surface: str = ""


class Scan:
    """A field with all its hits in order of their start, longest first."""

    __slots__ = ("field", "hits", "index", "original", "starts", "text")

    def __init__(self, field: Field, original: str, lexicon: Lexicon) -> None:
        self.field = field
        self.original = original
        self.index = index_text(original)
        self.text = self.index.folded
        self.hits: Sequence[Hit] = ()
        self.starts: Sequence[int] = ()
        found = lexicon.automaton.find_matches_as_indexes(
            self.text.replace("\n", " "), overlapping=True
        )
        watched = lexicon.watched
        if any(number in watched for number, _, _ in found):
            self.hits = [
                Hit(start, end, number)
                for number, start, end in sorted(found, key=lambda each: (each[1], -each[2]))
            ]
            self.starts = [hit.start for hit in self.hits]

    def around(self, start: int, end: int, reach: int) -> Iterable[Hit]:
        """Hits that begin at most `reach` before `start` and not after it, and reach `end`."""
        low = bisect_left(self.starts, start - reach)
        high = bisect_right(self.starts, start)
        return (hit for hit in self.hits[low:high] if hit.end >= end)

    def between(self, low: int, high: int) -> Sequence[Hit]:
        """Hits that begin from `low` to before `high`."""
        return self.hits[bisect_left(self.starts, low) : bisect_left(self.starts, high)]


def broken_hits(scan: Scan, lexicon: Lexicon) -> Iterable[tuple[Hit, str, int]]:
    """Watched names that a line break cuts in two, with the mended text and the name's place in it.

    Only names of three characters and more; the hit's places are those of the field.
    """
    for number, found in enumerate(_BREAK.finditer(scan.text)):
        if number >= MAX_BREAKS:
            return
        low = max(0, found.start() - BREAK_REACH)
        before = scan.text[low : found.start()].rpartition("\n")[2]
        mended = before + scan.text[found.end() : found.end() + BREAK_REACH].partition("\n")[0]
        cut = len(before)
        hits = lexicon.automaton.find_matches_as_indexes(mended, overlapping=True)
        for pattern, start, end in hits:
            if start < cut < end and end - start >= 3 and pattern in lexicon.watched:
                offset = found.start() - cut
                yield Hit(start + offset, end + offset + 1, pattern), mended, start
