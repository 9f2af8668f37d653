"""Leases and memos in the store."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Text, bindparam, delete, func, select, text
from typing_extensions import override

from bot.adapters.inside import Inside
from bot.adapters.store.engine import Database
from bot.adapters.store.inserts import upsert
from bot.adapters.store.tables import Moment, leases, memos
from bot.ports import LeaseBook, MemoBook

_TAKE = upsert(
    leases,
    ["owner", "until"],
    returning=leases.c.name,
    where=text("leases.owner = excluded.owner OR leases.until <= :now").bindparams(
        bindparam("now", type_=Moment())
    ),
)
_RELEASE = delete(leases).where(
    leases.c.name == bindparam("of_name"), leases.c.owner == bindparam("of_owner")
)
_KIND = 7_305  # of advisory locks by name; those of turns have one key, these two
_ALONE = select(
    func.pg_try_advisory_xact_lock(_KIND, func.hashtext(bindparam("of_name", type_=Text)))
)
_GET = select(memos.c.value).where(memos.c.key == bindparam("of_key"))
_PUT = upsert(memos, ["value"])


class SqlLeases(LeaseBook):
    """The LeaseBook port on the store."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._inside = Inside()

    @override
    def take(self, name: str, owner: str, now: datetime, until: datetime) -> bool:
        row = {"name": name, "owner": owner, "until": until, "now": now}
        with self._database.writing_once() as connection:
            return connection.execute(_TAKE[self._database.dialect], row).first() is not None

    @override
    def release(self, name: str, owner: str) -> None:
        with self._database.writing_once() as connection:
            connection.execute(_RELEASE, {"of_name": name, "of_owner": owner})

    @contextmanager
    @override
    def alone(self, name: str) -> Iterator[bool]:
        if self._database.dialect == "postgresql":
            with self._database.reading() as connection:
                yield connection.execute(_ALONE, {"of_name": name}).scalar_one()
        else:  # one process
            with self._inside.enter(name) as is_alone:
                yield is_alone


class SqlMemos(MemoBook):
    """The MemoBook port on the store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @override
    def get(self, key: str) -> str | None:
        with self._database.reading_once() as connection:
            return connection.execute(_GET, {"of_key": key}).scalar_one_or_none()

    @override
    def put(self, key: str, value: str) -> None:
        with self._database.writing_once() as connection:
            connection.execute(_PUT[self._database.dialect], {"key": key, "value": value})
