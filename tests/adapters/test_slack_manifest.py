"""The app's manifest is one that Slack takes, and asks for what the code needs, no more."""

import json
from pathlib import Path

import yaml
from jsonschema import Draft7Validator

from bot.adapters.slack import REQUIRED_SCOPES

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

    assert asked == REQUIRED_SCOPES | FOR_COMMANDS


def test_the_app_listens_for_what_lets_a_blocked_channel_go():
    events = set(manifest()["settings"]["event_subscriptions"]["bot_events"])

    assert {"member_joined_channel", "channel_unarchive", "group_unarchive"} <= events
