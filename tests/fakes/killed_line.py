"""One article's line, killed (SIGKILL) before or after any one port call, then started again.

`run_point(folder, point)` forks a life that dies at its `point`-th moment (each port call has two:
just before and just after), and a second life that finishes, then reads what the chat and the store
show. Point 0 never dies; its count of moments says how many points there are.
"""

import json
import os
import signal
from collections.abc import Callable, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

from rich.console import Console

from bot.adapters.memory import ManualClock, SynchronousQueue
from bot.adapters.sandbox import InlineSandbox
from bot.adapters.store import open_store
from bot.adapters.terminal import TerminalChat
from bot.app import App, Parts, Tables
from bot.errors import BadPage, SosikError
from bot.model import AlertKind, AlertState, Fetched, Job, JobKind, Validators
from bot.settings import Settings

START = datetime(2026, 11, 20, 0, 0, tzinfo=UTC)
LONG_AGO = START - timedelta(days=9)
MINUTE = timedelta(minutes=1)
FIRST_LIFE, SECOND_LIFE = 30, 45  # minutes; the headline is told after the second look at it
SITE = "https://news.gana.example"

WATCHLIST = """
name: 시험
channels: ["#test"]
alert_on: body
terms: [{name: 가람반도체}]
"""
FEEDS = f"""
feeds:
  - {{url: "{SITE}/rss", outlet: 가나일보, every: 2m}}
"""
TEXT = (
    "가람반도체는 20일 충북 청주에 새 패키징 공장을 짓는다고 밝혔다. 투자 규모는 1조2000억원이다.\n"
    "공장은 내년 3월 착공해 2028년 하반기에 가동한다. 회사는 300명을 새로 뽑을 계획이다.\n"
    "업계에서는 첨단 패키징 수요가 이어질 것으로 보고 있다."
)
UPDATE = (
    "가람반도체는 청주 패키징 공장의 투자 규모를 2조5000억원으로 늘린다고 20일 다시 밝혔다.\n"
    "처음 발표한 1조2000억원의 두 배가 넘는다. 채용도 700명으로 늘린다.\n"
    "김가람 대표는 “고객사 요청이 예상보다 많았다”고 설명했다."
)
Item = tuple[int, str, str, str]  # minute of its coming, name, title, text
ITEMS: Sequence[Item] = (
    (-60, "old", "가람반도체 지난달 소식 정리", "지난달 소식이다. 이미 나온 이야기다."),
    (3, "first", "가람반도체, 청주에 1조2000억원 패키징 공장", TEXT),
    (7, "update", "가람반도체, 청주 패키징 공장 투자 두 배로 확대(종합)", UPDATE),
)
# From this minute on the first article's page is headed otherwise; its feed says nothing of it.
RETITLED = (12, "first", "가람반도체, 청주 패키징 공장 계획 보류")


def _site(clock: ManualClock, items: Sequence[Item]) -> Callable[[str], Fetched]:
    def answer(url: str) -> Fetched:
        if url == f"{SITE}/rss":
            return _document(url, _rss(clock.now(), items), "application/rss+xml")
        for _, name, title, text in items:
            if url == f"{SITE}/view/{name}":
                is_retitled = name == RETITLED[1] and clock.now() >= START + RETITLED[0] * MINUTE
                headline = RETITLED[2] if is_retitled else title
                return _document(url, _page(headline, text), "text/html; charset=utf-8")
        raise BadPage("missing", reason="missing")

    return answer


def _rss(now: datetime, items: Sequence[Item]) -> str:
    listed = "".join(
        f"<item><title>{title}</title><link>{SITE}/view/{name}</link><guid>{name}</guid>"
        f"<description>{text[:60]}</description>"
        f"<pubDate>{START + minute * MINUTE:%a, %d %b %Y %H:%M:%S} +0000</pubDate></item>"
        for minute, name, title, text in items
        if START + minute * MINUTE <= now
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>가나일보</title>{listed}</channel></rss>'


def _page(title: str, text: str) -> str:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in text.split("\n"))
    return f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{body}</article></body></html>"


def _document(url: str, text: str, content_type: str) -> Fetched:
    return Fetched(url=url, body=text.encode(), content_type=content_type, validators=Validators())


class Site:
    """The Fetcher port over this site."""

    def __init__(self, clock: ManualClock, items: Sequence[Item] = ITEMS) -> None:
        self._answer = _site(clock, items)

    def fetch(self, url: str, validators: Validators) -> Fetched:
        return self._answer(url)


class Fuse:
    """Counts the moments of a life and ends it at one of them. `names` are the calls in order."""

    def __init__(self, point: int) -> None:
        self._point = point
        self.names: list[str] = []

    def moment(self, name: str) -> None:
        self.names.append(name)
        if len(self.names) == self._point:
            os.kill(os.getpid(), signal.SIGKILL)


class Fused:
    """A port with a moment before and after each call; a transaction's calls count too."""

    def __init__(self, port: object, name: str, fuse: Fuse) -> None:
        self._port, self._name, self._fuse = port, name, fuse

    def __getattr__(self, attribute: str) -> object:
        value = getattr(self._port, attribute)
        if not callable(value):
            return value
        name = f"{self._name}.{attribute}"
        if attribute == "placing":
            return lambda: self._placing(value)

        def call(*arguments: object, **named: object) -> object:
            self._fuse.moment(f"before {name}")
            answer = value(*arguments, **named)
            self._fuse.moment(f"after {name}")
            return answer

        return call

    @contextmanager
    def _placing(self, placing):
        self._fuse.moment("before placing")
        with placing() as desk:
            yield Fused(desk, "desk", self._fuse)
        self._fuse.moment("after placing")


FUSED_PORTS = (
    "feeds",
    "entries",
    "stories",
    "alerts",
    "rechecks",
    "leases",
    "pages",
    "extractor",
    "chat",
)


def live(folder: Path, tables: Tables, fuse: Fuse, begin: datetime, minutes: int) -> None:
    clock = ManualClock(begin)
    chat = TerminalChat(Console(file=StringIO()), clock, folder / "terminal.jsonl")
    settings = Settings(
        _env_file=None, home=folder, watchlists=folder / "watchlists", gather_seconds=90
    )
    parts = Parts(
        clock=clock,
        chat=chat,
        queue=SynchronousQueue(),
        sandbox=InlineSandbox(),
        fetcher=Site(clock),
        tables=tables,
        jitter=lambda: 0.5,
    )
    app = App(settings, parts)
    app.line = replace(
        app.line,
        **{name: Fused(getattr(app.line, name), name, fuse) for name in FUSED_PORTS},
        readers={k: Fused(r, "reader", fuse) for k, r in app.line.readers.items()},
    )

    def work(job: Job) -> None:
        with suppress(SosikError):
            app.work(job)

    app.queue.start(work)
    for _ in range(minutes):
        app.queue.put(Job(kind=JobKind.SWEEP, key=""))
        clock.advance(MINUTE)
    app.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the world looks like after both lives.

    `shown` are the delivery ids of the messages in the chat, `articles` counts those placed,
    `stale` the sent alerts that do not show their story as it stands, `unsent` those not sent,
    `changes` what the thread was told of the headline that changed. `news` is false where the first
    life ended before its first poll was kept: then all there is was there before the subscription.
    `knew` is false where it ended before it kept the article: then nobody knows another headline.
    """

    died: bool
    shown: tuple[str, ...]
    cards: int
    articles: int
    open_entries: int
    stale: int
    unsent: int
    changes: int
    news: bool
    knew: bool

    @property
    def lost(self) -> int:
        """What should be there and is not: the card, an article, news that a card must show."""
        missing = len(ITEMS) - self.articles
        if self.news:
            missing += 1 - min(1, self.cards)
        if self.news and self.knew:
            missing += 1 - min(1, self.changes)
        return missing + self.open_entries + self.stale + self.unsent

    @property
    def doubled(self) -> int:
        """Messages that stand more than once."""
        return (
            len(self.shown)
            - len(set(self.shown))
            + max(0, self.cards - int(self.news))
            + max(0, self.changes - 1)
        )


def prepare(folder: Path) -> None:
    """Writes the watchlist and the feeds."""
    lists = folder / "watchlists"
    lists.mkdir(parents=True)
    (lists / "test.yaml").write_text(WATCHLIST, encoding="utf-8")
    (lists / "feeds.yaml").write_text(FEEDS, encoding="utf-8")


def moments(folder: Path, tables: Tables) -> list[str]:
    """The names of all moments of one undisturbed life, in order."""
    prepare(folder)
    fuse = Fuse(0)
    live(folder, tables, fuse, START, FIRST_LIFE)
    return fuse.names


def run_point(folder: Path, tables: Tables, point: int) -> Outcome:
    """Both lives, the first one killed at its `point`-th moment."""
    prepare(folder)
    died = _forked(lambda: live(folder, tables, Fuse(point), START, FIRST_LIFE))
    knew = _knows(folder, RETITLED[1])
    later = START + (FIRST_LIFE + 5) * MINUTE
    finished = not _forked(lambda: live(folder, tables, Fuse(0), later, SECOND_LIFE))
    if not finished:
        raise AssertionError("the second life did not finish")
    return _outcome(folder, died=died, knew=knew)


def _forked(life: Callable[[], None]) -> bool:
    """Whether the life, in a process of its own, was killed.

    Raises:
        AssertionError: it failed by itself.
    """
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            life()
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(pid, 0)
    if os.WIFSIGNALED(status):
        return True
    if os.WEXITSTATUS(status):
        raise AssertionError("the life failed by itself")
    return False


def _knows(folder: Path, name: str) -> bool:
    """Whether the article is kept."""
    store = open_store(f"sqlite:///{folder / 'sosik.sqlite3'}")
    try:
        return store.stories.find_url(f"{SITE}/view/{name}") is not None
    finally:
        store.close()


def _outcome(folder: Path, *, died: bool, knew: bool) -> Outcome:
    receipts = folder / "terminal.jsonl"
    lines = receipts.read_text(encoding="utf-8").splitlines() if receipts.exists() else []
    rows = [json.loads(line) for line in lines]
    shown = [row for row in rows if row["delivery_id"]]
    store = open_store(f"sqlite:///{folder / 'sosik.sqlite3'}")
    try:
        alerts = store.alerts.alerts((), 100)
        stories = {story.id: story for story in store.stories.stories(LONG_AGO, 100)}
        sent = [alert for alert in alerts if alert.state is AlertState.SENT]
        return Outcome(
            died=died,
            shown=tuple(row["delivery_id"] for row in shown),
            cards=sum(row.get("thread") is None for row in shown),
            articles=sum(len(story.members) for story in stories.values()),
            open_entries=len(store.entries.waiting(START + timedelta(days=9), 100)),
            stale=sum(
                alert.kind is AlertKind.CARD
                and alert.sent_revision != stories[alert.story_id].revision
                for alert in sent
            ),
            unsent=len(alerts) - len(sent),
            changes=sum(alert.kind is AlertKind.CHANGE for alert in sent),
            news=any(
                not each.article.backlog for story in stories.values() for each in story.members
            ),
            knew=knew,
        )
    finally:
        store.close()
