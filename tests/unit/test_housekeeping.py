"""Feeds that ail, alerts that are stuck: said once per change, in the operators' channel."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from bot.adapters.memory import ManualClock, MemoryStore, SynchronousQueue
from bot.cadence import BROKEN_FAILS
from bot.errors import ChannelBlocked
from bot.housekeeping import EVERY, House, keep_house
from bot.model import AlertKind, AlertState, Feed
from bot.outbox import blocked
from bot.promises import notice
from bot.rooms import Rounds

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
FEEDS = [Feed(url=f"https://{n}.example/rss", outlet=f"{n}일보") for n in ("가", "나", "다")]


@pytest.fixture
def house():
    clock, store = ManualClock(NOW), MemoryStore()
    store.feeds.register(FEEDS, NOW)
    line = SimpleNamespace(
        clock=clock, feeds=store.feeds, queue=SynchronousQueue(), home_of=lambda channel: channel
    )
    return House(
        line=line,
        store=store,
        operators="#ops",
        retention=timedelta(days=30),
        rounds=Rounds(line, store.terms, tuple),
        unreadable=frozenset,
    )


def break_feeds(house, *numbers, fails=BROKEN_FAILS):
    for number in numbers:
        _, state = house.store.feeds.feed(FEEDS[number].url)
        house.store.feeds.save_state(
            replace(state, primed=True, fails=fails, last_success_at=house.line.clock.now())
        )


def later(house):
    house.line.clock.advance(EVERY)
    keep_house(house)


def remarks(house):
    return [alert.detail for alert in reversed(house.store.alerts.alerts((), 100))]


def test_healthy_feeds_are_not_remarked_on(house):
    keep_house(house)

    assert remarks(house) == []


def test_broken_feeds_are_named_once_in_one_remark(house):
    break_feeds(house, 0, 1)

    keep_house(house)
    later(house)

    (text,) = remarks(house)
    assert "가일보" in text
    assert "나일보" in text


def test_recovery_is_said_once(house):
    break_feeds(house, 0)
    keep_house(house)
    break_feeds(house, 0, fails=0)

    later(house)
    later(house)

    assert len(remarks(house)) == 2
    assert "되살아났습니다" in remarks(house)[1]


def test_it_looks_at_most_every_five_minutes_and_again_after_a_clock_step(house):
    keep_house(house)
    break_feeds(house, 0)

    keep_house(house)
    assert remarks(house) == []
    house.line.clock.advance(-timedelta(hours=1))
    keep_house(house)

    assert len(remarks(house)) == 1


def test_without_operators_the_log_alone_has_it(house):
    house = replace(house, operators=None)
    break_feeds(house, 0)

    facts = keep_house(house)

    assert len(facts["remarks"]) == 1
    assert remarks(house) == []


def stuck(house, kind):
    alert = replace(notice("#ai", "카드", about="x", now=NOW), kind=kind)
    error = ChannelBlocked("no", code="not_in_channel", whole_workspace=False)
    house.store.alerts.promise([alert])
    claimed = replace(alert, state=AlertState.SENDING, attempt=1, first_attempt_at=NOW)
    assert house.store.alerts.swap(alert, claimed)
    sending = house.store.alerts.alert(alert.id)
    assert house.store.alerts.swap(sending, blocked(sending, error))


def test_a_blocked_card_is_remarked_on_once(house):
    stuck(house, AlertKind.CARD)

    keep_house(house)
    later(house)

    assert [text for text in remarks(house) if "#ai에 알림을 보내지 못했습니다" in text] != []
    assert len(remarks(house)) == 2


def test_a_blocked_remark_breeds_none(house):
    stuck(house, AlertKind.NOTICE)

    keep_house(house)

    assert len(remarks(house)) == 1


def freed(house):
    """What was stuck is gone."""
    for alert in house.store.alerts.alerts((AlertState.BLOCKED, AlertState.FAILED), 10):
        house.store.alerts.swap(alert, replace(alert, state=AlertState.SENT))


def stuck_again(house, about, state=AlertState.BLOCKED, error="not_in_channel"):
    now = house.line.clock.now()
    alert = replace(notice("#ai", "카드", about=about, now=now), kind=AlertKind.CARD)
    house.store.alerts.promise([alert])
    assert house.store.alerts.swap(alert, replace(alert, state=state, error=error))


def told(house):
    return [text for text in remarks(house) if "보내지 못했습니다" in text]


def test_a_channel_that_closes_a_second_time_is_remarked_on_again(house):
    stuck_again(house, "one")
    keep_house(house)
    freed(house)
    later(house)
    stuck_again(house, "two")

    later(house)
    later(house)

    assert len(told(house)) == 2


def test_more_alerts_that_a_closed_channel_keeps_are_no_news(house):
    stuck_again(house, "one")
    keep_house(house)
    stuck_again(house, "two")

    later(house)

    assert len(told(house)) == 1


def test_each_time_that_alerts_fail_is_remarked_on(house):
    stuck_again(house, "one", AlertState.FAILED, "fate_unknown")
    keep_house(house)
    house.line.clock.advance(EVERY)
    stuck_again(house, "two", AlertState.FAILED, "fate_unknown")
    stuck_again(house, "three", AlertState.FAILED, "fate_unknown")

    keep_house(house)
    later(house)

    assert len(told(house)) == 2


def fail_feeds(house, numbers, *, fails=2, note="unreachable", last=timedelta(hours=1)):
    for number in numbers:
        _, state = house.store.feeds.feed(FEEDS[number].url)
        seen = house.line.clock.now() - last
        house.store.feeds.save_state(
            replace(state, primed=True, fails=fails, note=note, last_success_at=seen)
        )


def heal(house, numbers):
    for number in numbers:
        _, state = house.store.feeds.feed(FEEDS[number].url)
        now = house.line.clock.now()
        house.store.feeds.save_state(replace(state, fails=0, note=None, last_success_at=now))


def test_when_nothing_answers_one_remark_says_so_and_single_feeds_are_not_spoken_of(house):
    fail_feeds(house, range(3))
    keep_house(house)
    fail_feeds(house, range(3), fails=9)

    for _ in range(30):
        later(house)

    (text,) = remarks(house)
    assert "3곳 가운데 3곳에서 응답이 없고" in text


def test_the_end_of_an_outage_is_said_once_and_wakes_everybody(house):
    fail_feeds(house, range(3), fails=9)
    keep_house(house)
    house.line.clock.advance(timedelta(hours=8))
    heal(house, [0])

    for _ in range(3):
        later(house)

    assert "연결이 돌아왔습니다(8시간 만). 밀린 피드 2곳" in remarks(house)[1]
    assert len(remarks(house)) == 2
    due = house.line.clock.now()
    assert all(state.next_poll_at <= due for _, state in house.store.feeds.feeds())
    assert all(state.fails == 0 for _, state in house.store.feeds.feeds())


def test_a_feed_that_stays_away_after_an_outage_is_spoken_of_later(house):
    fail_feeds(house, range(3), fails=9)
    keep_house(house)
    house.line.clock.advance(timedelta(hours=1))
    heal(house, [0, 1])
    later(house)
    fail_feeds(house, [2], fails=6)

    for _ in range(8):
        later(house)

    assert len(remarks(house)) == 3
    assert "다일보" in remarks(house)[2]


def test_most_feeds_away_while_one_answers_is_no_outage(house):
    fail_feeds(house, [0, 1], fails=BROKEN_FAILS)
    heal(house, [2])

    keep_house(house)

    (text,) = remarks(house)
    assert "가일보(5번 잇달아, 응답이 없음)" in text
    assert "나일보" in text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        pytest.param({"disabled": "gone", "note": "gone"}, "새 주소로 바꾸거나 지워", id="gone"),
        pytest.param(
            {"fails": 3, "note": "not_a_feed"}, "한 번도 읽지 못함, 피드가 아님", id="never worked"
        ),
        pytest.param(
            {
                "last_success_at": NOW,
                "newest_item_at": NOW - timedelta(hours=13),
                "items_per_day": 24.0,
            },
            "새 글 없이 13시간째, 보통 1시간에 한 건",
            id="quiet",
        ),
        pytest.param(
            {"last_success_at": NOW, "moved_to": "https://b.example/rss", "moved_seen": 3},
            "새 주소에서 읽습니다: https://b.example/rss",
            id="moved",
        ),
    ],
)
def test_each_change_is_said_once_with_what_to_do(house, change, words):
    _, state = house.store.feeds.feed(FEEDS[0].url)
    house.store.feeds.save_state(replace(state, **change))

    keep_house(house)
    later(house)

    (text,) = remarks(house)
    assert "가일보" in text
    assert words in text


def test_what_gets_worse_is_said_again_and_what_gets_a_little_better_is_not(house):
    _, state = house.store.feeds.feed(FEEDS[0].url)
    well = replace(state, last_success_at=NOW, items_per_day=24.0)
    hours = timedelta(hours=1)
    for newest in (13, 100, 13, 0):
        house.store.feeds.save_state(replace(well, newest_item_at=NOW - newest * hours))
        later(house)

    assert [text.partition(":")[0] for text in remarks(house)] == [
        "평소보다 조용한 피드",
        "오랫동안 새 글이 없는 피드",
        "피드가 되살아났습니다",
    ]
