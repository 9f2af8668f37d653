"""How much more several workers read: articles a second with one, two and four of them.

    python -m bench.speedup [--workers 1 2 4] [--burn 0.1] [--articles 640]

A worker is one processor with one child, as in docs/deploy: it is bound to one, in turn, with
everything it starts. Reading a page costs `burn` seconds of processor in the child besides the real
extraction of a small page. The server, the outlets and Slack run on the same machine, bound to none,
so two workers on two processors cannot reach twice one worker's pace: what an article costs each of
them is printed, and the pace that these costs allow at most. Wants a quiet machine: the load average is printed.
The first and the last tenth of the articles do not count: there a worker waits for the tick, or has
nothing left.
"""

import argparse
import os
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
from sqlalchemy import Select, func, select

from bot.adapters.store.tables import entries
from tests.fakes.crashing_server import CrashingServer, crashing_server
from tests.fakes.fleet import Fleet, fleet
from tests.fakes.press import Size

LOOK = 0.25  # seconds between two looks at how far it is
PATIENCE = 900.0  # seconds
AT_ONCE = 8  # articles of one feed; more in one poll would be a flood
QUIET = {"SOSIK_TICK_SECONDS": "3", "SOSIK_HOST_GAP_SECONDS": "0.02", "SOSIK_CHILDREN": "1"}


def spent(server: CrashingServer) -> float:
    """Processor seconds of the server's processes."""
    postmaster = psutil.Process(server.pid)
    times = [each.cpu_times() for each in (postmaster, *postmaster.children())]
    return sum(each.user + each.system for each in times)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Processor seconds of a run: in workers with their children, the server, outlets and Slack."""

    crew: float
    server: float
    fakes: float

    def since(self, before: "Cost", articles: int) -> "Cost":
        """What an article cost meanwhile."""
        return Cost(
            crew=(self.crew - before.crew) / articles,
            server=(self.server - before.server) / articles,
            fakes=(self.fakes - before.fakes) / articles,
        )

    def most(self, workers: int) -> float:
        """Articles a second at most: each worker has one processor, all together those there are."""
        alone = workers / self.crew
        return min(alone, (os.cpu_count() or 1) / (self.crew + self.server + self.fakes))


def costs(crew: Fleet, server: CrashingServer) -> Cost:
    """Up to now. This process is the outlets and Slack."""
    processes = [
        each
        for worker in crew.crew
        for each in (
            psutil.Process(worker.pid),
            *psutil.Process(worker.pid).children(recursive=True),
        )
    ]
    times = [each.cpu_times() for each in processes]
    return Cost(
        crew=sum(  # with children that ended: one serves some hundred pages
            each.user + each.system + each.children_user + each.children_system for each in times
        ),
        server=spent(server),
        fakes=time.process_time(),
    )


def paced(crew: Fleet, size: Size, read: Select[tuple[int]]) -> float:
    """Articles a second between the first and the last tenth, while every worker has enough to do."""
    seen = [(time.monotonic(), 0)]
    while seen[-1][1] < size.articles:
        time.sleep(LOOK)
        seen.append((time.monotonic(), crew.count(read) - size.feeds))
        assert seen[-1][0] - seen[0][0] < PATIENCE
    amid = [each for each in seen if size.articles / 10 <= each[1] <= size.articles * 9 / 10]
    (begun, first), (ended, last) = amid[0], amid[-1]
    return (last - first) / (ended - begun)


def rate(workers: int, burn: float, articles: int) -> tuple[float, Cost]:
    """Articles a second with so many workers, and what one cost; prints both."""
    feeds = articles // AT_ONCE  # on as many hosts, so that none is waited for
    size = Size(hosts=feeds, feeds=feeds, waves=AT_ONCE, channels=8, haste=100)
    processors = os.cpu_count() or 1
    with tempfile.TemporaryDirectory() as folder, crashing_server() as server:
        how = {"burn": burn, "environment": QUIET}
        with fleet(Path(folder), server.url, size, 0, **how) as crew:
            for number in range(workers):
                crew.start()
                psutil.Process(crew.crew[-1].pid).cpu_affinity([number % processors])
            crew.prime(300)
            read = select(func.count()).select_from(entries).where(entries.c.closed.is_not(None))
            crew.wait_for(read, size.feeds, 300)
            before = costs(crew, server)
            crew.publish(AT_ONCE)
            pace = paced(crew, size, read)
            crew.sent(60)
            cost = costs(crew, server).since(before, size.articles)
            crew.stop()
    print(
        f"{workers} workers: {pace:6.2f} articles a second of "
        f"{cost.most(workers):.2f} at most; ms of processor an article: workers and children "
        f"{1000 * cost.crew:.1f}, server {1000 * cost.server:.1f}, outlets and Slack "
        f"{1000 * cost.fakes:.1f}; load {os.getloadavg()[0]:.1f}",
        flush=True,
    )
    return pace, cost


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--burn", type=float, default=0.1, help="processor seconds a page")
    parser.add_argument("--articles", type=int, default=640)
    chosen = parser.parse_args()
    print(
        f"{chosen.burn:g} s of processor a page, {os.cpu_count()} processors, "
        f"load {os.getloadavg()[0]:.1f}"
    )
    runs = [rate(number, chosen.burn, chosen.articles) for number in chosen.workers]
    first, cost = runs[0]
    for number, (found, own) in zip(chosen.workers[1:], runs[1:], strict=True):
        most = own.most(number) / cost.most(chosen.workers[0])
        print(
            f"{chosen.workers[0]} to {number} workers: {found / first:.2f} x of {most:.2f} at most"
        )


if __name__ == "__main__":
    main()
