"""Forms filled in for somebody else are other events, however alike their words are."""

import pytest

from bot.stories.grouping import Grouper
from bot.stories.headlines import read_headline
from tests.fakes.desk import GroupingDesk
from tests.fakes.releases import article
from tests.fakes.tables import background, outlets

FORMS = {
    "appointment": [
        (
            "{name}, 신임 대표이사에 {person} 부사장 선임",
            "{name}는 이사회를 열어 {person} 부사장을 신임 대표이사로 선임했다고 밝혔다. 임기는 3년이다.",
        ),
        ("가온테크", "김가온"),
        ("나래식품", "박나래"),
    ],
    "target price": [
        (
            '{person}증권 "{name}, 하반기 실적 개선…목표가 상향"',
            "{person}증권은 {name}에 대해 하반기 실적이 개선될 것이라며 목표 주가를 올려 잡았다.",
        ),
        ("가온테크", "다솜"),
        ("나래식품", "여울"),
    ],
    "results": [
        (
            "{name} 3분기 영업이익 {person}억원…시장 전망 웃돌아",
            "{name}는 3분기 영업이익이 {person}억원으로 시장 전망을 웃돌았다고 공시했다.",
        ),
        ("가온테크", "1,204"),
        ("나래식품", "387"),
    ],
    "general meeting": [
        (
            "{name}, 정기주주총회 개최…배당 안건 의결",
            "{name}는 본사에서 정기주주총회를 열고 재무제표 승인과 배당 안건을 의결했다. {person} 대표가 의장을 맡았다.",
        ),
        ("가온테크", "김가온"),
        ("나래식품", "박나래"),
    ],
}


@pytest.fixture
def desk():
    return GroupingDesk(Grouper(background(), outlets()))


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_one_form_of_two_firms_is_two_events(desk, form):
    (title, text), *firms = form
    told = [
        article(
            number,
            title.format(name=name, person=person),
            text.format(name=name, person=person),
            number * 5.0,
            outlet=f"매체{number}",
        )
        for number, (name, person) in enumerate(firms, 1)
    ]

    stories = {desk.place(each).story_id for each in told}

    assert len(stories) == len(firms)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_two_tellings_of_one_firm_are_one_event(desk, form):
    (title, text), (name, person), _ = form
    told = [
        article(
            number,
            mark + title.format(name=name, person=person),
            text.format(name=name, person=person),
            number * 5.0,
            outlet=f"매체{number}",
        )
        for number, mark in enumerate(("", "[속보] "), 1)
    ]

    stories = {desk.place(each).story_id for each in told}

    assert len(stories) == 1


def test_one_outlet_that_fills_in_another_amount_tells_another_event(desk):
    first = article(
        1,
        "가온테크 임원 26억7600만원어치 지분 매도",
        "가온테크 임원이 지난 28일 보통주 3,102주를 팔았다.",
        1.0,
        outlet="매체",
    )
    second = article(
        2,
        "가온테크 임원 4억1900만원어치 지분 매도",
        "가온테크 임원이 지난 27일 보통주 512주를 팔았다.",
        9.0,
        outlet="매체",
    )

    stories = [desk.place(each).story_id for each in (first, second)]

    assert stories == [1, 2]


@pytest.mark.parametrize(
    ("title", "who"),
    [
        ("가온테크, 새 공장 착공", "가온테크"),
        ("[단독] 김가온 대표 “내년에 공장 짓는다”", "김가온 대표"),
        ("[인사] 나래식품", ""),
        ("“내년에 공장 짓는다” 가온테크", ""),
        ("내년 봄에 새로 짓는 큰 공장, 터 닦기 시작", ""),
        ("가온테크 새 공장 착공", ""),
    ],
)
def test_a_headline_sets_off_whom_it_is_about(title, who):
    assert read_headline(title).who == who
