"""Terms that people added, with the audit of who did what."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, func, insert, select
from typing_extensions import override

from bot.adapters.store.engine import Database, Turn
from bot.adapters.store.inserts import upsert
from bot.adapters.store.tables import audit, terms
from bot.model import Term, Watchlist
from bot.ports import TermBook

ADDED = "term_added"
REMOVED = "term_removed"

_SAVE = upsert(terms, ["term"])
_FORGET = delete(terms).where(
    terms.c.channel == bindparam("of_channel"), terms.c.name == bindparam("of_name")
)
_ALL = select(terms.c.channel, terms.c.term).order_by(terms.c.channel, terms.c.number)
_NOTE = insert(audit)
_REVISION = select(func.coalesce(func.max(audit.c.number), 0)).where(
    audit.c.action.in_([ADDED, REMOVED])
)


class SqlTerms(TermBook):
    """The TermBook port on the store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @override
    def add(self, channel: str, term: Term, who: str, now: datetime) -> None:
        content = json.dumps(asdict(term), ensure_ascii=False)
        with self._database.writing(Turn.NAMING) as connection:
            row = {
                "channel": channel,
                "name": term.name,
                "number": connection.execute(_REVISION).scalar_one() + 1,
                "term": content,
            }
            connection.execute(_SAVE[self._database.dialect], row)
            _note(
                connection,
                at=now,
                who=who,
                action=ADDED,
                channel=channel,
                subject=term.name,
                detail=content,
            )

    @override
    def remove(self, channel: str, name: str, who: str, now: datetime) -> bool:
        with self._database.writing(Turn.NAMING) as connection:
            found = connection.execute(_FORGET, {"of_channel": channel, "of_name": name})
            if found.rowcount == 0:
                return False
            _note(
                connection,
                at=now,
                who=who,
                action=REMOVED,
                channel=channel,
                subject=name,
                detail="",
            )
            return True

    @override
    def watchlists(self) -> Sequence[Watchlist]:
        found: dict[str, list[Term]] = {}
        with self._database.reading_once() as connection:
            for row in connection.execute(_ALL):
                found.setdefault(row.channel, []).append(_term(row.term))
        return [
            Watchlist(name=channel, channels=(channel,), terms=tuple(found[channel]))
            for channel in sorted(found)
        ]

    @override
    def revision(self) -> int:
        with self._database.reading_once() as connection:
            revision: int = connection.execute(_REVISION).scalar_one()
            return revision


def _note(connection: Connection, **row: object) -> None:
    connection.execute(_NOTE, row)


def _term(content: str) -> Term:
    kept = json.loads(content)
    lists = {name: tuple(value) for name, value in kept.items() if isinstance(value, list)}
    return Term(**(kept | lists))
