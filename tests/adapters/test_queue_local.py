"""Wake-ups on threads: each waiting job once, never beside itself, none after the stop."""

from datetime import timedelta
from threading import Event, Lock

import pytest

from bot.adapters.queue_local import SWEEP, LocalQueue
from bot.model import Job, JobKind

LONG = timedelta(hours=1)
PATIENCE = timedelta(seconds=10)


def job(key: str, kind: JobKind = JobKind.READ) -> Job:
    return Job(kind=kind, key=key)


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
