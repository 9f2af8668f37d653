from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cadence import (
    LONGEST,
    LONGEST_WAIT,
    SHORTEST,
    SILENT_WAIT,
    TROUBLED_WAIT,
    FeedHealth,
    after_failure,
    after_success,
    at_home,
    checkup,
    has_moved,
    health,
    is_due,
)
from bot.errors import AddressRefused, BadFeed, FetchFailed
from bot.model import Feed, FeedEntry, FeedState, ParsedFeed, Poll, Validators

NOW = datetime(2026, 8, 9, 9, 0, tzinfo=UTC)
FEED = Feed(url="https://a.kr/rss", outlet="가나일보")
FRESH = FeedState(url=FEED.url, next_poll_at=NOW)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MIDDLE = 0.5  # a jitter that changes nothing


def parsed(*ages, ttl=None, notes=()):
    entries = tuple(
        FeedEntry(guid=str(age), url=None, title="제목", summary="", published_at=NOW - age)
        for age in ages
    )
    return ParsedFeed(entries=entries, encoding="utf-8", ttl=ttl, notes=notes)


def every(gap, count):
    return [gap * rank for rank in range(count)]


def polled(feed, **fields):
    return Poll(feed=feed, validators=Validators(etag="e"), **fields)


def succeed(state, poll, feed=FEED, jitter=MIDDLE):
    return after_success(feed, state, poll, now=NOW, jitter=jitter)


def fail(state, error, feed=FEED, jitter=MIDDLE):
    return after_failure(feed, state, error, now=NOW, jitter=jitter)


def test_the_first_poll_primes_up_to_its_newest_item():
    state = succeed(FRESH, polled(parsed(HOUR, 2 * HOUR)))

    assert state.primed
    assert state.primed_until == NOW - HOUR
    assert state.validators.etag == "e"


def test_later_polls_leave_the_priming_alone():
    primed = succeed(FRESH, polled(parsed(2 * HOUR)))

    later = succeed(primed, polled(parsed(HOUR)))

    assert later.primed_until == NOW - 2 * HOUR
    assert later.newest_item_at == NOW - HOUR


def test_an_unchanged_answer_does_not_prime():
    assert not succeed(FRESH, polled(None)).primed


@pytest.mark.parametrize(
    ("ages", "pause"),
    [
        pytest.param(every(timedelta(seconds=30), 120), SHORTEST, id="a busy wire"),
        pytest.param(every(timedelta(minutes=20), 50), timedelta(minutes=10), id="a daily"),
        pytest.param(every(timedelta(hours=10), 20), LONGEST, id="a quiet newsroom"),
        pytest.param(every(timedelta(minutes=12), 2), SHORTEST * 4, id="a window of two items"),
        pytest.param([], timedelta(minutes=5), id="nothing to learn from"),
    ],
)
def test_the_pause_follows_the_feeds_own_habit(ages, pause):
    state = succeed(FRESH, polled(parsed(*ages)))

    assert pause * 0.5 <= state.interval <= pause * 1.1
    assert state.next_poll_at == NOW + state.interval


def test_the_operators_wish_goes_before_habit_and_ttl():
    feed = replace(FEED, every=timedelta(minutes=7))

    state = succeed(FRESH, polled(parsed(*every(HOUR, 5), ttl=HOUR)), feed=feed)

    assert state.interval == timedelta(minutes=7)


@pytest.mark.parametrize(
    "poll",
    [
        pytest.param(polled(parsed(*every(timedelta(minutes=8), 50), ttl=HOUR)), id="ttl"),
        pytest.param(
            polled(parsed(*every(timedelta(minutes=8), 50)), fresh_for=HOUR), id="max-age"
        ),
    ],
)
def test_what_the_feed_asks_for_lengthens_the_pause_a_little(poll):
    assert succeed(FRESH, poll).interval == timedelta(minutes=15)


def test_what_the_feed_asks_for_never_lets_items_pass_by_unseen():
    window = parsed(*every(timedelta(seconds=30), 20), ttl=DAY)

    assert succeed(FRESH, polled(window)).interval < timedelta(minutes=10)


def test_a_poll_without_overlap_comes_back_sooner():
    ages = every(timedelta(minutes=20), 9)
    usual = succeed(FRESH, polled(parsed(*ages)))
    gone_by = replace(usual, newest_item_at=NOW - DAY)

    assert succeed(gone_by, polled(parsed(*ages))).interval < usual.interval


def test_items_from_the_future_teach_nothing():
    state = succeed(FRESH, polled(parsed(-HOUR, timedelta(), HOUR)))

    assert state.newest_item_at == NOW


def test_jitter_spreads_polls_by_a_tenth():
    early = succeed(FRESH, polled(None), jitter=0.0).next_poll_at - NOW
    late = succeed(FRESH, polled(None), jitter=0.999).next_poll_at - NOW

    assert timedelta(minutes=4.5) <= early < late < timedelta(minutes=5.5)


@pytest.mark.parametrize(
    ("error", "most", "note"),
    [
        pytest.param(BadFeed("x", reason="missing"), LONGEST_WAIT, "missing", id="no feed"),
        pytest.param(FetchFailed("x", status=503), TROUBLED_WAIT, "http_503", id="in trouble"),
        pytest.param(FetchFailed("x"), SILENT_WAIT, "unreachable", id="silent"),
    ],
)
def test_failures_double_the_pause_up_to_a_limit_and_never_end(error, most, note):
    state = FRESH
    pauses = []
    for _ in range(30):
        state = fail(state, error)
        pauses.append(state.next_poll_at - NOW)

    assert pauses[:3] == [timedelta(minutes=m) for m in (10, 20, 40)]
    assert pauses[-1] == most
    assert state.disabled is None
    assert state.note == note


def test_a_feed_that_is_asked_seldom_is_not_asked_more_often_for_failing():
    feed = replace(FEED, every=6 * HOUR)

    state = fail(fail(FRESH, FetchFailed("x"), feed=feed), FetchFailed("x"), feed=feed)

    assert state.next_poll_at - NOW == 6 * HOUR


def test_a_success_forgets_failures():
    failed = fail(FRESH, BadFeed("x", reason="gone"))

    state = succeed(failed, polled(None))

    assert (state.fails, state.gone) == (0, 0)


@pytest.mark.parametrize(
    ("asked", "waited"),
    [
        pytest.param(timedelta(seconds=1), FRESH.interval, id="less than the feed's own pause"),
        pytest.param(HOUR, HOUR, id="an hour"),
        pytest.param(timedelta(days=400), LONGEST_WAIT, id="absurd"),
    ],
)
@pytest.mark.parametrize("jitter", [0.0, 0.99])
def test_retry_after_is_kept_between_the_pause_and_a_day(asked, waited, jitter):
    state = fail(FRESH, FetchFailed("x", retry_after=asked, status=429), jitter=jitter)

    assert state.next_poll_at - NOW == waited


def test_gone_three_times_in_a_row_disables():
    gone = BadFeed("x", reason="gone")
    twice = fail(fail(FRESH, gone), gone)
    interrupted = fail(twice, FetchFailed("x"))

    assert twice.disabled is None
    assert fail(twice, gone).disabled == "gone"
    assert fail(interrupted, gone).disabled is None


@pytest.mark.parametrize(
    ("error", "note"),
    [
        (BadFeed("x", reason="not_a_feed"), "not_a_feed"),
        (FetchFailed("x"), "unreachable"),
        (AddressRefused("x"), "refused"),
    ],
)
def test_the_note_says_why_it_failed(error, note):
    assert fail(FRESH, error).note == note


def test_a_move_is_believed_after_three_equal_answers():
    moving = polled(None, permanent_url="https://b.kr/rss")
    twice = succeed(succeed(FRESH, moving), moving)

    assert has_moved(twice) is None
    assert has_moved(succeed(twice, moving)) == "https://b.kr/rss"
    assert has_moved(succeed(succeed(twice, polled(parsed(HOUR))), moving)) is None
    assert has_moved(succeed(succeed(twice, polled(None)), moving)) == "https://b.kr/rss"
    assert has_moved(succeed(twice, polled(None, permanent_url="https://c.kr/"))) is None


MOVED = replace(FRESH, moved_to="https://b.kr/rss", moved_seen=3)


def test_a_moved_feed_is_asked_at_its_new_address_and_says_so():
    settled = succeed(MOVED, polled(parsed(HOUR)))

    assert at_home(FEED, FRESH) == FEED
    assert at_home(FEED, settled) == replace(FEED, url="https://b.kr/rss")
    assert settled.note == "moved"
    assert has_moved(succeed(settled, polled(None))) == "https://b.kr/rss"


@pytest.mark.parametrize(
    ("moved_to", "asked"),
    [
        ("https://a.kr/new", "https://minji:geheim@a.kr/new"),
        ("https://b.kr/new", "https://b.kr/new"),
        ("http://a.kr/new", "http://a.kr/new"),
    ],
)
def test_a_password_goes_where_a_feed_moved_on_its_own_server_alone(moved_to, asked):
    feed = replace(FEED, url="https://minji:geheim@a.kr/rss")

    assert at_home(feed, replace(MOVED, moved_to=moved_to)).url == asked
    assert at_home(feed, FRESH) == feed


def test_a_feed_that_moves_on_is_asked_where_it_began_until_sure_again():
    onward = polled(None, permanent_url="https://c.kr/rss")
    once = succeed(MOVED, onward)

    assert at_home(FEED, once) == FEED
    assert has_moved(succeed(succeed(once, onward), onward)) == "https://c.kr/rss"


@pytest.mark.parametrize(
    ("error", "fails"),
    [
        pytest.param(BadFeed("x", reason="gone"), 1, id="gone there"),
        pytest.param(BadFeed("x", reason="not_a_feed"), 1, id="something else there"),
        pytest.param(AddressRefused("x"), 1, id="may not be reached"),
        pytest.param(FetchFailed("x"), 3, id="away for long"),
    ],
)
def test_a_new_address_that_fails_gives_way_to_the_old_one(error, fails):
    before = replace(MOVED, fails=fails - 1)

    after = fail(before, error)

    assert at_home(FEED, after) == FEED
    assert (after.gone, after.disabled, after.fails) == (0, None, fails)


def test_one_time_out_at_the_new_address_is_no_reason_to_leave_it():
    assert has_moved(fail(MOVED, FetchFailed("x"))) == "https://b.kr/rss"


WELL = replace(FRESH, last_success_at=NOW - HOUR, newest_item_at=NOW - HOUR, items_per_day=24.0)


@pytest.mark.parametrize(
    ("state", "judged"),
    [
        pytest.param(FRESH, FeedHealth.NEW, id="never polled"),
        pytest.param(WELL, FeedHealth.OK, id="fresh items"),
        pytest.param(replace(WELL, newest_item_at=None), FeedHealth.OK, id="items without dates"),
        pytest.param(replace(WELL, newest_item_at=NOW - 14 * HOUR), FeedHealth.QUIET, id="quiet"),
        pytest.param(replace(WELL, newest_item_at=NOW - 4 * DAY), FeedHealth.STALE, id="stale"),
        pytest.param(
            replace(WELL, newest_item_at=NOW - 4 * DAY, items_per_day=0.5),
            FeedHealth.OK,
            id="a weekly is not stale after four days",
        ),
        pytest.param(replace(WELL, fails=5), FeedHealth.BROKEN, id="failing"),
        pytest.param(
            replace(WELL, last_success_at=NOW - 2 * DAY, fails=1),
            FeedHealth.BROKEN,
            id="no success",
        ),
        pytest.param(
            replace(WELL, last_success_at=NOW - 3 * DAY, newest_item_at=NOW - 3 * DAY),
            FeedHealth.OK,
            id="we ourselves were away",
        ),
        pytest.param(replace(FRESH, fails=3), FeedHealth.BROKEN, id="never worked"),
        pytest.param(
            replace(WELL, newest_item_at=NOW - 60 * HOUR, longest_gap=2.7 * DAY),
            FeedHealth.OK,
            id="a weekend like others",
        ),
        pytest.param(replace(WELL, disabled="gone"), FeedHealth.DISABLED, id="disabled"),
    ],
)
def test_health_is_judged_against_the_feeds_own_habit(state, judged):
    assert health(state, NOW) is judged


def test_a_checkup_shows_its_evidence():
    shown = checkup(replace(WELL, fails=2, note="http_500"), NOW)

    assert (shown.age, shown.usual_gap, shown.fails, shown.note) == (HOUR, HOUR, 2, "http_500")


def test_the_longest_silence_is_learnt_without_pinned_items_and_forgotten():
    state = succeed(FRESH, polled(parsed(HOUR, 2 * HOUR, 62 * HOUR, 400 * DAY)))
    later = replace(state, last_success_at=NOW - 15 * DAY)

    assert state.longest_gap == 60 * HOUR
    assert succeed(later, polled(None)).longest_gap == 30 * HOUR


@pytest.mark.parametrize(
    ("ahead", "due"), [(-MINUTE, True), (MINUTE, False), (LONGEST_WAIT, False), (400 * DAY, True)]
)
def test_a_time_that_only_a_wrong_clock_can_have_set_has_come(ahead, due):
    assert is_due(replace(FRESH, next_poll_at=NOW + ahead), NOW) is due


STEPS = st.sampled_from(
    [
        polled(None),
        polled(parsed(*every(HOUR, 30), ttl=DAY)),
        polled(parsed(*every(timedelta(seconds=5), 100))),
        FetchFailed("x", status=500),
        FetchFailed("x", retry_after=timedelta(days=9)),
        BadFeed("x", reason="not_a_feed"),
        BadFeed("x", reason="gone"),
        AddressRefused("x"),
    ]
)


@given(st.lists(STEPS, max_size=40), st.floats(0, 0.999))
def test_every_feed_is_polled_within_a_day_or_disabled_by_name(steps, jitter):
    state = FRESH
    for step in steps:
        act = succeed if isinstance(step, Poll) else fail
        state = act(state, step, jitter=jitter)

        assert (
            state.disabled == "gone" or SHORTEST * 0.9 <= state.next_poll_at - NOW <= LONGEST_WAIT
        )
