"""Alerts that meet a bug of ours on their way: kept, tried again ever more seldom, told to people.

    a bug at ─┬─ rendering, updating ─ the same state, later; holds nobody up
              ├─ posting ─ may stand in the channel: looked for, then in plain text, later
              └─ reading back ─ nothing was learnt: later, from quarantine at last

Nothing is given up: who mends the bug finds every alert still to be sent.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot import outbox
from bot.errors import Transient
from bot.model import Alert, AlertState
from bot.outbox import NEVER, OutboxPolicy
from bot.ports import AlertBook

BUG = "bug"  # the error of an alert that met one
FIRST_PAUSE = timedelta(minutes=1)  # after the first try; then half of the alert's age
LONGEST_PAUSE = timedelta(hours=1)  # a mended program sends within that
LOOKED_AT = 1_000  # newest alerts among which those are looked for


def hindered(alert: Alert, bug: Exception, *, now: datetime, policy: OutboxPolicy) -> Alert:
    """The alert after a step that a bug broke off. Its message may stand only where it was SENDING."""
    match alert.state:
        case AlertState.SENDING:
            return outbox.fate_unknown(alert, Transient(BUG), now=now, policy=policy)
        case AlertState.UNKNOWN | AlertState.FAILED:
            unread = Transient(repr(bug))
            return outbox.read_back_failed(alert, unread, now=now, policy=policy, jitter=0.5)
        case _:
            return _later(alert, now)


def read_absent(alert: Alert, now: datetime) -> Alert:
    """A message that a bug broke off and that surely does not stand: in plain text, later."""
    is_ours = alert.state is AlertState.PENDING and alert.error == BUG
    return _later(replace(alert, degraded=True), now) if is_ours else alert


def is_hindered(alert: Alert) -> bool:
    """Whether the alert waits for a bug's mending."""
    return alert.error == BUG and alert.due_at != NEVER


def hindered_alerts(book: AlertBook) -> Sequence[Alert]:
    """The alerts that wait for a bug's mending, newest first."""
    states = (AlertState.PENDING, AlertState.UNKNOWN, AlertState.SENT)
    return [alert for alert in book.alerts(states, LOOKED_AT) if is_hindered(alert)]


def _later(alert: Alert, now: datetime) -> Alert:
    """`attempt` starts over: an alert that was tried in vain would hold its channel meanwhile."""
    grown = (now - alert.created_at) / 2 if alert.error == BUG else FIRST_PAUSE
    pause = min(max(FIRST_PAUSE, grown), LONGEST_PAUSE)
    attempt = 0 if alert.state is AlertState.PENDING else alert.attempt
    return replace(alert, attempt=attempt, error=BUG, due_at=now + pause)
