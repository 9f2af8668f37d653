"""A full disk: said without the store, which can keep nothing just then.

    a job meets StoreFull ─┬─ one line in the log, one message to the operators ─ raised as ever
                           └─ jobs of its kind that ask the web wait; one a minute tries ─ kept? on

Of several workers one at a time looks whether the channel has the message already, and says it if not:
a turn that is taken without writing, a memo that is read, and the chat itself are all that is needed.
Nothing is acknowledged that was not kept, and what was left undone is taken up once there is room.
Until then nobody's server is asked again and again for what cannot be kept.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from shutil import disk_usage
from threading import Lock

import structlog

from bot.card.render import render_notice
from bot.commands.checkup import Check, Level
from bot.errors import NotSent, ReadBackFailed, SosikError, StoreBusy, StoreFull
from bot.line import Line
from bot.model import Job, JobKind

SAID_AGAIN = timedelta(hours=6)
CALM = timedelta(minutes=30)  # without it: what comes then is another full disk, said anew
PROBED_EVERY = timedelta(minutes=1)  # by one job of each kind, to see whether there is room
ASKING = frozenset((JobKind.POLL, JobKind.READ, JobKind.RECHECK))  # jobs that ask the web
LATE = timedelta(minutes=5)  # that one worker may be with saying it again behind another
NAME = "disk-full"  # of the message, and of the turn to say it
OVER = "disk_full_over"  # the memo: when there was room for everything again
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

    `operators` is their channel, None for the log alone; the workers of a fleet say it there once.
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
                self._keep_on(job.kind)
            return done

        return run

    def _keep_on(self, kind: JobKind) -> None:
        """Notes when there is room for every kind of job again, for who meets another full disk."""
        with self._lock:
            was_tried = self._tried.pop(kind, None) is not None
            if not was_tried or self._tried:
                return
        with suppress(StoreBusy):
            self._line.memos.put(OVER, self._line.clock.now().isoformat())

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
        said: datetime | None = now
        try:
            said = self._tell(self._operators, now)
        except (NotSent, StoreBusy):  # surely nobody heard
            said = None
        except SosikError:  # the log has it; a message that is lost is said again in hours
            pass
        with self._lock:
            self._said = said

    def _tell(self, operators: str, now: datetime) -> datetime | None:
        """When the channel had the message as far as this worker knows, so that it looks again.

        None, so that the next job looks, while another worker is at it.
        """
        line = self._line
        channel = line.home_of(operators)
        with line.leases.alone(NAME) as is_alone:
            if not is_alone:
                return None
            with suppress(ReadBackFailed):  # rather twice than never
                if line.chat.find(channel, NAME, self._since(now), None):
                    return now - SAID_AGAIN + CALM  # at some time before; looked for again soon
            line.chat.post(channel, render_notice(0, FULL), NAME, None)
            return now

    def _since(self, now: datetime) -> datetime:
        """From when on a message that stands speaks of this full disk."""
        since = now - SAID_AGAIN + LATE
        over = self._line.memos.get(OVER)
        if over is None or now - datetime.fromisoformat(over) < CALM:
            return since
        return max(since, datetime.fromisoformat(over))


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
