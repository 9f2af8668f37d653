"""What counts as an unusual day of a term, and how loud terms are beside each other."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.model import Reports, Stretch
from bot.summary.trends import DAY, LEAST_PAST, burst, same_days, voices

NOW = datetime(2026, 11, 20, 2, 30, tzinfo=UTC)  # a Friday, 11:30 in Seoul


@pytest.mark.parametrize(
    ("count", "past", "times"),
    [
        (12, [2, 1, 3, 2, 2, 4, 2], 6.0),
        (3, [2, 1, 3, 2, 2, 4, 2], None),
        (4, [0, 0, 0, 0, 0, 0, 0], None),
        (8, [0, 0, 0, 0, 0, 0, 0], 8.0),
        (60, [20, 25, 18, 22, 30, 19, 21], 60 / 21),
        (33, [20, 25, 18, 22, 30, 19, 21], None),
        (90, [0, 80, 5, 60, 100, 2, 40], None),
        (50, [2, 1, 3, 2, 1, 2], None),
    ],
    ids=[
        "six times",
        "as ever",
        "too few to matter",
        "out of nothing",
        "a large term tripled",
        "a large term busier",
        "a restless term",
        "no habit yet",
    ],
)
def test_a_burst_stands_out_from_the_terms_own_habit(count, past, times):
    found = burst("가람반도체", count, past, NOW)

    assert (found.times if found else None) == times


def test_the_order_of_the_past_does_not_matter():
    past = [2, 1, 3, 2, 2, 4, 40]

    assert burst("가", 12, past, NOW) == burst("가", 12, sorted(past), NOW)


def test_one_loud_day_in_the_past_does_not_raise_the_habit():
    assert burst("가", 12, [2, 2, 2, 2, 2, 2, 200], NOW) is not None


@pytest.mark.parametrize(
    ("until", "is_working"),
    [(NOW, True), (NOW + timedelta(hours=21), True), (NOW + 2 * DAY, False)],
    ids=["friday noon", "saturday morning, after a working day", "sunday noon"],
)
def test_days_are_compared_with_days_of_their_kind(until, is_working):
    kst = timedelta(hours=9)

    found = same_days(until, lambda day: day == date(2026, 11, 13))

    middles = {(span.since + DAY / 2 + kst).date() for span in found}
    assert len(middles) >= LEAST_PAST
    assert {day.weekday() < 5 and day != date(2026, 11, 13) for day in middles} == {is_working}
    assert all(span.until - span.since == DAY for span in found)
    assert {(span.until - until) % DAY for span in found} == {timedelta()}


def reports(term, hour, count, day=20):
    slot = datetime(2026, 11, day, hour, tzinfo=UTC)
    return Reports(term=term, slot=slot, count=count)


def test_shares_add_up_and_the_loudest_leads():
    span = Stretch(since=NOW - 2 * DAY, until=NOW)

    found = voices([reports("가", 1, 2), reports("나", 2, 5), reports("가", 1, 1, 19)], span)

    assert [(each.term, each.count, each.share) for each in found] == [
        ("나", 5, 0.625),
        ("가", 3, 0.375),
    ]
    assert found[1].days == (
        (date(2026, 11, 18), 0),
        (date(2026, 11, 19), 1),
        (date(2026, 11, 20), 2),
    )


def test_days_are_those_of_seoul():
    span = Stretch(since=NOW - 2 * DAY, until=NOW)

    (found,) = voices([reports("가", 15, 1, 18)], span)

    assert dict(found.days)[date(2026, 11, 19)] == 1


def test_what_lies_outside_the_span_is_not_counted():
    span = Stretch(since=NOW - DAY, until=NOW)

    assert voices([reports("가", 1, 2, 18), reports("가", 3, 2)], span) == ()
