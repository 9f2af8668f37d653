"""What a wake-up between processes costs on PostgreSQL: processor time, and the wait for it.

`python -m bench.wakeups [--jobs 2000] [--backlog 100000]`. One process puts and does jobs that do
nothing; then the same with so many jobs waiting in the database before it starts.
"""

import argparse
import asyncio
import json
import time
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=2_000)
    parser.add_argument("--backlog", type=int, default=100_000)
    chosen = parser.parse_args()
    jobs = chosen.jobs
    done: dict[str, float] = {}
    changed = Event()

    def work(each: Job) -> None:
        done[each.key] = time.monotonic()
        changed.set()

    def wait(enough: int) -> None:
        while len(done) < enough:
            changed.wait(0.2)
            changed.clear()

    with crashing_server() as server:
        store = open_store(server.url)
        migrate(store)
        store.close()
        queue = PgQueue(server.url, LocalQueue(workers=4, tick=timedelta(hours=1)))
        queue.start(work)
        time.sleep(1)
        done.clear()
        waits = []
        for number in range(ALONE):
            begun = time.monotonic()
            queue.put(job(f"alone-{number}"))
            wait(number + 1)
            waits.append(1000 * (done[f"alone-{number}"] - begun))
        waits.sort()
        print(f"latency   p50 {waits[ALONE // 2]:.0f} ms, p95 {waits[ALONE * 95 // 100]:.0f} ms")
        before, begun = spent(server), time.monotonic()
        for number in range(jobs):
            queue.put(job(str(number)))
        wait(ALONE + jobs)
        took = time.monotonic() - begun
        ours, theirs = (1000 * (b - a) / jobs for a, b in zip(before, spent(server), strict=True))
        print(f"backlog   {jobs / took:.0f} jobs a second")
        print(f"CPU a job {theirs:.2f} ms server, {ours:.2f} ms worker")
        queue.stop(PATIENCE)
        behind(server, chosen.backlog)


def behind(server: CrashingServer, backlog: int) -> None:
    """The same with a backlog: how fast it goes, and how long a card's wake-up waits meanwhile."""
    asyncio.run(fill(server.url, backlog))
    done: dict[str, float] = {}
    changed = Event()

    def work(each: Job) -> None:
        done[each.key] = time.monotonic()
        if each.kind is JobKind.DELIVER:
            changed.set()

    queue = PgQueue(server.url, LocalQueue(workers=4, tick=timedelta(hours=1)))
    before, begun = spent(server), time.monotonic()
    queue.start(work)
    waits = []
    for number in range(ALONE):
        card = Job(kind=JobKind.DELIVER, key=f"#{number}")
        put = time.monotonic()
        queue.put(card)
        while card.key not in done:
            changed.wait(0.2)
            changed.clear()
        waits.append(1000 * (done[card.key] - put))
    took, count = time.monotonic() - begun, len(done)
    ours, theirs = (1000 * (b - a) / count for a, b in zip(before, spent(server), strict=True))
    queue.stop(PATIENCE)
    waits.sort()
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
