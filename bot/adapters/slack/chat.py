"""The Chat port on the Slack Web API."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from threading import Lock

from typing_extensions import override

from bot.adapters.slack.api import CLIENT_TIMEOUT, SLACK_API_URL, Answer, SlackApi
from bot.adapters.slack.blocks import Json, lay_out
from bot.adapters.slack.channels import Channels
from bot.adapters.slack.check import Checker, Sample, SlackCheck
from bot.errors import (
    ChannelBlocked,
    FateUnknown,
    MessageRefused,
    Permanent,
    ReadBackFailed,
    Transient,
)
from bot.model import Card, ChatRoom, Receipt
from bot.outbox import client_msg_id
from bot.ports import Chat, Clock

EVENT_TYPE = "sosik_delivery"
# Slack stamps messages by its own clock. Reading an hour more than is needed costs nothing and
# keeps a step of ours from hiding a message, which would then be said twice. That Slack's clock was
# ahead when it last answered proves nothing either: ours may have been set right since.
READ_MARGIN = timedelta(hours=1)
NO_THREAD = "thread_not_found"
HISTORY, REPLIES = "conversations.history", "conversations.replies"


class SlackChat(Chat):
    """Cards in Slack's channels; `channel` is `#name` or an id. Safe to share between threads."""

    def __init__(
        self,
        token: str,
        api_url: str = SLACK_API_URL,
        *,
        clock: Clock,
        timeout: timedelta = CLIENT_TIMEOUT,
        proxy: str | None = None,
        recall: Callable[[str], str | None] = lambda _name: None,
    ) -> None:
        """Raises BadSettings for what can't be a token; reaches nobody yet.

        `recall` gives the id of a channel that Slack lists under another name by now.
        """
        self._api = SlackApi(token, clock=clock, api_url=api_url, timeout=timeout, proxy=proxy)
        self._clock = clock
        self._channels = Channels(self._api, clock, recall)
        self._lock = Lock()
        self._bot_id: str | None = None

    @override
    def __repr__(self) -> str:
        return "SlackChat(token=…)"

    @property
    def scopes(self) -> frozenset[str]:
        """The scopes that Slack's last answer named, empty before the first."""
        return self._api.scopes

    def rooms(self) -> Sequence[ChatRoom]:
        """Every channel that the app can see, as Slack lists them now.

        Raises:
            NotSent: the channels can't be listed now.
            ChannelBlocked: Slack refuses the app.
        """
        return self._channels.rooms()

    @override
    def post(self, channel: str, card: Card, delivery_id: str, thread: Receipt | None) -> Receipt:
        place = thread.channel if thread else self._channels.id_of(channel)
        arguments: Json = {
            "channel": place,
            **_content(card, delivery_id),
            "client_msg_id": client_msg_id(delivery_id),
            "unfurl_links": False,
            "unfurl_media": False,
        }
        if thread:
            arguments["thread_ts"] = thread.ts
        try:
            answer = self._api.write("chat.postMessage", arguments)
        except ChannelBlocked:
            self._channels.forget()
            raise
        return _receipt(answer)

    @override
    def update(self, receipt: Receipt, card: Card, delivery_id: str) -> None:
        where = {"channel": receipt.channel, "ts": receipt.ts}
        content = _content(card, delivery_id)
        # Without blocks an update takes the old ones away only where it says so.
        self._api.write("chat.update", {**where, "blocks": [], **content})

    @override
    def find(
        self, channel: str, delivery_id: str, since: datetime, thread: Receipt | None
    ) -> Sequence[Receipt]:
        try:
            messages, place = self._messages(channel, since, thread)
        except Transient as error:
            raise ReadBackFailed(str(error), retry_after=error.retry_after) from error
        except Permanent as error:
            if thread and isinstance(error, MessageRefused) and error.code == NO_THREAD:
                return ()  # a reply would have kept its thread alive
            raise ReadBackFailed(str(error)) from error
        found = {
            Receipt(channel=place, ts=str(message.get("ts", "")))
            for message in messages
            if self._is_ours(message) and _delivery_of(message) == delivery_id
        }
        return sorted(found, key=lambda receipt: (len(receipt.ts), receipt.ts))

    @override
    def delete(self, receipt: Receipt) -> None:
        try:
            self._api.write("chat.delete", {"channel": receipt.channel, "ts": receipt.ts})
        except MessageRefused as error:
            if error.code != "message_not_found":
                raise

    def check(self, channels: Sequence[str], sample: Sample | None = None) -> SlackCheck:
        """What is right and wrong with token, scopes and channels; tries them with the sample.

        Raises:
            NotSent, FateUnknown: Slack can't be reached.
        """
        checker = Checker(
            api=self._api,
            channels=self._channels,
            chat=self,
            clock=self._clock,
            sample=sample,
        )
        return checker.check(channels)

    def _messages(
        self, channel: str, since: datetime, thread: Receipt | None
    ) -> tuple[Sequence[Answer], str]:
        self._know_ourselves()
        place = thread.channel if thread else self._channels.id_of(channel)
        oldest = min(since, self._clock.now()) + min(self._api.skew, timedelta()) - READ_MARGIN
        window: Json = {
            "channel": place,
            "oldest": f"{oldest.timestamp():.6f}",
            "inclusive": True,
            "include_all_metadata": True,
        }
        if thread:
            return self._api.read_all(REPLIES, "messages", {**window, "ts": thread.ts}), place
        return self._api.read_all(HISTORY, "messages", window), place

    def _know_ourselves(self) -> None:
        """Learns our bot's id, and with it how far the clocks differ, before the first read."""
        with self._lock:
            if self._bot_id is None:
                self._bot_id = str(self._api.read("auth.test", {}).get("bot_id") or "")

    def _is_ours(self, message: Answer) -> bool:
        """False for a message by which another app repeats our delivery id."""
        return not self._bot_id or message.get("bot_id") in {None, self._bot_id}


def _content(card: Card, delivery_id: str) -> Json:
    message = lay_out(card)
    blocks: Json = {"blocks": [*message.blocks]} if message.blocks else {}
    return {
        "text": message.text,
        **blocks,
        "metadata": {"event_type": EVENT_TYPE, "event_payload": {"delivery_id": delivery_id}},
        "link_names": False,
        "parse": "none",
    }


def _receipt(answer: Answer) -> Receipt:
    channel, ts = answer.get("channel"), answer.get("ts")
    if not isinstance(channel, str) or not isinstance(ts, str):
        raise FateUnknown("Slack says ok, but not where the message stands.")
    return Receipt(channel=channel, ts=ts)


def _delivery_of(message: Answer) -> str:
    metadata = message.get("metadata")
    if not isinstance(metadata, Mapping) or metadata.get("event_type") != EVENT_TYPE:
        return ""
    payload = metadata.get("event_payload")
    return str(payload.get("delivery_id", "")) if isinstance(payload, Mapping) else ""
