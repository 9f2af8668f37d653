"""Several `sosik worker` on one PostgreSQL under real trouble: what is lost, doubled, out of order.

`python -m bench.scale [--size SMALL|LARGE] [--workers 3] [scenario …]`. Each scenario starts a server, the
workers, a newsroom and a Slack that fails now and then, publishes in waves, makes its trouble, and
counts. The last line compares what stands in the channels with `sosik run` on SQLite.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import psutil
from sqlalchemy import text

from tests.fakes.crashing_server import CrashingServer, crashing_server
from tests.fakes.fleet import Fleet, Size, Verdict, fleet

SIZES = {
    "SMALL": Size(hosts=20, feeds=40, waves=3, channels=8),
    "LARGE": Size(hosts=120, feeds=500, waves=8, channels=10),
}
PAUSE = 3.0  # seconds between two waves
LEASE = 60.0  # of a channel; a frozen worker stands still for longer


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
    scene.crew.kill(scene.wave % len(scene.crew.crew))
    if scene.wave == 0:
        time.sleep(2)
        scene.crew.kill()


def freeze(scene: Scene) -> None:
    if scene.wave == 1:
        scene.crew.freeze(LEASE + 5)


def crash(scene: Scene) -> None:
    if scene.wave >= 1 and scene.server:
        scene.server.crash(down=scene.wave)


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
    "plain": plain,
    "kills": kills,
    "cut": cut,
    "crash": crash,
    "freeze": freeze,
}


def play(name: str, size: Size, workers: int) -> Verdict:
    shared = name != "sqlite"
    trouble = SCENARIOS.get(name, plain)
    with (
        tempfile.TemporaryDirectory() as folder,
        crashing_server() if shared else nullcontext() as server,
    ):
        home = Path(folder)
        url = server.url if server else f"sqlite:///{home / 'sosik.sqlite3'}"
        command = "worker" if shared else "run"
        with fleet(home, url, size, workers if shared else 1, command=command) as crew:
            crew.prime(180)
            begun = time.monotonic()
            for wave in range(size.waves):
                crew.publish()
                time.sleep(PAUSE)
                trouble(Scene(crew=crew, server=server, wave=wave))
            sent = crew.sent(120 + size.events)
            took = time.monotonic() - begun
            spent = [_spent(process.pid) for process in crew.crew]
            verdict = crew.verdict()
            codes = crew.stop()
    bad = (verdict.articles_lost, verdict.cards_lost, verdict.cards_doubled, verdict.out_of_order)
    print(
        f"{name:<8} {sent:>6}/{size.events:<6} {bad[0]:>8} {bad[1]:>6} {bad[2]:>8} {bad[3]:>6} "
        f"{verdict.impolite:>9} {verdict.waiting:>8} {took:>6.0f} s "
        f"{1000 * sum(spent) / size.events:>7.0f} ms  exits {codes}",
        flush=True,
    )
    return verdict


def _spent(pid: int) -> float:
    """Processor seconds of a process and its children."""
    process = psutil.Process(pid)
    times = [each.cpu_times() for each in (process, *process.children(recursive=True))]
    return sum(each.user + each.system for each in times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenarios", nargs="*", default=list(SCENARIOS))
    parser.add_argument("--size", choices=SIZES, default="SMALL")
    parser.add_argument("--workers", type=int, default=3)
    chosen = parser.parse_args()
    print(
        "scenario   cards sent  art.lost   lost  doubled  order  impolite  waiting   took   CPU/event"
    )
    size = SIZES[chosen.size]
    gold = play("sqlite", size, 1).gold
    verdicts = {name: play(name, size, chosen.workers) for name in chosen.scenarios}
    same = all(verdict.gold == gold for verdict in verdicts.values())
    print(f"the same cards as `sosik run` on SQLite: {'yes' if same else 'NO'}")
    lost = any(v.cards_lost or v.cards_doubled or v.out_of_order for v in verdicts.values())
    raise SystemExit(0 if same and not lost else 1)


if __name__ == "__main__":
    main()
