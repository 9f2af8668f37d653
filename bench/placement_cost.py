"""CPU of one placement with 10,000, 100,000 and 1,000,000 articles stored.

    python bench/placement_cost.py [ARTICLES ...]

Keys lie in an indexed SQLite table in a temporary file, and of each key the newest POSTINGS articles
are looked at. Stored articles are synthetic releases: a pool of real fingerprints, told apart by
salting every other key, so that half of the keys are as crowded as the store grows. Rows are sorted
before they are written: a million articles take a minute or two. Means of the whole and medians of its parts are printed; the last column is the process's
peak memory so far, most of it the making of the table.
"""

import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from bench.labelled import parts
from bot.model import Candidate, Fingerprint
from bot.stories.grouping import Grouper
from tests.fakes.desk import POSTINGS
from tests.fakes.releases import NOON, carried, original

POOL = 1_000
PLACEMENTS = 200
MASK = (1 << 63) - 1
SLICE = 200_000


def stored(pool: list[Fingerprint], articles: int) -> Iterator[list[tuple[int, int]]]:
    """The rows (key, article) in ascending order, a slice at a time."""
    lengths = [len(each.keys) for each in pool]
    own = np.concatenate([np.array(each.keys, dtype=np.uint64) for each in pool])
    place = np.concatenate([np.arange(length) for length in lengths])
    member = np.repeat(np.arange(len(pool), dtype=np.uint64), lengths)
    rounds = np.arange(articles // len(pool), dtype=np.uint64)[:, None]
    salt = rounds * np.uint64(0x9E3779B97F4A7C15) & np.uint64(MASK)
    keys = np.where(place % 2, own, own ^ salt).ravel()
    numbers = (rounds * np.uint64(len(pool)) + member).ravel()
    order = np.lexsort((numbers, keys))
    for start in range(0, len(order), SLICE):
        part = order[start : start + SLICE]
        yield list(zip(keys[part].tolist(), numbers[part].tolist(), strict=True))


def candidates(
    table: sqlite3.Connection, pool: list[Fingerprint], keys: tuple[int, ...], limit: int
) -> list[Candidate]:
    # One question, as the store asks it.
    newest = (
        "select article from (select article from keys where key = ? order by article desc limit ?)"
    )
    rows = table.execute(
        f"select article, count(*) from ({' union all '.join([newest] * len(keys))})"
        " group by article order by 2 desc, 1 desc limit ?",
        (*(part for key in keys for part in (key, POSTINGS)), limit),
    )
    return [
        Candidate(
            article_id=article,
            story_id=article,
            at=datetime.fromtimestamp(NOON.timestamp(), UTC),
            shared=count,
            features=pool[article % POOL].features,
        )
        for article, count in rows
    ]


def measure(grouper: Grouper, pool: list[Fingerprint], articles: int, folder: str) -> float:
    path = Path(folder) / f"{articles}.sqlite"
    table = sqlite3.connect(path)
    table.execute("pragma synchronous = off")
    table.execute(
        "create table keys (key integer, article integer, primary key (key, article)) without rowid"
    )
    for rows in stored(pool, articles):
        table.executemany("insert or ignore into keys values (?, ?)", rows)
    table.commit()
    new = [carried(number, 2) for number in range(PLACEMENTS)]
    parts: list[tuple[float, float, float]] = []
    for article in new:
        started = time.process_time()
        fingerprint = grouper.fingerprint(article)
        fingerprinted = time.process_time()
        found = candidates(table, pool, fingerprint.keys, grouper.max_candidates)
        looked_up = time.process_time()
        grouper.place(article, fingerprint, found, [])
        scored = time.process_time()
        parts.append((fingerprinted - started, looked_up - fingerprinted, scored - looked_up))
    spent = float(np.sum(parts)) / PLACEMENTS * 1_000
    each = np.median(parts, axis=0) * 1_000
    size = path.stat().st_size / 1e6
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    print(f"{articles:>9,} stored: {spent:.2f} ms CPU a placement (medians: fingerprint {each[0]:.2f}, "
          f"lookup {each[1]:.2f}, scoring {each[2]:.2f}), key table {size:,.0f} MB, "
          f"peak memory {peak:,.0f} MB", flush=True)  # fmt: skip
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
