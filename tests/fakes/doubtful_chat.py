"""A chat service in virtual time that loses replies, commits late and lags, and a reaper of senders.

Everything follows from a seed and a clock that only tests move, so a thousand crashes take a second.
"""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from bot.errors import FateUnknown, MessageRefused, NotSent, ReadBackFailed
from bot.model import Alert, Card, Receipt
from bot.ports import AlertBook, Chat, Clock

R = TypeVar("R")
CALL = timedelta(milliseconds=300)  # what a call takes
TIME_OUT = timedelta(seconds=10)  # what a hanging call takes


class Doubt(StrEnum):
    """How a call goes wrong."""

    NEVER_LEFT = "never_left"
    THROTTLED = "throttled"
    LOST = "lost"
    HANGS = "hangs"
    TAKEN = "taken"
    TAKEN_HANGS = "taken_hangs"
    TAKEN_LATE = "taken_late"
    REFUSED_BLOCKS = "refused_blocks"


class Killed(BaseException):
    """The process is gone; nothing in it may catch this."""


@dataclass
class Standing:
    """A message and from when on the channel and its history show it."""

    receipt: Receipt
    delivery_id: str
    thread: Receipt | None
    visible_at: datetime
    card: Card


@dataclass
class DoubtfulChat(Chat):
    """The Chat port; `share` of its calls go wrong, late ones by `late`, and history by `lag`."""

    clock: Clock
    seed: int = 0
    share: float = 0.3
    late: timedelta = timedelta(seconds=10)
    lag: timedelta = timedelta(seconds=4)
    doubts: tuple[Doubt | None, ...] = ()
    standing: list[Standing] = field(default_factory=list)
    deleted: int = 0
    posts: int = 0

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)
        self._script = list(self.doubts)

    def post(self, channel: str, card: Card, delivery_id: str, thread: Receipt | None) -> Receipt:
        self.posts += 1
        doubt = self._doubt()
        if doubt is Doubt.REFUSED_BLOCKS and not card.plain:
            raise MessageRefused("no", code="invalid_blocks")
        self._fail_before(doubt)
        late = self.late if doubt is Doubt.TAKEN_LATE else timedelta()
        visible_at = self.clock.now() + late + self.lag * self._random.random()
        receipt = Receipt(channel=channel, ts=f"{1_000_000 + self.posts}.000000")
        self.standing.append(Standing(receipt, delivery_id, thread, visible_at, card))
        self._fail_after(doubt)
        return receipt

    def update(self, receipt: Receipt, card: Card, delivery_id: str) -> None:
        doubt = self._doubt()
        self._fail_before(doubt)
        for standing in self.standing:
            if standing.receipt == receipt:
                standing.card = card
        self._fail_after(doubt)

    def find(
        self, channel: str, delivery_id: str, since: datetime, thread: Receipt | None
    ) -> Sequence[Receipt]:
        self.clock.sleep(CALL)
        if self._doubt() is not None:
            raise ReadBackFailed("cut short")
        now = self.clock.now()
        return [
            standing.receipt
            for standing in self.standing
            if standing.receipt.channel == channel
            and standing.delivery_id == delivery_id
            and standing.thread == thread
            and standing.visible_at <= now
        ]

    def delete(self, receipt: Receipt) -> None:
        doubt = self._doubt()
        self._fail_before(doubt)
        before = len(self.standing)
        self.standing = [one for one in self.standing if one.receipt != receipt]
        self.deleted += before - len(self.standing)
        self._fail_after(doubt)

    def _doubt(self) -> Doubt | None:
        if self._script:
            return self._script.pop(0)
        if self._random.random() >= self.share:
            return None
        return self._random.choice([*Doubt])

    def _fail_before(self, doubt: Doubt | None) -> None:
        hangs = doubt in {Doubt.HANGS, Doubt.TAKEN_HANGS}
        self.clock.sleep(TIME_OUT if hangs else CALL)
        match doubt:
            case Doubt.NEVER_LEFT:
                raise NotSent("refused connection")
            case Doubt.THROTTLED:
                raise NotSent("429", retry_after=timedelta(seconds=5))
            case Doubt.LOST | Doubt.HANGS:
                raise FateUnknown("no reply")

    def _fail_after(self, doubt: Doubt | None) -> None:
        if doubt in {Doubt.TAKEN, Doubt.TAKEN_HANGS, Doubt.TAKEN_LATE}:
            raise FateUnknown("no reply")


@dataclass
class Reaper:
    """Kills at a named step, `step.before` or `step.after`, the `on`-th time it is met; or by chance."""

    at: str = ""
    on: int = 1
    chance: float = 0.0
    seed: int = 0
    kills: int = 0
    met: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)

    def around(self, step: str, call: Callable[[], R]) -> R:
        """What the call gives, if its process lives to see it."""
        self._pass(f"{step}.before")
        result = call()
        self._pass(f"{step}.after")
        return result

    def _pass(self, step: str) -> None:
        self.met[step] += 1
        is_named = step == self.at and self.met[step] == self.on
        if is_named or self._random.random() < self.chance:
            self.kills += 1
            raise Killed(step)


@dataclass
class ReapedChat(Chat):
    """A chat whose every call may be its process's last."""

    chat: Chat
    reaper: Reaper

    def post(self, channel: str, card: Card, delivery_id: str, thread: Receipt | None) -> Receipt:
        return self.reaper.around(
            "post", lambda: self.chat.post(channel, card, delivery_id, thread)
        )

    def update(self, receipt: Receipt, card: Card, delivery_id: str) -> None:
        self.reaper.around("update", lambda: self.chat.update(receipt, card, delivery_id))

    def find(
        self, channel: str, delivery_id: str, since: datetime, thread: Receipt | None
    ) -> Sequence[Receipt]:
        return self.reaper.around(
            "find", lambda: self.chat.find(channel, delivery_id, since, thread)
        )

    def delete(self, receipt: Receipt) -> None:
        self.reaper.around("delete", lambda: self.chat.delete(receipt))


@dataclass
class ReapedBook:
    """An outbox whose every change may be its process's last."""

    book: AlertBook
    reaper: Reaper

    def next_due(self, channel: str, now: datetime) -> Alert | None:
        return self.book.next_due(channel, now)

    def alerts(self, *arguments: object) -> Sequence[Alert]:
        return self.book.alerts(*arguments)

    def in_channel(self, *arguments: object) -> Sequence[Alert]:
        return self.book.in_channel(*arguments)

    def alert(self, alert_id: int) -> Alert:
        return self.book.alert(alert_id)

    def swap(self, old: Alert, new: Alert) -> bool:
        return self.reaper.around(f"keep_{new.state}", lambda: self.book.swap(old, new))
