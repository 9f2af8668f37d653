"""Wake-ups between processes: who puts need not work, and a cut connection loses nothing for long."""

from datetime import timedelta

import pytest
from sqlalchemy import create_engine, text

from bot.adapters.queue_local import LocalQueue
from bot.adapters.queue_pgqueuer import PgQueue
from bot.model import JobKind
from tests.contract.test_queues import PATIENCE, Work, job

pytestmark = pytest.mark.slow
CUT = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'sosik-queue'"
)


@pytest.fixture
def process(migrated_postgresql):
    """Makes queues as processes of their own would; all are stopped at the end."""
    made = []

    def make(**how):
        local = LocalQueue(workers=1, tick=timedelta(hours=1))
        made.append(PgQueue(migrated_postgresql, local, **how))
        return made[-1]

    yield make
    for queue in made:
        queue.stop(PATIENCE)


def test_a_process_without_kinds_only_puts_and_another_one_works(process):
    door, worker, at_door, at_work = process(kinds=()), process(), Work(), Work()
    door.start(at_door)
    worker.start(at_work)

    door.put(job("1"))

    assert at_work.wait_for(1) == ["1"]
    assert at_door.done == []


def test_a_process_takes_only_its_kinds(process):
    other, worker, at_other, at_work = (
        process(kinds=[JobKind.POLL]),
        process(kinds=[JobKind.READ]),
        Work(),
        Work(),
    )
    other.start(at_other)
    worker.start(at_work)

    other.put(job("1"))

    assert at_work.wait_for(1) == ["1"]
    assert at_other.done == []


def test_wake_ups_go_on_after_every_connection_was_cut(process, migrated_postgresql):
    queue, work = process(), Work()
    queue.start(work)
    queue.put(job("1"))
    work.wait_for(1)

    engine = create_engine(migrated_postgresql.replace("postgresql:", "postgresql+psycopg:", 1))
    with engine.begin() as connection:
        connection.execute(CUT)
    engine.dispose()
    queue.put(job("2"))

    assert work.wait_for(2) == ["1", "2"]
