"""When an article first appeared, as a page tells it: labelled lines, bare stamps, the address."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import takewhile

from bot.text.timestamps import Stamp, parse_timestamp

MAX_LINES = 1_500
"""Visible lines searched for a date."""

_FIRST = "입력|등록|승인|작성|발행|게시|게재|송고|표출|공개|출고|보도"
_FIRST_LABEL = re.compile(
    rf"(?:최초\s?)?(?:기사\s?)?(?:{_FIRST})(?:일시|일자|시간|시각|일)?|Published|Posted|Date|date"
)
_FIRST_BEHIND = re.compile(rf"\s{{0,2}}[(\[|]?\s?(?:{_FIRST})|.{{0,12}}(?:표출|게재|송고)")
_LATER_LABEL = re.compile(
    r"수정|업데이트|최종|Updated|Modified|LAST|갱신|조회|종료|마감|현재|행사|기간"
)
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_VISIBLE = re.compile(
    r"(?<!\d)(?P<date>20\d\d\s?[.\-/년]\s?\d{1,2}\s?[.\-/월]\s?\d{1,2}"
    rf"|(?:(?:{_MONTHS})[a-z]{{0,6}}\.?\s\d{{1,2}},?|\d{{1,2}}\s(?:{_MONTHS})[a-z]{{0,6}}\.?,?)\s20\d\d"
    r"|(?<![\d.])\d\d\.\d\d\.\d\d(?=\s\d\d?:\d\d))(?!\d)\s?[일.]?\s{0,3}"
    r"(?:\([월화수목금토일]\)|[월화수목금토일]요일)?[\s|,·T–-]{0,3}"
    r"(?P<time>(?:오전|오후|AM|PM|am|pm)?\s?\d{1,2}\s?[:시]\s?\d{1,2}(?:\s?[:분]\s?\d{1,2}초?|분)?(?:\s?(?:AM|PM|am|pm|[ap]\.m\.))?)?",
    re.IGNORECASE,
)
_TIME_BEFORE = re.compile(r"\d{1,2}:\d\d(?::\d\d)?\s?$")
_URL_DATE = re.compile(
    r"(?<!\d)(20[0-3]\d)[/.-]?(0[1-9]|1[0-2])[/.-]?(0[1-9]|[12]\d|3[01])(?!\d{1,3}(?!\d))"
)
# The foot of a page tells when the outlet itself was registered, as the press law wants.
_MASTHEAD = re.compile(
    r"등록\s?번호|발행\s?[·‧/]?\s?(?:편집)?인|편집인|청소년\s?보호|사업자|제호|대표\s?(?:이사|전화|번호)|창간|Copyright|저작권|ⓒ|©"
)
_MASTHEAD_SPAN = 6
_GREENWICH = re.compile(r"(?:Z|[+-]00:?00|GMT|UTC)\s?$")
_KST = timedelta(hours=9)
_BARE_LINE = 60
_AROUND_BARE = 20


def published_of(
    told: Iterable[str], lines: Callable[[], Sequence[str]], url: str, text: str
) -> Stamp | None:
    """When the article first appeared: meta data, then a labelled line, then the address.

    `told` are the meta data's stamps in order of trust. `lines` are the visible lines; they are
    asked for only where the meta data leave a doubt. `text` is the page's markup.
    """
    stamps: dict[str, Stamp] = {}
    exact: str | None = None
    for raw in told:
        if stamp := parse_timestamp(raw):
            stamps[raw] = stamp
            if stamp.has_time:
                exact = raw
                break
    if exact and not (_GREENWICH.search(exact) and _shows_clock(text, stamps[exact])):
        return stamps[exact]
    seen = first_published(lines())
    if exact:
        return _checked(stamps[exact], seen)
    if seen and (not stamps or seen.has_time):
        return seen
    return next(iter(stamps.values()), None) or url_date(url)


def _shows_clock(text: str, told: Stamp) -> bool:
    """Whether Greenwich's clock stands on the page other than in a stamp of Greenwich."""
    clock = f"{told.at:%H:%M}"
    return any(not text.startswith("T", place - 1) for place in _places(text, clock))


def _places(text: str, wanted: str) -> Iterator[int]:
    place = text.find(wanted)
    while place >= 0:
        yield place
        place = text.find(wanted, place + 1)


def _checked(told: Stamp, seen: Stamp | None) -> Stamp:
    """A page that labels Korean time as Greenwich's shows the same clock in its visible line."""
    if seen and seen.has_time and abs(told.at - seen.at - _KST) < timedelta(minutes=1):
        return seen
    return told


def first_published(lines: Sequence[str]) -> Stamp | None:
    """The earliest labelled moment of publication, else the first moment that has a line to itself.

    An empty line stands for the article's own text.
    A day alone counts last, and never where the outlet speaks of itself.
    """
    lines = lines[:MAX_LINES]
    labelled = [(place, stamp) for place, line in enumerate(lines) for stamp in _labelled(line)]
    timed = [stamp for _, stamp in labelled if stamp.has_time]
    if timed:
        return min(timed, key=lambda stamp: stamp.at)
    bare = (_bare(line) for line in lines)
    if alone := next((stamp for stamp in bare if stamp and stamp.has_time), None):
        return alone
    days = [stamp for place, stamp in labelled if not _is_masthead(lines, place)]
    return min(days, key=lambda stamp: stamp.at, default=None)


def _is_masthead(lines: Sequence[str], place: int) -> bool:
    before = takewhile(bool, reversed(lines[max(0, place - _MASTHEAD_SPAN) : place]))
    after = takewhile(bool, lines[place : place + _MASTHEAD_SPAN + 1])
    return any(len(line) <= 300 and _MASTHEAD.search(line) for line in (*before, *after))


def _labelled(line: str) -> Iterator[Stamp]:
    if len(line) > 300:
        return
    before = 0
    for found in _VISIBLE.finditer(line):
        label = line[before : found.start()][-24:]
        behind = line[found.end() : found.end() + 14]
        before = found.end()
        first = _FIRST_LABEL.search(label) or _FIRST_BEHIND.match(behind)
        if first and not _LATER_LABEL.search(label) and (stamp := _stamp(line, found)):
            yield stamp


def _stamp(line: str, found: re.Match[str]) -> Stamp | None:
    clock = "" if found["time"] else _TIME_BEFORE.search(line, 0, found.start())
    return parse_timestamp(f"{found[0]} {clock[0]}" if clock else found[0])


def _bare(line: str) -> Stamp | None:
    line = line.strip(" []()|·-")
    if len(line) > _BARE_LINE or _LATER_LABEL.search(line):
        return None
    found = _VISIBLE.search(line)
    if found and found.start() <= _AROUND_BARE and len(line) - found.end() <= _AROUND_BARE:
        return _stamp(line, found)
    return None


def url_date(url: str) -> Stamp | None:
    """The day in an article's address, None where the digits are no plausible day."""
    path = url.split("?", maxsplit=1)[0].rsplit("://", maxsplit=1)[-1]
    found = _URL_DATE.search(path)
    return parse_timestamp("-".join(found.groups())) if found else None
