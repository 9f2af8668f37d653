"""The part of an article's text that tells the event: furniture, bylines and captions out."""

import re

from bot.text.bylines import strip_head, strip_tail
from bot.text.lines import TEXT_KINDS, LineKind, classify

MAX_BODY = 6_000
"""Longer texts are read to here, in code points."""

# What feed summaries of some makers carry along on the one line they have.
_FURNITURE = re.compile(
    r"(?:구독\s구독중\s?)+(?:이전\s다음\s?)?|이미지\s확대\s[^\[\n]{0,80}\[[^\]\n]{0,40}(?:제공|자료\s?사진)\s?\]?"
    r"|(?:이미지|사진)\s확대|관련기사\s|기사를\s읽어드립니다|<BR>|&[a-z]+;"
    r"|[\[(【]\s?[^\[\]()【】\n]{0,20}(?:자료\s?사진|제공)\s?[\])】]"
)
_CREDIT_HEAD = re.compile(r"^[\[(<]?\s?/?사진(?:\s?제공)?\s?[=|:/ⓒ]\s?[^\s\])>]{1,20}[\])>]?\s")
# A caption ends with its credit; a longer text only begins with one.
_LONGEST_CREDIT = 60


def telling(text: str) -> str:
    """The lines that tell something, joined by spaces; empty where only captions are left."""
    lines = (_told(line.strip()) for line in _FURNITURE.sub(" ", text[:MAX_BODY]).split("\n"))
    return strip_tail(strip_head(" ".join(line for line in lines if line)))


def _told(line: str) -> str:
    kind = classify(line)
    if kind in TEXT_KINDS:
        return line
    if kind is LineKind.CAPTION:
        rest = _CREDIT_HEAD.sub("", line)
        if rest != line and len(rest) > _LONGEST_CREDIT and classify(rest) in TEXT_KINDS:
            return rest
    return ""
