"""Kills one article's line before and after every port call, starts it again, counts the damage.

Run: make sweep        (all points; `--step 10` takes every tenth, `--each` the last of each name;
                        `--log FILE` notes each point and leaves out what stands there already)

Every life is forked from this process, which has loaded everything and lived once; the gazetteer is
left out, since compiling it is most of a start and no port call comes of it.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.tables import Tables, load_tables
from bot.watch.gazetteer import EMPTY
from tests.fakes.killed_line import moments, run_point


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """What one point cost. `text` says all that was seen."""

    point: int
    name: str
    died: bool
    lost: int
    doubled: int
    text: str


def one(tables: Tables, point: int, name: str) -> Damage:
    with TemporaryDirectory() as folder:
        outcome = run_point(Path(folder), tables, point)
    return Damage(
        point=point,
        name=name,
        died=outcome.died,
        lost=outcome.lost,
        doubled=outcome.doubled,
        text=str(outcome),
    )


def noted(log: Path | None, names: Sequence[str]) -> dict[int, Damage]:
    """The points that the log holds, as far as they are still called so."""
    found: dict[int, Damage] = {}
    if log is None or not log.exists():
        return found
    for line in log.read_text(encoding="utf-8").splitlines():
        damage = Damage(**json.loads(line))
        if damage.point <= len(names) and names[damage.point - 1] == damage.name:
            found[damage.point] = damage
    return found


def swept(tables: Tables, points: Sequence[tuple[int, str]], log: Path | None) -> Iterator[Damage]:
    """Each point as it ends, noted in the log."""
    with ProcessPoolExecutor(2, mp_context=get_context("fork")) as pool:
        running = [pool.submit(one, tables, point, name) for point, name in points]
        for ended in as_completed(running):
            damage = ended.result()
            if log is not None:
                fields = {name: getattr(damage, name) for name in Damage.__slots__}
                with log.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(fields, ensure_ascii=False) + "\n")
            yield damage


def chosen(names: Sequence[str], *, each: bool, step: int) -> Sequence[tuple[int, str]]:
    numbered = list(enumerate(names, 1))
    if each:
        return sorted((point, name) for name, point in {n: p for p, n in numbered}.items())
    return numbered[::step]


def say(damages: Sequence[Damage]) -> None:
    lost, doubled, runs = Counter[str](), Counter[str](), Counter[str]()
    for damage in damages:
        runs[damage.name] += 1
        lost[damage.name] += damage.lost
        doubled[damage.name] += damage.doubled
    print(f"{'killed':40} {'runs':>5} {'lost':>5} {'doubled':>8}")
    for name in sorted(runs, key=lambda each: each.split()[::-1]):
        print(f"{name:40} {runs[name]:5} {lost[name]:5} {doubled[name]:8}")
    print(f"{'all':40} {runs.total():5} {lost.total():5} {doubled.total():8}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--step", type=int, default=1)
    parser.add_argument("--each", action="store_true")
    parser.add_argument("--log", type=Path)
    options = parser.parse_args()
    tables = replace(load_tables(), gazetteer=EMPTY)
    with TemporaryDirectory() as folder:
        names = moments(Path(folder), tables)
    points = chosen(names, each=options.each, step=options.step)
    known = noted(options.log, names)
    damages = [known[point] for point, _ in points if point in known]
    rest = [pair for pair in points if pair[0] not in known]
    print(f"{len(points)} of {len(names)} points, {len(damages)} of them noted before", flush=True)
    for damage in swept(tables, rest, options.log):
        damages.append(damage)
        print(
            f"{len(damages)}/{len(points)}  point {damage.point} ({damage.name}): "
            f"{damage.lost} lost, {damage.doubled} doubled",
            *(() if damage.died else ("- never reached",)),
            *((damage.text,) if damage.lost or damage.doubled else ()),
            flush=True,
        )
    say(damages)
    return 1 if any(damage.lost or damage.doubled or not damage.died for damage in damages) else 0


if __name__ == "__main__":
    sys.exit(main())
