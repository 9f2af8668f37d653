"""A full disk: said without the store, which can keep nothing just then.

    a job meets StoreFull ─┬─ one line in the log, one message to the operators ─ raised as ever
                           └─ jobs of its kind that ask the web wait; one a minute tries ─ kept? on

Nothing is acknowledged that was not kept, and what was left undone is taken up once there is room.
Until then nobody's server is asked again and again for what cannot be kept.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from shutil import disk_usage
from threading import Lock

import structlog

from bot.card.render import render_notice
from bot.commands.checkup import Check, Level
from bot.errors import NotSent, SosikError, StoreBusy, StoreFull
from bot.line import Line
from bot.model import Job, JobKind

SAID_AGAIN = timedelta(hours=6)
CALM = timedelta(minutes=30)  # without it: what comes then is another full disk, said anew
PROBED_EVERY = timedelta(minutes=1)  # by one job of each kind, to see whether there is room
ASKING = frozenset((JobKind.POLL, JobKind.READ, JobKind.RECHECK))  # jobs that ask the web
LEAST_FREE = 300  # megabytes of the disk below which `doctor` warns
FULL = (
    "디스크가 가득 차서 새 소식을 적어 두지 못하고 있습니다. Sosik이 쓰는 디스크의 자리를 비워 주세요. "
    "다시 켤 필요는 없고, 자리가 나면 빠뜨리는 것 없이 이어서 알려 드립니다."
)
ADVICE = (
    "free space on the disk of SOSIK_HOME (or the database); no restart is needed, nothing is lost"
)


class Outcry:
    """Says it once, and again after hours; holds up what asks the web. For many threads.

    `operators` is their channel, None for the log alone.
    """

    def __init__(self, line: Line, operators: str | None) -> None:
        self._line = line
        self._operators = operators
        self._lock = Lock()
        self._said: datetime | None = None
        self._met: datetime | None = None  # when a full disk showed last
        self._tried: dict[JobKind, datetime] = {}  # when jobs met the full disk last

    def around(
        self, work: Callable[[Job], Mapping[str, object]]
    ) -> Callable[[Job], Mapping[str, object]]:
        """The same work; where it meets a full disk, that is said before it is raised.

        A job that waits for room is left to a later sweep.
        """

        def run(job: Job) -> Mapping[str, object]:
            if self._waits(job.kind):
                return {}
            try:
                done = work(job)
            except StoreFull as error:
                self._cry(job.kind, error)
                raise
            if done:  # what it brought was kept
                with self._lock:
                    self._tried.pop(job.kind, None)
            return done

        return run

    def _waits(self, kind: JobKind) -> bool:
        """Whether its like met a full disk a moment ago; else the caller is the one that tries."""
        now = self._line.clock.now()
        with self._lock:
            tried = self._tried.get(kind)
            if kind not in ASKING or tried is None:
                return False
            if timedelta() <= now - tried < PROBED_EVERY:
                return True
            self._tried[kind] = now
            return False

    def _cry(self, kind: JobKind, error: StoreFull) -> None:
        now = self._line.clock.now()
        with self._lock:
            is_same = self._met is not None and timedelta() <= now - self._met < CALM
            self._met = self._tried[kind] = now
            if is_same and self._said and timedelta() <= now - self._said < SAID_AGAIN:
                return
            self._said = now
        structlog.get_logger("store").error("disk_full", advice=ADVICE, error=str(error))
        if self._operators is None:
            return
        name = f"disk-full:{now.isoformat()}"
        try:
            channel = self._line.home_of(self._operators)
            self._line.chat.post(channel, render_notice(0, FULL), name, None)
        except (NotSent, StoreBusy):  # surely nobody heard: the next job that meets it says it
            with self._lock:
                self._said = None
        except SosikError:  # the log has it; a message that is lost is said again in hours
            pass


def room(home: Path) -> int:
    """Megabytes that are free on the disk of the folder."""
    return disk_usage(home).free // 1_000_000


def room_check(free: int) -> Sequence[Check]:
    """A warning where so many megabytes are too few."""
    if free >= LEAST_FREE:
        return ()
    message = (
        f"디스크에 자리가 {free}MB만 남았습니다. 가득 차면 새 소식을 적어 두지 못하니 비워 주세요."
    )
    return (Check(name="디스크", level=Level.WARNING, message=message),)
