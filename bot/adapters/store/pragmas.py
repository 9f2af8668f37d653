"""What each new SQLite connection is set to, and how it begins a transaction."""

import sqlite3
from datetime import timedelta
from time import monotonic, sleep

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import OperationalError

BY_ITSELF = "sosik_by_itself"
SWITCH_WAIT = timedelta(seconds=10)  # for others to let go of a file that turns to WAL
SWITCH_PAUSE = timedelta(milliseconds=20)  # between two tries


def writer_pragmas(*, checkpoints: bool) -> tuple[str, ...]:
    """What the writing connection sets; without `checkpoints` it leaves the log to another process."""
    pragmas = ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "PRAGMA foreign_keys=ON")
    return pragmas if checkpoints else (*pragmas, "PRAGMA wal_autocheckpoint=0")


def _set(cursor: sqlite3.Cursor, pragma: str) -> None:
    """Sets the pragma, waiting while others hold the file.

    busy_timeout does not cover the switch of a new file to WAL: of several processes that do it at
    once SQLite turns some away at once, lest they wait for each other (sqlite.org/wal.html).
    """
    until = monotonic() + SWITCH_WAIT.total_seconds()
    while True:
        try:
            cursor.execute(pragma)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or monotonic() > until:
                raise
            sleep(SWITCH_PAUSE.total_seconds())
        else:
            return


def prepare(engine: Engine, pragmas: tuple[str, ...], begin: str) -> None:
    """Makes each new connection of the engine ours: our pragmas, our BEGIN.

    A connection with the option `BY_ITSELF` begins nothing: each of its statements is a transaction.
    """

    def on_connect(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # sqlite3 would begin by itself, and deferred
        cursor = connection.cursor()
        for pragma in pragmas:
            _set(cursor, pragma)
        cursor.close()

    def on_begin(connection: Connection) -> None:
        if connection.get_execution_options().get(BY_ITSELF):
            return
        try:
            connection.connection.cursor().execute(begin)
        except sqlite3.Error as error:
            raise OperationalError(begin, None, error) from error

    event.listen(engine, "connect", on_connect)
    event.listen(engine, "begin", on_begin)
