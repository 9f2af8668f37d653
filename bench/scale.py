"""Several `sosik worker` on one PostgreSQL under real trouble: what is lost, doubled, out of order.

    python -m bench.scale [scenario …] [--size SMALL|LARGE] [--workers 3] [--rounds 1]
                          [--results FILE] [--summary]

Each scenario starts a server, the workers, a newsroom and a Slack that fails now and then, publishes
in waves, makes its trouble, and counts. What stands in the channels is compared with `sosik run` on
SQLite (the scenario `sqlite`). With `--results` every run adds a line of JSON to the file, and runs
that stand there already are not repeated, so that a long series can be broken off and taken up.
`--summary` prints the table of a results file and runs nothing.

Every pause of the line (between requests to a host, messages to a channel, ticks, looks for a message
of unknown fate) is divided by one factor, which is printed; leases last as long as they always do.
"""

import argparse
import json
import os
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import psutil
from sqlalchemy import text

from tests.fakes.crashing_server import CrashingServer, crashing_server
from tests.fakes.fleet import Fleet, Verdict, fleet
from tests.fakes.press import Size
from tests.fakes.slack_web import RandomFaults

SIZES = {
    "SMALL": Size(hosts=20, feeds=40, waves=4, channels=8, haste=5),
    "LARGE": Size(hosts=120, feeds=500, waves=8, channels=10, haste=5),
}
PAUSE = 3.0  # seconds between two waves
LEASE = 60.0  # of a channel; a frozen worker stands still for longer
FAULTS = 0.02  # of the posts to Slack fail, in fourteen ways in turn
KILLS = 4
BAD = (
    "articles_lost",
    "cards_lost",
    "cards_doubled",
    "out_of_order",
    "mixed",
    "impolite",
    "waiting",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What a trouble may use, after the wave was published."""

    crew: Fleet
    server: CrashingServer | None
    wave: int


Trouble = Callable[[Scene], None]


def plain(_scene: Scene) -> None:
    """Nothing happens."""


def kills(scene: Scene) -> None:
    if scene.wave < KILLS:
        scene.crew.kill(scene.wave % len(scene.crew.crew))


def freeze(scene: Scene) -> None:
    if scene.wave == 1:
        scene.crew.freeze(LEASE + 5)


def crash(scene: Scene) -> None:
    if scene.wave in {1, 3} and scene.server:
        scene.server.crash(down=2.0 * scene.wave)


def cut(scene: Scene) -> None:
    """Every connection that listens is cut, and no other."""
    with scene.crew.engine.begin() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE application_name = 'sosik-queue'"
            )
        )


SCENARIOS: dict[str, Trouble] = {
    "sqlite": plain,
    "plain": plain,
    "kills": kills,
    "freeze": freeze,
    "crash": crash,
    "cut": cut,
    "clock": plain,  # one worker's clock is ten minutes ahead, another's ten minutes behind
}
CLOCKS = ("600", "-600")  # seconds


def play(name: str, size: Size, workers: int) -> dict[str, object]:
    """One run; what came of it, as a line of the results."""
    shared = name != "sqlite"
    load = os.getloadavg()[0]
    with (
        tempfile.TemporaryDirectory() as folder,
        crashing_server() if shared else nullcontext() as server,
    ):
        home = Path(folder)
        url = server.url if server else f"sqlite:///{home / 'sosik.sqlite3'}"
        faults = RandomFaults(FAULTS, seed=int(time.time()))
        how = {"command": "worker" if shared else "run", "faults": faults}
        with fleet(home, url, size, 0, **how) as crew:
            for number in range(workers if shared else 1):
                crew.start(_clock(number) if name == "clock" else None)
            crew.prime(300)
            begun = time.monotonic()
            for wave in range(size.waves):
                crew.publish()
                time.sleep(PAUSE)
                SCENARIOS[name](Scene(crew=crew, server=server, wave=wave))
            sent = crew.sent(300)
            took = time.monotonic() - begun
            spent = sum(_spent(process.pid) for process in crew.crew)
            verdict = crew.verdict()
            faulty = len(crew.slack.faults)
            codes = crew.stop()
    return _row(verdict) | {
        "scenario": name,
        "articles": size.articles,
        "events": size.events,
        "sent": sent,
        "faults": faulty,
        "haste": size.haste,
        "workers": workers if shared else 1,
        "took": round(took),
        "load": round(load, 1),
        "cpu_ms": round(1000 * spent / size.articles, 1),
        "exits": codes,
    }


def _clock(number: int) -> Mapping[str, str] | None:
    return {"FLEET_CLOCK": CLOCKS[number]} if number < len(CLOCKS) else None


def _row(verdict: Verdict) -> dict[str, object]:
    gold = sha256(json.dumps(sorted(verdict.gold)).encode()).hexdigest()[:16]
    return {name: getattr(verdict, name) for name in BAD} | {"gold": gold}


def _spent(pid: int) -> float:
    """Processor seconds of a process and its children, with those that ended."""
    process = psutil.Process(pid)
    times = [each.cpu_times() for each in (process, *process.children(recursive=True))]
    return sum(
        each.user + each.system + each.children_user + each.children_system for each in times
    )


def _known(results: Path | None) -> list[dict[str, object]]:
    if results is None or not results.exists():
        return []
    return [json.loads(line) for line in results.read_text().splitlines()]


def summary(rows: Sequence[Mapping[str, object]]) -> bool:
    """Prints the table; whether nothing bad happened."""
    gold = {row["gold"] for row in rows if row["scenario"] == "sqlite"}
    grouped = defaultdict(list)
    for row in rows:
        grouped[row["scenario"], row["articles"]].append(row)
    print(
        "scenario  articles  runs  art.lost  cards lost  doubled  order  mixed  impolite  waiting"
        "  as SQLite  exits 0  faults   took  CPU/article  load"
    )
    fine = True
    for (name, size), runs in grouped.items():
        bad = [sum(int(run.get(each, 0)) for run in runs) for each in BAD]
        same = all(run["gold"] in gold for run in runs) if gold else None
        clean = all(set(run["exits"]) == {0} for run in runs)
        fine = fine and not any(bad) and same is not False and clean
        mean = {
            each: sum(run[each] for run in runs) / len(runs) for each in ("took", "cpu_ms", "load")
        }
        print(
            f"{name:<9} {size:>8} {len(runs):>5} {bad[0]:>9} {bad[1]:>11} {bad[2]:>8} {bad[3]:>6} "
            f"{bad[4]:>6} {bad[5]:>9} {bad[6]:>8} {'?' if same is None else 'yes' if same else 'NO':>10} "
            f"{'yes' if clean else 'NO':>8} {sum(run['faults'] for run in runs):>7} "
            f"{mean['took']:>5.0f}s {mean['cpu_ms']:>9.0f} ms {mean['load']:>5.1f}"
        )
    return fine


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("scenarios", nargs="*", default=list(SCENARIOS))
    parser.add_argument("--size", choices=SIZES, default="SMALL")
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--results", type=Path)
    parser.add_argument("--summary", action="store_true")
    chosen = parser.parse_args()
    size = SIZES[chosen.size]
    rows = _known(chosen.results)
    if not chosen.summary:
        print(
            f"{size.articles} articles of {size.feeds} feeds on {size.hosts} hosts tell {size.events} "
            f"events to {size.channels} channels; pauses divided by {size.haste:g}"
        )
        for turn in range(chosen.rounds):
            for name in chosen.scenarios:
                have = [r for r in rows if (r["scenario"], r["articles"]) == (name, size.articles)]
                if len(have) > turn:
                    continue
                rows.append(play(name, size, chosen.workers))
                print(json.dumps(rows[-1]), flush=True)
                if chosen.results:
                    with chosen.results.open("a") as file:
                        file.write(json.dumps(rows[-1]) + "\n")
    raise SystemExit(0 if summary(rows) else 1)


if __name__ == "__main__":
    main()
