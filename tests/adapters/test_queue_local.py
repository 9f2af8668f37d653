"""Wake-ups on threads: each waiting job once, never beside itself, none after the stop."""

from collections import Counter
from datetime import timedelta
from itertools import pairwise
from threading import Event, Lock
from time import monotonic

import pytest

from bot.adapters.queue_local import SWEEP, LocalQueue
from bot.model import Job, JobKind

LONG = timedelta(hours=1)
PATIENCE = timedelta(seconds=10)


def job(key: str, kind: JobKind = JobKind.READ, lane: str = "") -> Job:
    return Job(kind=kind, key=key, lane=lane)


class Recorder:
    """Work that records its jobs and can be held."""

    def __init__(self):
        self.done = []
        self.go = Event()
        self.go.set()
        self.began = Event()
        self.beside = 0
        self._now = set()
        self._lock = Lock()

    def __call__(self, each):
        with self._lock:
            self.beside += each in self._now
            self._now.add(each)
        self.began.set()
        assert self.go.wait(10)
        with self._lock:
            self._now.discard(each)
            self.done.append(each)


def wait_for(queue, recorder, count):
    for _ in range(1000):
        if len(recorder.done) >= count:
            return
        Event().wait(0.01)
    pytest.fail(f"{len(recorder.done)} of {count} jobs done")


def test_the_start_sweeps_at_once():
    queue, work = LocalQueue(workers=1, tick=LONG), Recorder()

    queue.start(work)
    wait_for(queue, work, 1)

    assert queue.stop(PATIENCE)
    assert work.done == [SWEEP]


def test_a_waiting_job_is_not_doubled_and_cards_go_first():
    queue, work = LocalQueue(workers=1, tick=LONG), Recorder()
    for _ in range(3):
        queue.put(job("a"))
    queue.put(job("#ai", JobKind.DELIVER))

    queue.start(work)
    wait_for(queue, work, 3)

    assert queue.stop(PATIENCE)
    assert work.done == [job("#ai", JobKind.DELIVER), job("a"), SWEEP]


def test_a_job_put_while_it_runs_runs_again_afterwards_never_beside_itself():
    queue, work = LocalQueue(workers=3, tick=LONG), Recorder()
    work.go.clear()
    queue.put(job("a"))
    queue.start(work)
    assert work.began.wait(10)

    queue.put(job("a"))
    queue.put(job("a"))
    work.go.set()
    wait_for(queue, work, 3)

    assert queue.stop(PATIENCE)
    assert sorted(each.key for each in work.done) == ["", "a", "a"]
    assert work.beside == 0


def test_a_full_queue_drops_what_the_next_sweep_finds_again():
    queue, work = LocalQueue(workers=1, tick=LONG, capacity=2), Recorder()
    for key in "abc":
        queue.put(job(key))

    queue.start(work)
    wait_for(queue, work, 2)

    assert queue.stop(PATIENCE)
    assert job("c") not in work.done


def test_the_tick_sweeps_again_and_again():
    queue, work = LocalQueue(workers=1, tick=timedelta(seconds=0.02)), Recorder()

    queue.start(work)
    wait_for(queue, work, 3)

    assert queue.stop(PATIENCE)
    assert set(work.done) == {SWEEP}


def test_a_stop_waits_for_the_job_in_flight_and_takes_no_more():
    queue, work = LocalQueue(workers=1, tick=LONG), Recorder()
    work.go.clear()
    queue.put(job("a"))
    queue.start(work)
    assert work.began.wait(10)
    queue.put(job("b"))

    assert not queue.stop(timedelta(0))
    work.go.set()
    assert queue.stop(PATIENCE)
    queue.put(job("c"))

    assert work.done == [job("a")]


class Lanes(Recorder):
    """Work that takes a moment and notes when each lane was entered and left."""

    def __init__(self, seconds):
        super().__init__()
        self.seconds = seconds
        self.spans = []
        self.together = 0
        self._busy = Counter()

    def __call__(self, each):
        begun = monotonic()
        with self._lock:
            self._busy[each.lane] += 1
            self.together = max(self.together, self._busy[each.lane] if each.lane else 0)
        Event().wait(self.seconds)
        with self._lock:
            self._busy[each.lane] -= 1
            self.spans.append((each.lane, begun, monotonic()))
            self.done.append(each)


def test_one_lane_has_one_job_at_a_time_and_rests_between_two():
    queue, work = LocalQueue(workers=4, tick=LONG, rest=timedelta(seconds=0.05)), Lanes(0.01)
    for number in range(5):
        queue.put(job(str(number), lane="a.example"))

    queue.start(work)
    wait_for(queue, work, 6)

    assert queue.stop(PATIENCE)
    spans = sorted((begun, ended) for lane, begun, ended in work.spans if lane)
    assert work.together == 1
    assert all(after[0] - before[1] >= 0.049 for before, after in pairwise(spans))
    assert [each.key for each in work.done if each.lane] == ["0", "1", "2", "3", "4"]


def test_a_crowded_lane_holds_nobody_else_up():
    queue, work = LocalQueue(workers=4, tick=LONG, rest=timedelta(seconds=0.2)), Lanes(0.01)
    for number in range(30):
        queue.put(job(f"a{number}", lane="a.example"))
    for number in range(20):
        queue.put(job(f"b{number}", lane=f"b{number}.example"))

    began = monotonic()
    queue.start(work)
    wait_for(queue, work, 22)

    assert queue.stop(PATIENCE)
    assert monotonic() - began < 1
    assert sum(each.key.startswith("b") for each in work.done) == 20


def test_a_poll_goes_before_the_pages_of_its_lane():
    queue, work = LocalQueue(workers=1, tick=LONG), Recorder()
    for number in range(3):
        queue.put(job(str(number), lane="a.example"))
    queue.put(job("feed", JobKind.POLL, lane="a.example"))

    queue.start(work)
    wait_for(queue, work, 5)

    assert queue.stop(PATIENCE)
    assert [each.key for each in work.done if each.lane] == ["0", "feed", "1", "2"]


def test_a_job_put_again_while_it_runs_waits_for_its_lane():
    queue, work = LocalQueue(workers=3, tick=LONG, rest=timedelta(seconds=0.05)), Lanes(0.05)
    queue.put(job("1", lane="a.example"))
    queue.start(work)
    wait_for(queue, work, 1)
    queue.put(job("1", lane="a.example"))
    queue.put(job("1", lane=""))

    wait_for(queue, work, 3)

    assert queue.stop(PATIENCE)
    assert work.together == 1
    assert sum(each.key == "1" for each in work.done) == 2
