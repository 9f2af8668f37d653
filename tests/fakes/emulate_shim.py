"""A small shim before npm `emulate`: what that server lacks, answered here; all else passed on.

apps.connections.open → a ticket of our Socket Mode fake
users.conversations   → from conversations.list and conversations.members
"""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl
from urllib.request import Request, urlopen

from tests.fakes.emulate import Emulate
from tests.fakes.slack_socket import FakeSocketMode
from tests.fakes.slack_workspace import Json

PASSED_ON = ("Authorization", "Content-Type")


class EmulateShim:
    """A running shim; `url` is the API address to give to the bot."""

    def __init__(self, server: Emulate, sockets: FakeSocketMode) -> None:
        self.server, self.sockets = server, sockets
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._http.daemon_threads = True
        self._http.shim = self
        self.url = f"http://127.0.0.1:{self._http.server_port}/api/"
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stops serving; the server behind it goes on."""
        self._http.shutdown()
        self._thread.join(5)
        self._http.server_close()

    def ask(self, method: str, **arguments: object) -> Json:
        """What emulate answers to a call of the bot's."""
        body = json.dumps(arguments).encode()
        headers = {
            "Authorization": f"Bearer {self.server.token}",
            "Content-Type": "application/json",
        }
        with urlopen(Request(self.server.url + method, body, headers), timeout=10) as answer:
            return json.loads(answer.read())

    def own(self, method: str, arguments: Json) -> Json | None:
        """The answer to what emulate does not know, None for what it does."""
        if method == "apps.connections.open":
            return self.sockets.ticket()
        if method != "users.conversations":
            return None
        user = arguments.get("user")
        channels = self.ask("conversations.list", types="public_channel,private_channel")
        found = [
            one
            for one in channels["channels"]
            if user in self.ask("conversations.members", channel=one["id"])["members"]
        ]
        return {"ok": True, "channels": found, "response_metadata": {"next_cursor": ""}}


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.do_POST()

    def do_POST(self) -> None:
        shim: EmulateShim = self.server.shim
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        method = self.path.rpartition("/")[2].partition("?")[0]
        own = shim.own(method, dict(parse_qsl(body.decode("utf-8", "replace"))))
        if own is not None:
            self._send(200, json.dumps(own).encode(), "application/json")
            return
        headers = {name: self.headers[name] for name in PASSED_ON if self.headers[name]}
        try:
            with urlopen(Request(shim.server.url + method, body, headers), timeout=10) as answer:
                kind = answer.headers.get("Content-Type", "application/json")
                self._send(answer.status, answer.read(), kind)
        except OSError as error:
            status = getattr(error, "code", 502)
            self._send(status, getattr(error, "read", bytes)(), "application/json")

    def _send(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Silent."""
