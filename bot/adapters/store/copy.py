"""Moving house: every row of one store into an empty one, of the other dialect if need be.

One transaction on the new store, so that it is all or nothing, from one moment of the old one.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, Table, func, insert, select, text

from bot.adapters.store.engine import UNLIMITED, Turn
from bot.adapters.store.journeys import journey
from bot.adapters.store.migrate import migrate
from bot.adapters.store.partitions import make_days
from bot.adapters.store.search import index_articles
from bot.adapters.store.store import SqlStore
from bot.adapters.store.tables import (
    alerts,
    article_keys,
    articles,
    audit,
    leases,
    metadata,
    workers,
)
from bot.errors import BadSettings

ROWS = 1_000  # read and written at a time
COUNTED = (alerts, articles, audit)  # tables that number their rows by themselves
LEFT = {leases.name, workers.name}  # who works where; nobody does in the new house
MOST_DAYS = 400  # with partitions of their own; what is older lies together

_DAYS = select(func.min(article_keys.c.day), func.max(article_keys.c.day))


def copy(old: SqlStore, new: SqlStore) -> Mapping[str, int]:
    """How many rows of each table now stand in the new store, counted there after the copy.

    Both are brought up to this program's tables first. Nobody may write to the old one meanwhile:
    what comes after the moment of the copy stays behind.

    Raises:
        BadSettings: the new store holds something already.
        SchemaRefused: one of them is newer than this program.
        StoreBusy: one of them is locked or away; nothing was copied.
    """
    migrate(old)
    migrate(new)
    tables = [table for table in metadata.sorted_tables if table.name not in LEFT]
    moving = new.database.writing(Turn.MIGRATING, longest=UNLIMITED)
    with old.database.reading() as source, moving as target:
        for table in tables:
            if _count(target, table):
                raise BadSettings(f"옮길 곳이 비어 있지 않습니다 ({table.name})")
        _make_days(source, target)
        for table in tables:
            _copy_table(source, target, table)
        _go_on_counting(target)
        counts = {table.name: _count(target, table) for table in tables}
        wanted = {table.name: _count(source, table) for table in tables}
        if counts != wanted:
            raise RuntimeError(f"rows are missing: {counts} of {wanted}")
    return counts


def _copy_table(source: Connection, target: Connection, table: Table) -> None:
    keep = _pour if target.dialect.name == "postgresql" else _insert
    ordered = select(table).order_by(*table.primary_key.columns)
    found = source.execution_options(yield_per=ROWS).execute(ordered)
    for batch in found.mappings().partitions(ROWS):
        rows = [dict(row) for row in batch]
        keep(target, table, rows)
        if table is articles:
            index_articles(target, rows)


def _insert(target: Connection, table: Table, rows: Sequence[dict[str, object]]) -> None:
    target.execute(insert(table), rows)


def _pour(target: Connection, table: Table, rows: Sequence[dict[str, object]]) -> None:
    """By COPY: there are millions of keys, and an INSERT each takes minutes."""
    dialect, names = target.dialect, [column.name for column in table.columns]
    prepared = [column.type.dialect_impl(dialect).bind_processor(dialect) for column in table.c]
    as_bound = [prepare or _as_it_is for prepare in prepared]
    listed = ", ".join(dialect.identifier_preparer.quote(name) for name in names)
    statement = f"COPY {table.name} ({listed}) FROM STDIN"
    with journey(target) as driver, driver.cursor() as cursor, cursor.copy(statement) as pouring:
        for row in rows:
            values = zip(names, as_bound, strict=True)
            pouring.write_row([bound(row[name]) for name, bound in values])


def _as_it_is(value: object) -> object:
    return value


def _make_days(source: Connection, target: Connection) -> None:
    """Partitions for the days that come along, so that they can be dropped whole one day."""
    first, last = source.execute(_DAYS).one()
    if target.dialect.name == "postgresql" and first is not None:
        make_days(target, max(first, last - MOST_DAYS), last)


def _go_on_counting(target: Connection) -> None:
    """PostgreSQL's sequences have not seen the numbers; SQLite finds its own by the rows."""
    if target.dialect.name != "postgresql":
        return
    for table in COUNTED:
        last = target.execute(select(func.max(table.c.number))).scalar()
        if last is not None:
            asked = {"name": table.name, "last": last}
            target.execute(
                text("SELECT setval(pg_get_serial_sequence(:name, 'number'), :last)"), asked
            )


def _count(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()
