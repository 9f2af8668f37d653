"""Where in the article a hit stands: title, lede, body, or in passing.

The lede is the first paragraph, at least two sentences or 200 code points. A term stands in
passing if all its hits in the text are in lists of four names or more, captions or reporters'
lines, or if its only hit lies in the last third.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.model import Salience, Span
from bot.text.lines import LineKind, classify
from bot.text.sentences import sentence_spans
from bot.watch.lists import PASSING_LIST, names_in_list

LEDE_SENTENCES = 2
LEDE_LENGTH = 200
"""Code points that make a lede of one paragraph."""
LONG_PARAGRAPH = 600
"""A first paragraph longer than this is an article without paragraphs: its start is the lede."""

_BESIDE = frozenset(
    {
        LineKind.CAPTION,
        LineKind.BYLINE,
        LineKind.DATELINE,
        LineKind.CREDITS,
        LineKind.RELATED,
        LineKind.COPYRIGHT,
        LineKind.PROMPT,
    }
)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the lede ends and the last third begins, in code points of the text."""

    lede_end: int
    last_third: int


def layout(text: str) -> Layout:
    """The layout of an article's text."""
    return Layout(_lede_end(text), len(text) * 2 // 3)


def grade(text: str, spans: Sequence[Span]) -> list[Salience]:
    """The salience of each hit of one term in the text, in the order given."""
    where = layout(text)
    beside = [_in_passing(text, span) for span in spans]
    late = len(spans) == 1 and spans[0].start >= max(where.last_third, where.lede_end)
    if all(beside) or late:
        return [Salience.PASSING] * len(spans)
    return [
        Salience.PASSING
        if aside and span.start >= where.lede_end
        else Salience.LEDE
        if span.start < where.lede_end
        else Salience.BODY
        for span, aside in zip(spans, beside, strict=True)
    ]


def _lede_end(text: str) -> int:
    end = at = 0
    while at < len(text):
        stop = text.find("\n", at)
        stop = len(text) if stop < 0 else stop
        line = text[at:stop]
        if line.strip() and classify(line.strip()) not in _BESIDE:
            end = stop
            so_far = text[:end]
            if len(so_far.strip()) >= LEDE_LENGTH or len(sentence_spans(so_far)) >= LEDE_SENTENCES:
                break
        at = stop + 1
    return end if end <= LONG_PARAGRAPH else _first_sentences(text, end)


def _first_sentences(text: str, end: int) -> int:
    for number, span in enumerate(sentence_spans(text[:end]), start=1):
        if number >= LEDE_SENTENCES and span.end >= LEDE_LENGTH:
            return span.end
    return end


def _in_passing(text: str, span: Span) -> bool:
    start = text.rfind("\n", 0, span.start) + 1
    stop = text.find("\n", span.end)
    line = text[start : len(text) if stop < 0 else stop].strip()
    return classify(line) in _BESIDE or names_in_list(text, span.start, span.end) >= PASSING_LIST
