"""Absolute time stamps as Korean feeds and pages write them, read from the raw string.

A stamp without a zone is Korean time, and a name of a zone is believed (GMT too: whether a feed's
GMT is honest shows only beside the time of fetching). What cannot be a date is None, never a guess.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from unicodedata import normalize

KST = timezone(timedelta(hours=9))
MAX_LENGTH = 200  # characters of a raw stamp that are looked at
FIRST_YEAR, LAST_YEAR = 1990, 2100  # what lies outside is a mistake or an attack

MAX_OFFSET = 14 * 60  # minutes between Greenwich and the farthest zone


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """A moment in UTC. `has_time` is false where only the day was given (then 00:00 in Korea)."""

    at: datetime
    has_time: bool = True
    has_zone: bool = False


_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january", "feb february", "mar march", "apr april", "may", "jun june",
            "jul july", "aug august", "sep sept september", "oct october", "nov november",
            "dec december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_ZONES = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "kst": 540, "jst": 540, "est": -300,
    "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420,
    "cet": 60, "cest": 120, "bst": 60, "hkt": 480, "sgt": 480, "eet": 120, "eest": 180, "ist": 330,
}  # fmt: skip

_NOON = "오전|오후|새벽|아침|낮|저녁|밤|[ap]\\.?m\\.?"
_MONTH_NAME = r"(?P<name>[a-z]{3,9})\.?|(?P<month_kr>\d{1,2})월"
_DATES = tuple(
    re.compile(pattern)
    for pattern in (
        # 2026-08-09, 2026.8.9., 2026/08/09, 2026년 8월 9일
        r"(?<!\d)(?P<year>\d{4})\s*(?:년|[-./])\s*(?P<month>\d{1,2})\s*(?:월|[-./])\s*(?P<day>\d{1,2})(?!\d)\s*일?\.?",
        # 9 Aug 2026, 09-Aug-26, 9 8월 2026
        rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s,-]+(?:{_MONTH_NAME})[\s,-]+(?P<year>\d{{4}}|\d{{2}})(?!\d)",
        # 11 08 2026 (a day, a month and a year in numbers, as a mail date)
        r"(?<!\d)(?P<day>\d{1,2})\s(?P<month>\d{1,2})\s(?P<year>\d{4})(?!\d)",
        # Aug 9, 2026
        rf"(?:^|[\s,(])(?:{_MONTH_NAME})\s*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})(?!\d)",
        # Sun Aug  9 18:00:00 2026 and Sun Aug 9 18:00:00 KST 2026
        r"(?P<name>[a-z]{3})\s+(?P<day>\d{1,2})\s(?=\d{1,2}:\d\d).{4,30}?\s(?P<year>\d{4})$",
        # 26.08.09, '26-08-09
        r"(?<![\d.])'?(?P<year>\d{2})(?P<gap>[-./])\s?(?P<month>\d{1,2})(?P=gap)\s?(?P<day>\d{1,2})(?![\d])\.?",
    )
)
_DAY_FIRST = re.compile(
    r"(?<![\d/])(?P<day>1[3-9]|2\d|3[01])/(?P<month>0?[1-9]|1[0-2])/(?P<year>\d{4})(?!\d)"
)
# 8/9/2026 is read month first, and only where the day cannot be a month or a half of the day is
# named: the habit of Windows servers set to English.
_MONTH_FIRST = re.compile(
    rf"(?<!\d)(?P<month>\d{{1,2}})/(?P<day>\d{{1,2}})/(?P<year>\d{{4}})(?!\d)"
    rf"(?=(?P<rest>.*(?:{_NOON}))?)"
)
_DIGITS = re.compile(
    r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)"
    r"(?:[\st]?(?P<hour>\d\d):?(?P<minute>\d\d)(?::?(?P<second>\d\d))?(?:\.\d+)?)?(?!\d)"
)
# What nine feeds in ten write, tried first for speed: Sun, 09 Aug 2026 18:00:00 +0900
_MAIL = re.compile(
    r"(?:[a-z]{3},? ?)?(?P<day>\d{1,2}) (?P<name>[a-z]{3}) (?P<year>\d{4}) (\d\d):(\d\d)(?::(\d\d))?"
    r"( [+-]\d\d:?\d\d| (?:gmt|utc|kst|z)|)"
)
_ZONES_OF_MAIL = {" +0900": KST, " kst": KST, " +0000": UTC, " gmt": UTC, " utc": UTC, " z": UTC}
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?")
_TIME = re.compile(
    rf"(?P<half>{_NOON})?\s*(?<!\d)(?P<hour>\d{{1,2}})\s*"
    r"(?::\s*(?P<minute>\d{1,2})(?:\s*:\s*(?P<second>\d{1,2})(?:[.,]\d+)?)?"
    r"|시(?!간)\s*(?:(?P<minute_kr>\d{1,2})\s*분)?(?:\s*(?P<second_kr>\d{1,2})\s*초)?)"
    rf"(?!\d)\s*(?P<half_after>{_NOON})?"
)
_OFFSET = re.compile(
    r"\s*\(?(?:utc|gmt)?\s*(?P<sign>[+\-−])(?P<hours>\d{1,2})(?::?(?P<minutes>\d\d))?(?!\d)"
)
_ZONE_NAME = re.compile(r"\s*\(?(?P<name>[a-z]{1,4})\b")
_BEFORE_NOON = frozenset(("오전", "새벽", "아침", "am"))


def parse_timestamp(raw: str) -> Stamp | None:
    """The moment that the string names, None where it names none or an absurd one.

    Looks at the first 200 characters; never raises.
    """
    raw = raw[:MAX_LENGTH]
    text = " ".join((raw if raw.isascii() else normalize("NFKC", raw)).lower().split())
    if not text:
        return None
    try:
        return _parse(text)
    except (ValueError, OverflowError):
        return None


def _parse(text: str) -> Stamp | None:
    mail = _MAIL.fullmatch(text)
    if mail and mail["name"] in _MONTHS:
        return _from_mail(mail)
    if _EPOCH.fullmatch(text):
        return _stamp(datetime.fromtimestamp(int(text[:10]), UTC), has_time=True, has_zone=True)
    digits = _DIGITS.match(text)
    if digits:
        return _from_digits(digits, text[digits.end() :])
    found = _find_date(text)
    if found is None:
        return None
    rest = text[found.end("day") :]
    time = _TIME.search(rest) or _TIME.search(text[: found.start()])
    return _assemble(_day(found), time, rest if time and time.string is rest else text)


def _from_mail(mail: re.Match[str]) -> Stamp | None:
    day, name, year, hour, minute, second, zone = mail.groups()
    tz = _ZONES_OF_MAIL.get(zone) or (_zone(zone) if zone else None)
    if hour == "24":
        return _at(_day(mail), int(hour), int(minute), int(second or 0), zone)
    moment = datetime(
        int(year), _MONTHS[name], int(day), int(hour), int(minute), min(int(second or 0), 59),
        tzinfo=tz or KST,
    )  # fmt: skip
    return _stamp(moment, has_time=True, has_zone=tz is not None)


def _find_date(text: str) -> re.Match[str] | None:
    found = [match for pattern in _DATES if (match := pattern.search(text))]
    if found:
        return min(found, key=re.Match.start) if _first_two_agree(found) else found[0]
    month_first = _MONTH_FIRST.search(text)
    if month_first and (int(month_first["day"]) > 12 or month_first["rest"]):
        return month_first
    return _DAY_FIRST.search(text)


def _first_two_agree(found: list[re.Match[str]]) -> bool:
    """Whether the earliest date may be taken: a two-digit year never beats a full one."""
    return len(min(found, key=re.Match.start)["year"]) == 4


def _day(found: re.Match[str]) -> datetime:
    groups = found.groupdict()
    name = groups.get("name")
    month = _MONTHS[name] if name in _MONTHS else groups.get("month_kr") or groups.get("month")
    if month is None:
        raise ValueError(name)
    year = int(groups["year"])
    if len(groups["year"]) == 2:
        year += 2000 if year < 70 else 1900
    return datetime(year, int(month), int(groups["day"]), tzinfo=KST)


def _assemble(day: datetime, time: re.Match[str] | None, text: str) -> Stamp | None:
    if time is None:
        return _stamp(day, has_time=False, has_zone=False)
    hour = _hour(int(time["hour"]), time["half"] or time["half_after"])
    minute = int(time["minute"] or time["minute_kr"] or 0)
    second = min(int(time["second"] or time["second_kr"] or 0), 59)
    return _at(day, hour, minute, second, text[time.end() :])


def _from_digits(digits: re.Match[str], rest: str) -> Stamp | None:
    day = _day(digits)
    if digits["hour"] is None:
        return _stamp(day, has_time=False, has_zone=False)
    return _at(day, int(digits["hour"]), int(digits["minute"]), int(digits["second"] or 0), rest)


def _at(day: datetime, hour: int, minute: int, second: int, rest: str) -> Stamp | None:
    if hour == 24 and minute == second == 0:
        day, hour = day + timedelta(days=1), 0
    zone = _zone(rest)
    moment = day.replace(hour=hour, minute=minute, second=min(second, 59), tzinfo=zone or KST)
    return _stamp(moment, has_time=True, has_zone=zone is not None)


def _hour(hour: int, half: str | None) -> int:
    if half is None or hour > 12:
        return hour
    half = half.replace(".", "")
    if half == "밤" and (hour == 12 or hour < 5):
        return hour % 12
    if half == "낮":
        return hour if hour >= 10 else hour + 12
    return hour % 12 if half in _BEFORE_NOON else hour % 12 + 12


def _zone(rest: str) -> timezone | None:
    offset = _OFFSET.match(rest)
    if offset:
        minutes = int(offset["hours"]) * 60 + int(offset["minutes"] or 0)
        if minutes > MAX_OFFSET:
            raise ValueError(offset[0])
        return timezone(timedelta(minutes=-minutes if offset["sign"] != "+" else minutes))
    named = _ZONE_NAME.match(rest)
    minutes_east = _ZONES.get(named["name"]) if named else None
    return None if minutes_east is None else timezone(timedelta(minutes=minutes_east))


def _stamp(moment: datetime, *, has_time: bool, has_zone: bool) -> Stamp | None:
    at = moment.astimezone(UTC)
    if not FIRST_YEAR <= at.year < LAST_YEAR:
        return None
    return Stamp(at=at, has_time=has_time, has_zone=has_zone)
