"""How many alerts are lost or said twice, under faults and kill -9, by ours and by usual ways.

    python -m bench.delivery [--alerts 300] [--channels 3] [--faults 0.3] [--kills 100]
                              [--each-step 0] [--factor 50] [--seed 1] [--strategies outbox,…]

A fake Slack (tests/fakes) answers over loopback HTTP with 14 kinds of faults. A sender process is
killed by SIGKILL at random moments and, with --each-step N, N times right before and right after
every named step, then started again. A life that is to end at a step is told several that are still
owed and dies at whichever it meets, so that the rare ones (after a 429, after a claim ran out) are
waited for all the time. Where kills are still owed when nearly all is told, more alerts come. Once none is
owed nobody is killed any more, and the verdict waits until every alert rests; what does not rest
within --patience is printed as waiting, and is no success.

All times (pace, settle, leases, back-off, client time-out, the fake's clock, lag and late commits)
come from one scale: everything runs --factor times as fast.

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
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from multiprocessing.context import ForkServerProcess as Process
from pathlib import Path

from bench.delivery_senders import (
    CLIENT_TIMEOUT,
    OURS,
    PACE,
    START,
    STEPS,
    Life,
    live,
    time_of,
)
from bot.adapters.store import SqlStore, migrate, open_store
from bot.model import Alert, AlertKind
from bot.outbox import NEVER, delivery_id
from tests.fakes.slack_web import FakeSlack, Fault, RandomFaults
from tests.fakes.slack_workspace import Message, Workspace

HISTORY_LAG, LATE_COMMIT, POST_GAP = 3.0, 10.0, 1.0  # seconds, unscaled
CLOCK_STEP = timedelta(minutes=5)
FORKS = multiprocessing.get_context("forkserver")
SHORT_LIFE, LONG_LIFE = 2.5, 40.0  # seconds, unscaled, that a sender lives before a random kill
STEP_LIFE = 300.0  # seconds, unscaled, that a life waits for the step it is to die at
WAVE = 90  # more alerts where kills are owed
FEW = 15  # untold ones, when the next wave comes
TELL_EVERY = 30.0  # seconds between two lines of progress
UNTOLD = "state <> 'sent' OR sent_revision < 2"
RESTLESS = "state <> 'sent' OR due_at < :never"


@dataclass
class Play:
    """One strategy under faults and kills."""

    options: argparse.Namespace
    strategy: str
    directory: Path
    kills: int = 0

    def __post_init__(self) -> None:
        options = self.options
        self.random = random.Random(options.seed)
        self.born = self.told_at = time.time()
        space = Workspace(
            history_lag=HISTORY_LAG / options.factor,
            post_gap=POST_GAP / options.factor,
            now=lambda: time_of(self.born, options.factor).timestamp(),
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
            born=self.born,
            keeper=os.getpid(),
        )
        self.life.deaths.touch()
        # The usual ways are done sooner: they die as often, so they live shorter.
        done_in = options.alerts / options.channels * PACE.total_seconds() / options.factor
        self.life_span = (
            (SHORT_LIFE / options.factor, LONG_LIFE / options.factor)
            if self.strategy in OURS
            else (0.0, 2 * done_in / max(options.kills, 1))
        )
        self.alerts: list[Alert] = []

    def run(self) -> bool:
        """Plays to the end and prints the line of the table; whether ours did as it promises."""
        began = time.monotonic()
        store = self._open()
        self._promise(store, self.options.alerts)
        self.fake.start()
        try:
            if self.strategy == "two_senders":
                self._two_lives(store)
            else:
                self._many_lives(store)
            if self.strategy not in OURS:
                time.sleep(2 * LATE_COMMIT / self.options.factor)
        finally:
            self.fake.stop()
            if store is not None:
                store.close()
        return self._verdict(time.monotonic() - began)

    # --- the play -------------------------------------------------------------------------------

    def _many_lives(self, store: SqlStore | None) -> None:
        """One life after the other, each killed, while kills are owed; the last one ends it all."""
        deadline = time.monotonic() + self.options.patience
        while self._owes_kills() and time.monotonic() < deadline:
            if self.strategy in OURS and self._left(UNTOLD) < FEW:
                self._promise(store, WAVE)
            elif not self._left(UNTOLD):
                break
            self._one_life()
            self._tell()
        self._settle([self._start(self.life)])

    def _one_life(self) -> None:
        """A life that is killed, at a named step or at random."""
        steps = self._owed_steps()
        random_left = max(self.options.kills - self.kills, 0)
        steps_left = sum(steps.values())
        at_step = self.random.random() * (random_left + steps_left) < steps_left
        life = self.life
        if at_step:
            some = self.random.sample(sorted(steps), self.random.randint(1, min(4, len(steps))))
            life = replace(life, die_at=tuple(some), die_on=self.random.choice((1, 1, 1, 2, 3)))
        elif self.strategy == "clock_steps":
            error = self.random.choice((timedelta(), CLOCK_STEP, -CLOCK_STEP))
            life = replace(life, clock_error=error)
        process = self._start(life)
        process.join(
            STEP_LIFE / self.options.factor if at_step else self.random.uniform(*self.life_span)
        )
        if process.exitcode is None:
            process.kill()
            process.join()
            self.kills += not at_step

    def _two_lives(self, store: SqlStore | None) -> None:
        """Two senders; each is stopped in turn for longer than a claim, sometimes than a lease."""
        rivals = [self._start(replace(self.life, owner=owner)) for owner in ("one", "two")]
        deadline = time.monotonic() + self.options.patience
        while self._owes_kills() and time.monotonic() < deadline:
            if self._left(UNTOLD) < FEW:
                self._promise(store, WAVE)
            time.sleep(self.random.uniform(*self.life_span))
            rival = rivals[self.kills % 2]
            os.kill(rival.pid, signal.SIGSTOP)
            time.sleep(self.random.uniform(20, 90) / self.options.factor)
            os.kill(rival.pid, signal.SIGCONT)
            self.kills += 1
            self._tell()
        self._settle(rivals)

    def _settle(self, lives: list[Process]) -> None:
        """No more kills: until every alert rests."""
        deadline = time.monotonic() + self.options.patience
        while self._left(RESTLESS) and time.monotonic() < deadline:
            for place, life in enumerate(lives):
                if not life.is_alive():
                    lives[place] = self._start(self.life)
            time.sleep(0.2)
            self._tell()
        for life in lives:
            life.kill()
            life.join()

    def _start(self, life: Life) -> Process:
        awake = FORKS.Event()
        process = FORKS.Process(target=live, args=(life, self.strategy, awake), daemon=True)
        process.start()
        awake.wait(10)
        return process

    # --- what is promised, and what is owed -----------------------------------------------------

    def _open(self) -> SqlStore | None:
        """The outbox; the usual ways keep a table of their own."""
        if self.strategy in OURS:
            store = open_store(f"sqlite:///{self.life.path}")
            migrate(store)
            return store
        with sqlite3.connect(self.life.path) as book:
            book.execute("PRAGMA journal_mode = WAL")
            book.execute("CREATE TABLE promised (id TEXT PRIMARY KEY, channel, story, marked)")
        return None

    def _promise(self, store: SqlStore | None, count: int) -> None:
        first = len(self.alerts)
        fresh = [self._alert(number) for number in range(first, first + count)]
        self.alerts += fresh
        if store is not None:
            store.alerts.promise(fresh)
            return
        with sqlite3.connect(self.life.path) as book:
            rows = [(a.delivery_id, a.channel, a.story_id) for a in fresh]
            book.executemany("INSERT INTO promised VALUES (?, ?, ?, 0)", rows)

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

    def _owes_kills(self) -> bool:
        return self.kills < self.options.kills or bool(self._owed_steps())

    def _owed_steps(self) -> dict[str, int]:
        """How many kills each named step is short of."""
        if self.strategy != "outbox" or not self.options.each_step:
            return {}
        had = self._deaths()
        owed = {step: self.options.each_step - had[step] for step in STEPS}
        return {step: left for step, left in owed.items() if left > 0}

    def _deaths(self) -> Counter[str]:
        """The named steps at which lives ended."""
        return Counter(self.life.deaths.read_text("ascii").split())

    def _left(self, condition: str) -> int:
        """How many alerts are not as far as that."""
        if self.strategy not in OURS:
            return self._counted("SELECT count(*) FROM promised WHERE NOT marked")[0][0]
        return self._counted(f"SELECT count(*) FROM alerts WHERE {condition}")[0][0]

    def _counted(self, query: str) -> list[tuple]:
        never = int((NEVER - timedelta(days=1)).timestamp()) * 1_000_000
        with sqlite3.connect(f"file:{self.life.path}?mode=ro", uri=True, timeout=30) as book:
            return book.execute(query, {"never": never} if ":never" in query else {}).fetchall()

    # --- what came of it ------------------------------------------------------------------------

    def _tell(self) -> None:
        if time.time() < self.told_at + TELL_EVERY:
            return
        self.told_at = time.time()
        print(
            f"  … {self.strategy}: {self.told_at - self.born:.0f} s, {len(self.alerts)} alerts, "
            f"{self.kills} random kills, {sum(self._deaths().values())} at named steps, "
            f"{self._left(RESTLESS)} not at rest",
            flush=True,
        )

    def _verdict(self, seconds: float) -> bool:
        space, is_ours = self.fake.workspace, self.strategy in OURS
        standing = Counter(message.delivery_id for message in space.standing())
        lost = sum(alert.delivery_id not in standing for alert in self.alerts)
        doubled = sum(count - 1 for count in standing.values())
        waiting = self._left(RESTLESS)
        calls, deaths = self.fake.requests, self._deaths()
        healed = sum(message.deleted for message in space.messages)
        stale = sum(not is_true(message) for message in space.standing())
        print(
            f"{self.strategy:13} {len(self.alerts):6} {lost:5} {doubled:5} {waiting:7} "
            f"{healed:7} {stale if is_ours else '-':>6} "
            f"{calls['chat.postMessage']:6} {calls['conversations.history']:6} "
            f"{len(self.fake.faults):7} {self.kills:6} {sum(deaths.values()):8} {seconds:7.0f}",
            flush=True,
        )
        if deaths:
            print("  kills at " + ", ".join(f"{step} {deaths[step]}" for step in STEPS), flush=True)
        if not is_ours:
            return True
        if waiting:
            by_state = f"SELECT state, error, count(*) FROM alerts WHERE {RESTLESS} GROUP BY 1, 2"
            print(f"  waiting: {self._counted(by_state)}", flush=True)
        return not (lost or doubled or waiting or stale or self._owes_kills())


def is_true(message: Message) -> bool:
    """Whether the message shows its story as it stands in the end."""
    return "2판" in str(message.content.get("blocks"))


def main() -> int:
    """Prints a line for each strategy; 1 where ours lost, doubled, left waiting or owes kills."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--alerts", type=int, default=300)
    parser.add_argument("--channels", type=int, default=3)
    parser.add_argument("--faults", type=float, default=0.3)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--each-step", type=int, default=0)
    parser.add_argument("--factor", type=float, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--patience",
        type=float,
        default=3_600,
        help="seconds for all kills, and for the rest after",
    )
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
        "strategy      alerts  lost twice waiting deleted  stale  posts  reads  faults  kills at-steps seconds"
    )
    with tempfile.TemporaryDirectory() as directory:
        plays = [
            Play(options, strategy, Path(directory)).run()
            for strategy in options.strategies.split(",")
        ]
    return int(not all(plays))


if __name__ == "__main__":
    sys.exit(main())
