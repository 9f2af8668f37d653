"""Wake-ups between machines: PgQueuer over PostgreSQL's LISTEN/NOTIFY, jobs done by a local queue.

    put(job) → gathered for a moment → one INSERT that skips what waits already ┐ commit, NOTIFY
    local.put(job) ← picked by one worker, which says "alive" until it is done ←┘
    local runs it (lanes, threads, the tick) → done → the row goes

Here alone is an event loop: it lives in one thread, and its entrypoint only hands jobs to the local
queue. The rows are hints, in unlogged tables: a worker killed gives its rows back after ALIVE, a
server that crashes forgets all of them, and the next sweep puts what the store still wants. SWEEP
never travels: each process has its own tick.
"""

import asyncio
import json
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from datetime import timedelta
from itertools import islice
from threading import Event, Lock, Thread
from time import monotonic
from typing import TypeAlias

import psycopg
import structlog
from pgqueuer import Job as Row
from pgqueuer import PsycopgDriver, Queries, QueueManager, RetryRequested
from sqlalchemy import make_url
from typing_extensions import override

from bot.model import Job, JobKind
from bot.ports import Queue

CAPACITY = 10_000  # wake-ups not yet sent; more are dropped, and the next sweep finds them again
PICKED = 256  # jobs that one process holds, most of them waiting for their lane
BATCH = 20  # jobs picked by one statement
SENT = 1_000  # wake-ups sent by one statement
LEAVES = 0.3  # seconds within which the row of a job that has ended goes
GATHER = 0.01  # seconds that a wake-up waits for others to share its statement
ALIVE = timedelta(seconds=20)  # a picked job without a sign of life that long is another's
LOOK = timedelta(seconds=10)  # the longest between two looks at the queue, whatever is heard
RESTART = 1.0  # seconds before a broken connection is made anew
WATCH = 1.0  # seconds between two looks at the connections
TIDY = 600.0  # seconds between two clean-ups of PgQueuer's log

Connection: TypeAlias = psycopg.AsyncConnection[tuple[object, ...]]
_PRUNE = "DELETE FROM pgqueuer_log WHERE created < now() - interval '1 hour'"


class _TwoWires(PsycopgDriver):
    """PgQueuer's driver that asks on a second connection: the first one only listens.

    psycopg holds a connection's lock while it waits for notifications, up to a second.
    """

    def __init__(self, ear: Connection, mouth: Connection) -> None:
        super().__init__(ear)
        self._asking = PsycopgDriver(mouth)

    @override
    async def fetch(self, query: str, *args: object) -> list[dict[str, object]]:
        return await self._asking.fetch(query, *args)

    @override
    async def execute(self, query: str, *args: object) -> str:
        return await self._asking.execute(query, *args)


class PgQueue(Queue):
    """The Queue port between processes. `local` runs what this one picks; others run the rest.

    Of `kinds` alone jobs are picked. What is skipped because its row is there is offered once more
    a moment later, in case that row was about to go; a job put while another process is long at it
    waits for the next sweep.
    """

    def __init__(
        self,
        url: str,
        local: Queue,
        *,
        kinds: Collection[JobKind] = tuple(JobKind),
        capacity: int = CAPACITY,
    ) -> None:
        address = make_url(url).set(drivername="postgresql")
        self._address = address.render_as_string(hide_password=False)
        self._local = local
        self._kinds = [kind for kind in JobKind if kind in kinds and kind is not JobKind.SWEEP]
        self._capacity = capacity
        self._lock = Lock()
        self._unsent: dict[Job, None] = {}
        self._picked: dict[Job, asyncio.Future[None]] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._news = asyncio.Event()
        self._manager: QueueManager | None = None
        self._stopping = Event()
        self._thread = Thread(target=self._keep_serving, name="pgqueuer", daemon=True)
        self._log = structlog.get_logger("queue")

    @override
    def put(self, job: Job) -> None:
        with self._lock:
            here = job.kind is JobKind.SWEEP or job in self._picked
            if not here and (job in self._unsent or len(self._unsent) < self._capacity):
                self._unsent[job] = None
                self._call(self._news.set)
        if here:
            self._local.put(job)  # once more after it has ended; the row would be skipped

    @override
    def start(self, work: Callable[[Job], None]) -> None:
        def run(job: Job) -> None:
            try:
                work(job)
            finally:
                self._end(job)

        self._local.start(run)
        self._thread.start()

    @override
    def stop(self, patience: timedelta) -> bool:
        deadline = monotonic() + patience.total_seconds()
        self._stopping.set()
        with self._lock:
            if self._manager is not None:
                self._call(self._manager.shutdown.set)
        ended = self._local.stop(patience)
        with self._lock:
            self._call(self._release)
        if self._thread.is_alive():
            self._thread.join(max(1.0, deadline - monotonic()))
        return ended and not self._thread.is_alive()

    # --- from other threads into the loop, with the lock held -----------------------------------

    def _call(self, function: Callable[[], object]) -> None:
        if self._loop is not None:
            self._loop.call_soon_threadsafe(function)

    def _end(self, job: Job) -> None:
        with self._lock:
            future = self._picked.pop(job, None)
            if future is not None:
                self._call(lambda: _settle(future))

    # --- in the loop -----------------------------------------------------------------------------

    def _keep_serving(self) -> None:
        while not self._stopping.is_set():
            try:
                asyncio.run(self._serve())
            except Exception as error:  # noqa: BLE001  # whatever it was, the cure is the same
                self._log.warning("queue", error=repr(error))
            self._stopping.wait(RESTART)

    async def _serve(self) -> None:
        """Picks and sends until the stop, or until a connection breaks, which raises."""
        async with await self._connect() as ear, await self._connect() as mouth:
            queries = Queries(_TwoWires(ear, mouth))
            manager = QueueManager(queries)
            for kind in self._kinds:
                manager.entrypoint(kind.value)(self._hand)
            self._open(manager)
            picking = asyncio.create_task(self._pick(manager))
            skipped: asyncio.Queue[tuple[float, Sequence[Job]]] = asyncio.Queue()
            others = (
                self._send(queries, skipped),
                _send_again(queries, skipped),
                self._watch(ear, mouth),
                _tidy(queries),
            )
            beside = [asyncio.create_task(each) for each in others]
            try:
                done, _ = await asyncio.wait(
                    [picking, *beside], return_when=asyncio.FIRST_COMPLETED
                )
                for task in done:
                    task.result()
            finally:
                self._shut(manager)
                await asyncio.wait([picking], timeout=ALIVE.total_seconds())
                for task in (picking, *beside):
                    task.cancel()
                await asyncio.gather(picking, *beside, return_exceptions=True)
                with suppress(psycopg.Error):
                    await self._send_all(queries)

    async def _connect(self) -> Connection:
        return await psycopg.AsyncConnection.connect(
            self._address, autocommit=True, connect_timeout=10, application_name="sosik-queue"
        )

    async def _pick(self, manager: QueueManager) -> None:
        if not self._kinds:  # this process only puts
            await manager.shutdown.wait()
            return
        await manager.run(
            dequeue_timeout=LOOK,
            batch_size=BATCH,
            max_concurrent_tasks=PICKED,
            shutdown_on_listener_failure=True,
            heartbeat_timeout=ALIVE,
            log_aggregation_interval=timedelta(),
        )

    def _open(self, manager: QueueManager) -> None:
        with self._lock:
            self._loop, self._manager = asyncio.get_running_loop(), manager
            self._news = asyncio.Event()
            if self._unsent:
                self._news.set()
        if self._stopping.is_set():
            manager.shutdown.set()

    def _shut(self, manager: QueueManager) -> None:
        manager.shutdown.set()
        with self._lock:
            self._loop = self._manager = None
        self._release()

    def _release(self) -> None:
        """Gives back what was picked and not done; what runs still ends, and is not asked for."""
        with self._lock:
            futures = list(self._picked.values())
            self._picked.clear()
        for future in futures:
            if not future.done():
                future.set_exception(RetryRequested())

    async def _hand(self, row: Row) -> None:
        job = _job(row)
        future = asyncio.get_running_loop().create_future()
        with self._lock:
            future = self._picked.setdefault(job, future)
        self._local.put(job)
        await future

    async def _send(
        self, queries: Queries, skipped: asyncio.Queue[tuple[float, Sequence[Job]]]
    ) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            await asyncio.sleep(GATHER)
            for there in await self._send_all(queries):
                skipped.put_nowait((monotonic() + LEAVES, there))

    async def _send_all(self, queries: Queries) -> Sequence[Sequence[Job]]:
        """Sends what waits, and returns what was skipped; what a broken connection kept waits on."""
        skipped = []
        while jobs := self._to_send():
            try:
                there = await _enqueue(queries, jobs)
            except BaseException:  # the task may be cancelled in the middle, too
                with self._lock:
                    self._unsent = dict.fromkeys(jobs) | self._unsent
                raise
            if there:
                skipped.append(there)
        return skipped

    def _to_send(self) -> Sequence[Job]:
        with self._lock:
            jobs = list(islice(self._unsent, SENT))
            for job in jobs:
                del self._unsent[job]
            return jobs

    async def _watch(self, *connections: Connection) -> None:
        """Raises once a connection is gone: whoever waits on it would wait for long."""
        while True:
            await asyncio.sleep(WATCH)
            if any(connection.closed for connection in connections):
                raise ConnectionError("the connection to PostgreSQL is gone")


def _settle(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)


async def _send_again(
    queries: Queries, skipped: asyncio.Queue[tuple[float, Sequence[Job]]]
) -> None:
    while True:
        due, jobs = await skipped.get()
        await asyncio.sleep(max(0.0, due - monotonic()))
        await _enqueue(queries, jobs)


async def _tidy(queries: Queries) -> None:
    while True:
        await queries.driver.execute(_PRUNE)
        await asyncio.sleep(TIDY)


async def _enqueue(queries: Queries, jobs: Sequence[Job]) -> Sequence[Job]:
    """The jobs that were skipped because a row of theirs is there."""
    if not jobs:
        return []
    numbers = await queries.enqueue(
        [job.kind.value for job in jobs],
        [json.dumps([job.key, job.lane]).encode() for job in jobs],
        [1 if job.kind is JobKind.DELIVER else 0 for job in jobs],  # people wait for it
        dedupe_key=[f"{job.kind.value}:{job.key}" for job in jobs],
        on_conflict="skip",
    )
    return [job for job, number in zip(jobs, numbers, strict=True) if number is None]


def _job(row: Row) -> Job:
    key, lane = json.loads(row.payload or b"")
    return Job(kind=JobKind(row.entrypoint), key=key, lane=lane)
