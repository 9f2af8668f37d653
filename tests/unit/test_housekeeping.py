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
