"""An invented outlet on an address of its own: a feed and its pages over HTTP on the loopback."""

import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Outlet:
    """One invented outlet: a feed and its pages, on an address of its own."""

    host: str
    name: str
    items: list[tuple[str, str, str, datetime]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._server = ThreadingHTTPServer((self.host, 0), _page_handler(self))
        self._server.daemon_threads = True
        self.url = f"http://{self.host}:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def publish(self, name: str, title: str, text: str) -> str:
        """Puts an article out; returns its address."""
        self.items.append((name, title, text, datetime.now(UTC)))
        return f"{self.url}/view/{name}"

    def feed(self) -> str:
        items = "".join(
            f"<item><title>{title}</title><guid>{name}</guid><link>{self.url}/view/{name}</link>"
            f"<description>{text[:80]}</description>"
            f"<pubDate>{at:%a, %d %b %Y %H:%M:%S} +0000</pubDate></item>"
            for name, title, text, at in self.items
        )
        return (
            '<?xml version="1.0"?><rss version="2.0"><channel>'
            f"<title>{self.name}</title>{items}</channel></rss>"
        )

    def page(self, wanted: str) -> str | None:
        for name, title, text, _ in self.items:
            if name == wanted:
                body = "".join(f"<p>{paragraph}</p>" for paragraph in text.split("\n"))
                return (
                    f"<html lang=ko><head><title>{title}</title></head>"
                    f"<body><article><h1>{title}</h1>{body}</article></body></html>"
                )
        return None

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def _page_handler(outlet: Outlet) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            is_feed = self.path == "/rss"
            text = outlet.feed() if is_feed else outlet.page(self.path.rpartition("/")[2])
            body = (text or "").encode()
            self.send_response(200 if text else 404)
            kind = "application/rss+xml" if is_feed else "text/html"
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            """Silent."""

    return Handler
