"""Metrics and health over HTTP."""

import re
import urllib.error
import urllib.request
from datetime import timedelta

import pytest

from bot.commands.checkup import Level
from bot.commands.vitals import check_workers, vitals
from bot.inbound.status import StatusDoor
from bot.model import WorkerReport
from bot.observe import JobOutcome
from bot.tables import load_tables
from tests.fakes.small_town import Town

LINE = re.compile(r"# (HELP|TYPE) \w+ .+|\w+(\{(\w+=\"[^\"]*\",?)+\})? -?[0-9.e+]+")


@pytest.fixture
def sosik(tmp_path):
    town = Town(tmp_path, load_tables())
    app = town.open()
    yield app
    app.close()


@pytest.fixture
def door(sosik):
    opened = StatusDoor(sosik, "127.0.0.1", 0)
    yield opened
    opened.close()


def get(door, path):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{door.port}{path}", timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_metrics_are_in_prometheus_text_format(sosik, door):
    sosik.metrics.count("poll", JobOutcome.DONE, 0.5)

    status, body = get(door, "/metrics")

    assert status == 200
    assert [line for line in body.splitlines() if not LINE.fullmatch(line)] == []
    assert 'sosik_jobs_total{kind="poll",outcome="done"} 1' in body
    assert "sosik_busy_seconds_total 0.5" in body
    assert 'sosik_oldest_waiting_seconds{what="feed"}' in body


def test_a_process_that_ticks_is_alive_and_ready(sosik, door):
    sosik.presence.tick()

    assert [get(door, path)[0] for path in ("/healthz", "/readyz")] == [200, 200]


def test_another_path_is_not_there(door):
    assert get(door, "/")[0] == 404


def test_a_process_without_a_tick_for_long_is_not_alive(sosik):
    sosik.presence.tick()

    assert not sosik.presence.is_alive(timedelta())


def test_doctor_names_the_workers_and_their_load(sosik):
    now = sosik.clock.now()
    report = WorkerReport(
        owner="기계-1", kinds=("read",), since=now, at=now, done=1234, failed=2, load=0.5
    )
    silent = check_workers(vitals(sosik.store.fleet, now), shared=True)
    sosik.store.fleet.report(report)

    found = check_workers(vitals(sosik.store.fleet, now), shared=True)

    assert silent[0].level is Level.WARNING
    assert found[0].message == "기계-1 (read): 부하 50%, 마친 일 1,234건, 못 마친 일 2건"
    assert check_workers(vitals(sosik.store.fleet, now), shared=False) == []
