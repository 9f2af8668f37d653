"""A pool of children for which a page costs more than it does, so that several workers show.

A module of its own: a child unpickles functions by name, and finds none of a `__main__`.
"""

import time
from collections.abc import Callable
from typing import Any

from bot.adapters.extract import extract_page
from bot.ports import Sandbox


class Burning(Sandbox):
    """A pool of children that spend so many seconds of their processor on each page."""

    def __init__(self, pool: Sandbox, seconds: float) -> None:
        self._pool = pool
        self._seconds = seconds

    def call(self, function: Callable[[Any], Any], argument: Any) -> Any:
        if function is extract_page:
            return self._pool.call(burn_and_extract, (self._seconds, argument))
        return self._pool.call(function, argument)

    def close(self) -> None:
        self._pool.close()


def burn_and_extract(work: tuple[float, Any]) -> Any:
    seconds, page = work
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass
    return extract_page(page)
