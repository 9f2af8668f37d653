"""The app's manifest is one that Slack takes, and asks for what the code needs, no more."""

import json
from pathlib import Path

import yaml
from jsonschema import Draft7Validator

from bot.adapters.slack import REQUIRED_SCOPES
from bot.adapters.slack.check import PICTURE_SCOPES
from bot.inbound.slack.handlers import CHANNEL_EVENTS, COMMAND
from bot.inbound.slack.parse import Verb, parse_command
from bot.inbound.slack.views import SHORTCUT

ROOT = Path(__file__).parents[2]
SCHEMA = Path(__file__).parent / "slack_manifest_schema" / "manifest.schema.2.0.0.json"
FOR_COMMANDS = {"commands", "users:read"}


def manifest() -> dict:
    return yaml.safe_load((ROOT / "slack-manifest.yaml").read_text("utf-8"))


def test_the_manifest_keeps_to_slacks_own_schema():
    validator = Draft7Validator(json.loads(SCHEMA.read_text("utf-8")))

    mistakes = [error.message for error in validator.iter_errors(manifest())]

    assert mistakes == []


def test_the_schema_would_see_a_mistake():
    wrong = manifest()
    wrong["features"]["slash_commands"][0]["command"] = "watch"
    validator = Draft7Validator(json.loads(SCHEMA.read_text("utf-8")))

    assert [*validator.iter_errors(wrong)]


def test_the_manifest_asks_for_the_scopes_that_are_needed():
    asked = set(manifest()["oauth_config"]["scopes"]["bot"])

    assert asked == REQUIRED_SCOPES | PICTURE_SCOPES | FOR_COMMANDS


def test_the_app_listens_for_what_lets_a_blocked_channel_go():
    events = set(manifest()["settings"]["event_subscriptions"]["bot_events"])

    assert {"member_joined_channel", "channel_unarchive", "group_unarchive"} <= events


def test_the_app_listens_for_every_event_that_it_handles_and_no_other():
    events = set(manifest()["settings"]["event_subscriptions"]["bot_events"])

    assert events == {"app_home_opened", "member_joined_channel", *CHANNEL_EVENTS}


def test_the_command_and_the_shortcut_are_those_that_are_handled():
    features = manifest()["features"]

    assert [each["command"] for each in features["slash_commands"]] == [COMMAND]
    assert [each["callback_id"] for each in features["shortcuts"]] == [SHORTCUT]


def test_every_verb_of_the_hint_is_understood():
    hint = manifest()["features"]["slash_commands"][0]["usage_hint"]

    verbs = {part.split()[0] for part in hint.split("|")}

    assert {parse_command(f"{verb} x").verb for verb in verbs}.isdisjoint({Verb.UNKNOWN})
    assert {"add", "remove", "list", "mute", "why", "test", "status", "help"} <= verbs
