"""Where in the article a hit stands: title, lede, body, or in passing.

The lede is the first paragraph, at least two sentences or 200 code points. A term stands in
passing if all its hits in the text are in lists of four names or more, captions or reporters'
lines, or if its only hit lies in the last third.
"""

from collections.abc import Sequence

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


class Stage:
    """The text of one article with what grading needs of it, found out once and when needed."""

    __slots__ = ("_lede_end", "_lines", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._lede_end: int | None = None
        self._lines: dict[int, bool] = {}

    def grade(self, spans: Sequence[Span]) -> list[Salience]:
        """The salience of each hit of one term in the text, in the order given."""
        if not spans:
            return []
        if self._lede_end is None:
            self._lede_end = _lede_end(self._text)
        lede_end = self._lede_end
        beside = [self._in_passing(span) for span in spans]
        late = len(spans) == 1 and spans[0].start >= max(len(self._text) * 2 // 3, lede_end)
        if all(beside) or late:
            return [Salience.PASSING] * len(spans)
        return [
            Salience.LEDE if span.start < lede_end else Salience.PASSING if aside else Salience.BODY
            for span, aside in zip(spans, beside, strict=True)
        ]

    def _in_passing(self, span: Span) -> bool:
        start = self._text.rfind("\n", 0, span.start) + 1
        if start not in self._lines:
            stop = self._text.find("\n", span.end)
            line = self._text[start : len(self._text) if stop < 0 else stop].strip()
            self._lines[start] = classify(line) in _BESIDE
        return self._lines[start] or (
            names_in_list(self._text, span.start, span.end) >= PASSING_LIST
        )


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
