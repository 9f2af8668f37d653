"""`sosik demo`: the newsroom's evening and the next one, played through the real wiring."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event

from pydantic_settings import BaseSettings, PydanticBaseSettingsSource
from rich.console import Console
from rich.table import Table
from typing_extensions import override

from bot.app import App, Parts
from bot.cadence import FeedHealth, health
from bot.demo.clock import PacedClock
from bot.demo.closing import ClosingRow, Told, closing_rows
from bot.demo.newsroom import NETWORK, Newsroom
from bot.demo.scenario import LENGTH, START
from bot.model import AlertKind, AlertState
from bot.observe import configure_logging
from bot.ports import Clock
from bot.settings import Settings

AFTERWARDS = timedelta(minutes=4)  # scenario time for the last cards to go out
OVER = START + LENGTH + AFTERWARDS
TICK_SECONDS = 0.25  # real time
EVERYTHING = 10_000
WELL = {FeedHealth.OK, FeedHealth.QUIET}


def show(console: Console) -> int:
    """Plays the demo; 0 where every trap held, 1 where one did not."""
    configure_logging("error")
    console.print(
        "가상의 언론사 열다섯 곳을 이 컴퓨터 안에 열고, 하루 저녁과 이튿날 저녁을 빠르게 재생합니다.",
        style="dim",
    )
    clock = PacedClock()
    with TemporaryDirectory() as folder, Newsroom(clock.now) as newsroom:
        home = Path(folder)
        newsroom.write_files(home / "watchlists")
        app = App(demo_settings(home), Parts(clock=clock, console=console))
        try:
            play(app, clock)
            rows = closing_rows(newsroom, _told(app))
        finally:
            app.close()
    console.print(_table(rows))
    return 0 if all(row.held for row in rows) else 1


class _OwnSettings(Settings):
    """Those that are given, and nothing from the environment or `.env`."""

    @classmethod
    @override
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)


def demo_settings(home: Path) -> Settings:
    """The demo's settings, whatever stands in the environment and `.env`."""
    return _OwnSettings(
        home=home,
        watchlists=home / "watchlists",
        feeds=None,
        database_url=None,
        slack_bot_token=None,
        allowed_networks=(ip_network(NETWORK),),
        proxy=None,
        host_gap_seconds=0,
        tick_seconds=TICK_SECONDS,
        gather_seconds=90,
        quiet_hours=None,
        briefs=(),  # the night passes too fast for a brief to be in time
        workers=4,
        children=2,
    )


def play(app: App, clock: Clock, until: datetime = OVER) -> None:
    """Runs the app until that moment: unless told otherwise, when the last cards are out."""
    stop = Event()
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(app.run, stop)
        try:
            while clock.now() < until and not running.done():
                clock.sleep(timedelta(minutes=1))
        finally:  # Ctrl+C too: the pool waits for the app
            stop.set()
        running.result()


def _told(app: App) -> Told:
    line = app.line
    stories = line.stories.stories(START - timedelta(days=30), EVERYTHING)
    sent = [
        alert
        for alert in line.alerts.alerts((AlertState.SENT,), EVERYTHING)
        if alert.kind is AlertKind.CARD
    ]
    cards_of = Counter(line.stories.story(alert.story_id).id for alert in sent)
    now = line.clock.now()
    feeds = {feed.url for feed, _ in line.feeds.feeds()}  # what has no page has no beat
    return Told(
        articles=sum(
            member.article.url not in feeds for story in stories for member in story.members
        ),
        stories=len(stories),
        cards=Counter(alert.channel for alert in sent),
        alerted={
            member.article.url: cards_of[story.id]
            for story in stories
            if cards_of[story.id]
            for member in story.members
        },
        troubled=frozenset(
            feed.url for feed, state in line.feeds.feeds() if health(state, now) not in WELL
        ),
    )


def _table(rows: tuple[ClosingRow, ...]) -> Table:
    table = Table(title="마감", title_justify="left", show_edge=False)
    for heading in ("", "무엇", "결과", "까닭"):
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row("✓" if row.held else "✗", row.what, row.got, row.why)
    return table
