"""Wake-ups on one machine: a bounded queue, a few threads, and APScheduler for the tick.

    put(job) → its lane is busy: behind the others of the lane ─┐ until the lane has rested
             → ready (each job once) → a thread → work(job)  ←─┘
    the tick puts SWEEP, which finds in the store whatever a lost or dropped wake-up left undone

A job that is put while it runs runs once more afterwards, never beside itself.
"""

import heapq
from collections import deque
from collections.abc import Callable
from datetime import timedelta
from threading import Condition, Thread
from time import monotonic

from apscheduler.schedulers.background import BackgroundScheduler
from typing_extensions import override

from bot.model import Job, JobKind
from bot.ports import Queue

CAPACITY = 10_000  # waiting jobs; more are dropped, and the next sweep finds them again
SWEEP = Job(kind=JobKind.SWEEP, key="")


class LocalQueue(Queue):
    """The Queue port on threads of this process.

    `tick` is the sweep period in real time. APScheduler runs it with coalescing and one instance
    at most, and late runs are never skipped. A lane whose job has ended rests for `rest` while the
    threads go on with other lanes, so nobody who is asked slowly holds up the others.
    """

    def __init__(
        self,
        *,
        workers: int,
        tick: timedelta,
        capacity: int = CAPACITY,
        rest: timedelta = timedelta(),
    ) -> None:
        self._workers = workers
        self._capacity = capacity
        self._rest = rest.total_seconds()
        self._changed = Condition()
        self._ready: deque[Job] = deque()
        self._behind: dict[str, deque[Job]] = {}  # of each lane in use, those that wait for it
        self._resting: list[tuple[float, str]] = []  # a heap of when, and which lane
        self._known: set[Job] = set()
        self._running: set[Job] = set()
        self._again: set[Job] = set()
        self._stopping = False
        self._threads: list[Thread] = []
        self._scheduler = BackgroundScheduler(timezone="UTC")
        self._scheduler.add_job(
            self.put,
            "interval",
            args=[SWEEP],
            seconds=tick.total_seconds(),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )

    @override
    def put(self, job: Job) -> None:
        with self._changed:
            if self._stopping or job in self._known:
                return
            if job in self._running:
                self._again.add(job)
            elif len(self._known) < self._capacity:
                self._add(job)

    def _add(self, job: Job) -> None:
        self._known.add(job)
        if job.lane in self._behind:
            behind = self._behind[job.lane]
            # What is new is found before what is known is read.
            (behind.appendleft if job.kind is JobKind.POLL else behind.append)(job)
            return
        if job.lane:
            self._behind[job.lane] = deque()
        if job.kind is JobKind.DELIVER:  # people wait for it; reading can wait a moment
            self._ready.appendleft(job)
        else:
            self._ready.append(job)
        self._changed.notify()

    @override
    def start(self, work: Callable[[Job], None]) -> None:
        for number in range(self._workers):
            thread = Thread(target=self._serve, args=[work], name=f"worker-{number}", daemon=True)
            thread.start()
            self._threads.append(thread)
        self._scheduler.start()
        self.put(SWEEP)

    def _serve(self, work: Callable[[Job], None]) -> None:
        while (job := self._take()) is not None:
            try:
                work(job)
            finally:
                self._done(job)

    def _take(self) -> Job | None:
        with self._changed:
            while not self._stopping:
                pause = self._open_lanes()
                if self._ready:
                    break
                self._changed.wait(pause)
            if self._stopping:
                return None
            job = self._ready.popleft()
            self._known.discard(job)
            self._running.add(job)
            return job

    def _open_lanes(self) -> float | None:
        """Readies the next job of each rested lane; returns seconds until another one has."""
        now = monotonic()
        while self._resting and self._resting[0][0] <= now:
            lane = heapq.heappop(self._resting)[1]
            if self._behind[lane]:
                self._ready.append(self._behind[lane].popleft())
                self._changed.notify()
            else:
                del self._behind[lane]
        return self._resting[0][0] - now if self._resting else None

    def _done(self, job: Job) -> None:
        with self._changed:
            self._running.discard(job)
            if job.lane:
                heapq.heappush(self._resting, (monotonic() + self._rest, job.lane))
            if job in self._again:
                self._again.discard(job)
                self._add(job)
            self._changed.notify_all()

    @override
    def stop(self, patience: timedelta) -> bool:
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        deadline = monotonic() + patience.total_seconds()
        for thread in self._threads:
            thread.join(max(0.0, deadline - monotonic()))
        return not any(thread.is_alive() for thread in self._threads)
