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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=90_000)
    parser.add_argument("--rounds", type=int, default=1_000)
    chosen = parser.parse_args()
    kept, dice = chosen.articles, random.Random(7)
    with crashing_server() as server:
        postmaster = psutil.Process(server.pid)
        with psycopg.connect(server.url, autocommit=True) as connection:
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

            def spent() -> float:
                times = [each.cpu_times() for each in (postmaster, *postmaster.children())]
                return sum(each.user + each.system for each in times)

            for table in ("whole", "apart"):
                questions = {
                    "by id": f"SELECT number FROM {table} WHERE id = %s",
                    "members": f"SELECT number, text FROM {table} WHERE story_id = %s ORDER BY number",
                    "insert": f"INSERT INTO {table} VALUES ({DAYS}, %s, %s, %s, 1, 'x')",
                }
                for name, question in questions.items():
                    before = spent()
                    for turn in range(chosen.rounds):
                        number = (
                            kept + turn + 1 if name == "insert" else dice.randrange(1, kept // 3)
                        )
                        values = {"by id": (number * 7919,), "members": (number,)}
                        connection.execute(
                            question, values.get(name, (number, number * 7919, number))
                        )
                    cost = 1000 * (spent() - before) / chosen.rounds
                    print(f"{table:6} {name:8} {cost:.3f} ms")
            for table, forget in {
                "whole": "DELETE FROM whole WHERE day = 0",
                "apart": "DROP TABLE apart_d0",
            }.items():
                before, begun = spent(), time.monotonic()
                connection.execute(forget)
                print(
                    f"{table:6} forgetting {kept // DAYS:,}: {time.monotonic() - begun:.2f} s, "
                    f"{spent() - before:.2f} s of processor"
                )


if __name__ == "__main__":
    main()
