"""Fewer journeys to the server: statements of whose results nothing is asked travel together.

On PostgreSQL a statement that waits for its answer costs a journey, and on a busy machine two turns
at the processor. What holds a lock meanwhile holds up everybody (psycopg's pipeline mode).
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeAlias

from sqlalchemy import Connection, Executable
from sqlalchemy.exc import DBAPIError

Rows: TypeAlias = Mapping[str, object] | Sequence[Mapping[str, object]]
_NAMELESS = "statements sent together"


@contextmanager
def together(connection: Connection) -> Iterator[None]:
    """Has the block's statements go to PostgreSQL in one journey. Their results must not be read.

    Raises:
        DBAPIError: one of them failed; those behind it were not tried.
    """
    if connection.dialect.name != "postgresql":
        yield
        return
    with journey(connection) as driver, driver.pipeline():
        yield


@contextmanager
def journey(connection: Connection) -> Iterator[Any]:
    """Psycopg's own connection, whose errors come out as SQLAlchemy's.

    Raises:
        DBAPIError: what was done with it failed.
    """
    driver: Any = connection.connection.driver_connection
    driver_error = connection.dialect.loaded_dbapi.Error
    try:
        yield driver
    except driver_error as error:
        raise DBAPIError.instance(
            _NAMELESS, None, error, driver_error, connection_invalidated=driver.closed
        ) from error


class Batch:
    """Writes of one transaction that wait to go together, in their order."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._waiting: list[tuple[Executable, Rows]] = []

    def add(self, statement: Executable, rows: Rows) -> None:
        """One more; no rows are no write."""
        if rows:
            self._waiting.append((statement, rows))

    def flush(self) -> None:
        """Writes what waits. To be called before anything is read that it changes."""
        waiting, self._waiting = self._waiting, []
        if waiting:
            with together(self._connection):
                for statement, rows in waiting:
                    self._connection.execute(statement, rows)
