"""What a wake-up between processes costs on PostgreSQL: processor time, and the wait for it.

`python -m bench.wakeups [--jobs 2000] [--backlog 100000]`. One process puts and does jobs that do
nothing; then the same with so many jobs waiting in the database before it starts.
"""

import argparse
import asyncio
import json
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from threading import Event

import psutil
import psycopg
from pgqueuer import PsycopgDriver, Queries

from bot.adapters.queue_local import LocalQueue
from bot.adapters.queue_pgqueuer import SENT, PgQueue
from bot.adapters.store import migrate, open_store
from bot.model import Job, JobKind
from tests.fakes.crashing_server import CrashingServer, crashing_server

ALONE = 100  # wake-ups put one after another, for the latency
PATIENCE = timedelta(seconds=10)


def job(name: str) -> Job:
    return Job(kind=JobKind.READ, key=name)


def spent(server: CrashingServer) -> tuple[float, float]:
    """Processor seconds of this process and of the server's living ones."""
    postmaster = psutil.Process(server.pid)
    times = [each.cpu_times() for each in (postmaster, *postmaster.children())]
    return time.process_time(), sum(each.user + each.system for each in times)


class Done:
    """When each job was done, by its key; `work` does nothing else."""

    def __init__(self) -> None:
        self.at: dict[str, float] = {}
        self._changed = Event()

    def work(self, each: Job) -> None:
        """Notes the job."""
        self.at[each.key] = time.monotonic()
        self._changed.set()

    def wait(self, is_enough: Callable[[], bool]) -> None:
        """Returns once enough is done."""
        while not is_enough():
            self._changed.wait(0.2)
            self._changed.clear()

    def waits(self, queue: PgQueue, jobs: Sequence[Job]) -> list[float]:
        """Milliseconds from putting each job, one after another, until it was done; sorted."""
        waits = []
        for each in jobs:
            put = time.monotonic()
            queue.put(each)
            self.wait(lambda key=each.key: key in self.at)
            waits.append(1000 * (self.at[each.key] - put))
        return sorted(waits)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=2_000)
    parser.add_argument("--backlog", type=int, default=100_000)
    chosen = parser.parse_args()
    with crashing_server() as server:
        store = open_store(server.url)
        migrate(store)
        store.close()
        alone(server, chosen.jobs)
        behind(server, chosen.backlog)


def alone(server: CrashingServer, jobs: int) -> None:
    """Prints the latency of single wake-ups, and how fast and dear many are."""
    done = Done()
    queue = PgQueue(server.url, LocalQueue(workers=4, tick=timedelta(hours=1)))
    queue.start(done.work)
    time.sleep(1)
    done.at.clear()
    waits = done.waits(queue, [job(f"alone-{number}") for number in range(ALONE)])
    print(f"latency   p50 {waits[ALONE // 2]:.0f} ms, p95 {waits[ALONE * 95 // 100]:.0f} ms")
    before, begun = spent(server), time.monotonic()
    for number in range(jobs):
        queue.put(job(str(number)))
    done.wait(lambda: len(done.at) >= ALONE + jobs)
    took = time.monotonic() - begun
    ours, theirs = (1000 * (b - a) / jobs for a, b in zip(before, spent(server), strict=True))
    print(f"backlog   {jobs / took:.0f} jobs a second")
    print(f"CPU a job {theirs:.2f} ms server, {ours:.2f} ms worker")
    queue.stop(PATIENCE)


def behind(server: CrashingServer, backlog: int) -> None:
    """The same with a backlog: how fast it goes, and how long a card's wake-up waits meanwhile."""
    asyncio.run(fill(server.url, backlog))
    done = Done()
    queue = PgQueue(server.url, LocalQueue(workers=4, tick=timedelta(hours=1)))
    before, begun = spent(server), time.monotonic()
    queue.start(done.work)
    cards = [Job(kind=JobKind.DELIVER, key=f"#{number}") for number in range(ALONE)]
    waits = done.waits(queue, cards)
    took, count = time.monotonic() - begun, len(done.at)
    ours, theirs = (1000 * (b - a) / count for a, b in zip(before, spent(server), strict=True))
    queue.stop(PATIENCE)
    print(f"behind {backlog:,}: {count / took:.0f} jobs a second")
    print(
        f"  a card's wake-up p50 {waits[ALONE // 2]:.0f} ms, p95 {waits[ALONE * 95 // 100]:.0f} ms"
    )
    print(f"  CPU a job {theirs:.2f} ms server, {ours:.2f} ms worker")


async def fill(url: str, backlog: int) -> None:
    """So many wake-ups that nobody has taken."""
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        queries = Queries(PsycopgDriver(connection))
        for start in range(0, backlog, SENT):
            keys = [f"waiting-{number}" for number in range(start, min(start + SENT, backlog))]
            await queries.enqueue(
                [JobKind.READ.value] * len(keys),
                [json.dumps([key, ""]).encode() for key in keys],
                [0] * len(keys),
                dedupe_key=[f"read:{key}" for key in keys],
                on_conflict="skip",
            )


if __name__ == "__main__":
    main()
