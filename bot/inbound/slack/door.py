"""Slack's door beside the line: opened where the settings ask for it, closed when the line ends."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread

import structlog

from bot.adapters.slack.api import SlackApi
from bot.adapters.slack.blocks import SlackMessage
from bot.app import App, brief_desk
from bot.chats import slack_messages
from bot.commands.briefs import make_brief
from bot.commands.watching import Office
from bot.errors import BadSettings, SosikError, StoreBusy
from bot.inbound.slack.counter import Counter
from bot.inbound.slack.errands import Clerk
from bot.inbound.slack.handlers import Works, bolt_app
from bot.inbound.slack.health import KEY, Health, SocketState, kept, words_of
from bot.inbound.slack.http import Guard, HttpDoor
from bot.inbound.slack.people import Ourselves, who_we_are
from bot.inbound.slack.rooms import Rooms
from bot.inbound.slack.socket import SocketRunner
from bot.settings import Settings, SlackMode

FIRST_PAUSE = timedelta(seconds=2)  # before Slack is asked again who we are; doubles
LONGEST_PAUSE = timedelta(minutes=5)
PATIENCE = 15  # seconds for what is under way at the end

_log = structlog.get_logger("slack")


@contextmanager
def slack_door(sosik: App, give_up: Callable[[], None]) -> Iterator[None]:
    """Takes commands and buttons for as long as the block lasts; does nothing where none are wanted.

    `give_up` is called where only a new process may help.
    """
    if not is_asked_for(sosik.settings):
        yield
        return
    door = SlackDoor(sosik, give_up)
    door.start()
    try:
        yield
    finally:
        door.close()


def is_asked_for(settings: Settings) -> bool:
    """Whether the settings ask for commands and buttons.

    Raises:
        BadSettings: HTTP is asked for without a signing secret.
    """
    if settings.slack_bot_token is None:
        return False
    if settings.slack_mode is SlackMode.SOCKET:
        return settings.slack_app_token is not None
    if settings.slack_signing_secret is None:
        raise BadSettings(
            "SOSIK_SLACK_MODE=http에는 SLACK_SIGNING_SECRET이 필요합니다. "
            "앱의 Basic Information에서 복사해 넣어 주세요."
        )
    return True


class SlackDoor:
    """Opens in a thread of its own, so that a Slack that is away never holds up the line."""

    def __init__(self, sosik: App, give_up: Callable[[], None]) -> None:
        settings = sosik.settings
        assert settings.slack_bot_token is not None
        self._sosik = sosik
        self._give_up = give_up
        self._token = settings.slack_bot_token.get_secret_value()
        self._api = SlackApi(self._token, clock=sosik.clock, api_url=settings.slack_api_url)
        self._closing = Event()
        self._thread = Thread(target=self._run, name="slack-door", daemon=True)

    def start(self) -> None:
        """Begins opening."""
        self._thread.start()

    def close(self) -> None:
        """Closes; what is under way ends, what waits is left."""
        self._closing.set()
        self._thread.join(PATIENCE)

    def _run(self) -> None:
        ourselves = self._introduced()
        if ourselves is None:
            return
        works = Works()
        way_in = self._way_in(ourselves, works)
        way_in.start()
        self._closing.wait()
        way_in.close()
        works.close()

    def _introduced(self) -> Ourselves | None:
        """Who we are, asked until Slack says; None where the door closes first."""
        pause = FIRST_PAUSE
        while not self._closing.is_set():
            try:
                return who_we_are(self._api)
            except SosikError as error:
                _log.warning("slack_door_waits", error=str(error))
                self._remember(SocketState(health=Health.LOST, since=self._sosik.clock.now()))
            self._closing.wait(pause.total_seconds())
            pause = min(pause * 2, LONGEST_PAUSE)
        return None

    def _way_in(self, ourselves: Ourselves, works: Works) -> SocketRunner | HttpDoor:
        sosik, settings = self._sosik, self._sosik.settings
        bolt = bolt_app(self._token, ourselves, self._counter(ourselves), works)
        if settings.slack_mode is SlackMode.HTTP:
            assert settings.slack_signing_secret is not None
            secret = settings.slack_signing_secret.get_secret_value()
            guard = Guard(secret, sosik.store.leases, sosik.clock)
            host, port = settings.slack_bind
            door = HttpDoor(bolt, guard, host=host, port=port)
            _log.info("slack_http", host=host, port=door.port)
            return door
        assert settings.slack_app_token is not None
        return SocketRunner(
            bolt,
            token=settings.slack_app_token.get_secret_value(),
            api_url=settings.slack_api_url,
            clock=sosik.clock,
            remember=self._remember,
            give_up=self._give_up,
        )

    def _counter(self, ourselves: Ourselves) -> Counter:
        sosik = self._sosik
        office = Office(line=sosik.line, terms=sosik.store.terms, gazetteer=sosik.tables.gazetteer)
        clerk = Clerk(
            office=office,
            problems=lambda: sosik.keeper.problems,
            notes=sosik.notes,
            socket=self._said,
            brief=self._brief,
        )
        return Counter(self._api, clerk, ourselves, Rooms(self._api, office))

    def _brief(self, channel: str) -> Sequence[SlackMessage]:
        return slack_messages(make_brief(brief_desk(self._sosik), channel=channel))

    def _said(self) -> str:
        if self._sosik.settings.slack_mode is SlackMode.HTTP:
            return "슬랙 명령을 HTTP로 받습니다."
        return words_of(self._sosik.store.memos.get(KEY), self._sosik.clock.now())

    def _remember(self, state: SocketState) -> None:
        try:
            self._sosik.store.memos.put(KEY, kept(state, self._sosik.clock.now()))
        except StoreBusy:
            _log.info("slack_state_untold")  # the next minute tells it again
