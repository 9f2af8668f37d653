"""Looks back at told articles, in memory."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from typing_extensions import override

from bot.adapters.memory.tables import Tables
from bot.errors import NotFound
from bot.model import BUNDLED, Alert, AlertKind, AlertState, Recheck
from bot.ports.rechecks import RecheckBook

_LISTED = {AlertKind.CARD, AlertKind.UPDATE}


def _is_told(alert: Alert) -> bool:
    is_bundled = alert.state is AlertState.FOLDED and alert.error == BUNDLED
    return alert.state is AlertState.SENT or is_bundled


class MemoryRechecks(RecheckBook):
    """The RecheckBook port in memory."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    @override
    def unlisted(self, since: datetime, limit: int) -> Sequence[Alert]:
        with self._tables.lock:
            listed = self._tables.listed
            found = [
                alert
                for alert in self._tables.alerts.values()
                if _is_told(alert)
                and alert.kind in _LISTED
                and alert.created_at >= since
                and listed.get(alert.id) != alert.sent_revision
            ]
        return sorted(found, key=lambda alert: alert.created_at)[:limit]

    @override
    def enlist(self, listed: Sequence[tuple[Alert, Recheck | None]]) -> None:
        with self._tables.lock:
            for alert, recheck in listed:
                self._tables.listed[alert.id] = alert.sent_revision
                if recheck is not None:
                    self._tables.rechecks.setdefault(recheck.article_id, recheck)

    @override
    def take(self, now: datetime, until: datetime, at_once: int) -> Sequence[Recheck]:
        with self._tables.lock:
            rows = self._tables.rechecks
            free = [row for row in rows.values() if row.held_until is None or row.held_until <= now]
            due = sorted(
                (row for row in free if row.due_at <= now),
                key=lambda row: (row.due_at, row.article_id),
            )
            taken = due[: max(0, at_once - (len(rows) - len(free)))]
            for row in taken:
                rows[row.article_id] = replace(row, held_until=until)
            return taken

    @override
    def recheck(self, article_id: int) -> Recheck:
        with self._tables.lock:
            try:
                return self._tables.rechecks[article_id]
            except KeyError:
                raise NotFound(f"다시 볼 기사가 아닙니다: {article_id}") from None

    @override
    def hasten(self, article_id: int, now: datetime, before: datetime) -> bool:
        with self._tables.lock:
            kept = self._tables.rechecks.get(article_id)
            if kept is None or not now < kept.due_at < before:
                return False
            if kept.suspected is not None or kept.missing or kept.tries:
                return False
            if kept.held_until is not None and kept.held_until > now:
                return False
            self._tables.rechecks[article_id] = replace(kept, due_at=now)
            return True

    @override
    def save(self, recheck: Recheck) -> None:
        with self._tables.lock:
            kept = self._tables.rechecks.get(recheck.article_id)
            if kept is not None:
                fresh = replace(recheck, since=kept.since, held_until=None)
                self._tables.rechecks[recheck.article_id] = fresh
