"""What waits and who works, in memory."""

from collections.abc import Sequence
from datetime import datetime

from typing_extensions import override

from bot.adapters.memory.tables import Tables
from bot.model import AlertState, Waits, WorkerReport
from bot.ports import FleetBook

_UNDONE = {AlertState.PENDING, AlertState.SENDING, AlertState.UNKNOWN}


class MemoryFleet(FleetBook):
    """The FleetBook port in memory."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._reports: dict[str, WorkerReport] = {}

    @override
    def waits(self, now: datetime) -> Waits:
        tables = self._tables
        with tables.lock:
            feeds = [
                state.next_poll_at
                for _, state in tables.feeds.values()
                if state.next_poll_at <= now and not state.disabled
            ]
            articles = [
                row.entry.first_seen_at
                for row in tables.entries.values()
                if row.closed is None and not row.entry.backlog and row.due_at <= now
            ]
            cards = [
                alert.due_at
                for alert in tables.alerts.values()
                if alert.state in _UNDONE and alert.due_at <= now
            ]
            expired = [
                name
                for name, (_, until) in tables.leases.items()
                if name.startswith("channel:") and until <= now
            ]
        return Waits(
            feed_since=min(feeds, default=None),
            feeds=len(feeds),
            article_since=min(articles, default=None),
            articles=len(articles),
            card_since=min(cards, default=None),
            cards=len(cards),
            expired=len(expired),
        )

    @override
    def report(self, report: WorkerReport) -> None:
        with self._tables.lock:
            self._reports[report.owner] = report

    @override
    def leave(self, owner: str) -> None:
        with self._tables.lock:
            self._reports.pop(owner, None)

    @override
    def workers(self, since: datetime) -> Sequence[WorkerReport]:
        with self._tables.lock:
            reports = [each for each in self._reports.values() if each.at >= since]
        return sorted(reports, key=lambda report: report.owner)
