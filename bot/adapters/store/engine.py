"""Connections and transactions: many readers, and on SQLite one writer at a time.

SQLite: WAL with synchronous=FULL (a power cut loses no acknowledged commit), every write begins
IMMEDIATE (a deferred one loses to a busy neighbour), one writing connection, which alone
checkpoints. Readers are separate, read-only, and see one moment per block.
PostgreSQL: plain transactions; what must be serialised takes an advisory lock for its duration. A
process frozen inside one loses its session and the lock: soon between two statements, from version
17 on also amid several that travel together. One statement alone is a transaction of its own there.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from pathlib import Path
from threading import Lock, get_ident
from time import monotonic

from sqlalchemy import (
    Connection,
    DateTime,
    Engine,
    Row,
    bindparam,
    create_engine,
    event,
    func,
    literal,
    select,
)
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    InterfaceError,
    InvalidatePoolError,
    OperationalError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import ConnectionPoolEntry

from bot.adapters.store.journeys import together
from bot.adapters.store.pragmas import BY_ITSELF, prepare, writer_pragmas
from bot.adapters.store.refusals import is_refusal
from bot.errors import BadSettings, SchemaRefused, StoreBusy, StoreFull, StoreRefused

PATIENCE = timedelta(seconds=10)  # wait for another thread or process before giving up
READERS = 8  # connections kept open for reading
READERS_AT_PEAK = 24  # and as many more while they are all in use
FROZEN = timedelta(seconds=20)  # a silent transaction is the server's to end after that
LONGEST = timedelta(seconds=25)  # that a write may last on PostgreSQL; the server ends it then
UNLIMITED = timedelta()  # for a write that lasts as long as there is much of it
TURN_WAIT = timedelta(seconds=30)  # for a lock on PostgreSQL; longer than both
RESTED = 1.0  # seconds without work after which a connection is asked whether it still stands
PREPARED = 250  # statements that a connection keeps prepared; the line has half as many
GONE = timedelta(seconds=15)  # without an answer from the server's machine
DISK_FULL = "53100"  # PostgreSQL's SQLSTATE for it
# What its driver calls an error of its own: only to be read, idle or at work for too long.
PASSING = frozenset(("25006", "25P03", "25P04"))
PRIMARY_CODE = 0xFF  # the part of an SQLite error code that names the trouble
_RIGHTS = "SOSIK_HOME 폴더와 파일의 주인과 권한을 확인해 주세요"
TROUBLE: Mapping[int, str] = {
    sqlite3.SQLITE_BUSY: "다른 명령이 쓰는 중입니다",
    sqlite3.SQLITE_LOCKED: "다른 명령이 쓰는 중입니다",
    sqlite3.SQLITE_READONLY: f"쓸 권한이 없습니다. {_RIGHTS}",
    sqlite3.SQLITE_IOERR: "디스크에 읽거나 쓰지 못했습니다. 디스크와 남은 자리를 확인해 주세요",
    sqlite3.SQLITE_FULL: "디스크가 가득 찼습니다. 자리를 비우면 이어서 일합니다",
    sqlite3.SQLITE_CANTOPEN: f"파일을 열 수 없습니다. {_RIGHTS}",
    sqlite3.SQLITE_PROTOCOL: "다른 명령이 쓰는 중입니다",
}
"""SQLite's troubles that may pass, and what to do about each."""
MISSING_TABLE = ("no such table", "UndefinedTable", "no such column", "UndefinedColumn")

_NOW = select(func.clock_timestamp(type_=DateTime(timezone=True)))
_LOCK = select(func.pg_advisory_xact_lock(bindparam("turn")))
_PLAN_ONCE = select(func.set_config("plan_cache_mode", "force_generic_plan", literal(True)))
_ENDS = select(func.set_config("transaction_timeout", bindparam("within"), literal(True)))
LIMITED = (17,)  # the first version of PostgreSQL that ends a transaction by its age

AnyRow = Row[*tuple[object, ...]]


class Turn(IntEnum):
    """What one at a time may do; the number is its advisory lock on PostgreSQL."""

    PLACING = 7_305_001
    POLLING = 7_305_002
    MIGRATING = 7_305_003
    NAMING = 7_305_004
    RECHECKING = 7_305_005


class Database:
    """Where the books read and write. Safe from many threads."""

    def __init__(self, readers: Engine, writers: Engine, asking: Engine, single: Engine) -> None:
        """`asking` and `single` read and write one statement at a time, in as few steps as can be."""
        self._readers = readers
        self._writers = writers
        self._asking = asking
        self._single = single
        self._writing: set[int] = set()
        self._turns = {turn: Lock() for turn in Turn}
        self.dialect = writers.dialect.name

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one moment of the database.

        Raises:
            StoreBusy: the database is locked or away.
            SchemaRefused: the database was never migrated.
        """
        with _translated(), self._readers.connect() as connection:
            yield connection

    @contextmanager
    def reading_once(self) -> Iterator[Connection]:
        """A connection for one question.

        Raises:
            StoreBusy: the database is locked or away.
            SchemaRefused: the database was never migrated.
        """
        with _translated(), self._asking.connect() as connection:
            yield connection

    @contextmanager
    def writing(
        self,
        turn: Turn | None = None,
        *,
        longest: timedelta = LONGEST,
        planned_once: bool = False,
    ) -> Iterator[Connection]:
        """A transaction, committed at the end of the block and rolled back on any error.

        PostgreSQL from 17 on ends it when it lasts longer than `longest`, counted from the moment
        that it has its turn. With `planned_once` it plans none of the block's statements anew for what
        is asked: for those with one good plan, which else cost half a millisecond each.

        With a turn, nobody else on this database has the same one meanwhile. This process's threads
        wait for theirs without a connection, so that the one at work finds a second where it reads.

        Raises:
            StoreBusy: the database is locked or away; nothing was written.
            SchemaRefused: the database was never migrated.
        """
        if self.dialect != "postgresql":
            with self._alone(), _translated(), self._writers.begin() as connection:
                yield connection
            return
        first = nullcontext() if turn is None else self._first(turn)
        with self._alone(), first, _translated(), self._writers.begin() as connection:
            with together(connection):  # with the BEGIN
                if turn is not None:
                    connection.execute(_LOCK, {"turn": int(turn)})
                if planned_once:
                    connection.execute(_PLAN_ONCE)
                if _is_limited(connection):
                    connection.execute(_ENDS, {"within": str(_milliseconds(longest))})
            yield connection

    @contextmanager
    def writing_once(self) -> Iterator[Connection]:
        """A connection for one statement that changes something, committed when it returns.

        Raises:
            StoreBusy: the database is locked or away; nothing was written.
            SchemaRefused: the database was never migrated.
        """
        with self._alone(), _translated(), self._single.begin() as connection:
            yield connection

    @contextmanager
    def _first(self, turn: Turn) -> Iterator[None]:
        if not self._turns[turn].acquire(timeout=TURN_WAIT.total_seconds()):
            raise StoreBusy("데이터베이스에 쓸 차례가 오지 않습니다")
        try:
            yield
        finally:
            self._turns[turn].release()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        thread = get_ident()
        if thread in self._writing:
            raise RuntimeError("a write inside a write of the same thread would wait for itself")
        self._writing.add(thread)
        try:
            yield
        finally:
            self._writing.discard(thread)

    def now(self) -> datetime:
        """The time of the PostgreSQL server, aware UTC.

        Raises:
            StoreBusy: the database is away.
        """
        with self.reading() as connection:
            return connection.execute(_NOW).scalar_one().astimezone(UTC)

    def close(self) -> None:
        """Closes every idle connection. Repeats do nothing."""
        self._readers.dispose()
        self._writers.dispose()


def open_database(url: str, *, checkpoints: bool, patience: timedelta) -> Database:
    """The database at a `sqlite:///…` or `postgresql://…` address; its folder is made.

    Raises:
        BadSettings: the address cannot be used.
        StoreBusy: the database cannot be opened now.
    """
    address = _address(url)
    if address.get_backend_name() == "postgresql":
        return _postgresql(address, patience)
    _make_folder(address)
    seconds = patience.total_seconds()
    waits = f"PRAGMA busy_timeout={int(seconds * 1000)}"
    writers = create_engine(address, pool_size=1, max_overflow=0, pool_timeout=seconds)
    prepare(writers, (waits, *writer_pragmas(checkpoints=checkpoints)), "BEGIN IMMEDIATE")
    readers = create_engine(
        address, pool_size=READERS, max_overflow=READERS_AT_PEAK, pool_timeout=seconds
    )
    prepare(readers, (waits, "PRAGMA wal_autocheckpoint=0", "PRAGMA query_only=ON"), "BEGIN")
    asking = readers.execution_options(**{BY_ITSELF: True})
    database = Database(readers, writers, asking, writers)
    with database.writing():
        pass  # makes the file in WAL mode before anybody reads
    return database


def _postgresql(address: URL, patience: timedelta) -> Database:
    settings = {
        "idle_in_transaction_session_timeout": FROZEN,
        "lock_timeout": TURN_WAIT,
        "tcp_user_timeout": GONE,  # the server's side: a machine that went away holds no lock
    }
    options = " ".join(f"-c {name}={_milliseconds(span)}" for name, span in settings.items())
    try:
        engine = create_engine(
            address,
            pool_size=READERS,
            max_overflow=READERS_AT_PEAK,
            pool_timeout=patience.total_seconds(),
            pool_use_lifo=True,  # few connections that know the statements, rather than many
            connect_args={
                "connect_timeout": max(2, int(patience.total_seconds())),
                "tcp_user_timeout": _milliseconds(GONE),
                "options": options,
                "application_name": "sosik",
            },
        )
    except ModuleNotFoundError as error:
        raise BadSettings(
            "PostgreSQL을 쓰려면 소식의 폴더에서 `pip install '.[postgresql]'`로 드라이버를 설치해 주세요"
        ) from error
    moment = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    _ask_rested(engine)
    single = engine.execution_options(isolation_level="AUTOCOMMIT")
    return Database(moment, engine, single, single)


def _ask_rested(engine: Engine) -> None:
    """Has a connection keep many statements, and asked whether it still stands where it lay idle.

    Asked each time, as `pool_pre_ping` does, the question costs as much as most statements.
    """

    def on_connect(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
        connection.prepared_max = PREPARED

    def on_checkin(_connection: object, record: ConnectionPoolEntry) -> None:
        record.info["rests_since"] = monotonic()

    def on_checkout(
        connection: DBAPIConnection, record: ConnectionPoolEntry, _held: object
    ) -> None:
        if monotonic() - record.info.get("rests_since", monotonic()) < RESTED:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError from error

    event.listen(engine, "connect", on_connect)
    event.listen(engine, "checkin", on_checkin)
    event.listen(engine, "checkout", on_checkout)


def _is_limited(connection: Connection) -> bool:
    return (connection.dialect.server_version_info or ()) >= LIMITED


def _milliseconds(span: timedelta) -> int:
    return span // timedelta(milliseconds=1)


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise BadSettings("DATABASE_URL을 읽을 수 없습니다. 예: sqlite:///sosik.db") from error
    backend = address.get_backend_name()
    if backend == "postgresql":
        return address.set(drivername="postgresql+psycopg")
    if backend != "sqlite":
        raise BadSettings(
            f"DATABASE_URL은 sqlite:///… 또는 postgresql://… 이어야 합니다 (지금: {backend})"
        )
    if address.database in {None, "", ":memory:"}:
        raise BadSettings("DATABASE_URL에 파일 경로가 필요합니다. 예: sqlite:///sosik.db")
    return address.set(drivername="sqlite")


def _make_folder(address: URL) -> None:
    try:
        Path(address.database or "").parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadSettings(f"데이터베이스 폴더를 만들 수 없습니다: {address.database}") from error


@contextmanager
def _translated() -> Iterator[None]:
    """Turns what the library says of a database in trouble into our words; a bug stays a bug."""
    try:
        yield
    except PoolTimeout as error:
        raise StoreBusy("데이터베이스가 바빠서 응답하지 않습니다") from error
    except DBAPIError as error:
        if any(mark in repr(error.orig) for mark in MISSING_TABLE):
            raise SchemaRefused(
                "데이터베이스가 이 버전에 맞지 않습니다. `sosik migrate`를 실행해 주세요"
            ) from error
        if _code(error) == sqlite3.SQLITE_NOTADB:
            raise BadSettings("DATABASE_URL의 파일은 SQLite 데이터베이스가 아닙니다") from error
        if error.statement is None and is_refusal(str(error.orig)):
            raise StoreRefused(
                "PostgreSQL에 들어갈 수 없습니다. DATABASE_URL의 주소, 사용자, 비밀번호, "
                f"데이터베이스 이름을 확인해 주세요 ({error.orig})"
            ) from error
        if _is_trouble(error):
            advice = TROUBLE.get(_code(error), "데이터베이스 서버와 연결을 확인해 주세요")
            message = f"데이터베이스를 지금 쓸 수 없습니다. {advice} ({error.orig})."
            raise (StoreFull if _is_full(error) else StoreBusy)(message) from error
        raise


def _is_trouble(error: DBAPIError) -> bool:
    """Whether the database is locked, full, away or restarting, rather than asked wrongly."""
    if isinstance(error.orig, sqlite3.Error):
        return _code(error) in TROUBLE
    is_passing = getattr(error.orig, "sqlstate", None) in PASSING
    return (
        is_passing
        or error.connection_invalidated
        or isinstance(error, OperationalError | InterfaceError)
    )


def _is_full(error: DBAPIError) -> bool:
    state = getattr(error.orig, "sqlstate", None)
    return _code(error) == sqlite3.SQLITE_FULL or state == DISK_FULL


def _code(error: DBAPIError) -> int:
    """SQLite's number for the error, 0 for another library's."""
    code: int = getattr(error.orig, "sqlite_errorcode", 0)
    return code & PRIMARY_CODE
