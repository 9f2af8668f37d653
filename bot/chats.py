"""Wiring of the chat: Slack where a token is set, the terminal otherwise; and its check."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from uuid import uuid4

from rich.console import Console

from bot.adapters.clock import SystemClock
from bot.adapters.slack.api import SlackApi
from bot.adapters.slack.blocks import SlackMessage, lay_out
from bot.adapters.slack.chat import SlackChat
from bot.adapters.slack.check import READ_BACK_SCOPES, Sample, SlackCheck
from bot.adapters.terminal import TerminalChat
from bot.card.brief import Brief
from bot.card.brief_message import pieces, render_piece
from bot.card.sample import render_sample
from bot.errors import ChannelBlocked, MessageRefused, Transient
from bot.model import AlertKind, ChatRoom
from bot.outbox import delivery_id
from bot.ports import Chat, Clock
from bot.settings import Settings

SOCKET_METHOD = "apps.connections.open"


def open_chat(
    settings: Settings,
    clock: Clock,
    console: Console | None = None,
    *,
    recall: Callable[[str], str | None] = lambda _name: None,
) -> Chat:
    """Slack where a token is set, the terminal otherwise.

    `recall` gives the id of a channel that Slack lists under another name by now.

    Raises:
        BadSettings: the token cannot be one.
    """
    if settings.slack_bot_token is None:
        return TerminalChat(console or Console(), clock, settings.home / "terminal.jsonl")
    token = settings.slack_bot_token.get_secret_value()
    return SlackChat(token, settings.slack_api_url, clock=clock, recall=recall)


def rooms_of(chat: Chat) -> Sequence[ChatRoom]:
    """The channels that the chat has; none where it has no list of them.

    Raises:
        NotSent, FateUnknown, ChannelBlocked: Slack does not say now.
    """
    return chat.rooms() if isinstance(chat, SlackChat) else ()


def unreadable(chat: Chat) -> frozenset[str]:
    """The scopes that Slack did not give, without which no message can be read back."""
    scopes = chat.scopes if isinstance(chat, SlackChat) else frozenset[str]()
    return READ_BACK_SCOPES - scopes if scopes else frozenset()


def slack_messages(brief: Brief) -> Sequence[SlackMessage]:
    """The brief as the messages that Slack would be given."""
    return [lay_out(render_piece(piece, brief.until)) for piece in pieces(brief)]


def check_slack(settings: Settings, channels: Sequence[str]) -> SlackCheck | None:
    """Token, scopes and channels tried for real: a sample card goes to each and is read back.

    None where no token is set.

    Raises:
        NotSent, FateUnknown: Slack can't be reached.
    """
    clock = SystemClock()
    chat = open_chat(settings, clock)
    if not isinstance(chat, SlackChat):
        return None
    occasion = uuid4().hex
    sample = Sample(
        card=render_sample(clock.now()),
        delivery_id=lambda channel: delivery_id(channel, AlertKind.NOTICE, 0, occasion),
    )
    return replace(chat.check(channels, sample), app_token=_app_token(settings, clock))


def _app_token(settings: Settings, clock: Clock) -> str | None:
    """What Slack says to the app-level token: "" where it gives a socket, else its own word."""
    if settings.slack_app_token is None:
        return None
    token = settings.slack_app_token.get_secret_value()
    try:
        SlackApi(token, clock=clock, api_url=settings.slack_api_url).write(SOCKET_METHOD, {})
    except ChannelBlocked as error:
        return error.code
    except (Transient, MessageRefused):  # nothing certain: the socket keeps trying, and says so
        return ""
    return ""
