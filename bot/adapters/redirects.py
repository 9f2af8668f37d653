"""Redirects from host to host: each host is asked in its own turn and under its own rules.

    ask a host ─ a document, or unchanged → done
               └ another host → may it be asked? → its turn → ask it …

The turn at one host is given back before the next one is taken, so that two hosts that lead to each
other hold nobody up.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from bot.errors import BadPage, FetchFailed
from bot.model import Fetched, Unchanged, Validators
from bot.ports import Fetcher

REDIRECTS = 5  # up to the last host, which may have as many of its own
LONGEST = timedelta(seconds=20)  # that the hosts on the way may take before the last one is asked


def follow(
    fetcher: Fetcher,
    url: str,
    validators: Validators,
    may: Callable[[str], bool] = lambda _url: True,
) -> Fetched | Unchanged:
    """What stands where the address leads in the end.

    `may` says whether an address on another host may be asked for; it is asked while no turn is held.

    Raises:
        AddressRefused: the address, or one it redirects to, may not be reached.
        FetchFailed: not now; or the hosts on the way took too long.
        BadPage: as the fetcher says; "redirects" for too many, "robots" where `may` says no.
    """
    settled: str | None = None  # where the permanent redirects at the start led
    permanent, redirects, took = True, 0, timedelta()
    while True:
        step = fetcher.fetch(url, validators)
        if isinstance(step, Unchanged):
            return step
        if permanent and step.permanent_url:  # what is known of the old address is not of this one
            settled, validators = step.permanent_url, Validators()
        if isinstance(step, Fetched):
            return replace(step, permanent_url=settled)
        permanent = permanent and step.permanent_url == step.url
        redirects, took, url = redirects + step.redirects, took + step.took, step.url
        if redirects > REDIRECTS:
            raise BadPage("The address redirects too often.", reason="redirects")
        if took > LONGEST:
            raise FetchFailed("The address's redirects take too long.")
        if not may(url):
            raise BadPage("The site's robots.txt keeps us from this page.", reason="robots")
