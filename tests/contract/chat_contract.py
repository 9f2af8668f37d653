"""What every chat must do. An adapter's test subclasses ChatContract and gives it a `chat`."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import MessageRefused
from bot.model import Receipt
from tests.contract.samples import a_card

DELIVERY = "0123456789abcdef" * 2
OTHER = "fedcba9876543210" * 2
CARD = a_card()


class ChatContract:
    """The rules. `channel` and `elsewhere` exist; `since` lies before the first message."""

    channel = "#반도체"
    elsewhere = "#클라우드"
    since = datetime.now(UTC) - timedelta(hours=1)

    def find(self, chat, channel=None, delivery=DELIVERY, since=None, thread=None):
        return list(chat.find(channel or self.channel, delivery, since or self.since, thread))

    def test_a_posted_card_is_found_by_its_delivery(self, chat):
        receipt = chat.post(self.channel, CARD, DELIVERY, None)

        assert self.find(chat) == [receipt]

    def test_every_message_has_a_receipt_of_its_own(self, chat):
        receipts = [chat.post(self.channel, CARD, each, None) for each in (DELIVERY, OTHER)]

        assert len(set(receipts)) == 2

    def test_what_was_not_posted_is_not_found(self, chat):
        chat.post(self.channel, CARD, DELIVERY, None)

        assert self.find(chat, delivery=OTHER) == []
        assert self.find(chat, channel=self.elsewhere) == []

    def test_a_message_posted_twice_is_found_twice_oldest_first(self, chat):
        receipts = [chat.post(self.channel, CARD, DELIVERY, None) for _ in range(2)]

        assert self.find(chat) == receipts

    def test_a_message_from_before_is_not_found(self, chat):
        chat.post(self.channel, CARD, DELIVERY, None)

        assert self.find(chat, since=datetime.now(UTC) + timedelta(days=365)) == []

    def test_a_reply_is_found_in_its_thread_alone(self, chat):
        parent = chat.post(self.channel, CARD, OTHER, None)

        reply = chat.post(self.channel, CARD, DELIVERY, parent)

        assert self.find(chat, thread=parent) == [reply]
        assert self.find(chat) == []

    def test_no_reply_is_found_where_the_message_it_answers_is_gone(self, chat):
        parent = chat.post(self.channel, CARD, OTHER, None)
        chat.delete(parent)

        assert self.find(chat, thread=parent) == []

    def test_an_update_keeps_the_message_and_repeats_harmlessly(self, chat):
        receipt = chat.post(self.channel, CARD, DELIVERY, None)

        for _ in range(2):
            chat.update(receipt, replace(CARD, coverage="외 2개 매체"), DELIVERY)

        assert self.find(chat) == [receipt]

    def test_a_message_that_is_gone_cannot_be_updated(self, chat):
        receipt = chat.post(self.channel, CARD, DELIVERY, None)
        chat.delete(receipt)

        with pytest.raises(MessageRefused):
            chat.update(receipt, CARD, DELIVERY)

    def test_a_deleted_message_is_not_found_and_its_twin_is(self, chat):
        first, second = (chat.post(self.channel, CARD, DELIVERY, None) for _ in range(2))

        chat.delete(second)

        assert self.find(chat) == [first]

    def test_deleting_again_is_fine(self, chat):
        receipt = chat.post(self.channel, CARD, DELIVERY, None)

        chat.delete(receipt)
        chat.delete(Receipt(channel=receipt.channel, ts=receipt.ts))

        assert self.find(chat) == []
