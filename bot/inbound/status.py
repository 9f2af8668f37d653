"""Metrics and health over HTTP, for those who watch the watcher: SOSIK_METRICS=host:port.

    /metrics   Prometheus' text format: what waits, for how long, who works, what this process did
    /healthz   200 while this process ticks: a supervisor may restart it otherwise
    /readyz    200 while the database answers too: no reason to restart, it comes back by itself

Nothing of an article, a term or a channel is shown. Bound where the setting says, nowhere by default.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import structlog
from typing_extensions import override

from bot import __version__
from bot.app import App
from bot.commands.vitals import Vitals, vitals
from bot.errors import BadSettings, StoreBusy

TEXT = "text/plain; version=0.0.4; charset=utf-8"
REQUEST_TIMEOUT = 5  # seconds for a request to come in
STILL = timedelta(minutes=2)  # without a tick: this process hangs

_log = structlog.get_logger("status")


@contextmanager
def status_beside(sosik: App) -> Iterator[None]:
    """The status door for as long as the block lasts; nothing where none is wanted.

    Raises:
        BadSettings: the address cannot be listened on.
    """
    wanted = sosik.settings.metrics
    if wanted is None:
        yield
        return
    door = StatusDoor(sosik, *wanted)
    _log.info("status", host=wanted[0], port=door.port)
    try:
        yield
    finally:
        door.close()


class StatusDoor:
    """A small server in threads of its own; answers from the start.

    Raises:
        BadSettings: the address cannot be listened on.
    """

    def __init__(self, sosik: App, host: str, port: int) -> None:
        try:
            self._server = _Server((host, port), _Desk)
        except OSError as error:
            raise BadSettings(
                f"SOSIK_METRICS: {host}:{port}에서 기다릴 수 없습니다({error.strerror})."
            ) from error
        self._server.sosik = sosik
        self._thread = Thread(target=self._server.serve_forever, name="status", daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        """The port it listens on."""
        return self._server.server_port

    def close(self) -> None:
        """Ends answering."""
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    sosik: App

    @override
    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever hangs up in the middle is no news."""


class _Desk(BaseHTTPRequestHandler):
    server: _Server
    timeout = REQUEST_TIMEOUT

    def do_GET(self) -> None:
        sosik = self.server.sosik
        match self.path.partition("?")[0]:
            case "/healthz":
                alive = sosik.presence.is_alive(STILL)
                self._answer(200 if alive else 503, "ok\n" if alive else "no tick\n")
            case "/readyz":
                found = _vitals(sosik)
                ready = found is not None and sosik.presence.is_alive(STILL)
                self._answer(200 if ready else 503, "ok\n" if ready else "not ready\n")
            case "/metrics":
                self._answer(200, exposition(sosik, _vitals(sosik)))
            case _:
                self._answer(404, "/metrics /healthz /readyz\n")

    def _answer(self, status: int, body: str) -> None:
        content = body.encode()
        self.send_response(status)
        self.send_header("Content-Type", TEXT)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    @override
    def log_message(self, format: str, *args: object) -> None:
        """Probes come every few seconds; nobody wants to read of them."""


def _vitals(sosik: App) -> Vitals | None:
    try:
        return vitals(sosik.store.fleet, sosik.clock.now())
    except StoreBusy:
        return None


def exposition(sosik: App, found: Vitals | None) -> str:
    """All metrics in Prometheus' text format; without the store's where it is away."""
    lines = [
        *_metric("sosik_up", "gauge", "Whether the database answers.", {"": int(found is not None)})
    ]
    lines += _metric(
        "sosik_build_info", "gauge", "The version of this process.", {f'version="{__version__}"': 1}
    )
    counts = {
        f'kind="{kind}",outcome="{outcome}"': count
        for (kind, outcome), count in sorted(sosik.metrics.counts().items())
    }
    lines += _metric("sosik_jobs_total", "counter", "Jobs of this process by outcome.", counts)
    busy = {"": round(sosik.metrics.busy(), 3)}
    lines += _metric("sosik_busy_seconds_total", "counter", "Seconds that jobs took here.", busy)
    if found is not None:
        lines += _of_the_whole(found)
    return "\n".join(lines) + "\n"


def _of_the_whole(found: Vitals) -> Iterator[str]:
    waits = found.waits
    delays = {"feed": found.feed_delay, "article": found.article_delay, "card": found.card_delay}
    counts = {"feed": waits.feeds, "article": waits.articles, "card": waits.cards}
    yield from _metric(
        "sosik_oldest_waiting_seconds",
        "gauge",
        "How long the longest-waiting thing has been due.",
        {f'what="{what}"': delay.total_seconds() for what, delay in delays.items()},
    )
    yield from _metric(
        "sosik_waiting",
        "gauge",
        "How many things are due and not done.",
        {f'what="{what}"': count for what, count in counts.items()},
    )
    yield from _metric(
        "sosik_expired_leases", "gauge", "Channels whose holder died.", {"": waits.expired}
    )
    loads = {f'worker="{_quoted(worker.owner)}"': worker.load for worker in found.workers}
    yield from _metric(
        "sosik_worker_load", "gauge", "Share of busy threads at the last tick.", loads
    )
    done = {f'worker="{_quoted(worker.owner)}"': worker.done for worker in found.workers}
    yield from _metric("sosik_worker_jobs_total", "counter", "Jobs that each process ended.", done)


def _metric(name: str, kind: str, words: str, values: Mapping[str, float]) -> Iterator[str]:
    yield f"# HELP {name} {words}"
    yield f"# TYPE {name} {kind}"
    for labels, value in values.items():
        yield f"{name}{{{labels}}} {value}" if labels else f"{name} {value}"


def _quoted(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
