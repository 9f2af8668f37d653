"""What is glued to a short form, a person's name or a credit. All sentences are our own."""

import pytest

from bot.model import Term, Watchlist
from bot.tables import load_tables
from bot.watch.matcher import Matcher

GAZETTEER = load_tables().gazetteer


def surfaces(text: str, term: Term) -> list[str]:
    watchlist = Watchlist(name="목록", channels=("#a",), terms=(term,))
    return [match.surface for match in Matcher([watchlist], GAZETTEER).match("", text).matches]


@pytest.mark.parametrize(
    ("name", "text", "surface"),
    [
        ("한국은행", "한은총재가 금리를 동결했다.", "한은"),
        ("윤석열", "윤석열정부는 예산을 줄였다.", "윤석열"),
        ("카카오", "카카오AI 전략을 내놨다.", "카카오"),
        ("배민", "배민식 포장이 늘었다.", "배민"),
        ("구글", "구글 '제미나이'가 생성한 이미지가 화제다.", "구글"),
        ("현대차", "현대·기아차 노조가 모였다.", "현대·기아차"),
        ("삼성전자", "삼성\n전자가 올랐다.", "삼성\n전자"),
        ("SK하이닉스", "SK하이닉\n스가 올랐다.", "SK하이닉\n스"),
        ("네이버", "김누리 부장(45·네이버)이 강연했다.", "네이버"),
    ],
)
def test_one_hit(name: str, text: str, surface: str) -> None:
    assert surfaces(text, Term(name=name)) == [surface]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("한국전력", "한전MCS가 사람을 뽑는다."),
        ("아시아나항공", "아시아나컨트리클럽에서 모였다."),
        ("아시아나항공", "아시아나 에어포트가 사람을 뽑는다."),
        ("KCC", "KCC는 85-80으로 이겼다."),
        ("배민", "배민식 과장은 자리를 떴다."),
        ("구글", "구글 '제미나이' 생성 이미지"),
        ("소프트뱅크", "야마다(이상 23·소프트뱅크)가 뽑혔다."),
    ],
)
def test_no_hit(name: str, text: str) -> None:
    assert surfaces(text, Term(name=name)) == []


@pytest.mark.parametrize(("gap", "hits"), [(40, 0), (41, 1)])
def test_words_speak_against_within_forty_code_points(gap: int, hits: int) -> None:
    term = Term(name="가람테크", exclude_near=("영화",))
    text = "가람테크" + " 나" * (gap // 2) + " " * (gap % 2) + "영화"
    text = text if gap % 2 == 0 else "가람테크" + " 나" * (gap // 2 - 1) + " 나나" + "영화"
    assert text.index("영화") - len("가람테크") == gap
    assert len(surfaces(text, term)) == hits
