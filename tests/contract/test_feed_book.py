from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import NotFound
from bot.model import AlertKind, FeedState, Permission, Sifted, TermsOfUse, Validators
from tests.contract.samples import DAY, HOUR, MINUTE, NOW, a_feed, an_alert, an_entry


def state_of(store, feed):
    return store.feeds.feed(feed.url)[1]


def test_a_new_feed_is_due_at_once_and_unprimed(store):
    feed = a_feed("가람")

    store.feeds.register([feed], NOW)

    assert store.feeds.due(NOW, 10) == [(feed, FeedState(url=feed.url, next_poll_at=NOW))]


def test_a_feed_comes_back_as_it_was_registered(store):
    feed = a_feed(
        "가람",
        publisher="가람미디어",
        every=timedelta(minutes=7),
        terms_of_use=TermsOfUse(rss=Permission.OPEN, ai=Permission.FORBIDDEN),
    )

    store.feeds.register([feed], NOW)

    assert store.feeds.feed(feed.url)[0] == feed


def test_a_saved_state_comes_back_field_by_field(store):
    feed = a_feed("가람")
    store.feeds.register([feed], NOW)
    state = FeedState(
        url=feed.url,
        validators=Validators(etag='"x"', last_modified="어제", body_hash=2**63 - 1),
        next_poll_at=NOW + HOUR,
        interval=timedelta(minutes=11),
        primed=True,
        primed_until=NOW - HOUR,
        fails=3,
        last_success_at=NOW - MINUTE,
        newest_item_at=NOW - DAY,
        disabled="gone",
        note="느립니다",
        items_per_day=12.5,
        gone=2,
        moved_to="https://new.example/rss",
        moved_seen=1,
        longest_gap=timedelta(hours=60),
    )

    store.feeds.save_state(state)

    assert state_of(store, feed) == state


def test_registering_again_keeps_the_state_and_takes_the_new_definition(store):
    feed = a_feed("가람")
    store.feeds.register([feed], NOW)
    state = FeedState(url=feed.url, next_poll_at=NOW + HOUR, primed=True)
    store.feeds.save_state(state)

    renamed = replace(feed, outlet="새가람")
    store.feeds.register([renamed], NOW)

    assert store.feeds.feed(feed.url) == (renamed, state)


def test_registering_keeps_the_order_and_the_first_of_doubles(store):
    feeds = [a_feed("다"), a_feed("가"), a_feed("나")]

    store.feeds.register([*feeds, replace(feeds[0], outlet="둘째")], NOW)

    assert [feed for feed, _ in store.feeds.feeds()] == feeds


def test_registering_nothing_leaves_no_feed(store):
    store.feeds.register([a_feed("가람")], NOW)

    store.feeds.register([], NOW)

    assert store.feeds.feeds() == []


def test_a_feed_that_left_is_neither_due_nor_found(store):
    gone = a_feed("가람")
    store.feeds.register([gone], NOW)

    store.feeds.register([a_feed("나래")], NOW)

    assert [feed.outlet for feed, _ in store.feeds.due(NOW, 10)] == ["나래일보"]
    with pytest.raises(NotFound):
        store.feeds.feed(gone.url)


def test_a_feed_back_within_a_day_goes_on_where_it_stopped(store):
    feed = a_feed("가람")
    store.feeds.register([feed], NOW)
    stopped = FeedState(
        url=feed.url,
        validators=Validators(etag="x"),
        next_poll_at=NOW + HOUR,
        primed=True,
        last_success_at=NOW,
        disabled="gone",
        fails=4,
        gone=3,
    )
    store.feeds.save_state(stopped)
    store.feeds.register([], NOW)

    back = NOW + 23 * HOUR
    store.feeds.register([feed], back)

    assert state_of(store, feed) == replace(
        stopped, next_poll_at=back, disabled=None, fails=0, gone=0
    )


@pytest.mark.parametrize("last_success_at", [NOW, None], ids=["long ago", "never"])
def test_a_feed_back_after_more_than_a_day_is_new_again(store, last_success_at):
    feed = a_feed("가람")
    store.feeds.register([feed], NOW)
    store.feeds.save_state(
        FeedState(url=feed.url, next_poll_at=NOW, primed=True, last_success_at=last_success_at)
    )
    store.feeds.register([], NOW)

    back = NOW + 25 * HOUR
    store.feeds.register([feed], back)

    assert state_of(store, feed) == FeedState(url=feed.url, next_poll_at=back)


def test_a_poll_that_ends_after_its_feed_left_is_remembered_for_its_return(store):
    feed = a_feed("가람")
    store.feeds.register([feed], NOW)
    store.feeds.register([], NOW)

    late = FeedState(url=feed.url, next_poll_at=NOW, primed=True, last_success_at=NOW)
    store.feeds.save_poll(late, [])
    store.feeds.register([feed], NOW + MINUTE)

    assert state_of(store, feed).primed


def test_due_takes_the_longest_overdue_first_up_to_the_limit(store):
    late, later, latest = a_feed("가"), a_feed("나"), a_feed("다")
    store.feeds.register([late, later, latest], NOW)
    for feed, wait in ((late, MINUTE), (later, 2 * MINUTE), (latest, 3 * MINUTE)):
        store.feeds.save_state(FeedState(url=feed.url, next_poll_at=NOW - wait))

    due = store.feeds.due(NOW, 2)

    assert [feed for feed, _ in due] == [latest, later]


def test_due_takes_what_a_clock_far_ahead_put_off(store):
    feeds = [a_feed("가"), a_feed("나")]
    store.feeds.register(feeds, NOW)
    store.feeds.save_state(FeedState(url=feeds[0].url, next_poll_at=NOW + 400 * DAY))
    store.feeds.save_state(FeedState(url=feeds[1].url, next_poll_at=NOW + DAY))

    assert [feed for feed, _ in store.feeds.due(NOW, 10)] == feeds[:1]


def test_due_leaves_out_what_waits_or_is_disabled(store):
    waits, disabled, due = a_feed("가"), a_feed("나"), a_feed("다")
    store.feeds.register([waits, disabled, due], NOW)
    store.feeds.save_state(FeedState(url=waits.url, next_poll_at=NOW + MINUTE))
    store.feeds.save_state(FeedState(url=disabled.url, next_poll_at=NOW, disabled="gone"))

    found = store.feeds.due(NOW, 10)

    assert [feed for feed, _ in found] == [due]


def test_a_poll_returns_its_new_entries_and_keeps_the_state(store):
    feed = a_feed("가람")
    store.feeds.register([feed], NOW)
    state = FeedState(url=feed.url, next_poll_at=NOW + HOUR, primed=True)
    entries = [an_entry("하나"), an_entry("둘", published_at=None, backlog=True)]

    new = store.feeds.save_poll(state, entries)

    assert new == entries
    assert [store.entries.entry(entry.id) for entry in entries] == entries
    assert state_of(store, feed) == state


def test_the_same_poll_again_brings_nothing_new(store):
    state = FeedState(url="https://feed.example/가람", next_poll_at=NOW)
    store.feeds.save_poll(state, [an_entry("하나")])

    again = store.feeds.save_poll(state, [an_entry("하나")])

    assert again == []


def test_an_entry_with_one_known_key_is_known_and_teaches_its_other_keys(store):
    state = FeedState(url="https://feed.example/가람", next_poll_at=NOW)
    store.feeds.save_poll(state, [an_entry("하나", identity_keys=(1, 2))])

    changed_guid = store.feeds.save_poll(state, [an_entry("둘", identity_keys=(3, 2))])
    changed_url = store.feeds.save_poll(state, [an_entry("셋", identity_keys=(3, 4))])

    assert (changed_guid, changed_url) == ([], [])


def test_two_items_of_one_poll_with_a_common_key_are_one_entry(store):
    state = FeedState(url="https://feed.example/가람", next_poll_at=NOW)
    first = an_entry("하나", identity_keys=(1, 2))

    new = store.feeds.save_poll(state, [first, an_entry("둘", identity_keys=(2, 3))])

    assert new == [first]


def test_a_poll_without_entries_keeps_the_state(store):
    feed = a_feed("가람")
    store.feeds.register([feed], NOW)

    store.feeds.save_poll(FeedState(url=feed.url, next_poll_at=NOW + HOUR), [])

    assert store.feeds.due(NOW, 10) == []


def test_new_entries_are_kept_as_they_are_sifted_with_the_notices_beside_them(store):
    feed = a_feed("가람")
    store.feeds.register([feed], NOW)
    state = FeedState(url=feed.url, next_poll_at=NOW + HOUR)
    known, loud, quiet = an_entry("하나"), an_entry("둘"), an_entry("셋")
    store.feeds.save_poll(state, [known])
    notice = an_alert("쏟아짐", kind=AlertKind.NOTICE, story_id=0)
    offered = []

    def sift(new):
        offered.extend(new)
        return Sifted(entries=(new[0], replace(new[1], backlog=True)), notices=(notice,))

    new = store.feeds.save_poll(state, [known, loud, quiet], sift)

    assert offered == [loud, quiet]
    assert [entry.backlog for entry in new] == [False, True]
    assert store.entries.entry(quiet.id).backlog
    assert store.alerts.alert(notice.id) == notice


def test_a_poll_that_cannot_be_sifted_leaves_nothing_behind(store):
    feed = a_feed("가람")
    store.feeds.register([feed], NOW)
    entry = an_entry("하나")

    def sift(new):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        store.feeds.save_poll(FeedState(url=feed.url, next_poll_at=NOW + HOUR), [entry], sift)

    assert state_of(store, feed).next_poll_at == NOW
    assert store.feeds.save_poll(FeedState(url=feed.url, next_poll_at=NOW), [entry]) == [entry]
