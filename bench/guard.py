"""What the fetching guard holds: addresses inside the network, and servers that mean harm.

    python -m bench.guard

First every spelling of an inside address, asked for directly, by a redirect and by a name that
changes its mind between two lookups: how many connections were made other than to the one address
opened for this bench (an audit hook of the interpreter counts them). Then every server that never
ends, grows or lies, each in a process of its own under a deadline of 3 s: how long the fetch took
and how much memory it added. All of it stays on the loopback.
"""

import multiprocessing
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from ipaddress import ip_network

from bot.adapters.guard import system_lookup
from bot.adapters.http import FetchLimits, GuardedFetcher
from bot.adapters.redirects import follow
from bot.errors import SosikError
from bot.model import Validators
from tests.fakes.spellings import NAMES, SPELLINGS, inside
from tests.fakes.web import Web, answer, hostile_behaviours, redirect

OPENED = "127.0.0.2"
DEADLINE = timedelta(seconds=3)
MEGABYTE = 1024  # ru_maxrss counts kilobytes
_connects: Counter[str] = Counter()


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        _connects[str(arguments[1][0])] += 1


def lookup(name: str) -> Sequence[str]:
    if name in NAMES:
        return NAMES[name]
    if name.replace(".", "").replace("x", "").strip("0123456789abcdef"):
        raise OSError("no such name")
    return system_lookup(name)


def fetcher(look: Callable[[str], Sequence[str]] = lookup) -> GuardedFetcher:
    return GuardedFetcher(
        user_agent="bench",
        allowed_networks=(ip_network(f"{OPENED}/32"),),
        host_gap=timedelta(),
        limits=FetchLimits(deadline=DEADLINE),
        lookup=look,
    )


def addresses() -> None:
    """Prints the connections made, by way of asking; nothing may be fetched."""
    web = Web(OPENED)
    sys.addaudithook(_watch)
    fetched = 0
    for way in ("direct", "redirect", "rebinding"):
        _connects.clear()
        for url in SPELLINGS:
            start, look = url, lookup
            if way == "redirect":
                start = web.on("/start", redirect(url))
            elif way == "rebinding":
                again = f"http://rebinding.example:{web.port}"
                answers = iter([[OPENED], inside(url, lookup)])
                web.on("/again", redirect(f"{again}/inside"))
                start, look = f"{again}/again", lambda _, answers=answers: next(answers)
            with suppress(SosikError):
                fetched += bool(follow(fetcher(look), start, Validators()))
        wrong = sum(count for address, count in _connects.items() if address != OPENED)
        print(f"{way:10} {len(SPELLINGS)} spellings, {wrong} connects inside")
    print(f"{'fetched':10} {fetched}")
    web.stop()


def _one(url: str, told: "multiprocessing.Queue[tuple[float, float, str]]") -> None:
    guarded = fetcher()
    guarded.fetch(url.rpartition("/")[0] + "/warm", Validators())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.monotonic()
    outcome = "read to the cap"
    try:
        guarded.fetch(url, Validators())
    except SosikError as error:
        outcome = str(error)[:60]
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / MEGABYTE
    told.put((time.monotonic() - began, grown, outcome))


def servers() -> None:
    """Prints time and memory of each hostile server, and the most of both."""
    web = Web(OPENED)
    web.on("/warm", answer(b"x" * 1000))
    spawn = multiprocessing.get_context("spawn")
    most_seconds = most_memory = 0.0
    for name, behaviour in sorted(hostile_behaviours().items()):
        told = spawn.Queue()
        child = spawn.Process(target=_one, args=(web.on(f"/{name}", behaviour), told))
        child.start()
        seconds, grown, outcome = told.get(timeout=60)
        child.join()
        most_seconds, most_memory = max(most_seconds, seconds), max(most_memory, grown)
        print(f"{name:22} {seconds:5.2f} s  +{grown:5.1f} MB  {outcome}")
    limit = DEADLINE.total_seconds()
    print(f"at most {most_seconds:.2f} s under a deadline of {limit:g} s, +{most_memory:.1f} MB")
    web.stop()


def main() -> None:
    addresses()
    servers()


if __name__ == "__main__":
    main()
