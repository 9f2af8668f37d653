"""A reply in a card's thread tells what is new, not what the card has said."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.card.words import UNTHREADED_WORDS
from bot.model import AlertState
from bot.tables import load_tables
from tests.fakes.small_town import Town

LIST = '{name: 시험, channels: ["#test"], terms: [{name: 가람반도체}]}'
LEDE = "가람반도체는 20일 충북 청주에 새 패키징 공장을 짓는다고 밝혔다."
OLD = (
    f"{LEDE} 투자 규모는 1조2000억원이다.\n"
    "공장은 내년 3월 착공해 2028년 하반기에 가동한다. 회사는 300명을 새로 뽑을 계획이다.\n"
    "업계에서는 첨단 패키징 수요가 이어질 것으로 보고 있다."
)
NEWS = "가람반도체는 투자 규모를 2조5000억원으로 늘린다고 20일 다시 밝혔다."
UPDATE = (
    f"{LEDE}\n{NEWS}\n"
    "처음 발표한 1조2000억원의 두 배가 넘는다. 채용도 700명으로 늘린다.\n"
    "김가람 대표는 “고객사 요청이 예상보다 많았다”고 설명했다."
)


@pytest.fixture(scope="module")
def tables():
    return load_tables()


@pytest.fixture
def town(tmp_path, tables):
    town = Town(tmp_path, tables, settings={"briefs": ""}, watchlists={"a.yaml": LIST})
    town.outlets("gana")
    town.open()
    town.pass_minutes(3)
    yield town
    town.app.close()


def test_a_reply_leaves_out_what_the_card_said(town):
    town.news("gana", "a", "가람반도체, 청주에 1조2000억원 패키징 공장", OLD)
    town.pass_minutes(5)
    town.news("gana", "b", "가람반도체, 청주 패키징 공장 투자 2조5000억원으로 확대(종합)", UPDATE)
    town.pass_minutes(5)

    ((card,), (reply,)) = town.cards(), town.replies()

    assert NEWS in reply.card.sentences
    assert LEDE in card.card.sentences
    assert LEDE not in reply.card.sentences


def test_a_reply_waits_for_a_card_that_has_to_be_sent_again(town):
    town.news("gana", "a", "가람반도체, 청주에 1조2000억원 패키징 공장", OLD)
    town.pass_minutes(5)
    alerts = town.app.store.alerts
    (card,) = alerts.alerts((AlertState.SENT,), 9)
    later = town.clock.now() + timedelta(minutes=9)
    unknown = replace(card, state=AlertState.UNKNOWN, receipt=None, due_at=later)
    assert alerts.swap(card, unknown)
    town.news("gana", "b", "가람반도체, 청주 패키징 공장 투자 2조5000억원으로 확대(종합)", UPDATE)
    town.pass_minutes(4)
    kept = alerts.alert(card.id)
    assert alerts.swap(kept, replace(kept, state=AlertState.PENDING, due_at=later))

    town.pass_minutes(3)
    early = len(town.chat.messages)
    town.pass_minutes(5)

    assert early == 1  # the card whose receipt was lost
    assert (len(town.cards()), len(town.replies())) == (2, 1)


def test_new_facts_are_told_where_the_card_was_deleted(town):
    town.news("gana", "a", "가람반도체, 청주에 1조2000억원 패키징 공장", OLD)
    town.pass_minutes(5)
    (card,) = town.cards()
    town.chat.delete(card.receipt)

    town.news("gana", "b", "가람반도체, 청주 패키징 공장 투자 2조5000억원으로 확대(종합)", UPDATE)
    town.pass_minutes(30)

    (alone,) = town.chat.messages
    assert alone.thread is None
    assert NEWS in alone.card.sentences
    assert alone.card.notes[-1] == UNTHREADED_WORDS
    assert not town.app.store.alerts.alerts((AlertState.FAILED, AlertState.PENDING), 9)
