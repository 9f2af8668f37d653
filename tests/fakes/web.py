"""A loopback web server whose every path misbehaves in its own way; it knows what it was asked."""

import gzip
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache

Behaviour = Callable[[socket.socket], None]


@dataclass(slots=True)
class Asked:
    path: str
    headers: dict[str, str]
    at: float


@dataclass
class Web:
    """Answers each path by its behaviour, an unknown one with 404."""

    address: str = "127.0.0.2"
    behaviours: dict[str, Behaviour] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._stopped = threading.Event()
        self._listener = socket.create_server((self.address, 0), backlog=256)
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://{self.address}:{self.port}"

    def on(self, path: str, behaviour: Behaviour) -> str:
        self.behaviours[path] = behaviour
        return self.url + path

    def stop(self) -> None:
        self._stopped.set()
        self._listener.close()

    def _accept(self) -> None:
        while not self._stopped.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.settimeout(30)
            head = _head(connection)
            if not head:
                return
            first, *lines = head.split("\r\n")
            headers = {n.lower(): v for n, _, v in (line.partition(": ") for line in lines)}
            path = first.split(" ")[1]
            self.asked.append(Asked(path=path, headers=headers, at=time.monotonic()))
            self.behaviours.get(path.split("?")[0], answer(b"", status="404 Not Found"))(connection)


def _head(connection: socket.socket) -> str:
    got = b""
    while b"\r\n\r\n" not in got:
        more = connection.recv(65536)
        if not more:
            return ""
        got += more
    return got.split(b"\r\n\r\n")[0].decode("latin-1")


def answer(body: bytes, *, status: str = "200 OK", **headers: str) -> Behaviour:
    """The body under the headers (underscores stand for dashes)."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in named.items()]
    head = "\r\n".join(lines).encode() + b"\r\n\r\n"

    def behave(connection: socket.socket) -> None:
        connection.sendall(head + body)

    return behave


def redirect(location: str, status: int = 302, body: bytes = b"") -> Behaviour:
    return answer(body, status=f"{status} Moved", Location=location)


def stream(head: bytes, parts: Iterator[bytes], *, pause: float = 0.0) -> Behaviour:
    """A head, then part after part with a pause between, until somebody has enough."""

    def behave(connection: socket.socket) -> None:
        connection.sendall(head)
        for part in parts:
            connection.sendall(part)
            time.sleep(pause)

    return behave


def endlessly(part: bytes) -> Iterator[bytes]:
    while True:
        yield part


OK = b"HTTP/1.1 200 OK\r\n\r\n"
PACKED = b"HTTP/1.1 200 OK\r\nContent-Encoding: %s\r\n\r\n"
GIGABYTE = 1 << 30


@cache
def gzip_bomb(size: int = GIGABYTE // 4) -> bytes:
    """A small gzip body that unpacks to `size` zeros."""
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    block = bytes(1 << 20)
    parts = [packer.compress(block) for _ in range(size // len(block))]
    return b"".join(parts) + packer.flush()


def hostile_behaviours() -> dict[str, Behaviour]:
    """Every way of never ending, growing without limit, or lying that we know of, by name."""
    bomb = gzip_bomb()
    return {
        "bomb": answer(bomb, Content_Encoding="gzip"),
        "stacked_bomb": answer(gzip.compress(bomb), Content_Encoding="gzip, gzip"),
        "bomb_in_redirect": answer(
            bomb, status="302 Found", Content_Encoding="gzip", Location="/missing"
        ),
        "unasked_brotli": answer(b"\x1b\xff\xff", Content_Encoding="br"),
        "unasked_zstd": answer(b"\x28\xb5\x2f\xfd", Content_Encoding="zstd"),
        "broken_gzip": answer(b"\x1f\x8b\x08" + b"x" * 99, Content_Encoding="gzip"),
        "endless_body": stream(OK, endlessly(b"x" * 65536)),
        "slow_loris": stream(OK, endlessly(b"x"), pause=0.1),
        "trickled_headers": stream(b"HTTP/1.1 200 OK\r\n", endlessly(b"X: y\r\n"), pause=0.1),
        "huge_headers": stream(b"HTTP/1.1 200 OK\r\n", endlessly(b"X: " + b"y" * 60000 + b"\r\n")),
        "endless_early_hints": stream(b"", endlessly(b"HTTP/1.1 103 Hi\r\n\r\n"), pause=0.05),
        "silence": stream(b"", endlessly(b""), pause=0.5),
        "hang_up": stream(b"", iter(())),
        "no_http": stream(b"SSH-2.0-OpenSSH_9.0\r\n", iter((b"\x00" * 100,))),
        "redirect_loop": redirect("/redirect_loop"),
        "short_body": stream(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", iter((b"x",))),
        "bad_chunks": stream(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", iter((b"zz\r\n",))
        ),
    }
