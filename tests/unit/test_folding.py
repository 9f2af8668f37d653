"""A term that fires too often a day tells the rest in the brief, and says so once."""

from datetime import timedelta

import pytest

from bot.model import AlertState
from bot.tables import load_tables
from tests.fakes.small_town import MINUTE, Town

LIST = """
name: 시험
channels: ["#test"]
alert_on: lede
urgent: [화재]
terms: [{name: 가람반도체}, {name: 나래전자}]
"""
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
            settings={"briefs": "17:30", "term_daily_cap": 2} | settings,
            watchlists={"a.yaml": LIST},
        )
        town.outlets("gana")
        town.open()
        town.pass_minutes(3)
        opened.append(town)
        return town

    yield make
    for town in opened:
        town.app.close()


def news(town, number, who="가람반도체", what="협약"):
    """One story that no other is like."""
    place = PLACES[number]
    text = (
        f"{who}는 {place}에서 {number + 3}번째 {what}을 맺었다고 20일 밝혔다.\n"
        f"{place}시는 {number * 37 + 11}억원을 내고 {number + 2028}년까지 부지를 마련한다.\n"
        f"{place} 시장은 “{place}의 {number + 1}대 사업”이라고 말했다."
    )
    town.news("gana", f"{who}{number}{what}", f"{who}, {place}와 {number + 3}번째 {what}", text)
    town.pass_minutes(6)


def cards(town):
    return [m.card.headline for m in town.cards() if m.card.buttons]


def notices(town):
    return [m.card.headline for m in town.cards() if "브리핑에 모아" in m.card.headline]


def folded(town):
    return town.app.line.alerts.alerts((AlertState.FOLDED,), 99)


def test_past_the_cap_cards_fold_and_the_channel_hears_why_once(make_town):
    town = make_town()

    for number in range(4):
        news(town, number)

    assert len(cards(town)) == 2
    assert len(folded(town)) == 2
    assert notices(town) == [
        "‘가람반도체’ 소식이 오늘 2건을 넘어, 다음 소식부터는 17:30 브리핑에 모아 전해 드립니다."
    ]


def test_what_was_folded_stands_in_the_brief(make_town):
    town = make_town()
    for number in range(3):
        news(town, number)

    town.clock.advance(timedelta(hours=8, minutes=29) - town.clock.now().minute * MINUTE)
    town.pass_minutes(4)

    (brief,) = [m.card for m in town.cards() if m.card.lines]
    assert "부산" in " ".join(one.text for one in brief.lines)


def test_another_term_still_sends_its_cards(make_town):
    town = make_town()
    for number in range(3):
        news(town, number)

    news(town, 4, who="나래전자")

    assert cards(town)[-1].startswith("나래전자")


def test_the_next_day_begins_anew(make_town):
    town = make_town()
    for number in range(3):
        news(town, number)

    town.clock.advance(timedelta(days=1))
    town.pass_minutes(2)
    news(town, 4)

    assert len(cards(town)) == 3


def test_urgent_news_is_never_folded(make_town):
    town = make_town()
    for number in range(3):
        news(town, number)

    news(town, 4, what="화재")

    assert "화재" in cards(town)[-1]


@pytest.mark.parametrize(
    "settings", [{"term_daily_cap": 0}, {"briefs": ""}], ids=["no cap", "no brief"]
)
def test_without_a_cap_or_a_brief_to_come_nothing_folds(make_town, settings):
    town = make_town(**settings)

    for number in range(4):
        news(town, number)

    assert len(cards(town)) == 4


def test_a_folded_story_that_turns_urgent_is_told_at_once(make_town):
    town = make_town()
    for number in range(3):
        news(town, number)
    before = len(town.cards())
    story = next(i for i in town.items["gana"] if "부산" in i.title)

    text = f"{story.text}\n가람반도체 화재로 협약식은 미뤄졌다. 피해는 32억원이다."
    town.news("gana", "fire", f"{story.title}…가람반도체 화재로 연기(종합)", text)
    town.pass_minutes(6)

    assert "화재" in town.cards()[-1].card.headline
    assert len(town.cards()) == before + 1
