"""Kills the bot at every port call of one article's line, and counts what is lost or said twice.

    python -m bench.sweep_slack [--points 12] [--channel slack|terminal] [--book FILE]

A first run that nobody kills writes down its port calls: feeds, fetcher, sandbox, entries, grouping
transaction, alerts, leases, queue and chat. Then, once for each of them before it and once after
it, a fresh bot with its own SQLite file is killed there by SIGKILL and started again; the story must
be there once, with both of its articles, its card must stand once in the channel, and no promise
twice. `--points N` takes N of them, evenly spread (0: all). Each is printed as it is done, and kept in
`--book` where one is named: points that stand there as right are not played again, so other code needs
another book. The clock runs 600 times as fast; with `slack` the chat is a fake of the Web API that
outlives the bot, with `terminal` the terminal and its file of receipts. No briefs: what is met must not
hang on the hour.
"""

import argparse
import json
import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from multiprocessing.context import ForkServerProcess as Process
from pathlib import Path

from rich.console import Console

from bench.delivery_senders import is_running
from bot.adapters.clock import ScaledClock
from bot.adapters.memory import SynchronousQueue
from bot.adapters.sandbox import InlineSandbox
from bot.app import App, Parts
from bot.errors import BadPage, SosikError
from bot.model import AlertKind, AlertState, Fetched, Job, JobKind, Story, Validators
from bot.outbox import NEVER
from bot.ports import Fetcher
from bot.settings import Settings
from tests.fakes.slack_web import FakeSlack
from tests.fakes.slack_workspace import Message, Workspace

FACTOR = 600.0
START = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
LIFE = 120.0  # real seconds after which a bot that is not done counts as stuck
REPEATS = 3  # of one call, that are killed one by one
FORKS = multiprocessing.get_context("forkserver")
CHANNEL = "#ai"
BODY = """\
가온전자가 20일 경기도 화성에 차세대 메모리 공장을 착공했다고 밝혔다. 회사는 이 공장에 3조원을 들여 \
2028년부터 고대역폭메모리를 생산할 계획이다.
가온전자 관계자는 "수요가 늘어 일정을 앞당겼다"고 말했다. 공장에는 직원 800명이 일하게 되며, 지역에서는 \
협력사 30여 곳이 함께 들어설 것으로 기대하고 있다."""
WATCHLIST = """\
name: 메모리
channels: ["#ai"]
alert_on: body
terms:
  - {name: 가온전자}
"""
FEEDS = """\
feeds:
  - {url: "https://one.example/rss", outlet: 한빛일보, every: 1m}
  - {url: "https://two.example/rss", outlet: 새벽경제, every: 1m}
"""


@dataclass(frozen=True, kw_only=True)
class Life:
    """What one bot is told. `die_at` is the call to die at, "" for a natural end.

    Without `news_at` it only reads the feeds once, so that what comes later is news. It ends with the
    process `keeper`, which may itself be killed.
    """

    home: Path
    slack_url: str
    born: float
    keeper: int
    news_at: datetime | None = None
    die_at: str = ""


class Reaper:
    """Writes every port call down, and kills its own process at the one it is told."""

    def __init__(self, life: Life) -> None:
        self._life, self._met = life, Counter[str]()
        self._log = (life.home / "calls.txt").open("a", encoding="utf-8")

    def pass_by(self, call: str) -> None:
        """Returns, or does not."""
        self._met[call] += 1
        point = f"{call}#{self._met[call]}"
        if self._met[call] <= REPEATS and not self._life.die_at:
            self._log.write(point + "\n")
            self._log.flush()
        if point == self._life.die_at:
            os.kill(os.getpid(), signal.SIGKILL)


class Reaped:
    """A port, each of whose calls may be the last."""

    def __init__(self, port: object, name: str, reaper: Reaper) -> None:
        self._port, self._name, self._reaper = port, name, reaper

    def __getattr__(self, method: str) -> object:
        value = getattr(self._port, method)
        if not callable(value):
            return value
        call, reaper = f"{self._name}.{method}", self._reaper
        if method == "placing":
            return lambda: self._placing(value)

        def around(*arguments: object, **named: object) -> object:
            reaper.pass_by(f"{call}.before")
            result = value(*arguments, **named)
            reaper.pass_by(f"{call}.after")
            return result

        return around

    @contextmanager
    def _placing(self, placing: Callable[[], object]) -> Iterator[object]:
        self._reaper.pass_by("placing.before")
        with placing() as desk:
            yield Reaped(desk, "desk", self._reaper)
            self._reaper.pass_by("placing.commit.before")
        self._reaper.pass_by("placing.commit.after")


class Newspapers(Fetcher):
    """Two outlets that tell the same event; the second one once the channel knows of it."""

    def __init__(self, news_at: datetime | None) -> None:
        self._news_at = news_at
        self.is_told: Callable[[], bool] = lambda: False

    def fetch(self, url: str, validators: Validators) -> Fetched:
        site, _, path = url.removeprefix("https://").partition("/")
        if path == "robots.txt":
            raise BadPage("no rules", reason="not_found")
        body = self._feed(site) if path == "rss" else self._page(site, path)
        kind = "application/rss+xml" if path == "rss" else "text/html"
        return Fetched(
            url=url,
            body=body.encode(),
            content_type=f"{kind}; charset=utf-8",
            validators=validators,
        )

    def _feed(self, site: str) -> str:
        items = self._item(site, "old", "작년 결산 기사", START - timedelta(hours=5))
        if self._news_at and (site == "one.example" or self.is_told()):
            items += self._item(site, "new", "가온전자, 화성에 메모리 공장 착공", self._news_at)
        return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{site}</title>{items}</channel></rss>'

    def _item(self, site: str, path: str, title: str, at: datetime) -> str:
        stamp = at.strftime("%a, %d %b %Y %H:%M:%S +0000")
        return (
            f"<item><title>{title}</title><link>https://{site}/{path}</link>"
            f"<guid>https://{site}/{path}</guid><pubDate>{stamp}</pubDate></item>"
        )

    def _page(self, site: str, _path: str) -> str:
        paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in BODY.splitlines())
        title = "가온전자, 화성에 메모리 공장 착공"
        return (
            f"<html lang=ko><head><title>{title}</title></head><body><article><h1>{title}</h1>"
            f"{paragraphs}</article><footer>{site}</footer></body></html>"
        )


# --- the bot ------------------------------------------------------------------------------------


def live(life: Life) -> None:
    """One bot until its work is done."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    app = open_app(life)
    reaper = Reaper(life)
    app.line = reaped(app, reaper)
    app.house = replace(app.house, line=app.line)

    def work(job: Job) -> None:
        try:
            app.work(job)
        except SosikError:
            return

    app.refresh()
    queue = app.line.queue
    queue.start(work)
    while not (is_done(app) if life.news_at else is_primed(app)) and is_running(life.keeper):
        queue.put(Job(kind=JobKind.SWEEP, key=""))
        app.clock.sleep(timedelta(seconds=10))
    kept = [len(story.members) for story in news(app)]
    (life.home / "stories.json").write_text(json.dumps(kept), "utf-8")
    kinds = {each.delivery_id: each.kind for each in app.store.alerts.alerts((), 99)}
    (life.home / "kinds.json").write_text(json.dumps(kinds), "utf-8")
    app.close()


def open_app(life: Life) -> App:
    """The real wiring over a fake world."""
    passed = timedelta(seconds=(time.time() - life.born) * FACTOR)
    clock = ScaledClock(factor=FACTOR, start=START + passed)
    slack = {"slack_bot_token": Workspace.token, "slack_api_url": life.slack_url}
    settings = Settings(
        _env_file=None,
        home=life.home,
        watchlists=life.home / "watchlists",
        briefs=(),
        weekly_brief=None,
        **(slack if life.slack_url else {}),
    )
    with (life.home / "screen.txt").open("a", encoding="utf-8") as screen:
        console = Console(file=os.fdopen(os.dup(screen.fileno()), "a", encoding="utf-8"))
    newspapers = Newspapers(life.news_at)
    parts = Parts(
        clock=clock,
        fetcher=newspapers,
        sandbox=InlineSandbox(),
        queue=SynchronousQueue(),
        console=console,
    )
    app = App(settings, parts)
    newspapers.is_told = lambda: is_told(app)
    return app


def reaped(app: App, reaper: Reaper) -> object:
    """The line, every port of which may kill."""
    line = app.line
    names = (
        "feeds",
        "entries",
        "stories",
        "alerts",
        "leases",
        "pages",
        "extractor",
        "chat",
        "queue",
    )
    ports = {name: Reaped(getattr(line, name), name, reaper) for name in names}
    readers = {kind: Reaped(reader, "reader", reaper) for kind, reader in line.readers.items()}
    return replace(line, **ports, readers=readers)


def is_told(app: App) -> bool:
    """Whether the story's card went out."""
    sent = app.store.alerts.alerts((AlertState.SENT,), 99)
    return any(alert.kind is AlertKind.CARD for alert in sent)


def is_done(app: App) -> bool:
    """Whether both articles are placed and every alert rests."""
    alerts = app.store.alerts.alerts((), 99)
    told = [story for story in news(app) if len(story.members) > 1]
    is_shown = all(
        alert.due_at == NEVER
        and alert.state is AlertState.SENT
        and (alert.sent_revision or alert.kind is not AlertKind.CARD)
        for alert in alerts
    )
    has_card = any(alert.kind is AlertKind.CARD for alert in alerts)
    return has_card and bool(told) and is_shown


def is_primed(app: App) -> bool:
    """Whether every feed was read once and what it held is put away."""
    stories = app.store.stories.stories(START - timedelta(days=1), 99)
    return all(state.primed for _, state in app.store.feeds.feeds()) and bool(stories)


def news(app: App) -> list[Story]:
    """The stories of the event."""
    stories = app.store.stories.stories(START - timedelta(days=1), 99)
    return [story for story in stories if "착공" in story.members[0].article.title]


# --- the sweep ----------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What stood in the end: members of each story, the channel's cards, what was said again."""

    stories: tuple[int, ...]
    cards: int
    repeats: int
    was_killed: bool

    @property
    def is_right(self) -> bool:
        """One story of two articles, told once."""
        return self.stories == (2,) and self.cards == 1 and not self.repeats


@dataclass(frozen=True, kw_only=True)
class Sweep:
    """A bot that was primed at `born`, to be copied for each point."""

    primed: Path
    slack: bool
    born: float

    def calls(self) -> list[str]:
        """The port calls of an undisturbed life, in the order of their first appearance."""
        with tempfile.TemporaryDirectory() as folder:
            verdict = self.point(Path(folder), "")
            assert verdict.is_right, verdict
            return list(dict.fromkeys((Path(folder) / "calls.txt").read_text("utf-8").split()))

    def point(self, home: Path, point: str) -> Verdict:
        """A bot that dies at the point, and the next one that ends its work."""
        shutil.copytree(self.primed, home, dirs_exist_ok=True)
        space = Workspace()
        space.add_channel(CHANNEL.removeprefix("#"))
        fake = FakeSlack(space).start()
        try:
            life = Life(
                home=home,
                slack_url=fake.url if self.slack else "",
                born=self.born,
                keeper=os.getpid(),
                news_at=START + timedelta(seconds=(time.time() - self.born) * FACTOR),
                die_at=point,
            )
            was_killed = _lived(life) == -signal.SIGKILL
            if was_killed:
                _lived(replace(life, die_at="never"))
        finally:
            fake.stop()
        kept, standing = home / "stories.json", space.standing()
        cards = (home / "screen.txt").read_text("utf-8").count("╭")
        return Verdict(
            stories=tuple(json.loads(kept.read_text("utf-8"))) if kept.exists() else (),
            cards=count_cards(standing, home / "kinds.json") if self.slack else cards,
            repeats=len(standing) - len({message.delivery_id for message in standing}),
            was_killed=was_killed,
        )


def count_cards(standing: Sequence[Message], kinds: Path) -> int:
    """How many of the messages are cards by the book; one that it does not know counts too."""
    kind_of = json.loads(kinds.read_text("utf-8")) if kinds.exists() else {}
    others = set(AlertKind) - {AlertKind.CARD}
    return sum(kind_of.get(message.delivery_id) not in others for message in standing)


@contextmanager
def primed(*, slack: bool) -> Iterator[Sweep]:
    """A bot that has read its feeds once."""
    FORKS.set_forkserver_preload(["bot.app", "tests.fakes.slack_web"])
    with tempfile.TemporaryDirectory() as folder:
        home, born = Path(folder), time.time()
        (home / "watchlists").mkdir()
        (home / "watchlists" / "memory.yaml").write_text(WATCHLIST, "utf-8")
        (home / "watchlists" / "feeds.yaml").write_text(FEEDS, "utf-8")
        assert _lived(Life(home=home, slack_url="", born=born, keeper=os.getpid())) == 0
        for name in ("calls.txt", "screen.txt", "stories.json", "kinds.json"):
            (home / name).unlink()
        yield Sweep(primed=home, slack=slack, born=born)


def _lived(life: Life) -> int | None:
    process: Process = FORKS.Process(target=live, args=(life,), daemon=True)
    process.start()
    process.join(LIFE)
    if process.exitcode is None:
        process.kill()
        process.join()
    return process.exitcode


def main() -> int:
    """Prints each point and a last line; 1 where any went wrong."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--points", type=int, default=12, help="how many; 0 for all")
    parser.add_argument("--channel", choices=["slack", "terminal"], default="slack")
    parser.add_argument("--book", type=Path, help="a file of the points that were right")
    options = parser.parse_args()
    book = options.book or Path(os.devnull)
    known = frozenset(book.read_text("utf-8").split()) if book.exists() else frozenset()
    wrong, met = 0, 0
    with primed(slack=options.channel == "slack") as sweep:
        points = sweep.calls()
        chosen = points[:: max(1, len(points) // options.points)] if options.points else points
        left = [point for point in chosen if point not in known]
        print(f"{len(chosen)} of {len(points)} points, {len(left)} left", flush=True)
        for number, point in enumerate(left, 1):
            begun = time.monotonic()
            with tempfile.TemporaryDirectory() as folder:
                verdict = sweep.point(Path(folder), point)
            met += verdict.was_killed
            wrong += not verdict.is_right
            said = "right" if verdict.is_right else f"WRONG {verdict}"
            killed = "" if verdict.was_killed else ", not met"
            took = time.monotonic() - begun
            print(f"{number:4}/{len(left)} {point}: {said}{killed} ({took:.1f} s)", flush=True)
            if verdict.is_right and verdict.was_killed:
                with book.open("a", encoding="utf-8") as kept:
                    kept.write(point + "\n")
    done = len(chosen) - len(left)
    print(
        f"{len(chosen)} points of {len(points)}, {met + done} killed ({done} of them before), "
        f"{wrong} wrong ({options.channel})"
    )
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
