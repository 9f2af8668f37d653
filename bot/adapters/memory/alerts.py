"""The outbox in memory."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from typing_extensions import override

from bot.adapters.memory.tables import Tables
from bot.errors import NotFound
from bot.model import Alert, AlertState
from bot.ports import RESTING, AlertBook, has_twin, holds


class MemoryAlerts(AlertBook):
    """The AlertBook port in memory."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    @override
    def channels_due(self, now: datetime) -> Sequence[str]:
        with self._tables.lock:
            channels = {alert.channel for alert in self._tables.alerts.values()}
            return sorted(channel for channel in channels if self.next_due(channel, now))

    @override
    def next_due(self, channel: str, now: datetime) -> Alert | None:
        with self._tables.lock:
            mine = [a for a in self._tables.alerts.values() if a.channel == channel]
        holding = [alert for alert in mine if holds(alert)]
        if holding:
            first = min(holding, key=lambda alert: alert.due_at)
            return first if first.due_at <= now else None
        due = [alert for alert in mine if alert.due_at <= now]
        pending = [alert for alert in due if alert.state is AlertState.PENDING]
        if pending:
            return min(pending, key=lambda alert: alert.created_at)
        resting = [alert for alert in due if alert.state in RESTING]
        return min(resting, key=lambda alert: alert.due_at, default=None)

    @override
    def swap(self, old: Alert, new: Alert) -> bool:
        tables = self._tables
        with tables.lock:
            kept = tables.alerts.get(old.id)
            if kept is None or kept.version != old.version:
                return False
            due_at = new.due_at
            if new.state is AlertState.SENT:
                due_at = min(due_at, tables.wishes.pop(old.id, due_at))
            tables.alerts[old.id] = replace(
                new,
                id=kept.id,
                delivery_id=kept.delivery_id,
                channel=kept.channel,
                kind=kept.kind,
                story_id=kept.story_id,
                created_at=kept.created_at,
                due_at=due_at,
                version=kept.version + 1,
            )
            return True

    @override
    def bring_back(self, old: Alert, new: Alert) -> bool:
        with self._tables.lock:
            kept = self._tables.alerts.get(old.id)
            if kept is None or has_twin(kept, self.of_story(kept.story_id)):
                return False
            return self.swap(old, new)

    @override
    def alert(self, alert_id: int) -> Alert:
        with self._tables.lock:
            try:
                return self._tables.alerts[alert_id]
            except KeyError:
                raise NotFound(f"보관된 알림이 없습니다: {alert_id}") from None

    @override
    def alerts(self, states: Sequence[AlertState], limit: int) -> Sequence[Alert]:
        with self._tables.lock:
            found = [a for a in self._tables.alerts.values() if not states or a.state in states]
        return sorted(found, key=lambda alert: alert.created_at)[::-1][:limit]

    @override
    def promise(self, alerts: Sequence[Alert]) -> None:
        with self._tables.lock:
            for alert in alerts:
                self._tables.promise(alert)

    @override
    def rename(self, old: str, new: str) -> int:
        tables = self._tables
        with tables.lock:
            moved = [alert for alert in tables.alerts.values() if alert.channel == old]
            for alert in moved:
                version = alert.version + 1
                tables.alerts[alert.id] = replace(alert, channel=new, version=version)
            for double in tables.doubles(lambda card: card.channel == new) if moved else ():
                del tables.alerts[double.id]
                del tables.deliveries[double.delivery_id]
        return len(moved)

    @override
    def of_story(self, story_id: int) -> Sequence[Alert]:
        with self._tables.lock:
            found = [a for a in self._tables.alerts.values() if a.story_id == story_id]
        return sorted(found, key=lambda alert: alert.created_at)

    @override
    def in_channel(self, channel: str, states: Sequence[AlertState], limit: int) -> Sequence[Alert]:
        with self._tables.lock:
            mine = [a for a in self._tables.alerts.values() if a.channel == channel]
        found = [alert for alert in mine if alert.state in states]
        return sorted(found, key=lambda alert: alert.created_at)[:limit]

    @override
    def blocked(self) -> Sequence[Alert]:
        oldest: dict[str, Alert] = {}
        for alert in reversed(self.alerts((AlertState.BLOCKED,), len(self._tables.alerts))):
            oldest.setdefault(alert.channel, alert)
        return [oldest[channel] for channel in sorted(oldest)]

    @override
    def bundle(self, new: Sequence[Alert], changes: Sequence[tuple[Alert, Alert]]) -> bool:
        with self._tables.lock:
            kept = [self._tables.alerts.get(old.id) for old, _ in changes]
            if any(
                each is None or each.version != old.version
                for each, (old, _) in zip(kept, changes, strict=True)
            ):
                return False
            self.promise(new)
            for old, changed in changes:
                self.swap(old, changed)
            return True
