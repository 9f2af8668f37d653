"""How the whole is: what waits, for how long, and who works. For metrics, console and `doctor`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.commands.checkup import Check, Level
from bot.model import Waits, WorkerReport
from bot.ports import FleetBook

ALIVE = timedelta(minutes=2)  # since a process was last heard of; a tick is 15 seconds by default
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vitals:
    """What waits and who works, at one moment. Delays are zero where nothing waits."""

    at: datetime
    waits: Waits
    workers: tuple[WorkerReport, ...]

    @property
    def feed_delay(self) -> timedelta:
        """How long the longest overdue feed has been due."""
        return self._since(self.waits.feed_since)

    @property
    def article_delay(self) -> timedelta:
        """How long the oldest unread entry has been known."""
        return self._since(self.waits.article_since)

    @property
    def card_delay(self) -> timedelta:
        """How long the oldest unsent card has been due."""
        return self._since(self.waits.card_since)

    def _since(self, moment: datetime | None) -> timedelta:
        return timedelta() if moment is None else max(timedelta(), self.at - moment)


def vitals(fleet: FleetBook, now: datetime) -> Vitals:
    """How the whole is now.

    Raises:
        StoreBusy: the store is away.
    """
    workers = tuple(fleet.workers(now - ALIVE))
    return Vitals(at=now, waits=fleet.waits(now), workers=workers)


def check_workers(found: Vitals, *, shared: bool) -> Sequence[Check]:
    """Who works on this database, where several may; and channels whose holder died."""
    if not shared:
        return []
    if not found.workers:
        message = "최근 2분 동안 소식을 전한 작업자가 없습니다. `sosik run`이나 `sosik worker`를 켜 주세요."
        checks = [Check(name="작업자", level=Level.WARNING, message=message)]
    else:
        lines = [_line(worker) for worker in found.workers]
        checks = [Check(name="작업자", level=Level.OK, message="\n".join(lines))]
    if found.waits.expired:
        message = (
            f"맡은 작업자가 사라진 채널 {found.waits.expired}곳. 다음 차례에 저절로 이어집니다."
        )
        checks.append(Check(name="임차", level=Level.WARNING, message=message))
    return checks


def _line(worker: WorkerReport) -> str:
    kinds = ", ".join(worker.kinds) or "창구"
    return (
        f"{worker.owner} ({kinds}): 부하 {worker.load:.0%}, "
        f"마친 일 {worker.done:,}건, 못 마친 일 {worker.failed:,}건"
    )
