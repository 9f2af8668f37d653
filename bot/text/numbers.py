"""Amounts in Korean text, normalised so that equal amounts compare equal however written.

2조4000억원 = 2조 4000억 원 = 2조4천억원 = 2.4조        → 2400000000000 원
1억2000만 달러 = 1억2천만달러                           → 120000000 달러
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from bot.model import Span

_SMALL = {"천": 1_000, "백": 100, "십": 10}
_LARGE = {"경": 10**16, "조": 10**12, "억": 10**8, "만": 10**4}
# A bare scaled number of this size is money in won: nobody writes "2.4조" of anything else.
_WON_FROM = Decimal(10**8)
_MAX_DIGITS = 16

_UNITS = {
    "원": "원",
    "달러": "달러",
    "불": "달러",
    "유로": "유로",
    "엔": "엔",
    "위안": "위안",
    "파운드": "파운드",
    "퍼센트": "%",
    "%포인트": "%p",
    "%p": "%p",
    "%": "%",
    "％": "%",
    "배럴": "배럴",
    "배": "배",
    "명": "명",
    "여명": "명",
    "곳": "곳",
    "개사": "곳",
    "개": "개",
    "건": "건",
    "장": "장",
    "대": "대",
    "기": "기",
    "주": "주",
    "톤": "톤",
    "단": "단",
    "석": "석",
    "표": "표",
    "차": "차",
    "회": "회",
    "가구": "가구",
    "㎡": "㎡",
    "평": "평",
    "기가와트": "GW",
    "GW": "GW",
    "메가와트": "MW",
    "MW": "MW",
    "나노미터": "nm",
    "나노": "nm",
    "㎚": "nm",
    "nm": "nm",
    "인치": "인치",
    "GB": "GB",
    "기가바이트": "GB",
    "TB": "TB",
    "테라바이트": "TB",
}
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_UNIT = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
_AMOUNT = re.compile(
    rf"(?=\d)(?<![\d.A-Za-z])"  # most places fail at once
    rf"(?P<value>(?:(?:{_NUMBER})[천백십]?[경조억만]\s?)*(?:(?:{_NUMBER})[천백십]?[경조억만]?|(?<=[경조억만])))"
    rf"\s?여?\s?(?P<unit>{_UNIT})?"
)
_PART = re.compile(rf"(?P<number>{_NUMBER})(?P<small>[천백십]?)(?P<large>[경조억만]?)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A number with its unit in a canonical spelling; `span` is where it stands."""

    value: Decimal
    unit: str
    span: Span


def amounts(text: str) -> tuple[Amount, ...]:
    """Every number that has a unit or a scale (조, 억, 만, 천), in order of appearance.

    Bare numbers (years, article codes) say little and are left out.
    """
    found = []
    for hit in _AMOUNT.finditer(text):
        if not hit["value"].strip():
            continue  # "했지만 회사": the particle 만 is no ten thousand
        value = _value(hit["value"])
        unit = _UNITS.get(hit["unit"] or "", "")
        if not unit and value >= _WON_FROM and hit["value"].rstrip()[-1] in _LARGE:
            unit = "원"
        if unit:
            span = Span(start=hit.start(), end=hit.start() + len(hit[0].rstrip()))
            found.append(Amount(value=value, unit=unit, span=span))
    return tuple(found)


def _value(written: str) -> Decimal:
    total = Decimal(0)
    for part in _PART.finditer(written):
        digits = part["number"].replace(",", "")[:_MAX_DIGITS]
        scale = _SMALL.get(part["small"], 1) * _LARGE.get(part["large"], 1)
        total += Decimal(digits) * scale
    return total.normalize()
