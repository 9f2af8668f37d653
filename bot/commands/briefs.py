"""`brief`: a brief of any span of time, for the channel's watchlists or for all of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.card.brief import Brief, Edition
from bot.card.brief_chart import chart_of
from bot.errors import NotFound
from bot.gathering import BriefOrder, gather, of_channel
from bot.line import Line
from bot.ports import Painter
from bot.summary.calendar import DEFAULT_TIMES, is_working_day, window


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefDesk:
    """What making a brief needs: the line and the calendar of briefs."""

    line: Line
    times: Sequence[time]
    is_holiday: Callable[[date], bool]
    painter: Painter


def make_brief(
    desk: BriefDesk,
    *,
    channel: str | None = None,
    at: datetime | None = None,
    since: datetime | None = None,
    edition: Edition = Edition.DAILY,
) -> Brief:
    """The brief as of `at` (now), of what came after `since` (the brief time before it).

    A weekly one looks back seven days where it is not told how far.

    Without a channel it covers every watchlist. Nothing is kept or sent.

    Raises:
        NotFound: no watchlist speaks to the channel.
    """
    line = desk.line
    watchlists = of_channel(line.watch().watchlists, channel)
    if channel is not None and not watchlists:
        raise NotFound(f"{channel}에 알리는 감시 목록이 없습니다. `sosik watch list`를 봐 주세요.")
    now = line.clock.now()
    until = at or now
    before = window(until, desk.times or DEFAULT_TIMES, desk.is_holiday).since
    if edition is Edition.WEEKLY:
        before = until - timedelta(days=7)
    judgements = line.judgements.in_force(now, channel) if channel is not None else ()
    return gather(
        line,
        BriefOrder(
            watchlists=watchlists,
            since=since or before,
            until=until,
            judgements=tuple(judgements),
            edition=edition,
        ),
    )


def picture_of(desk: BriefDesk, made: Brief) -> bytes | None:
    """The brief's picture as PNG, None where nothing was reported on.

    Raises:
        CannotPaint: the drawing library or a Korean font is missing.
    """
    chart = chart_of(made.voices, lambda day: not is_working_day(day, desk.is_holiday))
    return None if chart is None else desk.painter.paint(chart)
