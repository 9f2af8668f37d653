"""A newsroom of many hosts, a fake Slack, and real `sosik worker` processes to be killed and frozen.

    Press (loopback, one address a host) ← workers → PostgreSQL
                                              └→ fake Slack

Every event has words of its own, so that it is one story and one card whoever reads it, and whenever.
Every fourth article is another outlet's copy of the one before it, published in the same wave: whoever
comes second, and in whichever process, joins the story and tells nothing.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread

import yaml
from sqlalchemy import Engine, bindparam, create_engine, func, select, update

from bot.adapters.store.tables import alerts, articles, entries, feeds, leases
from bot.model import AlertKind, AlertState
from tests.fakes.slack_web import FakeSlack, Plan, no_faults

SYLLABLES = (
    "가강거고구규나노다단도두라로루마모무미바보부사서소수시아어오우유이자조주지차초카타태파하한호희"
)
GAP = 2.0  # seconds between two requests to one host, before it is divided by the haste
SLACK = 0.1  # seconds that the clocks of two processes may be apart on a busy machine
COPY = 4  # every so many articles are a copy
SENTENCE = "{a} {b} {c} {d}에서 {e} {f}를 {g} {h}로 옮긴다고 {i} {j}이 밝혔다."


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How big a newsroom: `waves` articles a feed, published one after another.

    All pauses of the line (between requests to a host, messages to a channel, ticks, looks for a
    message of unknown fate) are divided by `haste`. Leases are not.
    """

    hosts: int = 20
    feeds: int = 40
    waves: int = 4
    channels: int = 5
    haste: float = 10.0

    @property
    def articles(self) -> int:
        """How many are published."""
        return self.feeds * self.waves

    @property
    def events(self) -> int:
        """What they tell, one card each."""
        return len({told(number) for number in range(self.articles)})

    @property
    def gap(self) -> float:
        """Seconds between two requests to one host."""
        return GAP / self.haste


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What one article tells, and where its card belongs."""

    number: int
    title: str
    text: str
    channel: str


def told(article: int) -> int:
    """The event that the article tells, named by its first article."""
    return article - 1 if article % COPY == COPY - 1 else article


def term(channel: int) -> str:
    """The name that a channel watches for."""
    return f"{'가나다라마바사아자차카타파하'[channel]}온누리테크"


def events(size: Size) -> Sequence[Event]:
    """What every article tells; equal sizes give equal ones."""
    chance = random.Random(7)

    def word() -> str:
        return "".join(chance.choice(SYLLABLES) for _ in range(4))

    def sentence() -> str:
        return SENTENCE.format(**{letter: word() for letter in "abcdefghij"})

    made = []
    for number in range(size.articles):
        if told(number) != number:
            made.append(replace(made[-1], number=number))
            continue
        channel = number % size.channels
        title = f"{term(channel)}, {word()} {word()} {word()} {word()}"
        lede = f"{term(channel)}는 {word()} {word()} {word()}에 {word()}를 짓는다고 밝혔다."
        text = "\n".join([lede, *(sentence() for _ in range(6))])
        made.append(Event(number=number, title=title, text=text, channel=f"c{channel}"))
    return made


class Press:
    """Serves every feed and article, each host on a loopback address of its own."""

    def __init__(self, size: Size) -> None:
        self.size = size
        self.events = events(size)
        self.published = 0  # waves
        self.visits: list[tuple[str, float, float]] = []
        self.lock = Lock()
        self._server = _Server(("0.0.0.0", 0), _Desk)
        self._server.press = self
        self.port = self._server.server_port
        Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def site(self, feed: int) -> str:
        return f"http://127.1.{feed % self.size.hosts}.1:{self.port}"

    def feed_url(self, feed: int) -> str:
        return f"{self.site(feed)}/feed/{feed}"

    def url(self, event: Event) -> str:
        return f"{self.site(event.number % self.size.feeds)}/news/{event.number}"

    def feed(self, feed: int) -> bytes:
        """An old item, and every event published so far."""
        shown = [
            f"<item><title>{event.title}</title><link>{self.url(event)}</link>"
            f"<guid>{self.url(event)}</guid><pubDate>{_now()}</pubDate></item>"
            for event in self.events[feed :: self.size.feeds][: self.published]
        ]
        old = f"<item><title>지난 소식</title><link>{self.site(feed)}/old/{feed}</link></item>"
        body = "".join([*reversed(shown), old])
        return f"<rss version='2.0'><channel><title>{feed}</title>{body}</channel></rss>".encode()

    def page(self, number: int) -> bytes:
        event = self.events[number]
        text = "".join(f"<p>{line}</p>" for line in event.text.split("\n"))
        head = f"<head><meta charset='utf-8'><title>{event.title}</title></head>"
        return f"<html>{head}<body><article><h1>{event.title}</h1>{text}</article></body></html>".encode()

    def impolite(self) -> int:
        """Requests that came while another one to their host ran, or sooner than the gap."""
        found, last = 0, dict[str, float]()
        for host, begun, ended in sorted(self.visits, key=lambda visit: visit[1]):
            found += begun - last.get(host, 0.0) < self.size.gap - SLACK
            last[host] = ended
        return found


def _now() -> str:
    return time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime())


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 256
    press: Press

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that was killed is part of the play."""


class _Desk(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        press, begun = self.server.press, time.monotonic()
        host = self.connection.getsockname()[0]
        kind, _, name = self.path.strip("/").partition("/")
        body = None
        if kind == "feed":
            body = press.feed(int(name))
        elif kind == "news":
            body = press.page(int(name))
        with press.lock:
            press.visits.append((host, begun, time.monotonic()))
        self.send_response(404 if body is None else 200)
        self.send_header("Content-Type", "text/xml" if kind == "feed" else "text/html")
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the library's name
        """Silent."""


@dataclass
class Fleet:
    """The processes, and what they work with. `command` is `worker`, or `run` for one alone.

    `burn` is what reading one page costs in a child besides, in seconds of its processor.
    """

    folder: Path
    press: Press
    slack: FakeSlack
    database: str
    command: str = "worker"
    burn: float = 0.0
    environment: dict[str, str] = field(default_factory=dict)
    crew: list[subprocess.Popen[bytes]] = field(default_factory=list)
    started: int = 0

    def __post_init__(self) -> None:
        lists = self.folder / "watchlists"
        lists.mkdir(parents=True, exist_ok=True)
        size = self.press.size
        sources = [
            {"url": self.press.feed_url(number), "outlet": f"일보{number}", "every": "2m"}
            for number in range(size.feeds)
        ]
        _write(lists / "feeds.yaml", {"feeds": sources})
        for number in range(size.channels):
            watched = {
                "name": f"목록{number}",
                "channels": [f"#c{number}"],
                "terms": [{"name": term(number)}],
            }
            _write(lists / f"w{number}.yaml", watched)
        for number in range(size.channels):
            self.slack.workspace.add_channel(f"c{number}", is_member=True)
        self.engine: Engine = create_engine(
            self.database.replace("postgresql:", "postgresql+psycopg:", 1), pool_pre_ping=True
        )

    def start(self, environment: Mapping[str, str] | None = None) -> None:
        """One more process, with these variables besides."""
        self.started += 1
        home = self.folder / f"home{self.started if self.command == 'worker' else ''}"
        settings = {
            "SOSIK_HOME": str(home),
            "SOSIK_WATCHLISTS": str(self.folder / "watchlists"),
            "SOSIK_ALLOWED_NETWORKS": "127.0.0.0/8",
            "SOSIK_HOST_GAP_SECONDS": str(self.press.size.gap),
            "SOSIK_TICK_SECONDS": str(15 / self.press.size.haste),
            "SOSIK_GATHER_SECONDS": "0",
            "SOSIK_BRIEFS": "",
            "SOSIK_TERM_DAILY_CAP": "10000",
            "SOSIK_BURST_CARDS": "0",
            "DATABASE_URL": self.database,
            "SLACK_API_URL": self.slack.url,
            "SLACK_BOT_TOKEN": self.slack.workspace.token,
        }
        with (self.folder / f"log{self.started}.txt").open("wb") as log:
            process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "tests.fakes.fleet_member", self.command),
                    *(str(self.press.size.haste), str(self.burn)),
                ],
                env={**os.environ, **settings, **self.environment, **(environment or {})},
                stdout=log,
                stderr=log,
            )
        self.crew.append(process)

    def kill(self, number: int = 0) -> None:
        """One process dies at once, and another takes its place."""
        process = self.crew.pop(number)
        process.kill()
        process.wait()
        self.start()

    def freeze(self, seconds: float, number: int = 0) -> None:
        """One process stands still for so long."""
        process = self.crew[number]
        process.send_signal(signal.SIGSTOP)
        time.sleep(seconds)
        process.send_signal(signal.SIGCONT)

    def stop(self) -> list[int]:
        """Asks every process to end; their exit codes."""
        for process in self.crew:
            process.terminate()
        codes = [process.wait(40) for process in self.crew]
        self.engine.dispose()
        return codes

    def count(self, statement: object) -> int:
        with self.engine.connect() as connection:
            return connection.execute(statement).scalar_one()  # type: ignore[call-overload]

    def wait_for(self, statement: object, wanted: int, patience: float) -> int:
        """What the count came to when it was enough, or patience ended."""
        deadline, found = time.monotonic() + patience, 0
        while time.monotonic() < deadline:
            try:
                found = self.count(statement)
            except Exception:  # noqa: BLE001  # the database may be away, or not yet migrated
                time.sleep(0.3)
                continue
            if found >= wanted:
                break
            time.sleep(0.3)
        return found

    def prime(self, patience: float = 90) -> None:
        """Every feed was read once, so that what comes now is news."""
        primed = select(func.count()).where(feeds.c.primed)
        assert self.wait_for(primed, self.press.size.feeds, patience) == self.press.size.feeds

    def publish(self, waves: int = 1) -> None:
        """The next waves, with every feed due at once."""
        self.press.published += waves
        with self.engine.begin() as connection:
            connection.execute(update(feeds).values(next_poll_at=bindparam("then", 0)))

    def sent(self, patience: float) -> int:
        """How many cards were sent once all articles were read and all cards sent, or patience ended."""
        size, begun = self.press.size, time.monotonic()
        read = select(func.count()).select_from(entries).where(entries.c.closed.is_not(None))
        self.wait_for(read, size.articles + size.feeds, patience)
        left = max(1.0, patience - (time.monotonic() - begun))
        statement = select(func.count()).where(
            alerts.c.state == AlertState.SENT.value, alerts.c.kind == AlertKind.CARD.value
        )
        return self.wait_for(statement, size.events, left)

    def verdict(self) -> "Verdict":
        """What became of everything."""
        press = self.press
        with self.engine.connect() as connection:
            kept = set(connection.execute(select(articles.c.url)).scalars())
            rows = connection.execute(
                select(alerts.c.delivery_id, alerts.c.channel, alerts.c.number, articles.c.url)
                .join(articles, articles.c.story_id == alerts.c.story_id)
                .where(alerts.c.kind == AlertKind.CARD.value)
                .order_by(alerts.c.number)
            ).all()
            waiting = connection.execute(
                select(func.count()).select_from(entries).where(entries.c.closed.is_(None))
            ).scalar_one()
            held = connection.execute(select(func.count()).select_from(leases)).scalar_one()
        standing = self.slack.workspace.standing()
        times = Counter(message.delivery_id for message in standing)
        shown = Counter(
            {
                (row.channel, _event(row.url), row.delivery_id)
                for row in rows
                if times[row.delivery_id]
            }
        )
        gold = Counter((channel, event) for channel, event, _ in shown)
        wanted = {press.url(event) for event in press.events}
        promised = dict.fromkeys((row.channel, row.delivery_id) for row in rows)
        return Verdict(
            articles_lost=len(wanted - kept),
            cards_lost=press.size.events - len({event for _, event in gold}),
            cards_doubled=sum(count - 1 for count in (*times.values(), *gold.values())),
            out_of_order=_out_of_order(list(promised), standing),
            impolite=press.impolite(),
            waiting=waiting,
            leases=held,
            gold=frozenset(gold),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Counts of what must not be; `gold` is which events stand in which channels."""

    articles_lost: int
    cards_lost: int
    cards_doubled: int
    out_of_order: int
    impolite: int
    waiting: int
    leases: int
    gold: frozenset[tuple[str, int]] = field(repr=False)


def _event(url: str) -> int:
    return told(int(url.rpartition("/")[2]))


def _out_of_order(promised: Sequence[tuple[str, str]], standing: Sequence[object]) -> int:
    """Channels whose cards do not stand in the order in which they were promised."""
    at = {message.delivery_id: float(message.ts) for message in standing}
    channels: dict[str, list[float]] = {}
    for channel, name in promised:
        if name in at:
            channels.setdefault(channel, []).append(at[name])
    return sum(times != sorted(times) for times in channels.values())


def _write(path: Path, content: object) -> None:
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")


@contextmanager
def fleet(
    folder: Path,
    database: str,
    size: Size,
    workers: int,
    *,
    faults: Plan = no_faults,
    **how: object,
) -> Iterator[Fleet]:
    """A fleet at work over a press that has nothing new yet."""
    press, slack = Press(size), FakeSlack(plan=faults, hang=1.0).start()
    slack.workspace.post_gap = 0.9 / size.haste
    made = Fleet(folder, press, slack, database, **how)
    try:
        for _ in range(workers):
            made.start()
        yield made
    finally:
        for process in made.crew:
            process.kill()
            process.wait()
        made.engine.dispose()
        slack.stop()
        press.stop()
