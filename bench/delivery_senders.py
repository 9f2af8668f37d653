"""The sender processes that bench/delivery.py starts and kills."""

import os
import random
import signal
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from multiprocessing.synchronize import Event
from pathlib import Path
from threading import Lock, Thread
from typing import TypeVar

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.adapters.clock import ScaledClock
from bot.adapters.slack import SlackChat
from bot.adapters.store import open_store
from bot.delivery import Outcome, Rendered, Sender, deliver_next
from bot.errors import StoreBusy
from bot.model import Alert, AlertState, Card, Receipt
from bot.outbox import OutboxPolicy
from bot.ports import AlertBook, Chat

START = datetime(2026, 11, 20, tzinfo=UTC)
PACE = timedelta(seconds=1.05)
LEASE = timedelta(seconds=60)
CLIENT_TIMEOUT = 10.0  # seconds, unscaled
STEPS = tuple(
    f"{step}.{side}"
    for step in (
        *("post", "find", "update"),
        *("keep_sending", "keep_sent", "keep_unknown", "keep_pending"),
    )
    for side in ("before", "after")
)
OURS = ("outbox", "two_senders", "clock_steps")
R = TypeVar("R")


@dataclass(frozen=True, kw_only=True)
class Life:
    """What a sender process is told.

    It dies at the `die_on`th time that it passes any of the named steps in `die_at`, and notes in
    `deaths` which that was. `clock_error` is how far its clock is off. It ends with the process
    `keeper`, which may itself be killed.
    """

    path: Path
    url: str
    token: str
    channels: tuple[str, ...]
    factor: float
    born: float
    keeper: int
    die_at: tuple[str, ...] = ()
    die_on: int = 1
    owner: str = "bench"
    clock_error: timedelta = timedelta()

    @property
    def deaths(self) -> Path:
        """The file that keeps, a line each, the named steps at which lives ended."""
        return self.path.with_suffix(".deaths")


@dataclass
class Reaper:
    """Kills its own process at the named steps; its threads pass it one at a time."""

    life: Life
    met: int = 0
    turn: Lock = field(default_factory=Lock)

    def around(self, step: str, call: Callable[[], R]) -> R:
        self._pass(f"{step}.before")
        result = call()
        self._pass(f"{step}.after")
        return result

    def _pass(self, step: str) -> None:
        if step not in self.life.die_at:
            return
        with self.turn:
            self.met += 1
            if self.met == self.life.die_on:
                with self.life.deaths.open("a") as deaths:
                    deaths.write(f"{step}\n")
                os.kill(os.getpid(), signal.SIGKILL)


class ReapedChat(Chat):
    """A chat that may be the last thing its process calls."""

    def __init__(self, chat: Chat, reaper: Reaper) -> None:
        self._chat, self._reaper = chat, reaper

    def post(self, channel: str, card: Card, delivery_id: str, thread: Receipt | None) -> Receipt:
        return self._reaper.around(
            "post", lambda: self._chat.post(channel, card, delivery_id, thread)
        )

    def update(self, receipt: Receipt, card: Card, delivery_id: str) -> None:
        self._reaper.around("update", lambda: self._chat.update(receipt, card, delivery_id))

    def find(
        self, channel: str, delivery_id: str, since: datetime, thread: Receipt | None
    ) -> Sequence[Receipt]:
        return self._reaper.around(
            "find", lambda: self._chat.find(channel, delivery_id, since, thread)
        )

    def delete(self, receipt: Receipt) -> None:
        self._chat.delete(receipt)


class ReapedBook:
    """The outbox, whose every change may be the last."""

    def __init__(self, book: AlertBook, reaper: Reaper) -> None:
        self._book, self._reaper = book, reaper
        self.next_due, self.in_channel, self.alert = book.next_due, book.in_channel, book.alert

    def swap(self, old: Alert, new: Alert) -> bool:
        return self._reaper.around(f"keep_{new.state}", lambda: self._book.swap(old, new))


def time_of(born: float, factor: float) -> datetime:
    """The one scaled time that the fake Slack and all lives share."""
    return START + timedelta(seconds=(time.time() - born) * factor)


def clock_of(life: Life) -> ScaledClock:
    """The scaled time as this life believes it to be."""
    return ScaledClock(factor=life.factor, start=time_of(life.born, life.factor) + life.clock_error)


def card_of(story_id: int, revision: int) -> Card:
    return Card(
        headline=f"소식 {story_id}",
        url=f"https://news.example/{story_id}",
        byline="한빛일보 · 12:00",
        terms=("HBM",),
        sentences=(f"{revision}판입니다.",),
        coverage="",
        notes=(),
        fallback=f"소식 {story_id}",
        story_id=story_id,
    )


def render(alert: Alert) -> Rendered:
    """Every story grows once after its card went out."""
    revision = 2 if alert.state is AlertState.SENT else 1
    return Rendered(card=card_of(alert.story_id, revision), revision=revision)


def live_outbox(life: Life) -> None:
    """The life of a sender process of ours."""
    clock, reaper = clock_of(life), Reaper(life)
    store = open_store(f"sqlite:///{life.path}")
    timeout = timedelta(seconds=CLIENT_TIMEOUT / life.factor)
    chat = SlackChat(life.token, life.url, clock=clock, timeout=timeout)
    sender = Sender(
        alerts=ReapedBook(store.alerts, reaper),
        chat=ReapedChat(chat, reaper),
        clock=clock,
        policy=OutboxPolicy(),
        render=render,
        jitter=random.random,
    )

    def serve(channel: str) -> None:
        while True:
            with suppress(StoreBusy):
                now = clock.now()
                held = store.leases.take(channel, life.owner, now, now + LEASE)
                done = deliver_next(channel, sender) if held else None
                if done is None or done.outcome is Outcome.IDLE:
                    clock.sleep(timedelta(seconds=2))
                else:
                    clock.sleep(max(done.pause, PACE if done.spoke else timedelta()))

    threads = [Thread(target=serve, args=(channel,), daemon=True) for channel in life.channels]
    for thread in threads:
        thread.start()
    while is_running(life.keeper):
        threads[0].join(1)


def is_running(process: int) -> bool:
    """Whether there is a process of that id."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def live_naive(life: Life, strategy: str) -> None:
    """The life of a sender process of the usual kind."""
    handlers = None if strategy == "sdk_defaults" else []
    timeout = CLIENT_TIMEOUT / life.factor
    web = WebClient(life.token, life.url, timeout=timeout, retry_handlers=handlers)
    pause = PACE.total_seconds() / life.factor

    def serve(channel: str) -> None:
        book = sqlite3.connect(life.path, timeout=30, isolation_level=None)
        rows = book.execute(
            "SELECT id, story FROM promised WHERE channel = ? AND NOT marked ORDER BY story",
            (channel,),
        ).fetchall()
        for number, story in rows:
            if strategy == "mark_post":
                book.execute("UPDATE promised SET marked = 1 WHERE id = ?", (number,))
            tries = {"sdk_defaults": 6, "mark_post": 1}.get(strategy, 1_000)
            for _ in range(tries):
                time.sleep(pause)
                if post_plainly(web, channel, number, story):
                    break
            book.execute("UPDATE promised SET marked = 1 WHERE id = ?", (number,))

    threads = [Thread(target=serve, args=(channel,), daemon=True) for channel in life.channels]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def post_plainly(web: WebClient, channel: str, number: str, story: int) -> bool:
    metadata = {"event_type": "sosik_delivery", "event_payload": {"delivery_id": number}}
    try:
        web.chat_postMessage(channel=channel, text=f"소식 {story}", metadata=metadata)
    except SlackApiError as error:
        if getattr(error.response, "status_code", 0) == 429:
            time.sleep(0.05)
        return False
    except Exception:  # noqa: BLE001 — what this strategy does, whatever it was
        return False
    return True


def live(life: Life, strategy: str, awake: Event) -> None:
    """A sender process, silent. `awake` is set when it begins to send."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    awake.set()
    if strategy in OURS:
        live_outbox(life)
    else:
        live_naive(life, strategy)
