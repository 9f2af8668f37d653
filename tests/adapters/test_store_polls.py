"""Polls that end at the same moment share a commit, and each gets its own answer."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier, Event

import pytest

from bot.adapters.store.polls import MOST_TOGETHER, PollToSave, PollWriter
from bot.errors import StoreBusy
from bot.model import FeedState
from bot.ports import keep_all
from tests.contract.samples import NOW, an_entry


def state(number):
    return FeedState(url=f"https://outlet{number}.example/rss", next_poll_at=NOW)


def a_poll(one, entries=()):
    return PollToSave(state=one, entries=entries, sift=keep_all)


class Writes:
    """Notes each transaction; the first waits until told to go on, so that others gather."""

    def __init__(self, *, broken=()):
        self.groups = []
        self.began, self.go_on = Event(), Event()
        self._broken = set(broken)

    def __call__(self, polls):
        self.groups.append([poll.state.url for poll in polls])
        self.began.set()
        assert self.go_on.wait(30)
        if broken := self._broken & {poll.state.url for poll in polls}:
            raise ValueError(broken)
        for poll in polls:
            poll.new = poll.entries


def saved_together(writer, writes, states):
    """The outcome of each, all of them asked while the first is being written."""

    def save(one):
        try:
            return writer.save(a_poll(one, [an_entry(one.url)]))
        except (ValueError, StoreBusy) as error:
            return error

    with ThreadPoolExecutor(len(states) + 1) as pool:
        first = pool.submit(save, state("first"))
        assert writes.began.wait(30)
        began = Barrier(len(states) + 1)

        def saved(one):
            began.wait(30)
            return save(one)

        rest = [pool.submit(saved, one) for one in states]
        began.wait(30)
        while len(writer.waiting) < len(states):
            time.sleep(0.001)
        writes.go_on.set()
        return [first.result(30), *(one.result(30) for one in rest)]


def test_polls_that_wait_share_one_commit_and_keep_their_own_entries():
    writes = Writes()
    states = [state(number) for number in range(5)]

    outcomes = saved_together(PollWriter(writes), writes, states)

    assert [len(group) for group in writes.groups] == [1, 5]
    assert [[entry.title for entry in new] for new in outcomes[1:]] == [
        [an_entry(one.url).title] for one in states
    ]


def test_two_polls_of_one_feed_are_never_in_one_commit():
    writes = Writes()
    twice = state("twice")

    saved_together(PollWriter(writes), writes, [twice, replace(twice, fails=1), state("other")])

    assert sorted(map(len, writes.groups[1:])) == [1, 2]


def test_the_first_waits_for_a_thread_that_came_lately():
    groups = []
    writer = PollWriter(
        lambda polls: groups.append([poll.state.url for poll in polls]), gathering=30, lately=600
    )
    writer.save(a_poll(state(1)))

    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(writer.save, a_poll(state(2)))
        while not writer.waiting:
            time.sleep(0.001)
        writer.save(a_poll(state(3)))
        other.result(30)

    assert groups == [[state(1).url], [state(2).url, state(3).url]]


def test_who_polls_alone_waits_for_nobody():
    groups = []
    writer = PollWriter(groups.append, gathering=600)

    for number in range(3):
        writer.save(a_poll(state(number)))

    assert len(groups) == 3


def test_a_poll_that_cannot_be_written_takes_no_other_down():
    bad = state("bad")
    writes = Writes(broken=[bad.url])

    outcomes = saved_together(PollWriter(writes), writes, [state(1), bad, state(2)])

    assert [isinstance(outcome, ValueError) for outcome in outcomes] == [False, False, True, False]


def test_a_commit_takes_a_bounded_number_of_polls():
    writes = Writes()
    states = [state(number) for number in range(MOST_TOGETHER + 3)]

    saved_together(PollWriter(writes), writes, states)

    assert max(map(len, writes.groups)) == MOST_TOGETHER


def test_a_store_that_is_away_is_told_to_everybody():
    def write(_polls):
        raise StoreBusy("locked")

    with pytest.raises(StoreBusy):
        PollWriter(write).save(a_poll(state(1)))


def test_a_stop_in_the_middle_leaves_nobody_waiting():
    states = [state(number) for number in range(3)]
    waiting = [a_poll(one) for one in states]

    def write(polls):
        if len(polls) > 1:
            raise ValueError("not together")
        raise KeyboardInterrupt

    writer = PollWriter(write)
    writer.waiting = list(waiting[1:])
    with pytest.raises(KeyboardInterrupt):
        writer.save(waiting[0])

    assert all(poll.done.is_set() for poll in waiting)
    assert all(isinstance(poll.error, StoreBusy) for poll in waiting)
