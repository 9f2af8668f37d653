"""An OpenAI-compatible service on the loopback that answers as it is told to."""

import json
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread


class ModelService:
    """Use as a context manager. `answer` is given the request and returns status and bytes.

    `trickle` sends the answer a byte at a time, for ever slow; `asked` are the requests in order.
    """

    def __init__(self, answer: Callable[[dict], tuple[int, bytes]]) -> None:
        self.answer = answer
        self.asked: list[dict] = []
        self.trickle = 0.0
        self.silent = False
        self._over = Event()

    def __enter__(self):
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                size = int(self.headers["Content-Length"])
                service.asked.append(json.loads(self.rfile.read(size)))
                if service.silent:
                    service._over.wait(30)
                    return
                status, body = service.answer(service.asked[-1])
                with suppress(OSError):
                    self.send_response(status)
                    self.send_header("Content-Type", "application/json")
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self._write(body)

            def _write(self, body):
                if not service.trickle:
                    self.wfile.write(body)
                    return
                for letter in body:
                    if service._over.wait(service.trickle):
                        return
                    self.wfile.write(bytes([letter]))
                    self.wfile.flush()

            def log_message(self, *args):
                """Says nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"


def said(text: str, tokens: int = 100) -> tuple[int, bytes]:
    """A proper answer."""
    answer = {
        "choices": [{"message": {"role": "assistant", "content": text}}],
        "usage": {"total_tokens": tokens},
    }
    return 200, json.dumps(answer).encode()
