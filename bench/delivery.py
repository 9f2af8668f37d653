"""How many alerts are lost or said twice, under faults and kill -9, by ours and by usual ways.

    python -m bench.delivery [--alerts 300] [--channels 3] [--faults 0.3] [--kills 100]
                              [--each-step 0] [--factor 50] [--seed 1] [--strategies outbox,…]

A fake Slack (tests/fakes) answers over loopback HTTP with 14 kinds of faults. A sender process is
killed by SIGKILL at random moments and, with --each-step N, N times right before and right after
every named step, then started again. All times (pace, settle, leases, back-off, client time-out,
the fake's lag and late commits) come from one scale: everything runs --factor times as fast.

    outbox        bot.delivery over SQLite, as in production
    sdk_defaults  WebClient as it comes; post, up to five more tries on an error, then mark
    post_mark     WebClient(retry_handlers=[]); post until Slack says ok, then mark
    mark_post     mark, then post once
    two_senders   ours, two processes on one store, one of them now and then stopped (SIGSTOP)
    clock_steps   ours, with lives whose clock is five minutes ahead or behind
"""

import argparse
import multiprocessing
import os
import random
import signal
import sqlite3
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta
from multiprocessing.context import ForkServerProcess as Process
from pathlib import Path

from bench.delivery_senders import CLIENT_TIMEOUT, OURS, PACE, START, STEPS, Life, live
from bot.adapters.store import migrate, open_store
from bot.model import Alert, AlertKind
from bot.outbox import NEVER, delivery_id
from tests.fakes.slack_web import FakeSlack, Fault, RandomFaults
from tests.fakes.slack_workspace import Message, Workspace

HISTORY_LAG, LATE_COMMIT, POST_GAP = 3.0, 10.0, 1.0  # seconds, unscaled
CLOCK_STEP = timedelta(minutes=5)
FORKS = multiprocessing.get_context("forkserver")
SHORT_LIFE, LONG_LIFE = 2.5, 40.0  # seconds, unscaled, that a sender lives before a random kill
WAVE = 90  # more alerts where kills are owed when all are told


@dataclass
class Play:
    """One strategy under faults and kills."""

    options: argparse.Namespace
    strategy: str
    directory: Path
    kills: int = 0
    at_step: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        options = self.options
        self.random = random.Random(options.seed)
        space = Workspace(
            history_lag=HISTORY_LAG / options.factor, post_gap=POST_GAP / options.factor
        )
        names = [space.add_channel(f"channel-{n}").name for n in range(options.channels)]
        self.fake = FakeSlack(
            space,
            plan=RandomFaults(options.faults, options.seed),
            hang=2 * CLIENT_TIMEOUT / options.factor,
            late=LATE_COMMIT / options.factor,
        )
        self.life = Life(
            path=self.directory / f"{self.strategy}.db",
            url=self.fake.url,
            token=space.token,
            channels=tuple(f"#{name}" for name in names),
            factor=options.factor,
            born=time.time(),
        )
        # The usual ways are done sooner: they die as often, so they live shorter.
        done_in = options.alerts / options.channels * PACE.total_seconds() / options.factor
        is_ours = self.strategy in OURS
        self.life_span = (
            (SHORT_LIFE / options.factor, LONG_LIFE / options.factor)
            if is_ours
            else (0.0, 2 * done_in / max(options.kills, 1))
        )
        self.alerts = [self._alert(number) for number in range(options.alerts)]

    def _alert(self, number: int) -> Alert:
        channel = self.life.channels[number % len(self.life.channels)]
        return Alert(
            id=number + 1,
            delivery_id=delivery_id(channel, AlertKind.CARD, number),
            channel=channel,
            kind=AlertKind.CARD,
            story_id=number,
            watchlists=("AI",),
            created_at=START + timedelta(milliseconds=number),
            due_at=START,
        )

    def run(self) -> str:
        """Plays to the end; returns the line of the table."""
        self._promise()
        self.fake.start()
        began = time.monotonic()
        try:
            while self._goes_on():
                if self.strategy == "two_senders":
                    self._two_lives()
                else:
                    self._one_life()
                if time.monotonic() - began > self.options.patience:
                    break
            if self.strategy not in OURS:
                time.sleep(2 * LATE_COMMIT / self.options.factor)
        finally:
            self.fake.stop()
        return self._verdict(time.monotonic() - began)

    def _goes_on(self) -> bool:
        """Whether something is left to do; kills that are still owed get more alerts to meet."""
        if not self._is_over():
            return True
        owed = self.kills < self.options.kills or self._wanting()
        if not owed or self.strategy not in {"outbox", "clock_steps"}:
            return False
        first = len(self.alerts)
        self.alerts += [self._alert(number) for number in range(first, first + WAVE)]
        self._promise()
        return True

    def _promise(self) -> None:
        if self.strategy in OURS:
            store = open_store(f"sqlite:///{self.life.path}")
            migrate(store)
            store.alerts.promise(self.alerts)
            store.close()
            return
        with sqlite3.connect(self.life.path) as book:
            book.execute("PRAGMA journal_mode = WAL")
            book.execute("CREATE TABLE promised (id TEXT PRIMARY KEY, channel, story, marked)")
            rows = [(a.delivery_id, a.channel, a.story_id) for a in self.alerts]
            book.executemany("INSERT INTO promised VALUES (?, ?, ?, 0)", rows)

    def _start(self, life: Life) -> Process:
        awake = FORKS.Event()
        process = FORKS.Process(target=live, args=(life, self.strategy, awake), daemon=True)
        process.start()
        awake.wait(10)
        return process

    def _two_lives(self) -> None:
        """Two senders; each is stopped in turn for longer than a claim, sometimes than a lease."""
        rivals = [self._start(replace(self.life, owner=owner)) for owner in ("one", "two")]
        while not self._is_over():
            rival = rivals[self.kills % 2]
            time.sleep(self.random.uniform(*self.life_span))
            if self.kills < self.options.kills:
                os.kill(rival.pid, signal.SIGSTOP)
                time.sleep(self.random.uniform(20, 90) / self.options.factor)
                os.kill(rival.pid, signal.SIGCONT)
                self.kills += 1
        for rival in rivals:
            rival.kill()
            rival.join()

    def _one_life(self) -> None:
        step, error = self._next_step(), timedelta()
        if self.strategy == "clock_steps" and self.kills < self.options.kills:
            error = self.random.choice((timedelta(), CLOCK_STEP, -CLOCK_STEP))
        process = self._start(
            replace(self.life, die_at=step, die_on=self.random.randint(1, 3), clock_error=error)
        )
        if step:
            process.join(LONG_LIFE / self.options.factor)
        elif self.kills < self.options.kills:
            process.join(self.random.uniform(*self.life_span))
        else:
            self._watch(process)
        died_by_itself = process.exitcode == -signal.SIGKILL
        if process.exitcode is None:
            process.kill()
            process.join()
            self.kills += not step
        if step and died_by_itself:
            self.at_step[step] += 1

    def _next_step(self) -> str:
        wanting = self._wanting()
        is_asked = self.kills >= self.options.kills or self.random.random() < 0.8
        return self.random.choice(wanting) if wanting and is_asked else ""

    def _wanting(self) -> list[str]:
        if self.strategy != "outbox":
            return []
        return [step for step in STEPS if self.at_step[step] < self.options.each_step]

    def _watch(self, process: Process) -> None:
        """No more kills: until it is over."""
        deadline = time.monotonic() + self.options.patience
        while process.is_alive() and time.monotonic() < deadline and not self._is_over():
            process.join(0.5)

    def _is_over(self) -> bool:
        with sqlite3.connect(f"file:{self.life.path}?mode=ro", uri=True, timeout=30) as book:
            if self.strategy in OURS:
                query = "SELECT count(*) FROM alerts WHERE state <> 'sent' OR due_at < ?"
                never = int((NEVER - timedelta(days=1)).timestamp()) * 1_000_000
                left = book.execute(query, (never,)).fetchone()[0]
            else:
                query = "SELECT count(*) FROM promised WHERE NOT marked"
                left = book.execute(query).fetchone()[0]
        return left == 0

    def _verdict(self, seconds: float) -> str:
        space = self.fake.workspace
        standing = Counter(message.delivery_id for message in space.standing())
        lost = sum(alert.delivery_id not in standing for alert in self.alerts)
        doubled = sum(count - 1 for count in standing.values())
        calls = self.fake.requests
        healed = sum(message.deleted for message in space.messages)
        stale = sum(not is_true(message) for message in space.standing())
        return (
            f"{self.strategy:13} {len(self.alerts):6} {lost:5} {doubled:5} {healed:7} "
            f"{stale if self.strategy in OURS else '-':>6} "
            f"{calls['chat.postMessage']:6} {calls['conversations.history']:6} "
            f"{len(self.fake.faults):7} {self.kills:6} {sum(self.at_step.values()):8} "
            f"{seconds:7.0f}"
        )


def is_true(message: Message) -> bool:
    """Whether the message shows its story as it stands in the end."""
    return "2판" in str(message.content.get("blocks"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--alerts", type=int, default=300)
    parser.add_argument("--channels", type=int, default=3)
    parser.add_argument("--faults", type=float, default=0.3)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--each-step", type=int, default=0)
    parser.add_argument("--factor", type=float, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--patience", type=float, default=1_200, help="seconds before giving up")
    parser.add_argument("--strategies", default="outbox,sdk_defaults,post_mark,mark_post")
    options = parser.parse_args()
    multiprocessing.set_forkserver_preload(
        ["bot.adapters.slack", "bot.adapters.store", "bot.delivery", "tests.fakes.slack_web"]
    )
    print(
        f"{options.alerts} alerts, {options.channels} channels, {options.faults:.0%} faults of "
        f"{len(Fault)} kinds, seed {options.seed}, everything {options.factor:g} times as fast"
    )
    print(
        "strategy      alerts  lost twice deleted  stale  posts  reads  faults  kills at-steps seconds"
    )
    with tempfile.TemporaryDirectory() as directory:
        for strategy in options.strategies.split(","):
            print(Play(options, strategy, Path(directory)).run(), flush=True)


if __name__ == "__main__":
    main()
