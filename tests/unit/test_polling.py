"""What polls bring: nothing twice, nothing from before, no flood; and where a feed is asked."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from bot import pipeline, polling
from bot.adapters.memory import SynchronousQueue
from bot.breaker import FLOOD
from bot.commands.reading import check_address, poll_once
from bot.errors import BadFeed, BadPage, SosikError
from bot.model import (
    AlertState,
    Feed,
    FeedKind,
    Fetched,
    JobKind,
    Validators,
)
from bot.tables import load_tables
from tests.fakes.shaky_feed import watch_shaky_feeds
from tests.fakes.small_town import START, Town

LIST = """
name: 시험
channels: ["#test"]
terms: [{name: 가람반도체}]
"""
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
FEED = Feed(url="https://ga.example/rss", outlet="가일보", every=timedelta(minutes=2))


@pytest.fixture(scope="module")
def tables():
    return load_tables()


@pytest.fixture
def town(tmp_path, tables):
    """One outlet with a primed feed."""
    town = Town(folder=tmp_path, tables=tables, watchlists={"a.yaml": LIST})
    town.outlets("ga")
    town.news("ga", "old", "가람반도체 지난주 정리", at=START - 2 * HOUR)
    town.open()
    town.pass_minutes(3)
    yield town
    town.app.close()


@pytest.mark.parametrize("seed", range(20))
def test_items_with_other_names_each_time_are_new_once_and_old_ones_never(town, seed):
    seen = watch_shaky_feeds(town.app.line, town.clock, seed, polls=100)

    assert seen.duplicates == 0
    assert seen.old == 0
    assert seen.missed == 0
    assert seen.true > 50


def test_a_feed_that_brings_out_everything_anew_makes_two_messages_and_keeps_every_row(town):
    for number in range(60):
        town.news("ga", f"{number}", f"가람반도체 {number}번째 제품 {number * 7} 공개")

    town.pass_minutes(10)

    assert len(town.chat.messages) == 2
    notice = next(message for message in town.chat.messages if "한꺼번에" in message.card.fallback)
    assert "59건" in notice.card.fallback
    kept = list(town.app.line.stories.articles(START - HOUR, 1000))
    assert sum("제품" in article.title for article in kept) == 60


def test_a_flood_is_hushed_in_the_commit_that_keeps_it(town):
    line = replace(town.app.line, queue=SynchronousQueue())  # nobody does anything after the commit
    for number in range(60):
        town.news("ga", f"{number}", f"가람반도체 {number}번째 제품 {number * 7} 공개")
    town.clock.advance(5 * MINUTE)

    polling.poll(line, FEED.url)

    waiting = line.entries.waiting(town.clock.now(), 1000)
    assert sum(not entry.backlog for entry in waiting) == 1
    assert "한꺼번에" in line.alerts.alerts((AlertState.PENDING,), 1)[0].detail


class Broken:
    """A FeedReader with a bug."""

    def __init__(self) -> None:
        self.asked = 0

    def poll(self, feed, validators):
        self.asked += 1
        raise ZeroDivisionError


def test_a_poll_that_meets_a_bug_is_tried_ever_more_seldom(town):
    reader = Broken()
    town.app.line = replace(town.app.line, readers={FeedKind.RSS: reader})

    for _ in range(240):
        town.clock.advance(MINUTE)
        with suppress(ZeroDivisionError):
            town.app.work(pipeline.wake_poll(FEED, FEED.url))

    state = town.app.store.feeds.feed(FEED.url)[1]
    assert 4 <= reader.asked <= 8
    assert state.note == "bug"
    assert not state.disabled


class BrokenStories:
    """A StoryBook that cannot say which article stands at an address."""

    def __init__(self, stories):
        self._stories = stories

    def find_url(self, url):
        raise ZeroDivisionError

    def __getattr__(self, name):
        return getattr(self._stories, name)


def test_a_bug_behind_the_commit_leaves_the_poll_as_it_was_kept(town):
    town.app.line = replace(town.app.line, stories=BrokenStories(town.app.line.stories))
    item = town.news("ga", "new", "가람반도체 새 공장")
    town.pass_minutes(5)
    item.title = "가람반도체 새 공장 보류"
    town.news("ga", "newer", "여주 도자기 축제")
    town.clock.advance(10 * MINUTE)

    with pytest.raises(ZeroDivisionError):
        polling.poll_now(town.app.line, FEED.url)

    state = town.app.store.feeds.feed(FEED.url)[1]
    assert state.fails == 0
    assert state.note != "bug"
    assert state.last_success_at == town.clock.now()


def test_what_comes_after_a_long_silence_is_no_flood(town):
    state = town.app.store.feeds.feed(FEED.url)[1]
    town.app.store.feeds.save_state(replace(state, items_per_day=200.0))
    for number in range(FLOOD + 5):
        town.clock.advance(4 * MINUTE)
        town.news("ga", f"b{number}", f"가람반도체 {number}번째 제품 {number * 7} 공개")

    town.pass_minutes(3)

    silent = [a for a in town.app.line.stories.articles(START, 1000) if a.backlog]
    assert not [article for article in silent if "제품" in article.title]


class Moving:
    """The Fetcher port in front of a town whose feed now stands elsewhere."""

    def __init__(self, town, *, there: SosikError | None = None) -> None:
        self.town = town
        self.there = there
        self.asked: list[str] = []

    def fetch(self, url: str, validators: Validators) -> Fetched:
        self.asked.append(url)
        if url == "https://ga.example/new":
            if self.there:
                raise self.there
            return replace(self.town.fetch("https://ga.example/rss", validators), url=url)
        fetched = self.town.fetch(url, validators)
        return replace(fetched, permanent_url="https://ga.example/new")


def polls(town, fetcher, times):
    """The addresses that so many polls ask, and the errors they end with."""
    reader = town.app.line.readers[FeedKind.RSS]
    reader._fetcher = fetcher
    for _ in range(times):
        town.clock.advance(30 * MINUTE)
        town.app.work(pipeline.wake_poll(FEED, FEED.url))
    return fetcher.asked[-times:]


def test_a_feed_that_moved_is_asked_at_its_new_address_after_three_answers(town):
    moving = Moving(town)

    asked = polls(town, moving, 5)

    ((_, state),) = town.app.store.feeds.feeds()
    assert asked == [FEED.url] * 3 + ["https://ga.example/new"] * 2
    assert state.note == "moved"
    town.news("ga", "n1", "가람반도체, 새 공장")
    town.clock.advance(30 * MINUTE)
    assert town.app.work(pipeline.wake_poll(FEED, FEED.url))["new"] == 1


def test_a_new_address_that_is_gone_gives_way_to_the_old_one(town):
    moving = Moving(town)
    polls(town, moving, 3)
    moving.there = BadPage("x", reason="gone")

    with pytest.raises(BadFeed):
        polls(town, moving, 1)
    asked = polls(town, moving, 1)

    ((_, state),) = town.app.store.feeds.feeds()
    assert asked == [FEED.url]
    assert (state.disabled, state.fails) == (None, 0)


def test_a_poll_takes_the_turn_of_where_the_feed_stands_now(town):
    state = town.app.store.feeds.feed(FEED.url)[1]
    town.app.store.feeds.save_state(
        replace(state, moved_to="https://other.example/rss", moved_seen=3, next_poll_at=START)
    )
    jobs = []
    line = replace(town.app.line, queue=SynchronousQueue())
    line.queue.start(jobs.append)

    pipeline.sweep(line)

    (poll,) = [job for job in jobs if job.kind is JobKind.POLL]
    assert (poll.key, poll.lane) == (FEED.url, "other.example")


def test_every_feed_is_asked_when_asked_for_but_for_those_that_are_off(town):
    line = town.app.line
    asked = town.fetched.count(FEED.url)

    assert (poll_once(line, everything=False).polled, poll_once(line, everything=True).polled) == (
        0,
        1,
    )
    assert town.fetched.count(FEED.url) == asked + 1
    _, state = line.feeds.feed(FEED.url)
    line.feeds.save_state(replace(state, disabled="gone"))
    assert poll_once(line, everything=True).polled == 0


def test_an_outlets_page_is_checked_by_the_feeds_that_it_names(town):
    page = "<html><head><link rel=alternate type='application/rss+xml' href='/rss'></head></html>"
    town.news("ga", "home", "첫 화면").markup = page
    town.news("ga", "bare", "첫 화면").markup = "<html><body>가일보</body></html>"

    front, feed = check_address(town.app.line, "https://ga.example/view/home")
    (nothing,) = check_address(town.app.line, "https://ga.example/view/bare")

    assert (front.error, feed.error) == ("not_a_feed", None)
    assert (feed.feed.url, feed.items > 0) == ("https://ga.example/rss", True)
    assert (nothing.error, nothing.leads) == ("not_a_feed", ())
