"""Sends each channel its briefs at their times, each exactly once, late rather than never.

    is one due? → gather → promise all its messages in ONE commit → remember how far it told

The first message's name tells after a restart whether the brief was promised; the memo tells it
when the store has forgotten the message, and where the next brief begins. A brief whose time passed
while nobody was up goes out as soon as somebody is, together with those that it has overtaken.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from bot.card.brief_message import late_words, pieces
from bot.card.brief_page import as_letter
from bot.errors import NotFound, Transient
from bot.gathering import BriefOrder, gather, of_channel, stories_since
from bot.line import Line
from bot.model import Job, JobKind, Story
from bot.ports import Mail
from bot.promises import brief_alerts, brief_id
from bot.summary.calendar import last_brief
from bot.trends import note_watched

Shelf = dict[datetime, Sequence[Story]]  # stories since a time, read once for all channels

FURTHEST = timedelta(days=7)  # that a brief looks back, however long nobody was up
HOLD = timedelta(minutes=5)  # for one process to gather one brief
MAIL_PAUSE = timedelta(minutes=10)  # before a letter that did not go out is tried again
_MAIL, _MAIL_AGAIN = "brief-mail:told", "brief-mail:again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefing:
    """What briefs need: their times (KST, of working days) and the calendar.

    `mail` is None where no letters are wanted.
    """

    line: Line
    times: tuple[time, ...]
    is_holiday: Callable[[date], bool]
    mail: Mail | None = None


def keep_briefs(briefing: Briefing) -> Mapping[str, object]:
    """Promises every brief that is due; returns counts for the log. Repeats promise nothing new."""
    note_watched(briefing.line)
    if not briefing.times:
        return {}
    now = briefing.line.clock.now()
    due = last_brief(now, briefing.times, briefing.is_holiday)
    watchlists = briefing.line.watch().watchlists
    channels = dict.fromkeys(channel for each in watchlists for channel in each.channels)
    shelf: Shelf = {}
    told: dict[str, object] = {
        f"brief {channel}": count
        for channel in channels
        if (count := _keep_channel(briefing, channel, due, now, shelf))
    }
    return {**told, **_keep_mail(briefing, due, now)}


def _keep_channel(
    briefing: Briefing, channel: str, due: datetime | None, now: datetime, shelf: Shelf
) -> int:
    """How many messages were promised to the channel just now."""
    key, memos = f"brief:{channel}", briefing.line.memos
    since = _told_until(briefing, key, now)
    if due is None or due <= since:
        return 0
    line, lease = briefing.line, f"brief:{channel}"
    if not line.leases.take(lease, line.owner, now, now + HOLD):
        return 0
    try:
        count = 0
        if not _is_promised(briefing, channel, due):
            order = _order(briefing, channel, since, due)
            if order.since not in shelf:
                shelf[order.since] = stories_since(line, order.since)
            texts = pieces(gather(line, order, shelf[order.since]))
            line.alerts.promise(brief_alerts(channel, texts, until=due, now=now))
            count = len(texts)
        memos.put(key, due.isoformat())
    finally:
        line.leases.release(lease, line.owner)
    line.queue.put(Job(kind=JobKind.DELIVER, key=channel))
    return count


def _told_until(briefing: Briefing, key: str, now: datetime) -> datetime:
    """How far briefs have told; a channel met for the first time begins now."""
    memo = briefing.line.memos.get(key)
    told = datetime.fromisoformat(memo) if memo is not None else None
    if told is None or told > now + timedelta(days=1):  # the clock was set back
        briefing.line.memos.put(key, now.isoformat())
        return now
    return told


def _is_promised(briefing: Briefing, channel: str, due: datetime) -> bool:
    try:
        briefing.line.alerts.alert(brief_id(channel, due))
    except NotFound:
        return False
    return True


def _order(briefing: Briefing, channel: str | None, since: datetime, until: datetime) -> BriefOrder:
    line = briefing.line
    judgements = line.judgements.in_force(line.clock.now(), channel) if channel else ()
    return BriefOrder(
        watchlists=of_channel(line.watch().watchlists, channel),
        since=max(since, until - FURTHEST),
        until=until,
        judgements=tuple(judgements),
        remarks=tuple(_missed(briefing, since, until)),
    )


def _missed(briefing: Briefing, since: datetime, until: datetime) -> Sequence[str]:
    """Says how many briefs this one tells along with its own."""
    count, moment = 0, until - timedelta(microseconds=1)
    while (before := last_brief(moment, briefing.times, briefing.is_holiday)) is not None:
        if before <= since:
            break
        count, moment = count + 1, before - timedelta(microseconds=1)
    return [f"보내지 못한 앞선 브리핑 {count}회분을 함께 담았습니다."] if count else []


def _keep_mail(briefing: Briefing, due: datetime | None, now: datetime) -> Mapping[str, object]:
    """Sends one letter over all watchlists; one that fails is tried again until the next is due."""
    memos, line = briefing.line.memos, briefing.line
    if briefing.mail is None:
        return {}
    since, again = _told_until(briefing, _MAIL, now), memos.get(_MAIL_AGAIN)
    if due is None or due <= since or (again and now < datetime.fromisoformat(again)):
        return {}
    if not line.leases.take(_MAIL, line.owner, now, now + HOLD):
        return {}
    memos.put(_MAIL_AGAIN, (now + MAIL_PAUSE).isoformat())
    try:
        order = _order(briefing, None, since, due)
        order = replace(order, remarks=(*order.remarks, *late_words(due, now)))
        briefing.mail.send(as_letter(gather(line, order)))
        memos.put(_MAIL, due.isoformat())
    except Transient as error:
        return {"brief_mail": str(error)}
    finally:
        line.leases.release(_MAIL, line.owner)
    return {"brief_mail": "sent"}
