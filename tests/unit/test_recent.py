"""The short memory of polls: what was shown is not looked at again, what changed in name is."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.model import FeedEntry, FeedState
from bot.recent import ASKED_AGAIN, MAX_FEEDS, RecentItems

NOW = datetime(2026, 8, 9, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
STATE = FeedState(url="https://a.kr/rss", next_poll_at=NOW, primed=True)
ONE = FeedEntry(guid="1", url="https://a.kr/1", title="하나", summary="", published_at=NOW)
TWO = replace(ONE, guid="2", url="https://a.kr/2", title="둘")


@pytest.fixture
def recent():
    memory = RecentItems()
    memory.remember(STATE, [ONE, TWO], NOW)
    return memory


@pytest.mark.parametrize(
    ("item", "again"),
    [
        pytest.param(ONE, False, id="the same"),
        pytest.param(replace(ONE, summary="고침"), False, id="another summary"),
        pytest.param(replace(ONE, guid="3"), True, id="another GUID"),
        pytest.param(replace(ONE, url="https://a.kr/3"), True, id="another address"),
        pytest.param(replace(ONE, title="하나(종합)"), True, id="another title"),
        pytest.param(replace(ONE, published_at=NOW - MINUTE), True, id="another date"),
    ],
)
def test_only_what_makes_other_keys_is_looked_at_again(recent, item, again):
    assert (item in recent.unseen(STATE, [item], NOW + MINUTE)) is again


@pytest.mark.parametrize(
    ("state", "now"),
    [
        pytest.param(replace(STATE, url="https://b.kr/rss"), NOW, id="another feed"),
        pytest.param(replace(STATE, primed=False), NOW, id="a feed that begins anew"),
        pytest.param(STATE, NOW + ASKED_AGAIN, id="hours later"),
        pytest.param(STATE, NOW - MINUTE, id="a clock set back"),
    ],
)
def test_everything_is_looked_at_where_the_memory_does_not_hold(recent, state, now):
    assert recent.unseen(state, [ONE, TWO], now) == [ONE, TWO]


def test_a_poll_that_showed_nothing_forgets_nothing_and_the_hours_count_from_the_first(recent):
    recent.remember(STATE, [], NOW + MINUTE)
    recent.remember(STATE, [TWO], NOW + 2 * MINUTE)

    assert recent.unseen(STATE, [ONE, TWO], NOW + 3 * MINUTE) == [ONE]
    assert recent.unseen(STATE, [TWO], NOW + ASKED_AGAIN) == [TWO]


def test_the_memory_is_bounded(recent):
    for number in range(MAX_FEEDS):
        recent.remember(replace(STATE, url=f"https://{number}.kr/"), [ONE], NOW)

    assert recent.unseen(STATE, [ONE], NOW) == [ONE]
