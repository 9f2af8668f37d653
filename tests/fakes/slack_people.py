"""A fake workspace with people in it, the address that answers go to, and Bolt's payloads."""

import itertools
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.fakes.slack_workspace import Json, Refusal, Workspace

TEAM = "T0SOSIK"
BOT_USER = "U0SOSIK"
_counter = itertools.count(1)


def _person(**flags: object) -> Json:
    return {"team_id": TEAM, **flags}


@dataclass
class PeopledWorkspace(Workspace):
    """A workspace that knows who somebody is, who is in which channel, and the views shown."""

    people: dict[str, Json] = field(
        default_factory=lambda: {
            "UMEMBER": _person(profile={"display_name": "민지"}),
            "UADMIN": _person(is_admin=True),
            "UOWNER": _person(is_owner=True),
            "UGUEST": _person(is_restricted=True),
            "USINGLE": _person(is_restricted=True, is_ultra_restricted=True),
            "USTRANGER": _person(is_stranger=True),
            "UELSEWHERE": {"team_id": "T0OTHER"},
            "UGONE": _person(deleted=True),
            BOT_USER: _person(is_bot=True),
        }
    )
    members: dict[str, set[str]] = field(default_factory=dict)
    shown_views: list[tuple[str, Json]] = field(default_factory=list)
    ticket: Callable[[], Json] | None = None  # for Socket Mode

    def answer(self, method: str, token: str, arguments: Json) -> Json:
        """As the workspace does, and the methods about people and views."""
        if method == "apps.connections.open" and self.ticket is not None:
            return self.ticket()
        own = _METHODS.get(method)
        if own is None:
            return super().answer(method, token, arguments)
        with self.lock:
            self.calls.append((method, arguments))
            if token != self.token:
                return {"ok": False, "error": "invalid_auth"}
            if method in self.refusals:
                return {"ok": False, "error": self.refusals[method]}
            try:
                return {"ok": True, **own(self, arguments)}
            except Refusal as refusal:
                return {"ok": False, "error": refusal.code}

    def views(self, method: str) -> list[Json]:
        """The views that this method showed, in order."""
        with self.lock:
            return [arguments for name, arguments in self.shown_views if name == method]


def _user(space: PeopledWorkspace, arguments: Json) -> Json:
    user = str(arguments.get("user"))
    if user not in space.people:
        raise Refusal("user_not_found")
    return {"user": {"id": user, **space.people[user]}}


def _channels_of(space: PeopledWorkspace, arguments: Json) -> Json:
    user = str(arguments.get("user"))
    found = [
        vars(channel)
        for channel in space.channels.values()
        if user in space.members.get(channel.id, set())
        and not channel.is_archived
        and (channel.is_member or not channel.is_private)
    ]
    return {"channels": found, "response_metadata": {"next_cursor": ""}}


def _view(method: str) -> Callable[[PeopledWorkspace, Json], Json]:
    def show(space: PeopledWorkspace, arguments: Json) -> Json:
        if method == "views.open" and arguments.get("trigger_id") == "expired":
            raise Refusal("expired_trigger_id")
        space.shown_views.append((method, arguments))
        return {"view": {"id": f"V{len(space.shown_views)}"}}

    return show


_METHODS: dict[str, Callable[[PeopledWorkspace, Json], Json]] = {
    "users.info": _user,
    "users.conversations": _channels_of,
    **{name: _view(name) for name in ("views.open", "views.update", "views.publish")},
}


class Mailbox:
    """The address that answers are posted to; `status` is what it says."""

    def __init__(self) -> None:
        self.answers: list[Json] = []
        self.status = 200
        self.changed = threading.Condition()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _MailboxHandler)
        self._server.daemon_threads = True
        self._server.mailbox = self
        self.url = f"http://127.0.0.1:{self._server.server_port}/answer"
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join(5)
        self._server.server_close()


class _MailboxHandler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        box: Mailbox = self.server.mailbox
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with box.changed:
            box.answers.append(body)
            box.changed.notify_all()
        self.send_response(box.status)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_arguments: object) -> None:
        """Silent."""


def text_of(answer: Json) -> str:
    """Everything that a reader of the message sees, buttons too."""
    seen: list[str] = []

    def walk(value: object, key: str = "") -> None:
        if isinstance(value, dict):
            for name, inner in value.items():
                walk(inner, name)
        elif isinstance(value, list):
            for inner in value:
                walk(inner, key)
        elif key in {"text", "user_id"} and isinstance(value, str):
            seen.append(value)

    walk(answer.get("blocks", answer.get("view", {}).get("blocks", [])))
    return "\n".join(seen)


def picks_of(message: Json) -> dict[str, Json]:
    """What can be picked from the message's menus, by what stands there."""
    return {
        option["text"]["text"]: {"action_id": element["action_id"], "selected_option": option}
        for block in message.get("blocks") or []
        if block["type"] == "actions"
        for element in block["elements"]
        for option in element.get("options", [])
    }


def buttons_of(message: Json) -> dict[str, Json]:
    """The buttons by what stands on them."""
    blocks = message.get("blocks") or message.get("view", {}).get("blocks", [])
    return {
        element["text"]["text"]: element
        for block in blocks
        if block["type"] == "actions"
        for element in block["elements"]
        if element["type"] == "button"
    }


def command_body(text: str, user: str, channel: str, url: str, **changes: str) -> Json:
    """What Slack sends for `/watch text`."""
    return {
        "command": "/watch",
        "text": text,
        "user_id": user,
        "channel_id": channel,
        "team_id": TEAM,
        "response_url": url,
        "trigger_id": f"trigger-{next(_counter)}",
        "api_app_id": "A0SOSIK",
        **changes,
    }


def action_body(button: Json, user: str, channel: str, url: str, ts: str = "1.0") -> Json:
    """What Slack sends for a press of a button or a pick from a menu.

    Without a channel it stands in the App Home; without `ts` in an answer to one person.
    """
    message = {"message": {"ts": ts}} if ts else {}
    place: Json = {"channel": {"id": channel}, **message} if channel else {}
    return {
        "type": "block_actions",
        "user": {"id": user, "team_id": TEAM},
        "team": {"id": TEAM},
        "trigger_id": f"trigger-{next(_counter)}",
        "response_url": url,
        "container": {"type": "message", "channel_id": channel} if channel else {"type": "view"},
        "actions": [
            {
                "type": "static_select" if "selected_option" in button else "button",
                "block_id": "b",
                "action_ts": f"{time.time():.6f}",
                **{
                    key: button[key]
                    for key in ("action_id", "value", "selected_option")
                    if key in button
                },
            }
        ],
        **place,
    }


def submission_body(order: str, user: str, channel: str) -> Json:
    """What Slack sends for the modal sent off."""
    number = next(_counter)
    return {
        "type": "view_submission",
        "user": {"id": user, "team_id": TEAM},
        "team": {"id": TEAM},
        "trigger_id": f"trigger-{number}",
        "view": {
            "id": f"V{number}",
            "hash": "h1",
            "type": "modal",
            "callback_id": "sosik_add",
            "private_metadata": "",
            "state": {
                "values": {
                    "channel": {
                        "value": {
                            "type": "conversations_select",
                            "selected_conversation": channel,
                        }
                    },
                    "order": {"value": {"type": "plain_text_input", "value": order}},
                }
            },
        },
    }


def shortcut_body(said: str, user: str, channel: str, url: str) -> Json:
    """What Slack sends for the message shortcut."""
    return {
        "type": "message_action",
        "callback_id": "watch_from_message",
        "user": {"id": user, "team_id": TEAM},
        "team": {"id": TEAM},
        "channel": {"id": channel},
        "message": {"type": "message", "text": said, "ts": "1.0"},
        "message_ts": "1.0",
        "response_url": url,
        "trigger_id": f"trigger-{next(_counter)}",
    }


def event_body(name: str, **facts: object) -> Json:
    """What Slack sends for an event."""
    return {
        "type": "event_callback",
        "team_id": TEAM,
        "api_app_id": "A0SOSIK",
        "event_id": f"Ev{next(_counter)}",
        "event": {"type": name, **facts},
        "authorizations": [{"team_id": TEAM, "user_id": BOT_USER, "is_bot": True}],
    }
