"""`brief`: a brief of any span of time, for the channel's watchlists or for all of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from bot.card.brief import Brief
from bot.errors import NotFound
from bot.gathering import BriefOrder, gather, of_channel
from bot.line import Line
from bot.summary.calendar import DEFAULT_TIMES, window


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefDesk:
    """What making a brief needs: the line and the calendar of briefs."""

    line: Line
    times: Sequence[time]
    is_holiday: Callable[[date], bool]


def make_brief(
    desk: BriefDesk,
    *,
    channel: str | None = None,
    at: datetime | None = None,
    since: datetime | None = None,
) -> Brief:
    """The brief as of `at` (now), of what came after `since` (the brief time before it).

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
    judgements = line.judgements.in_force(now, channel) if channel is not None else ()
    return gather(
        line,
        BriefOrder(
            watchlists=watchlists,
            since=since or before,
            until=until,
            judgements=tuple(judgements),
        ),
    )
