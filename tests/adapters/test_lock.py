"""One bot at a time on one database, and never a stale lock."""

import os
import signal
import subprocess
import sys

import pytest

from bot.adapters.lock import InstanceLock
from bot.errors import AlreadyRunning, BadSettings


@pytest.fixture
def database(tmp_path):
    return tmp_path / "home" / "sosik.db"


@pytest.fixture
def holder(database):
    """Another process that holds the lock."""
    command = [sys.executable, "-m", "tests.adapters.store_processes", "holds", str(database)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


def test_a_second_bot_is_refused_and_told_who_is_at_work(database, holder):
    with pytest.raises(AlreadyRunning, match=str(holder.pid)):
        InstanceLock.beside(database).take()


def test_a_lock_is_free_after_kill_9(database, holder):
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()

    with InstanceLock.beside(database):
        assert database.with_name("sosik.db.lock").read_text() == f"{os.getpid()}\n"


def test_a_released_lock_can_be_taken_by_another(database):
    first, second = InstanceLock.beside(database), InstanceLock.beside(database)
    first.take()
    first.take()
    with pytest.raises(AlreadyRunning):
        second.take()

    first.release()
    first.release()
    second.take()

    with pytest.raises(AlreadyRunning):
        first.take()
    second.release()


def test_the_database_beside_the_lock_is_not_touched(database):
    with InstanceLock.beside(database):
        assert [path.name for path in database.parent.iterdir()] == ["sosik.db.lock"]


def test_a_lock_that_cannot_be_made_is_a_setting_to_mend(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(BadSettings):
        InstanceLock.beside(tmp_path / "file" / "sosik.db").take()
