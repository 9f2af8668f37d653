"""Forms filled in for somebody else are other events, however alike their words are."""

import pytest

from bot.model import Relation
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
    ("early", "late"),
    [
        pytest.param(
            ("가온테크, 원주에 1조2000억원 공장", "가온테크는 4일 강원 원주에 새 공장을 짓는다고 밝혔다. 투자 규모는 1조2000억원이다."),
            ("가온테크, 원주 공장 투자 2조5000억원으로 확대", "가온테크는 4일 원주 공장의 투자 규모를 2조5000억원으로 늘린다고 다시 밝혔다. 처음 발표한 1조2000억원의 두 배가 넘는다."),
            id="the text tells the old amount",
        ),
        pytest.param(
            ("가온테크 원주 공장 화재…직원 32명 대피", "4일 오전 강원 원주의 가온테크 공장에서 불이 나 직원 32명이 대피했다. 소방당국이 불을 끄고 있다."),
            ("가온테크 원주 공장 화재…직원 58명 대피(종합)", "4일 오전 강원 원주의 가온테크 공장에서 난 불로 직원 58명이 대피했다. 소방당국은 1시간 만에 불길을 잡았다."),
            id="a summed-up version",
        ),
        pytest.param(
            ("[속보] 나래톡 접속 장애…원주 도서관 예약 멈춰", "나래톡에 4일 오후 6시 40분께 접속 장애가 생겨 원주시 도서관 좌석 예약이 멈췄다."),
            ("나래톡 접속 장애 20분 만에 복구…원주 도서관 예약 정상화(종합)", "4일 오후 6시 40분께 생긴 나래톡 접속 장애가 20분 만에 복구돼 원주시 도서관 좌석 예약이 정상으로 돌아왔다."),
            id="a summed-up version with rare words",
        ),
    ],
)  # fmt: skip
def test_one_outlet_that_goes_on_telling_updates_its_story(desk, early, late):
    desk.place(article(1, *early, 1.0, outlet="매체"))

    placement = desk.place(article(2, *late, 30.0, outlet="매체"))

    assert (placement.story_id, placement.relation) == (1, Relation.UPDATE)


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
