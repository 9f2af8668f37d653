"""The clock contract, on the wall's clock, a faster one, and one that we move."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Event
from time import monotonic, sleep

import pytest

from bot.adapters.clock import ScaledClock, SteeredClock, StoppableClock, SystemClock
from bot.adapters.memory import ManualClock
from bot.errors import Stopped

START = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture(params=["memory", "system", "scaled", "steered", "stoppable"])
def clock(request):
    if request.param == "memory":
        return ManualClock(START)
    if request.param == "steered":
        return SteeredClock(lambda: START)
    if request.param == "stoppable":
        return StoppableClock(SystemClock())
    return SystemClock() if request.param == "system" else ScaledClock(factor=100, start=START)


def test_now_is_aware_utc(clock):
    assert clock.now().utcoffset() == timedelta(0)


def test_a_sleep_takes_its_time_on_this_clock(clock):
    begun = clock.now()

    clock.sleep(timedelta(milliseconds=30))

    assert clock.now() - begun >= timedelta(milliseconds=30)


@pytest.mark.parametrize(
    "clock",
    [SystemClock(), ScaledClock(factor=100, start=START), SteeredClock(lambda: START)],
    ids=["system", "scaled", "steered"],
)
def test_a_negative_sleep_is_none(clock):
    begun = monotonic()

    clock.sleep(timedelta(seconds=-5))

    assert monotonic() - begun < 1


def test_a_scaled_clock_begins_where_it_is_told_and_runs_ahead_of_the_wall():
    clock, begun = ScaledClock(factor=3600, start=START), monotonic()

    clock.sleep(timedelta(minutes=1))

    assert timedelta(minutes=1) <= clock.now() - START < timedelta(hours=1)
    assert monotonic() - begun < 30


def test_a_manual_clock_moves_both_ways():
    clock = ManualClock(START)

    clock.advance(timedelta(hours=1))
    later = clock.now()
    clock.set(START)

    assert (later, clock.now()) == (START + timedelta(hours=1), START)


def test_a_steered_clock_goes_by_the_time_it_is_told_whatever_the_machine_says():
    told = [START]
    clock = SteeredClock(lambda: told[-1])
    first = clock.now()

    told.append(START - timedelta(minutes=10))
    clock.steer()

    assert timedelta() <= first - START < timedelta(seconds=5)
    assert timedelta() <= clock.now() - told[-1] < timedelta(seconds=5)


def test_a_slow_answer_does_not_move_a_steered_clock_that_knows_better():
    pause, ahead = 0.0, timedelta()

    def ask():
        now = SystemClock().now()
        sleep(pause)  # the answer is old when it comes
        return now + ahead

    clock = SteeredClock(ask)
    pause = 0.3

    clock.steer()

    assert abs(clock.now() - SystemClock().now()) < timedelta(seconds=0.1)


def test_even_a_slow_answer_moves_a_steered_clock_that_must_be_wrong():
    pause, ahead = 0.0, timedelta()

    def ask():
        now = SystemClock().now()
        sleep(pause)
        return now + ahead

    clock = SteeredClock(ask)
    pause, ahead = 0.05, timedelta(hours=1)

    clock.steer()

    assert abs(clock.now() - SystemClock().now() - ahead) < timedelta(seconds=5)


def test_a_stop_wakes_whoever_sleeps():
    clock, lying = StoppableClock(SystemClock()), Event()

    def sleeps():
        lying.set()
        with pytest.raises(Stopped):
            clock.sleep(timedelta(hours=1))
        return True

    with ThreadPoolExecutor() as pool:
        woken = pool.submit(sleeps)
        lying.wait()
        clock.stop()

        assert woken.result(30)


def test_nobody_lies_down_after_the_stop():
    clock = StoppableClock(ManualClock(START))
    clock.stop()

    with pytest.raises(Stopped):
        clock.sleep(timedelta())

    assert clock.now() == START
