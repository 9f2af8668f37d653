"""A child may do what it likes: the bot gets an answer or a named refusal, in time."""

import os
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest

from bot.adapters.sandbox import ChildPool, InlineSandbox, SandboxLimits
from bot.errors import BadFeed, BadPage, FetchFailed
from tests.fakes import toys

LIMITS = SandboxLimits(
    cpu=timedelta(seconds=1), wall=timedelta(seconds=3), memory=200 * 1024 * 1024, calls=50
)


@pytest.fixture(scope="module")
def pool():
    pool = ChildPool(size=1, limits=LIMITS, preload=("tests.fakes.toys",))
    yield pool
    pool.close()


@pytest.fixture(params=["pool", "inline"])
def sandbox(request, pool):
    return pool if request.param == "pool" else InlineSandbox()


def test_a_call_gives_what_the_function_gives(sandbox):
    assert sandbox.call(toys.double, 21) == 42
    assert sandbox.call(toys.double, "가" * 3_000_000) == "가" * 6_000_000
    assert sandbox.call(toys.feed, 2) == toys.feed(2)


def test_errors_of_ours_come_through_whole(sandbox):
    with pytest.raises(BadFeed) as refused:
        sandbox.call(toys.refuse, "not_a_feed")
    with pytest.raises(FetchFailed) as failed:
        sandbox.call(toys.fail, timedelta(seconds=9))

    assert (str(refused.value), refused.value.reason) == ("아님", "not_a_feed")
    assert (failed.value.retry_after, failed.value.status) == (timedelta(seconds=9), 503)


def test_other_errors_are_a_broken_document(sandbox):
    with pytest.raises(BadPage) as broken:
        sandbox.call(toys.divide, 0)

    assert broken.value.reason == "broken"
    assert sandbox.call(toys.double, 1) == 2


@pytest.mark.parametrize(
    ("function", "argument"),
    [
        pytest.param(toys.spin, 0, id="spins"),
        pytest.param(toys.nap, 60, id="sleeps"),
        pytest.param(toys.eat, 10**9, id="eats"),
        pytest.param(toys.die, 0, id="dies"),
        pytest.param(toys.poison, 0, id="answers with a call"),
        pytest.param(toys.smuggle, 0, id="answers with a strange class"),
    ],
)
def test_a_wicked_input_is_hostile_and_the_next_one_is_served(pool, function, argument):
    began = time.monotonic()

    with pytest.raises(BadPage) as hostile:
        pool.call(function, argument)

    assert hostile.value.reason == "hostile"
    assert time.monotonic() - began < 4
    assert pool.call(toys.double, 1) == 2


def test_endless_recursion_is_a_broken_document(pool):
    with pytest.raises(BadPage):
        pool.call(toys.dive, 0)

    assert pool.call(toys.double, 1) == 2


def test_a_child_writes_no_file(pool, tmp_path):
    with pytest.raises(BadPage):
        pool.call(toys.write, str(tmp_path / "x"))

    assert sum(path.stat().st_size for path in tmp_path.iterdir()) == 0


def test_a_child_knows_no_secret_and_neither_store_nor_app(pool, monkeypatch):
    monkeypatch.setenv("SLACK_BOT_TOKEN", "secret")
    fresh = ChildPool(size=1)

    names = fresh.call(toys.environment, 0)
    modules = fresh.call(toys.modules, 0)
    fresh.close()

    assert "SLACK_BOT_TOKEN" not in names
    assert not {name for name in modules if name.startswith(("bot.app", "bot.adapters.store"))}
    assert "sqlalchemy" not in modules


def test_a_child_makes_room_after_its_calls(pool):
    pids = {pool.call(toys.pid, 0) for _ in range(LIMITS.calls * 2)}

    assert 2 <= len(pids) <= 3


def test_a_child_killed_from_outside_is_replaced(pool):
    os.kill(pool.call(toys.pid, 0), 9)
    time.sleep(0.2)

    assert pool.call(toys.double, 1) == 2


def test_a_nursery_killed_from_outside_is_replaced():
    pool = ChildPool(size=1, limits=LIMITS, preload=())
    parent = _parent_of(pool.call(toys.pid, 0))

    os.kill(parent, 9)
    with pytest.raises(BadPage):
        pool.call(toys.die, 0)

    assert pool.call(toys.double, 1) == 2
    pool.close()


def _parent_of(child: int) -> int:
    return int(Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[1])


def test_threads_share_the_children():
    pool = ChildPool(size=2, limits=LIMITS, preload=())
    answers = []
    threads = [
        threading.Thread(target=lambda n=n: answers.append((n, pool.call(toys.double, n))))
        for n in range(40)
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    pool.close()

    assert sorted(answers) == [(n, 2 * n) for n in range(40)]


def test_a_closed_pool_leaves_no_process_and_takes_no_call():
    pool = ChildPool(size=1, limits=LIMITS, preload=())
    child = pool.call(toys.pid, 0)
    parent = _parent_of(child)

    pool.close()
    pool.close()

    with pytest.raises(RuntimeError):
        pool.call(toys.double, 1)
    assert not Path(f"/proc/{parent}").exists()


def test_children_end_with_the_bot():
    script = (
        "from bot.adapters.sandbox import ChildPool\n"
        "from tests.fakes import toys\n"
        "import os\n"
        "pool = ChildPool(size=1, preload=())\n"
        "print(pool.call(toys.pid, 0), flush=True)\n"
        "os.kill(os.getpid(), 9)\n"
    )

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    child = Path(f"/proc/{int(done.stdout)}")
    for _ in range(50):
        if not child.exists() or " Z " in child.joinpath("stat").read_text():
            break
        time.sleep(0.1)

    assert not child.exists() or " Z " in child.joinpath("stat").read_text()


def test_a_call_costs_about_a_millisecond(pool):
    pool.call(toys.double, 1)
    began = time.process_time()

    for _ in range(40):
        pool.call(toys.double, 1)

    assert (time.process_time() - began) / 40 < 0.005
