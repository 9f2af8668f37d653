"""Politeness between machines: a domain is asked by one process at a time.

    take host:DOMAIN → fetch → keep it for the gap, so that nobody else asks sooner

The processes share nothing but the leases; within one, a domain is one thread's at a time, so that
none ends the lease under another, and the gap is waited for before the lease is taken: who is
frozen in the wait asks for it anew. Where the holder dies, the lease ends by itself.
"""

from datetime import timedelta

from typing_extensions import override

from bot.adapters.politeness import HostGate
from bot.errors import StoreBusy
from bot.model import Fetched, Redirected, Unchanged, Validators
from bot.ports import Clock, Fetcher, LeaseBook
from bot.urls import host, registrable_domain

HELD = timedelta(seconds=40)  # longer than any one fetch with its redirects on that host
PATIENCE = timedelta(seconds=60)  # of a thread that waits for the domain; longer than HELD
LOOK = timedelta(milliseconds=250)  # between two tries


class LeasedFetcher(Fetcher):
    """Hands requests to another fetcher while this process holds the domain's lease."""

    def __init__(
        self,
        fetcher: Fetcher,
        leases: LeaseBook,
        *,
        owner: str,
        gap: timedelta,
        clock: Clock,
    ) -> None:
        self._fetcher = fetcher
        self._leases = leases
        self._owner = owner
        self._gap = gap
        self._clock = clock
        self._threads = HostGate(clock, gap)

    @override
    def fetch(self, url: str, validators: Validators) -> Fetched | Unchanged | Redirected:
        """The document, that nothing changed, or which other host the address leads to.

        Raises:
            StoreBusy: others hold the domain for long; the work waits for the next sweep.
            Stopped: the process ends.
            AddressRefused, FetchFailed, BadPage: as the other fetcher says.
        """
        domain = registrable_domain(host(url))
        name = f"host:{domain}"
        with self._threads.turn(domain):
            self._await(name)
            try:
                return self._fetcher.fetch(url, validators)
            finally:
                now = self._clock.now()
                self._leases.take(name, self._owner, now, now + self._gap)

    def _await(self, name: str) -> None:
        now = self._clock.now()
        deadline = now + PATIENCE
        while not self._leases.take(name, self._owner, now, now + HELD):
            if now >= deadline:
                raise StoreBusy(f"다른 작업자가 {name.removeprefix('host:')}에 묻고 있습니다")
            self._clock.sleep(LOOK)
            now = self._clock.now()
