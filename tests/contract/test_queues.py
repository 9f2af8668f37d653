"""The queue contract: a hint that is handed on once, never twice at a time."""

from datetime import timedelta
from threading import Condition

import pytest

from bot.adapters.memory import SynchronousQueue
from bot.adapters.queue_local import LocalQueue
from bot.adapters.queue_pgqueuer import PgQueue
from bot.model import Job, JobKind

PATIENCE = timedelta(seconds=10)


def job(key: str) -> Job:
    return Job(kind=JobKind.READ, key=key)


class Work:
    """Records the jobs of our kind and tells when enough are done."""

    def __init__(self):
        self.done = []
        self.changed = Condition()

    def __call__(self, each):
        if each.kind is JobKind.READ:
            with self.changed:
                self.done.append(each.key)
                self.changed.notify_all()

    def wait_for(self, count):
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.done) >= count, timeout=10)
        return self.done


@pytest.fixture(params=["memory", "local", "pgqueuer"])
def queue(request):
    if request.param == "memory":
        made = SynchronousQueue(capacity=3)
    elif request.param == "local":
        made = LocalQueue(workers=1, tick=timedelta(hours=1), capacity=3)
    else:
        url = request.getfixturevalue("migrated_postgresql")
        local = LocalQueue(workers=1, tick=timedelta(hours=1))
        made = PgQueue(url, local, capacity=3)
    yield made
    made.stop(PATIENCE)


def test_jobs_put_before_the_start_run_once_each_in_order(queue):
    work = Work()
    for key in ("1", "2", "1"):
        queue.put(job(key))

    queue.start(work)

    assert work.wait_for(2) == ["1", "2"]
    assert queue.stop(PATIENCE)


def test_jobs_put_after_the_start_run_too(queue):
    work = Work()
    queue.start(work)

    queue.put(job("1"))

    assert work.wait_for(1) == ["1"]


def test_a_job_done_may_be_put_again(queue):
    work = Work()
    queue.start(work)
    queue.put(job("1"))
    work.wait_for(1)

    queue.put(job("1"))

    assert work.wait_for(2) == ["1", "1"]


def test_a_job_may_put_another_and_itself_once_more(queue):
    work = Work()

    def run(each):
        first = each.kind is JobKind.READ and not work.done
        work(each)
        if first:
            queue.put(job("1"))
            queue.put(job("2"))

    queue.start(run)
    queue.put(job("1"))

    assert sorted(work.wait_for(3)) == ["1", "1", "2"]


def test_a_full_queue_drops_what_comes_too_much(queue):
    work = Work()
    for number in range(5):
        queue.put(job(str(number)))

    queue.start(work)

    assert work.wait_for(3) == ["0", "1", "2"]
    assert queue.stop(PATIENCE)
    assert len(work.done) == 3


def test_nothing_runs_after_the_stop(queue):
    work = Work()
    queue.start(work)

    stopped = queue.stop(PATIENCE)
    queue.put(job("1"))

    assert stopped
    assert work.done == []
