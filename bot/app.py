"""Wiring: the only place that names ports and adapters, and that reads the tables in `bot/data`.

Settings → Store, Keeper, Chat, Queue → Line → App.work(job)
"""

import os
import random
import signal
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from socket import gethostname
from threading import Event
from uuid import uuid4

import structlog
from rich.console import Console
from sqlalchemy import make_url

from bot import __version__, pipeline, polling, rechecking
from bot.adapters.apis import naver_keys, open_readers
from bot.adapters.clock import StoppableClock
from bot.adapters.extract import SandboxedExtractor
from bot.adapters.extractive import ExtractiveSummariser
from bot.adapters.http import GuardedFetcher
from bot.adapters.korean_calendar import is_korean_holiday
from bot.adapters.pages import HttpPageReader, Robots
from bot.adapters.slack.chat import SlackChat
from bot.adapters.store import StoreWarning, migrate, open_store
from bot.adapters.terminal import TerminalChat
from bot.briefing import keep_briefs
from bot.card.words import unreadable_words
from bot.chats import open_chat, rooms_of, unreadable
from bot.commands.briefs import BriefDesk
from bot.commands.checkup import Check, Level, name_checks
from bot.fleet import (
    Presence,
    Tick,
    alone_on,
    is_shared,
    make_home,
    open_clock,
    open_queue,
    passing,
    polite,
    when_there,
)
from bot.housekeeping import MISSING, House, go_round, keep_house
from bot.keeper import Keeper
from bot.learning import LearnedLines
from bot.line import Line, Pauses
from bot.model import Article, Job, JobKind, Member, Story
from bot.observe import Metrics, observe
from bot.outbox import OutboxPolicy
from bot.outcry import Outcry, room, room_check
from bot.ports import Chat, Clock, Fetcher, Gallery, Mail, Painter, Queue, Sandbox
from bot.press import open_briefing, open_desk
from bot.rooms import Rounds, home_of, id_of
from bot.services import open_embedder, open_summariser, understanding
from bot.settings import Settings, quiet_until, unknown_names
from bot.stages import open_sandbox
from bot.stories.coverage import coverage
from bot.stories.grouping import Grouper
from bot.stories.representative import lead
from bot.summary.calendar import next_brief
from bot.summary.rights import may_send
from bot.tables import Tables, find_folder, load_tables

CARD_REFRESH = timedelta(seconds=10)  # a burst of copies makes one change of the card
CHANNEL_PACE = timedelta(seconds=1.05)  # Slack: one message a second and channel (slack.md §1)
CHANNEL_LEASE = timedelta(seconds=60)  # longer than any one call to the chat service
OPERATORS = "운영"  # names the remarks on a terminal
ONLY_OWNER = "run"  # names the one process on an SQLite file in leases, across restarts
PATIENCE = timedelta(seconds=20)  # for jobs in flight at a graceful stop


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a test or the demo puts in the place of the usual parts."""

    clock: Clock | None = None
    chat: Chat | None = None
    queue: Queue | None = None
    sandbox: Sandbox | None = None
    fetcher: Fetcher | None = None
    tables: Tables | None = None
    jitter: Callable[[], float] | None = None
    console: Console | None = None
    mail: Mail | None = None
    painter: Painter | None = None
    gallery: Gallery | None = None
    pace: timedelta | None = None
    outbox: OutboxPolicy | None = None


class Stay(Enum):
    """How long a process means to stay. On SQLite only a bot that runs may fold the log back."""

    RUN = "run"
    ERRAND = "errand"


class App:
    """One Sosik: its line, its jobs, and what it holds open."""

    def __init__(
        self,
        settings: Settings,
        parts: Parts = Parts(),
        *,
        stay: Stay = Stay.RUN,
        kinds: Collection[JobKind] = tuple(JobKind),
    ) -> None:
        """Opens the store (bringing its tables up to date) and puts the line together.

        `kinds` are the jobs that this process does; others do the rest.

        Raises:
            BadSettings: a setting can't be used.
            SchemaRefused: the database is newer than this program.
            StoreBusy: the database cannot be opened now.
        """
        self.settings = settings
        # On SQLite nobody else stays, so what a killed run still held is this one's at once.
        alone = stay is Stay.RUN and not is_shared(settings)
        self.owner = ONLY_OWNER if alone else f"{gethostname()}-{uuid4().hex[:8]}"
        make_home(settings)
        self.store = open_store(settings.database, checkpoints=stay is Stay.RUN)
        migrate(self.store)
        clock = parts.clock or open_clock(self.store)
        self.clock = StoppableClock(clock)
        self.tables = parts.tables or load_tables()
        self.keeper = Keeper(
            find_folder(settings), self.store.terms, self.tables.gazetteer, self._home_of
        )
        self.chat = parts.chat or open_chat(
            settings, self.clock, parts.console, recall=lambda name: id_of(self.store.memos, name)
        )
        self.queue = parts.queue or open_queue(settings, kinds)
        self.kinds = tuple(kind for kind in JobKind if kind in kinds and kind is not JobKind.SWEEP)
        self.tick = Tick(
            self.store.leases,
            owner=self.owner,
            period=settings.tick,
            clock=clock,
            shared=is_shared(settings),
            sweeps=bool(self.kinds),
        )
        self.metrics = Metrics()
        self._unregistered = False  # a change of the feeds that the store does not know yet
        self.presence = Presence(
            self.store.fleet,
            self.metrics,
            self.clock,
            owner=self.owner,
            kinds=self.kinds,
            threads=settings.workers,
            shared=is_shared(settings) and stay is Stay.RUN,
        )
        self.sandbox = parts.sandbox or open_sandbox(settings.children)
        self.log = structlog.get_logger("app")
        self.line = self._line(parts)
        self.house = House(
            line=self.line,
            store=self.store,
            operators=settings.operators_channel or self._own_terminal(),
            rounds=Rounds(self.line, self.store.terms, lambda: rooms_of(self.chat)),
            unreadable=lambda: unreadable(self.chat),
            retention=timedelta(days=settings.retention_days),
        )
        self.briefing = open_briefing(
            self.line, settings, mail=parts.mail, painter=parts.painter, gallery=parts.gallery
        )

    def _own_terminal(self) -> str | None:
        """Where remarks go without an operators' channel: to whoever sits at the terminal, if any."""
        return OPERATORS if isinstance(self.chat, TerminalChat) else None

    def _line(self, parts: Parts) -> Line:
        store, outlets, settings = self.store, self.tables.outlets, self.settings
        fetcher = polite(
            parts.fetcher or _fetcher(settings, self.clock),
            store,
            owner=self.owner,
            gap=timedelta(seconds=settings.host_gap_seconds),
            clock=self.clock,
        )

        def choose(story: Story) -> Member:
            return lead(story, outlets)

        extractive = ExtractiveSummariser(choose)
        return Line(
            clock=self.clock,
            jitter=parts.jitter or random.random,
            feeds=store.feeds,
            entries=store.entries,
            stories=store.stories,
            reports=store.reports,
            alerts=store.alerts,
            judgements=store.judgements,
            rechecks=store.rechecks,
            leases=store.leases,
            memos=store.memos,
            learned=LearnedLines(store.memos),
            readers=open_readers(fetcher, self.sandbox, has_naver_key=bool(settings.naver_key)),
            pages=HttpPageReader(fetcher, Robots(fetcher, self.clock)),
            extractor=SandboxedExtractor(self.sandbox),
            watch=self.keeper.watch,
            grouper=Grouper(self.tables.background, outlets, understanding(settings)),
            outlets=outlets,
            lead=choose,
            coverage=lambda story: coverage(story, outlets),
            embedder=open_embedder(
                settings, memos=store.memos, clock=self.clock, may_send=self._may_send
            ),
            summariser=open_summariser(
                settings,
                memos=store.memos,
                clock=self.clock,
                choose=choose,
                may_send=self._may_send,
            )
            or extractive,
            extractive=extractive,
            chat=self.chat,
            queue=self.queue,
            outbox=parts.outbox or OutboxPolicy(on_ambiguous=settings.on_ambiguous),
            pauses=Pauses(
                gather=settings.gather,
                refresh=CARD_REFRESH,
                pace=CHANNEL_PACE if parts.pace is None else parts.pace,
                lease=CHANNEL_LEASE,
                quiet_until=lambda moment: quiet_until(settings.quiet_hours, moment),
            ),
            term_cap=settings.term_daily_cap,
            burst=settings.burst_cards,
            home_of=self._home_of,
            next_brief=lambda now: next_brief(now, settings.briefs, is_korean_holiday),
            is_holiday=is_korean_holiday,
            owner=self.owner,
        )

    def _home_of(self, channel: str) -> str:
        return home_of(self.store.memos, channel)

    def _may_send(self, article: Article) -> bool:
        return may_send(article, self.keeper.feeds(), self.tables.outlets)

    def work(self, job: Job) -> Mapping[str, object]:
        """Does one job; see `pipeline` for what each raises."""
        match job.kind:
            case JobKind.SWEEP:
                self.presence.tick()
                self.refresh()
                if not self.tick.is_ours():
                    return {}
                seen = go_round(self.house)
                self.refresh()  # a channel may have another name by now
                swept = pipeline.sweep(self.line)
                return {**seen, **swept, **keep_house(self.house), **keep_briefs(self.briefing)}
            case JobKind.POLL:
                return polling.poll(self.line, job.key)
            case JobKind.READ:
                return pipeline.read(self.line, int(job.key))
            case JobKind.RECHECK:
                return rechecking.recheck(self.line, int(job.key))
            case JobKind.DELIVER:
                return pipeline.deliver(self.line, job.key)

    def refresh(self) -> None:
        """Takes changed files and terms into force; mistakes are logged once each."""
        before = self.keeper.problems
        self._unregistered |= self.keeper.refresh()
        if self._unregistered:
            self.store.feeds.register(self.keeper.feeds(), self.clock.now())
            self._unregistered = False
        for problem in self.keeper.problems:
            if problem not in before:
                self.log.warning("watchlist", problem=problem)
        if before and not self.keeper.problems:
            self.log.info("watchlist", mended="실수가 고쳐져 새 파일을 씁니다.")

    def run(
        self, stop: Event, beside: Callable[[], AbstractContextManager[object]] = nullcontext
    ) -> bool:
        """Works until `stop` is set; true where every job in flight ended in time.

        `beside` is entered once the line works and left before it stops.

        Raises:
            AlreadyRunning: another process works on the same database.
        """
        with alone_on(self.settings.database):
            when_there(self.refresh, stop, passing(self.settings))
            if stop.is_set():
                return True
            self.log.info(
                "start",
                version=__version__,
                feeds=len(self.keeper.feeds()),
                watchlists=len(self.keeper.watch().watchlists),
                slack=isinstance(self.chat, SlackChat),
            )
            outcry = Outcry(self.line, self.house.operators)
            self.queue.start(observe(outcry.around(self.work), self.metrics))
            with beside():
                stop.wait()
                self.clock.stop()
            ended = self.queue.stop(PATIENCE)
            self.presence.leave()
            self.log.info("stop", clean=ended)
            return ended

    def checks(self) -> Sequence[Check]:
        """What only the wiring knows: the store's condition, the chat, the contact address."""
        checks = [Check(name="저장소", level=Level.OK, message=_without_password(self.settings))]
        checks += [*name_checks(unknown_names()), *room_check(room(self.settings.home))]
        if StoreWarning.WAL_RESET_BUG in self.store.warnings:
            message = (
                "이 SQLite 버전에는 WAL 손상 결함이 있습니다(3.51.3에서 고쳐짐). "
                "Sosik은 이를 피해 쓰지만, 다른 프로그램으로 이 파일에 쓰지 마세요."
            )
            checks.append(Check(name="저장소", level=Level.WARNING, message=message))
        if isinstance(self.chat, SlackChat):
            message = "토큰이 있습니다. `sosik slack check 채널`로 시험해 보세요."
            checks.append(Check(name="슬랙", level=Level.OK, message=message))
            checks += [
                Check(name="슬랙", level=Level.WARNING, message=note) for note in self.notes()
            ]
        else:
            message = "SLACK_BOT_TOKEN이 없어 카드를 터미널에 보여 줍니다."
            checks.append(Check(name="슬랙", level=Level.WARNING, message=message))
        if self.settings.contact is None:
            message = "SOSIK_CONTACT에 연락처 주소를 넣어 주세요. 언론사가 누구의 요청인지 압니다."
            checks.append(Check(name="연락처", level=Level.WARNING, message=message))
        if self.settings.weekly_brief is not None and self.briefing.studio is None:
            message = (
                "주간 브리핑이 그림 없이 나갑니다. 그림을 넣으려면 소식의 폴더에서 pip install '.[charts]'로 "
                "설치해 주세요."
            )
            checks.append(Check(name="그림", level=Level.WARNING, message=message))
        return checks

    def notes(self) -> Sequence[str]:
        """What works, but should be mended: channels renamed since, permissions that are missing."""
        missing = self.store.memos.get(MISSING)
        unreadable = [unreadable_words(missing, self.settings.on_ambiguous)] if missing else []
        return [*self.keeper.notes, *unreadable]

    def close(self) -> None:
        """Lets go of children and files."""
        self.sandbox.close()
        self.store.close()


def brief_desk(app: App) -> BriefDesk:
    """What making a brief of any span needs of the app."""
    return open_desk(app.line, app.settings)


def _without_password(settings: Settings) -> str:
    return make_url(settings.database).render_as_string(hide_password=True)


def _fetcher(settings: Settings, clock: Clock) -> GuardedFetcher:
    contact = f"; +{settings.contact}" if settings.contact else ""
    return GuardedFetcher(
        user_agent=f"Sosik/{__version__} (Korean news watch{contact})",
        allowed_networks=settings.allowed_networks,
        proxy=settings.proxy.get_secret_value() if settings.proxy else None,
        host_gap=timedelta(seconds=settings.host_gap_seconds),
        keys=naver_keys(settings.naver_key),
        clock=clock,
    )


def stop_on_signals() -> Event:
    """An event that SIGINT and SIGTERM set; a second signal ends the process at once."""
    stop = Event()

    def handle(number: int, _frame: object) -> None:
        if stop.is_set():
            os._exit(128 + number)  # raising would end in whatever library runs just now
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, handle)
    return stop
