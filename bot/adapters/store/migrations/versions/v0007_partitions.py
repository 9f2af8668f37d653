"""PostgreSQL: partitions by day and by hash, an index for search, and tables that are vacuumed soon.

The measured reasons stand in docs/scale.md. SQLite keeps its plain tables and its own index.
"""

import re
import time

from alembic import op
from sqlalchemy import Connection, text

revision = "0007"
down_revision = "0006"

HASHES = 16
AHEAD = 7
MOST_DAYS = 400  # of partitions made for what is kept already; older rows lie in the default one
ROWS = 500

SEEN_KEYS = """
ALTER TABLE seen_keys RENAME TO seen_keys_old;
ALTER INDEX seen_keys_pkey RENAME TO seen_keys_old_pkey;
CREATE TABLE seen_keys (
    key bigint NOT NULL, seen_at bigint NOT NULL, PRIMARY KEY (key)
) PARTITION BY HASH (key);
"""
# By key first: within a partition the day says nothing.
DAILY = """
ALTER TABLE article_keys RENAME TO article_keys_old;
ALTER INDEX article_keys_pkey RENAME TO article_keys_old_pkey;
CREATE TABLE article_keys (
    day integer NOT NULL, key bigint NOT NULL, number bigint NOT NULL,
    PRIMARY KEY (key, number, day)
) PARTITION BY RANGE (day);
CREATE TABLE article_keys_default PARTITION OF article_keys DEFAULT;
CREATE TABLE article_words (
    day integer NOT NULL, number bigint NOT NULL, pairs tsvector NOT NULL,
    PRIMARY KEY (number, day)
) PARTITION BY RANGE (day);
CREATE INDEX ix_article_words_pairs ON article_words USING gin (pairs);
CREATE TABLE article_words_default PARTITION OF article_words DEFAULT;
"""
# Rows that change with every poll and step: room on their page, and vacuumed by count, not share.
HOT = """
ALTER TABLE feeds SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02,
    autovacuum_vacuum_threshold = 200);
ALTER TABLE leases SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_threshold = 200);
ALTER TABLE memos SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_threshold = 200);
ALTER TABLE alerts SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02,
    autovacuum_vacuum_threshold = 500);
ALTER TABLE entries SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02,
    autovacuum_vacuum_threshold = 1000);
ALTER TABLE pgqueuer SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
"""
DAY = 86_400_000_000
MOST_PAIRS = 50_000  # of one article: a tsvector holds a megabyte
RUN = re.compile(r"[^\W_]+")


def upgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    connection.exec_driver_sql(SEEN_KEYS)
    for part in range(HASHES):
        connection.exec_driver_sql(
            f"CREATE TABLE seen_keys_h{part} PARTITION OF seen_keys"
            f" FOR VALUES WITH (MODULUS {HASHES}, REMAINDER {part})"
        )
    connection.exec_driver_sql("INSERT INTO seen_keys SELECT key, seen_at FROM seen_keys_old")
    connection.exec_driver_sql(DAILY)
    _make_days(connection)
    connection.exec_driver_sql(
        "INSERT INTO article_keys SELECT day, key, number FROM article_keys_old"
    )
    _index_words(connection)
    connection.exec_driver_sql("DROP TABLE seen_keys_old, article_keys_old")
    connection.exec_driver_sql(HOT)


def _make_days(connection: Connection) -> None:
    kept = connection.exec_driver_sql(
        "SELECT day FROM article_keys_old UNION SELECT seen_at / 86400000000 FROM articles"
    ).scalars()
    today = int(time.time()) // 86_400
    days = sorted({*kept, *range(today, today + AHEAD + 1)})[-MOST_DAYS:]
    for day in days:
        for table in ("article_keys", "article_words"):
            connection.exec_driver_sql(
                f"CREATE TABLE {table}_d{day} PARTITION OF {table}"
                f" FOR VALUES FROM ({day}) TO ({day + 1})"
            )


def _index_words(connection: Connection) -> None:
    add = text(
        "INSERT INTO article_words (day, number, pairs)"
        " VALUES (:day, :number, array_to_tsvector(CAST(:pairs AS text[])))"
    )
    last = 0
    while True:
        rows = connection.execute(
            text(
                "SELECT number, seen_at, title, text FROM articles"
                " WHERE number > :last ORDER BY number LIMIT :rows"
            ),
            {"last": last, "rows": ROWS},
        ).all()
        if not rows:
            return
        words = [
            {"day": row.seen_at // DAY, "number": row.number, "pairs": _pairs(row.title, row.text)}
            for row in rows
        ]
        connection.execute(add, words)
        last = rows[-1].number


def _pairs(title: str, content: str) -> list[str]:
    runs = RUN.findall(f"{title}\n{content}".casefold())
    found = dict.fromkeys(run[at : at + 2] for run in runs for at in range(len(run)))
    return list(found)[:MOST_PAIRS]
