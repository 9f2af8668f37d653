"""Delivery through faults and kills: nothing lost, nothing said twice."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.adapters.memory import ManualClock, MemoryStore
from bot.delivery import Rendered, Sender, deliver_next
from bot.model import Alert, AlertKind, AlertState, Card, Receipt
from bot.outbox import NEVER, OutboxPolicy, delivery_id
from tests.fakes.doubtful_chat import (
    Doubt,
    DoubtfulChat,
    Killed,
    ReapedBook,
    ReapedChat,
    Reaper,
)

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
TICK = timedelta(seconds=2)
PARENT = Receipt(channel="#a", ts="1.0")
STEPS = [
    f"{step}.{side}"
    for step in (
        *("post", "find", "update", "delete"),
        *("keep_sending", "keep_sent", "keep_unknown", "keep_pending"),
    )
    for side in ("before", "after")
]


def alert(number: int, channel: str = "#a", kind: AlertKind = AlertKind.CARD) -> Alert:
    return Alert(
        id=number,
        delivery_id=delivery_id(channel, kind, number),
        channel=channel,
        kind=kind,
        story_id=number,
        watchlists=("AI",),
        created_at=NOW + timedelta(milliseconds=number),
        due_at=NOW,
    )


def render(alert: Alert) -> Rendered:
    """Every story grows once after its card went out."""
    revision = 2 if alert.state is AlertState.SENT else 1
    card = Card(
        headline=f"소식 {alert.story_id}",
        url="",
        byline="",
        terms=(),
        sentences=(f"{revision}판",),
        coverage="",
        notes=(),
        fallback="",
        story_id=alert.story_id,
    )
    thread = PARENT if alert.kind is AlertKind.UPDATE else None
    return Rendered(card=card, revision=revision, thread=thread)


@dataclass
class Play:
    """Alerts, a chat, and senders that die and are started again."""

    alerts: list[Alert]
    chat: DoubtfulChat
    reaper: Reaper = field(default_factory=Reaper)
    policy: OutboxPolicy = field(default_factory=OutboxPolicy)

    def run(self) -> None:
        """Lives until every alert rests; a day is more than enough for all of these."""
        clock, store = self.chat.clock, MemoryStore()
        store.alerts.promise(self.alerts)
        sender = Sender(
            alerts=ReapedBook(store.alerts, self.reaper),
            chat=ReapedChat(self.chat, self.reaper),
            clock=clock,
            policy=self.policy,
            render=render,
            jitter=lambda: 0.5,
        )
        end = clock.now() + timedelta(days=1)
        channels = sorted({alert.channel for alert in self.alerts})
        while any(kept.due_at != NEVER for kept in store.alerts.alerts((), 9_999)):
            assert clock.now() < end
            for channel in channels:
                try:
                    deliver_next(channel, sender)
                except Killed:
                    clock.sleep(timedelta(seconds=1))
            clock.sleep(TICK)
        self.states = Counter(kept.state for kept in store.alerts.alerts((), 9_999))

    @property
    def lost(self) -> list[int]:
        said = {standing.delivery_id for standing in self.chat.standing}
        return [alert.id for alert in self.alerts if alert.delivery_id not in said]

    @property
    def doubled(self) -> list[str]:
        said = Counter(standing.delivery_id for standing in self.chat.standing)
        return [name for name, count in said.items() if count > 1]


def chat(**how: object) -> DoubtfulChat:
    return DoubtfulChat(ManualClock(NOW), **how)


@pytest.mark.parametrize("kind", [AlertKind.CARD, AlertKind.UPDATE])
@pytest.mark.parametrize("doubt", [None, *Doubt], ids=str)
@pytest.mark.parametrize("step", STEPS)
def test_a_kill_at_any_step_of_any_fate_loses_and_doubles_nothing(step, doubt, kind):
    for on in (1, 2):
        play = Play([alert(1, kind=kind)], chat(share=0, doubts=(doubt,)), Reaper(at=step, on=on))

        play.run()

        assert (play.lost, play.doubled, play.chat.deleted) == ([], [], 0)
        assert play.states == {AlertState.SENT: 1}


@pytest.mark.parametrize("seed", range(4))
def test_300_alerts_through_faults_and_kills(seed):
    alerts = [alert(number, channel=f"#{'abc'[number % 3]}") for number in range(300)]
    play = Play(alerts, chat(seed=seed), Reaper(chance=0.03, seed=seed))

    play.run()

    assert (play.lost, play.doubled, play.chat.deleted) == ([], [], 0)
    assert play.reaper.kills > 50
    assert {standing.card.sentences for standing in play.chat.standing} == {("2판",)}


def test_a_chat_that_commits_later_than_believed_is_cleaned_up_after():
    alerts = [alert(number) for number in range(100)]
    hasty = replace(OutboxPolicy(), settle=timedelta(seconds=2))
    play = Play(alerts, chat(seed=5), Reaper(chance=0.03, seed=5), hasty)

    play.run()

    assert (play.lost, play.doubled) == ([], [])
    assert play.chat.deleted > 0
