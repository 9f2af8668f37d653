"""A Slack workspace in memory: channels, messages, and what the Web API's methods do to them.

Knows nothing of HTTP. It keeps Slack's strict side: scopes, membership, block and length limits,
metadata hidden unless asked for, history that lags behind, one post a second and channel.
"""

import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import RLock
from typing import Any

Json = dict[str, Any]

BOT_SCOPES = (
    "commands,chat:write,channels:read,groups:read,channels:history,groups:history,users:read,"
    "files:write,files:read"
)
NEEDS = {
    "conversations.list": ("channels:read",),
    "conversations.info": ("channels:read",),
    "conversations.history": ("channels:history",),
    "conversations.replies": ("channels:history",),
    "chat.postMessage": ("chat:write",),
    "files.getUploadURLExternal": ("files:write",),
    "files.completeUploadExternal": ("files:write",),
    "files.info": ("files:read",),
    "chat.update": ("chat:write",),
    "chat.delete": ("chat:write",),
}
RICH_TEXT_PARTS = {
    "rich_text_section",
    "rich_text_list",
    "rich_text_quote",
    "rich_text_preformatted",
}
RICH_TEXT_ELEMENTS = {"text", "link", "emoji", "user", "usergroup", "channel", "broadcast", "date"}
BLOCKS_LIMIT = 50
BLOCK_TEXT_LIMIT = 11_000
TEXT_LIMIT = 40_000
UPDATE_TEXT_LIMIT = 4_000
METADATA_LIMIT = 1_000


@dataclass
class Channel:
    """A channel as the fake keeps it."""

    id: str
    name: str
    is_private: bool = False
    is_archived: bool = False
    is_member: bool = True


@dataclass
class Message:
    """A message as the fake keeps it; `visible_at` is monotonic time."""

    channel: str
    ts: str
    visible_at: float
    content: Json
    thread_ts: str | None = None
    edits: int = 0
    deleted: bool = False

    @property
    def delivery_id(self) -> str:
        """The delivery id in its metadata."""
        metadata = self.content.get("metadata") or {}
        return str(metadata.get("event_payload", {}).get("delivery_id", ""))


class Refusal(Exception):
    """An `ok: false` answer."""

    def __init__(self, code: str, **more: object) -> None:
        super().__init__(code)
        self.code = code
        self.more = more


@dataclass
class Workspace:
    """One workspace with one installed app. Times are seconds, already scaled.

    `now` is the time of the world that it lives in, in seconds since 1970: messages are named by it.
    """

    token: str = "xoxb-fake-token"
    upload_address: str = ""
    scopes: str = BOT_SCOPES
    history_lag: float = 0.0
    post_gap: float = 0.0
    page_size: int = 1_000
    bot_id: str = "B0SOSIK"
    channels: dict[str, Channel] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)
    calls: list[tuple[str, Json]] = field(default_factory=list)
    refusals: dict[str, str] = field(default_factory=dict)
    files: dict[str, Json] = field(default_factory=dict)
    scan_looks: int = 0  # at a new file before Slack knows what it is
    now: Callable[[], float] = time.time
    lock: RLock = field(default_factory=RLock)
    _last_post: dict[str, float] = field(default_factory=dict)
    _last_ts: float = 0.0

    def add_channel(self, name: str, **how: bool) -> Channel:
        """A new channel of that name."""
        channel = Channel(id=f"C{len(self.channels):08d}", name=name, **how)
        self.channels[channel.id] = channel
        return channel

    def standing(self, channel: str = "") -> list[Message]:
        """Messages that a reader sees now."""
        with self.lock:
            return [
                message
                for message in self.messages
                if not message.deleted and channel in {"", message.channel}
            ]

    def answer(self, method: str, token: str, arguments: Json) -> Json:
        """What the method answers; takes its effect."""
        with self.lock:
            self.calls.append((method, arguments))
            try:
                self._authorise(method, token)
                return {"ok": True, **METHODS[method](self, arguments)}
            except Refusal as refusal:
                return {"ok": False, "error": refusal.code, **refusal.more}

    def is_too_fast(self, channel: str) -> bool:
        """Whether a post to the channel now comes sooner than one a second."""
        with self.lock:
            return time.monotonic() - self._last_post.get(channel, 0.0) < self.post_gap

    def channel_of(self, arguments: Json, *, member: bool = True) -> Channel:
        """The channel named in the arguments, by id or name."""
        wanted = str(arguments.get("channel", ""))
        by_name = {f"#{channel.name}": channel for channel in self.channels.values()}
        channel = self.channels.get(wanted) or by_name.get(wanted)
        if channel is None or (channel.is_private and not channel.is_member):
            raise Refusal("channel_not_found")
        if member and not channel.is_member:
            raise Refusal("not_in_channel")
        return channel

    def message_of(self, arguments: Json) -> Message:
        """Our standing message named by channel and ts."""
        channel = self.channel_of(arguments, member=False)
        for message in self.messages:
            is_it = message.channel == channel.id and message.ts == arguments.get("ts")
            if is_it and not message.deleted:
                return message
        raise Refusal("message_not_found")

    def commit(self, channel: Channel, content: Json) -> Message:
        """Keeps a message as Slack does once it has taken it."""
        with self.lock:
            now = time.monotonic()
            self._last_post[channel.id] = now
            self._last_ts = max(self._last_ts + 0.000_001, self.now())
            message = Message(
                channel=channel.id,
                ts=f"{self._last_ts:.6f}",
                visible_at=now + self.history_lag,
                content=content,
                thread_ts=content.get("thread_ts"),
            )
            self.messages.append(message)
            return message

    def shown(self, message: Message, *, with_metadata: bool) -> Json:
        """The message as history gives it."""
        shown: Json = {
            "type": "message",
            "ts": message.ts,
            "bot_id": self.bot_id,
            "app_id": "A0SOSIK",
            "text": message.content.get("text", ""),
            "blocks": message.content.get("blocks", []),
        }
        if message.thread_ts:
            shown["thread_ts"] = message.thread_ts
        metadata = message.content.get("metadata")
        if metadata:
            event_type = metadata["event_type"]
            shown["metadata"] = metadata if with_metadata else {"event_type": event_type}
        return shown

    def page(self, listed: list[Json], key: str, arguments: Json) -> Json:
        """One page of a list, with the cursor of the next."""
        start = int(str(arguments.get("cursor") or "0").removeprefix("next:") or 0)
        size = min(int(arguments.get("limit") or 100), self.page_size)
        rest = start + size < len(listed)
        return {
            key: listed[start : start + size],
            "has_more": rest,
            "response_metadata": {"next_cursor": f"next:{start + size}" if rest else ""},
        }

    def _authorise(self, method: str, token: str) -> None:
        if not token:
            raise Refusal("not_authed")
        if token != self.token:
            raise Refusal("invalid_auth")
        if method in self.refusals or method not in METHODS:
            raise Refusal(self.refusals.get(method, "unknown_method"))
        for scope in NEEDS.get(method, ()):
            if scope not in self.scopes.split(","):
                raise Refusal("missing_scope", needed=scope, provided=self.scopes)


def check_content(arguments: Json, *, text_limit: int | None) -> None:
    """Refuses what Slack refuses of a message."""
    text, blocks = arguments.get("text") or "", arguments.get("blocks") or []
    if not text and not blocks:
        raise Refusal("no_text")
    if text_limit is not None and len(text) > text_limit:
        raise Refusal("msg_too_long")
    if not isinstance(blocks, list) or len(blocks) > BLOCKS_LIMIT:
        raise Refusal("invalid_blocks")
    for block in blocks:
        check_block(block)
    if sum(len(found) for found in strings(blocks)) > BLOCK_TEXT_LIMIT:
        raise Refusal("msg_blocks_too_long")
    if len(json.dumps(arguments.get("metadata") or {})) > METADATA_LIMIT:
        raise Refusal("metadata_too_large")


def check_block(block: Mapping[str, object]) -> None:
    """Refuses a block that Slack would."""
    match block.get("type"):
        case "rich_text":
            for part in block["elements"]:
                check_part(part)
        case "image":
            if not block["slack_file"]["id"] or not 1 <= len(block["alt_text"]) <= 2_000:
                raise Refusal("invalid_blocks")
        case "actions":
            elements = block["elements"]
            if not 1 <= len(elements) <= 25:
                raise Refusal("invalid_blocks")
            if len({element["action_id"] for element in elements}) < len(elements):
                raise Refusal("invalid_blocks")
            for element in elements:
                check_control(element)
        case _:
            raise Refusal("invalid_blocks")


def check_control(element: Mapping[str, object]) -> None:
    """Refuses a button or a select menu that Slack would."""
    is_menu = element["type"] == "static_select"
    options = element["options"] if is_menu else [element]
    if not 1 <= len(options) <= 100 or (is_menu and len(element["placeholder"]["text"]) > 150):
        raise Refusal("invalid_blocks")
    for option in options:
        text, value = option["text"]["text"], option["value"]
        if not 1 <= len(text) <= 75 or not 1 <= len(value) <= (150 if is_menu else 2_000):
            raise Refusal("invalid_blocks")


def check_part(part: Mapping[str, object]) -> None:
    """Refuses a part of rich text that Slack would; a list holds sections, nothing else does."""
    if part["type"] not in RICH_TEXT_PARTS or not part["elements"]:
        raise Refusal("invalid_blocks")
    for element in part["elements"]:
        if part["type"] != "rich_text_list":
            check_element(element)
        elif element["type"] == "rich_text_section":
            check_part(element)
        else:
            raise Refusal("invalid_blocks")


def check_element(element: Mapping[str, object]) -> None:
    """Refuses an element of rich text that Slack would."""
    if element["type"] not in RICH_TEXT_ELEMENTS:
        raise Refusal("invalid_blocks")
    if element["type"] == "text" and not element["text"]:
        raise Refusal("invalid_blocks")
    if element["type"] == "link" and not re.match(r"https?://", element["url"]):
        raise Refusal("invalid_blocks")


def strings(value: object) -> list[str]:
    """Every string of a JSON value."""
    match value:
        case str():
            return [value]
        case dict():
            return [found for inner in value.values() for found in strings(inner)]
        case list():
            return [found for inner in value for found in strings(inner)]
        case _:
            return []


def _upload_url(space: Workspace, arguments: Json) -> Json:
    length = int(arguments.get("length") or 0)
    if not arguments.get("filename") or length < 1:
        raise Refusal("invalid_arguments")
    handle = f"F{len(space.files):08d}"
    space.files[handle] = {
        "name": arguments["filename"],
        "length": length,
        "alt": arguments.get("alt_txt", ""),
        "body": b"",
        "looks": space.scan_looks,
        "complete": False,
    }
    return {"upload_url": f"{space.upload_address}upload/{handle}", "file_id": handle}


def _complete_upload(space: Workspace, arguments: Json) -> Json:
    if arguments.get("channel_id") or arguments.get("channels"):
        raise Refusal("this_test_wants_no_channel")
    for each in arguments["files"]:
        file = space.files.get(each["id"])
        if file is None or len(file["body"]) != file["length"]:
            raise Refusal("file_not_found")
        file["complete"] = True
    return {"files": [{"id": each["id"]} for each in arguments["files"]]}


def _file_info(space: Workspace, arguments: Json) -> Json:
    file = space.files.get(str(arguments.get("file", "")))
    if file is None or not file["complete"]:
        raise Refusal("file_not_found")
    file["looks"] -= 1
    return {"file": {"mimetype": "image/png" if file["looks"] < 0 else ""}}


def _auth_test(space: Workspace, _arguments: Json) -> Json:
    return {
        "url": "https://fake.slack.example/",
        "team": "소식 시험",
        "team_id": "T0SOSIK",
        "user": "sosik",
        "user_id": "U0SOSIK",
        "bot_id": space.bot_id,
    }


def _list(space: Workspace, arguments: Json) -> Json:
    types = str(arguments.get("types") or "public_channel").split(",")
    if "private_channel" in types and "groups:read" not in space.scopes:
        raise Refusal("missing_scope", needed="groups:read", provided=space.scopes)
    listed = [
        vars(channel)
        for channel in space.channels.values()
        if ("private_channel" if channel.is_private else "public_channel") in types
        and (channel.is_member or not channel.is_private)
    ]
    return space.page(listed, "channels", arguments)


def _info(space: Workspace, arguments: Json) -> Json:
    return {"channel": vars(space.channel_of(arguments, member=False))}


def _post(space: Workspace, arguments: Json) -> Json:
    channel = space.channel_of(arguments)
    if channel.is_archived:
        raise Refusal("is_archived")
    check_content(arguments, text_limit=None)
    thread = arguments.get("thread_ts")
    if thread and all(message.ts != thread for message in space.standing(channel.id)):
        raise Refusal("thread_not_found")
    message = space.commit(channel, dict(arguments))
    shown = space.shown(message, with_metadata=True)
    return {"channel": channel.id, "ts": message.ts, "message": shown}


def _update(space: Workspace, arguments: Json) -> Json:
    message = space.message_of(arguments)
    check_content(arguments, text_limit=UPDATE_TEXT_LIMIT)
    had_rich_text = any(b["type"] == "rich_text" for b in message.content.get("blocks") or [])
    new_blocks = arguments.get("blocks") or []
    if had_rich_text and new_blocks and all(b["type"] != "rich_text" for b in new_blocks):
        raise Refusal("block_mismatch")
    message.content |= {key: arguments[key] for key in ("text", "blocks") if key in arguments}
    if "metadata" in arguments:
        message.content["metadata"] = arguments["metadata"]
    message.edits += 1
    return {"channel": message.channel, "ts": message.ts, "text": arguments.get("text", "")}


def _delete(space: Workspace, arguments: Json) -> Json:
    message = space.message_of(arguments)
    message.deleted = True
    return {"channel": message.channel, "ts": message.ts}


def _history(space: Workspace, arguments: Json) -> Json:
    channel = space.channel_of(arguments)
    return _messages(space, arguments, channel, lambda message: message.thread_ts is None)


def _replies(space: Workspace, arguments: Json) -> Json:
    channel, parent = space.channel_of(arguments), arguments.get("ts")
    if all(message.ts != parent for message in space.standing(channel.id)):
        raise Refusal("thread_not_found")
    return _messages(
        space, arguments, channel, lambda message: parent in {message.ts, message.thread_ts}
    )


def _messages(
    space: Workspace, arguments: Json, channel: Channel, wanted: Callable[[Message], bool]
) -> Json:
    now, oldest = time.monotonic(), float(arguments.get("oldest") or 0)
    with_metadata = str(arguments.get("include_all_metadata", "")).lower() in {"1", "true"}
    listed = [
        space.shown(message, with_metadata=with_metadata)
        for message in reversed(space.standing(channel.id))
        if wanted(message) and message.visible_at <= now and float(message.ts) >= oldest
    ]
    return space.page(listed, "messages", arguments)


METHODS: dict[str, Callable[[Workspace, Json], Json]] = {
    "auth.test": _auth_test,
    "conversations.list": _list,
    "conversations.info": _info,
    "conversations.history": _history,
    "conversations.replies": _replies,
    "chat.postMessage": _post,
    "chat.update": _update,
    "chat.delete": _delete,
    "files.getUploadURLExternal": _upload_url,
    "files.completeUploadExternal": _complete_upload,
    "files.info": _file_info,
}
