"""`doctor`: is everything as it should be, and if not, what to do."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from bot.cadence import Checkup, FeedHealth
from bot.card.words import HEALTH_WORDS, feed_words
from bot.commands.reading import list_feeds
from bot.hindrance import hindered_alerts
from bot.line import Line
from bot.model import AlertState
from bot.text.josa import quoted

LATE = timedelta(minutes=30)
MINUTE = timedelta(minutes=1)
TROUBLED = {FeedHealth.BROKEN, FeedHealth.STALE, FeedHealth.DISABLED}
NAMED = 5  # feeds in trouble that are named


class Level(StrEnum):
    """How a check came out."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check: what, how it came out, and what to do about it."""

    name: str
    level: Level
    message: str


def name_checks(unknown: Sequence[tuple[str, str]]) -> Sequence[Check]:
    """Names that were set and are no setting, each with the one that was meant."""
    return [
        Check(
            name="설정",
            level=Level.WARNING,
            message=f"{quoted(name, '은/는')} 없는 설정이라 읽지 않습니다."
            + (f" {quoted(likely, '을/를')} 쓰려던 것인가요?" if likely else ""),
        )
        for name, likely in unknown
    ]


def check_line(line: Line, problems: Sequence[str]) -> Sequence[Check]:
    """Watchlists, feeds and outbox of a store that could be opened."""
    return [_watchlists(line, problems), _feeds(line), _backlog(line), _outbox(line)]


def _watchlists(line: Line, problems: Sequence[str]) -> Check:
    if problems:
        return Check(name="감시 목록", level=Level.FAILED, message="\n".join(problems))
    watchlists = line.watch().watchlists
    terms = sum(len(watchlist.terms) for watchlist in watchlists)
    if not terms:
        message = "감시어가 없습니다. `sosik watch add 이름`으로 더해 주세요."
        return Check(name="감시 목록", level=Level.WARNING, message=message)
    return Check(
        name="감시 목록", level=Level.OK, message=f"목록 {len(watchlists)}개, 감시어 {terms}개"
    )


def _feeds(line: Line) -> Check:
    rows = list_feeds(line)
    if not rows:
        message = "피드가 없습니다. watchlists/feeds.yaml을 확인해 주세요."
        return Check(name="피드", level=Level.FAILED, message=message)
    healths = Counter(row.checkup.health for row in rows)
    troubled, unread = sum(healths[health] for health in TROUBLED), healths[FeedHealth.NEW]
    tried = any(row.state.fails for row in rows if row.checkup.health is FeedHealth.NEW)
    message = f"{len(rows)}곳 가운데 {len(rows) - troubled - unread}곳 정상"
    if unread:
        message += f", {unread}곳은 아직 한 번도 받지 못했습니다"
    if tried and not troubled:
        message += ". 자세히는 `sosik feeds list`"
    if troubled:
        ill = [row for row in rows if row.checkup.health in TROUBLED]
        named = ", ".join(f"{row.feed.outlet}({_why(row.checkup)})" for row in ill[:NAMED])
        more = f" 외 {troubled - NAMED}곳" if troubled > NAMED else ""
        message += f". 문제: {named}{more}. 자세히는 `sosik feeds list`"
    level = Level.WARNING if troubled or tried else Level.OK
    return Check(name="피드", level=level, message=message)


def _why(found: Checkup) -> str:
    words = HEALTH_WORDS[found.health]
    return f"{words}: {feed_words(found.note)}" if found.note else words


def _backlog(line: Line) -> Check:
    """How long what is due has been waiting, whoever should do it."""
    now = line.clock.now()
    due = [state.next_poll_at for _, state in line.feeds.due(now, 1)]
    entries = [line.entries.entry(each.id) for each in line.entries.waiting(now, 1)]
    read = [entry.first_seen_at for entry in entries if not entry.backlog]
    waits = {"피드": due, "기사": read}
    late = {
        what: now - since[0] for what, since in waits.items() if since and since[0] < now - LATE
    }
    if late:
        said = ", ".join(f"{what} {wait // MINUTE:,}분째" for what, wait in late.items())
        message = (
            f"밀려 있습니다: {said}. `sosik run`이나 `sosik worker`가 돌고 있는지 확인해 주세요."
        )
        return Check(name="밀린 일", level=Level.WARNING, message=message)
    return Check(name="밀린 일", level=Level.OK, message="제때 읽고 있습니다.")


def _outbox(line: Line) -> Check:
    stuck = line.alerts.alerts((AlertState.FAILED, AlertState.BLOCKED), 1_000)
    if stuck:
        message = f"보내지 못한 알림 {len(stuck)}건. `sosik alerts list`로 확인해 주세요."
        return Check(name="알림", level=Level.WARNING, message=message)
    if hindered := hindered_alerts(line.alerts):
        message = (
            f"프로그램 오류로 미룬 알림 {len(hindered)}건. 잃지 않고 다시 시도합니다. "
            "로그의 bug 줄과 `sosik alerts list`를 확인해 주세요."
        )
        return Check(name="알림", level=Level.WARNING, message=message)
    waiting = line.alerts.alerts((AlertState.PENDING, AlertState.UNKNOWN), 1_000)
    late = [alert for alert in waiting if alert.due_at < line.clock.now() - LATE]
    if late:
        message = f"30분 넘게 기다리는 알림 {len(late)}건. `sosik run`이 돌고 있는지 확인해 주세요."
        return Check(name="알림", level=Level.WARNING, message=message)
    return Check(name="알림", level=Level.OK, message="밀린 알림이 없습니다.")
