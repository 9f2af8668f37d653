"""Slack: the Chat port over the synchronous Web API client."""

from bot.adapters.slack.api import CLIENT_TIMEOUT, SLACK_API_URL, SlackApi
from bot.adapters.slack.chat import SlackChat
from bot.adapters.slack.check import (
    READ_BACK_SCOPES,
    REQUIRED_SCOPES,
    ChannelCheck,
    ChannelProblem,
    Sample,
    SlackCheck,
)

__all__ = [
    "CLIENT_TIMEOUT",
    "READ_BACK_SCOPES",
    "REQUIRED_SCOPES",
    "SLACK_API_URL",
    "ChannelCheck",
    "ChannelProblem",
    "Sample",
    "SlackApi",
    "SlackChat",
    "SlackCheck",
]
