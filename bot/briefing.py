"""Sends each channel its briefs at their times, each exactly once, late rather than never.

    is one due? → gather → promise all its messages in ONE commit → remember how far it told
                                └ weekly: a picture follows (picturing)

The first message's name tells after a restart whether the brief was promised; the memo tells it
when the store has forgotten the message, and where the next brief begins. A brief whose time passed
while nobody was up goes out as soon as somebody is, together with those that it has overtaken.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from bot.card.brief import Edition
from bot.card.brief_message import late_words, pieces
from bot.card.brief_page import as_letter
from bot.errors import NotFound, Transient
from bot.gathering import BriefOrder, gather, of_channel, stories_since
from bot.line import Line
from bot.model import Drawing, Job, JobKind, Story, Stretch
from bot.picturing import Studio, draw, hang, want
from bot.ports import Mail
from bot.promises import brief_alerts, brief_id, brief_name
from bot.summary.calendar import WeekTime, last_brief, last_weekly
from bot.trends import note_watched

Shelf = dict[datetime, Sequence[Story]]  # stories since a time, read once for all channels

HOLD = timedelta(minutes=5)  # for one process to gather one brief
MAIL_PAUSE = timedelta(minutes=10)  # before a letter that did not go out is tried again


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefing:
    """What briefs need: their times (KST, of working days) and the calendar.

    `weekly` is None without a weekly brief, `mail` where no letters are wanted, `studio` where
    there are no pictures.
    """

    line: Line
    times: tuple[time, ...]
    is_holiday: Callable[[date], bool]
    weekly: WeekTime | None = None
    mail: Mail | None = None
    studio: Studio | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Paper:
    """An edition: when it is due, how far it looks back at most, and the words before its memos."""

    edition: Edition
    last: Callable[[datetime], datetime | None]
    furthest: timedelta
    memos: str

    def name(self, due: datetime) -> str:
        """What its messages of that time are called."""
        return brief_name(due, "" if self.edition is Edition.DAILY else self.edition.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Round:
    """One look at an edition: what is due now, and the stories read for it, shared by channels."""

    paper: _Paper
    due: datetime | None
    now: datetime
    shelf: Shelf = field(default_factory=dict)


def keep_briefs(briefing: Briefing) -> Mapping[str, object]:
    """Promises every brief that is due; returns counts for the log. Repeats promise nothing new."""
    note_watched(briefing.line)
    told: dict[str, object] = {}
    for paper in _papers(briefing):
        told |= _keep(briefing, paper)
    return told


def _papers(briefing: Briefing) -> Iterable[_Paper]:
    times, weekly, is_holiday = briefing.times, briefing.weekly, briefing.is_holiday
    if times:
        yield _Paper(
            edition=Edition.DAILY,
            last=lambda moment: last_brief(moment, times, is_holiday),
            furthest=timedelta(days=7),
            memos="brief",
        )
    if weekly is not None:
        yield _Paper(
            edition=Edition.WEEKLY,
            last=lambda moment: last_weekly(moment, weekly, is_holiday),
            furthest=timedelta(days=14),
            memos="weekly-brief",
        )


def _keep(briefing: Briefing, paper: _Paper) -> Mapping[str, object]:
    now = briefing.line.clock.now()
    look = _Round(paper=paper, due=paper.last(now), now=now)
    watchlists = briefing.line.watch().watchlists
    channels = dict.fromkeys(channel for each in watchlists for channel in each.channels)
    told: dict[str, object] = {}
    for channel in channels:
        if count := _keep_channel(briefing, look, channel):
            told[f"{paper.memos} {channel}"] = count
        if paper.edition is Edition.WEEKLY and briefing.studio is not None:
            told |= hang(briefing.studio, channel, of_channel(watchlists, channel))
    return {**told, **_keep_mail(briefing, paper, look.due, now)}


def _keep_channel(briefing: Briefing, look: _Round, channel: str) -> int:
    """How many messages were promised to the channel just now."""
    line, paper, due, now = briefing.line, look.paper, look.due, look.now
    key = f"{paper.memos}:{channel}"
    since = _told_until(briefing, key, now)
    if due is None or due <= since or not line.leases.take(key, line.owner, now, now + HOLD):
        return 0
    try:
        count = 0
        if not _is_promised(briefing, channel, paper.name(due)):
            count = _promise(briefing, look, channel, _order(briefing, paper, channel, since, due))
        line.memos.put(key, due.isoformat())
    finally:
        line.leases.release(key, line.owner)
    line.queue.put(Job(kind=JobKind.DELIVER, key=channel))
    return count


def _promise(briefing: Briefing, look: _Round, channel: str, order: BriefOrder) -> int:
    """Promises the brief's messages, having asked for its picture; returns how many."""
    line, shelf, name = briefing.line, look.shelf, look.paper.name(order.until)
    if order.since not in shelf:
        shelf[order.since] = stories_since(line, order.since)
    texts = pieces(gather(line, order, shelf[order.since]))
    if order.edition is Edition.WEEKLY and briefing.studio is not None:
        want(briefing.studio, channel, name, Stretch(since=order.since, until=order.until))
    line.alerts.promise(brief_alerts(channel, texts, name, look.now))
    return len(texts)


def _told_until(briefing: Briefing, key: str, now: datetime) -> datetime:
    """How far briefs have told; a channel met for the first time begins now."""
    memo = briefing.line.memos.get(key)
    told = datetime.fromisoformat(memo) if memo is not None else None
    if told is None or told > now + timedelta(days=1):  # the clock was set back
        briefing.line.memos.put(key, now.isoformat())
        return now
    return told


def _is_promised(briefing: Briefing, channel: str, name: str) -> bool:
    try:
        briefing.line.alerts.alert(brief_id(channel, name))
    except NotFound:
        return False
    return True


def _order(
    briefing: Briefing, paper: _Paper, channel: str | None, since: datetime, until: datetime
) -> BriefOrder:
    line = briefing.line
    judgements = line.judgements.in_force(line.clock.now(), channel) if channel else ()
    return BriefOrder(
        watchlists=of_channel(line.watch().watchlists, channel),
        since=max(since, until - paper.furthest),
        until=until,
        judgements=tuple(judgements),
        remarks=tuple(_missed(paper, since, until)),
        edition=paper.edition,
    )


def _missed(paper: _Paper, since: datetime, until: datetime) -> Sequence[str]:
    """Says how many briefs this one tells along with its own."""
    count, moment = 0, until - timedelta(microseconds=1)
    while (before := paper.last(moment)) is not None:
        if before <= since:
            break
        count, moment = count + 1, before - timedelta(microseconds=1)
    return [f"보내지 못한 앞선 브리핑 {count}회분을 함께 담았습니다."] if count else []


def _keep_mail(
    briefing: Briefing, paper: _Paper, due: datetime | None, now: datetime
) -> Mapping[str, object]:
    """Sends one letter over all watchlists; one that fails is tried again until the next is due."""
    memos, line = briefing.line.memos, briefing.line
    if briefing.mail is None:
        return {}
    key, fact = f"{paper.memos}-mail:told", f"{paper.memos}_mail".replace("-", "_")
    since, again = _told_until(briefing, key, now), memos.get(f"{paper.memos}-mail:again")
    if due is None or due <= since or (again and now < datetime.fromisoformat(again)):
        return {}
    if not line.leases.take(key, line.owner, now, now + HOLD):
        return {}
    memos.put(f"{paper.memos}-mail:again", (now + MAIL_PAUSE).isoformat())
    try:
        order = _order(briefing, paper, None, since, due)
        order = replace(order, remarks=(*order.remarks, *late_words(due, now)))
        briefing.mail.send(as_letter(gather(line, order), _drawings(briefing, order)))
        memos.put(key, due.isoformat())
    except Transient as error:
        return {fact: str(error)}
    finally:
        line.leases.release(key, line.owner)
    return {fact: "sent"}


def _drawings(briefing: Briefing, order: BriefOrder) -> tuple[Drawing, ...]:
    if order.edition is not Edition.WEEKLY or briefing.studio is None:
        return ()
    span = Stretch(since=order.since, until=order.until)
    drawing = draw(briefing.studio, order.watchlists, span)
    return (drawing,) if drawing else ()
