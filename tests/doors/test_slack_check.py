"""`sosik slack check`: both tokens, the scopes and the channels, in words that say what to do."""

import json

import pytest
from typer.testing import CliRunner

from bot.inbound.cli.main import app
from tests.fakes.slack_people import PeopledWorkspace
from tests.fakes.slack_web import fake_slack

APP_TOKEN = {"SLACK_APP_TOKEN": "xapp-1-fake"}


@pytest.fixture
def space():
    space = PeopledWorkspace(ticket=lambda: {"ok": True, "url": "wss://socket.example/"})
    space.add_channel("ai")
    return space


@pytest.fixture
def check(space, tmp_path):
    def run(*words, **settings):
        with fake_slack(space) as fake:
            env = {
                "SOSIK_ENV_FILE": str(tmp_path / "none"),
                "SOSIK_HOME": str(tmp_path),
                "SLACK_BOT_TOKEN": space.token,
                "SLACK_API_URL": fake.url,
                **settings,
            }
            return CliRunner().invoke(app, ["slack", "check", *words], env=env)

    return run


def test_two_good_tokens_and_a_channel_are_fine(check, space):
    done = check("#ai", **APP_TOKEN)

    assert done.exit_code == 0
    assert [line[0] for line in done.stdout.splitlines()] == ["✓", "✓", "✓"]
    assert len(space.standing()) == 1


def test_a_slack_that_is_away_is_told_in_korean(check):
    done = check("#ai", SLACK_API_URL="http://127.0.0.1:9/api/")

    assert done.exit_code == 1
    assert "슬랙에 닿지 못했습니다" in done.stderr


def test_without_an_app_token_cards_still_come_and_it_is_said(check):
    done = check("#ai")

    assert done.exit_code == 0
    assert "SLACK_APP_TOKEN이 없어" in done.stdout


def test_an_app_token_that_slack_refuses_is_told(check, space):
    space.ticket = lambda: {"ok": False, "error": "not_allowed_token_type"}

    done = check(**APP_TOKEN)

    assert done.exit_code == 1
    assert "✗ 앱 토큰(SLACK_APP_TOKEN): 다른 종류의 토큰입니다." in done.stdout


def test_what_is_missing_is_named(check, space):
    space.scopes = "chat:write,channels:read,groups:read"

    done = check("--json", **APP_TOKEN)

    told = json.loads(done.stdout)
    assert done.exit_code == 1
    assert told["missing"] == ["channels:history", "groups:history"]
    assert told["missing_for_commands"] == ["commands", "users:read"]
    assert told["reads_back"] is False


def test_without_a_bot_token_it_is_misuse(check):
    assert check(SLACK_BOT_TOKEN="").exit_code == 2
