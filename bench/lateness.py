"""How late polls of good feeds are while one feed in twenty is hostile.

    python -m bench.lateness [--feeds 1000] [--interval 30] [--rounds 2]

The real queue, workers, guarded client and child pool, in real time. Each feed stands on a loopback
address of its own, so that it has its own turn. Times are a tenth of the usual ones: an interval of
30 s stands for five minutes, a deadline of 2 s for twenty seconds, a tick of 1.5 s for fifteen.
Hostile feeds never answer, drip, never end, or hold what parsers choke on.
"""

import argparse
import asyncio
import contextlib
import multiprocessing
import random
import tempfile
import time
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from threading import Lock

from bot.adapters.clock import SystemClock
from bot.adapters.http import FetchLimits, GuardedFetcher
from bot.app import App, Parts
from bot.errors import SosikError
from bot.model import Feed, Job, JobKind
from bot.observe import configure_logging
from bot.settings import Settings
from tests.fakes.hostile_feeds import hostile_feeds

HOSTILE_EVERY = 20
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nConnection: close\r\n"
FEED = (
    "<rss version='2.0'><channel><title>가</title><item><title>가상 기사</title><guid>1</guid>"
    "<link>https://outlet.example/news/1</link><pubDate>Sat, 01 Aug 2026 00:00:00 +0000</pubDate>"
    "</item></channel></rss>"
).encode()


def serve(port: multiprocessing.Queue) -> None:
    bodies = [body for _, body in sorted(hostile_feeds().items())]

    async def hurt(number: int, writer: asyncio.StreamWriter) -> None:
        match number // HOSTILE_EVERY % 4:
            case 0:
                await asyncio.sleep(60)
            case 1:
                writer.write(OK + b"\r\n")
                for _ in range(600):
                    writer.write(b"<")
                    await asyncio.sleep(0.1)
            case 2:
                writer.write(OK + b"\r\n")
                for _ in range(4000):
                    writer.write(b"x" * 65536)
                    await writer.drain()
            case _:
                writer.write(OK + b"\r\n" + bodies[number // HOSTILE_EVERY // 4 % len(bodies)])

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            number = int(head.split(" ")[1].strip("/"))
            if number % HOSTILE_EVERY == 0:
                await hurt(number, writer)
            elif '"1"' in head:
                writer.write(b"HTTP/1.1 304 Not Modified\r\nContent-Length: 0\r\n\r\n")
            else:
                writer.write(OK + b'ETag: "1"\r\nContent-Length: %d\r\n\r\n' % len(FEED) + FEED)
            await writer.drain()
        writer.close()

    async def main() -> None:
        server = await asyncio.start_server(answer, "0.0.0.0", 0, limit=1 << 20, backlog=512)
        port.put(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(main())


class Watcher:
    """Does the app's jobs and notes how late each poll of a good feed began."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.late: list[float] = []
        self.hostile: list[float] = []
        self._lock = Lock()

    def __call__(self, job: Job) -> None:
        due = (
            self.app.store.feeds.feed(job.key)[1].next_poll_at if job.kind is JobKind.POLL else None
        )
        now = self.app.clock.now()
        with contextlib.suppress(SosikError):
            self.app.work(job)
        if due is not None and due <= now:
            is_hostile = int(job.key.rpartition("/")[2]) % HOSTILE_EVERY == 0
            with self._lock:
                (self.hostile if is_hostile else self.late).append((now - due).total_seconds())


def opened(home: Path, port: int, count: int, interval: timedelta) -> App:
    (home / "watchlists").mkdir()
    (home / "watchlists" / "a.yaml").write_text("name: a\nterms: [{name: 데이터센터}]\n")
    (home / "watchlists" / "feeds.yaml").write_text("feeds: []\n")
    clock = SystemClock()
    loopback = (ip_network("127.0.0.0/8"),)
    settings = Settings(
        _env_file=None,
        home=home,
        watchlists=home / "watchlists",
        tick_seconds=1.5,
        host_gap_seconds=0.2,
    )
    fetcher = GuardedFetcher(
        user_agent="bench",
        allowed_networks=loopback,
        host_gap=timedelta(seconds=0.2),
        limits=FetchLimits(deadline=timedelta(seconds=2)),
        clock=clock,
    )
    app = App(settings, Parts(fetcher=fetcher, clock=clock))
    app.refresh()
    feeds = [
        Feed(
            url=f"http://127.{1 + n // 250}.1.{1 + n % 250}:{port}/{n}", outlet="a", every=interval
        )
        for n in range(count)
    ]
    app.store.feeds.register(feeds, clock.now())
    pick = random.Random(7)
    for _, state in app.store.feeds.feeds():
        due = clock.now() + interval * pick.random()
        app.store.feeds.save_state(replace(state, next_poll_at=due))
    return app


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--feeds", type=int, default=1000)
    parser.add_argument("--interval", type=float, default=30)
    parser.add_argument("--rounds", type=float, default=2)
    options = parser.parse_args()
    configure_logging("error")
    spawn = multiprocessing.get_context("spawn")
    queue = spawn.Queue()
    server = spawn.Process(target=serve, args=(queue,), daemon=True)
    server.start()
    with tempfile.TemporaryDirectory() as folder:
        interval = timedelta(seconds=options.interval)
        app = opened(Path(folder), queue.get(), options.feeds, interval)
        watcher = Watcher(app)
        app.queue.start(watcher)
        time.sleep(options.interval * options.rounds)
        app.queue.stop(timedelta(seconds=10))
        app.close()
    server.kill()
    late = sorted(watcher.late)
    print(
        f"{len(late)} polls of good feeds, {len(watcher.hostile)} of hostile ones in "
        f"{options.rounds:g} intervals of {options.interval:g} s; late by "
        f"p50 {late[len(late) // 2]:.2f} s, p99 {late[len(late) * 99 // 100]:.2f} s, "
        f"at most {late[-1]:.2f} s"
    )


if __name__ == "__main__":
    main()
