"""The chat contract on Slack over HTTP: our fake, and an independent server."""

from datetime import UTC, datetime, timedelta

import pytest
from typing_extensions import override

from bot.adapters.clock import SystemClock
from bot.adapters.slack import SlackChat
from tests.contract.chat_contract import CARD, DELIVERY, ChatContract
from tests.fakes.emulate import EmulateMissing, emulate, give_up
from tests.fakes.slack_web import fake_slack
from tests.fakes.slack_workspace import Workspace

CHANNELS = [name.removeprefix("#") for name in (ChatContract.channel, ChatContract.elsewhere)]
TIMEOUT = timedelta(seconds=5)


class SlackContract(ChatContract):
    """Slack stamps messages by its own clock, so a reader whose clock is wrong reads wider."""

    @override
    def test_a_message_from_before_is_not_found(self, chat):
        receipt = chat.post(self.channel, CARD, DELIVERY, None)

        assert receipt in self.find(chat, since=datetime.now(UTC) + timedelta(days=365))


class TestSlackChat(SlackContract):
    @pytest.fixture
    def chat(self):
        space = Workspace()
        for name in CHANNELS:
            space.add_channel(name)
        with fake_slack(space) as fake:
            yield SlackChat(space.token, fake.url, clock=SystemClock(), timeout=TIMEOUT)


class TestSlackChatOnEmulate(SlackContract):
    @pytest.fixture
    def chat(self, tmp_path):
        try:
            with emulate(tmp_path, *CHANNELS) as server:
                yield SlackChat(server.token, server.url, clock=SystemClock(), timeout=TIMEOUT)
        except EmulateMissing as reason:
            give_up(reason)
