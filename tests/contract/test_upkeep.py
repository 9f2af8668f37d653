"""Forgetting what is older than the retention."""

from dataclasses import replace

import pytest

from bot.errors import NotFound
from bot.model import AlertState, EntryClosed, FeedState
from bot.ports import KEYS_KEPT, OPEN
from tests.contract.samples import DAY, HOUR, NEVER, NOW, a_match, an_alert, an_article, an_entry
from tests.contract.test_story_book import candidates, joined, put

STATE = FeedState(url="https://feed.example/가람", next_poll_at=NOW)
OLD = NOW - 40 * DAY
BEFORE = NOW - 30 * DAY


def test_a_story_last_changed_before_goes_with_all_of_its_own(store):
    first = put(store, an_article("옛", seen_at=OLD), keys=(1,), matches=(a_match("공장"),))
    joined(store, "더", first, seen_at=OLD + HOUR)
    merged = put(store, an_article("젊은", seen_at=OLD))
    put(store, an_article("다리", seen_at=OLD), story_id=first.id, merged=(merged.id,))
    sent = an_alert("하나", story_id=first.id, state=AlertState.SENT, due_at=NEVER)
    store.alerts.promise([sent])

    gone = store.prune(BEFORE)

    assert gone == 4
    for story_id in (first.id, merged.id):
        with pytest.raises(NotFound):
            store.stories.story(story_id)
    assert store.stories.matches(first.id) == []
    assert store.stories.find_url(first.url) is None
    assert store.stories.search("공장", 10) == []
    assert candidates(store, [1], since=OLD - DAY) == []
    assert store.alerts.alerts([], 10) == []


def test_what_changed_since_stays_whole(store):
    first = put(store, an_article("옛", seen_at=OLD))
    late = joined(store, "늦은", first, seen_at=BEFORE)

    gone = store.prune(BEFORE)

    assert gone == 0
    assert [m.article for m in store.stories.story(first.id).members] == [first, late]
    assert len(store.stories.search("공장", 10)) == 2


@pytest.mark.parametrize("state", OPEN)
def test_a_story_with_an_unfinished_alert_stays(store, state):
    first = put(store, an_article("옛", seen_at=OLD))
    store.alerts.promise([an_alert("하나", story_id=first.id, state=state)])

    store.prune(BEFORE)

    assert store.stories.story(first.id).id == first.id


def test_a_settled_notice_about_no_story_goes_and_an_open_or_young_one_stays(store):
    old = an_alert("옛", state=AlertState.SENT, created_at=OLD)
    waiting = an_alert("기다림", created_at=OLD)
    young = an_alert("새", state=AlertState.SENT)
    store.alerts.promise([old, waiting, young])

    store.prune(BEFORE)

    assert store.alerts.alerts([], 10) == [young, waiting]


def test_pruning_again_finds_nothing(store):
    put(store, an_article("옛", seen_at=OLD))
    store.prune(BEFORE)

    assert store.prune(BEFORE) == 0


def test_an_article_placed_after_pruning_takes_nothing_over_from_the_gone(store):
    put(store, an_article("옛", seen_at=BEFORE - HOUR, text="사라진 낱말"), keys=(1,))
    store.prune(BEFORE)

    put(store, an_article("새", seen_at=BEFORE))

    assert candidates(store, [1], since=OLD) == []
    assert store.stories.search("사라진", 10) == []


def test_closed_entries_go_and_open_ones_stay(store):
    done, open_ = (an_entry(name, first_seen_at=OLD) for name in ("끝", "남음"))
    store.feeds.save_poll(STATE, [done, open_])
    store.entries.close(done.id, EntryClosed.PLACED, "")

    store.prune(BEFORE)

    assert store.entries.entry(open_.id) == open_
    with pytest.raises(NotFound):
        store.entries.entry(done.id)


@pytest.mark.parametrize(
    ("sights", "new"),
    [
        ([OLD], False),
        ([BEFORE - KEYS_KEPT - 3 * DAY, OLD], False),
        ([BEFORE - KEYS_KEPT - 3 * DAY], True),
    ],
    ids=["kept after its entry", "kept from its last sight on", "forgotten"],
)
def test_identity_keys_outlive_their_last_sight(store, sights, new):
    entry = an_entry("하나")
    for sight in sights:
        store.feeds.save_poll(STATE, [replace(entry, first_seen_at=sight)])
    store.entries.close(entry.id, EntryClosed.PLACED, "")

    store.prune(BEFORE)

    assert store.feeds.save_poll(STATE, [entry]) == ([entry] if new else [])
