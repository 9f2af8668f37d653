"""What waits and who works, on every store."""

from dataclasses import replace

import pytest

from bot.model import AlertState, FeedState, Waits, WorkerReport
from tests.contract.samples import HOUR, MINUTE, NOW, a_feed, an_alert, an_entry

NOTHING = Waits(
    feed_since=None, feeds=0, article_since=None, articles=0, card_since=None, cards=0, expired=0
)
REPORT = WorkerReport(
    owner="하나", kinds=("poll", "read"), since=NOW - HOUR, at=NOW, done=7, failed=1, load=0.25
)


def test_nothing_waits_in_an_empty_store(store):
    assert store.fleet.waits(NOW) == NOTHING


def test_feeds_that_are_due_wait_since_they_were(store):
    store.feeds.register([a_feed("가람"), a_feed("나래"), a_feed("다솜")], NOW - HOUR)
    store.feeds.save_state(FeedState(url=a_feed("나래").url, next_poll_at=NOW + MINUTE))
    store.feeds.save_state(
        FeedState(url=a_feed("다솜").url, next_poll_at=NOW - MINUTE, disabled="gone")
    )

    assert store.fleet.waits(NOW) == replace(NOTHING, feed_since=NOW - HOUR, feeds=1)


def test_entries_wait_since_they_were_seen_backlog_apart(store):
    state = FeedState(url=a_feed("가람").url, next_poll_at=NOW)
    store.feeds.register([a_feed("가람")], NOW)
    entries = [
        an_entry("하나", first_seen_at=NOW - HOUR),
        an_entry("둘", first_seen_at=NOW - MINUTE),
        an_entry("옛것", first_seen_at=NOW - 2 * HOUR, backlog=True),
        an_entry("미룬 것", first_seen_at=NOW - 3 * HOUR),
    ]
    store.feeds.save_poll(state, entries)
    store.entries.postpone(entries[3].id, NOW + HOUR, "later")

    waits = store.fleet.waits(NOW)

    assert (waits.article_since, waits.articles) == (NOW - HOUR, 2)


def test_cards_wait_since_they_were_due_until_they_are_sent(store):
    store.alerts.promise(
        [
            an_alert("하나", due_at=NOW - MINUTE),
            an_alert("둘", due_at=NOW - HOUR, state=AlertState.UNKNOWN),
            an_alert("모으는 중", due_at=NOW + MINUTE),
            an_alert("보낸 것", due_at=NOW - 2 * HOUR, state=AlertState.SENT),
        ]
    )

    waits = store.fleet.waits(NOW)

    assert (waits.card_since, waits.cards) == (NOW - HOUR, 2)


def test_a_lease_of_a_channel_that_ended_and_was_not_given_back_is_counted(store):
    store.leases.take("channel:#하나", "죽은 것", NOW - HOUR, NOW - MINUTE)
    store.leases.take("channel:#둘", "산 것", NOW, NOW + MINUTE)
    store.leases.take("host:gana.example", "산 것", NOW - HOUR, NOW - MINUTE)

    assert store.fleet.waits(NOW).expired == 1


def test_a_report_takes_the_place_of_the_last_one(store):
    store.fleet.report(REPORT)
    newer = replace(REPORT, at=NOW + MINUTE, done=9, load=0.5)

    store.fleet.report(newer)

    assert store.fleet.workers(NOW) == [newer]


def test_who_was_not_heard_of_lately_does_not_work(store):
    silent = replace(REPORT, owner="조용", at=NOW - HOUR)
    store.fleet.report(REPORT)
    store.fleet.report(silent)

    assert store.fleet.workers(NOW - MINUTE) == [REPORT]


@pytest.mark.parametrize("times", [1, 2])
def test_who_leaves_is_forgotten(store, times):
    store.fleet.report(REPORT)

    for _ in range(times):
        store.fleet.leave(REPORT.owner)

    assert store.fleet.workers(NOW - HOUR) == []
