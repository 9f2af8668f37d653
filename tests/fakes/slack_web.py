"""The fake workspace behind a real loopback HTTP server that can fail in every way we know of."""

import json
import random
import socket
import struct
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread, Timer
from urllib.parse import parse_qsl, urlsplit

from tests.fakes.slack_workspace import Channel, Json, Refusal, Workspace, check_content


class Fault(StrEnum):
    """How an answer goes wrong; what stands in the channel afterwards is said by the name."""

    RESET_BEFORE = "reset_before"
    RESET_AFTER = "reset_after"
    CLOSE_AFTER = "close_after"
    HANG_BEFORE = "hang_before"
    HANG_AFTER = "hang_after"
    ERROR_500_AFTER = "error_500_after"
    ERROR_503_AFTER = "error_503_after"
    ERROR_502_BEFORE = "error_502_before"
    TRUNCATED_AFTER = "truncated_after"
    HTML_200_AFTER = "html_200_after"
    FATAL_ERROR_AFTER = "fatal_error_after"
    LATE_COMMIT = "late_commit"
    TOO_MANY = "too_many"
    RATELIMITED = "ratelimited"


NEVER_TAKEN = {
    Fault.RESET_BEFORE,
    Fault.HANG_BEFORE,
    Fault.ERROR_502_BEFORE,
    Fault.TOO_MANY,
    Fault.RATELIMITED,
}
Plan = Callable[[str, Json], Fault | None]


def no_faults(_method: str, _arguments: Json) -> Fault | None:
    """A plan in which all goes well."""
    return None


@dataclass
class RandomFaults:
    """A plan in which a share of the calls of some methods fails, in equal parts by kind."""

    share: float
    seed: int
    methods: tuple[str, ...] = ("chat.postMessage",)
    kinds: tuple[Fault, ...] = tuple(Fault)
    _random: random.Random = field(init=False)
    _lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)

    def __call__(self, method: str, _arguments: Json) -> Fault | None:
        with self._lock:
            if method not in self.methods or self._random.random() >= self.share:
                return None
            return self._random.choice(self.kinds)


@dataclass
class Script:
    """A plan that gives each call of one method the next fault of a list, then none."""

    method: str
    faults: list[Fault | None]
    _lock: Lock = field(default_factory=Lock)

    def __call__(self, method: str, _arguments: Json) -> Fault | None:
        with self._lock:
            return self.faults.pop(0) if method == self.method and self.faults else None


class FakeSlack:
    """A running fake. `url` is its API address; `workspace` what it holds.

    `hang` and `late` are seconds: how long a hanging answer takes, and how long after its lost
    reply a late message comes to stand.
    """

    def __init__(
        self,
        workspace: Workspace | None = None,
        *,
        plan: Plan = no_faults,
        hang: float = 3.0,
        late: float = 0.3,
        retry_after: int = 1,
    ) -> None:
        self.workspace = workspace or Workspace()
        self.plan = plan
        self.hang, self.late, self.retry_after = hang, late, retry_after
        self.faults: list[Fault] = []
        self.requests: Counter[str] = Counter()
        self.stopping = Event()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.fake = self
        self._thread = Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self.url = f"http://127.0.0.1:{self._server.server_port}/api/"
        self.workspace.upload_address = self.url

    def start(self) -> "FakeSlack":
        """The fake, serving."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stops serving and lets hanging answers go."""
        self.stopping.set()
        self._server.shutdown()
        self._thread.join(5)
        self._server.server_close()


@contextmanager
def fake_slack(workspace: Workspace | None = None, **how: object) -> Iterator[FakeSlack]:
    """A running fake for a block of a test."""
    fake = FakeSlack(workspace, **how).start()
    try:
        yield fake
    finally:
        fake.stop()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64
    fake: FakeSlack

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is part of the play."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        self._serve(dict(parse_qsl(urlsplit(self.path).query)))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        head, _, handle = urlsplit(self.path).path.rpartition("/")
        if head.endswith("/upload"):
            return self._take_file(handle, body)
        return self._serve(dict(parse_qsl(urlsplit(self.path).query)) | self._arguments(body))

    def _take_file(self, handle: str, body: bytes) -> None:
        """The bytes of a file; their address needs no token, as at Slack."""
        fake = self.server.fake
        fault = fake.plan("upload", {})
        if fault is not None:
            fake.faults.append(fault)
            return self._fail(fault, dict, {})
        with fake.workspace.lock:
            fake.workspace.files[handle]["body"] = body
        return self._send(200, f"OK - {len(body)}")

    def date_time_string(self, timestamp: float | None = None) -> str:
        """The workspace's time, for the answer's Date."""
        return super().date_time_string(timestamp or self.server.fake.workspace.now())

    def log_message(self, *_arguments: object) -> None:
        """Silent."""

    def _arguments(self, body: bytes) -> Json:
        kind = self.headers.get_content_type()
        if kind == "application/json":
            return json.loads(body or b"{}")
        if kind == "multipart/form-data":
            head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
            parts = BytesParser(policy=HTTP).parsebytes(head + body).iter_parts()
            return {
                part.get_param("name", header="Content-Disposition"): part.get_content()
                for part in parts
            }
        return dict(parse_qsl(body.decode()))

    def _serve(self, arguments: Json) -> None:
        fake = self.server.fake
        method = urlsplit(self.path).path.rpartition("/")[2]
        bearer = self.headers.get("Authorization", "").removeprefix("Bearer ")
        fake.requests[method] += 1
        token = bearer or str(arguments.pop("token", ""))
        if method == "chat.postMessage" and self._is_too_fast(arguments):
            return self._too_many()
        fault = fake.plan(method, arguments)
        if fault is None:
            return self._send(200, json.dumps(fake.workspace.answer(method, token, arguments)))
        fake.faults.append(fault)
        self._fail(fault, lambda: fake.workspace.answer(method, token, arguments), arguments)
        return None

    def _is_too_fast(self, arguments: Json) -> bool:
        space = self.server.fake.workspace
        try:
            return space.is_too_fast(space.channel_of(arguments).id)
        except Refusal:
            return False

    def _fail(self, fault: Fault, take: Callable[[], Json], arguments: Json) -> None:
        fake = self.server.fake
        match fault:
            case Fault.TOO_MANY:
                self._too_many()
            case Fault.RATELIMITED:
                self._send(200, json.dumps({"ok": False, "error": "ratelimited"}), self._wait())
            case Fault.RESET_BEFORE:
                self._reset()
            case Fault.HANG_BEFORE:
                fake.stopping.wait(fake.hang)
            case Fault.ERROR_502_BEFORE:
                self._send(502, "Bad Gateway", {"Content-Type": "text/plain"})
            case Fault.LATE_COMMIT:
                self._commit_late(arguments)
                self._reset()
            case _:
                self._fail_after(fault, json.dumps(take()))

    def _fail_after(self, fault: Fault, answer: str) -> None:
        fake = self.server.fake
        match fault:
            case Fault.RESET_AFTER:
                self._reset()
            case Fault.CLOSE_AFTER:
                self.close_connection = True
            case Fault.HANG_AFTER:
                fake.stopping.wait(fake.hang)
            case Fault.ERROR_500_AFTER:
                self._send(500, "<html>oops</html>", {"Content-Type": "text/html"})
            case Fault.ERROR_503_AFTER:
                self._send(503, json.dumps({"ok": False, "error": "service_unavailable"}))
            case Fault.TRUNCATED_AFTER:
                self._send(
                    200, answer[: len(answer) // 2], {"Content-Length": str(len(answer) * 4)}
                )
            case Fault.HTML_200_AFTER:
                self._send(200, "<html>maintenance</html>", {"Content-Type": "text/html"})
            case _:
                self._send(200, json.dumps({"ok": False, "error": "fatal_error"}))

    def _commit_late(self, arguments: Json) -> None:
        fake = self.server.fake
        try:
            channel: Channel = fake.workspace.channel_of(arguments)
            check_content(arguments, text_limit=None)
        except Refusal:
            return
        timer = Timer(fake.late, fake.workspace.commit, (channel, dict(arguments)))
        timer.daemon = True
        timer.start()

    def _too_many(self) -> None:
        self._send(429, json.dumps({"ok": False, "error": "ratelimited"}), self._wait())

    def _wait(self) -> dict[str, str]:
        return {"Retry-After": str(self.server.fake.retry_after)}

    def _reset(self) -> None:
        """Ends the connection with RST, as a dying proxy does."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    def _send(self, status: int, body: str, headers: dict[str, str] | None = None) -> None:
        content = body.encode()
        merged = {
            "Content-Type": "application/json; charset=utf-8",
            "Content-Length": str(len(content)),
            "X-OAuth-Scopes": self.server.fake.workspace.scopes,
        } | (headers or {})
        self.send_response(status)
        for name, value in merged.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)
        self.close_connection = True


@contextmanager
def elapsed() -> Iterator[Callable[[], float]]:
    """Seconds since the block began."""
    began = time.monotonic()
    yield lambda: time.monotonic() - began
