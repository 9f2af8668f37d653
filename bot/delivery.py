"""Delivery: takes one channel's outbox one step further.

    next_due → next_step → chat call → swap

Every change is kept by compare-and-swap before and after the call to the chat service, so a process
killed anywhere leaves an alert that the next one knows how to finish, and two processes at work on
the same channel never both send. Pacing and the channel's lease are the caller's.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot import outbox
from bot.errors import (
    ChannelBlocked,
    FateUnknown,
    MessageRefused,
    NotFound,
    NotSent,
    ReadBackFailed,
    SosikError,
    Transient,
)
from bot.hindrance import hindered, read_absent
from bot.model import Alert, AlertState, Card, Receipt
from bot.outbox import OutboxPolicy, Step
from bot.ports import IN_THREADS, AlertBook, Chat, Clock
from bot.threads import THREAD_GONE, unthreaded

BLOCKED_AT_ONCE = 1_000  # alerts of one channel let go when it takes messages again


class Outcome(StrEnum):
    """What one step of delivery came to."""

    IDLE = "idle"  # nothing is due
    OUTRUN = "outrun"  # somebody else moved the alert first, or this sender overslept
    SENT = "sent"
    FOUND = "found"  # its fate was unknown; it stands
    UNKNOWN = "unknown"  # its fate is unknown, or still unknown
    ABSENT = "absent"  # its fate was unknown; it is not there and will be sent again
    POSTPONED = "postponed"  # surely not sent; later
    DEGRADED = "degraded"  # refused; next time in plain text
    FAILED = "failed"
    QUARANTINED = "quarantined"
    BLOCKED = "blocked"
    WORKSPACE_BLOCKED = "workspace_blocked"
    UPDATED = "updated"
    CLEANED = "cleaned"  # looked for duplicates, took any back
    RESTED = "rested"
    HINDERED = "hindered"  # a bug of ours broke the step off; later


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """One step: its outcome, the alert as it is kept now, and what the channel needs of the caller.

    `spoke` is true where a message was posted or changed (the pace counts these). `pause` is how
    long the channel should be left alone, zero for no reason to. `bug` is what broke the step off.
    """

    outcome: Outcome
    alert: Alert | None = None
    spoke: bool = False
    pause: timedelta = timedelta()
    duplicates: int = 0
    bug: Exception | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """What an alert should show now: its card, the story revision told, the thread it belongs to.

    `is_early` is true where the message that it answers is still to be sent.
    """

    card: Card
    revision: int
    thread: Receipt | None = None
    is_early: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """What delivering needs. `render` may raise NotFound where an alert's story is gone.

    `jitter` gives numbers in 0..1. `stands` tells, without rendering, of a message that was sent
    whether it surely shows its story as it is now.
    """

    alerts: AlertBook
    chat: Chat
    clock: Clock
    policy: OutboxPolicy
    render: Callable[[Alert], Rendered]
    jitter: Callable[[], float]
    stands: Callable[[Alert], bool] = lambda _alert: False


def deliver_next(channel: str, sender: Sender) -> Delivered:
    """Does the most urgent step of this channel, if one is due.

    A bug is given back, not raised: its alert waits, and others need not.

    Raises:
        StoreBusy: nothing is lost; the alert is finished by a later call.
    """
    alert = sender.alerts.next_due(channel, sender.clock.now())
    return Delivered(outcome=Outcome.IDLE) if alert is None else deliver_one(alert, sender)


def deliver_one(alert: Alert, sender: Sender) -> Delivered:
    """Does the next step of this alert, which is due; see `deliver_next`.

    Raises:
        StoreBusy: nothing is lost; the alert is finished by a later call.
    """
    try:
        return _step(sender, alert)
    except SosikError:
        raise
    except Exception as bug:  # noqa: BLE001 — said by whoever runs the job
        return _hinder(sender, sender.alerts.alert(alert.id), bug)


def _step(sender: Sender, alert: Alert) -> Delivered:
    if alert.state is AlertState.SENDING:
        lost = outbox.abandoned(alert, now=sender.clock.now(), policy=sender.policy)
        return _keep(sender, alert, lost, Outcome.UNKNOWN)
    if alert.state in {AlertState.UNKNOWN, AlertState.FAILED}:
        return _read_back(sender, alert)
    if alert.state is AlertState.SENT and not alert.ever_unknown and sender.stands(alert):
        return _keep(sender, alert, outbox.rested(alert), Outcome.RESTED)
    try:
        rendered = sender.render(alert)
    except NotFound:
        gone = outbox.undeliverable(alert, "story_gone")
        return _keep(sender, alert, gone, Outcome.FAILED)
    rendered = replace(rendered, card=replace(rendered.card, plain=alert.degraded))
    match outbox.next_step(alert, sender.clock.now(), rendered.revision):
        case Step.SEND if rendered.is_early:
            due_at = sender.clock.now() + sender.policy.look_again
            return _keep(sender, alert, replace(alert, due_at=due_at), Outcome.POSTPONED)
        case Step.SEND:
            return _send(sender, alert, rendered)
        case Step.UPDATE:
            return _update(sender, alert, rendered)
        case Step.LATE_LOOK:
            return _late_look(sender, alert, rendered.thread)
        case Step.REST:
            return _keep(sender, alert, outbox.rested(alert), Outcome.RESTED)
        case _:
            return Delivered(outcome=Outcome.IDLE, alert=alert)


def probe_blocked(alerts: AlertBook, now: datetime) -> tuple[str, ...]:
    """The channels whose oldest blocked alert was let go for a try; if it passes, all follow.

    To be called at start-up and now and then; an invitation to the channel is a reason as well.
    """
    return tuple(
        alert.channel
        for alert in alerts.blocked()
        if alerts.swap(alert, outbox.unblocked(alert, now))
    )


def resume(channel: str, alerts: AlertBook, now: datetime) -> int:
    """Lets the blocked alerts of a channel that takes messages again go; returns how many.

    Of very many the oldest go; whatever is sent lets more go.
    """
    return sum(
        alerts.swap(alert, outbox.unblocked(alert, now))
        for alert in alerts.in_channel(channel, (AlertState.BLOCKED,), BLOCKED_AT_ONCE)
    )


# --- the steps ----------------------------------------------------------------------------------


def _send(sender: Sender, alert: Alert, rendered: Rendered) -> Delivered:
    policy, chat = sender.policy, sender.chat
    claimed = outbox.claim(alert, sender.clock.now(), policy)
    if not sender.alerts.swap(alert, claimed):
        return Delivered(outcome=Outcome.OUTRUN, alert=alert)
    claimed = _as_kept(alert, claimed)
    if not outbox.may_send(claimed, sender.clock.now(), policy):
        return Delivered(outcome=Outcome.OUTRUN, alert=claimed)
    try:
        receipt = chat.post(alert.channel, rendered.card, alert.delivery_id, rendered.thread)
    except NotSent as error:
        return _postpone(sender, claimed, error)
    except FateUnknown as error:
        unknown = outbox.fate_unknown(claimed, error, now=sender.clock.now(), policy=policy)
        return _keep(sender, claimed, unknown, Outcome.UNKNOWN, spoke=True)
    except MessageRefused as error:
        if rendered.thread and error.code in THREAD_GONE:
            alone = unthreaded(claimed, error, sender.clock.now())
            return _keep(sender, claimed, alone, Outcome.POSTPONED)
        refused = outbox.refused(claimed, error, now=sender.clock.now())
        is_over = refused.state is AlertState.FAILED
        return _keep(sender, claimed, refused, Outcome.FAILED if is_over else Outcome.DEGRADED)
    except ChannelBlocked as error:
        return _keep(sender, claimed, outbox.blocked(claimed, error), _blocked(error))
    now = sender.clock.now()
    sent = outbox.sent(claimed, receipt, now=now, story_revision=rendered.revision, policy=policy)
    resume(alert.channel, sender.alerts, now)
    done = _keep(sender, claimed, sent, Outcome.SENT, spoke=True)
    if done.outcome is Outcome.OUTRUN:
        _look_for_two(sender, claimed.id, receipt)
    return done


def _look_for_two(sender: Sender, alert_id: int, receipt: Receipt) -> None:
    """A sender that slept through its claim has posted after all, maybe after the late look too."""
    with suppress(NotFound):
        other = sender.alerts.alert(alert_id)
        if other.state is AlertState.SENT and other.receipt != receipt:
            again = replace(other, ever_unknown=True, due_at=sender.clock.now())
            sender.alerts.swap(other, again)


def _postpone(sender: Sender, claimed: Alert, error: NotSent) -> Delivered:
    now = sender.clock.now()
    later = outbox.not_sent(claimed, error, now=now, policy=sender.policy, jitter=sender.jitter())
    return _keep(sender, claimed, later, Outcome.POSTPONED, pause=later.due_at - now)


def _read_back(sender: Sender, alert: Alert) -> Delivered:
    policy, now = sender.policy, sender.clock.now()
    thread = None
    try:
        if alert.kind in IN_THREADS:
            thread = sender.render(alert).thread
        found = _find(sender, alert, thread)
    except NotFound:
        gone = outbox.undeliverable(alert, "story_gone")
        return _keep(sender, alert, gone, Outcome.FAILED)
    except ReadBackFailed as error:
        now = sender.clock.now()
        still = outbox.read_back_failed(
            alert, error, now=now, policy=policy, jitter=sender.jitter()
        )
        return _keep(sender, alert, still, _unread(alert, still))
    read = outbox.read_back(
        alert, found, now=sender.clock.now(), policy=policy, jitter=sender.jitter()
    )
    read = read_absent(read, sender.clock.now())
    return _keep(sender, alert, read, _unread(alert, read))


def _find(sender: Sender, alert: Alert, thread: Receipt | None) -> Sequence[Receipt]:
    """Where the alert's message stands: in the thread, or in the channel.

    A reply may have gone out before anybody knew what it answers, or after its thread was gone.
    A late look for duplicates looks in both.
    """
    since = alert.first_attempt_at or alert.created_at
    found = sender.chat.find(alert.channel, alert.delivery_id, since, thread)
    if not thread or (found and alert.state is not AlertState.SENT):
        return found
    return [*found, *sender.chat.find(alert.channel, alert.delivery_id, since, None)]


def _hinder(sender: Sender, alert: Alert, bug: Exception) -> Delivered:
    """Puts off an alert, as it is kept now, whose step a bug broke off."""
    later = hindered(alert, bug, now=sender.clock.now(), policy=sender.policy)
    return replace(_keep(sender, alert, later, Outcome.HINDERED), bug=bug)


def _unread(before: Alert, after: Alert) -> Outcome:
    """What a read-back came to."""
    match after.state:
        case AlertState.SENT:
            return Outcome.FOUND
        case AlertState.PENDING:
            return Outcome.ABSENT
        case AlertState.FAILED if before.state is not AlertState.FAILED:
            return Outcome.QUARANTINED
        case _:
            return Outcome.UNKNOWN


def _update(sender: Sender, alert: Alert, rendered: Rendered) -> Delivered:
    if alert.receipt is None:
        return _keep(sender, alert, outbox.rested(alert), Outcome.RESTED)
    done = _show(sender, alert, alert.receipt, rendered)
    if done.outcome is Outcome.OUTRUN:
        _look_for_newer(sender, alert.id, rendered.revision)
    return done


def _show(sender: Sender, alert: Alert, receipt: Receipt, rendered: Rendered) -> Delivered:
    policy, revision = sender.policy, rendered.revision
    try:
        sender.chat.update(receipt, rendered.card, alert.delivery_id)
    except (NotSent, FateUnknown) as error:
        return _update_later(sender, alert, error)
    except ChannelBlocked as error:
        if sender.clock.now() - alert.created_at < policy.quarantine:
            closed = Transient(str(error), retry_after=policy.back_off_cap)
            return _update_later(sender, alert, closed)
        return _give_update_up(sender, alert, error.code, revision)
    except MessageRefused as error:
        return _give_update_up(sender, alert, error.code, revision)
    fresh = outbox.updated(alert, revision, now=sender.clock.now(), policy=policy)
    return _keep(sender, alert, fresh, Outcome.UPDATED, spoke=True)


def _look_for_newer(sender: Sender, alert_id: int, revision: int) -> None:
    """A sender that slept through its update may have put an older telling over a newer one."""
    with suppress(NotFound):
        other = sender.alerts.alert(alert_id)
        if other.state is AlertState.SENT and other.sent_revision > revision:
            again = replace(other, sent_revision=0, due_at=sender.clock.now())
            sender.alerts.swap(other, again)


def _give_update_up(sender: Sender, alert: Alert, code: str, revision: int) -> Delivered:
    now, policy = sender.clock.now(), sender.policy
    kept = outbox.update_refused(alert, code, revision, now=now, policy=policy)
    return _keep(sender, alert, kept, Outcome.FAILED)


def _update_later(sender: Sender, alert: Alert, error: Transient) -> Delivered:
    now = sender.clock.now()
    later = outbox.update_failed(
        alert, error, now=now, policy=sender.policy, jitter=sender.jitter()
    )
    throttled = isinstance(error, NotSent) and error.retry_after is not None
    pause = later.due_at - now if throttled else timedelta()
    return _keep(sender, alert, later, Outcome.POSTPONED, spoke=True, pause=pause)


def _late_look(sender: Sender, alert: Alert, thread: Receipt | None) -> Delivered:
    policy = sender.policy
    try:
        found = _find(sender, alert, thread)
        looked, duplicates = outbox.late_look(alert, found, now=sender.clock.now(), policy=policy)
        for duplicate in duplicates:
            sender.chat.delete(duplicate)
    except (ReadBackFailed, NotSent, FateUnknown, MessageRefused, ChannelBlocked):
        later = outbox.late_look_failed(alert, now=sender.clock.now(), policy=policy)
        return _keep(sender, alert, later, Outcome.POSTPONED)
    return _keep(sender, alert, looked, Outcome.CLEANED, duplicates=len(duplicates))


def _blocked(error: ChannelBlocked) -> Outcome:
    return Outcome.WORKSPACE_BLOCKED if error.whole_workspace else Outcome.BLOCKED


def _keep(
    sender: Sender,
    old: Alert,
    new: Alert,
    outcome: Outcome,
    *,
    spoke: bool = False,
    pause: timedelta = timedelta(),
    duplicates: int = 0,
) -> Delivered:
    """Keeps the step; where somebody else moved the alert meanwhile, theirs stands."""
    if not sender.alerts.swap(old, new):
        return Delivered(outcome=Outcome.OUTRUN, alert=old, spoke=spoke, pause=pause)
    return Delivered(
        outcome=outcome,
        alert=_as_kept(old, new),
        spoke=spoke,
        pause=pause,
        duplicates=duplicates,
    )


def _as_kept(old: Alert, new: Alert) -> Alert:
    return replace(new, version=old.version + 1)
