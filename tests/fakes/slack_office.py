"""Sosik with Slack's door over a fake workspace: a quarter of an hour of news, one card told."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

from slack_bolt import BoltRequest, BoltResponse

from bot.adapters.memory import ManualClock, SynchronousQueue
from bot.adapters.sandbox import InlineSandbox
from bot.adapters.slack.api import SlackApi
from bot.app import App, Parts, brief_desk
from bot.chats import slack_messages
from bot.commands.briefs import make_brief
from bot.commands.watching import Office
from bot.errors import SosikError
from bot.inbound.slack.counter import Counter
from bot.inbound.slack.errands import Clerk
from bot.inbound.slack.handlers import Works, bolt_app
from bot.inbound.slack.people import who_we_are
from bot.inbound.slack.rooms import Rooms
from bot.model import Job, JobKind
from bot.settings import Settings
from bot.tables import Tables
from tests.fakes.killed_line import FIRST_LIFE, ITEMS, MINUTE, START, Item, Site, prepare
from tests.fakes.slack_people import (
    Mailbox,
    PeopledWorkspace,
    action_body,
    buttons_of,
    command_body,
    event_body,
    shortcut_body,
    submission_body,
)
from tests.fakes.slack_web import fake_slack
from tests.fakes.slack_workspace import Json


class CountedWorks(Works):
    """Works that can be waited for."""

    def __init__(self, room: int) -> None:
        super().__init__(room)
        self._open = 0
        self._changed = threading.Condition()

    def take(self, work: Callable[[], None]) -> bool:
        with self._changed:
            self._open += 1

        def counted() -> None:
            try:
                work()
            finally:
                with self._changed:
                    self._open -= 1
                    self._changed.notify_all()

        taken = super().take(counted)
        if not taken:
            with self._changed:
                self._open -= 1
        return taken

    def settle(self) -> None:
        """Returns once nothing is under way."""
        with self._changed:
            assert self._changed.wait_for(lambda: self._open == 0, timeout=30)


class SlackOffice:
    """The whole bot behind Bolt. Everything asked is answered into `mailbox.answers`."""

    def __init__(
        self,
        app: App,
        space: PeopledWorkspace,
        mailbox: Mailbox,
        url: str,
        *,
        room: int,
        clock: ManualClock,
    ) -> None:
        self.app, self.space, self.mailbox, self.clock = app, space, mailbox, clock
        self.api = SlackApi(space.token, clock=app.clock, api_url=url)
        self.office = Office(line=app.line, terms=app.store.terms, gazetteer=app.tables.gazetteer)
        self.rooms = Rooms(self.api, self.office)
        self.works = CountedWorks(room)
        clerk = Clerk(
            office=self.office,
            problems=lambda: app.keeper.problems,
            notes=app.notes,
            socket=lambda: "연결됨",
            brief=lambda channel: slack_messages(make_brief(brief_desk(app), channel=channel)),
        )
        ourselves = who_we_are(self.api)
        self.counter = Counter(self.api, clerk, ourselves, self.rooms)
        self.bolt = bolt_app(space.token, ourselves, self.counter, self.works)

    def send(self, body: Json) -> BoltResponse:
        """Slack's payload taken in; returns what it was acknowledged with, after all is done."""
        response = self.bolt.dispatch(BoltRequest(body=body, mode="socket_mode"))
        self._quiet()
        return response

    def _quiet(self) -> None:
        done = threading.Event()
        # Listeners go on after they acknowledged; a turn through their pool comes after them.
        for _ in range(3):
            self.bolt.listener_runner.listener_executor.submit(done.set)
            assert done.wait(5)
        self.works.settle()

    def ask(self, text: str, user: str = "UMEMBER", channel: str = "") -> Json:
        """`/watch text` typed; returns the answer."""
        return self._answered(
            lambda: self.send(command_body(text, user, channel or self.channel, self.mailbox.url))
        )

    def press(
        self, button: Json, user: str = "UMEMBER", channel: str = "", ts: str = "1.0"
    ) -> Json:
        """A button pressed, or a story picked, under the message `ts`; returns the answer."""
        body = action_body(button, user, channel or self.channel, self.mailbox.url, ts)
        return self._answered(lambda: self.send(body))

    def press_at_home(self, button: Json, user: str = "UMEMBER") -> None:
        self.send(action_body(button, user, "", ""))

    def submit(self, order: str, user: str = "UMEMBER", channel: str = "") -> BoltResponse:
        """The modal sent off."""
        return self.send(submission_body(order, user, channel or self.channel))

    def use_shortcut(self, said: str, user: str = "UMEMBER") -> None:
        self.send(shortcut_body(said, user, self.channel, self.mailbox.url))

    def happen(self, name: str, **facts: object) -> Json:
        """An event; returns its payload, to be sent again."""
        body = event_body(name, **facts)
        self.send(body)
        return body

    def _answered(self, act: Callable[[], object]) -> Json:
        before = len(self.mailbox.answers)
        act()
        answers = self.mailbox.answers[before:]
        assert len(answers) == 1, answers
        return answers[0]

    @property
    def channel(self) -> str:
        """The id of the channel that the files' watchlist speaks to."""
        return next(c.id for c in self.space.channels.values() if c.name == "test")

    def sweep(self, minutes: int = 1) -> None:
        """Time goes by, a minute a sweep."""
        for _ in range(minutes):
            self.app.queue.put(Job(kind=JobKind.SWEEP, key=""))
            self.clock.advance(MINUTE)

    @property
    def story_id(self) -> int:
        """The story of the card that was told."""
        return int(buttons_of(self.card)["확인"]["value"])

    @property
    def card(self) -> Json:
        """The card in the channel."""
        return next(
            message.content
            for message in self.space.standing(self.channel)
            if len(message.content.get("blocks", [])) > 1 and not message.thread_ts
        )


@contextmanager
def slack_office(
    folder: Path,
    tables: Tables,
    *,
    minutes: int = FIRST_LIFE,
    room: int = 100,
    items: Sequence[Item] = ITEMS,
    **more: object,
) -> Iterator[SlackOffice]:
    """Sosik after its first minutes; `more` are further settings."""
    prepare(folder)
    space = PeopledWorkspace()
    for name, how in (("test", {}), ("secret", {"is_private": True}), ("away", {})):
        channel = space.add_channel(name, **how)
        space.members[channel.id] = {"UMEMBER", "UADMIN", "UOWNER"}
    space.channels[channel.id].is_member = False
    mailbox = Mailbox()
    with fake_slack(space) as fake:
        clock = ManualClock(START)
        settings = Settings(
            _env_file=None,
            home=folder,
            watchlists=folder / "watchlists",
            gather_seconds=90,
            slack_bot_token=space.token,
            slack_api_url=fake.url,
            **more,
        )
        parts = Parts(
            clock=clock,
            queue=SynchronousQueue(),
            sandbox=InlineSandbox(),
            fetcher=Site(clock, items),
            tables=tables,
            jitter=lambda: 0.5,
        )
        app = App(settings, parts)
        for channel in space.channels:  # greeted long ago
            app.store.memos.put(f"greeted:{channel}", START.isoformat())

        def work(job: Job) -> None:
            with suppress(SosikError):
                app.work(job)

        app.queue.start(work)
        office = SlackOffice(app, space, mailbox, fake.url, room=room, clock=clock)
        office.sweep(minutes)
        try:
            yield office
        finally:
            office.works.close()
            app.queue.stop(timedelta(seconds=1))
            app.close()
            mailbox.stop()
