"""Enumerations: lists that lend their head to each name, and lists that only mention a name."""

import re

PASSING_LIST = 4
"""From so many names on, being in the list is only a mention in passing."""

_GLOSS = r"(?:\s?\([^()\n]{1,24}\))?"
_BETWEEN = r"(?:\s?[·,/&]\s?|(?:와|과)\s|\s(?:및|와|과)\s)"
_ITEM = r"[^\s·,/&()…'\"“”]{1,14}"
_FOLLOWING = re.compile(rf"(?:{_GLOSS}{_BETWEEN}{_ITEM}){{1,12}}")
_PRECEDING = re.compile(rf"(?:{_ITEM}{_GLOSS}{_BETWEEN}){{1,12}}\Z")
_SEPARATOR = re.compile(_BETWEEN)
_WINDOW = 160
_HANJA = {"은행": "銀", "증권": "證", "차": "車", "자동차": "車"}


def lends_head(text: str, end: int, head: str) -> bool:
    """Whether a list goes on at `end` and a later name of it carries `head` (신한·하나은행)."""
    found = _FOLLOWING.match(text, end, end + _WINDOW)
    if found is None:
        return False
    tail = found.group() + text[found.end() : found.end() + len(head) + 1]
    first = _SEPARATOR.search(tail)
    rest = tail[first.end() :] if first else ""
    if head in rest or head.removeprefix("자동") in _heads_of(rest, head):
        return True
    hanja = _HANJA.get(head)
    return hanja is not None and hanja in rest


def _heads_of(rest: str, head: str) -> tuple[str, ...]:
    return ("차",) if head == "자동차" and re.search(r"차(?![가-힣])|차[는가를의도와]", rest) else ()


def names_in_list(text: str, start: int, end: int) -> int:
    """How many names the enumeration around `text[start:end]` holds, 1 where there is none."""
    after = _FOLLOWING.match(text, end, end + _WINDOW)
    before = _PRECEDING.search(text[max(0, start - _WINDOW) : start])
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
