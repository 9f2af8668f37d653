"""CPU of deciding where an article belongs with 10,000, 100,000 and 1,000,000 articles stored.

    python -m bench.placement_cost [--articles 10000 100000 1000000] [--real SHARED]

The articles lie in an SQLite store as `sosik migrate` makes it, over thirty days, and the store's own
questions find candidates and members. They are synthetic releases: a pool of real fingerprints, told
apart by salting every other key, so that half of the keys are as crowded as the store grows; of each
key a day keeps the newest POSTINGS, as the store trims them. Texts are short (nothing reads an old
one here), features whole. Keys are sorted before they are written: a million articles take some
minutes and 4 GB of disk. Printed are means of the whole and medians of its parts, what SQLite's cache
and the process hold while articles are placed, and the peak, most of it the making of the tables.
With --real the headlines and summaries of `corpus/naver_news.csv` are placed and kept first, one every
three minutes, and the last of them measured: their stories have members, their keys fewer postings.
"""

import argparse
import csv
import resource
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import psutil

from bench.labelled import parts
from bot.adapters.store import migrate, open_store
from bot.adapters.store.articles import article_row
from bot.adapters.store.tables import Moment, articles, day_of
from bot.model import Article, Fingerprint, Placement, Relation
from bot.ports import POSTINGS, Desk
from bot.stories.features import pack, unpack
from bot.stories.grouping import Grouper
from tests.fakes.releases import NOON, article, carried, original

POOL = 1_000
PLACEMENTS = 200
REAL_PLACEMENTS = 800
OUTLETS = 37  # that the real articles, whose outlets nobody wrote down, are dealt to
DAYS = 30
MASK = (1 << 63) - 1
SLICE = 200_000
COLUMNS = [column.name for column in articles.c]


def seen_at(number: int, kept: int) -> datetime:
    """The last articles came just before noon."""
    return NOON - timedelta(days=DAYS) * ((kept - number) / kept)


def stored_keys(pool: list[Fingerprint], kept: int) -> Iterator[list[tuple[int, int, int]]]:
    """The rows (day, key, number) in ascending order, a slice at a time."""
    lengths = [len(each.keys) for each in pool]
    own = np.concatenate([np.array(each.keys, dtype=np.uint64) for each in pool])
    odd = np.concatenate([np.arange(length) for length in lengths]) % 2
    member = np.repeat(np.arange(len(pool)), lengths)
    rounds = np.arange(kept // len(pool), dtype=np.uint64)[:, None]
    salt = rounds * np.uint64(0x9E3779B97F4A7C15) & np.uint64(MASK)
    keys = np.where(odd, own ^ salt, own).ravel()
    numbers = (rounds.astype(np.int64) * len(pool) + member).ravel()
    days = np.array([day_of(seen_at(number, kept)) for number in range(kept)])
    for day in np.unique(days):
        of_day = days[numbers] == day
        few, theirs = keys[of_day], numbers[of_day]
        order = np.lexsort((theirs, few))
        few, theirs = few[order], theirs[order]
        last = np.searchsorted(few, few, side="right")
        newest = last - np.arange(len(few)) <= POSTINGS
        few, theirs = few[newest].tolist(), theirs[newest].tolist()
        for start in range(0, len(few), SLICE):
            end = start + SLICE
            yield [(int(day), *row) for row in zip(few[start:end], theirs[start:end], strict=True)]


def stored_articles(pool: list[Fingerprint], kept: int) -> Iterator[tuple[object, ...]]:
    moment = Moment()
    for number in range(kept):
        at = seen_at(number, kept)
        told = article(number + 1, "제목", "본문", published_at=at, seen_at=at)
        placement = Placement(story_id=told.id, relation=Relation.FIRST)
        features = replace(unpack(pool[number % POOL].features), at=int(at.timestamp()))
        fingerprint = replace(pool[number % POOL], features=pack(features))
        row = article_row(told, fingerprint, placement, told.id) | {"number": number}
        for name in ("seen_at", "published_at"):
            row[name] = moment.process_bind_param(row[name], None)
        yield tuple(row[name] for name in COLUMNS)


def fill(path: Path, pool: list[Fingerprint], kept: int) -> None:
    file = sqlite3.connect(path)
    file.execute("pragma synchronous = off")
    marks = ", ".join("?" * len(COLUMNS))
    file.executemany(
        f"insert into articles ({', '.join(COLUMNS)}) values ({marks})", stored_articles(pool, kept)
    )
    for rows in stored_keys(pool, kept):
        file.executemany("insert or ignore into article_keys values (?, ?, ?)", rows)
    file.commit()
    file.execute("pragma wal_checkpoint(truncate)")
    file.close()


def place(
    grouper: Grouper, desk: Desk, article: Article, *, keep: bool = False
) -> tuple[float, float, float]:
    """CPU seconds of fingerprint, lookup and scoring; `keep` saves the article behind the clock."""
    started = time.process_time()
    fingerprint = grouper.fingerprint(article)
    fingerprinted = time.process_time()
    since = article.seen_at - grouper.window
    found = desk.candidates(fingerprint.keys, since, grouper.max_candidates)
    looked_up = time.process_time()
    sight = grouper.look(fingerprint, found)
    seen = time.process_time()
    members = desk.members(sight.stories, grouper.max_members)
    looked_closer = time.process_time()
    placement = grouper.place(article, sight, members)
    scored = time.process_time()
    if keep:
        desk.save(article, fingerprint, (), placement)
        desk.is_placed(article.id)  # what waits to be written is written now
    lookup = looked_up - fingerprinted + looked_closer - seen
    return fingerprinted - started, lookup, scored - fingerprinted - lookup


def measure(grouper: Grouper, pool: list[Fingerprint], kept: int, folder: str) -> float:
    path = Path(folder) / f"{kept}.sqlite"
    store = open_store(f"sqlite:///{path}")
    migrate(store)
    fill(path, pool, kept)
    unpack.cache_clear()
    before = psutil.Process().memory_info().rss
    with store.stories.placing() as desk:
        costs = [place(grouper, desk, carried(number, 2)) for number in range(PLACEMENTS)]
    held = (psutil.Process().memory_info().rss - before) / 1e6
    store.close()
    size = path.stat().st_size / 1e6
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    print(f"{kept:>9,} stored: {told(costs)}, {held:,.0f} MB held, store {size:,.0f} MB, "
          f"peak memory {peak:,.0f} MB", flush=True)  # fmt: skip
    return float(np.sum(costs))


def told(costs: list[tuple[float, float, float]]) -> str:
    spent = float(np.sum(costs)) / len(costs) * 1_000
    each = np.median(costs, axis=0) * 1_000
    return (f"{spent:.2f} ms CPU a placement (medians: fingerprint {each[0]:.2f}, "
            f"lookup {each[1]:.2f}, scoring {each[2]:.2f})")  # fmt: skip


def measure_real(grouper: Grouper, shared: Path, folder: str) -> None:
    with (shared / "data/corpus/naver_news.csv").open(encoding="utf-8-sig") as lines:
        rows = list(csv.DictReader(lines))
    store = open_store(f"sqlite:///{folder}/real.sqlite")
    migrate(store)
    costs = []
    for number, row in enumerate(rows):
        outlet = f"매체{number % OUTLETS}"
        url = f"https://outlet{number % OUTLETS}.example/{number}"
        new = article(
            number + 1, row["title"], row["description"], 3 * number, outlet=outlet, url=url
        )
        with store.stories.placing() as desk:
            costs.append(place(grouper, desk, new, keep=True))
    store.close()
    print(f"{len(rows):>9,} real ones: {told(costs[-REAL_PLACEMENTS:])}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, nargs="*", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--real", type=Path)
    chosen = parser.parse_args()
    grouper = Grouper(*parts())
    pool = [grouper.fingerprint(original(number)) for number in range(POOL)]
    blob = sum(len(each.features) for each in pool) / POOL
    keys = sum(len(each.keys) for each in pool) / POOL
    print(f"{keys:.0f} keys and {blob:,.0f} bytes of features an article")
    with tempfile.TemporaryDirectory() as folder:
        spent = [measure(grouper, pool, size, folder) for size in chosen.articles]
        if chosen.real:
            measure_real(grouper, chosen.real, folder)
    if spent:
        print(f"largest to smallest: {spent[-1] / spent[0]:.2f}")


if __name__ == "__main__":
    main()
