"""One app over a scripted site: news is put in, time is moved on, and the chat is looked at."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.adapters.memory import ManualClock, MemoryChat, SynchronousQueue
from bot.adapters.sandbox import InlineSandbox
from bot.app import App, Parts
from bot.errors import BadPage, SosikError
from bot.model import Fetched, Job, JobKind, Judgement, JudgementKind, Validators
from bot.settings import Settings

START = datetime(2026, 11, 20, 0, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LONG = (
    "{who}는 20일 충북 청주에 새 공장을 짓는다고 밝혔다. 투자 규모는 1조2000억원이다.\n"
    "공장은 내년 3월 착공해 2028년 하반기에 가동한다. 회사는 300명을 새로 뽑을 계획이다.\n"
    "업계에서는 관련 수요가 당분간 이어질 것으로 보고 있다."
)


@dataclass
class Item:
    """One article of a site: on the feed from `at` on; `page` None is a 404, an error is raised.

    `markup` is shown instead of a page made of title and text; `lands` is where its address leads.
    """

    name: str
    title: str
    text: str
    at: datetime
    summary: str
    page: str | SosikError | None
    markup: str | None = None
    lands: str | None = None


@dataclass
class Town:
    """The Fetcher port over invented sites, and an app that watches them."""

    folder: Path
    tables: object
    settings: dict = field(default_factory=dict)
    watchlists: dict = field(default_factory=dict)
    parts: dict = field(default_factory=dict)

    def __post_init__(self):
        self.clock = ManualClock(START)
        self.chat = MemoryChat(self.clock)
        self.items: dict[str, list[Item]] = {}
        self.down: dict[str, SosikError] = {}
        self.fetched: list[str] = []
        self.errors: list[SosikError] = []
        self.lists = self.folder / "watchlists"
        self.lists.mkdir(parents=True, exist_ok=True)
        for name, text in self.watchlists.items():
            self.write(name, text)

    def write(self, name: str, text: str) -> None:
        (self.lists / name).write_text(text, encoding="utf-8")

    def outlets(self, *names: str) -> None:
        """These outlets have a feed each, polled every two minutes."""
        rows = [
            f'  - {{url: "https://{name}.example/rss", outlet: {name}일보, every: 2m}}'
            for name in names
        ]
        self.write("feeds.yaml", "feeds:\n" + "\n".join(rows) + "\n")
        for name in names:
            self.items.setdefault(name, [])

    def news(self, outlet: str, name: str, title: str, text: str = "", **more) -> Item:
        """The outlet publishes now."""
        text = text or LONG.format(who=title.split(",", maxsplit=1)[0])
        item = Item(
            name=name,
            title=title,
            text=text,
            at=more.get("at", self.clock.now()),
            summary=more.get("summary", text[:80]),
            page=more.get("page", text),
        )
        self.items[outlet].append(item)
        return item

    def open(self) -> App:
        settings = Settings(
            _env_file=None,
            home=self.folder,
            watchlists=self.lists,
            **{"gather_seconds": 90, **self.settings},
        )
        parts = Parts(
            clock=self.clock,
            chat=None if "slack_bot_token" in self.settings else self.chat,
            queue=SynchronousQueue(),
            sandbox=InlineSandbox(),
            fetcher=self,
            tables=self.tables,
            jitter=lambda: 0.5,
            **self.parts,
        )
        self.app = App(settings, parts)
        self.app.queue.start(self._work)
        return self.app

    def _work(self, job: Job) -> None:
        try:
            self.app.work(job)
        except SosikError as error:
            self.errors.append(error)

    def pass_minutes(self, minutes: int) -> None:
        """Sweeps once a minute."""
        for _ in range(minutes):
            self.app.queue.put(Job(kind=JobKind.SWEEP, key=""))
            self.clock.advance(MINUTE)

    def pass_hours(self, hours: float) -> None:
        """Sweeps every ten minutes in the first two hours, then every half hour."""
        end = self.clock.now() + timedelta(hours=hours)
        soon = self.clock.now() + timedelta(hours=2)
        while self.clock.now() < end:
            self.app.queue.put(Job(kind=JobKind.SWEEP, key=""))
            self.clock.advance((10 if self.clock.now() < soon else 30) * MINUTE)

    def cards(self, channel: str = "#test"):
        """The channel's cards, replies apart."""
        return [
            message
            for message in self.chat.messages
            if message.receipt.channel == channel and message.thread is None
        ]

    def replies(self):
        return [message for message in self.chat.messages if message.thread is not None]

    def judge(self, kind: JudgementKind, subject: str) -> None:
        """Somebody of the channel decides so; nothing is called back for it."""
        judgement = Judgement(
            channel="#test", kind=kind, subject=subject, who="U1", at=self.clock.now()
        )
        self.app.store.judgements.keep(judgement)

    def fetch(self, url: str, validators: Validators) -> Fetched:
        self.fetched.append(url)
        outlet, _, rest = url.removeprefix("https://").partition(".example/")
        if url in self.down:
            raise self.down[url]
        if rest == "rss":
            return _document(url, self._rss(outlet), "application/rss+xml")
        for item in self.items.get(outlet, []):
            if rest == f"view/{item.name}":
                if isinstance(item.page, SosikError):
                    raise item.page
                if item.page is not None:
                    shown = item.markup or _page(item.title, item.page)
                    return _document(item.lands or url, shown, "text/html; charset=utf-8")
        raise BadPage("missing", reason="missing")

    def _rss(self, outlet: str) -> str:
        items = "".join(
            f"<item><title>{item.title}</title><guid>{item.name}</guid>"
            f"<link>https://{outlet}.example/view/{item.name}</link>"
            f"<description>{item.summary}</description>"
            f"<pubDate>{item.at:%a, %d %b %Y %H:%M:%S} +0000</pubDate></item>"
            for item in self.items[outlet]
        )
        return (
            '<?xml version="1.0"?><rss version="2.0"><channel>'
            f"<title>{outlet}일보</title>{items}</channel></rss>"
        )


def _page(title: str, text: str) -> str:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in text.split("\n"))
    return (
        f"<html><head><title>{title}</title></head>"
        f"<body><article><h1>{title}</h1>{body}</article></body></html>"
    )


def _document(url: str, text: str, content_type: str) -> Fetched:
    return Fetched(url=url, body=text.encode(), content_type=content_type, validators=Validators())
