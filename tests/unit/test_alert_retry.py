"""A person sends an alert again that nobody else may."""

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from bot.adapters.memory import ManualClock, MemoryStore, SynchronousQueue
from bot.commands.reading import retry_alert
from bot.errors import NotFound
from bot.model import AlertState
from bot.outbox import NEVER, PRESUMED_LOST
from bot.promises import notice

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def a_line(state, error=None):
    store = MemoryStore()
    alert = notice("#ai", "카드", about="x", now=NOW)
    store.alerts.promise([replace(alert, state=state, error=error, due_at=NEVER)])
    line = SimpleNamespace(clock=ManualClock(NOW), alerts=store.alerts, queue=SynchronousQueue())
    return line, alert.id


def test_an_alert_of_unknown_fate_is_looked_for_first():
    line, alert_id = a_line(AlertState.FAILED, PRESUMED_LOST)

    assert retry_alert(line, alert_id).state is AlertState.UNKNOWN


def test_whoever_looked_in_the_channel_may_send_it_without_another_look():
    line, alert_id = a_line(AlertState.FAILED, PRESUMED_LOST)

    assert retry_alert(line, alert_id, is_missing=True).state is AlertState.PENDING


def test_one_that_stands_is_not_sent_again():
    line, alert_id = a_line(AlertState.SENT)

    with pytest.raises(NotFound):
        retry_alert(line, alert_id, is_missing=True)
