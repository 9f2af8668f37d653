"""Day partitions on PostgreSQL: made ahead of time, dropped whole when their day is forgotten.

    article_keys, article_words   one partition a day, and one for days that nobody made yet
    seen_keys                     sixteen by hash: a key must stay unique whatever its day

What is written falls into today's partition, whose indices stay as small as a day is, however much
is kept; forgetting a day is one DROP TABLE. On SQLite these are plain tables.
"""

import re
from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import Connection, bindparam, exists, select, text

from bot.adapters.store.engine import Database, Turn
from bot.adapters.store.tables import EPOCH, MICROSECOND, articles, day_of

DAILY = ("article_keys", "article_words")
AHEAD = 7  # days made before they begin
DAY = timedelta(days=1)

_PARTITIONS = text(
    "SELECT child.relname FROM pg_inherits"
    " JOIN pg_class child ON child.oid = inhrelid JOIN pg_class parent ON parent.oid = inhparent"
    " WHERE parent.relname = :parent AND parent.relnamespace = current_schema()::regnamespace"
)
_KEPT = select(
    exists().where(
        articles.c.seen_at >= bindparam("begins"), articles.c.seen_at < bindparam("ends")
    )
)
# Words of a day without a partition: those of an article that is kept stay.
_STRAY_WORDS = text(
    "DELETE FROM article_words_default WHERE day < :before"
    " AND number NOT IN (SELECT number FROM articles WHERE seen_at < :moment)"
)


def days_of(connection: Connection, table: str) -> Collection[int]:
    """The days since 1970 that have a partition of their own."""
    names = connection.execute(_PARTITIONS, {"parent": table}).scalars()
    found = (re.fullmatch(rf"{table}_d(\d+)", name) for name in names)
    return {int(match[1]) for match in found if match}


def make_days(connection: Connection, first: int, last: int) -> None:
    """Partitions for these days; rows of theirs that came before them move in.

    To be called in the turn of placing, or on tables that nobody uses: only there rows are written.
    """
    for table in DAILY:
        for day in sorted(set(range(first, last + 1)) - set(days_of(connection, table))):
            _make_day(connection, table, day)


def _make_day(connection: Connection, table: str, day: int) -> None:
    name = f"{table}_d{day}"
    moved = f"DELETE FROM {table}_default WHERE day = {day} RETURNING *"  # noqa: S608  # ours
    for statement in (
        f"CREATE TABLE {name} (LIKE {table} INCLUDING ALL)",
        f"WITH moved AS ({moved}) INSERT INTO {name} SELECT * FROM moved",  # noqa: S608  # ours
        f"ALTER TABLE {table} ATTACH PARTITION {name} FOR VALUES FROM ({day}) TO ({day + 1})",
    ):
        connection.exec_driver_sql(statement)


def keep_days(database: Database, before: int) -> None:
    """Makes the days to come, and drops those before that day; does nothing on SQLite.

    The words of a day stay while an article of it is kept. Each day is dropped by itself, so that
    nobody who wants to place waits for long, however many have gathered.
    """
    if database.dialect != "postgresql":
        return
    today = day_of(database.now())
    with database.writing(Turn.PLACING) as connection:
        make_days(connection, today, today + AHEAD)
        keys, words = (days_of(connection, table) for table in ("article_keys", "article_words"))
    for day in (each for each in keys if each < before):
        with database.writing(Turn.PLACING) as connection:
            connection.exec_driver_sql(f"DROP TABLE IF EXISTS article_keys_d{day}")
    for day in (each for each in words if each < before):
        with database.writing(Turn.PLACING) as connection:
            if not _has_articles(connection, day):
                connection.exec_driver_sql(f"DROP TABLE IF EXISTS article_words_d{day}")
    with database.writing(Turn.PLACING) as connection:
        connection.execute(_STRAY_WORDS, {"before": before, "moment": before * DAY // MICROSECOND})


def _has_articles(connection: Connection, day: int) -> bool:
    asked = {"begins": EPOCH + day * DAY, "ends": EPOCH + (day + 1) * DAY}
    return bool(connection.execute(_KEPT, asked).scalar())
