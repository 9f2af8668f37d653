"""Serves the demo's outlets on the loopback; a clock decides what each of them shows.

Every outlet has an address of its own (127.1.0.n, or a port of its own where the system has only
127.0.0.1), because whoever watches tells outlets apart by host.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from hashlib import blake2b
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from socketserver import TCPServer
from threading import Event, Thread
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, urlsplit

import yaml
from typing_extensions import override

from bot.demo.pages import page_html
from bot.demo.scenario import START, Beat, FeedShape, Outlet, PageShape, PageState, load
from bot.demo.syndication import Listed, feed_xml
from bot.model import Feed, Watchlist

NETWORK = "127.0.0.0/8"
"""What the watcher must be allowed to reach."""
POLL_EVERY = timedelta(minutes=3)
SHOWN_ITEMS = 30
_RELATED_ITEMS = 5
_DRIP_PAUSE = 0.1  # seconds between the bytes of the slow feed
_DRIP_PROMISE = 5_000_000  # bytes that the slow feed announces and never sends
_IDLE_SECONDS = 10  # after which a silent connection is closed


class Newsroom:
    """A dozen outlets that publish by `clock`. Use as a context manager, or start and stop it.

    `drip` is real time: how long the slow feed dribbles before it breaks off.
    """

    def __init__(
        self,
        clock: Callable[[], datetime],
        start: datetime = START,
        *,
        drip: timedelta = timedelta(seconds=4),
    ) -> None:
        self.scenario = load(start)
        self.drip = drip
        self.stopped = Event()
        self._clock = clock
        self._presses: Mapping[str, _Press] = {}

    def start(self) -> None:
        """Opens the outlets' addresses."""
        self._presses = {
            outlet.key: _press(self, outlet, number)
            for number, outlet in enumerate(self.scenario.outlets, start=1)
        }
        for press in self._presses.values():
            Thread(target=press.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        """Closes them. Repeats do nothing."""
        self.stopped.set()
        closers = [Thread(target=press.close) for press in self._presses.values()]
        for closer in closers:
            closer.start()
        for closer in closers:
            closer.join()
        self._presses = {}

    def __enter__(self) -> Self:
        """The newsroom, started."""
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stops it."""
        self.stop()

    def feeds(self) -> tuple[Feed, ...]:
        """The feeds to poll, as a feeds file would name them."""
        return tuple(
            Feed(
                url=self.feed_url(outlet),
                outlet=outlet.name,
                publisher=outlet.publisher,
                every=POLL_EVERY,
            )
            for outlet in self.scenario.outlets
        )

    def watchlists(self) -> tuple[Watchlist, ...]:
        """What the demo's two channels watch."""
        return self.scenario.watchlists

    def write_files(self, folder: Path) -> None:
        """Puts the watchlists and the feeds into the folder, as a person would have written them."""
        folder.mkdir(parents=True, exist_ok=True)
        for number, watchlist in enumerate(self.watchlists(), start=1):
            _write(folder / f"{number:02}.yaml", _plain(watchlist))
        feeds = [
            {
                "url": feed.url,
                "outlet": feed.outlet,
                **({"publisher": feed.publisher} if feed.publisher else {}),
                "every": f"{POLL_EVERY // timedelta(minutes=1)}m",
            }
            for feed in self.feeds()
        ]
        _write(folder / "feeds.yaml", {"feeds": feeds})

    def feed_url(self, outlet: Outlet) -> str:
        """The address of the outlet's feed."""
        return f"{self._presses[outlet.key].base}/rss"

    def article_url(self, beat: Beat) -> str:
        """The address of the item's page, in the manner of its system."""
        base = self._presses[beat.outlet.key].base
        if beat.outlet.page in (PageShape.NDSOFT, PageShape.BREAKS):
            return f"{base}/news/articleView.html?idxno={beat.number}"
        return f"{base}/article/{beat.number}"

    def visible(self, outlet: Outlet) -> tuple[Beat, ...]:
        """What the outlet has published by now, newest first."""
        passed = self._clock() - self.scenario.start
        return tuple(
            beat
            for beat in reversed(self.scenario.beats)
            if beat.outlet.key == outlet.key and beat.at <= passed
        )

    def feed_bytes(self, outlet: Outlet, poll: int) -> bytes:
        """The outlet's feed as it stands now."""
        items = [
            Listed(
                title=beat.title,
                url=self.article_url(beat),
                summary=beat.summary,
                published=self.scenario.start + beat.at,
            )
            for beat in self.visible(outlet)[:SHOWN_ITEMS]
        ]
        return _encoded(outlet, feed_xml(outlet, items, poll))

    def page_bytes(self, outlet: Outlet, number: str) -> bytes | None:
        """The page of that number, None where there is none (yet, or any more)."""
        for beat in self.visible(outlet):
            if str(beat.number) == number and beat.page is PageState.THERE:
                html = page_html(beat, self.scenario.start + beat.at, self._related(beat))
                return _encoded(outlet, html)
        return None

    def _related(self, beat: Beat) -> tuple[str, ...]:
        if not beat.outlet.related:
            return ()
        passed = self._clock() - self.scenario.start
        others = [b for b in self.scenario.beats if b.at <= passed and b.outlet != beat.outlet]
        return tuple(b.title for b in reversed(others) if b.story)[:_RELATED_ITEMS]


def _plain(watchlist: Watchlist) -> dict[str, object]:
    terms = [{k: _listed(v) for k, v in asdict(term).items() if v} for term in watchlist.terms]
    return {
        "name": watchlist.name,
        "channels": list(watchlist.channels),
        "alert_on": watchlist.alert_on.value,
        "urgent": list(watchlist.urgent),
        "terms": terms,
    }


def _listed(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _write(path: Path, content: Mapping[str, object]) -> None:
    text = yaml.safe_dump(dict(content), allow_unicode=True, sort_keys=False)
    path.write_text(text, encoding="utf-8")


class _Press(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, address: tuple[str, int], newsroom: Newsroom, outlet: Outlet) -> None:
        super().__init__(address, _Desk)
        self.newsroom = newsroom
        self.outlet = outlet
        self.polls = count(1)
        self.base = f"http://{self.server_name}:{self.server_port}/outlet/{outlet.key}"

    @override
    def server_bind(self) -> None:
        """Binds without HTTPServer's reverse look-up, which waits for a name server."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), self.server_address[1]

    def close(self) -> None:
        """Stops serving and gives the address back."""
        self.shutdown()
        self.server_close()

    @override
    def handle_error(self, request: object, client_address: object) -> None:
        """Says nothing: a client that hangs up is daily business."""


def _press(newsroom: Newsroom, outlet: Outlet, number: int) -> _Press:
    try:
        return _Press((f"127.1.0.{number}", 0), newsroom, outlet)
    except OSError:  # systems whose loopback is 127.0.0.1 alone
        return _Press(("127.0.0.1", 0), newsroom, outlet)


def _encoded(outlet: Outlet, text: str) -> bytes:
    return text.encode("cp949" if outlet.charset == "euc-kr" else outlet.charset)


class _Desk(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = _IDLE_SECONDS
    server: _Press

    def do_GET(self) -> None:
        """Answers feeds, pages and robots.txt."""
        parts = urlsplit(self.path)
        path = parts.path.removeprefix(f"/outlet/{self.server.outlet.key}")
        if path == "/robots.txt":
            self._answer(HTTPStatus.OK, b"User-agent: *\nAllow: /\n", "text/plain")
        elif path == "/rss":
            self._feed()
        else:
            number = parse_qs(parts.query).get("idxno", [path.rpartition("/")[2]])[0]
            self._page(number)

    def _page(self, number: str) -> None:
        body = self.server.newsroom.page_bytes(self.server.outlet, number)
        if body is None:
            gone = "<p>삭제되었거나 없는 기사입니다.</p>".encode()
            self._answer(HTTPStatus.NOT_FOUND, gone, "text/html; charset=utf-8")
        else:
            self._answer(HTTPStatus.OK, body, "text/html")

    def _feed(self) -> None:
        outlet = self.server.outlet
        if outlet.feed is FeedShape.DOWN:
            self._answer(HTTPStatus.SERVICE_UNAVAILABLE, b"", "text/plain", {"Retry-After": "600"})
        elif outlet.feed is FeedShape.SLOW:
            self._drip()
        else:
            body = self.server.newsroom.feed_bytes(outlet, next(self.server.polls))
            tag = f'"{blake2b(body, digest_size=8).hexdigest()}"'
            if self.headers.get("If-None-Match") == tag:
                self._answer(HTTPStatus.NOT_MODIFIED, b"", "text/xml", {"ETag": tag})
            else:
                self._answer(HTTPStatus.OK, body, "text/xml", {"ETag": tag})

    def _drip(self) -> None:
        self.close_connection = True
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/xml")
        self.send_header("Content-Length", str(_DRIP_PROMISE))
        self.end_headers()
        for _ in range(int(self.server.newsroom.drip.total_seconds() / _DRIP_PAUSE)):
            if self.server.newsroom.stopped.wait(_DRIP_PAUSE):
                return
            self.wfile.write(b" ")

    def _answer(
        self,
        status: HTTPStatus,
        body: bytes,
        content_type: str,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if status is not HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if status is not HTTPStatus.NOT_MODIFIED:
            self.wfile.write(body)

    @override
    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: the demo's screen belongs to the cards."""
