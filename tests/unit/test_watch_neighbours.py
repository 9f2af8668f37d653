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
        ("티빙", "티빙 ID·이름 등 회원 정보가 새어 나갔다.", True),
        ("티빙", "티빙 아이디 sosik_tv로 보내 주세요.", False),
        ("방송통신위원회", "가나다 전 방통위원장이 국회에 나왔다.", True),
        ("방송통신위원회", "방통위원회 회의가 열렸다.", True),
        ("대웅", "절 대웅전 지붕을 고친다.", False),
        ("대웅", "대웅은 새 약을 내놓았다. 자회사 대웅제약이 만든다.", True),
        ("SM엔터테인먼트", "가수를 둔 갤럭시아SM이 중계권을 샀다.", False),
        ("SM엔터테인먼트", "SM이 새 그룹을 내놓았다. 소속 가수는 아이돌 다섯이다.", True),
        ("SM", "SM이 새 그룹을 내놓았다. 소속 가수는 아이돌 다섯이다.", True),
        ("KT", "가나다KT 사장이 물러났다.", True),
        ("호반", "호수를 낀 호반 도로가 통제됐다.", False),
        ("호반", "호반은 대한전선 지분을 더 샀다.", True),
        ("배민", "배민식 가나다라부 가나정책과장은 값이 내릴 것이라고 했다.", False),
        ("진로", "하이트진로의 소주 진로가 한정판으로 나왔다.", True),
        ("진로", "고3 학생의 진로 상담을 돕는다.", False),
        ("미국", "美, 반도체에 새 관세를 물린다.", True),
        ("미국", "소백산의 자연美를 담은 사진전이다.", False),
        ("중국", "美·中 통상 대표가 만난다.", True),
        ("하나금융", "KB·신한·하나 등 금융권이 금리를 올렸다.", True),
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
