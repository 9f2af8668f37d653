"""The console's door: pages served from threads beside the line, or in a process of their own."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

import structlog
import waitress

from bot.app import App
from bot.errors import BadSettings
from bot.inbound.console.access import Access
from bot.inbound.console.site import Visit, console_site

THREADS = 4
MOST_BYTES = 64 * 1024  # of a request's body: the longest form is one order for a term
MOST_CONNECTIONS = 64
IDLE_SECONDS = 30  # before a silent connection is dropped
PATIENCE = 5  # seconds for the server to end

_log = structlog.get_logger("console")


class ConsoleDoor:
    """The console's server, listening from the start; `start` begins to answer.

    Raises:
        BadSettings: the address cannot be listened on, or needs a token.
    """

    def __init__(self, sosik: App, visit: Visit) -> None:
        assert sosik.settings.console is not None
        host, port = sosik.settings.console
        site = console_site(sosik, Access(sosik.settings), visit)
        try:
            self._socket = socket.create_server((host, port), family=_family(host))
        except OSError as error:
            raise BadSettings(
                f"SOSIK_CONSOLE: {host}:{port}에서 기다릴 수 없습니다({error.strerror}). "
                "다른 포트를 적거나, 비워서 콘솔을 꺼 주세요."
            ) from error
        self._server = waitress.create_server(
            site,
            sockets=[self._socket],
            threads=THREADS,
            connection_limit=MOST_CONNECTIONS,
            max_request_body_size=MOST_BYTES,
            max_request_header_size=MOST_BYTES,
            channel_timeout=IDLE_SECONDS,
            ident=None,
            clear_untrusted_proxy_headers=False,  # whether TLS is before us; see `access.Sessions`
        )
        self._thread = Thread(target=self._serve, name="console", daemon=True)

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._server.effective_port)

    def start(self) -> None:
        """Begins answering."""
        self._thread.start()

    def close(self) -> None:
        """Ends answering; a page under way is finished or dropped. A started door is closed once."""
        self._server.trigger.pull_trigger(self._end)
        self._thread.join(PATIENCE)

    def _end(self) -> None:
        """In the server's own thread: its loop ends when nothing is left to wait for."""
        for visitor in tuple(self._server.active_channels.values()):
            visitor.handle_close()
        self._server.close()

    def _serve(self) -> None:
        self._server.run()
        self._server.task_dispatcher.shutdown()


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


@contextmanager
def console_beside(sosik: App) -> Iterator[None]:
    """The console beside the line for as long as the block lasts; nothing where none is wanted.

    A port that somebody else has is said in the log and costs the console, never the line.
    """
    if sosik.settings.console is None:
        yield
        return
    try:
        door = ConsoleDoor(sosik, visit=_nothing)
    except BadSettings as error:
        _log.warning("console_off", error=str(error))
        yield
        return
    door.start()
    _log.info("console", address=address(sosik, door))
    try:
        yield
    finally:
        door.close()


def address(sosik: App, door: ConsoleDoor) -> str:
    """Where a browser finds the console."""
    assert sosik.settings.console is not None
    host = sosik.settings.console[0]
    return f"http://{f'[{host}]' if ':' in host else host}:{door.port}/"


def serve_alone(sosik: App, stop: Event, say: Callable[[str], None]) -> None:
    """Serves the console in this process until `stop`; files and terms are looked at anew at visits.

    Raises:
        BadSettings: no address is set, it cannot be listened on, or it needs a token.
    """
    if sosik.settings.console is None:
        raise BadSettings("SOSIK_CONSOLE이 비어 있습니다. 127.0.0.1:8420처럼 적어 주세요.")
    door = ConsoleDoor(sosik, visit=sosik.refresh)
    door.start()
    say(address(sosik, door))
    try:
        stop.wait()
    finally:
        door.close()


def _nothing() -> None:
    """The running line refreshes by itself."""
