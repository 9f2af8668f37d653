"""A newsroom of many hosts on the loopback, each at an address of its own, that publishes in waves.

Every event has words of its own, so that it is one story and one card whoever reads it, and whenever.
Every fourth article is another outlet's copy of the one before it, published in the same wave: whoever
comes second, and in whichever process, joins the story and tells nothing.
"""

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread

# Every syllable without a final consonant: of so many, no two events share more than a turn of phrase,
# whose sentences are all of one mould. (Of forty, two of three thousand looked alike now and then.)
SYLLABLES = "".join(chr(0xAC00 + 28 * number) for number in range(19 * 21))
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
