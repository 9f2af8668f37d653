"""Figures of a text, each in one spelling, with the words around it that say what it counts.

2조4000억원 = 2.4조 원 · 두 곳 = 2곳 · 지난해 = 작년
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.summary.wording import Term, sides, words
from bot.text.numbers import amounts

_NUMBER = re.compile(
    r"(?<![\d.,])(\d[\d,]*(?:\.\d+)?)\s?([천백십]?[만억조])?\s?(분기|개월|시간|포인트|세대|학년|주년|%p|%|[A-Za-z㎞㎏㎡㎿℃]+|[가-힣])?"
)
_HANGUL = re.compile(r"[가-힣]")
_PARTICLES = frozenset("은는이가을를의에와과도로으만까부여다였대안내쯤씩간")
_NATIVE = {
    "한": 1, "두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9, "열": 10,
    "첫": 1,
}  # fmt: skip
_NATIVELY = re.compile(
    r"(?<![가-힣])(한|두|세|네|다섯|여섯|일곱|여덟|아홉|열|첫)\s?(명|곳|개월|개|번|차례|건|달|배|가지|대|마리|시간|주|해|팀|나라|사람|회사)"
)
# Any other thing counted natively (세 발), by its first syllable.
_COUNTED = re.compile(
    r"(?<![가-힣])(두|세|네|다섯|여섯|일곱|여덟|아홉|열)\s([가-힣])(?=[가-힣]{0,5}(?![가-힣]))"
)
_ONE_LETTER = {"㎞": "km", "㎏": "kg", "㎿": "mw"}
# Counters of how often, one for the other: 한 번 is 1회.
_TIMES_OVER = {"번": "회", "차례": "회"}
_TIMES = {
    "1년전": "작년", "전년": "작년", "지난해": "작년", "작년": "작년", "올해": "올해", "금년": "올해", "내년": "내년", "이듬해": "이듬해", "재작년": "재작년",
    "이달": "이달", "이번달": "이달", "지난달": "지난달", "전달": "지난달", "내달": "내달", "다음달": "내달",
    "상반기": "상반기", "하반기": "하반기", "연내": "연내", "연말": "연말", "연초": "연초", "월말": "월말",
    "오전": "오전", "오후": "오후", "전날": "전날", "이튿날": "이튿날", "다음날": "이튿날", "내일": "내일",
    "어제": "어제", "지난주": "지난주", "다음주": "다음주", "절반": "절반",
    "월요일": "월요일", "화요일": "화요일", "수요일": "수요일", "목요일": "목요일", "금요일": "금요일",
    "토요일": "토요일", "일요일": "일요일",
}  # fmt: skip
_TIME = re.compile(
    r"(?<![가-힣0-9])(1년\s?전|전년|지난해|작년|재작년|올해|금년|내년|이듬해|이달|이번\s?달|지난\s?달|전달|내달|다음\s?달|상반기|하반기|연내|연말|연초|월말|오전|오후|전날|"
    r"이튿날|다음\s?날|내일|어제|지난\s?주|다음\s?주|절반|[월화수목금토일]요일)"
)
# Words before and behind a figure that say what it counts.
_BEFORE = 2
_BEHIND = 2
# What bounds a figure: until it and since it, at least and at most, over and under.
_BOUND = re.compile(
    r"[^\s\d]{0,3}?\s?(까지|부터|이상|이하|초과|미만|이내|이후|이전|이래|넘|웃[도돌]|밑[도돌]|못\s?미[치쳐친쳤]|미치지)"
)
_BOUNDS = {"웃도": "넘", "웃돌": "넘", "밑도": "못미치", "밑돌": "못미치", "미치지": "못미치"}
_MINUS = re.compile(r"(?:^|[\s(])[-−–△]\Z")
_FROM = re.compile(r"[^\s\d]{0,6}에서(?=\s)")
_TO = re.compile(r"[^\s\d]{0,6}?으?로(?=[\s,])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure: `value` in one spelling without its sign, `unit` its kind, `way` from or to in "A에서 B로"."""

    value: str
    unit: str
    start: int
    end: int
    way: str = ""
    bound: str = ""
    is_minus: bool = False


def figures(text: str) -> list[Figure]:
    """The figures in order: amounts, other numbers, native numerals with a counter, times."""
    return sorted(_found(text), key=lambda figure: figure.start)


def _found(text: str) -> Iterator[Figure]:
    covered: set[int] = set()
    for amount in amounts(text):
        start, end = amount.span.start, amount.span.end
        covered.update(range(start, end))
        yield _figure(text, f"{amount.value:f}{amount.unit}", amount.unit, start, end)
    for hit in _TIME.finditer(text):
        covered.update(range(*hit.span()))
        word = _TIMES["".join(hit[1].split())]
        yield _figure(text, word, "때", hit.start(), hit.end())
    for hit in _NUMBER.finditer(text):
        if hit.start() in covered or _is_model(text, hit):
            continue
        unit = "" if hit[3] in _PARTICLES else hit[3] or ""
        unit = _TIMES_OVER.get(unit, unit)
        value = hit[1].replace(",", "").rstrip(".") + (hit[2] or "")
        unit = _ONE_LETTER.get(unit, unit).casefold()
        yield _figure(text, f"{value}{unit}", unit, hit.start(), hit.end())
    for hit in _NATIVELY.finditer(text):
        unit = _TIMES_OVER.get(hit[2], hit[2][0])
        covered.update(range(*hit.span()))
        yield _figure(text, f"{_NATIVE[hit[1]]}{unit}", unit, hit.start(), hit.end())
    for hit in _COUNTED.finditer(text):
        if hit.start() not in covered:
            yield _figure(text, f"{_NATIVE[hit[1]]}{hit[2]}", hit[2], hit.start(), hit.end())


def _is_model(text: str, hit: re.Match[str]) -> bool:
    """Whether the digits belong to a name (온빛2, HBM4)."""
    before = text[hit.start() - 1 : hit.start()]
    if before == "-":
        before = text[hit.start() - 2 : hit.start() - 1]
    if not before or not (_HANGUL.match(before) or (before.isascii() and before.isalpha())):
        return False
    return before.isascii() or not hit[3] or hit[3] in _PARTICLES


def _figure(text: str, value: str, unit: str, start: int, end: int) -> Figure:
    way = "from" if _FROM.match(text, end) else "to" if _TO.match(text, end) else ""
    hit = _BOUND.match(text, end)
    bound = "".join(hit[1].split()) if hit else ""
    bound = "못미치" if bound.startswith("못미") else _BOUNDS.get(bound, bound)
    is_minus = _MINUS.search(text[max(0, start - 2) : start]) is not None
    return Figure(
        value=value, unit=unit, start=start, end=end, way=way, bound=bound, is_minus=is_minus
    )


def labels(text: str, figure: Figure) -> tuple[frozenset[str], frozenset[str]]:
    """The words right before the figure, back to the figure before it, and right behind it.

    What a figure is said to be of (310억원의 영업손실) counts as standing before it.
    """
    before: list[str] = []
    behind: list[str] = []
    for word, at in words(text):
        if at < figure.start:
            before = [] if word[0].isdigit() else [*before, word]
        elif at >= figure.end and not word[0].isdigit() and len(behind) < _BEHIND:
            behind.append(word)
    if behind and text.startswith("의 ", figure.end):
        before, behind = [behind[0]], behind[1:]
    return frozenset(before[-_BEFORE:]), frozenset(behind)


def agree(one: Sequence[frozenset[str]], other: Sequence[frozenset[str]]) -> int:
    """How many of the words around one figure also stand around the other, by their beginnings."""
    return sum(_shared(left, right) for left, right in zip(one, other, strict=True))


def _shared(left: frozenset[str], right: frozenset[str]) -> int:
    return sum(any(_alike(word, other) for other in right) for word in left)


def _alike(one: str, other: str) -> bool:
    return one[:2] == other[:2] or bool(
        sides([Term(text=one, stem=one, tail="", at=0)])
        & sides([Term(text=other, stem=other, tail="", at=0)])
    )
