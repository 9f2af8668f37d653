"""Entries in the store: what waits to be read."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, func, select, update
from typing_extensions import override

from bot.adapters.store.engine import AnyRow, Database
from bot.adapters.store.tables import entries
from bot.errors import NotFound
from bot.model import Entry, EntryClosed, Waiting
from bot.ports import EntryBook

_WAITING = (
    select(entries.c.id, entries.c.url, entries.c.backlog)
    .where(entries.c.closed.is_(None), entries.c.due_at <= bindparam("now"))
    .order_by(
        entries.c.backlog,
        entries.c.first_seen_at,
        func.coalesce(entries.c.published_at, entries.c.first_seen_at),
        entries.c.id,
    )
    .limit(bindparam("limit"))
)
_ONE = select(entries).where(entries.c.id == bindparam("entry_id"))
_OPEN = _ONE.where(entries.c.closed.is_(None))
_POSTPONE = (
    update(entries)
    .where(entries.c.id == bindparam("entry_id"), entries.c.closed.is_(None))
    .values(tries=entries.c.tries + 1, due_at=bindparam("until"), error=bindparam("why"))
)
CLOSE = (
    update(entries)
    .where(entries.c.id == bindparam("entry_id"), entries.c.closed.is_(None))
    .values(closed=bindparam("how"), note=bindparam("why"))
)


class SqlEntries(EntryBook):
    """The EntryBook port on the store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @override
    def waiting(self, now: datetime, limit: int) -> Sequence[Waiting]:
        with self._database.reading_once() as connection:
            rows = connection.execute(_WAITING, {"now": now, "limit": limit})
            return [Waiting(id=row.id, url=row.url, backlog=row.backlog) for row in rows]

    @override
    def entry(self, entry_id: int) -> Entry:
        with self._database.reading_once() as connection:
            row = connection.execute(_ONE, {"entry_id": entry_id}).one_or_none()
        if row is None:
            raise NotFound(f"보관된 항목이 없습니다: {entry_id}")
        return _entry(row)

    @override
    def opened(self, entry_id: int) -> Entry | None:
        with self._database.reading_once() as connection:
            row = connection.execute(_OPEN, {"entry_id": entry_id}).one_or_none()
        return None if row is None else _entry(row)

    @override
    def postpone(self, entry_id: int, until: datetime, error: str) -> None:
        with self._database.writing_once() as connection:
            connection.execute(_POSTPONE, {"entry_id": entry_id, "until": until, "why": error})

    @override
    def close(self, entry_id: int, how: EntryClosed, note: str) -> None:
        with self._database.writing_once() as connection:
            connection.execute(CLOSE, closing(entry_id, how, note))


def closing(entry_id: int, how: EntryClosed, note: str) -> dict[str, object]:
    """The parameters of CLOSE."""
    return {"entry_id": entry_id, "how": how.value, "why": note}


def entry_row(entry: Entry) -> dict[str, object]:
    """A new entry as a row that waits from its first sight on."""
    return {
        "id": entry.id,
        "feed_url": entry.feed_url,
        "outlet": entry.outlet,
        "url": entry.url,
        "title": entry.title,
        "summary": entry.summary,
        "published_at": entry.published_at,
        "first_seen_at": entry.first_seen_at,
        "identity_keys": " ".join(map(str, entry.identity_keys)),
        "backlog": entry.backlog,
        "tries": entry.tries,
        "due_at": entry.first_seen_at,
    }


def _entry(row: AnyRow) -> Entry:
    return Entry(
        id=row.id,
        feed_url=row.feed_url,
        outlet=row.outlet,
        url=row.url,
        title=row.title,
        summary=row.summary,
        published_at=row.published_at,
        first_seen_at=row.first_seen_at,
        identity_keys=tuple(map(int, row.identity_keys.split())),
        backlog=row.backlog,
        tries=row.tries,
    )
