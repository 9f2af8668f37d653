"""Politeness between processes that share nothing but the leases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest

from bot.adapters.clock import StoppableClock
from bot.adapters.host_lease import LeasedFetcher
from bot.adapters.memory import ManualClock, MemoryStore
from bot.errors import FetchFailed, Stopped, StoreBusy
from bot.model import Validators

GAP = timedelta(seconds=2)
START = datetime(2026, 11, 20, tzinfo=UTC)
NONE = Validators()


class Site:
    """Notes when it is asked; `meanwhile` is done during each answer."""

    def __init__(self, clock, meanwhile=lambda: None):
        self.clock = clock
        self.meanwhile = meanwhile
        self.asked = []

    def fetch(self, url, validators):
        self.asked.append((url, self.clock.now() - START))
        self.meanwhile()


@pytest.fixture
def clock():
    return ManualClock(START)


@pytest.fixture
def leases():
    return MemoryStore().leases


def process(site, leases, owner, clock):
    return LeasedFetcher(site, leases, owner=owner, gap=GAP, clock=clock)


def test_another_process_asks_the_same_domain_only_after_the_gap(clock, leases):
    site = Site(clock)

    process(site, leases, "하나", clock).fetch("https://a.gana.co.kr/1", NONE)
    process(site, leases, "둘", clock).fetch("https://b.gana.co.kr/2", NONE)

    assert [at for _, at in site.asked] == [timedelta(), GAP]


def test_another_domain_waits_for_nobody(clock, leases):
    site = Site(clock)

    process(site, leases, "하나", clock).fetch("https://gana.example/1", NONE)
    process(site, leases, "둘", clock).fetch("https://dara.example/2", NONE)

    assert [at for _, at in site.asked] == [timedelta(), timedelta()]


def test_who_cannot_have_a_domain_for_long_leaves_the_work_to_a_later_sweep(clock, leases):
    leases.take("host:gana.example", "얼음", START, START + timedelta(hours=1))
    site = Site(clock)

    with pytest.raises(StoreBusy, match="gana"):
        process(site, leases, "둘", clock).fetch("https://gana.example/1", NONE)

    assert site.asked == []


def test_a_process_that_died_while_asking_blocks_the_domain_for_a_minute_at_most(clock, leases):
    class Killed(BaseException):
        pass

    def die():
        leases.take = lambda *_: None  # the dead give nothing back
        raise Killed

    take, site = leases.take, Site(clock)
    with pytest.raises(Killed):
        process(Site(clock, die), leases, "하나", clock).fetch("https://gana.example/1", NONE)
    leases.take = take
    process(site, leases, "둘", clock).fetch("https://gana.example/1", NONE)

    assert GAP < site.asked[0][1] <= timedelta(minutes=1)


def test_a_failed_request_keeps_the_gap_too(clock, leases):
    def fail():
        raise FetchFailed("no")

    with pytest.raises(FetchFailed):
        process(Site(clock, fail), leases, "하나", clock).fetch("https://gana.example/1", NONE)
    site = Site(clock)
    process(site, leases, "둘", clock).fetch("https://gana.example/1", NONE)

    assert site.asked[0][1] == GAP


def test_who_waits_for_a_domain_goes_when_the_process_stops(clock, leases):
    leases.take("host:gana.example", "다른", START, START + timedelta(hours=1))
    stoppable, site = StoppableClock(clock), Site(clock)
    stoppable.stop()

    with pytest.raises(Stopped):
        process(site, leases, "둘", stoppable).fetch("https://gana.example/1", NONE)

    assert (site.asked, clock.now()) == ([], START)


def test_a_thread_that_is_done_does_not_end_the_lease_of_another_one(clock, leases):
    asking, beside, go, done = Event(), Event(), Event(), Event()
    taken_by_others = []

    class Slow(Site):
        def fetch(self, url, validators):
            if url.endswith("1"):
                asking.set()
                go.wait(30)
            else:
                beside.set()
                done.wait(30)
                clock.advance(GAP * 3)
                now = clock.now()
                taken_by_others.append(leases.take("host:gana.example", "둘", now, now + GAP))

    fetcher = process(Slow(clock), leases, "하나", clock)
    with ThreadPoolExecutor() as pool:
        first = pool.submit(fetcher.fetch, "https://gana.example/1", NONE)
        asking.wait(30)
        second = pool.submit(fetcher.fetch, "https://gana.example/2", NONE)
        beside.wait(0.2)  # it may not begin beside the first one
        go.set()
        first.result(30)
        done.set()
        second.result(30)

    assert taken_by_others == [False]
