"""The outbox's state machine: what each event makes of an alert, and what it never does."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import outbox
from bot.errors import ChannelBlocked, FateUnknown, MessageRefused, NotSent, ReadBackFailed
from bot.model import Alert, AlertKind, AlertState, Receipt
from bot.outbox import NEVER, OnAmbiguous, OutboxPolicy, Step

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
POLICY = OutboxPolicy()
OLDER = Receipt(channel="C1", ts="1763600000.000100")
NEWER = Receipt(channel="C1", ts="1763600000.000200")
ASKED = NotSent("pause", retry_after=timedelta(seconds=7))


def alert(state: AlertState = AlertState.PENDING, **changes: object) -> Alert:
    fresh = Alert(
        id=1,
        delivery_id=outbox.delivery_id("#ai", AlertKind.CARD, 7),
        channel="#ai",
        kind=AlertKind.CARD,
        story_id=7,
        watchlists=("AI",),
        created_at=NOW,
        due_at=NOW,
    )
    return replace(fresh, state=state, **changes)


def sending(**changes: object) -> Alert:
    return replace(outbox.claim(alert(), NOW, POLICY), **changes)


def unknown(**changes: object) -> Alert:
    lost = outbox.fate_unknown(sending(), FateUnknown("?"), now=NOW, policy=POLICY)
    return replace(lost, **changes)


def read(
    before: Alert, *found: Receipt, at: datetime = NOW, policy: OutboxPolicy = POLICY
) -> Alert:
    return outbox.read_back(before, found, now=at, policy=policy, jitter=0.5)


def unread(before: Alert, *, at: datetime, policy: OutboxPolicy = POLICY) -> Alert:
    failed = ReadBackFailed("unreadable")
    return outbox.read_back_failed(before, failed, now=at, policy=policy, jitter=0.5)


def test_a_delivery_id_is_the_same_for_the_same_promise_only():
    one = outbox.delivery_id("#ai", AlertKind.CARD, 7)

    others = {
        outbox.delivery_id("#ai2", AlertKind.CARD, 7),
        outbox.delivery_id("#ai", AlertKind.UPDATE, 7),
        outbox.delivery_id("#ai", AlertKind.CARD, 8),
        outbox.delivery_id("#ai", AlertKind.CARD, 7, "3"),
    }

    assert one == outbox.delivery_id("#ai", AlertKind.CARD, 7)
    assert one not in others
    assert len(others) == 4
    assert len(one) == 32


def test_a_client_message_id_is_the_same_for_every_try():
    ids = {outbox.client_msg_id("a" * 32), outbox.client_msg_id("a" * 32)}

    assert len(ids) == 1
    assert outbox.client_msg_id("b" * 32) not in ids


def test_a_claim_counts_the_try_and_runs_out():
    claimed = outbox.claim(alert(), NOW, POLICY)

    assert claimed.state is AlertState.SENDING
    assert claimed.attempt == 1
    assert claimed.first_attempt_at == NOW
    assert claimed.due_at == NOW + POLICY.claim


@pytest.mark.parametrize(
    ("seconds", "may"),
    [(0, True), (20, True), (21, False), (3600, False), (-5, True), (-3600, False)],
    ids=["at once", "in time", "a call may outlast the claim", "slept", "jitter", "clock set back"],
)
def test_a_sender_that_overslept_lets_go(seconds, may):
    now = NOW + timedelta(seconds=seconds)

    assert outbox.may_send(sending(), now, POLICY) is may


def test_a_taken_message_is_sent_and_looked_at_again_soon():
    done = outbox.sent(sending(), OLDER, now=NOW, story_revision=3, policy=POLICY)

    assert (done.state, done.receipt, done.sent_revision) == (AlertState.SENT, OLDER, 3)
    assert done.due_at == NOW + POLICY.look_again


def test_a_pause_asked_for_is_kept():
    later = outbox.not_sent(sending(), ASKED, now=NOW, policy=POLICY, jitter=0.0)

    assert later.state is AlertState.PENDING
    assert later.due_at == NOW + timedelta(seconds=7)


def test_a_try_that_left_nothing_leaves_no_trace():
    later = outbox.not_sent(sending(), ASKED, now=NOW, policy=POLICY, jitter=0.0)

    assert later.first_attempt_at is None


def test_a_try_after_a_doubtful_one_keeps_the_trace():
    doubtful = sending(ever_unknown=True)

    later = outbox.not_sent(doubtful, ASKED, now=NOW, policy=POLICY, jitter=0.0)

    assert later.first_attempt_at == NOW


@given(attempt=st.integers(0, 10_000), jitter=st.floats(0, 1))
def test_the_back_off_stays_within_its_bounds(attempt, jitter):
    pause = outbox.back_off(attempt, POLICY, jitter)

    assert POLICY.back_off / 2 <= pause <= POLICY.back_off_cap


def test_the_back_off_grows():
    pauses = [outbox.back_off(attempt, POLICY, 1.0) for attempt in range(1, 6)]

    assert pauses == sorted(set(pauses))


def test_a_message_of_unknown_fate_waits_for_what_is_on_its_way():
    lost = outbox.fate_unknown(sending(), FateUnknown("?"), now=NOW, policy=POLICY)

    assert lost.state is AlertState.UNKNOWN
    assert lost.ever_unknown
    assert lost.due_at == NOW + POLICY.settle


def test_an_abandoned_claim_is_of_unknown_fate():
    lost = outbox.abandoned(sending(), now=NOW, policy=POLICY)

    assert lost.state is AlertState.UNKNOWN


def test_a_refused_message_goes_out_plain_once_then_fails():
    refusal = MessageRefused("no", code="invalid_blocks")

    plain = outbox.refused(sending(), refusal, now=NOW)
    failed = outbox.refused(outbox.claim(plain, NOW, POLICY), refusal, now=NOW)

    assert (plain.state, plain.degraded, plain.due_at) == (AlertState.PENDING, True, NOW)
    assert (failed.state, failed.error, failed.due_at) == (
        AlertState.FAILED,
        "invalid_blocks",
        NEVER,
    )


def test_a_blocked_alert_is_kept_until_it_is_let_go():
    refusal = ChannelBlocked("no", code="is_archived", whole_workspace=False)

    kept = outbox.blocked(sending(), refusal)
    freed = outbox.unblocked(kept, NOW + timedelta(days=3))

    assert (kept.state, kept.error) == (AlertState.BLOCKED, "is_archived")
    assert outbox.next_step(kept, NOW + timedelta(days=9), 1) is Step.NOTHING
    assert outbox.next_step(freed, NOW + timedelta(days=3), 1) is Step.SEND


def test_a_message_found_is_sent_and_the_oldest_counts():
    found = read(unknown(), OLDER, NEWER)

    assert (found.state, found.receipt) == (AlertState.SENT, OLDER)
    assert found.ever_unknown
    assert outbox.next_step(found, found.due_at, 1) is Step.UPDATE


def test_one_read_without_it_proves_nothing_two_do():
    once = read(unknown())
    twice = read(once, at=once.due_at)

    assert once.state is AlertState.UNKNOWN
    assert once.due_at == NOW + POLICY.settle
    assert twice.state is AlertState.PENDING


def test_reads_that_fail_prove_nothing():
    again = unread(unread(unknown(), at=NOW), at=NOW)

    assert again.state is AlertState.UNKNOWN
    assert again.negative_reads == 0


def test_an_unreadable_channel_is_held_for_ten_minutes_at_most():
    after = NOW + POLICY.max_unknown + timedelta(seconds=1)

    parked = unread(unknown(), at=after)

    assert (parked.state, parked.error) == (AlertState.FAILED, outbox.PRESUMED_LOST)
    assert outbox.next_step(parked, parked.due_at, 1) is Step.READ_BACK


def test_a_long_pause_asked_for_holds_the_channel_for_ten_minutes_at_most():
    hour = ReadBackFailed("pause", retry_after=timedelta(hours=1))

    waiting = outbox.read_back_failed(unknown(), hour, now=NOW, policy=POLICY, jitter=0.0)
    parked = unread(waiting, at=waiting.due_at)

    assert waiting.due_at == NOW + POLICY.max_unknown
    assert (parked.state, parked.error) == (AlertState.FAILED, outbox.PRESUMED_LOST)


def test_a_quarantined_message_that_turns_up_is_sent():
    parked = unread(unknown(), at=NOW + timedelta(hours=1))

    found = read(parked, OLDER)

    assert (found.state, found.error) == (AlertState.SENT, None)


def test_a_quarantined_message_that_is_not_there_is_sent_after_all():
    parked = unread(unknown(), at=NOW + timedelta(hours=1))

    once = read(parked)
    twice = read(once)

    assert (once.state, twice.state) == (AlertState.FAILED, AlertState.PENDING)


def test_a_quarantine_is_looked_at_ever_more_seldom_and_ends():
    parked = unread(unknown(), at=NOW + timedelta(hours=1))
    pauses = []

    for _ in range(30):
        before = parked.due_at
        parked = unread(parked, at=before)
        if parked.due_at == NEVER:
            break
        pauses.append(parked.due_at - before)

    assert pauses == sorted(pauses)
    assert len(pauses) < 12
    assert parked.due_at == NEVER


def test_hold_never_sends_again_by_itself():
    policy = replace(POLICY, on_ambiguous=OnAmbiguous.HOLD)

    held = read(read(unknown(), policy=policy), policy=policy)

    assert held.state is AlertState.FAILED
    assert outbox.next_step(held, NEVER, 1) is Step.NOTHING


def test_resend_sends_again_where_nothing_can_be_read():
    policy = replace(POLICY, on_ambiguous=OnAmbiguous.RESEND)

    again = unread(unknown(), at=NOW, policy=policy)

    assert again.state is AlertState.PENDING


def test_an_operators_retry_looks_before_it_sends():
    parked = unread(unknown(), at=NOW + timedelta(hours=1))

    looked_for = outbox.retried(parked, NOW)
    sent_again = outbox.retried(alert(AlertState.FAILED, error="invalid_blocks"), NOW)

    assert looked_for.state is AlertState.UNKNOWN
    assert sent_again.state is AlertState.PENDING


def test_an_operator_who_looked_may_send_again():
    assert outbox.resent(unknown(), NOW).state is AlertState.PENDING


def test_an_alert_without_a_story_fails_for_good():
    gone = outbox.undeliverable(alert(), "story_gone")

    assert outbox.next_step(gone, NEVER, 1) is Step.NOTHING


@pytest.mark.parametrize(
    ("state", "changes", "step"),
    [
        (AlertState.PENDING, {}, Step.SEND),
        (AlertState.PENDING, {"due_at": NOW + timedelta(seconds=1)}, Step.WAIT),
        (AlertState.SENDING, {}, Step.ABANDON),
        (AlertState.UNKNOWN, {}, Step.READ_BACK),
        (AlertState.FAILED, {}, Step.READ_BACK),
        (AlertState.FAILED, {"due_at": NEVER}, Step.NOTHING),
        (AlertState.BLOCKED, {}, Step.NOTHING),
        (AlertState.FOLDED, {}, Step.NOTHING),
        (AlertState.SENT, {"sent_revision": 4}, Step.UPDATE),
        (AlertState.SENT, {"sent_revision": 4, "ever_unknown": True}, Step.UPDATE),
        (AlertState.SENT, {"sent_revision": 5, "ever_unknown": True}, Step.LATE_LOOK),
        (AlertState.SENT, {"sent_revision": 5}, Step.REST),
        (AlertState.SENT, {"sent_revision": 1, "kind": AlertKind.UPDATE}, Step.REST),
        (AlertState.SENT, {"sent_revision": 1, "kind": AlertKind.NOTICE}, Step.REST),
        (AlertState.SENT, {"due_at": NEVER}, Step.NOTHING),
    ],
)
def test_the_next_step_follows_from_state_and_time(state, changes, step):
    assert outbox.next_step(alert(state, **changes), NOW, 5) is step


def test_an_update_shows_its_revision_and_then_rests():
    stale = alert(AlertState.SENT, sent_revision=1, receipt=OLDER)

    fresh = outbox.updated(stale, 2, now=NOW, policy=POLICY)
    rested = outbox.rested(fresh)

    assert fresh.sent_revision == 2
    assert outbox.next_step(fresh, fresh.due_at, 2) is Step.REST
    assert rested.due_at == NEVER


def test_a_failed_update_comes_again():
    stale = alert(AlertState.SENT, sent_revision=1, receipt=OLDER)

    later = outbox.update_failed(stale, ASKED, now=NOW, policy=POLICY, jitter=0.0)

    assert later.sent_revision == 1
    assert outbox.next_step(later, later.due_at, 2) is Step.UPDATE


def test_a_refused_update_is_not_tried_again():
    stale = alert(AlertState.SENT, sent_revision=1, receipt=OLDER)

    kept = outbox.update_refused(stale, "edit_window_closed", 2, now=NOW, policy=POLICY)

    assert kept.error == "edit_window_closed"
    assert outbox.next_step(kept, kept.due_at, 2) is Step.REST


def test_a_late_look_keeps_the_message_people_know():
    doubtful = alert(AlertState.SENT, ever_unknown=True, receipt=NEWER, sent_revision=1)

    looked, duplicates = outbox.late_look(doubtful, [OLDER, NEWER], now=NOW, policy=POLICY)

    assert duplicates == (OLDER,)
    assert looked.receipt == NEWER
    assert outbox.next_step(looked, NEVER, 1) is Step.NOTHING


def test_a_late_look_moves_to_the_oldest_where_ours_is_gone():
    doubtful = alert(AlertState.SENT, ever_unknown=True, receipt=NEWER, sent_revision=1)

    looked, duplicates = outbox.late_look(doubtful, [OLDER], now=NOW, policy=POLICY)

    assert duplicates == ()
    assert looked.receipt == OLDER
    assert outbox.next_step(looked, looked.due_at, 1) is Step.UPDATE


def test_a_late_look_that_finds_nothing_takes_nothing_back():
    doubtful = alert(AlertState.SENT, ever_unknown=True, receipt=NEWER)

    looked, duplicates = outbox.late_look(doubtful, [], now=NOW, policy=POLICY)

    assert duplicates == ()
    assert looked.receipt == NEWER


def test_a_late_look_that_fails_comes_again_until_a_day_is_over():
    doubtful = alert(AlertState.SENT, ever_unknown=True, receipt=NEWER, first_attempt_at=NOW)

    again = outbox.late_look_failed(doubtful, now=NOW, policy=POLICY)
    given_up = outbox.late_look_failed(doubtful, now=NOW + timedelta(hours=25), policy=POLICY)

    assert again.due_at == NOW + POLICY.late_look
    assert given_up.due_at == NEVER
    assert not given_up.ever_unknown


EVENTS = st.sampled_from(["take", "lose", "refuse", "pause", "block", "die"])
READS = st.sampled_from(["found", "absent", "unreadable"])


@given(st.lists(st.tuples(EVENTS, READS, READS), max_size=40))
def test_no_second_send_without_proof_that_the_first_is_not_there(story):
    """A message is sent again only after a definite no, or two negative reads in a row."""
    now, at, proven = NOW, alert(), True
    for event, *reads in story:
        if at.state is AlertState.PENDING:
            assert proven
            now = max(now, at.due_at)
            at, proven = _happen(event, outbox.claim(at, now, POLICY), now)
        negatives = 0
        for outcome in reads:
            if at.state is not AlertState.UNKNOWN:
                break
            now = max(now, at.due_at)
            if outcome == "unreadable":
                at = unread(at, at=now)
                continue
            negatives = at.negative_reads + (outcome == "absent")
            at = read(at, *([OLDER] if outcome == "found" else []), at=now)
            proven = negatives >= 2
        assert at.state is not AlertState.SENDING


def _happen(event: str, claimed: Alert, now: datetime) -> tuple[Alert, bool]:
    match event:
        case "take":
            done = outbox.sent(claimed, OLDER, now=now, story_revision=1, policy=POLICY)
            return done, False
        case "refuse":
            return outbox.refused(claimed, MessageRefused("", code="x"), now=now), True
        case "pause":
            return outbox.not_sent(claimed, ASKED, now=now, policy=POLICY, jitter=0.1), True
        case "block":
            no = ChannelBlocked("", code="x", whole_workspace=False)
            return outbox.unblocked(outbox.blocked(claimed, no), now), True
        case "die":
            return outbox.abandoned(claimed, now=now, policy=POLICY), False
        case _:
            lost = FateUnknown("")
            return outbox.fate_unknown(claimed, lost, now=now, policy=POLICY), False
