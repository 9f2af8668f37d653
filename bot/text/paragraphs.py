"""Paragraphs: one form of spaces, spaces that typesetting lost, lines that columns cut in two."""

import re
from collections.abc import Iterable
from itertools import chain, pairwise
from unicodedata import is_normalized

from bot.text.normalise import clean

MIN_REPEAT = 20
"""Shorter paragraphs may repeat (“네.” twice is an interview), in code points without spaces."""

_INVISIBLE = re.compile("[\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\u00ad\u034f]")
_GLUED = re.compile(r"(?<=[가-힣][다요까죠])([.?!])(?=[가-힣A-Za-z“‘「『])")
_GLUED_STRAIGHT = re.compile(r"(?<=[가-힣]다)\.(?=[\"'][가-힣A-Za-z])")
_UNFINISHED = re.compile(r"[^.?!…”’\"')\]>〉》」』:;~]$")
_PARTICLE = re.compile(
    r"(?:는|은|이|가|을|를|와|과|의|에|로|도|만|에서|에게|으로|까지|부터|처럼|이라고|라고|이나|나|이며|며)(?=[ ,])"
)
_AFTER_CONSONANT = ("은", "이", "을", "과", "으")
_AFTER_VOWEL = ("는", "가", "를", "와", "라", "며", "나")
_HANGUL_FIRST, _HANGUL_LAST, _FINALS = 0xAC00, 0xD7A3, 28


def fold(text: str) -> str:
    """The text in NFC on one line: single spaces, nothing invisible, sentence gaps restored."""
    if not (text.isprintable() and is_normalized("NFC", text)):
        text = _INVISIBLE.sub("", clean(text))
    text = " ".join(text.split())
    return restore_gaps(text) if "다." in text or "요." in text or "까?" in text else text


def restore_gaps(text: str) -> str:
    """The text with the space that belongs between `…다.` and the sentence glued to it."""
    text = _GLUED.sub(r"\1 ", text)
    return _GLUED_STRAIGHT.sub(
        lambda gap: ". " if text.count(text[gap.end()], 0, gap.end()) % 2 == 0 else ".", text
    )


def squeeze(text: str) -> str:
    """The text without any space, for comparing."""
    return "".join(text.split())


def drop_repeats(paragraphs: Iterable[str]) -> list[str]:
    """The paragraphs without those whose text was already said, word for word, before."""
    kept: list[str] = []
    said = ""
    for paragraph in paragraphs:
        bare = squeeze(paragraph)
        if len(bare) >= MIN_REPEAT and bare in said:
            continue
        kept.append(paragraph)
        said += bare + "\n"
    return kept


def join_columns(paragraphs: Iterable[str]) -> list[str]:
    """The paragraphs of a typeset page with those joined that a column break cut in two."""
    joined: list[str] = []
    for paragraph in paragraphs:
        if joined and _UNFINISHED.search(joined[-1][-1:]):
            gap = "" if _continues_word(joined[-1], paragraph) else " "
            joined[-1] = f"{joined[-1]}{gap}{paragraph}"
        else:
            joined.append(paragraph)
    return joined


def unwrap(text: str) -> str:
    """The text with its paragraphs on lines of their own where it was broken at a fixed width."""
    lines = [line.strip() for line in text.split("\n")]
    lengths = sorted(len(line) for line in lines if line)
    if len(lengths) < _WRAPPED_LINES:
        return text
    width = lengths[len(lengths) * 9 // 10]
    if width not in _WIDTHS or sum(_is_cut(line, width) for line in lines) * 2 < len(lengths):
        return text
    gaps = (" " if line and _is_cut(before, width) else "\n" for before, line in pairwise(lines))
    return "".join([lines[0], *chain.from_iterable(zip(gaps, lines[1:], strict=True))])


_WRAPPED_LINES = 6
_WIDTHS = range(20, 121)
_MIN_SHARE = 0.8
"""A line broken for its width fills at least this share of it."""


def _is_cut(line: str, width: int) -> bool:
    return len(line) >= width * _MIN_SHARE and _UNFINISHED.search(line[-1:]) is not None


def _continues_word(before: str, after: str) -> bool:
    """Whether `after` starts with a particle that fits the last sound of `before`."""
    particle = _PARTICLE.match(after)
    if particle is None:
        return False
    last = ord(before[-1])
    if not _HANGUL_FIRST <= last <= _HANGUL_LAST:
        return True
    closed = (last - _HANGUL_FIRST) % _FINALS != 0
    word = particle[0]
    return not (word.startswith(_AFTER_CONSONANT) and not closed) and not (
        word.startswith(_AFTER_VOWEL) and closed
    )
