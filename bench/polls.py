"""Polls a CPU second beside lemon24/reader doing the same in the same run.

    python -m bench.polls [--feeds 1000]     (pip install reader sgmllib3k to compare)

A loopback server in its own process serves feeds of 50 items: half of them never change (304), half
have one new item a round. Both sides store what they find in SQLite; ours does each poll as the
running bot does, observed and with its log line (which goes nowhere). CPU counts the process and all
its children; the first round, which stores everything, is not measured.
"""

import argparse
import asyncio
import contextlib
import multiprocessing
import os
import tempfile
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path

from bot.adapters.memory.world import ManualClock
from bot.app import App, Parts
from bot.model import Feed, Job, JobKind
from bot.observe import configure_logging, observe
from bot.settings import Settings

ITEMS = 50
WORKERS = 8
INTERVAL = timedelta(minutes=5)
START = datetime(2026, 8, 9, 9, 0, tzinfo=UTC)
LEDE = "남해안의 새 데이터센터가 이달 문을 열었다고 회사가 밝혔다. " * 4


def document(number: int, version: int) -> bytes:
    items = "".join(
        f"<item><title>가상 기사 {number}-{rank} 데이터센터 소식</title><guid>{number}-{rank}</guid>"
        f"<link>https://outlet{number}.example/news/{number}{rank:06d}</link>"
        f"<pubDate>{(START + timedelta(minutes=rank)):%a, %d %b %Y %H:%M:%S} +0000</pubDate>"
        f"<description><![CDATA[<p>{LEDE}</p>]]></description></item>"
        for rank in range(version + ITEMS - 1, version - 1, -1)
    )
    head = (
        f"<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>{number}</title>"
    )
    return f"{head}{items}</channel></rss>".encode()


def serve(port: multiprocessing.Queue) -> None:
    version = 0
    bodies: dict[tuple[int, int], bytes] = {}

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal version
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                path = head.split(" ")[1].strip("/")
                if path == "next":
                    version += 1
                    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
                    continue
                number = int(path)
                shown = version if number % 2 else 0
                if f'"{shown}"' in head:
                    writer.write(b"HTTP/1.1 304 Not Modified\r\nContent-Length: 0\r\n\r\n")
                    continue
                body = bodies.setdefault((number, shown), document(number, shown))
                writer.write(
                    b'HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nETag: "%d"\r\n'
                    b"Content-Length: %d\r\n\r\n" % (shown, len(body)) + body
                )
        writer.close()

    async def main() -> None:
        server = await asyncio.start_server(answer, "127.0.0.1", 0, limit=1 << 20)
        port.put(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(main())


def cpu(but: int) -> float:
    """CPU seconds of this process and what descends from it, the server left out."""
    rows = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            pid, _, rest = stat.read_text().partition(" (")
            fields = rest.rpartition(") ")[2].split()
            rows[int(pid)] = (int(fields[1]), sum(map(int, fields[11:15])))
    mine, ticks = {os.getpid()}, 0
    for _ in range(4):
        mine |= {pid for pid, (parent, _) in rows.items() if parent in mine and pid != but}
    ticks = sum(rows[pid][1] for pid in mine)
    return ticks / os.sysconf("SC_CLK_TCK")


class Sosik:
    """The real wiring on an SQLite file, polled by a pool of threads."""

    def __init__(self, home: Path, urls: list[str]) -> None:
        watchlists = home / "watchlists"
        watchlists.mkdir(parents=True)
        (watchlists / "a.yaml").write_text(
            "name: a\nchannels: ['#a']\nterms: [{name: 데이터센터}]\n"
        )
        (watchlists / "feeds.yaml").write_text(f"feeds: [{{url: '{urls[0]}', outlet: a}}]\n")
        self.clock = ManualClock(START + timedelta(hours=1))
        self.app = App(
            Settings(
                home=home,
                watchlists=watchlists,
                allowed_networks=(ip_network("127.0.0.0/8"),),
                host_gap_seconds=0,
            ),
            Parts(clock=self.clock),
        )
        self.app.store.feeds.register(
            [Feed(url=u, outlet="a", every=INTERVAL) for u in urls], self.clock.now()
        )
        self.urls = urls
        self.new: list[int] = []
        self.run = observe(self._work, self.app.metrics)

    def round(self) -> int:
        self.clock.advance(2 * INTERVAL)
        self.new.clear()
        with ThreadPoolExecutor(WORKERS) as pool:
            list(pool.map(self._poll, self.urls))
        return sum(self.new)

    def _poll(self, url: str) -> None:
        self.run(Job(kind=JobKind.POLL, key=url))

    def _work(self, job: Job) -> Mapping[str, object]:
        facts = self.app.work(job)
        self.new.append(int(str(facts.get("new", 0))))
        return facts

    def close(self) -> None:
        self.app.close()


class Reader:
    """lemon24/reader with as many threads."""

    def __init__(self, home: Path, urls: list[str]) -> None:
        from reader import make_reader

        self.reader = make_reader(str(home / "reader.sqlite"), feed_root="")
        for url in urls:
            self.reader.add_feed(url)

    def round(self) -> int:
        return sum(
            getattr(result.value, "new", 0) or 0
            for result in self.reader.update_feeds_iter(workers=WORKERS, scheduled=False)
        )

    def close(self) -> None:
        self.reader.close()


def measured(name: str, side: type[Sosik] | type[Reader], urls: list[str], server, turn) -> float:
    with tempfile.TemporaryDirectory() as folder:
        one = side(Path(folder), urls)
        one.round()
        turn()
        before = cpu(server.pid)
        began = time.perf_counter()
        new = one.round()
        wall = time.perf_counter() - began
        spent = cpu(server.pid) - before
        one.close()
    print(
        f"{name:8} {len(urls) / wall:7.0f} polls/s   {1000 * spent / len(urls):6.2f} ms CPU/poll   "
        f"{len(urls) / spent:6.0f} polls/CPU s   {new} new"
    )
    return len(urls) / spent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--feeds", type=int, default=1000)
    options = parser.parse_args()
    configure_logging("info", Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - to the end
    spawn = multiprocessing.get_context("spawn")
    queue = spawn.Queue()
    server = spawn.Process(target=serve, args=(queue,), daemon=True)
    server.start()
    base = f"http://127.0.0.1:{queue.get()}"
    urls = [f"{base}/{number}" for number in range(options.feeds)]

    def turn() -> None:
        import urllib.request

        urllib.request.urlopen(f"{base}/next").read()

    ours = measured("sosik", Sosik, urls, server, turn)
    try:
        theirs = measured("reader", Reader, urls, server, turn)
        print(f"sosik makes {ours / theirs:.1f}x the polls of reader per CPU second")
    except ImportError as error:
        print(f"no comparison ({error}): pip install reader sgmllib3k")
    server.kill()


if __name__ == "__main__":
    main()
