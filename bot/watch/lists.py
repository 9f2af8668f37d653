"""Enumerations: lists that lend their head to each name, and lists that only mention a name."""

import re
from collections.abc import Sequence

from bot.text.josa import hangul_run

PASSING_LIST = 4
"""From so many names on, being in the list is only a mention in passing."""

_GLOSS = r"(?:\s?\([^()\n]{1,24}\))?"
_BETWEEN = r"(?:\s?[·,/&]\s?|(?:와|과)\s|\s(?:및|와|과)\s)"
_ITEM = r"[^\s·,/&()…'\"“”]{1,14}"
_FOLLOWING = re.compile(rf"(?:{_GLOSS}{_BETWEEN}{_ITEM}){{1,12}}")
_PRECEDING = re.compile(rf"(?:{_ITEM}{_GLOSS}{_BETWEEN}){{1,12}}\Z")
_SEPARATOR = re.compile(_BETWEEN)
_ENDS_SEPARATED = re.compile(r"(?:[·,/&]\s?|(?:와|과|및)\s)\Z")
_WINDOW = 160
_BRACKET = 80
_SHORT_NAMES = re.compile(r"[가-힣a-z]{1,6}(?:[\s·,/]+[가-힣a-z]{1,6}){2,}")
_ETC = re.compile(
    r"(?:\s?등)?\s?(?:[0-9]{1,2}(?:대|개)\s?|국내\s?|주요\s?|시중\s?){0,2}[가-힣]{2,6}"
)
HANJA_HEADS = {"은행": "銀", "증권": "證", "자동차": "車", "차": "車", "전자": "電"}
"""Heads that headlines write with one hanja."""


def lent_head(text: str, start: int, end: int, heads: Sequence[str]) -> str | None:
    """The head that an enumeration lends the name `text[start:end]`, None if it lends none.

    신한·하나은행 · 우리·신한銀 · 신한·하나 등 시중은행 · 시중은행(신한 하나 우리)
    """
    found = _FOLLOWING.match(text, end, end + _WINDOW)
    if found is not None:
        items = text[end : found.end()] + hangul_run(text, found.end())
        close = _ETC.match(text, found.end())
        lent = _head_in(items, heads) or (_head_in(close.group(), heads) if close else None)
        return lent or _bracketed(text, start, heads)
    if _preceding(_PRECEDING, text, start) is not None:
        close = _ETC.match(text, end)
        if close is not None and _head_in(close.group(), heads):
            return _head_in(close.group(), heads)
    return _bracketed(text, start, heads)


def glued_head(text: str, start: int, end: int, heads: Sequence[str]) -> str | None:
    """The head that the last name of a list with dots lends the earlier name `text[start:end]`.

    한국·금호·넥센타이어; None where the names do not share it (삼성·LG디스플레이와 …), since only
    lists of one trade are lent their head: every name but the last is short and has none.
    """
    found = _DOTTED_AFTER.match(text, end, end + _WINDOW)
    if found is None:
        return None
    *middle, last = _SEPARATOR.split(text[end : found.end()].strip(" ·/"))
    if any(_head_in("·" + name, heads) for name in middle):
        return None
    head = next((head for head in heads if re.fullmatch(rf"[가-힣a-z]{{2,4}}{head}", last)), None)
    return head if middle or text[max(0, start - 1) : start] in {"·", "/"} else None


def _preceding(pattern: re.Pattern[str], text: str, start: int) -> re.Match[str] | None:
    """The list that ends at `start`; looked for only where a separator stands there."""
    if _ENDS_SEPARATED.search(text[max(0, start - 3) : start]) is None:
        return None
    return pattern.search(text[max(0, start - _WINDOW) : start])


def _head_in(items: str, heads: Sequence[str]) -> str | None:
    """The head that the last item with one carries; heads are given longest first."""
    best: tuple[int, str] | None = None
    for head in heads:
        for form in (head, HANJA_HEADS.get(head, head)):
            at = items.rfind(form)
            if at > 0 and (best is None or at + len(form) > best[0]):
                best = (at + len(form), head)
    return best[1] if best else None


def _bracketed(text: str, start: int, heads: Sequence[str]) -> str | None:
    opened = text.rfind("(", max(0, start - _BRACKET), start)
    if opened < 0 or ")" in text[opened:start]:
        return None
    closed = text.find(")", start, start + _BRACKET)
    if closed < 0 or not _SHORT_NAMES.fullmatch(text, opened + 1, closed):
        return None
    return _head_in(text[max(0, opened - 12) : opened], heads)


_DOTTED_AFTER = re.compile(rf"(?:{_GLOSS}\s?[·/]\s?{_ITEM}){{1,12}}")
_DOTTED_BEFORE = re.compile(rf"(?:{_ITEM}{_GLOSS}\s?[·/]\s?){{1,12}}\Z")


def list_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch of the list with dots around `text[start:end]`, itself where there is none."""
    before = _preceding(_DOTTED_BEFORE, text, start)
    after = _DOTTED_AFTER.match(text, end, end + _WINDOW)
    return (
        start - len(before.group()) if before is not None else start,
        after.end() if after is not None else end,
    )


def names_in_list(text: str, start: int, end: int) -> int:
    """How many names the enumeration around `text[start:end]` holds, 1 where there is none."""
    after = _FOLLOWING.match(text, end, end + _WINDOW)
    before = _preceding(_PRECEDING, text, start)
    count = 1
    for found in (after, before):
        if found is not None:
            count += len(_SEPARATOR.findall(re.sub(r"\([^()]*\)", "", found.group())))
    return count


_OPENS = re.compile(r"\s?\(\s?['\"‘“<〈]?")
_CLOSES = re.compile(r"['\"’”>〉]?\s?[),]")


def is_gloss(text: str, end: int, start: int, stop: int) -> bool:
    """Whether `text[start:stop]` is the gloss in brackets of the name that ended at `end`."""
    return _OPENS.fullmatch(text, end, start) is not None and _CLOSES.match(text, stop) is not None
