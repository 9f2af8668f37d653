"""The outbox: how one alert comes to be one message, through lost replies and killed processes.

    PENDING ──claim (committed before any byte leaves)──▶ SENDING
    SENDING ──taken──▶ SENT        ──surely not taken──▶ PENDING, later
            ──this message refused──▶ PENDING in plain text, then FAILED
            ──channel or workspace refused──▶ BLOCKED ──mended──▶ PENDING
            ──anything else, or the claim ran out──▶ UNKNOWN
    UNKNOWN ──found in the channel──▶ SENT
            ──absent in two complete reads, a settle time apart──▶ PENDING
            ──unreadable for too long──▶ FAILED (quarantine: looked at again, holds nobody up)
    SENT    ──its story grew──▶ SENT, updated   ──was ever UNKNOWN──▶ one late look for duplicates

Pure functions from alert to alert; `version` is the book's business, which keeps a change only
where nobody else made one first.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from uuid import UUID, uuid5

from bot.errors import ChannelBlocked, MessageRefused, Transient
from bot.model import Alert, AlertKind, AlertState, Receipt

NEVER = datetime.max.replace(tzinfo=UTC)
NOT_YET_ABSENT = 1  # complete reads without the message that prove nothing: it may be on its way
PRESUMED_LOST = "fate_unknown"  # the error of a quarantined alert
KEPT_TRUE = (AlertKind.CARD, AlertKind.BUNDLE)  # messages that change with their stories
CLIENT_MESSAGES = UUID("6f0c2f6e-5d0b-5c8e-9a3e-50515c0de501")


class OnAmbiguous(StrEnum):
    """What to do about a message of unknown fate that the channel's history does not settle.

    RECONCILE waits until the channel can be read. HOLD never sends again without a person. RESEND
    sends again where the channel can't be read: nothing is lost, something may be said twice.
    """

    RECONCILE = "reconcile"
    HOLD = "hold"
    RESEND = "resend"


class Step(StrEnum):
    """What an alert needs next."""

    SEND = "send"
    ABANDON = "abandon"
    READ_BACK = "read_back"
    UPDATE = "update"
    LATE_LOOK = "late_look"
    REST = "rest"
    WAIT = "wait"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxPolicy:
    """The outbox's times.

    `settle` must exceed `client_timeout` plus the chat service's latest commit and the lag of its
    history: it is the wait before each look for a message of unknown fate. `claim` is how long a
    sender may hold an alert; `max_unknown` how long one of unknown fate may hold its channel while
    the channel can't be read; `quarantine` for how long it is looked at after that.
    """

    settle: timedelta = timedelta(seconds=30)
    client_timeout: timedelta = timedelta(seconds=10)
    claim: timedelta = timedelta(seconds=30)
    max_unknown: timedelta = timedelta(minutes=10)
    quarantine: timedelta = timedelta(hours=24)
    late_look: timedelta = timedelta(minutes=5)
    look_again: timedelta = timedelta(seconds=10)
    back_off: timedelta = timedelta(seconds=2)
    back_off_cap: timedelta = timedelta(minutes=10)
    on_ambiguous: OnAmbiguous = OnAmbiguous.RECONCILE


def delivery_id(place: str, kind: AlertKind, story_id: int, detail: str = "") -> str:
    """The name of one message for ever: 32 hex digits, equal for equal promises.

    `place` is the channel (with its team where there are several).
    """
    return sha256("\x1f".join((place, kind, str(story_id), detail)).encode()).hexdigest()[:32]


def client_msg_id(delivery: str) -> str:
    """The UUID that travels with every try of this delivery; Slack may drop a second one by it."""
    return str(uuid5(CLIENT_MESSAGES, delivery))


def is_stale(alert: Alert, story_revision: int) -> bool:
    """Whether the channel shows an older telling of the story than there is."""
    keeps_true = alert.state is AlertState.SENT and alert.kind in KEPT_TRUE
    return keeps_true and alert.sent_revision < story_revision


def next_step(alert: Alert, now: datetime, story_revision: int) -> Step:
    """What the alert needs now; WAIT before its time, NOTHING where no time will come."""
    if alert.state in {AlertState.BLOCKED, AlertState.FOLDED} or alert.due_at == NEVER:
        return Step.NOTHING
    if now < alert.due_at:
        return Step.WAIT
    match alert.state:
        case AlertState.PENDING:
            return Step.SEND
        case AlertState.SENDING:
            return Step.ABANDON
        case AlertState.UNKNOWN | AlertState.FAILED:
            return Step.READ_BACK
        case _ if is_stale(alert, story_revision):
            return Step.UPDATE
        case _:
            return Step.LATE_LOOK if alert.ever_unknown else Step.REST


# --- sending ------------------------------------------------------------------------------------


def claim(alert: Alert, now: datetime, policy: OutboxPolicy) -> Alert:
    """The alert in the hands of one sender; keep it before a byte leaves the house."""
    _expect(alert, AlertState.PENDING)
    return replace(
        alert,
        state=AlertState.SENDING,
        attempt=alert.attempt + 1,
        first_attempt_at=alert.first_attempt_at or now,
        due_at=now + policy.claim,
    )


def may_send(alert: Alert, now: datetime, policy: OutboxPolicy) -> bool:
    """Whether the claim still covers a whole call; a sender that overslept must let go."""
    started = alert.due_at - policy.claim
    return started - policy.look_again <= now <= alert.due_at - policy.client_timeout


def sent(
    alert: Alert, receipt: Receipt, *, now: datetime, story_revision: int, policy: OutboxPolicy
) -> Alert:
    """The message stands and shows this revision; looked at again soon, the story may have grown."""
    _expect(alert, AlertState.SENDING)
    return replace(
        alert,
        state=AlertState.SENT,
        receipt=receipt,
        sent_revision=story_revision,
        error=None,
        due_at=now + (policy.late_look if alert.ever_unknown else policy.look_again),
    )


def not_sent(
    alert: Alert, error: Transient, *, now: datetime, policy: OutboxPolicy, jitter: float
) -> Alert:
    """The message surely is not there: the same again, later. `jitter` lies in 0..1."""
    _expect(alert, AlertState.SENDING)
    return replace(
        alert,
        state=AlertState.PENDING,
        first_attempt_at=_trace(alert),
        error=str(error),
        due_at=now + pause_after(alert, error, policy, jitter),
    )


def fate_unknown(alert: Alert, error: Transient, *, now: datetime, policy: OutboxPolicy) -> Alert:
    """The message may stand: look for it once everything on its way must have arrived."""
    _expect(alert, AlertState.SENDING)
    return replace(
        alert,
        state=AlertState.UNKNOWN,
        ever_unknown=True,
        negative_reads=0,
        error=str(error),
        due_at=now + policy.settle,
    )


def abandoned(alert: Alert, *, now: datetime, policy: OutboxPolicy) -> Alert:
    """A claim ran out: its sender died or sleeps, and may or may not have sent."""
    lost = Transient("The sender went away while sending; looking for the message.")
    return fate_unknown(alert, lost, now=now, policy=policy)


def refused(alert: Alert, error: MessageRefused, *, now: datetime) -> Alert:
    """The message as it is will never be taken: once more in plain text, then FAILED."""
    _expect(alert, AlertState.SENDING)
    return replace(
        alert,
        state=AlertState.FAILED if alert.degraded else AlertState.PENDING,
        degraded=True,
        first_attempt_at=_trace(alert),
        error=error.code,
        due_at=NEVER if alert.degraded else now,
    )


def blocked(alert: Alert, error: ChannelBlocked) -> Alert:
    """The channel takes nothing: kept until it does."""
    _expect(alert, AlertState.SENDING)
    return replace(
        alert,
        state=AlertState.BLOCKED,
        first_attempt_at=_trace(alert),
        error=error.code,
        due_at=NEVER,
    )


def unblocked(alert: Alert, now: datetime) -> Alert:
    """The channel may take messages again (invited, unarchived, or worth a probe)."""
    _expect(alert, AlertState.BLOCKED)
    return replace(alert, state=AlertState.PENDING, due_at=now)


def undeliverable(alert: Alert, code: str) -> Alert:
    """There is nothing to send any more (its story is gone)."""
    return replace(alert, state=AlertState.FAILED, error=code, due_at=NEVER)


def retried(alert: Alert, now: datetime) -> Alert:
    """A person asks for another try; one that may stand in the channel is looked for first."""
    _expect(alert, AlertState.FAILED, AlertState.BLOCKED, AlertState.FOLDED)
    return replace(
        alert,
        state=AlertState.UNKNOWN if alert.error == PRESUMED_LOST else AlertState.PENDING,
        negative_reads=0,
        degraded=False,
        due_at=now,
    )


def resent(alert: Alert, now: datetime) -> Alert:
    """A person looked, and says that the message is not there."""
    _expect(alert, AlertState.UNKNOWN, AlertState.FAILED)
    return _pending(alert, now)


# --- reading back -------------------------------------------------------------------------------


def read_back(
    alert: Alert, found: Sequence[Receipt], *, now: datetime, policy: OutboxPolicy, jitter: float
) -> Alert:
    """What a complete read of the channel proves: there, not there yet, or not there.

    A message found shows a telling that nobody remembers, so `sent_revision` starts over.
    """
    _expect(alert, AlertState.UNKNOWN, AlertState.FAILED)
    if found:
        return replace(
            alert,
            state=AlertState.SENT,
            receipt=found[0],
            sent_revision=0,
            negative_reads=0,
            error=None,
            due_at=now + policy.look_again,
        )
    if alert.negative_reads < NOT_YET_ABSENT:
        return replace(
            alert,
            negative_reads=alert.negative_reads + 1,
            due_at=now + policy.settle,
        )
    if policy.on_ambiguous is OnAmbiguous.HOLD:
        return _quarantined(alert, NEVER)
    return _pending(alert, now + back_off(alert.attempt, policy, jitter))


def read_back_failed(
    alert: Alert, error: Transient, *, now: datetime, policy: OutboxPolicy, jitter: float
) -> Alert:
    """Nothing was learnt: look again later, from quarantine if it has held the channel too long."""
    _expect(alert, AlertState.UNKNOWN, AlertState.FAILED)
    since = alert.first_attempt_at or alert.created_at
    age = now - since
    if alert.state is AlertState.FAILED:
        is_over = age > policy.quarantine
        return _quarantined(alert, NEVER if is_over else now + max(policy.max_unknown, age / 2))
    if policy.on_ambiguous is OnAmbiguous.RESEND:
        return _pending(alert, now + back_off(alert.attempt, policy, jitter))
    if age >= policy.max_unknown:
        return _quarantined(alert, now + policy.max_unknown)
    # A long pause that the service asks for must not hold the channel beyond its ten minutes.
    later = now + max(policy.settle, error.retry_after or timedelta())
    return replace(alert, error=str(error), due_at=min(later, since + policy.max_unknown))


# --- after it stands ----------------------------------------------------------------------------


def updated(alert: Alert, story_revision: int, *, now: datetime, policy: OutboxPolicy) -> Alert:
    """The message shows this revision now."""
    _expect(alert, AlertState.SENT)
    return replace(
        alert,
        sent_revision=story_revision,
        error=None,
        due_at=now + (policy.late_look if alert.ever_unknown else policy.look_again),
    )


def update_failed(
    alert: Alert, error: Transient, *, now: datetime, policy: OutboxPolicy, jitter: float
) -> Alert:
    """The update may or may not have come through; repeating it is harmless."""
    _expect(alert, AlertState.SENT)
    pause = max(pause_after(alert, error, policy, jitter), policy.settle)
    return replace(alert, error=str(error), due_at=now + pause)


def update_refused(
    alert: Alert, code: str, story_revision: int, *, now: datetime, policy: OutboxPolicy
) -> Alert:
    """This message can't be changed any more (deleted, edits closed); it stays as it is."""
    return replace(updated(alert, story_revision, now=now, policy=policy), error=code)


def late_look(
    alert: Alert, found: Sequence[Receipt], *, now: datetime, policy: OutboxPolicy
) -> tuple[Alert, tuple[Receipt, ...]]:
    """The alert after its look for duplicates, and which of its messages to take back.

    The message that people may have answered stays; where it is not among those found, the oldest
    does. Delete first, keep the alert after: a crash in between repeats the look.
    """
    _expect(alert, AlertState.SENT)
    receipt = alert.receipt if not found or alert.receipt in found else found[0]
    is_same = receipt == alert.receipt
    looked = replace(
        alert,
        receipt=receipt,
        ever_unknown=False,
        sent_revision=alert.sent_revision if is_same else 0,
        due_at=NEVER if is_same else now + policy.look_again,
    )
    return looked, tuple(other for other in found if other != receipt)


def late_look_failed(alert: Alert, *, now: datetime, policy: OutboxPolicy) -> Alert:
    """Later again, ever more seldom; given up after the time that a quarantine lasts."""
    _expect(alert, AlertState.SENT)
    age = now - (alert.first_attempt_at or alert.created_at)
    if age > policy.quarantine:
        return rested(replace(alert, ever_unknown=False))
    return replace(alert, due_at=now + max(policy.late_look, age / 2))


def rested(alert: Alert) -> Alert:
    """Nothing left to do until the story grows."""
    _expect(alert, AlertState.SENT)
    return replace(alert, due_at=NEVER)


# --- pauses -------------------------------------------------------------------------------------


def pause_after(alert: Alert, error: Transient, policy: OutboxPolicy, jitter: float) -> timedelta:
    """How long to wait: what the chat service asked for, else longer with every try."""
    if error.retry_after is not None:
        return min(error.retry_after, policy.max_unknown) + policy.back_off * jitter
    return back_off(alert.attempt, policy, jitter)


def back_off(attempt: int, policy: OutboxPolicy, jitter: float) -> timedelta:
    """Between half and all of base × 2 ** (attempt - 1), capped."""
    doublings = min(max(attempt - 1, 0), 30)
    full = min(policy.back_off * (1 << doublings), policy.back_off_cap)
    return full * (0.5 + jitter / 2)


def _expect(alert: Alert, *states: AlertState) -> None:
    assert alert.state in states, f"{alert.state} where one of {states} was due"


def _trace(alert: Alert) -> datetime | None:
    """Since when a message of this alert may stand: a try that surely left nothing is forgotten."""
    return alert.first_attempt_at if alert.ever_unknown else None


def _pending(alert: Alert, due_at: datetime) -> Alert:
    return replace(
        alert,
        state=AlertState.PENDING,
        negative_reads=0,
        due_at=due_at,
    )


def _quarantined(alert: Alert, due_at: datetime) -> Alert:
    return replace(
        alert,
        state=AlertState.FAILED,
        error=PRESUMED_LOST,
        due_at=due_at,
    )
