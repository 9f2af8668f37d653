"""Several processes on one PostgreSQL: one time, one tick, wake-ups, one asker for each domain.

On SQLite one process works alone, and each of these is the plain thing.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from datetime import timedelta
from pathlib import Path
from threading import Event
from time import monotonic
from typing import TypeVar

import structlog
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from bot.adapters.clock import SteeredClock, SystemClock
from bot.adapters.host_lease import LeasedFetcher
from bot.adapters.lock import InstanceLock
from bot.adapters.queue_local import LocalQueue
from bot.adapters.store import SqlStore, copy, migrate, open_store
from bot.errors import BadSettings, NotFound, StoreBusy, StoreFull, StoreRefused
from bot.model import JobKind, WorkerReport
from bot.observe import JobOutcome, Metrics
from bot.ports import Clock, Fetcher, FleetBook, LeaseBook, Queue
from bot.settings import Settings

TICK = "tick"  # the lease of the one that sweeps
SHARE = 0.8  # of the period that the one holds it; then whoever ticks next may have it
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 10.0  # seconds between two tries to reach the database

FAILURES = {JobOutcome.REFUSED, JobOutcome.BROKEN}

T = TypeVar("T")


def is_shared(settings: Settings) -> bool:
    """Whether several processes may work on this database."""
    return make_url(settings.database).get_backend_name() == "postgresql"


def open_clock(store: SqlStore) -> Clock:
    """The time that every process on this store agrees on.

    Raises:
        StoreBusy: the database is away.
    """
    if store.database.dialect == "postgresql":
        return SteeredClock(store.database.now)
    return SystemClock()


def open_queue(settings: Settings, kinds: Collection[JobKind] = tuple(JobKind)) -> Queue:
    """Wake-ups in this process and, on PostgreSQL, between processes. `kinds` are worked off here.

    Raises:
        BadSettings: some kinds alone, on SQLite, where nobody else would do the others.
    """
    local = LocalQueue(
        workers=settings.workers,
        tick=settings.tick,
        rest=timedelta(seconds=settings.host_gap_seconds),
    )
    if is_shared(settings):
        from bot.adapters.queue_pgqueuer import PgQueue  # noqa: PLC0415  # needs the extra

        return PgQueue(settings.database, local, kinds=kinds)
    if {*JobKind} - {*kinds, JobKind.SWEEP}:
        raise BadSettings("일을 나눠 맡으려면(--kinds) DATABASE_URL이 PostgreSQL이어야 합니다")
    return local


def polite(
    fetcher: Fetcher, store: SqlStore, *, owner: str, gap: timedelta, clock: Clock
) -> Fetcher:
    """The fetcher, asking a domain only while no other process does."""
    if store.database.dialect != "postgresql":
        return fetcher
    return LeasedFetcher(fetcher, store.leases, owner=owner, gap=gap, clock=clock)


class Tick:
    """Who of all processes sweeps this time. One that does no work itself (`sweeps`) never does."""

    def __init__(
        self,
        leases: LeaseBook,
        *,
        owner: str,
        period: timedelta,
        clock: Clock,
        shared: bool,
        sweeps: bool = True,
    ) -> None:
        self._leases = leases
        self._owner = owner
        self._held = period * SHARE
        self._clock = clock
        self._shared = shared
        self._sweeps = sweeps

    def is_ours(self) -> bool:
        """Whether this process should sweep now; the clock is set by the database's first.

        Raises:
            StoreBusy: the database is away.
        """
        if not self._shared:
            return True
        if isinstance(self._clock, SteeredClock):
            self._clock.steer()
        if not self._sweeps:
            return False
        now = self._clock.now()
        return self._leases.take(TICK, self._owner, now, now + self._held)


class Presence:
    """What this process says of itself at each tick; alone on a database it says nothing there."""

    def __init__(
        self,
        fleet: FleetBook,
        metrics: Metrics,
        clock: Clock,
        *,
        owner: str,
        kinds: Sequence[str],
        threads: int,
        shared: bool,
    ) -> None:
        self._fleet = fleet
        self._metrics = metrics
        self._clock = clock
        self._owner = owner
        self._kinds = tuple(kinds)
        self._threads = threads
        self._shared = shared
        self._since = clock.now()
        self._ticked = monotonic()
        self._busy = 0.0

    def tick(self) -> None:
        """Says that the process lives, and how busy it was since the last tick.

        Raises:
            StoreBusy: the database is away.
        """
        now, busy = monotonic(), self._metrics.busy()
        span, spent = now - self._ticked, busy - self._busy
        self._ticked, self._busy = now, busy
        if not self._shared:
            return
        counts = self._metrics.counts()
        failed = sum(count for (_, how), count in counts.items() if how in FAILURES)
        self._fleet.report(
            WorkerReport(
                owner=self._owner,
                kinds=self._kinds,
                since=self._since,
                at=self._clock.now(),
                done=sum(counts.values()) - failed,
                failed=failed,
                load=min(1.0, spent / (span * self._threads)) if span > 0 else 0.0,
            )
        )

    def is_alive(self, within: timedelta) -> bool:
        """Whether it ticked lately."""
        return monotonic() - self._ticked < within.total_seconds()

    def leave(self) -> None:
        """Says that the process ends; where the database is away, its silence says so."""
        if self._shared:
            with suppress(StoreBusy):
                self._fleet.leave(self._owner)


def passing(settings: Settings) -> type[StoreBusy]:
    """Which trouble of the database a process that starts waits out.

    PostgreSQL restarts, and a full disk gets room: started again and again by a supervisor it would
    help nobody. An SQLite file that somebody else holds is said at once.
    """
    return StoreBusy if is_shared(settings) else StoreFull


def when_there(make: Callable[[], T], stop: Event, passes: type[StoreBusy] = StoreBusy) -> T | None:
    """What `make` makes, tried until the trouble passes; None where the stop came first.

    Raises:
        StoreBusy: another trouble than `passes`.
        StoreRefused: the database is there and will not let this process in.
    """
    pause = FIRST_PAUSE
    while not stop.is_set():
        try:
            return make()
        except StoreRefused:
            raise
        except passes as error:
            structlog.get_logger("app").warning("waits_for_database", error=str(error))
        stop.wait(pause)
        pause = min(2 * pause, LONGEST_PAUSE)
    return None


def make_home(settings: Settings) -> None:
    """Makes the home folder where there is none.

    Raises:
        BadSettings: it cannot be made.
    """
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadSettings(
            f"SOSIK_HOME 폴더를 만들 수 없습니다: {settings.home} ({error.strerror}). 쓸 수 있는 폴더를 SOSIK_HOME에 적어 주세요."
        ) from error


def migrate_store(settings: Settings) -> Sequence[str]:
    """Brings the database up to this program's tables; returns the revisions applied.

    Raises:
        BadSettings: the home folder cannot be made.
        SchemaRefused: the database is newer than this program.
        StoreBusy: the database is locked or away.
    """
    make_home(settings)
    store = open_store(settings.database, checkpoints=False)
    try:
        return migrate(store)
    finally:
        store.close()


def copy_store(old: str, new: str) -> Mapping[str, int]:
    """Copies one database into another, empty one; returns the rows of each table.

    Raises:
        BadSettings: an address cannot be used, both are one, or the new database is not empty.
        NotFound: there is no old one.
        AlreadyRunning: a bot works on one of them.
        StoreBusy: one of them is locked or away; nothing was copied.
    """
    if old == new:
        raise BadSettings(
            "옮길 곳이 지금의 데이터베이스와 같습니다. --to에 빈 곳의 주소를 적어 주세요"
        )
    file = _sqlite_file(old)
    if file is not None and not file.exists():
        raise NotFound(f"옮길 데이터베이스가 없습니다: {file}")
    with alone_on(old), alone_on(new):
        source, target = open_store(old), open_store(new)
        try:
            return copy(source, target)
        finally:
            source.close()
            target.close()


def alone_on(url: str) -> AbstractContextManager[InstanceLock | None]:
    """Held while this process works on an SQLite file; PostgreSQL takes many.

    Raises:
        AlreadyRunning: another process works on the file.
    """
    file = _sqlite_file(url)
    return nullcontext() if file is None else InstanceLock.beside(file)


def _sqlite_file(url: str) -> Path | None:
    try:
        address = make_url(url)
    except ArgumentError:  # opening the store says what is wrong
        return None
    if address.get_backend_name() != "sqlite" or not address.database:
        return None
    return Path(address.database)
