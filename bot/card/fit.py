"""Untrusted text made fit for a card: one tidy line, cut where a reader sees a character end."""

import re
from unicodedata import category

from bot.text.normalise import clean

ELLIPSIS = "…"

# Direction overrides and invisible characters that make a text read otherwise than it is written.
_DECEPTIVE = re.compile("[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_SPACE = re.compile(r"\s+")
_JOINER = "\u200d"
# More marks than this on one letter are no writing, and may be cut apart.
_MAX_MARKS = 24
_REGION_FIRST, _REGION_LAST = 0x1F1E6, 0x1F1FF
_SKIN_FIRST, _SKIN_LAST = 0x1F3FB, 0x1F3FF
_JAMO_FIRST, _JAMO_LAST = 0x1160, 0x11FF


def line(text: str, limit: int) -> str:
    """The text as one tidy NFC line of at most `limit` code points, … where something is cut."""
    return cut(_SPACE.sub(" ", _DECEPTIVE.sub("", clean(text))).strip(), limit)


def cut(text: str, limit: int) -> str:
    """The text in at most `limit` code points, ended by an ellipsis where something was left out.

    Nothing is cut inside what a reader sees as one character. A limit under 1 leaves nothing.
    """
    if len(text) <= limit:
        return text
    if limit < 1:
        return ""
    end = limit - 1
    for _ in range(_MAX_MARKS):
        if end <= 0 or _may_cut(text, end):
            break
        end -= 1
    return text[:end].rstrip() + ELLIPSIS


def _may_cut(text: str, at: int) -> bool:
    after, before = text[at], text[at - 1]
    if _JOINER in {before, after} or category(after).startswith("M"):
        return False
    code = ord(after)
    if _JAMO_FIRST <= code <= _JAMO_LAST or _SKIN_FIRST <= code <= _SKIN_LAST:
        return False
    if _REGION_FIRST <= code <= _REGION_LAST:
        return _regions_before(text, at) % 2 == 0
    return True


def _regions_before(text: str, at: int) -> int:
    start = at
    while (
        start > 0
        and at - start < _MAX_MARKS
        and (_REGION_FIRST <= ord(text[start - 1]) <= _REGION_LAST)
    ):
        start -= 1
    return at - start
