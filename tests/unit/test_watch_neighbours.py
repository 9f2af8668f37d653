"""What stands right beside a name: firms, works, datelines, sponsors, lists that lend a head."""

import pytest

from bot.model import Term, Watchlist
from bot.tables import load_tables
from bot.watch.matcher import Matcher
from bot.watch.order import suggest

GAZETTEER = load_tables().gazetteer


def _counts(name: str, text: str) -> bool:
    lists = [Watchlist(name="w", channels=(), terms=(Term(name=name),))]
    return bool(Matcher(lists, GAZETTEER).match("", text).matches)


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("풍산", "가나증권은 20일 풍산[103140]에 대해 목표가를 올렸다.", True),
        ("풍산", "(풍산=가나뉴스) 마을 잔치가 열렸다.", False),
        ("파라다이스", "파라다이스의 전일 종가는 1만원이다.", True),
        ("파라다이스", "그곳은 아이들에게 파라다이스였다.", False),
        ("태광", "애경 인수 막바지…태광 “아직 협의 중”", True),
        ("영풍", "농업회사법인 영풍 대표는 사과를 판다.", False),
        ("영풍", "영풍은 고려아연 주주총회에서 표결에 나섰다.", True),
        ("하이브", "왼쪽부터 세 사람. 하이브 제공", False),
        ("하이브", "하이브 제공 프로그램을 두고 협의했다.", True),
        ("미래에셋", "김선수(25·미래에셋)는 버디 7개로 공동 3위에 올랐다.", False),
        ("미래에셋", "미래에셋은 새 펀드를 내놨다.", True),
        ("금호", "한국·금호·넥센타이어 등 3사의 이익이 줄었다.", False),
        ("금호", "금호 사주 일가가 물러났다.", True),
        ("데이터센터", "AI 데이터센터가 늘고 있다.", True),
        ("신협", "신협은 지역 주민에게 의료 봉사를 했다.", True),
        ("한미", "한미 정상은 회담 뒤 공동 발표문을 냈다.", False),
        ("한미", "한미그룹은 새 이사진을 꾸렸다.", True),
        ("질병관리청", "질병청이 예방 수칙을 냈다.", True),
        ("카이스트", "KAIST 연구팀이 개발했다.", True),
        ("김범수", "김범수 가나대 화학공학과 교수가 발표를 맡았다.", False),
        ("유심", "그는 유심히 창밖을 보았다.", False),
        ("유심", "통신사는 유심을 무료로 바꿔 준다.", True),
    ],
)
def test_what_the_neighbours_of_a_name_say(name, text, expected):
    assert _counts(name, text) is expected


def test_a_gazetteer_of_two_files_knows_the_names_of_both():
    assert GAZETTEER.find("에코마케팅")


def test_names_that_two_articles_gloss_are_suggested():
    texts = [
        "가온네트(GNT)는 새 서비스를 냈다. 가온네트(대표 김모)는 기뻐했다.",
        "새 서비스를 낸 가온네트(GNT)는 웃었다. 가온네트(사진)가 있다.",
        "지넷(가온네트)이라는 이름도 한 번 나온다.",
    ]

    suggestion = suggest(Term(name="가온네트"), GAZETTEER, texts)

    assert suggestion.glosses == ("GNT",)


def test_glosses_already_known_are_not_suggested():
    texts = ["고대역폭메모리(HBM)가 모자란다.", "HBM(고대역폭 메모리) 값이 올랐다."] * 2

    assert suggest(Term(name="HBM"), GAZETTEER, texts).glosses == ()
