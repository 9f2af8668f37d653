"""No spelling, redirect or rebinding name makes a fetch connect where it may not."""

import sys
import threading
from base64 import b64decode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from ipaddress import ip_network

import pytest

from bot.adapters.guard import MAX_LOOKUPS, Guard, Resolver, system_lookup
from bot.adapters.http import FetchLimits, GuardedFetcher
from bot.adapters.redirects import follow
from bot.errors import AddressRefused, BadPage, FetchFailed
from bot.model import Validators
from tests.fakes.spellings import NAMES, SPELLINGS, inside
from tests.fakes.web import Web, answer, redirect

OPENED = "127.0.0.2"  # the one address that these tests open
_connects: list[object] = []
_watching = [False]


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if event == "socket.connect" and _watching[0]:
        _connects.append(arguments[1])


sys.addaudithook(_watch)


@contextmanager
def no_connect_but_to_the_opened_one() -> Iterator[None]:
    _connects.clear()
    _watching[0] = True
    try:
        yield
    finally:
        _watching[0] = False
    assert {str(address[0]) for address in _connects} <= {OPENED}


def lookup(name: str) -> Sequence[str]:
    """The names of the table; numbers by the system, which needs no network for them."""
    if name in NAMES:
        return NAMES[name]
    if name.replace(".", "").replace("x", "").strip("0123456789abcdef"):
        raise OSError("no such name")
    return system_lookup(name)


def fetcher(look=lookup, **fields) -> GuardedFetcher:
    return GuardedFetcher(
        user_agent="Sosik",
        allowed_networks=(ip_network(f"{OPENED}/32"),),
        host_gap=timedelta(),
        limits=FetchLimits(deadline=timedelta(seconds=5)),
        lookup=look,
        **fields,
    )


@pytest.fixture(scope="module")
def web() -> Iterator[Web]:
    web = Web(OPENED)
    yield web
    web.stop()


@pytest.fixture(scope="module")
def guarded() -> GuardedFetcher:
    return fetcher()


def test_there_are_enough_spellings():
    assert len(set(SPELLINGS)) >= 120


@pytest.mark.parametrize("url", SPELLINGS, ids=ascii)
def test_no_spelling_is_connected_to(guarded, url):
    with no_connect_but_to_the_opened_one(), pytest.raises((AddressRefused, FetchFailed)):
        guarded.fetch(url, Validators())


@pytest.mark.parametrize("url", SPELLINGS, ids=ascii)
def test_no_redirect_leads_inside(web, guarded, url):
    start = web.on("/start", redirect(url))

    with (
        no_connect_but_to_the_opened_one(),
        pytest.raises((AddressRefused, FetchFailed, BadPage)),
    ):
        follow(guarded, start, Validators())


@pytest.mark.parametrize("url", SPELLINGS, ids=ascii)
def test_a_name_that_changes_its_mind_is_asked_again_and_refused(web, url):
    led_inside = inside(url, lookup)
    answers = iter([[OPENED], led_inside])
    guarded = fetcher(lambda _: next(answers))
    web.on("/again", redirect(f"http://rebinding.example:{web.port}/inside"))

    with no_connect_but_to_the_opened_one(), pytest.raises(AddressRefused):
        guarded.fetch(f"http://rebinding.example:{web.port}/again", Validators())

    assert len(_connects) == 1


def test_the_name_is_asked_once_per_connection(web):
    asked = []
    guarded = fetcher(lambda name: asked.append(name) or [OPENED])

    guarded.fetch(f"http://once.example:{web.port}{web_ok(web)}", Validators())

    assert asked == ["once.example"]


def web_ok(web: Web) -> str:
    web.on("/ok", answer(b"body"))
    return "/ok"


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "2606:4700::1111"])
def test_public_addresses_pass_on_web_ports_alone(address):
    guard = Guard()

    guard.check([address], 443)
    with pytest.raises(AddressRefused):
        guard.check([address], 25)


def test_an_opened_network_passes_on_any_port_in_any_disguise():
    guard = Guard(allowed_networks=(ip_network("10.1.0.0/16"), ip_network("fd00::/8")))

    guard.check(["10.1.2.3", "::ffff:10.1.2.3", "fd00::1"], 8080)
    for refused in ("10.2.0.1", "fe80::1"):
        with pytest.raises(AddressRefused):
            guard.check([refused], 80)


def test_proxies_of_the_environment_are_not_used(web, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.9:1")

    with no_connect_but_to_the_opened_one():
        assert fetcher().fetch(web.url + web_ok(web), Validators()).body == b"body"


def test_our_own_proxy_is_trusted_but_not_what_it_is_asked_for(web):
    web.on("http://public.example:80/feed", answer(b"by proxy"))
    proxied = fetcher(
        lambda name: ["93.184.216.34"] if name == "public.example" else lookup(name),
        proxy=f"http://{OPENED}:{web.port}",
    )

    with no_connect_but_to_the_opened_one():
        assert proxied.fetch("http://public.example/feed", Validators()).body == b"by proxy"
        with pytest.raises(AddressRefused):
            proxied.fetch("http://inside.example/", Validators())


def test_our_own_proxy_is_told_the_password_that_its_address_holds(web):
    web.on("http://public.example:80/feed", answer(b"by proxy"))
    proxied = fetcher(
        lambda name: ["93.184.216.34"] if name == "public.example" else lookup(name),
        proxy=f"http://me:gehe%3Aim@{OPENED}:{web.port}",
    )

    assert proxied.fetch("http://public.example/feed", Validators()).body == b"by proxy"

    told = web.asked[-1].headers["proxy-authorization"]
    assert b64decode(told.removeprefix("Basic ")) == b"me:gehe:im"
    assert "authorization" not in web.asked[-1].headers


def test_lookups_that_hang_leave_room_for_names_that_are_known():
    hang = threading.Event()

    def stuck(name: str) -> Sequence[str]:
        if name != "good.example":
            hang.wait(20)
        return ["8.8.8.8"]

    resolver = Resolver(stuck)
    before = threading.active_count()
    resolver.addresses("good.example", 1)

    for number in range(MAX_LOOKUPS * 3):
        with pytest.raises(FetchFailed):
            resolver.addresses(f"bad{number}.example", 0.01)

    assert resolver.addresses("good.example", 1) == ["8.8.8.8"]
    assert threading.active_count() - before <= MAX_LOOKUPS
    hang.set()
