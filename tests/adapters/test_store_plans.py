"""What every placed article asks must not grow with what was ever told."""

from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, event

from bot.adapters.store import migrate, open_store
from bot.adapters.store.refreshing import REFRESH
from bot.ports import POSTINGS
from tests.contract.samples import DAY, NOW, a_fingerprint, a_placement, an_alert, an_article

DAYS = 9


@pytest.fixture
def store(tmp_path):
    store = open_store(f"sqlite:///{tmp_path}/sosik.sqlite3")
    migrate(store)
    yield store
    store.close()


def plans(work):
    """The plan of each statement that the work executes."""
    found = []

    def explain(connection, cursor, statement, parameters, _context, executemany):
        if not executemany and statement.lstrip().startswith(("UPDATE", "SELECT", "DELETE")):
            asked = connection.connection.cursor()
            asked.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            found.append((statement, " | ".join(str(row[3]) for row in asked.fetchall())))

    event.listen(Engine, "before_cursor_execute", explain)
    try:
        work()
    finally:
        event.remove(Engine, "before_cursor_execute", explain)
    return found


def test_placing_an_article_never_walks_through_the_alerts_by_their_state(store):
    article = an_article("가람")

    def place():
        with store.stories.placing() as desk:
            desk.is_placed(article.id)
            desk.save(article, a_fingerprint(1), (), a_placement(article))
            desk.refresh(article.id, NOW)
            desk.story_alerts(article.id)

    found = plans(place)

    about_alerts = [plan for statement, plan in found if "alerts" in statement]
    assert about_alerts
    assert not [plan for plan in about_alerts if "ix_alerts_state" in plan]


def explained(_connection, _cursor, statement, parameters, _context, _many):
    return f"EXPLAIN {statement}", parameters


def test_on_postgresql_what_shows_a_story_is_found_by_the_story(migrated_postgresql):
    store = open_store(migrated_postgresql)

    with store.database.writing() as connection:
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")  # of few rows it is the best
        event.listen(connection, "before_cursor_execute", explained, retval=True)
        asked = connection.execute(REFRESH[connection.dialect.name], {"story": 1, "at": NOW})
        plan = str(asked.context.cursor.fetchall())

    store.close()
    assert "ix_alerts_story_id" in plan
    assert "Seq Scan" not in plan


class Steps:
    """Counts the steps that SQLite's machine takes, a hundred at a time."""

    EACH = 100

    def __init__(self):
        self.taken = 0

    def on_connect(self, connection, _record):
        connection.set_progress_handler(self._step, self.EACH)

    def _step(self):
        self.taken += self.EACH
        return 0


@contextmanager
def counted_store(path):
    """A store, and the steps that SQLite takes for it."""
    steps = Steps()
    event.listen(Engine, "connect", steps.on_connect)
    try:
        store = open_store(f"sqlite:///{path}")
        migrate(store)
        yield store, steps
        store.close()
    finally:
        event.remove(Engine, "connect", steps.on_connect)


def steps_of_looking_for_due_channels(folder, waiting):
    with counted_store(folder / f"{waiting}.sqlite3") as (store, steps):
        store.alerts.promise([an_alert(str(number)) for number in range(waiting)])
        before = steps.taken
        assert len(store.alerts.channels_due(NOW + DAY)) == 1
        return steps.taken - before


def test_ten_times_as_many_waiting_alerts_cost_about_ten_times_as_much(tmp_path):
    few, many = (steps_of_looking_for_due_channels(tmp_path, number) for number in (300, 3_000))

    assert many < 20 * few


def steps_of_asking_for_candidates(folder, days):
    """What a question costs whose key everybody had on each of so many days."""
    with counted_store(folder / f"{days}.sqlite3") as (store, steps):
        with store.stories.placing() as desk:
            for number in range(days * POSTINGS):
                article = an_article(str(number), seen_at=NOW - (number % days) * DAY)
                desk.save(article, a_fingerprint(1), (), a_placement(article))
        before = steps.taken
        with store.stories.placing() as desk:
            assert desk.candidates([1], NOW - DAYS * DAY, limit=1)
        return steps.taken - before


def test_a_key_that_everybody_had_for_days_costs_what_it_costs_on_one(tmp_path):
    one, many = (steps_of_asking_for_candidates(tmp_path, days) for days in (1, DAYS))

    assert many < 2 * one
