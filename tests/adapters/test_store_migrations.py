"""Migrations: forward only, from every earlier version, by several processes at once."""

import re
import subprocess
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from bot.adapters.store import migrate, open_store
from bot.adapters.store.migrate import revisions
from bot.adapters.store.tables import metadata
from bot.errors import SchemaRefused
from tests.contract.databases import new_database
from tests.contract.samples import NOW, a_feed, an_article
from tests.contract.test_story_book import put


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    """The address of a database without a single table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'sosik.db'}"
        return
    yield request.getfixturevalue("empty_postgresql")


@pytest.fixture
def store(url):
    opened = open_store(url)
    yield opened
    opened.close()


def test_an_empty_database_gets_every_revision_once(store):
    first, second = migrate(store), migrate(store)

    assert (first, second) == (revisions(), [])


def test_the_migrated_tables_are_the_declared_ones(store):
    migrate(store)

    with store.database.writing() as connection:
        found = compare_metadata(MigrationContext.configure(connection), metadata)

    # The search index, the wake-ups' tables and partitions are no declared tables.
    others = re.compile(r"article_words|pgqueuer|_(d|h)\d+'|_default'")
    assert [step for step in found if not others.search(str(step))] == []


@pytest.mark.parametrize("start", revisions())
def test_every_earlier_version_comes_up_to_date(store, start):
    migrate(store, start)

    applied = migrate(store)
    store.feeds.register([a_feed("가람")], NOW)
    put(store, an_article("가람"))

    assert applied == revisions()[revisions().index(start) + 1 :]
    assert len(store.stories.search("공장", 10)) == 1


def test_going_back_is_refused(store):
    migrate(store)

    with pytest.raises(SchemaRefused, match="되돌릴 수 없습니다"):
        migrate(store, revisions()[0])


def test_a_database_of_a_newer_program_is_refused_and_left_alone(store):
    migrate(store)
    with store.database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(SchemaRefused, match="9999"):
        migrate(store)

    with store.database.reading() as connection:
        kept = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    assert kept == "9999"


def test_a_database_without_tables_says_what_to_do(store):
    with pytest.raises(SchemaRefused, match="sosik migrate"):
        store.feeds.feeds()


def test_a_failed_migration_leaves_nothing_behind(store):
    broken = text("CREATE TABLE stories (id INTEGER)")  # in the way of the first revision
    with store.database.writing() as connection:
        connection.execute(broken)

    with pytest.raises(Exception, match="stories"):
        migrate(store)

    with store.database.reading() as connection:
        context = MigrationContext.configure(connection)
        assert context.get_current_revision() is None


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_of_four_processes_migrating_at_once_one_works_and_none_fails_ten_times(
    kind, tmp_path, request
):
    server = request.getfixturevalue("postgresql_server") if kind == "postgresql" else None
    for number in range(10):
        with new_database(server, tmp_path / f"{number}.db") as url:
            command = [sys.executable, "-m", "tests.adapters.store_processes", "migrates", url]

            crowd = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
            said = sorted(process.communicate(timeout=60)[0].strip() for process in crowd)

        assert [process.returncode for process in crowd] == [0] * 4
        assert said == ["", "", "", ",".join(revisions())]
