"""Commands and buttons over HTTP, for those who would rather have a public address than a socket.

    POST → size → signature and its age → seen before? → Bolt → answer

Whatever is not signed by Slack is answered 401 before anybody parses it; the same signature runs
once, across restarts too.
"""

import hmac
from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from uuid import uuid4

import structlog
from slack_bolt import App, BoltRequest, BoltResponse
from typing_extensions import override

from bot.errors import SosikError
from bot.ports import Clock, LeaseBook

MOST_BYTES = 1024 * 1024  # of a request; Slack's are far below
REQUEST_TIMEOUT = 5  # seconds for a request to come in
REPLAYED = timedelta(minutes=10)  # a signature is remembered; Slack's window is five minutes
PATH = "/slack/events"

_log = structlog.get_logger("slack")


class Guard:
    """Says which requests are Slack's and new."""

    def __init__(self, signing_secret: str, leases: LeaseBook, clock: Clock) -> None:
        self._secret = signing_secret
        self._leases = leases
        self._clock = clock

    def is_signed(self, body: bytes, timestamp: str, signature: str) -> bool:
        """Whether Slack signed this body within the last five minutes. Never raises."""
        if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= 12):
            return False
        if not (signature.isascii() and signature.startswith("v0=")):
            return False
        if abs(self._clock.now().timestamp() - int(timestamp)) > 300:
            return False
        # The SDK's verifier fails on bytes that are no UTF-8.
        made = hmac.new(self._secret.encode(), f"v0:{timestamp}:".encode() + body, sha256)
        return hmac.compare_digest(f"v0={made.hexdigest()}", signature)

    def is_new(self, signature: str) -> bool:
        """Whether nobody came with this signature before.

        Raises:
            StoreBusy: nobody knows.
        """
        now = self._clock.now()
        name = f"once:signature:{signature}"
        return self._leases.take(name, uuid4().hex, now, now + REPLAYED)


class HttpDoor:
    """A small HTTP server in front of Bolt; TLS and the public name are a proxy's business."""

    def __init__(self, app: App, guard: Guard, *, host: str, port: int) -> None:
        self._server = _Server((host, port), _Handler)
        self._server.app = app
        self._server.guard = guard
        self._thread = Thread(target=self._server.serve_forever, name="slack-http", daemon=True)

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._server.server_port)

    def start(self) -> None:
        """Begins serving."""
        self._thread.start()

    def close(self) -> None:
        """Ends serving."""
        self._server.shutdown()
        self._thread.join(REQUEST_TIMEOUT)
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64
    app: App
    guard: Guard

    @override
    def handle_error(self, request: object, client_address: object) -> None:
        _log.info("slack_http_dropped")  # a client that went away in the middle


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = REQUEST_TIMEOUT
    server_version = "sosik"
    sys_version = ""

    def do_GET(self) -> None:
        """Says that somebody is here."""
        self._send(200 if self.path == "/healthz" else 404)

    def do_POST(self) -> None:
        """A request of Slack's, or of somebody who says so."""
        size = self.headers.get("Content-Length", "")
        if not size.isdecimal() or int(size) > MOST_BYTES:
            self._send(413)
            return
        body = self.rfile.read(int(size))
        signature = self.headers.get("X-Slack-Signature", "")
        timestamp = self.headers.get("X-Slack-Request-Timestamp", "")
        if not self.server.guard.is_signed(body, timestamp, signature):
            self._send(401)
            return
        self._serve(body, signature)

    def _serve(self, body: bytes, signature: str) -> None:
        try:
            is_new = self.server.guard.is_new(signature)
        except SosikError:
            self._send(503)
            return
        if not is_new:
            self._send(200)
            return
        try:
            answer = self.server.app.dispatch(_request(body, dict(self.headers.items())))
        except Exception as error:  # noqa: BLE001 — signed, and yet no payload that Bolt can read
            _log.warning("slack_http_unreadable", error=type(error).__name__)
            self._send(400)
            return
        self._send(answer.status, answer)

    def _send(self, status: int, answer: BoltResponse | None = None) -> None:
        content = (answer.body or "").encode() if answer else b""
        self.send_response(status)
        kind = answer.headers.get("content-type", []) if answer else []
        self.send_header("Content-Type", kind[0] if kind else "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        self.close_connection = True

    @override
    def log_message(self, format: str, *_arguments: object) -> None:
        """Silent: paths and headers are other people's."""


def _request(body: bytes, headers: Mapping[str, str]) -> BoltRequest:
    return BoltRequest(body=body.decode("utf-8", "replace"), headers={**headers})
