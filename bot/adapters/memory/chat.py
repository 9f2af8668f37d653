"""A chat service in memory that keeps every message and fails when told to."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from threading import Lock

from typing_extensions import override

from bot.errors import ChannelBlocked, FateUnknown, MessageRefused, NotSent, ReadBackFailed
from bot.model import Card, Receipt
from bot.ports import Chat, Clock


class ChatFault(StrEnum):
    """What goes wrong in one call."""

    NOT_SENT = "not_sent"
    THROTTLED = "throttled"
    TAKEN_BUT_UNKNOWN = "taken_but_unknown"
    LOST_AND_UNKNOWN = "lost_and_unknown"
    REFUSED = "refused"
    EDITS_CLOSED = "edits_closed"
    CHANNEL_BLOCKED = "channel_blocked"
    WORKSPACE_BLOCKED = "workspace_blocked"
    READ_BACK_FAILED = "read_back_failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message as the channel shows it; `edits` counts the updates."""

    receipt: Receipt
    card: Card
    delivery_id: str
    thread: Receipt | None
    at: datetime
    edits: int = 0


class MemoryChat(Chat):
    """The Chat port in memory. `messages` are in order of posting, deleted ones gone.

    `fail` queues faults: each coming call of post, update, find or delete takes one (None: none).
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = Lock()
        self._count = 0
        self._faults: deque[ChatFault | None] = deque()
        self._messages: dict[Receipt, Message] = {}

    @property
    def messages(self) -> Sequence[Message]:
        """Everything the channels show now."""
        with self._lock:
            return list(self._messages.values())

    def fail(self, *faults: ChatFault | None) -> None:
        """Queues faults for the coming calls."""
        with self._lock:
            self._faults.extend(faults)

    @override
    def post(self, channel: str, card: Card, delivery_id: str, thread: Receipt | None) -> Receipt:
        with self._lock:
            fault = self._faults.popleft() if self._faults else None
            _refuse(fault)
            if thread is not None and thread not in self._messages:
                raise MessageRefused("답할 메시지가 없습니다", code="thread_not_found")
            now = self._clock.now()
            self._count += 1
            seconds = int(now.timestamp())
            receipt = Receipt(channel=channel, ts=f"{seconds}.{self._count:06d}")
            self._messages[receipt] = Message(
                receipt=receipt, card=card, delivery_id=delivery_id, thread=thread, at=now
            )
            _lose_reply(fault)
            return receipt

    @override
    def update(self, receipt: Receipt, card: Card, delivery_id: str) -> None:
        with self._lock:
            fault = self._faults.popleft() if self._faults else None
            _refuse(fault)
            message = self._messages.get(receipt)
            if message is None:
                raise MessageRefused("고칠 메시지가 없습니다", code="message_not_found")
            self._messages[receipt] = replace(message, card=card, edits=message.edits + 1)
            _lose_reply(fault)

    @override
    def find(
        self, channel: str, delivery_id: str, since: datetime, thread: Receipt | None
    ) -> Sequence[Receipt]:
        with self._lock:
            fault = self._faults.popleft() if self._faults else None
            if fault is not None:
                raise ReadBackFailed(f"채널을 다 읽지 못했습니다 ({fault})")
            return [
                message.receipt
                for message in self._messages.values()
                if message.receipt.channel == channel
                and message.delivery_id == delivery_id
                and message.at >= since
                and message.thread == thread
            ]

    @override
    def delete(self, receipt: Receipt) -> None:
        with self._lock:
            fault = self._faults.popleft() if self._faults else None
            _refuse(fault)
            self._messages.pop(receipt, None)
            _lose_reply(fault)


def _refuse(fault: ChatFault | None) -> None:
    """Raises for the faults after which nothing has happened."""
    match fault:
        case ChatFault.NOT_SENT:
            raise NotSent("연결하지 못했습니다")
        case ChatFault.THROTTLED:
            raise NotSent("너무 잦습니다", retry_after=timedelta(seconds=30))
        case ChatFault.LOST_AND_UNKNOWN:
            raise FateUnknown("응답이 없습니다")
        case ChatFault.REFUSED:
            raise MessageRefused("받지 않는 메시지입니다", code="invalid_blocks")
        case ChatFault.EDITS_CLOSED:
            raise MessageRefused("더 고칠 수 없습니다", code="edit_window_closed")
        case ChatFault.CHANNEL_BLOCKED:
            raise ChannelBlocked("채널이 닫혔습니다", code="is_archived", whole_workspace=False)
        case ChatFault.WORKSPACE_BLOCKED:
            raise ChannelBlocked(
                "토큰이 취소되었습니다", code="token_revoked", whole_workspace=True
            )
        case _:
            return


def _lose_reply(fault: ChatFault | None) -> None:
    if fault is ChatFault.TAKEN_BUT_UNKNOWN:
        raise FateUnknown("응답이 없습니다")
