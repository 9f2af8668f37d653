"""The chat contract on the chats that need no server."""

import io
from datetime import timedelta

import pytest
from rich.console import Console

from bot.adapters.clock import SystemClock
from bot.adapters.memory import ChatFault, MemoryChat
from bot.adapters.terminal import TerminalChat
from bot.errors import (
    ChannelBlocked,
    FateUnknown,
    MessageRefused,
    NotSent,
    ReadBackFailed,
)
from tests.contract.chat_contract import CARD, DELIVERY, ChatContract
from tests.contract.samples import a_card


class TestMemoryChat(ChatContract):
    @pytest.fixture
    def chat(self):
        return MemoryChat(SystemClock())


class TestTerminalChat(ChatContract):
    @pytest.fixture
    def chat(self):
        return TerminalChat(Console(file=io.StringIO()), SystemClock())


class TestTerminalChatWithReceipts(ChatContract):
    @pytest.fixture
    def chat(self, tmp_path):
        return TerminalChat(Console(file=io.StringIO()), SystemClock(), tmp_path / "receipts")


@pytest.fixture
def chat():
    return MemoryChat(SystemClock())


@pytest.mark.parametrize(
    ("fault", "error", "is_taken"),
    [
        (ChatFault.NOT_SENT, NotSent, False),
        (ChatFault.THROTTLED, NotSent, False),
        (ChatFault.LOST_AND_UNKNOWN, FateUnknown, False),
        (ChatFault.TAKEN_BUT_UNKNOWN, FateUnknown, True),
        (ChatFault.REFUSED, MessageRefused, False),
        (ChatFault.CHANNEL_BLOCKED, ChannelBlocked, False),
        (ChatFault.WORKSPACE_BLOCKED, ChannelBlocked, False),
    ],
)
def test_a_fault_fails_one_post_and_tells_the_truth_about_it(chat, fault, error, is_taken):
    chat.fail(fault)

    with pytest.raises(error):
        chat.post("#반도체", CARD, DELIVERY, None)

    assert len(chat.messages) == is_taken
    assert chat.post("#반도체", CARD, "next", None) in {m.receipt for m in chat.messages}


def test_a_throttled_post_says_when_to_try_again(chat):
    chat.fail(ChatFault.THROTTLED)

    with pytest.raises(NotSent) as caught:
        chat.post("#반도체", CARD, DELIVERY, None)

    assert caught.value.retry_after == timedelta(seconds=30)


def test_a_failing_read_back_concludes_nothing(chat):
    chat.fail(None, ChatFault.READ_BACK_FAILED)
    chat.post("#반도체", CARD, DELIVERY, None)

    with pytest.raises(ReadBackFailed):
        chat.find("#반도체", DELIVERY, ChatContract.since, None)


def test_the_memory_chat_shows_what_a_channel_would(chat):
    receipt = chat.post("#반도체", CARD, DELIVERY, None)
    chat.update(receipt, a_card("고친 제목"), DELIVERY)

    (message,) = chat.messages
    assert (message.card.headline, message.edits, message.thread) == ("고친 제목", 1, None)
