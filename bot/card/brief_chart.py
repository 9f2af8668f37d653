"""A week's reports as a chart: terms by days, every number written out.

A table of shaded cells, because it reads the same in grey, for colour-blind readers and on a phone.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from bot.card.dates import KST
from bot.card.fit import line
from bot.model import Chart, ChartRow, Voice

ROWS = 8
"""Terms shown; the others are summed up in the last row."""

MOST_DAYS = 14
ALT_LIMIT = 1_800  # Slack takes 2,000
_TERM_LIMIT = 24


def chart_of(voices: Sequence[Voice], is_off: Callable[[date], bool]) -> Chart | None:
    """The chart of the voices of one span, None where nothing was reported on."""
    if not voices:
        return None
    days = tuple(day for day, _ in voices[0].days)[-MOST_DAYS:]
    shown, rest = tuple(voices[:ROWS]), tuple(voices[ROWS:])
    if len(rest) == 1:
        shown, rest = tuple(voices), ()
    rows = [_row(line(voice.term, _TERM_LIMIT), (voice,), len(days)) for voice in shown]
    if rest:
        rows.append(_row(f"그 밖의 {len(rest)}개", rest, len(days)))
    total = sum(row.total for row in rows)
    return Chart(
        title=f"감시어별 보도 {total}건 · {_span(days)}",
        note="같은 사건은 매체마다 한 번만, 전재한 글은 빼고 셌습니다.",
        days=days,
        off=frozenset(day for day in days if is_off(day)),
        rows=tuple(rows),
        alt=line(_alt(rows, days), ALT_LIMIT),
    )


def _row(name: str, voices: tuple[Voice, ...], days: int) -> ChartRow:
    by_day = [[count for _, count in voice.days][-days:] for voice in voices]
    return ChartRow(
        name=name,
        counts=tuple(map(sum, zip(*by_day, strict=True))),
        total=sum(voice.count for voice in voices),
        share=sum(voice.share for voice in voices),
    )


def _span(days: tuple[date, ...]) -> str:
    """`11월 16일~22일`."""
    first, last = days[0], days[-1]
    return f"{_day(first)}~{last.day if first.month == last.month else _day(last).removesuffix('일')}일"


def _alt(rows: list[ChartRow], days: tuple[date, ...]) -> str:
    since, until = (_day(day) for day in (days[0], days[-1]))
    told = ", ".join(f"{row.name} {row.total}건({row.share:.0%})" for row in rows)
    loudest = max(rows, key=lambda row: max(row.counts))
    day = days[loudest.counts.index(max(loudest.counts))]
    return (
        f"{since}부터 {until}까지 감시어별 보도 건수: {told}. 하루에 가장 많았던 것은 "
        f"{loudest.name}, {_day(day)} {max(loudest.counts)}건입니다."
    )


def _day(day: date) -> str:
    return f"{day.month}월 {day.day}일"


def chart_name(until: datetime) -> str:
    """The file name of the picture of a brief of that time."""
    return f"sosik-{until.astimezone(KST):%Y%m%d}.png"
