"""Delivery, step by step, on the in-memory store and chat."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot import outbox
from bot.adapters.memory import ChatFault, ManualClock, MemoryChat, MemoryStore
from bot.delivery import Outcome, Rendered, Sender, deliver_next, probe_blocked, resume
from bot.errors import NotFound
from bot.model import Alert, AlertKind, AlertState, Card, Receipt
from bot.outbox import NEVER, OutboxPolicy
from bot.ports import Chat
from bot.threads import is_unthreaded

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
POLICY = OutboxPolicy()
CHANNEL = "#ai"
STEPS = 200  # more than any of these stories takes


def alert(number: int, **changes: object) -> Alert:
    fresh = Alert(
        id=number,
        delivery_id=outbox.delivery_id(CHANNEL, AlertKind.CARD, number),
        channel=CHANNEL,
        kind=AlertKind.CARD,
        story_id=number,
        watchlists=("AI",),
        created_at=NOW + timedelta(milliseconds=number),
        due_at=NOW,
    )
    return replace(fresh, **changes)


class House:
    """A store, a chat and a clock with alerts promised to one channel."""

    def __init__(self, *alerts: Alert, chat: Chat | None = None) -> None:
        self.clock = ManualClock(NOW)
        self.store = MemoryStore()
        self.store.alerts.promise(alerts)
        self.chat = MemoryChat(self.clock)
        self.revision = 1
        self.gone = False
        self.thread: Receipt | None = None
        self.sender = Sender(
            alerts=self.store.alerts,
            chat=chat or self.chat,
            clock=self.clock,
            policy=POLICY,
            render=self.render,
            jitter=lambda: 0.5,
        )

    def render(self, alert: Alert) -> Rendered:
        if self.gone:
            raise NotFound("gone")
        card = Card(
            headline=f"소식 {alert.story_id}",
            url="https://news.example/1",
            byline="",
            terms=(),
            sentences=(f"{self.revision}판",),
            coverage="",
            notes=(),
            fallback="",
            story_id=alert.story_id,
        )
        return Rendered(card=card, revision=self.revision, thread=self.thread)

    def step(self):
        return deliver_next(CHANNEL, self.sender)

    def steps(self) -> list[Outcome]:
        """Steps until nothing is due, without time passing."""
        outcomes: list[Outcome] = []
        while len(outcomes) < STEPS and (done := self.step()).outcome is not Outcome.IDLE:
            outcomes.append(done.outcome)
        return outcomes

    def live(self, hours: float = 1.0) -> list[Outcome]:
        """Steps over a stretch of time."""
        outcomes: list[Outcome] = []
        end = self.clock.now() + timedelta(hours=hours)
        while self.clock.now() < end:
            outcomes.extend(self.steps())
            self.clock.sleep(timedelta(seconds=5))
        return outcomes

    def kept(self, number: int = 1) -> Alert:
        return self.store.alerts.alert(number)

    def shown(self) -> list[int]:
        return [message.card.story_id for message in self.chat.messages]


def test_an_alert_is_posted_once_and_then_rests():
    house = House(alert(1))

    outcomes = house.live()

    assert outcomes == [Outcome.SENT, Outcome.RESTED]
    assert house.shown() == [1]
    assert house.kept().due_at == NEVER


def test_alerts_go_out_in_order():
    house = House(alert(2), alert(1), alert(3))

    house.steps()

    assert house.shown() == [1, 2, 3]


def test_a_card_that_stands_rests_without_being_rendered():
    house = House(alert(1))
    house.steps()
    house.gone = True  # whoever renders it fails
    house.sender = replace(house.sender, stands=lambda _: True)

    outcomes = house.live()

    assert outcomes == [Outcome.RESTED]


def test_a_message_whose_fate_was_unknown_is_looked_for_late_even_if_it_stands():
    house = House(alert(1))
    house.sender = replace(house.sender, stands=lambda _: True)
    house.chat.fail(ChatFault.TAKEN_BUT_UNKNOWN)

    outcomes = house.live()

    assert Outcome.CLEANED in outcomes


def test_a_grown_story_is_shown_by_an_update_not_a_post():
    house = House(alert(1))
    house.steps()

    house.revision = 2
    outcomes = house.live()

    assert outcomes == [Outcome.UPDATED, Outcome.RESTED]
    assert [message.card.sentences for message in house.chat.messages] == [("2판",)]
    assert house.kept().sent_revision == 2


@pytest.mark.parametrize(
    ("faults", "outcomes"),
    [
        ([ChatFault.NOT_SENT], [Outcome.POSTPONED, Outcome.SENT]),
        ([ChatFault.THROTTLED], [Outcome.POSTPONED, Outcome.SENT]),
        ([ChatFault.TAKEN_BUT_UNKNOWN], [Outcome.UNKNOWN, Outcome.FOUND]),
        (
            [ChatFault.LOST_AND_UNKNOWN],
            [Outcome.UNKNOWN, Outcome.UNKNOWN, Outcome.ABSENT, Outcome.SENT],
        ),
        (
            [ChatFault.TAKEN_BUT_UNKNOWN, ChatFault.READ_BACK_FAILED],
            [Outcome.UNKNOWN, Outcome.UNKNOWN, Outcome.FOUND],
        ),
        ([ChatFault.REFUSED], [Outcome.DEGRADED, Outcome.SENT]),
        ([ChatFault.REFUSED, ChatFault.REFUSED], [Outcome.DEGRADED, Outcome.FAILED]),
        ([ChatFault.CHANNEL_BLOCKED], [Outcome.BLOCKED]),
        ([ChatFault.WORKSPACE_BLOCKED], [Outcome.WORKSPACE_BLOCKED]),
    ],
)
def test_each_fault_is_answered_and_nothing_is_said_twice(faults, outcomes):
    house = House(alert(1))
    house.chat.fail(*faults)

    lived = house.live()

    after = {Outcome.UPDATED, Outcome.CLEANED, Outcome.RESTED}
    assert [outcome for outcome in lived if outcome not in after] == outcomes
    assert len(house.chat.messages) == (outcomes[-1] in {Outcome.SENT, Outcome.FOUND})


def test_a_refused_message_goes_out_plain():
    house = House(alert(1))
    house.chat.fail(ChatFault.REFUSED)

    house.steps()

    assert [message.card.plain for message in house.chat.messages] == [True]


def test_a_message_of_unknown_fate_holds_its_channel_only():
    other = alert(3, channel="#other")
    house = House(alert(1), alert(2), other)
    house.chat.fail(ChatFault.LOST_AND_UNKNOWN)

    held = house.steps()
    elsewhere = deliver_next("#other", house.sender).outcome

    assert held == [Outcome.UNKNOWN]
    assert elsewhere is Outcome.SENT


def test_an_unreadable_channel_lets_the_others_pass_after_ten_minutes():
    house = House(alert(1), alert(2))
    house.chat.fail(ChatFault.LOST_AND_UNKNOWN, *[ChatFault.READ_BACK_FAILED] * 19)

    house.live(hours=0.16)
    early = house.shown()
    house.chat.fail(*[ChatFault.READ_BACK_FAILED] * 2)
    outcomes = house.live(hours=0.05)

    assert early == []
    assert Outcome.QUARANTINED in outcomes


def test_a_pause_asked_for_is_told_to_the_caller():
    house = House(alert(1))
    house.chat.fail(ChatFault.THROTTLED)

    done = house.step()

    assert done.outcome is Outcome.POSTPONED
    assert done.pause >= timedelta(seconds=30)
    assert not done.spoke


def test_a_killed_sender_leaves_a_message_that_is_looked_for():
    house = House(alert(1))
    claimed = outbox.claim(house.kept(), NOW, POLICY)
    house.store.alerts.swap(house.kept(), claimed)
    house.chat.post(CHANNEL, house.render(claimed).card, claimed.delivery_id, None)

    house.live()

    assert house.shown() == [1]
    assert house.kept().state is AlertState.SENT


def test_a_sender_killed_before_it_sent_loses_nothing():
    house = House(alert(1))
    house.store.alerts.swap(house.kept(), outbox.claim(house.kept(), NOW, POLICY))

    house.live()

    assert house.shown() == [1]


class Interrupting(Chat):
    """A chat before whose next post or update something else happens."""

    def __init__(self, inner: MemoryChat, happen) -> None:
        self._inner, self._happen = inner, happen

    def post(self, channel, card, delivery_id, thread) -> Receipt:
        self._happen()
        return self._inner.post(channel, card, delivery_id, thread)

    def update(self, receipt, card, delivery_id) -> None:
        self._happen()
        self._inner.update(receipt, card, delivery_id)

    def find(self, channel, delivery_id, since, thread) -> Sequence[Receipt]:
        return self._inner.find(channel, delivery_id, since, thread)

    def delete(self, receipt) -> None:
        self._inner.delete(receipt)


def test_a_stopped_sender_that_wakes_up_late_is_cleaned_up_after():
    house = House(alert(1))

    def sleep_long() -> None:
        house.clock.sleep(timedelta(minutes=2))
        second = replace(house.sender, chat=house.chat)
        for _ in range(20):
            deliver_next(CHANNEL, second)
            house.clock.sleep(timedelta(seconds=20))

    first = replace(house.sender, chat=Interrupting(house.chat, sleep_long))
    late = deliver_next(CHANNEL, first)
    house.live()

    assert late.outcome is Outcome.OUTRUN
    assert house.shown() == [1]
    assert not house.kept().ever_unknown


def test_a_sender_that_wakes_up_after_the_late_look_is_cleaned_up_after():
    house = House(alert(1))

    def sleep_very_long() -> None:
        house.clock.sleep(timedelta(minutes=2))
        second = replace(house.sender, chat=house.chat)
        for _ in range(40):
            deliver_next(CHANNEL, second)
            house.clock.sleep(timedelta(seconds=20))
        assert house.kept().due_at == NEVER

    first = replace(house.sender, chat=Interrupting(house.chat, sleep_very_long))
    late = deliver_next(CHANNEL, first)
    house.live()

    assert late.outcome is Outcome.OUTRUN
    assert house.shown() == [1]
    assert house.kept().due_at == NEVER


@pytest.mark.parametrize("fault", [None, ChatFault.TAKEN_BUT_UNKNOWN], ids=["shown", "unknown"])
def test_a_sender_that_wakes_up_amid_an_update_leaves_the_newest_telling(fault):
    house = House(alert(1))
    house.steps()
    house.revision = 2
    house.clock.sleep(timedelta(minutes=5))

    def sleep_long() -> None:
        house.clock.sleep(timedelta(minutes=2))
        house.revision = 3
        while deliver_next(CHANNEL, house.sender).outcome is not Outcome.IDLE:
            house.clock.sleep(timedelta(seconds=20))
        if fault:
            house.chat.fail(fault)

    late = deliver_next(CHANNEL, replace(house.sender, chat=Interrupting(house.chat, sleep_long)))
    house.live()

    assert late.outcome is Outcome.OUTRUN
    assert [message.card.sentences for message in house.chat.messages] == [("3판",)]
    assert house.kept().due_at == NEVER


def test_a_reply_that_went_out_before_its_card_was_found_is_not_sent_again():
    house = House(alert(1, kind=AlertKind.UPDATE))
    house.chat.fail(ChatFault.TAKEN_BUT_UNKNOWN)
    house.step()

    house.thread = Receipt(channel=CHANNEL, ts="0.1")
    house.live()

    assert len(house.chat.messages) == 1
    assert house.kept().state is AlertState.SENT


def test_a_sender_that_overslept_its_claim_sends_nothing():
    house = House(alert(1))
    slow_clock = ManualClock(NOW)

    class SleepyBook(type(house.store.alerts)):
        def swap(self, old: Alert, new: Alert) -> bool:
            kept = super().swap(old, new)
            slow_clock.sleep(timedelta(seconds=25))
            return kept

    book = SleepyBook(house.store.alerts._tables)
    done = deliver_next(CHANNEL, replace(house.sender, alerts=book, clock=slow_clock))

    assert done.outcome is Outcome.OUTRUN
    assert house.shown() == []


def test_two_senders_that_saw_the_same_alert_post_once():
    house = House(alert(1))

    class Frozen(type(house.store.alerts)):
        """What a second process read before the first one claimed."""

        def next_due(self, channel: str, now: datetime) -> Alert:
            return alert(1)

    late = replace(house.sender, alerts=Frozen(house.store.alerts._tables))
    first, second = house.step(), deliver_next(CHANNEL, late)

    assert (first.outcome, second.outcome) == (Outcome.SENT, Outcome.OUTRUN)
    assert house.shown() == [1]


def test_the_duplicate_of_a_late_commit_is_taken_back():
    house = House(alert(1))
    house.chat.fail(ChatFault.LOST_AND_UNKNOWN)
    house.live(hours=0.03)
    known = house.kept()
    house.chat.post(CHANNEL, house.render(known).card, known.delivery_id, None)

    outcomes = house.live()

    assert known.state is AlertState.SENT
    assert Outcome.CLEANED in outcomes
    assert [message.receipt for message in house.chat.messages] == [known.receipt]


@pytest.mark.parametrize(
    "fault", [ChatFault.READ_BACK_FAILED, ChatFault.NOT_SENT], ids=["unread", "undeleted"]
)
def test_a_late_look_that_fails_is_repeated(fault):
    house = House(alert(1))
    house.chat.fail(ChatFault.LOST_AND_UNKNOWN)
    house.live(hours=0.03)
    known = house.kept()
    house.chat.post(CHANNEL, house.render(known).card, known.delivery_id, None)

    faults = [fault] if fault is ChatFault.READ_BACK_FAILED else [None, fault]
    house.chat.fail(*faults)
    outcomes = house.live()

    assert outcomes.count(Outcome.POSTPONED) == 1
    assert len(house.chat.messages) == 1


def test_an_alert_whose_story_is_gone_fails_with_the_reason():
    house = House(alert(1))
    house.gone = True

    outcomes = house.live()

    assert outcomes == [Outcome.FAILED]
    assert house.kept().error == "story_gone"


def test_a_lost_update_is_repeated():
    house = House(alert(1))
    house.steps()

    house.revision = 2
    house.chat.fail(ChatFault.TAKEN_BUT_UNKNOWN, ChatFault.THROTTLED)
    outcomes = house.live()

    assert outcomes == [Outcome.POSTPONED, Outcome.POSTPONED, Outcome.UPDATED, Outcome.RESTED]


def test_an_update_that_is_refused_is_left_alone():
    house = House(alert(1))
    house.steps()

    house.revision = 2
    house.chat.fail(ChatFault.REFUSED)
    outcomes = house.live()

    assert outcomes == [Outcome.FAILED, Outcome.RESTED]
    assert house.kept().state is AlertState.SENT


def test_a_card_in_a_closed_channel_is_made_true_once_it_opens():
    house = House(alert(1))
    house.steps()

    house.revision = 2
    house.chat.fail(ChatFault.CHANNEL_BLOCKED)
    outcomes = house.live()

    assert outcomes == [Outcome.POSTPONED, Outcome.UPDATED, Outcome.RESTED]


def test_a_card_in_a_channel_closed_for_a_day_is_left_alone():
    house = House(alert(1))
    house.steps()

    house.revision = 2
    house.clock.sleep(timedelta(hours=25))
    house.chat.fail(ChatFault.CHANNEL_BLOCKED)
    outcomes = house.live()

    assert outcomes == [Outcome.FAILED, Outcome.RESTED]


def test_a_reply_is_looked_for_in_its_thread():
    house = House(alert(1, kind=AlertKind.UPDATE))
    house.thread = house.chat.post(CHANNEL, house.render(alert(2)).card, "card", None)
    house.chat.fail(ChatFault.TAKEN_BUT_UNKNOWN)

    outcomes = house.live()

    assert outcomes[:2] == [Outcome.UNKNOWN, Outcome.FOUND]
    assert [message.thread for message in house.chat.messages[1:]] == [house.thread]


def test_a_reply_whose_thread_is_gone_is_a_message_of_its_own():
    house = House(alert(1, kind=AlertKind.UPDATE))
    house.thread = Receipt(channel=CHANNEL, ts="1.0")  # nobody finds it

    first = house.step()
    house.thread = None  # as the pipeline renders what is marked so
    outcomes = house.steps()

    assert first.outcome is Outcome.POSTPONED
    assert is_unthreaded(first.alert)
    assert outcomes == [Outcome.SENT]
    assert [message.thread for message in house.chat.messages] == [None]
    assert not house.chat.messages[0].card.plain


@pytest.mark.parametrize(
    "fault", [ChatFault.NOT_SENT, ChatFault.TAKEN_BUT_UNKNOWN, ChatFault.LOST_AND_UNKNOWN]
)
def test_a_reply_whose_thread_is_gone_is_said_once_through_a_lost_reply(fault):
    house = House(alert(1, kind=AlertKind.UPDATE))
    gone = Receipt(channel=CHANNEL, ts="1.0")
    marked = house.render

    def render(alert: Alert) -> Rendered:
        return replace(marked(alert), thread=None if is_unthreaded(alert) else gone)

    house.sender = replace(house.sender, render=render)
    house.step()
    house.chat.fail(fault)

    house.live()

    assert house.shown() == [1]
    assert (house.kept().state, house.kept().due_at) == (AlertState.SENT, NEVER)


def test_a_reply_that_came_late_into_a_locked_thread_is_taken_back():
    house = House()
    house.thread = house.chat.post(CHANNEL, house.render(alert(2)).card, "card", None)
    reply = alert(1, kind=AlertKind.UPDATE)
    card = house.render(reply).card
    house.clock.sleep(timedelta(seconds=1))
    alone = house.chat.post(CHANNEL, card, reply.delivery_id, None)
    house.chat.post(CHANNEL, card, reply.delivery_id, house.thread)  # long under way
    sent = replace(reply, state=AlertState.SENT, receipt=alone, sent_revision=1, ever_unknown=True)
    house.store.alerts.promise([sent])

    outcomes = house.live()

    assert outcomes == [Outcome.CLEANED]
    assert house.kept().receipt == alone
    assert [message.thread for message in house.chat.messages] == [None, None]


def test_a_reply_whose_story_is_gone_is_given_up():
    house = House(alert(1, kind=AlertKind.UPDATE))
    house.chat.fail(ChatFault.LOST_AND_UNKNOWN)
    house.steps()

    house.gone = True
    house.live()

    assert house.kept().error == "story_gone"


def test_a_probe_frees_a_blocked_channel_and_all_its_alerts():
    house = House(*(alert(number) for number in range(1, 6)))
    house.chat.fail(*[ChatFault.CHANNEL_BLOCKED] * 5)
    house.live()

    house.chat.fail(ChatFault.CHANNEL_BLOCKED)
    still = (probe_blocked(house.store.alerts, house.clock.now()), house.steps())
    probed = (probe_blocked(house.store.alerts, house.clock.now()), house.steps())

    assert still == ((CHANNEL,), [Outcome.BLOCKED])
    assert probed == ((CHANNEL,), [Outcome.SENT] * 5)
    assert house.shown() == [1, 2, 3, 4, 5]


def test_a_channel_is_probed_however_many_newer_alerts_wait_for_another():
    crowd = [alert(n, channel="#crowd", state=AlertState.BLOCKED) for n in range(10, 1_200)]
    house = House(alert(1, state=AlertState.BLOCKED, due_at=NEVER), *crowd)

    probed = probe_blocked(house.store.alerts, house.clock.now())

    assert probed == (CHANNEL, "#crowd")
    assert house.steps() == [Outcome.SENT]


def test_an_invitation_frees_the_channel_however_many_newer_alerts_wait_for_another():
    crowd = [alert(n, channel="#crowd", state=AlertState.BLOCKED) for n in range(10, 1_200)]
    house = House(alert(1, state=AlertState.BLOCKED, due_at=NEVER), *crowd)

    freed = resume(CHANNEL, house.store.alerts, house.clock.now())

    assert freed == 1


def test_an_invitation_frees_the_channel_it_is_for():
    house = House(alert(1), alert(2, channel="#other"))
    house.chat.fail(ChatFault.CHANNEL_BLOCKED, ChatFault.CHANNEL_BLOCKED)
    house.steps()
    deliver_next("#other", house.sender)

    freed = resume(CHANNEL, house.store.alerts, house.clock.now())

    assert freed == 1
    assert house.kept(2).state is AlertState.BLOCKED
