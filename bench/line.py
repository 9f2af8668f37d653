"""CPU of the whole line per article beside trafilatura alone on the same pages, in the same run.

Run: python -m bench.line [SHARED]      (default ../shared; without it, pages of our own)

The line is poll, fetch, extract, match, place, summarise, render and deliver on SQLite, with the
shipped watchlists and tables, in one process; trafilatura is `bare_extraction` as it comes. Both
read every page in turn, several rounds; the figure is the ratio of the medians.
"""

import gzip
import re
import sys
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time

import trafilatura

from bot.adapters.memory import ManualClock, MemoryChat, SynchronousQueue
from bot.adapters.sandbox import InlineSandbox
from bot.app import App, Parts
from bot.errors import BadPage, SosikError
from bot.model import Fetched, Job, JobKind, Validators
from bot.settings import Settings
from bot.tables import REPOSITORY_WATCHLISTS, read_watchlists

ROUNDS = 5
START = datetime(2026, 11, 20, tzinfo=UTC)
SITE = "https://line.example"


def pages(shared: Path) -> list[bytes]:
    """Real pages where there are any, else pages of our own as long as the usual one."""
    found = sorted((shared / "data" / "pages").glob("*.html.gz"))
    if found:
        return [gzip.decompress(path.read_bytes()) for path in found]
    menu = "".join(f'<li><a href="/s/{n}">메뉴 {n}</a></li>' for n in range(900))
    body = "".join(
        f"<p>가람전자는 {n}일 새 공장 소식을 밝혔다. 투자는 이어진다.</p>" for n in range(12)
    )
    page = f"<html><head><title>소식</title></head><body><ul>{menu}</ul><article>{body}</article>"
    return [page.encode() for _ in range(24)]


class Site:
    """The Fetcher port over the pages, all in one feed."""

    def __init__(self, bodies: list[bytes]) -> None:
        self.bodies = bodies
        self.titles = [_title(body) for body in bodies]
        self.round = 0

    def fetch(self, url: str, validators: Validators) -> Fetched:
        if url == f"{SITE}/rss":
            return self._answer(url, self._rss().encode(), "application/rss+xml")
        try:
            number = int(url.rpartition("-")[2])
        except ValueError as error:
            raise BadPage("missing", reason="missing") from error
        return self._answer(url, self.bodies[number], "text/html")

    def _answer(self, url: str, body: bytes, content_type: str) -> Fetched:
        return Fetched(url=url, body=body, content_type=content_type, validators=Validators())

    def _rss(self) -> str:
        at = START + self.round * timedelta(hours=1)
        items = "".join(
            f"<item><title>{self.titles[n]} {self.round}</title><guid>{self.round}-{n}</guid>"
            f"<link>{SITE}/view/{self.round}-{n}</link><description>요약 {n}</description>"
            f"<pubDate>{at:%a, %d %b %Y %H:%M:%S} +0000</pubDate></item>"
            for n in range(len(self.bodies))
        )
        return f'<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>'


def _title(page: bytes) -> str:
    found = re.search(rb"<title[^>]*>([^<]*)</title>", page)
    return escape(found[1].decode("utf-8", "replace").strip()) if found else "소식"


def open_app(folder: Path, site: Site, clock: ManualClock) -> App:
    lists = folder / "watchlists"
    lists.mkdir()
    for path in REPOSITORY_WATCHLISTS.glob("*.yaml"):
        (lists / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    (lists / "feeds.yaml").write_text(f'feeds: [{{url: "{SITE}/rss", outlet: 선일보}}]\n')
    read_watchlists(lists)
    settings = Settings(_env_file=None, home=folder, watchlists=lists, gather_seconds=0)
    parts = Parts(
        clock=clock,
        chat=MemoryChat(clock),
        queue=SynchronousQueue(),
        sandbox=InlineSandbox(),
        fetcher=site,
    )
    app = App(settings, parts)
    app.queue.start(lambda job: _work(app, job))
    return app


def _work(app: App, job: Job) -> None:
    try:
        app.work(job)
    except SosikError as error:
        print("!", error, file=sys.stderr)


def one_round(app: App, site: Site, clock: ManualClock) -> float:
    site.round += 1
    clock.set(START + site.round * timedelta(hours=1))
    begun = process_time()
    app.queue.put(Job(kind=JobKind.SWEEP, key=""))
    clock.advance(timedelta(minutes=5))
    app.queue.put(Job(kind=JobKind.SWEEP, key=""))
    return (process_time() - begun) / len(site.bodies)


def main() -> None:
    shared = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared")
    bodies = pages(shared)
    site, clock = Site(bodies), ManualClock(START)
    with TemporaryDirectory() as folder:
        app = open_app(Path(folder), site, clock)
        one_round(app, site, clock)  # primes the feed; loads what is loaded once
        for body in bodies:
            trafilatura.bare_extraction(body)
        ours, theirs = [], []
        for _ in range(ROUNDS):
            ours.append(one_round(app, site, clock))
            begun = process_time()
            for body in bodies:
                trafilatura.bare_extraction(body)
            theirs.append((process_time() - begun) / len(bodies))
        stories = app.line.stories.stories(START - timedelta(days=1), 10_000)
        cards = len(app.chat.messages)
        app.close()
    kept = sum(len(story.members) for story in stories)
    print(f"articles through the line: {kept}, stories: {len(stories)}, cards: {cards}")
    print(f"whole line   {median(ours) * 1000:7.2f} ms CPU per article")
    print(f"trafilatura  {median(theirs) * 1000:7.2f} ms CPU per page (bare_extraction)")
    print(f"line / trafilatura = {median(ours) / median(theirs):.2f}")


if __name__ == "__main__":
    main()
