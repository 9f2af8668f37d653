"""A redirect to another host asks that host in its own turn, under its own rules."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from threading import Barrier

import pytest

from bot.adapters.host_lease import HELD, LeasedFetcher
from bot.adapters.http import GuardedFetcher
from bot.adapters.memory import ManualClock, MemoryStore
from bot.adapters.memory.world import ScriptedFetcher
from bot.adapters.pages import HttpPageReader, Robots
from bot.adapters.redirects import LONGEST, REDIRECTS, follow
from bot.errors import AddressRefused, BadPage, FetchFailed, StoreBusy
from bot.model import Fetched, Redirected, Unchanged, Validators
from tests.fakes.web import Web, answer, redirect

START = datetime(2026, 11, 20, tzinfo=UTC)
GAP = timedelta(seconds=2)
NONE = Validators()
HERE, THERE = "https://here.example/1", "https://there.example/1"


def page(url, **fields):
    return Fetched(url=url, body=b"<p>x", content_type="text/html", validators=NONE, **fields)


def to(url, redirects=1, took=timedelta(), permanent_url=None):
    return Redirected(url=url, redirects=redirects, took=took, permanent_url=permanent_url)


@pytest.fixture
def clock():
    return ManualClock(START)


@pytest.fixture
def web():
    web = Web()
    yield web
    web.stop()


def guarded(web, clock):
    """A fetcher for which every name is the web's."""
    return GuardedFetcher(
        user_agent="test",
        allowed_networks=(ip_network("127.0.0.0/8"),),
        host_gap=GAP,
        clock=clock,
        lookup=lambda _name: [web.address],
    )


def at(web, name, path):
    return f"http://{name}.example:{web.port}{path}"


def test_the_host_that_an_address_leads_to_has_its_turn(web, clock):
    fetcher = guarded(web, clock)
    web.on("/start", redirect(at(web, "there", "/page")))
    web.on("/page", answer(b"body"))
    fetcher.fetch(at(web, "there", "/page"), NONE)

    fetched = follow(fetcher, at(web, "here", "/start"), NONE)
    led = clock.now()
    fetcher.fetch(at(web, "here", "/page"), NONE)
    again = clock.now()
    fetcher.fetch(at(web, "there", "/page"), NONE)

    assert (fetched.url, fetched.body) == (at(web, "there", "/page"), b"body")
    assert [each - START for each in (led, again, clock.now())] == [GAP, GAP, 2 * GAP]


def test_two_hosts_that_lead_to_each_other_hold_nobody_up(web, clock):
    fetcher, both_are_asked = guarded(web, clock), Barrier(2)
    for name, other in (("one", "two"), ("two", "one")):
        away = redirect(at(web, other, f"/from-{name}"))

        def lead(connection, away=away):
            both_are_asked.wait(10)
            away(connection)

        web.on(f"/{name}", lead)
        web.on(f"/from-{name}", answer(name.encode()))

    with ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(follow, fetcher, at(web, n, f"/{n}"), NONE) for n in ("one", "two")]

    assert [each.result().body for each in asked] == [b"one", b"two"]


def test_the_lease_of_the_first_host_is_over_when_the_second_one_is_waited_for(clock):
    store = MemoryStore()
    site = ScriptedFetcher({HERE: to(THERE), THERE: page(THERE)})
    fetcher = LeasedFetcher(site, store.leases, owner="하나", gap=GAP, clock=clock)
    store.leases.take("host:there.example", "둘", START, START + 9 * HELD)

    with pytest.raises(StoreBusy):
        follow(fetcher, HERE, NONE)

    now = clock.now()
    assert site.calls == [HERE]
    assert store.leases.take("host:here.example", "둘", now, now + GAP)


@pytest.mark.parametrize("rules", ["User-agent: *\nDisallow: /", "User-agent: *\nDisallow: /no"])
def test_a_page_on_another_host_is_asked_for_where_that_host_lets_us(clock, rules):
    robots = "https://there.example/robots.txt"
    told = replace(page(robots), body=rules.encode(), content_type="text/plain")
    site = ScriptedFetcher({HERE: to(THERE), THERE: page(THERE), robots: told})
    reader = HttpPageReader(site, Robots(site, clock))

    if rules.endswith("/no"):
        assert reader.read(HERE).url == THERE
        return
    with pytest.raises(BadPage) as refused:
        reader.read(HERE)
    assert refused.value.reason == "robots"
    assert THERE not in site.calls


@pytest.mark.parametrize(
    ("answers", "settled"),
    [
        pytest.param([to(THERE, permanent_url=THERE), page(THERE)], THERE, id="moved"),
        pytest.param(
            [to(THERE), page(THERE, permanent_url=THERE)], None, id="a temporary one first"
        ),
        pytest.param(
            [to(THERE, permanent_url=THERE), page(THERE, permanent_url="https://x.kr")],
            "https://x.kr",
            id="moved twice",
        ),
        pytest.param(
            [
                to(THERE, 2, permanent_url="https://here.example/2"),
                page(THERE, permanent_url=THERE),
            ],
            "https://here.example/2",
            id="a temporary one later",
        ),
    ],
)
def test_permanent_redirects_over_several_hosts_name_a_new_address(answers, settled):
    fetcher = ScriptedFetcher(dict(zip((HERE, THERE), answers, strict=True)))

    assert follow(fetcher, HERE, NONE).permanent_url == settled


@pytest.mark.parametrize(
    ("status", "is_known"), [pytest.param(302, True, id="302"), pytest.param(301, False, id="301")]
)
def test_what_is_known_of_a_host_is_not_asked_of_the_one_it_moved_to(web, clock, status, is_known):
    web.on("/start", redirect(at(web, "there", "/page"), status))
    web.on("/page", answer(b"", status="304 Not Modified"))
    known = Validators(etag='"1"')

    if is_known:
        assert follow(guarded(web, clock), at(web, "here", "/start"), known) == Unchanged()
    else:
        with pytest.raises(FetchFailed):
            follow(guarded(web, clock), at(web, "here", "/start"), known)

    assert ["if-none-match" in each.headers for each in web.asked] == [True, is_known]


def test_hosts_that_lead_round_and_round_are_left():
    fetcher = ScriptedFetcher({HERE: to(THERE), THERE: to(HERE)})

    with pytest.raises(BadPage) as refused:
        follow(fetcher, HERE, NONE)

    assert refused.value.reason == "redirects"
    assert len(fetcher.calls) == REDIRECTS + 1


def test_hosts_that_lead_on_slowly_are_left():
    slow = LONGEST / 2 + timedelta(seconds=1)
    fetcher = ScriptedFetcher({HERE: to(THERE, took=slow), THERE: to(HERE, took=slow)})

    with pytest.raises(FetchFailed):
        follow(fetcher, HERE, NONE)

    assert len(fetcher.calls) == 2


def test_an_address_inside_is_refused_wherever_it_is_led_to_from(web, clock):
    fetcher = GuardedFetcher(
        user_agent="test",
        allowed_networks=(ip_network("127.0.0.2/32"),),
        clock=clock,
        lookup=lambda name: [web.address if name == "here.example" else "127.0.0.9"],
    )
    web.on("/start", redirect(at(web, "inside", "/")))

    with pytest.raises(AddressRefused):
        follow(fetcher, at(web, "here", "/start"), NONE)
