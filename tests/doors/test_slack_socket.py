"""Socket Mode stays up: fresh tickets, refreshes, aborts, being turned away; nothing twice."""

from datetime import timedelta

import pytest
from pydantic import SecretStr

from bot.adapters.memory import ManualClock
from bot.commands.checkup import Level
from bot.errors import BadSettings
from bot.inbound.slack.checkup import check_door
from bot.inbound.slack.door import is_asked_for, slack_door
from bot.inbound.slack.health import KEY, Health
from bot.inbound.slack.socket import HOPELESS, SocketRunner
from bot.settings import Settings
from bot.tables import load_tables
from tests.fakes.killed_line import START
from tests.fakes.slack_office import slack_office
from tests.fakes.slack_people import command_body, text_of
from tests.fakes.slack_socket import FakeSocketMode

# The SDK leaves the socket of a failed handshake to the garbage collector.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
TABLES = load_tables()
QUICK = timedelta(milliseconds=20)


class Bolt:
    """Stands for Bolt where no envelope comes."""


class Watched:
    """A runner on a fake, with what it remembered."""

    def __init__(self, app=None):
        self.slack = FakeSocketMode()
        self.clock = ManualClock(START)
        self.states = []
        self.given_up = 0
        self.runner = SocketRunner(
            app or Bolt(),
            token="xapp-1-fake",
            api_url=self.slack.url,
            clock=self.clock,
            remember=self.states.append,
            give_up=self._count,
            look_every=QUICK,
        )

    def _count(self):
        self.given_up += 1

    def is_up(self):
        return len(self.slack.live) == 1 and self.runner.state.health is Health.CONNECTED

    def close(self):
        self.runner.close()
        self.slack.stop()


@pytest.fixture
def watched():
    made = Watched()
    yield made
    made.close()


def test_it_connects_and_says_so(watched):
    watched.runner.start()

    watched.slack.wait(watched.is_up)

    assert watched.states[-1].health is Health.CONNECTED


def test_a_failed_handshake_takes_a_fresh_ticket(watched):
    watched.slack.broken = 3
    watched.runner.start()

    watched.slack.wait(watched.is_up)

    assert watched.slack.used_twice == 0
    assert watched.slack.opened == 4


def test_an_aborted_socket_comes_back_with_a_fresh_ticket(watched):
    watched.runner.start()
    watched.slack.wait(watched.is_up)

    watched.slack.live[0].abort()
    watched.slack.wait(lambda: watched.slack.opened == 2 and watched.is_up())

    assert watched.slack.used_twice == 0
    assert Health.LOST in {state.health for state in watched.states}


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
def test_a_refresh_opens_a_new_socket_at_once(watched, reason):
    watched.runner.start()
    watched.slack.wait(watched.is_up)

    watched.slack.disconnect(reason)
    watched.slack.wait(lambda: watched.slack.opened == 2 and watched.is_up())

    assert Health.LOST not in {state.health for state in watched.states}


@pytest.mark.parametrize("reason", ["too_many_websockets", "link_disabled"])
def test_one_turned_away_waits_before_it_comes_again(watched, reason):
    watched.runner.start()
    watched.slack.wait(watched.is_up)

    watched.slack.disconnect(reason)
    watched.slack.wait(lambda: watched.runner.state.health is Health.TURNED_AWAY)
    at_once = watched.slack.opened
    watched.slack.wait(watched.is_up)

    assert at_once == 1
    assert watched.slack.opened == 2


def test_a_refused_token_is_said_and_tried_again_later(watched):
    watched.slack.refuse = "invalid_auth"
    watched.runner.start()
    watched.slack.wait(lambda: watched.runner.state.health is Health.REFUSED)

    watched.slack.refuse = ""
    watched.slack.wait(watched.is_up)

    assert watched.states[0].reason == "invalid_auth"
    assert watched.given_up == 0


def test_half_an_hour_of_tickets_without_a_socket_calls_for_a_new_process(watched):
    watched.slack.broken = 10_000
    watched.runner.start()
    watched.slack.wait(lambda: watched.slack.opened > 1)
    before = watched.given_up

    watched.clock.advance(HOPELESS + timedelta(minutes=1))
    watched.slack.wait(lambda: watched.given_up > 0)

    assert before == 0


def test_a_closed_runner_holds_no_socket():
    made = Watched()
    made.runner.start()
    made.slack.wait(made.is_up)

    made.runner.close()
    made.slack.wait(lambda: not made.slack.live)

    assert made.states[-1].health is Health.STOPPED
    made.slack.stop()


def test_a_command_comes_over_the_socket_is_acknowledged_and_done_once(tmp_path):
    with slack_office(tmp_path, TABLES, minutes=1) as desk:
        made = Watched(desk.bolt)
        made.runner.start()
        made.slack.wait(made.is_up)
        body = command_body("add 패키징", "UMEMBER", desk.channel, desk.mailbox.url)

        envelopes = [made.slack.send("slash_commands", body) for _ in range(10)]
        made.slack.wait(lambda: set(made.slack.acknowledged) == set(envelopes))
        made.slack.wait(lambda: desk.mailbox.answers)
        desk.works.settle()

        assert len(desk.mailbox.answers) == 1
        assert "더했습니다" in text_of(desk.mailbox.answers[0])
        assert len(desk.app.store.judgements.audit("#test", 10)) == 1
        made.close()


def test_the_door_opens_beside_the_line_and_serves_a_command(tmp_path):
    with slack_office(tmp_path, TABLES, minutes=1) as desk:
        slack = FakeSocketMode()
        desk.space.ticket = slack.ticket
        settings = desk.app.settings.model_copy(update={"slack_app_token": SecretStr("xapp-1-x")})
        desk.app.settings = settings
        with slack_door(desk.app, lambda: None):
            slack.wait(lambda: check_door(desk.app)[0].level is Level.OK)
            checked = check_door(desk.app)
            body = command_body("추가 패키징", "UMEMBER", desk.channel, desk.mailbox.url)
            slack.send("slash_commands", body)
            slack.wait(lambda: desk.mailbox.answers)

        after = check_door(desk.app)
        assert "더했습니다" in text_of(desk.mailbox.answers[0])
        assert [check.level for check in checked] == [Level.OK]
        assert [check.level for check in after] == [Level.WARNING]
        slack.stop()


def test_the_door_waits_for_a_slack_that_is_away(tmp_path):
    with slack_office(tmp_path, TABLES, minutes=1) as desk:
        slack = FakeSocketMode()
        desk.space.ticket = slack.ticket
        desk.space.refusals["auth.test"] = "internal_error"
        settings = desk.app.settings.model_copy(update={"slack_app_token": SecretStr("xapp-1-x")})
        desk.app.settings = settings
        with slack_door(desk.app, lambda: None):
            slack.wait(lambda: desk.app.store.memos.get(KEY) is not None)
            waited = slack.opened
            del desk.space.refusals["auth.test"]
            slack.wait(lambda: len(slack.live) == 1)

        assert waited == 0
        slack.stop()


@pytest.mark.parametrize(
    ("changes", "asked_for"),
    [
        ({}, False),
        ({"slack_bot_token": "xoxb-1"}, False),
        ({"slack_app_token": "xapp-1"}, False),
        ({"slack_bot_token": "xoxb-1", "slack_app_token": "xapp-1"}, True),
        (
            {"slack_bot_token": "xoxb-1", "slack_mode": "http", "slack_signing_secret": "s"},
            True,
        ),
    ],
    ids=["nothing", "cards only", "no bot token", "socket", "http"],
)
def test_the_door_opens_where_the_settings_ask_for_it(changes, asked_for):
    assert is_asked_for(Settings(_env_file=None, **changes)) is asked_for


def test_http_without_a_signing_secret_is_a_mistake():
    settings = Settings(_env_file=None, slack_bot_token="xoxb-1", slack_mode="http")

    with pytest.raises(BadSettings, match="SLACK_SIGNING_SECRET"):
        is_asked_for(settings)
