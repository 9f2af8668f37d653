"""Slack's payloads, read at the door: nothing inside sees a raw one."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.inbound.slack.views import CHANNEL_BLOCK, INPUT, ORDER_BLOCK

Payload = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What every interaction has: who, where, an occasion that no other one has, where to answer.

    `trigger` opens a modal within three seconds. `thread` is the message that a button stands under.
    """

    user: str
    channel: str
    occasion: str
    respond_to: str = ""
    trigger: str = ""
    thread: str = ""


def command(body: Payload) -> Asked:
    """A slash command."""
    user, channel = text(body, "user_id"), text(body, "channel_id")
    trigger = text(body, "trigger_id")
    return Asked(
        user=user,
        channel=channel,
        occasion=f"command:{user}:{channel}:{text(body, 'command')}:{trigger}",
        respond_to=text(body, "response_url"),
        trigger=trigger,
    )


def action(body: Payload, pressed: Payload) -> Asked:
    """A press of a button or a pick from a menu, in a message or in the App Home."""
    user = text(body, "user", "id")
    name, when = text(pressed, "action_id"), text(pressed, "action_ts")
    return Asked(
        user=user,
        channel=text(body, "channel", "id") or text(body, "container", "channel_id"),
        occasion=f"action:{user}:{name}:{when}:{text(body, 'trigger_id')}",
        respond_to=text(body, "response_url"),
        trigger=text(body, "trigger_id"),
        thread=text(body, "message", "thread_ts") or text(body, "message", "ts"),
    )


def value_of(pressed: Payload) -> str:
    """What the button, or what was picked from the menu, gives back."""
    return text(pressed, "value") or text(pressed, "selected_option", "value")


def submission(body: Payload) -> Asked:
    """A modal sent off."""
    user, view = text(body, "user", "id"), text(body, "view", "id")
    return Asked(
        user=user,
        channel=text(
            body, "view", "state", "values", CHANNEL_BLOCK, INPUT, "selected_conversation"
        ),
        occasion=f"submission:{user}:{view}:{text(body, 'view', 'hash')}",
        thread=view,
    )


def order_of(body: Payload) -> str:
    """What was typed into the modal."""
    return text(body, "view", "state", "values", ORDER_BLOCK, INPUT, "value")


def shortcut(body: Payload) -> Asked:
    """The message shortcut."""
    user = text(body, "user", "id")
    return Asked(
        user=user,
        channel=text(body, "channel", "id"),
        occasion=f"shortcut:{user}:{text(body, 'trigger_id')}",
        respond_to=text(body, "response_url"),
        trigger=text(body, "trigger_id"),
    )


def event(body: Payload) -> Asked:
    """An event; `channel` may come as an id or as an object."""
    return Asked(
        user=text(body, "event", "user"),
        channel=text(body, "event", "channel") or text(body, "event", "channel", "id"),
        occasion=f"event:{text(body, 'event_id')}",
    )


def text(payload: Payload, *path: str) -> str:
    """The string at the path, "" where there is none."""
    value: object = payload
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value if isinstance(value, str) else ""
