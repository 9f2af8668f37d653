"""Where many cards wait for one channel at once, one message tells them, and stays true."""

from datetime import timedelta

import pytest

from bot.adapters.memory import ChatFault
from bot.commands.judging import (
    MuteLength,
    exclude_outlet,
    judge_story,
    mute_terms,
    withdraw,
)
from bot.commands.watching import Office
from bot.model import BUNDLED, AlertKind, AlertState, JudgementKind
from bot.promises import bundle_piece
from bot.tables import load_tables
from tests.fakes.small_town import START, Town

LIST = """
name: 시험
channels: ["#test"]
alert_on: lede
urgent: [화재]
terms: [{name: 가람반도체}]
"""
LEDE = "가람반도체는 20일 충북 청주에 새 패키징 공장을 짓는다고 밝혔다."
OLD = (
    f"{LEDE} 투자 규모는 1조2000억원이다.\n"
    "공장은 내년 3월 착공해 2028년 하반기에 가동한다. 회사는 300명을 새로 뽑을 계획이다.\n"
    "업계에서는 첨단 패키징 수요가 이어질 것으로 보고 있다."
)
UPDATE = (
    f"{LEDE}\n가람반도체는 투자 규모를 2조5000억원으로 늘린다고 20일 다시 밝혔다.\n"
    "처음 발표한 1조2000억원의 두 배가 넘는다. 채용도 700명으로 늘린다.\n"
    "김가람 대표는 “고객사 요청이 예상보다 많았다”고 설명했다."
)
PLACES = ("청주", "광주", "부산", "대구", "원주", "전주", "나주", "양산")


@pytest.fixture(scope="module")
def tables():
    return load_tables()


@pytest.fixture
def make_town(tmp_path, tables):
    opened = []

    def make(**settings):
        town = Town(
            tmp_path,
            tables,
            settings={"briefs": "", "term_daily_cap": 0, "burst_cards": 3} | settings,
            watchlists={"a.yaml": LIST},
        )
        town.outlets("gana", "dara")
        town.open()
        town.pass_minutes(3)
        opened.append(town)
        return town

    yield make
    for town in opened:
        town.app.close()


def publish(town, number, what="협약", path="", outlet="gana"):
    """One story that no other is like."""
    place = PLACES[number]
    text = (
        f"가람반도체는 {place}에서 {number + 3}번째 {what}을 맺었다고 20일 밝혔다.\n"
        f"{place}시는 {number * 37 + 11}억원을 내고 {number + 2028}년까지 부지를 마련한다.\n"
        f"{place} 시장은 “{place}의 {number + 1}대 사업”이라고 말했다."
    )
    title = f"가람반도체, {place}와 {number + 3}번째 {what}"
    return town.news(outlet, f"{number}{what}{path}", title, text)


def burst(town, count, minutes=6):
    for number in range(count):
        publish(town, number)
    town.pass_minutes(minutes)


def alerts(town, state):
    return town.app.line.alerts.alerts((state,), 99)


def test_more_cards_than_the_burst_make_one_message(make_town):
    town = make_town()

    burst(town, 5)

    (message,) = town.cards()
    assert message.card.headline == "한꺼번에 들어온 소식 5건을 모아 전해 드립니다"
    assert [PLACES[n] in line.text for n, line in enumerate(message.card.lines)] == [True] * 5
    assert all(line.url and "gana일보" in line.note for line in message.card.lines)
    assert {alert.error for alert in alerts(town, AlertState.FOLDED)} == {BUNDLED}


def test_as_many_as_the_burst_are_cards_of_their_own(make_town):
    town = make_town()

    burst(town, 3)

    assert [len(m.card.buttons) for m in town.cards()] == [5, 5, 5]


def test_without_a_burst_every_story_has_its_card(make_town):
    town = make_town(burst_cards=0)

    burst(town, 5)

    assert len(town.cards()) == 5


def test_an_urgent_story_keeps_its_card(make_town):
    town = make_town(gather_seconds=600)
    for number in range(5):
        publish(town, number)
    publish(town, 6, what="화재")

    town.pass_minutes(16)

    assert [bool(m.card.buttons) for m in town.cards()] == [True, False]
    assert "화재" in town.cards()[0].card.headline
    assert len(town.cards()[1].card.lines) == 5


def test_a_bundle_stays_true_as_outlets_follow(make_town):
    town = make_town()
    burst(town, 5)

    first = town.items["gana"][0]
    town.news("dara", "copy", first.title, first.text)
    town.pass_minutes(6)

    (message,) = town.cards()
    assert "외 1개 매체" in message.card.lines[0].note
    assert message.edits == 1


def test_new_facts_of_a_bundled_story_go_into_the_bundles_thread(make_town):
    town = make_town()
    town.news("gana", "a", "가람반도체, 청주에 1조2000억원 패키징 공장", OLD)
    for number in range(1, 5):
        publish(town, number)
    town.pass_minutes(6)

    town.news("gana", "b", "가람반도체, 청주 패키징 공장 투자 두 배로 확대(종합)", UPDATE)
    town.pass_minutes(6)

    (message,) = town.cards()
    assert [reply.thread for reply in town.replies()] == [message.receipt]


@pytest.mark.parametrize("stories", [5, 1])
def test_new_facts_go_where_a_story_went_that_was_called_back_from_its_bundle(make_town, stories):
    town = make_town()
    town.chat.fail(*[ChatFault.CHANNEL_BLOCKED] * 9)
    town.news("gana", "a", "가람반도체, 청주에 1조2000억원 패키징 공장", OLD)
    for number in range(1, 5):
        publish(town, number)
    town.pass_minutes(6)
    town.news("gana", "b", "가람반도체, 청주 패키징 공장 투자 두 배로 확대(종합)", UPDATE)
    town.pass_minutes(3)
    states = (AlertState.PENDING, AlertState.BLOCKED)
    waiting = {alert.kind: alert for state in states for alert in alerts(town, state)}
    office = office_of(town)
    story = waiting[AlertKind.UPDATE].story_id
    if stories == 1:
        judge_story(office, "#test", story, JudgementKind.MUTE_STORY, "U1")
        withdraw(office, "#test", JudgementKind.MUTE_STORY, str(story), "U1")
    else:
        mute_terms(office, "#test", ["가람반도체"], MuteLength.HOUR, "U1")
        withdraw(office, "#test", JudgementKind.MUTE_TERM, "가람반도체", "U1")

    town.pass_minutes(90)

    assert set(waiting) == {AlertKind.BUNDLE, AlertKind.UPDATE}
    (reply,) = town.replies()
    (told,) = (
        message
        for message in town.cards()
        if "패키징 공장" in str([message.card.headline, *message.card.lines])
    )
    assert reply.thread == told.receipt


def test_what_does_not_fit_one_message_stands_in_its_thread(make_town):
    town = make_town()

    for number in range(6):
        publish(town, number, path="x" * 900)
    town.pass_minutes(6)

    (message,) = town.cards()
    (reply,) = town.replies()
    assert message.card.headline.endswith("(1/2)")
    assert reply.card.headline.endswith("(2/2)")
    assert reply.thread == message.receipt
    told = [line.text for each in (message, reply) for line in each.card.lines]
    assert len(told) == len(set(told)) == 6


def office_of(town):
    app = town.app
    return Office(line=app.line, terms=app.store.terms, gazetteer=app.tables.gazetteer)


def two_pieces(town, *faults):
    """Five stories in a message and three in the next one; their sending meets these faults."""
    town.chat.fail(*faults)
    for number in range(8):
        outlet = "gana" if number < 5 else "dara"
        publish(town, number, path="x" * 900, outlet=outlet)
    town.pass_minutes(6)


def judge(town, place):
    """What the place agreed to matters to nobody."""
    stories = town.app.line.stories.stories(START, 9)
    (story,) = (each for each in stories if place in each.members[0].article.title)
    judge_story(office_of(town), "#test", story.id, JudgementKind.IRRELEVANT, "U1")


def exclude(town, outlet):
    stories = town.app.line.stories.stories(START, 9)
    story = next(each for each in stories if each.members[0].article.outlet == outlet)
    exclude_outlet(office_of(town), "#test", story.id, "U1")


BOTH_WAIT = [ChatFault.CHANNEL_BLOCKED] * 9
ONE_IS_OUT = [None, *BOTH_WAIT]


@pytest.mark.parametrize(
    ("faults", "decide", "about", "told"),
    [
        pytest.param(BOTH_WAIT, judge, PLACES[7], (7, 2), id="one story"),
        pytest.param(BOTH_WAIT, exclude, "gana일보", (3, 1), id="all of the first"),
        pytest.param(BOTH_WAIT, exclude, "dara일보", (5, 1), id="all of the second"),
        pytest.param(ONE_IS_OUT, judge, PLACES[7], (7, 2), id="one story that was to come"),
        pytest.param(ONE_IS_OUT, exclude, "dara일보", (5, 1), id="all that were to come"),
        pytest.param(ONE_IS_OUT, exclude, "gana일보", (8, 2), id="what was told"),
    ],
)
def test_the_pieces_of_a_bundle_name_one_total_after_a_recall(
    make_town, faults, decide, about, told
):
    town = make_town()
    two_pieces(town, *faults)
    bundles = [a for a in town.app.line.alerts.alerts((), 99) if a.kind is AlertKind.BUNDLE]
    decide(town, about)

    town.pass_minutes(90)

    assert sorted(len(bundle_piece(each).cards) for each in bundles) == [3, 5]
    total, pieces = told
    headline = f"한꺼번에 들어온 소식 {total}건을 모아 전해 드립니다"
    headlines = [message.card.headline for message in town.chat.messages]
    assert headlines == ([headline] if pieces == 1 else [f"{headline} (1/2)", f"{headline} (2/2)"])


def test_after_a_long_outage_what_waited_comes_as_one_message(make_town):
    town = make_town(burst_cards=10)
    town.chat.fail(*[ChatFault.CHANNEL_BLOCKED] * 4)
    burst(town, 4, minutes=5)
    blocked = alerts(town, AlertState.BLOCKED)
    town.clock.advance(timedelta(days=2))

    town.pass_minutes(4)

    first, rest = [message.card for message in town.cards()]
    assert len(blocked) == 4
    assert first.buttons
    assert rest.headline == "그동안 모인 소식 3건을 모아 전해 드립니다"
    assert len(rest.lines) == 3


def test_a_card_that_may_stand_already_is_never_bundled(make_town):
    town = make_town()
    publish(town, 0)
    town.chat.fail(ChatFault.TAKEN_BUT_UNKNOWN)
    town.pass_minutes(4)

    for number in range(1, 6):
        publish(town, number)
    town.pass_minutes(8)

    assert sorted(len(m.card.lines) for m in town.cards()) == [0, 5]


def test_a_lost_reply_does_not_tell_a_bundle_twice(make_town):
    town = make_town()
    town.chat.fail(ChatFault.TAKEN_BUT_UNKNOWN)

    burst(town, 5, minutes=10)

    assert len(town.cards()) == 1
    kinds = {alert.kind for alert in alerts(town, AlertState.SENT)}
    assert kinds == {AlertKind.BUNDLE}


def test_a_bundle_tells_no_more_of_a_term_than_its_cap(make_town):
    town = make_town(term_daily_cap=2, briefs="17:30")

    burst(town, 5)
    publish(town, 5)
    town.pass_minutes(6)

    bundles = [m.card for m in town.cards() if m.card.lines]
    notices = [m.card.headline for m in town.cards() if "브리핑에 모아" in m.card.headline]
    assert [len(card.lines) for card in bundles] == [2]
    assert len(notices) == 1
    told = [alert.error for alert in alerts(town, AlertState.FOLDED)]
    assert sorted(told, key=str) == [None] * 4 + [BUNDLED] * 2


def test_one_story_that_the_cap_leaves_has_its_own_card(make_town):
    town = make_town(term_daily_cap=1, briefs="17:30")

    burst(town, 5)

    assert [len(m.card.buttons) for m in town.cards() if m.card.buttons] == [5]
    assert not any(m.card.lines for m in town.cards())


def test_a_message_that_can_not_be_edited_says_so_in_its_thread_once(make_town):
    town = make_town()
    burst(town, 5)

    for number in (0, 1):
        town.chat.fail(ChatFault.EDITS_CLOSED)
        first = town.items["gana"][number]
        town.news("dara", f"copy{number}", first.title, first.text)
        town.pass_minutes(6)

    (message,) = town.cards()
    (reply,) = town.replies()
    assert message.edits == 0
    assert reply.thread == message.receipt
    assert "더 고칠 수 없어" in reply.card.headline
