"""Several processes on one database, seen from the doors."""

from datetime import UTC, datetime, timedelta
from threading import Event

import pytest
from typer.testing import CliRunner

from bot.adapters.memory import ManualClock, MemoryStore
from bot.errors import AlreadyRunning, BadSettings, StoreBusy
from bot.fleet import Tick, alone_on, when_there
from bot.inbound.cli.main import app
from tests.fakes.killed_line import prepare

START = datetime(2026, 11, 20, tzinfo=UTC)
PERIOD = timedelta(seconds=10)


@pytest.fixture
def home(tmp_path, monkeypatch):
    prepare(tmp_path)
    monkeypatch.setenv("SOSIK_HOME", str(tmp_path))
    monkeypatch.setenv("SOSIK_WATCHLISTS", str(tmp_path / "watchlists"))
    return tmp_path


def sosik(*arguments):
    return CliRunner().invoke(app, arguments)


def test_of_all_processes_one_sweeps_and_another_takes_over_when_it_dies():
    clock, leases = ManualClock(START), MemoryStore().leases
    one, two = (
        Tick(leases, owner=name, period=PERIOD, clock=clock, shared=True) for name in ("하나", "둘")
    )

    first = [one.is_ours(), two.is_ours()]
    clock.advance(PERIOD)
    second = [one.is_ours(), two.is_ours()]
    clock.advance(PERIOD)
    after_its_death = two.is_ours()

    assert (first, second, after_its_death) == ([True, False], [True, False], True)


def test_a_process_that_does_no_work_leaves_the_tick_to_the_others():
    clock, leases = ManualClock(START), MemoryStore().leases
    door = Tick(leases, owner="문", period=PERIOD, clock=clock, shared=True, sweeps=False)
    worker = Tick(leases, owner="일꾼", period=PERIOD, clock=clock, shared=True)

    assert (door.is_ours(), worker.is_ours()) == (False, True)


def test_a_process_alone_always_sweeps():
    clock, leases = ManualClock(START), MemoryStore().leases
    leases.take("tick", "누가", START, START + PERIOD)

    tick = Tick(leases, owner="하나", period=PERIOD, clock=clock, shared=False)

    assert tick.is_ours()


def test_sharing_out_kinds_of_work_needs_postgresql(home):
    result = sosik("worker", "--kinds", "poll,read")

    assert "PostgreSQL" in str(result.exception)


def test_an_unknown_kind_is_named_as_misuse(home):
    result = sosik("worker", "--kinds", "poll,sleep")

    assert "--kinds" in str(result.exception)


def test_copying_shows_the_rows_of_each_table(home):
    assert sosik("feeds", "list").exit_code == 0
    old, new = f"sqlite:///{home / 'sosik.sqlite3'}", f"sqlite:///{home / 'new.db'}"

    result = sosik("copy", "--from", old, "--to", new)

    assert result.exit_code == 0, result.exception
    assert "1  feeds" in result.output


def test_copying_from_nowhere_makes_no_file(home):
    result = sosik(
        "copy", "--from", f"sqlite:///{home / 'no.db'}", "--to", f"sqlite:///{home / 'new.db'}"
    )

    assert "no.db" in str(result.exception)
    assert not (home / "no.db").exists()


def test_copying_onto_itself_is_named_as_such(home):
    same = f"sqlite:///{home / 'sosik.sqlite3'}"
    assert sosik("migrate").exit_code == 0

    result = sosik("copy", "--from", same, "--to", same)

    assert isinstance(result.exception, BadSettings)
    assert "--to" in str(result.exception)


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_a_round_in_which_no_feed_could_be_read_fails(home, form):
    feeds = home / "watchlists" / "feeds.yaml"
    inside = feeds.read_text("utf-8").replace("https://news.gana.example", "http://127.0.0.1")
    feeds.write_text(inside, "utf-8")

    result = sosik("poll", "--all", *form)

    assert result.exit_code == 1
    assert "127.0.0.1" in result.output


def test_copying_beside_a_running_bot_is_refused(home):
    old = f"sqlite:///{home / 'sosik.sqlite3'}"
    assert sosik("migrate").exit_code == 0

    with alone_on(old):
        result = sosik("copy", "--from", old, "--to", f"sqlite:///{home / 'new.db'}")

    assert isinstance(result.exception, AlreadyRunning)


def test_a_process_that_starts_while_the_database_is_away_waits_for_it():
    tries = iter([StoreBusy("away"), StoreBusy("starting up"), "there"])

    def make():
        found = next(tries)
        if isinstance(found, StoreBusy):
            raise found
        return found

    assert when_there(make, Event()) == "there"


def test_a_process_that_waits_for_the_database_can_be_stopped():
    stop = Event()

    def away():
        stop.set()
        raise StoreBusy("away")

    assert when_there(away, stop) is None


def test_slacks_door_alone_needs_postgresql(home):
    result = sosik("slack")

    assert "PostgreSQL" in str(result.exception)


def test_slacks_door_alone_needs_slack(home, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")

    result = sosik("slack")

    assert "SLACK_APP_TOKEN" in str(result.exception)
