"""Many threads and processes on one database: nothing lost, nothing half done, nobody stuck."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Event, Thread

import pytest
from sqlalchemy import text

from bot.adapters.store import migrate, open_store
from bot.adapters.store.engine import LIMITED, RESTED, Turn
from bot.adapters.store.journeys import together
from bot.adapters.store.tables import EPOCH, MICROSECOND
from bot.errors import BadSettings, StoreBusy, StoreFull
from bot.model import BUNDLED, AlertKind, AlertState, FeedState
from tests.contract.samples import (
    DAY,
    MINUTE,
    NOW,
    a_feed,
    a_fingerprint,
    a_placement,
    an_alert,
    an_article,
    an_entry,
)
from tests.contract.test_story_book import put

STATE = FeedState(url="https://feed.example/가람", next_poll_at=NOW)


@pytest.fixture
def path(tmp_path, empty_sqlite):
    path = tmp_path / "sosik.db"
    path.write_bytes(empty_sqlite.read_bytes())
    return path


@pytest.fixture
def url(path):
    return f"sqlite:///{path}"


@pytest.fixture
def store(url):
    opened = open_store(url)
    yield opened
    opened.close()


def start(*words):
    """A process of store_processes; its first line has been read as `first`."""
    command = [sys.executable, "-m", "tests.adapters.store_processes", *words]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def integrity(store):
    with store.database.reading() as connection:
        return connection.execute(text("PRAGMA integrity_check")).scalar_one()


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 10_000)],
)
def test_every_write_is_durable_before_it_is_acknowledged(store, pragma, value):
    with store.database.writing() as connection:
        assert connection.execute(text(f"PRAGMA {pragma}")).scalar_one() == value


def test_readers_cannot_write_and_never_checkpoint(store):
    with store.database.reading() as connection:
        assert connection.execute(text("PRAGMA query_only")).scalar_one() == 1
        assert connection.execute(text("PRAGMA wal_autocheckpoint")).scalar_one() == 0


def test_a_guest_leaves_checkpoints_to_the_bot(url):
    guest = open_store(url, checkpoints=False)
    with guest.database.writing() as connection:
        assert connection.execute(text("PRAGMA wal_autocheckpoint")).scalar_one() == 0
    guest.close()


def test_processes_writing_at_once_lose_nothing_and_see_no_lock(url, store):
    crowd = [start("polls", url, name, "40") for name in ("하나", "둘")]
    for number in range(40):
        store.feeds.save_poll(STATE, [an_entry(f"여기-{number}")])

    said = [process.communicate(timeout=60)[0].strip() for process in crowd]

    assert said == ["done", "done"]
    assert len(store.entries.waiting(NOW, 1000)) == 120
    assert integrity(store) == "ok"


def test_groupings_of_threads_come_one_after_the_other(store):
    first = put(store, an_article("가람"))

    def join(number):
        article = an_article(str(number))
        with store.stories.placing() as desk:
            seen = len(desk.story(first.id).members)
            desk.save(article, a_fingerprint(1), (), a_placement(article, story_id=first.id))
            return seen

    with ThreadPoolExecutor(8) as pool:
        seen = list(pool.map(join, range(40)))

    assert sorted(seen) == list(range(1, 41))
    assert store.stories.story(first.id).revision == 41


def test_a_process_killed_while_placing_leaves_nothing_and_holds_nobody_up(url, store):
    process = start("places", url)
    assert process.stdout.readline() == "saved\n"

    os.kill(process.pid, signal.SIGKILL)
    process.communicate()

    put(store, an_article("나래"), keys=(1,))
    assert list(store.stories.articles(NOW, 10)) == [an_article("나래")]
    assert store.stories.search("가람", 10) == []
    assert integrity(store) == "ok"


def test_readers_see_the_moment_before_while_somebody_places(store):
    put(store, an_article("가람"))
    entered, leave = Event(), Event()

    def place():
        article = an_article("나래")
        with store.stories.placing() as desk:
            desk.save(article, a_fingerprint(), (), a_placement(article))
            entered.set()
            leave.wait(10)

    thread = Thread(target=place)
    thread.start()
    entered.wait(10)
    during = [article.id for article in store.stories.articles(NOW, 10)]
    leave.set()
    thread.join()

    assert during == [an_article("가람").id]
    assert len(list(store.stories.articles(NOW, 10))) == 2


def test_a_database_locked_too_long_is_busy(url, store):
    other = open_store(url, patience=timedelta(milliseconds=50))

    with store.stories.placing(), pytest.raises(StoreBusy) as caught:
        other.feeds.register([a_feed("가람")], NOW)

    other.feeds.register([a_feed("가람")], NOW)
    other.close()
    assert caught.value.retry_after is None


def test_a_thread_waits_only_so_long_for_the_writer(url):
    store = open_store(url, patience=timedelta(milliseconds=50))
    with store.stories.placing(), ThreadPoolExecutor(1) as pool:
        attempt = pool.submit(store.memos.put, "열쇠", "값")
        with pytest.raises(StoreBusy):
            attempt.result()
    store.close()


def test_a_write_inside_a_write_of_the_same_thread_is_a_bug_and_says_so(store):
    def nested():
        with store.stories.placing():
            store.memos.put("열쇠", "값")

    with pytest.raises(RuntimeError, match="inside"):
        nested()

    store.memos.put("열쇠", "값")
    assert store.memos.get("열쇠") == "값"


def test_a_full_disk_keeps_what_was_acknowledged_and_recovers(store):
    put(store, an_article("가람"))
    with store.database.writing() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()
        connection.execute(text(f"PRAGMA max_page_count={pages + 2}"))

    with pytest.raises(StoreBusy, match="full"):
        put(store, an_article("큰", text="가" * 500_000))
    after = list(store.stories.articles(NOW, 10))
    with store.database.writing() as connection:
        connection.execute(text("PRAGMA max_page_count=1000000"))
    put(store, an_article("나래", seen_at=NOW + MINUTE))

    assert after == [an_article("가람")]
    assert len(list(store.stories.articles(NOW, 10))) == 2
    assert integrity(store) == "ok"


def test_a_statement_that_is_wrong_is_not_called_busy(store):
    with pytest.raises(Exception, match="syntax error"), store.database.reading() as connection:
        connection.execute(text("SELEKT 1"))


@pytest.mark.parametrize(
    "address", ["", "sqlite://", "sqlite:///:memory:", "mysql://x/y", "소식.db"]
)
def test_an_address_that_cannot_be_used_is_a_setting_to_mend(address):
    with pytest.raises(BadSettings, match="DATABASE_URL"):
        open_store(address)


def test_a_folder_that_cannot_be_made_is_a_setting_to_mend(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(BadSettings, match="폴더"):
        open_store(f"sqlite:///{tmp_path / 'file' / 'deeper' / 'sosik.db'}")


def test_the_folder_of_the_database_is_made(tmp_path):
    store = open_store(f"sqlite:///{tmp_path / 'a' / 'b' / 'sosik.db'}")
    store.close()

    assert (tmp_path / "a" / "b" / "sosik.db").exists()


def test_a_database_that_is_no_database_is_refused(tmp_path):
    path = tmp_path / "sosik.db"
    path.write_bytes(b"not a database" * 100)

    with pytest.raises(BadSettings, match="SQLite"):
        open_store(f"sqlite:///{path}")


def test_threads_that_wait_to_place_leave_connections_to_the_one_that_reads(empty_postgresql):
    """Each of many threads waits for its turn; the one at work needs a second connection."""
    store = open_store(empty_postgresql, patience=timedelta(seconds=2))
    migrate(store)
    threads = 40  # more than there are connections

    def place(number):
        with store.stories.placing() as desk:
            store.judgements.in_force(NOW)
            return desk.is_placed(number)

    with ThreadPoolExecutor(threads) as pool:
        placed = list(pool.map(place, range(threads)))

    store.close()
    assert placed == [False] * threads


def test_tellings_placed_at_the_same_moment_by_two_processes_become_one_story(empty_postgresql):
    stores = [open_store(empty_postgresql), open_store(empty_postgresql)]  # each with its own locks
    migrate(stores[0])
    together_now, tellings = Barrier(2), 25

    def tell(number):
        store, article = stores[number % 2], an_article(f"{number}")
        together_now.wait(10)
        with store.stories.placing() as desk:
            assert not desk.is_placed(article.id)
            known = desk.candidates((1,), NOW - MINUTE, 5)
            story_id = known[0].story_id if known else article.id
            desk.save(article, a_fingerprint(1), (), a_placement(article, story_id=story_id))
            if not desk.story_alerts(story_id):
                desk.promise([an_alert(f"{number}", story_id=story_id)])
            desk.refresh(story_id, NOW)

    with ThreadPoolExecutor(2) as pool:
        for first in range(0, 2 * tellings, 2):
            list(pool.map(tell, (first, first + 1)))

    (story,) = stores[0].stories.stories(NOW - MINUTE, 99)
    assert story.revision == len(story.members) == 2 * tellings
    assert len(stores[0].alerts.of_story(story.id)) == 1
    for store in stores:
        store.close()


SENT = text(
    "UPDATE alerts SET state = 'sent', due_at = :later, version = version + 1 WHERE id = :id"
)
AWAITED = text("SELECT count(*) FROM pg_locks WHERE locktype = 'transactionid' AND NOT granted")


@pytest.mark.parametrize("is_bundled", [False, True], ids=["its card", "a bundle with its card"])
def test_a_refresh_amid_the_sending_of_what_shows_a_story_sees_it_sent(
    empty_postgresql, is_bundled
):
    store = open_store(empty_postgresql)
    migrate(store)
    card, soon = an_alert("하나", state=AlertState.SENDING), NOW + MINUTE
    bundle = replace(card, kind=AlertKind.BUNDLE, story_id=0)
    told = an_alert("둘", state=AlertState.FOLDED, error=BUNDLED, detail=bundle.delivery_id)
    store.alerts.promise([bundle, told] if is_bundled else [card])

    def refresh():
        with store.stories.placing() as desk:
            desk.refresh(told.story_id if is_bundled else card.story_id, soon)

    with ThreadPoolExecutor(1) as pool, store.database.writing() as connection:
        later = (NOW + 9 * DAY - EPOCH) // MICROSECOND
        connection.execute(SENT, {"later": later, "id": card.id})
        waiting = pool.submit(refresh)
        while not (waiting.done() or connection.execute(AWAITED).scalar_one()):
            time.sleep(0.01)
        assert not waiting.done()
        connection.commit()
        waiting.result(10)

    kept = store.alerts.alert(card.id)
    assert (kept.state, kept.due_at) == (AlertState.SENT, soon)
    store.close()


def test_a_writer_frozen_amid_statements_that_travel_together_loses_its_turn(empty_postgresql):
    store, other = open_store(empty_postgresql), open_store(empty_postgresql)
    seen = []

    def freeze():
        with store.database.writing(Turn.PLACING) as connection:
            if connection.dialect.server_version_info < LIMITED:
                pytest.skip("needs PostgreSQL 17")
            seen.append(connection.execute(text("SHOW transaction_timeout")).scalar_one())
            for within in ("0", "'200ms'"):  # a clock that runs is not set anew
                connection.execute(text(f"SET LOCAL transaction_timeout = {within}"))
            with together(connection):  # the server waits for the rest of them, and is not idle
                connection.execute(text("SELECT 1"))
                with other.database.writing(Turn.PLACING) as second:
                    seen.append(second.execute(text("SELECT 1")).scalar_one())

    with pytest.raises(StoreBusy):
        freeze()

    assert seen == ["25s", 1]
    store.close()
    other.close()


@pytest.mark.parametrize("together_or_not", [together, nullcontext], ids=["together", "alone"])
def test_a_full_disk_of_the_server_is_told_from_a_busy_one(empty_postgresql, together_or_not):
    store = open_store(empty_postgresql)
    full = text("DO $$ BEGIN RAISE EXCEPTION 'no space left' USING ERRCODE = '53100'; END $$")

    with (
        pytest.raises(StoreFull),
        store.database.writing(Turn.PLACING) as connection,
        together_or_not(connection),
    ):
        connection.execute(full)

    with store.database.writing(Turn.PLACING) as connection:
        assert connection.execute(text("SELECT 1")).scalar_one() == 1
    store.close()


def test_a_server_that_may_only_be_read_is_in_trouble_and_no_bug_of_ours(empty_postgresql):
    store = open_store(empty_postgresql)
    migrate(store)

    def write():
        with store.database.writing() as connection:
            connection.execute(text("SET TRANSACTION READ ONLY"))  # as a stand-by has it
            connection.execute(text("INSERT INTO memos VALUES ('열쇠', '값')"))

    with pytest.raises(StoreBusy):
        write()

    assert store.memos.get("열쇠") is None
    store.close()


def test_connections_that_lay_idle_over_a_crash_are_made_anew(empty_postgresql):
    store = open_store(empty_postgresql)
    migrate(store)
    other = open_store(empty_postgresql)
    time.sleep(RESTED)

    with other.database.writing() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )

    assert store.memos.get("열쇠") is None
    store.close()
    other.close()
