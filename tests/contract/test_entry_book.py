from dataclasses import replace

import pytest

from bot.errors import NotFound
from bot.model import EntryClosed, FeedState, Waiting
from tests.contract.samples import HOUR, MINUTE, NOW, an_entry

STATE = FeedState(url="https://feed.example/가람", next_poll_at=NOW)


def test_waiting_gives_the_fresh_before_the_backlog_and_the_oldest_first(store):
    old = an_entry("옛", first_seen_at=NOW - HOUR)
    backlog = an_entry("밀린", first_seen_at=NOW - 2 * HOUR, backlog=True)
    early = an_entry("이른", published_at=NOW - HOUR)
    late = an_entry("늦은", published_at=NOW - MINUTE)
    undated = an_entry("날짜 없음", published_at=None)
    store.feeds.save_poll(STATE, [undated, late, early, backlog, old])

    waiting = store.entries.waiting(NOW, 10)

    assert waiting == [
        Waiting(id=entry.id, url=entry.url, backlog=entry.backlog)
        for entry in (old, early, late, undated, backlog)
    ]


def test_waiting_stops_at_the_limit(store):
    store.feeds.save_poll(STATE, [an_entry(str(number)) for number in range(5)])

    assert len(store.entries.waiting(NOW, 3)) == 3


def test_a_postponed_entry_waits_and_counts_the_try(store):
    entry = an_entry("하나")
    store.feeds.save_poll(STATE, [entry])

    store.entries.postpone(entry.id, NOW + HOUR, "응답 없음")

    assert store.entries.waiting(NOW + HOUR - MINUTE, 10) == []
    assert [one.id for one in store.entries.waiting(NOW + HOUR, 10)] == [entry.id]
    assert store.entries.entry(entry.id) == replace(entry, tries=1)


def test_a_closed_entry_needs_no_more_work(store):
    entry = an_entry("하나")
    store.feeds.save_poll(STATE, [entry])

    store.entries.close(entry.id, EntryClosed.BAD_PAGE, "404")

    assert store.entries.opened(entry.id) is None
    assert store.entries.waiting(NOW, 10) == []


def test_closing_again_or_postponing_a_closed_entry_does_nothing(store):
    entry = an_entry("하나")
    store.feeds.save_poll(STATE, [entry])
    store.entries.close(entry.id, EntryClosed.PLACED, "")

    store.entries.close(entry.id, EntryClosed.GAVE_UP, "")
    store.entries.postpone(entry.id, NOW, "")

    assert store.entries.opened(entry.id) is None
    assert store.entries.entry(entry.id).tries == 0


def test_an_unknown_entry_is_not_open_and_not_found(store):
    store.entries.close(1, EntryClosed.PLACED, "")
    store.entries.postpone(1, NOW, "")

    assert store.entries.opened(1) is None
    with pytest.raises(NotFound):
        store.entries.entry(1)
