"""A card of unknown fate holds its channel for ten minutes at most; then it is put aside and said."""

from datetime import datetime

import pytest
from typing_extensions import override

from bot.adapters.memory import ChatFault, MemoryChat
from bot.errors import ReadBackFailed
from bot.model import AlertState, Receipt
from bot.outbox import PRESUMED_LOST
from bot.tables import load_tables
from tests.fakes.small_town import Town

LIST = '{name: 시험, channels: ["#test"], terms: [{name: 가람반도체}]}'
OTHER = "가람반도체는 부산에 연구소를 연다. 연구원 40명이 차세대 소자를 맡는다."


class BlindChat(MemoryChat):
    """A chat whose channels cannot be read."""

    @override
    def find(self, channel: str, delivery_id: str, since: datetime, thread: Receipt | None):
        raise ReadBackFailed("the app may not read this channel")


@pytest.fixture
def town(tmp_path):
    town = Town(
        tmp_path,
        load_tables(),
        settings={"briefs": "", "operators_channel": "#ops"},
        watchlists={"a.yaml": LIST},
    )
    town.outlets("gana")
    town.chat = BlindChat(town.clock)
    town.open()
    town.pass_minutes(3)
    yield town
    town.app.close()


def test_the_next_card_goes_out_after_ten_minutes_and_the_operators_hear_once(town):
    town.news("gana", "a", "가람반도체, 청주에 1조2000억원 공장 짓는다")
    town.chat.fail(ChatFault.LOST_AND_UNKNOWN)
    town.pass_minutes(4)
    (held,) = town.app.line.alerts.alerts((AlertState.UNKNOWN,), 9)

    town.news("gana", "b", "가람반도체, 부산에 연구소 연다", OTHER)
    town.pass_minutes(8)
    during = len(town.cards())
    town.pass_minutes(30)

    assert during == 0
    assert ["부산" in message.card.headline for message in town.cards()] == [True]
    put_aside = town.app.line.alerts.alert(held.id)
    assert (put_aside.state, put_aside.error) == (AlertState.FAILED, PRESUMED_LOST)
    told = [message.card.headline for message in town.cards("#ops")]
    assert len(told) == 1
    assert "#test에 알림을 보내지 못했습니다. 도착했는지 알 수 없어" in told[0]


def test_a_closed_operators_channel_breeds_no_remarks(town):
    town.chat.fail(*[ChatFault.CHANNEL_BLOCKED] * 500)
    town.news("gana", "a", "가람반도체, 청주에 1조2000억원 공장 짓는다")

    town.pass_minutes(120)

    ours = [a for a in town.app.line.alerts.alerts((), 999) if a.channel == "#ops"]
    assert len(ours) == 1
