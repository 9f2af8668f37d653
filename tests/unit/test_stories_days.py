"""Synthetic days: several events of one company on one evening stay apart at any length."""

import pytest

from bot.stories.grouping import Grouper
from tests.fakes.desk import GroupingDesk
from tests.fakes.newsday import Length, newsday
from tests.fakes.tables import background, outlets


def grouped(told):
    desk = GroupingDesk(Grouper(background(), outlets()))
    for one in told:
        desk.place(one.article)
    return [desk.story_of[one.article.id] for one in told]


def test_equal_seeds_give_equal_days():
    assert newsday(9, Length.SUMMARY) == newsday(9, Length.SUMMARY)


@pytest.mark.parametrize("seed", [21, 22])
def test_tellings_of_one_event_find_each_other_in_full_texts(seed):
    told = newsday(seed, Length.FULL)

    stories = grouped(told)

    pairs = [
        stories[one] == stories[other]
        for one in range(len(told))
        for other in range(one)
        if told[one].story == told[other].story
    ]
    assert sum(pairs) / len(pairs) >= 0.95


@pytest.mark.parametrize("seed", [21, 22])
def test_market_wraps_of_two_days_stay_apart(seed):
    told = newsday(seed, Length.FULL)

    stories = dict(zip((one.story for one in told), grouped(told), strict=True))

    assert stories["wrap-0"] != stories["wrap-1"]
