"""When things happen, as Korean articles say it: 4일, 이날, 지난 22일, 오는 28~29일.

Resolved against the day of publication in KST. A day without a month is the nearest one to that
day unless 지난 or 오는 says which way; lengths of time (3일간, 10일 만에) are no dates.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from bot.model import Span

KST = timezone(timedelta(hours=9))
_DATE = re.compile(
    r"(?=[\d지작올내오이다])"  # most places fail at once
    r"(?:(?P<year>20\d\d|지난해|작년|올해|내년)년?\s?)?"
    r"(?:(?P<way>지난|오는|이달|지난달|다음\s?달|내달)\s?)?"
    r"(?:(?<![\d.])(?P<month>\d{1,2})월\s?)?"
    r"(?<![\d.,])(?P<day>\d{1,2})(?:\s?[~∼-]\s?(?P<last>\d{1,2}))?일"
    r"(?!\s?(?:간|동안|만에|만의|째|치|차|이상|이내|넘게|가까이|남짓|\d))"
)
_DOTTED = re.compile(r"(?<![\d.])(?P<year>20\d\d)[.-](?P<month>\d{1,2})[.-](?P<day>\d{1,2})(?!\d)")
_WORD = re.compile(r"이날|오늘|전날|어제|그제|내일|모레")
_SHIFTS = {"오늘": 0, "이날": 0, "전날": -1, "어제": -1, "그제": -2, "내일": 1, "모레": 2}
_YEARS = {"지난해": -1, "작년": -1, "올해": 0, "내년": 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class EventDate:
    """A day or a run of days in KST, both ends included; `span` is where the text says it."""

    first: date
    last: date
    span: Span


def event_dates(text: str, published: datetime) -> tuple[EventDate, ...]:
    """Every day that the text names, in order of appearance; what cannot exist is left out.

    이날 is the day last named before it, or the day of publication.
    """
    today = published.astimezone(KST).date()
    hits = sorted(
        (hit for pattern in (_DATE, _DOTTED, _WORD) for hit in pattern.finditer(text)),
        key=lambda hit: hit.start(),
    )
    found: list[EventDate] = []
    for hit in hits:
        day = _resolve(hit, today, found)
        if day is None:
            continue
        span = Span(start=hit.start(), end=hit.end())
        found.append(EventDate(first=day, last=_last(hit, day), span=span))
    return tuple(found)


def _resolve(hit: re.Match[str], today: date, before: list[EventDate]) -> date | None:
    if hit.re is _WORD:
        if hit[0] == "이날" and before:
            return before[-1].first
        return today + timedelta(days=_SHIFTS[hit[0]])
    groups = hit.groupdict()
    day, month, year = int(groups["day"]), groups["month"], groups["year"]
    way = (groups.get("way") or "").replace(" ", "")
    if year is None and month is None:
        return _bare_day(day, way, today)
    if month is None:
        return None
    if year is None:
        return _nearest_year(int(month), day, way, today)
    return _day(today.year + _YEARS[year] if year in _YEARS else int(year), int(month), day)


def _bare_day(day: int, way: str, today: date) -> date | None:
    if way == "지난달":
        return _in_month(day, -1, today)
    if way in {"다음달", "내달"}:
        return _in_month(day, 1, today)
    if way == "이달":
        return _in_month(day, 0, today)
    around = [found for shift in (-1, 0, 1) if (found := _in_month(day, shift, today))]
    if way == "지난":
        around = [found for found in around if found <= today]
    if way == "오는":
        around = [found for found in around if found >= today]
    return min(around, key=lambda found: (abs(found - today), found), default=None)


def _nearest_year(month: int, day: int, way: str, today: date) -> date | None:
    around = [found for shift in (-1, 0, 1) if (found := _day(today.year + shift, month, day))]
    if way == "지난":
        around = [found for found in around if found <= today]
    if way == "오는":
        around = [found for found in around if found >= today]
    return min(around, key=lambda found: (abs(found - today), found), default=None)


def _in_month(day: int, shift: int, today: date) -> date | None:
    months = today.year * 12 + today.month - 1 + shift
    return _day(months // 12, months % 12 + 1, day)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _last(hit: re.Match[str], first: date) -> date:
    last = hit.groupdict().get("last")
    if last is None:
        return first
    try:
        end = first.replace(day=int(last))
    except ValueError:
        return first
    return max(first, end)
