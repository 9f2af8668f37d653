"""What an operator is told of the SQLite in use."""

import sqlite3

import pytest

from bot.adapters.store import StoreWarning, open_store
from bot.adapters.store.store import has_wal_reset_bug
from bot.errors import StoreBusy


@pytest.mark.parametrize(
    ("version", "affected"),
    [
        ((3, 6, 23), False),
        ((3, 7, 0), True),
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 45, 0), True),
        ((3, 50, 6), True),
        ((3, 50, 7), False),
        ((3, 51, 0), True),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 53, 4), False),
    ],
)
def test_the_versions_with_the_wal_reset_bug_are_known(version, affected):
    assert has_wal_reset_bug(version) is affected


def test_a_store_on_an_affected_sqlite_warns(tmp_path):
    store = open_store(f"sqlite:///{tmp_path / 'sosik.db'}")
    affected = has_wal_reset_bug(sqlite3.sqlite_version_info)

    assert store.warnings == ((StoreWarning.WAL_RESET_BUG,) if affected else ())
    store.close()


def test_postgresql_has_no_such_warning(migrated_postgresql):
    store = open_store(migrated_postgresql)

    assert store.warnings == ()
    store.close()


def test_a_file_that_cannot_be_opened_says_whose_rights_to_look_at(tmp_path):
    with pytest.raises(StoreBusy, match="SOSIK_HOME 폴더와 파일의 주인과 권한"):
        open_store(f"sqlite:///{tmp_path}")
