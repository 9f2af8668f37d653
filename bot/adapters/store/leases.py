"""Leases and memos in the store."""

from datetime import datetime

from sqlalchemy import bindparam, delete, select, text
from typing_extensions import override

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
_GET = select(memos.c.value).where(memos.c.key == bindparam("of_key"))
_PUT = upsert(memos, ["value"])


class SqlLeases(LeaseBook):
    """The LeaseBook port on the store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @override
    def take(self, name: str, owner: str, now: datetime, until: datetime) -> bool:
        row = {"name": name, "owner": owner, "until": until, "now": now}
        with self._database.writing_once() as connection:
            return connection.execute(_TAKE[self._database.dialect], row).first() is not None

    @override
    def release(self, name: str, owner: str) -> None:
        with self._database.writing_once() as connection:
            connection.execute(_RELEASE, {"of_name": name, "of_owner": owner})


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
