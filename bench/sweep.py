"""Kills one article's line before and after every port call, starts it again, counts the damage.

Run: make sweep        (all points; `--step 10` takes every tenth, `--each` the last of each name)
"""

import argparse
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.tables import Tables, load_tables
from tests.fakes.killed_line import Outcome, moments, run_point

TOLD_EVERY = 20  # points


def one(tables: Tables, point: int) -> Outcome:
    with TemporaryDirectory() as folder:
        return run_point(Path(folder), tables, point)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--step", type=int, default=1)
    parser.add_argument("--each", action="store_true")
    options = parser.parse_args()
    tables = load_tables()
    with TemporaryDirectory() as folder:
        names = moments(Path(folder), tables)
    last = {name: number for number, name in enumerate(names, 1)}
    points = sorted(last.values()) if options.each else range(1, len(names) + 1, options.step)
    print(f"{len(points)} of {len(names)} points", flush=True)
    lost, doubled, runs = Counter[str](), Counter[str](), Counter[str]()
    with ProcessPoolExecutor(2, mp_context=get_context("fork")) as pool:
        outcomes = pool.map(partial(one, tables), points)
        for ran, (point, outcome) in enumerate(zip(points, outcomes, strict=True), 1):
            name = names[point - 1]
            if ran % TOLD_EVERY == 0:
                print(f"{ran} ran, {lost.total()} lost, {doubled.total()} doubled", flush=True)
            runs[name] += 1
            lost[name] += outcome.lost
            doubled[name] += outcome.doubled
            if not outcome.died:
                print(f"point {point} ({name}) was never reached", flush=True)
            if outcome.lost or outcome.doubled:
                print(f"point {point} ({name}): {outcome}", flush=True)
    print(f"{'killed':40} {'runs':>5} {'lost':>5} {'doubled':>8}")
    for name in sorted(runs, key=lambda each: each.split()[::-1]):
        print(f"{name:40} {runs[name]:5} {lost[name]:5} {doubled[name]:8}")
    print(f"{'all':40} {runs.total():5} {lost.total():5} {doubled.total():8}")
    return 1 if lost.total() or doubled.total() else 0


if __name__ == "__main__":
    sys.exit(main())
