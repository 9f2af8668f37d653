"""Why `articles` are one table on PostgreSQL: the same rows beside a copy with a partition a day.

    python -m bench.partitions [--articles 90000] [--rounds 1000]

Asks both what the line asks of them: an article by its id, the members of a story, an insert; and
forgets the oldest of thirty days. Prints milliseconds of the server's processor a call.
"""

import argparse
import random
import time

import psutil
import psycopg

from tests.fakes.crashing_server import crashing_server

DAYS = 30
TABLES = """
CREATE TABLE whole (day int NOT NULL, number bigint PRIMARY KEY, id bigint NOT NULL UNIQUE,
    story_id bigint NOT NULL, url_key bigint NOT NULL, text text NOT NULL);
CREATE INDEX ON whole (story_id, number);
CREATE INDEX ON whole (url_key);
CREATE TABLE apart (day int NOT NULL, number bigint NOT NULL, id bigint NOT NULL,
    story_id bigint NOT NULL, url_key bigint NOT NULL, text text NOT NULL,
    PRIMARY KEY (day, number), UNIQUE (day, id)) PARTITION BY RANGE (day);
CREATE INDEX ON apart (id);
CREATE INDEX ON apart (story_id, number);
CREATE INDEX ON apart (url_key);
"""


Connection = psycopg.Connection[tuple[object, ...]]


class Server:
    """The server's processor, and how much of it was spent."""

    def __init__(self, pid: int) -> None:
        self._postmaster = psutil.Process(pid)

    def spent(self) -> float:
        """Seconds so far."""
        times = [each.cpu_times() for each in (self._postmaster, *self._postmaster.children())]
        return sum(each.user + each.system for each in times)


def fill(connection: Connection, kept: int) -> None:
    """So many rows over the days in either table."""
    connection.execute(TABLES)
    for day in range(DAYS + 1):
        connection.execute(
            f"CREATE TABLE apart_d{day} PARTITION OF apart FOR VALUES FROM ({day}) TO ({day + 1})"
        )
    for table in ("whole", "apart"):
        connection.execute(
            f"INSERT INTO {table} SELECT n * {DAYS} / {kept + 1}, n, n * 7919, n / 3, n, "
            f"repeat(md5(n::text), 50) FROM generate_series(1, {kept}) n"
        )
    connection.execute("VACUUM ANALYZE")


def ask(connection: Connection, server: Server, table: str, kept: int, rounds: int) -> None:
    """Prints what each question to the table costs."""
    dice = random.Random(7)
    questions = {
        "by id": f"SELECT number FROM {table} WHERE id = %s",
        "members": f"SELECT number, text FROM {table} WHERE story_id = %s ORDER BY number",
        "insert": f"INSERT INTO {table} VALUES ({DAYS}, %s, %s, %s, 1, 'x')",
    }
    for name, question in questions.items():
        before = server.spent()
        for turn in range(rounds):
            number = kept + turn + 1 if name == "insert" else dice.randrange(1, kept // 3)
            values = {"by id": (number * 7919,), "members": (number,)}
            connection.execute(question, values.get(name, (number, number * 7919, number)))
        cost = 1000 * (server.spent() - before) / rounds
        print(f"{table:6} {name:8} {cost:.3f} ms")


def forget(connection: Connection, server: Server, kept: int) -> None:
    """Prints what it costs to forget the oldest day of either table."""
    for table, statement in {
        "whole": "DELETE FROM whole WHERE day = 0",
        "apart": "DROP TABLE apart_d0",
    }.items():
        before, begun = server.spent(), time.monotonic()
        connection.execute(statement)
        print(
            f"{table:6} forgetting {kept // DAYS:,}: {time.monotonic() - begun:.2f} s, "
            f"{server.spent() - before:.2f} s of processor"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=90_000)
    parser.add_argument("--rounds", type=int, default=1_000)
    chosen = parser.parse_args()
    with (
        crashing_server() as running,
        psycopg.connect(running.url, autocommit=True) as connection,
    ):
        server = Server(running.pid)
        fill(connection, chosen.articles)
        for table in ("whole", "apart"):
            ask(connection, server, table, chosen.articles, chosen.rounds)
        forget(connection, server, chosen.articles)


if __name__ == "__main__":
    main()
