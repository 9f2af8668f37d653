"""The weekly brief's picture: drawn, kept where the chat service can show it, then promised.

    the brief is promised → picture wanted → paint → hang → promise ONE message → done

The brief never waits for it. Hanging a picture twice harms nobody, since only the promised message
shows one, and that has one name. What cannot be hung within an hour is left out.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.card.brief_chart import chart_name, chart_of
from bot.card.brief_message import picture_piece
from bot.errors import CannotPaint, NotFound, Permanent, Transient
from bot.line import Line
from bot.model import Drawing, Job, JobKind, Picture, Stretch, Watchlist
from bot.ports import Gallery, Painter
from bot.promises import brief_alerts, brief_id
from bot.trends import heard_in, voices_in

HOLD = timedelta(minutes=5)  # for one process to draw and hang one picture
AGAIN = timedelta(minutes=1)  # before a picture that could not be hung is tried again
PATIENCE = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Studio:
    """What pictures need. `gallery` is None where the chat service shows none."""

    line: Line
    painter: Painter
    gallery: Gallery | None
    is_off: Callable[[date], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A picture that a channel's brief is still to get; `brief` is the name of its messages."""

    channel: str
    brief: str
    span: Stretch
    again: datetime
    is_done: bool = False


def draw(studio: Studio, lists: Sequence[Watchlist], span: Stretch) -> Drawing | None:
    """The picture of the span, None where nothing was reported on or none can be drawn."""
    chart = chart_of(voices_in(studio.line, lists, span), studio.is_off)
    if chart is None:
        return None
    try:
        png = studio.painter.paint(chart)
    except CannotPaint:
        return None
    return Drawing(name=chart_name(span.until), png=png, alt=chart.alt)


def want(studio: Studio, channel: str, brief: str, span: Stretch) -> None:
    """Remembers that the channel's brief of that name is to get a picture. Repeat-safe."""
    if studio.gallery is None:
        return
    known = _wanted(studio.line, channel)
    if known is None or known.brief != brief:
        wanted = Wanted(channel=channel, brief=brief, span=span, again=span.until)
        _remember(studio.line, wanted)


def hang(studio: Studio, channel: str, lists: Sequence[Watchlist]) -> Mapping[str, object]:
    """Draws, hangs and promises the picture that the channel waits for; returns counts for the log."""
    line, wanted = studio.line, _wanted(studio.line, channel)
    now = line.clock.now()
    if wanted is None or wanted.is_done or now < wanted.again or not _is_promised(line, wanted):
        return {}
    lease = f"picture:{channel}"
    if not line.leases.take(lease, line.owner, now, now + HOLD):
        return {}
    try:
        _remember(line, wanted, again=now + AGAIN)
        outcome = _hang(studio, wanted, lists)
    except Transient as error:
        if now - wanted.span.until < PATIENCE:
            return {f"picture {channel}": str(error)}
        outcome = f"given up: {error}"
    except Permanent as error:
        outcome = f"given up: {error}"
    finally:
        line.leases.release(lease, line.owner)
    _remember(line, wanted, is_done=True)
    return {f"picture {channel}": outcome}


def _hang(studio: Studio, wanted: Wanted, lists: Sequence[Watchlist]) -> str:
    assert studio.gallery is not None
    line = studio.line
    heard = heard_in(lists, line.judgements.in_force(line.clock.now(), wanted.channel))
    drawing = draw(studio, heard, wanted.span)
    if drawing is None:
        return "nothing to draw"
    place = studio.gallery.hang(drawing.name, drawing.png, drawing.alt)
    piece = picture_piece(wanted.span.until, Picture(place=place, alt=drawing.alt))
    name = f"{wanted.brief}:picture"
    line.alerts.promise(brief_alerts(wanted.channel, [piece], name, line.clock.now()))
    line.queue.put(Job(kind=JobKind.DELIVER, key=wanted.channel))
    return "promised"


def _is_promised(line: Line, wanted: Wanted) -> bool:
    try:
        line.alerts.alert(brief_id(wanted.channel, wanted.brief))
    except NotFound:
        return False
    return True


def _wanted(line: Line, channel: str) -> Wanted | None:
    memo = line.memos.get(f"picture:{channel}")
    if memo is None:
        return None
    brief, since, until, again, is_done = json.loads(memo)
    span = Stretch(since=datetime.fromisoformat(since), until=datetime.fromisoformat(until))
    return Wanted(
        channel=channel,
        brief=brief,
        span=span,
        again=datetime.fromisoformat(again),
        is_done=is_done,
    )


def _remember(
    line: Line, wanted: Wanted, *, again: datetime | None = None, is_done: bool = False
) -> None:
    span = wanted.span
    told = [
        wanted.brief,
        span.since.isoformat(),
        span.until.isoformat(),
        (again or wanted.again).isoformat(),
        is_done,
    ]
    line.memos.put(f"picture:{wanted.channel}", json.dumps(told))
