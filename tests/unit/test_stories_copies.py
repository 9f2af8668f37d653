"""Copies of press releases find each other; unrelated releases stay apart."""

from collections import Counter

import pytest

from bot.stories.grouping import Grouper
from tests.fakes.desk import GroupingDesk
from tests.fakes.releases import carried, original
from tests.fakes.tables import background, outlets

RELEASES = 145
"""145 releases make 10,440 unrelated pairs."""

COPIES = 4


@pytest.fixture(scope="module")
def desk():
    desk = GroupingDesk(Grouper(background(), outlets()))
    for number in range(RELEASES):
        desk.place(original(number))
    for copy in range(1, COPIES + 1):
        for number in range(RELEASES):
            desk.place(carried(number, copy))
    return desk


def test_copies_with_a_third_dropped_and_reordered_join_their_original(desk):
    joined = sum(
        desk.story_of[carried(number, copy).id] == desk.story_of[original(number).id]
        for number in range(RELEASES)
        for copy in range(1, COPIES + 1)
    )

    assert joined / (RELEASES * COPIES) >= 0.99


def test_unrelated_releases_never_share_a_story(desk):
    stories = Counter(desk.story_of[original(number).id] for number in range(RELEASES))

    assert max(stories.values()) == 1
