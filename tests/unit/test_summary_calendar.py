"""When briefs are due."""

from datetime import date, datetime, time, timedelta

import pytest

from bot.summary.calendar import DEFAULT_TIMES, KST, last_brief, next_brief, window

HOLIDAYS = {date(2026, 9, 24), date(2026, 9, 25), date(2026, 10, 5)}


def is_holiday(day):
    return day in HOLIDAYS


def kst(text):
    return datetime.fromisoformat(text).replace(tzinfo=KST)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        pytest.param("2026-11-20 07:29", "2026-11-20 07:30", id="the same morning"),
        pytest.param("2026-11-20 07:30", "2026-11-20 11:30", id="at the very time the next"),
        pytest.param("2026-11-20 17:30", "2026-11-23 07:30", id="Friday evening to Monday"),
        pytest.param("2026-11-21 12:00", "2026-11-23 07:30", id="Saturday"),
        pytest.param("2026-09-23 18:00", "2026-09-28 07:30", id="over a holiday and a weekend"),
        pytest.param("2026-10-04 09:00", "2026-10-06 07:30", id="substitute holiday"),
    ],
)
def test_the_next_brief_falls_on_a_working_day(now, due):
    assert next_brief(kst(now), DEFAULT_TIMES, is_holiday) == kst(due)


@pytest.mark.parametrize(
    ("until", "since"),
    [
        ("2026-11-20 11:30", "2026-11-20 07:30"),
        ("2026-11-20 07:30", "2026-11-19 17:30"),
        ("2026-11-23 07:30", "2026-11-20 17:30"),
        ("2026-09-28 07:30", "2026-09-23 17:30"),
    ],
)
def test_a_brief_covers_the_time_since_the_last_one(until, since):
    assert window(kst(until), DEFAULT_TIMES, is_holiday).since == kst(since)


def test_windows_leave_no_gap_and_never_overlap():
    moment, before = kst("2026-09-01 00:00"), None
    for _ in range(100):
        moment = next_brief(moment, DEFAULT_TIMES, is_holiday)
        covered = window(moment, DEFAULT_TIMES, is_holiday)
        assert before is None or covered.since == before
        assert covered.until == moment
        before = moment


def test_a_restart_at_any_minute_finds_the_same_last_brief():
    start = kst("2026-11-20 07:30")

    found = {
        last_brief(start + timedelta(minutes=minute), DEFAULT_TIMES, is_holiday)
        for minute in range(240)
    }

    assert found == {start}


def test_without_times_nothing_is_due():
    now = kst("2026-11-20 07:30")

    assert next_brief(now, (), is_holiday) is None
    assert last_brief(now, (), is_holiday) is None
    assert window(now, (time(7, 30),), lambda _: True).since == now - timedelta(days=1)
