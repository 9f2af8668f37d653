"""Slack's Socket Mode on loopback: tickets good for one socket, frames, disconnects, redelivery."""

import base64
import hashlib
import itertools
import json
import socket
import struct
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Json = dict[str, object]
MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


class FakeSocketMode:
    """`apps.connections.open` and the sockets behind it, in one loopback server.

    `refuse` is an error that tickets are refused with, `broken` how many handshakes fail, `silent`
    withholds the tickets' answer. `acknowledged` holds the envelopes' ids in order.
    """

    def __init__(self) -> None:
        self.refuse = ""
        self.broken = 0
        self.tickets: dict[str, bool] = {}
        self.used_twice = 0
        self.opened = 0
        self.acknowledged: list[str] = []
        self.payloads: dict[str, object] = {}
        self.changed = threading.Condition()
        self._numbers = itertools.count(1)
        self._sockets: list[_Socket] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self._server.handle_error = lambda *_: None
        self._server.fake = self
        self.port = self._server.server_port
        self.url = f"http://127.0.0.1:{self.port}/api/"
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True
        )
        self._thread.start()

    @property
    def live(self) -> "list[_Socket]":
        """The sockets that stand."""
        with self.changed:
            return [each for each in self._sockets if not each.ended]

    def wait(self, rule: Callable[[], bool], seconds: float = 10) -> None:
        """Returns once the rule holds."""
        end = time.monotonic() + seconds
        while not rule():
            assert time.monotonic() < end, "it did not come about"
            time.sleep(0.01)

    def send(self, kind: str, payload: Json, envelope: str = "") -> str:
        """An envelope to the newest socket; returns its id."""
        name = envelope or f"E{next(self._numbers)}"
        frame = {
            "envelope_id": name,
            "type": kind,
            "payload": payload,
            "accepts_response_payload": True,
        }
        self.live[-1].write(json.dumps(frame))
        return name

    def disconnect(self, reason: str) -> None:
        """Tells the newest socket that it ends."""
        self.live[-1].write(json.dumps({"type": "disconnect", "reason": reason}))

    def ticket(self) -> Json:
        """What `apps.connections.open` answers."""
        with self.changed:
            self.opened += 1
            if self.refuse:
                return {"ok": False, "error": self.refuse}
            name = f"ticket{next(self._numbers)}"
            self.tickets[name] = False
            return {"ok": True, "url": f"ws://127.0.0.1:{self.port}/link/?ticket={name}"}

    def admits(self, ticket: str) -> bool:
        """Whether a socket with this ticket may stand; it may once."""
        with self.changed:
            if self.tickets.get(ticket, True):
                self.used_twice += 1
                return False
            self.tickets[ticket] = True
            if self.broken:
                self.broken -= 1
                return False
            return True

    def stand(self, connection: socket.socket) -> None:
        """Serves one socket to its end."""
        own = _Socket(connection)
        with self.changed:
            self._sockets.append(own)
        own.write(json.dumps({"type": "hello", "num_connections": len(self.live)}))
        for text in own.frames():
            answer = json.loads(text)
            with self.changed:
                self.acknowledged.append(answer["envelope_id"])
                self.payloads[answer["envelope_id"]] = answer.get("payload")
                self.changed.notify_all()

    def stop(self) -> None:
        for each in self.live:
            each.abort()
        self._server.shutdown()
        self._thread.join(5)
        self._server.server_close()


class _Socket:
    """One WebSocket from the server's side."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._lock = threading.Lock()
        self.ended = False

    def write(self, text: str, opcode: int = 1) -> None:
        data = text.encode()
        size = len(data)
        head = struct.pack("!BB", 0x80 | opcode, size) if size < 126 else b""
        if not head and size < 65_536:
            head = struct.pack("!BBH", 0x80 | opcode, 126, size)
        elif not head:
            head = struct.pack("!BBQ", 0x80 | opcode, 127, size)
        with self._lock:
            self._connection.sendall(head + data)

    def frames(self):
        """The texts that come, until the socket ends."""
        try:
            while True:
                opcode, data = self._frame()
                if opcode == 8:
                    break
                if opcode == 9:
                    self.write(data.decode(), 10)
                if opcode == 1:
                    yield data.decode()
        except OSError:
            pass
        finally:
            self.ended = True

    def _frame(self) -> tuple[int, bytes]:
        first, second = self._exactly(2)
        size = second & 0x7F
        if size == 126:
            (size,) = struct.unpack("!H", self._exactly(2))
        elif size == 127:
            (size,) = struct.unpack("!Q", self._exactly(8))
        mask = self._exactly(4) if second & 0x80 else b"\0\0\0\0"
        data = self._exactly(size)
        return first & 0x0F, bytes(b ^ mask[i % 4] for i, b in enumerate(data))

    def _exactly(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            piece = self._connection.recv(size - len(data))
            if not piece:
                raise ConnectionResetError
            data += piece
        return data

    def abort(self) -> None:
        """Ends it as a dying network does."""
        self.ended = True
        try:
            self._connection.setsockopt(
                socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
            )
            self._connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = json.dumps(self.server.fake.ticket()).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True

    def do_GET(self) -> None:
        fake: FakeSocketMode = self.server.fake
        self.close_connection = True
        if not fake.admits(self.path.rpartition("=")[2]):
            self.send_error(408)
            return
        key = self.headers["Sec-WebSocket-Key"] + MAGIC
        accept = base64.b64encode(hashlib.sha1(key.encode()).digest()).decode()
        self.wfile.write(
            (
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                f"Connection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n"
            ).encode()
        )
        self.wfile.flush()
        fake.stand(self.connection)

    def log_message(self, *_arguments: object) -> None:
        """Silent."""
