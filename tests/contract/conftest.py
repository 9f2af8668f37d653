"""The stores that every contract of a book runs on."""

import shutil
from collections.abc import Iterator

import pytest

from bot.adapters.memory import MemoryStore
from bot.adapters.store import open_store
from bot.adapters.store.tables import metadata
from bot.ports import Store


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
