"""What `run`, `worker` and `slack` share: start when the database is there, stay until a signal."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from threading import Event

from bot.app import App, stop_on_signals
from bot.fleet import passing, when_there
from bot.inbound.status import status_beside
from bot.observe import configure_logging
from bot.settings import Settings

GiveUp = Callable[[], None]
Door = Callable[[App, GiveUp], AbstractContextManager[object]]


def no_door(_sosik: App, _give_up: GiveUp) -> AbstractContextManager[object]:
    """Nobody comes in."""
    return nullcontext()


def stay(settings: Settings, make: Callable[[], App], door: Door = no_door) -> int:
    """Works until SIGINT or SIGTERM; returns the exit code, 0 where all that was begun was ended.

    The door may give up, where only a new process helps: then the code is 1, so that a supervisor
    starts one. The start waits for a PostgreSQL that is away, and for room on a full disk.

    Raises:
        SosikError: as App and its `run` say.
    """
    configure_logging(settings.log_level)
    stop, lost = stop_on_signals(), Event()

    def give_up() -> None:
        lost.set()
        stop.set()

    sosik = when_there(make, stop, passing(settings))
    if sosik is None:
        return 0
    try:
        clean = sosik.run(stop, lambda: _doors(sosik, lambda: door(sosik, give_up)))
    finally:
        sosik.close()
    return 0 if clean and not lost.is_set() else 1


@contextmanager
def _doors(sosik: App, door: Callable[[], AbstractContextManager[object]]) -> Iterator[None]:
    with status_beside(sosik), door():
        yield
