"""The Store port on a database: the books together, and what is amiss with the database."""

import sqlite3
from datetime import datetime, timedelta
from enum import StrEnum

from typing_extensions import override

from bot.adapters.store.alerts import SqlAlerts
from bot.adapters.store.engine import PATIENCE, Database, open_database
from bot.adapters.store.entries import SqlEntries
from bot.adapters.store.feeds import SqlFeeds
from bot.adapters.store.fleet import SqlFleet
from bot.adapters.store.judgements import SqlJudgements
from bot.adapters.store.leases import SqlLeases, SqlMemos
from bot.adapters.store.rechecks import SqlRechecks
from bot.adapters.store.reports import SqlReports
from bot.adapters.store.stories import SqlStories
from bot.adapters.store.terms import SqlTerms
from bot.adapters.store.upkeep import prune
from bot.ports import Store

Version = tuple[int, int, int]


class StoreWarning(StrEnum):
    """What an operator should know about the database."""

    WAL_RESET_BUG = "wal_reset_bug"


class SqlStore(Store):
    """Everything the Store port promises, on SQLite or PostgreSQL. Safe from many threads."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._feeds = SqlFeeds(database)
        self._entries = SqlEntries(database)
        self._stories = SqlStories(database)
        self._reports = SqlReports(database)
        self._alerts = SqlAlerts(database)
        self._terms = SqlTerms(database)
        self._judgements = SqlJudgements(database)
        self._rechecks = SqlRechecks(database)
        self._leases = SqlLeases(database)
        self._memos = SqlMemos(database)
        self._fleet = SqlFleet(database)

    @property
    @override
    def feeds(self) -> SqlFeeds:
        return self._feeds

    @property
    @override
    def entries(self) -> SqlEntries:
        return self._entries

    @property
    @override
    def stories(self) -> SqlStories:
        return self._stories

    @property
    @override
    def reports(self) -> SqlReports:
        return self._reports

    @property
    @override
    def alerts(self) -> SqlAlerts:
        return self._alerts

    @property
    @override
    def terms(self) -> SqlTerms:
        return self._terms

    @property
    @override
    def judgements(self) -> SqlJudgements:
        return self._judgements

    @property
    @override
    def rechecks(self) -> SqlRechecks:
        return self._rechecks

    @property
    @override
    def leases(self) -> SqlLeases:
        return self._leases

    @property
    @override
    def fleet(self) -> SqlFleet:
        return self._fleet

    @property
    @override
    def memos(self) -> SqlMemos:
        return self._memos

    @property
    def warnings(self) -> tuple[StoreWarning, ...]:
        """What an operator should know about this database."""
        if self.database.dialect == "sqlite" and has_wal_reset_bug(sqlite3.sqlite_version_info):
            return (StoreWarning.WAL_RESET_BUG,)
        return ()

    @override
    def prune(self, before: datetime) -> int:
        return prune(self.database, before)

    @override
    def close(self) -> None:
        self.database.close()


def open_store(url: str, *, checkpoints: bool = True, patience: timedelta = PATIENCE) -> SqlStore:
    """The store at a `sqlite:///path` or `postgresql://…` address; `migrate` makes its tables.

    `checkpoints` is false for a short command beside a running bot: on SQLite the bot alone then
    folds the log back into the file. `patience` is the wait for a busy database.

    Raises:
        BadSettings: the address cannot be used.
        StoreBusy: the database cannot be opened now.
    """
    return SqlStore(open_database(url, checkpoints=checkpoints, patience=patience))


def has_wal_reset_bug(version: Version) -> bool:
    """Whether this SQLite may damage a WAL that two connections write and checkpoint at once.

    3.7.0 to 3.51.2, mended in 3.51.3 and in 3.50.7 and 3.44.6: https://sqlite.org/wal.html
    """
    mended = (
        version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)
    )
    return version >= (3, 7) and not mended
