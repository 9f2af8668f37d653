"""What counts as an unusual day of a term."""

import pytest

from bot.summary.trends import burst


@pytest.mark.parametrize(
    ("count", "past", "times"),
    [
        (12, [2, 1, 3, 2, 2, 4], 6.0),
        (3, [2, 1, 3, 2, 2, 4], None),
        (4, [0, 0, 0, 0, 0], None),
        (8, [0, 0, 0, 0, 0], 8.0),
        (60, [20, 25, 18, 22, 30, 19], 60 / 21),
        (33, [20, 25, 18, 22, 30, 19], None),
        (90, [0, 80, 5, 60, 100, 2], None),
        (50, [2, 1, 3, 2], None),
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
    found = burst("가람반도체", count, past)

    assert (found.times if found else None) == times


def test_the_order_of_the_past_does_not_matter():
    past = [2, 1, 3, 2, 2, 40]

    assert burst("가", 12, past) == burst("가", 12, sorted(past))
