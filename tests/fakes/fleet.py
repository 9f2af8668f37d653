"""A newsroom of many hosts, a fake Slack, and real `sosik worker` processes to be killed and frozen.

Press (loopback, one address a host) ← workers → PostgreSQL
                                          └→ fake Slack
"""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from sqlalchemy import Engine, bindparam, create_engine, func, select, update

from bot.adapters.store.engine import Turn
from bot.adapters.store.tables import alerts, articles, entries, feeds, leases
from bot.model import AlertKind, AlertState
from tests.fakes.press import Press, Size, term, told
from tests.fakes.slack_web import FakeSlack, Plan, no_faults


@dataclass
class Fleet:
    """The processes, and what they work with. `command` is `worker`, or `run` for one alone.

    `burn` is what reading one page costs in a child besides, in seconds of its processor.
    """

    folder: Path
    press: Press
    slack: FakeSlack
    database: str
    command: str = "worker"
    burn: float = 0.0
    environment: dict[str, str] = field(default_factory=dict)
    crew: list[subprocess.Popen[bytes]] = field(default_factory=list)
    started: int = 0
    logs: list[Path] = field(default_factory=list)

    def __post_init__(self) -> None:
        lists = self.folder / "watchlists"
        lists.mkdir(parents=True, exist_ok=True)
        size = self.press.size
        sources = [
            {"url": self.press.feed_url(number), "outlet": f"일보{number}", "every": "2m"}
            for number in range(size.feeds)
        ]
        _write(lists / "feeds.yaml", {"feeds": sources})
        for number in range(size.channels):
            watched = {
                "name": f"목록{number}",
                "channels": [f"#c{number}"],
                "terms": [{"name": term(number)}],
            }
            _write(lists / f"w{number}.yaml", watched)
        for number in range(size.channels):
            self.slack.workspace.add_channel(f"c{number}", is_member=True)
        self.engine: Engine = create_engine(
            self.database.replace("postgresql:", "postgresql+psycopg:", 1), pool_pre_ping=True
        )

    def start(self, environment: Mapping[str, str] | None = None) -> None:
        """One more process, with these variables besides."""
        self.started += 1
        home = self.folder / f"home{self.started if self.command == 'worker' else ''}"
        settings = {
            "SOSIK_HOME": str(home),
            "SOSIK_WATCHLISTS": str(self.folder / "watchlists"),
            "SOSIK_ALLOWED_NETWORKS": "127.0.0.0/8",
            "SOSIK_HOST_GAP_SECONDS": str(self.press.size.gap),
            "SOSIK_TICK_SECONDS": str(15 / self.press.size.haste),
            "SOSIK_GATHER_SECONDS": "0",
            "SOSIK_BRIEFS": "",
            "SOSIK_TERM_DAILY_CAP": "10000",
            "SOSIK_BURST_CARDS": "0",
            "DATABASE_URL": self.database,
            "SLACK_API_URL": self.slack.url,
            "SLACK_BOT_TOKEN": self.slack.workspace.token,
        }
        self.logs.append(self.folder / f"log{self.started}.txt")
        with self.logs[-1].open("wb") as log:
            process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "tests.fakes.fleet_member", self.command),
                    *(str(self.press.size.haste), str(self.burn)),
                ],
                env={**os.environ, **settings, **self.environment, **(environment or {})},
                stdout=log,
                stderr=log,
            )
        self.crew.append(process)

    def kill(self, number: int = 0) -> None:
        """One process dies at once, and another takes its place."""
        process = self.crew.pop(number)
        del self.logs[number]
        process.kill()
        process.wait()
        self.start()

    def freeze(self, seconds: float, number: int = 0) -> None:
        """One process stands still for so long."""
        process = self.crew[number]
        process.send_signal(signal.SIGSTOP)
        time.sleep(seconds)
        process.send_signal(signal.SIGCONT)

    def stop(self) -> list[int]:
        """Asks every process to end, once all have started; their exit codes."""
        self._await_starts(60)
        for process in self.crew:
            process.terminate()
        codes = [process.wait(40) for process in self.crew]
        self.engine.dispose()
        return codes

    def _await_starts(self, patience: float) -> None:
        """A process that loads its modules still cannot end in order."""
        deadline = time.monotonic() + patience
        for log in self.logs:
            while b'"start"' not in log.read_bytes() and time.monotonic() < deadline:
                time.sleep(0.2)

    def count(self, statement: object) -> int:
        with self.engine.connect() as connection:
            return connection.execute(statement).scalar_one()  # type: ignore[call-overload]

    def wait_for(self, statement: object, wanted: int, patience: float) -> int:
        """What the count came to when it was enough, or when it had not grown for so many seconds."""
        deadline, found, before = time.monotonic() + patience, 0, 0
        while time.monotonic() < deadline:
            try:
                found = self.count(statement)
            except Exception:  # noqa: BLE001  # the database may be away, or not yet migrated
                time.sleep(0.3)
                continue
            if found >= wanted:
                break
            if found > before:
                deadline, before = time.monotonic() + patience, found
            time.sleep(0.3)
        return found

    def prime(self, patience: float = 90) -> None:
        """Every feed was read once, so that what comes now is news."""
        primed = select(func.count()).where(feeds.c.primed)
        assert self.wait_for(primed, self.press.size.feeds, patience) == self.press.size.feeds

    def publish(self, waves: int = 1) -> None:
        """The next waves, with every feed due at once."""
        self.press.published += waves
        with self.engine.begin() as connection:
            if connection.dialect.name == "postgresql":  # not crosswise with a worker that polls
                connection.execute(select(func.pg_advisory_xact_lock(int(Turn.POLLING))))
            connection.execute(update(feeds).values(next_poll_at=bindparam("then", 0)))

    def sent(self, patience: float) -> int:
        """How many cards were sent once all articles were read and all cards sent, or patience ended."""
        size = self.press.size
        read = select(func.count()).select_from(entries).where(entries.c.closed.is_not(None))
        self.wait_for(read, size.articles + size.feeds, patience)
        statement = select(func.count()).where(
            alerts.c.state == AlertState.SENT.value, alerts.c.kind == AlertKind.CARD.value
        )
        return self.wait_for(statement, size.events, patience)

    def verdict(self) -> "Verdict":
        """What became of everything."""
        press = self.press
        with self.engine.connect() as connection:
            kept = set(connection.execute(select(articles.c.url)).scalars())
            placed = connection.execute(select(articles.c.story_id, articles.c.url)).all()
            rows = connection.execute(
                select(alerts.c.delivery_id, alerts.c.channel, alerts.c.number, articles.c.url)
                .join(articles, articles.c.story_id == alerts.c.story_id)
                .where(alerts.c.kind == AlertKind.CARD.value)
                .order_by(alerts.c.number)
            ).all()
            waiting = connection.execute(
                select(func.count()).select_from(entries).where(entries.c.closed.is_(None))
            ).scalar_one()
            held = connection.execute(select(func.count()).select_from(leases)).scalar_one()
        standing = self.slack.workspace.standing()
        times = Counter(message.delivery_id for message in standing)
        shown = Counter(
            {
                (row.channel, _event(row.url), row.delivery_id)
                for row in rows
                if times[row.delivery_id]
            }
        )
        gold = Counter((channel, event) for channel, event, _ in shown)
        wanted = {press.url(event) for event in press.events}
        promised = dict.fromkeys((row.channel, row.delivery_id) for row in rows)
        told_by: dict[int, set[int]] = {}
        for row in placed:
            if "/news/" in row.url:
                told_by.setdefault(row.story_id, set()).add(_event(row.url))
        return Verdict(
            articles_lost=len(wanted - kept),
            cards_lost=press.size.events - len({event for _, event in gold}),
            cards_doubled=sum(count - 1 for count in (*times.values(), *gold.values())),
            out_of_order=_out_of_order(list(promised), standing),
            mixed=sum(len(found) - 1 for found in told_by.values()),
            impolite=press.impolite(),
            waiting=waiting,
            leases=held,
            gold=frozenset(gold),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Counts of what must not be; `gold` is which events stand in which channels.

    `mixed` counts events that share a story with another one, and so its card.
    """

    articles_lost: int
    cards_lost: int
    cards_doubled: int
    out_of_order: int
    mixed: int
    impolite: int
    waiting: int
    leases: int
    gold: frozenset[tuple[str, int]] = field(repr=False)


def _event(url: str) -> int:
    return told(int(url.rpartition("/")[2]))


def _out_of_order(promised: Sequence[tuple[str, str]], standing: Sequence[object]) -> int:
    """Channels whose cards do not stand in the order in which they were promised."""
    at = {message.delivery_id: float(message.ts) for message in standing}
    channels: dict[str, list[float]] = {}
    for channel, name in promised:
        if name in at:
            channels.setdefault(channel, []).append(at[name])
    return sum(times != sorted(times) for times in channels.values())


def _write(path: Path, content: object) -> None:
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")


@contextmanager
def fleet(
    folder: Path,
    database: str,
    size: Size,
    workers: int,
    *,
    faults: Plan = no_faults,
    **how: object,
) -> Iterator[Fleet]:
    """A fleet at work over a press that has nothing new yet."""
    press, slack = Press(size), FakeSlack(plan=faults, hang=1.0).start()
    slack.workspace.post_gap = 0.9 / size.haste
    made = Fleet(folder, press, slack, database, **how)
    try:
        for _ in range(workers):
            made.start()
        yield made
    finally:
        for process in made.crew:
            process.kill()
            process.wait()
        made.engine.dispose()
        slack.stop()
        press.stop()
