"""Slack: the Chat port over the synchronous Web API client."""

from bot.adapters.slack.api import CLIENT_TIMEOUT, SLACK_API_URL, SlackApi
from bot.adapters.slack.chat import SlackChat

__all__ = ["CLIENT_TIMEOUT", "SLACK_API_URL", "SlackApi", "SlackChat"]
