"""CPU of one placement with 10,000, 100,000 and 1,000,000 articles stored.

    python bench/placement_cost.py [ARTICLES ...]

Keys lie in an indexed SQLite table in a temporary file, and of each key the newest POSTINGS articles
are looked at. Stored articles are synthetic releases: a pool of real fingerprints, told apart by
salting every other key, so that half of the keys are as crowded as the store grows.
"""

import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from bench.labelled import parts
from bot.model import Candidate, Fingerprint
from bot.stories.grouping import Grouper
from tests.fakes.desk import POSTINGS
from tests.fakes.releases import NOON, carried, original

POOL = 1_000
PLACEMENTS = 200
MASK = (1 << 63) - 1


def stored(pool: list[Fingerprint], articles: int) -> Iterator[tuple[int, int]]:
    for article in range(articles):
        salt = article // POOL * 0x9E3779B97F4A7C15
        for place, key in enumerate(pool[article % POOL].keys):
            yield (key if place % 2 or not salt else key ^ salt & MASK), article


def candidates(
    table: sqlite3.Connection, pool: list[Fingerprint], keys: tuple[int, ...], limit: int
) -> list[Candidate]:
    shared: Counter[int] = Counter()
    for key in keys:
        rows = table.execute(
            "select article from keys where key = ? order by article desc limit ?", (key, POSTINGS)
        )
        shared.update(article for (article,) in rows)
    return [
        Candidate(
            article_id=article,
            story_id=article,
            at=datetime.fromtimestamp(NOON.timestamp(), UTC),
            shared=count,
            features=pool[article % POOL].features,
        )
        for article, count in shared.most_common(limit)
    ]


def measure(grouper: Grouper, pool: list[Fingerprint], articles: int, folder: str) -> float:
    path = Path(folder) / f"{articles}.sqlite"
    table = sqlite3.connect(path)
    table.execute("pragma synchronous = off")
    table.execute(
        "create table keys (key integer, article integer, primary key (key, article)) without rowid"
    )
    table.executemany("insert or ignore into keys values (?, ?)", stored(pool, articles))
    table.commit()
    new = [carried(number, 2) for number in range(PLACEMENTS)]
    started = time.process_time()
    for article in new:
        fingerprint = grouper.fingerprint(article)
        found = candidates(table, pool, fingerprint.keys, grouper.max_candidates)
        grouper.place(article, fingerprint, found, [])
    spent = (time.process_time() - started) / PLACEMENTS * 1_000
    size = path.stat().st_size / 1e6
    print(f"{articles:>9,} stored: {spent:.2f} ms CPU a placement, key table {size:,.0f} MB")
    return spent


def main() -> None:
    sizes = [int(size) for size in sys.argv[1:]] or [10_000, 100_000, 1_000_000]
    grouper = Grouper(*parts())
    pool = [grouper.fingerprint(original(number)) for number in range(POOL)]
    blob = sum(len(each.features) for each in pool) / POOL
    keys = sum(len(each.keys) for each in pool) / POOL
    print(f"{keys:.0f} keys and {blob:,.0f} bytes of features an article")
    with tempfile.TemporaryDirectory() as folder:
        spent = [measure(grouper, pool, size, folder) for size in sizes]
    print(f"largest to smallest: {spent[-1] / spent[0]:.2f}")


if __name__ == "__main__":
    main()
