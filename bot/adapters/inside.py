"""Who is inside under a name, of the threads of one process."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock


class Inside:
    """Lets one in under each name. For many threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._names: set[str] = set()

    @contextmanager
    def enter(self, name: str) -> Iterator[bool]:
        """Whether nobody else is inside under that name until the block ends."""
        with self._lock:
            is_alone = name not in self._names
            self._names.add(name)
        try:
            yield is_alone
        finally:
            if is_alone:
                with self._lock:
                    self._names.discard(name)
