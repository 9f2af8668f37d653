"""One request in flight and a gap between two, for each registrable domain."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.ports import Clock

MAX_IDLE_DOMAINS = 5_000


@dataclass(slots=True)
class _Domain:
    lock: threading.Lock = field(default_factory=threading.Lock)
    free_at: datetime | None = None
    waiting: int = 0


class HostGate:
    """Lets one caller at a time through to a domain, at least `gap` after the last one left."""

    def __init__(self, clock: Clock, gap: timedelta) -> None:
        self._clock = clock
        self._gap = gap
        self._lock = threading.Lock()
        self._domains: dict[str, _Domain] = {}

    @contextmanager
    def turn(self, domain: str) -> Iterator[None]:
        """The caller's turn at the domain; waits for it."""
        place = self._enter(domain)
        try:
            with place.lock:
                self._wait(place)
                try:
                    yield
                finally:
                    place.free_at = self._clock.now() + self._gap
        finally:
            self._leave(place)

    def _wait(self, place: _Domain) -> None:
        if place.free_at is None:
            return
        pause = place.free_at - self._clock.now()
        if timedelta() < pause <= self._gap:
            self._clock.sleep(pause)

    def _enter(self, domain: str) -> _Domain:
        with self._lock:
            if len(self._domains) > MAX_IDLE_DOMAINS:
                self._forget()
            place = self._domains.setdefault(domain, _Domain())
            place.waiting += 1
            return place

    def _leave(self, place: _Domain) -> None:
        with self._lock:
            place.waiting -= 1

    def _forget(self) -> None:
        now = self._clock.now()
        self._domains = {
            name: place
            for name, place in self._domains.items()
            if place.waiting or (place.free_at is not None and place.free_at > now)
        }
