"""Briefs rest on the days on which Korean offices do: 2025 to 2027, from the official calendars."""

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest

from bot.adapters.korean_calendar import is_korean_holiday
from bot.summary.calendar import is_working_day, next_brief, window

KST = timezone(timedelta(hours=9))
MORNING = (time(7, 30),)
CLOSED = [
    *("2025-01-01", "2025-01-27", "2025-01-28", "2025-01-29", "2025-01-30", "2025-03-03"),
    *("2025-05-01", "2025-05-05", "2025-05-06", "2025-06-03", "2025-06-06", "2025-08-15"),
    *("2025-10-03", "2025-10-06", "2025-10-07", "2025-10-08", "2025-10-09", "2025-12-25"),
    *("2026-01-01", "2026-02-16", "2026-02-17", "2026-02-18", "2026-03-02", "2026-05-01"),
    *("2026-05-05", "2026-05-25", "2026-06-03", "2026-07-17", "2026-08-17", "2026-09-24"),
    *("2026-09-25", "2026-10-05", "2026-10-09", "2026-12-25"),
    *("2027-01-01", "2027-02-08", "2027-02-09", "2027-03-01", "2027-05-05", "2027-05-13"),
    *("2027-08-16", "2027-09-14", "2027-09-15", "2027-09-16", "2027-10-04", "2027-10-11"),
    "2027-12-27",
]
"""Weekdays without a brief, substitutes among them."""

# Whether these substitutes of 2027 stand depends on rules that were passed in 2026.
RECENT = {"2027-05-03", "2027-07-19"}


@pytest.mark.parametrize("day", CLOSED)
def test_no_brief_goes_out_on_a_holiday(day):
    assert not is_working_day(date.fromisoformat(day), is_korean_holiday)


def test_briefs_go_out_on_every_other_weekday_of_three_years():
    days = [date(2025, 1, 1) + timedelta(days=number) for number in range(3 * 365)]

    closed = [
        str(day) for day in days if day.weekday() < 5 and not is_working_day(day, is_korean_holiday)
    ]

    assert sorted({*closed, *RECENT}) == sorted({*CLOSED, *RECENT})


def test_the_brief_after_chuseok_covers_all_of_it():
    before = datetime(2026, 9, 23, 8, 0, tzinfo=KST)

    due = next_brief(before, MORNING, is_korean_holiday)

    assert due == datetime(2026, 9, 28, 7, 30, tzinfo=KST).astimezone(UTC)
    covered = window(due, MORNING, is_korean_holiday)
    assert covered.since == datetime(2026, 9, 23, 7, 30, tzinfo=KST)
