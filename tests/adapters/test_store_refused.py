"""A PostgreSQL that will never let us in is told from one that is away."""

import os
import subprocess
import sys
from threading import Event

import pytest
from sqlalchemy import make_url

from bot.adapters.store import open_store
from bot.adapters.store.refusals import is_refusal
from bot.errors import StoreBusy, StoreRefused
from bot.fleet import when_there

SERVER = 'connection to server at "10.0.0.1", port 5432 failed: '


@pytest.mark.parametrize(
    "words",
    [
        SERVER + 'FATAL:  password authentication failed for user "sosik"',
        SERVER + 'FATAL:  database "sosk" does not exist',
        SERVER + 'FATAL:  role "sosk" does not exist',
        SERVER + 'FATAL:  no pg_hba.conf entry for host "10.0.0.2", user "sosik"',
        SERVER + "fe_sendauth: no password supplied",
        SERVER + '치명적오류: 사용자 "sosik"의 password 인증을 실패했습니다',
        "failed to resolve host 'dbb': [Errno -2] Name or service not known",
    ],
)
def test_what_waiting_never_mends_is_a_refusal(words):
    assert is_refusal(words)


@pytest.mark.parametrize(
    "words",
    [
        SERVER + "FATAL:  the database system is starting up",
        SERVER + "FATAL:  the database system is shutting down",
        SERVER + "FATAL:  the database system is not yet accepting connections",
        SERVER + "FATAL:  the database system is in recovery mode",
        SERVER + "FATAL:  sorry, too many clients already",
        SERVER + "FATAL:  remaining connection slots are reserved for roles with SUPERUSER",
        SERVER + "Connection refused\n\tIs the server running on that host?",
        SERVER + "server closed the connection unexpectedly",
        "connection timeout expired",
        "failed to resolve host 'db': [Errno -3] Temporary failure in name resolution",
    ],
)
def test_what_passes_is_waited_for(words):
    assert not is_refusal(words)


@pytest.mark.parametrize(
    "wrong",
    [{"database": "nothing_here"}, {"username": "nobody_here"}],
    ids=["database", "user"],
)
def test_a_wrong_address_ends_the_start_instead_of_waiting(postgresql_server, wrong):
    url = make_url(postgresql_server).set(**wrong).render_as_string(hide_password=False)
    store = open_store(url)

    with pytest.raises(StoreRefused, match="DATABASE_URL"):
        when_there(lambda: store.memos.get("열쇠"), Event())

    store.close()


def test_a_server_that_is_away_is_busy_and_not_refused():
    store = open_store("postgresql://sosik@127.0.0.1:1/sosik")

    with pytest.raises(StoreBusy) as caught:
        store.memos.get("열쇠")

    store.close()
    assert not isinstance(caught.value, StoreRefused)


def test_a_worker_with_a_wrong_address_ends_with_2_and_says_what_to_look_at(
    postgresql_server, tmp_path
):
    url = make_url(postgresql_server).set(database="nothing_here")
    environment = {
        **os.environ,
        "SOSIK_HOME": str(tmp_path),
        "DATABASE_URL": url.render_as_string(hide_password=False),
    }

    ended = subprocess.run(
        [sys.executable, "-m", "bot", "worker"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert ended.returncode == 2
    assert "DATABASE_URL" in ended.stderr
