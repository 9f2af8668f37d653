"""The store in memory: all books over one set of tables, under one lock."""

from datetime import datetime

from typing_extensions import override

from bot.adapters.memory.alerts import MemoryAlerts
from bot.adapters.memory.feeds import MemoryEntries, MemoryFeeds
from bot.adapters.memory.fleet import MemoryFleet
from bot.adapters.memory.judgements import MemoryJudgements
from bot.adapters.memory.marks import MemoryLeases, MemoryMemos, MemoryTerms
from bot.adapters.memory.rechecks import MemoryRechecks
from bot.adapters.memory.reports import MemoryReports
from bot.adapters.memory.stories import MemoryStories
from bot.adapters.memory.tables import Tables
from bot.ports import KEYS_KEPT, OPEN, Store


class MemoryStore(Store):
    """Everything the Store port promises, for as long as the process lives. Safe from threads."""

    def __init__(self) -> None:
        tables = Tables()
        self._tables = tables
        self._feeds = MemoryFeeds(tables)
        self._entries = MemoryEntries(tables)
        self._stories = MemoryStories(tables)
        self._reports = MemoryReports(tables)
        self._alerts = MemoryAlerts(tables)
        self._terms = MemoryTerms(tables)
        self._judgements = MemoryJudgements(tables)
        self._rechecks = MemoryRechecks(tables)
        self._leases = MemoryLeases(tables)
        self._memos = MemoryMemos(tables)
        self._fleet = MemoryFleet(tables)

    @property
    @override
    def feeds(self) -> MemoryFeeds:
        return self._feeds

    @property
    @override
    def entries(self) -> MemoryEntries:
        return self._entries

    @property
    @override
    def stories(self) -> MemoryStories:
        return self._stories

    @property
    @override
    def reports(self) -> MemoryReports:
        return self._reports

    @property
    @override
    def alerts(self) -> MemoryAlerts:
        return self._alerts

    @property
    @override
    def terms(self) -> MemoryTerms:
        return self._terms

    @property
    @override
    def judgements(self) -> MemoryJudgements:
        return self._judgements

    @property
    @override
    def rechecks(self) -> MemoryRechecks:
        return self._rechecks

    @property
    @override
    def leases(self) -> MemoryLeases:
        return self._leases

    @property
    @override
    def fleet(self) -> MemoryFleet:
        return self._fleet

    @property
    @override
    def memos(self) -> MemoryMemos:
        return self._memos

    @override
    def prune(self, before: datetime) -> int:
        tables = self._tables
        with tables.lock:
            busy = {alert.story_id for alert in tables.alerts.values() if alert.state in OPEN}
            stale = {
                story_id
                for story_id, row in tables.stories.items()
                if row.changed_at < before and story_id not in busy
            }
            gone = [i for story_id in stale for i in tables.stories[story_id].members]
            for article_id in gone:
                tables.forget_article(article_id)
            for story_id in stale:
                tables.forget_story(story_id)
            tables.forget_notices(before)
            tables.forget_entries(before)
            tables.forget_leases(before)
            tables.forget_keys(before - KEYS_KEPT)
            return len(gone)

    @override
    def close(self) -> None:
        """Nothing to let go of."""
