"""Terms mean what their owners mean. All sentences are our own."""

from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model import Field, Salience, Term, Watchlist
from bot.tables import load_tables
from bot.watch.gazetteer import EMPTY
from bot.watch.matcher import Matcher
from bot.watch.reasons import Reason

GAZETTEER = load_tables().gazetteer


def watching(*terms: Term | str) -> Matcher:
    made = tuple(Term(name=term) if isinstance(term, str) else term for term in terms)
    return Matcher([Watchlist(name="목록", channels=("#a",), terms=made)], GAZETTEER)


_MATCHERS: dict[str, Matcher] = {}


def surfaces(name: str, text: str, title: str = "") -> list[str]:
    if name not in _MATCHERS:
        _MATCHERS[name] = watching(name)
    return [match.surface for match in _MATCHERS[name].match(title, text).matches]


def rules(name: str, text: str) -> list[str]:
    matcher = _MATCHERS.setdefault(name, watching(name))
    return [rejection.rule for rejection in matcher.match("", text).rejections]


@pytest.mark.parametrize(
    ("name", "text", "surface"),
    [
        ("KT", "KT는 새 요금제를 내놨다.", "KT"),
        ("KT", "SKT와 KT가 맞붙었다.", "KT"),
        ("KT", "ＫＴ가 공시했다.", "ＫＴ"),
        ("KT", "케이티는 이사회를 열었다.", "케이티"),
        ("KT", "KT그룹이 투자를 늘린다.", "KT그룹"),
        ("KT", "KT-MS 협력이 늦어진다.", "KT"),
        ("KT", "KT노조가 성명을 냈다.", "KT"),
        ("SK하이닉스", "SK 하이닉스가 증설한다.", "SK 하이닉스"),
        ("SK하이닉스", "에스케이하이닉스가 증설한다.", "에스케이하이닉스"),
        ("SK텔레콤", "SKT가 망을 증설한다.", "SKT"),
        ("오픈AI", "오픈 AI의 새 모델", "오픈 AI"),
        ("네이버", "네이버 주가가 올랐다.", "네이버"),
        ("현대차", "현대자동차그룹이 공장을 짓는다.", "현대자동차그룹"),
        ("HBM", "HBM3E 양산을 서두른다.", "HBM"),
        ("HBM", "고대역폭 메모리 수요", "고대역폭 메모리"),
        ("HBM", "차세대HBM시장", "HBM"),
        ("카카오", "카카오톡 장애가 두 시간 이어졌다.", "카카오톡"),
        ("LG유플러스", "LGU+가 광고를 시작했다.", "LGU+"),
        ("기아", "기아차가 신차를 선보였다.", "기아차"),
        ("한화", "㈜한화가 배당을 늘린다.", "㈜한화"),
        ("한화", "한화 건설부문이 수주했다.", "한화"),
        ("대상", "대상, 종가 김치 신제품 출시", "대상"),
        ("메타", "메타가 데이터센터 투자를 늘린다.", "메타"),
        ("이재용", "이재용 삼성전자 회장이 출국했다.", "이재용"),
        ("젠슨 황", "젠슨황이 방한한다.", "젠슨황"),
    ],
)
def test_a_bare_name_finds_its_owner(name, text, surface):
    assert surface in surfaces(name, text)


@pytest.mark.parametrize(
    ("name", "text", "rule"),
    [
        ("KT", "KTX 열차가 늦었다.", Reason.LONGER_NAME),
        ("KT", "KT&G가 담배값을 올린다.", Reason.LONGER_NAME),
        ("KT", "SKT가 맞섰다.", Reason.INSIDE_WORD),
        ("KT", "KT클라우드가 상장한다.", Reason.AFFILIATE),
        ("KT", "KT 위즈 마운드가 무너졌다.", Reason.TEAM),
        ("KT", "문의는 help@kt.com 으로", Reason.INSIDE_WORD),
        ("SK", "SK이노베이션이 흑자를 냈다.", Reason.AFFILIATE),
        ("LG", "LG화학이 공장을 판다.", Reason.AFFILIATE),
        ("LG", "LG는 잠실에서 열린 프로야구 경기에서 이겼다.", Reason.SPORTS),
        ("두산", "두산전에서 홈런을 쳤다.", Reason.SPORTS),
        ("두산", "백두산 천지가 얼었다.", Reason.INSIDE_WORD),
        ("삼성전자", "삼성전자서비스가 파업했다.", Reason.AFFILIATE),
        ("신한은행", "신한은행 챔피언십 첫날 선두에 올랐다.", Reason.SPORTS),
        ("기아", "기아와 빈곤에 시달리는 난민", Reason.OTHER_SENSE),
        ("메타", "메타버스 전시가 열렸다.", Reason.OTHER_SENSE),
        ("인텔", "인텔리전스 보고서", Reason.OTHER_SENSE),
        ("한화", "300억 달러(한화 약 41조 원)", Reason.OTHER_SENSE),
        ("대상", "20대를 대상으로 설문을 했다.", Reason.OTHER_SENSE),
        ("당근", "당근과 채찍을 함께 쓴다.", Reason.OTHER_SENSE),
        ("네이버", "사진=네이버 지도 캡처", Reason.CREDIT),
        ("마이크론", "먼지 크기는 10마이크론이다.", Reason.OTHER_SENSE),
        ("이재용", "이재용 감독의 새 영화", Reason.OTHER_SENSE),
        ("하나은행", "하나은행은 12승 5패를 달렸다.", Reason.SPORTS),
    ],
)
def test_other_things_of_that_name_do_not_count(name, text, rule):
    assert surfaces(name, text) == []
    assert rule in rules(name, text)


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("신한은행", "신한·하나·우리은행이 금리를 내렸다.", True),
        ("신한은행", "우리·신한銀 제재심", False),
        ("우리은행", "우리·신한銀 제재심", True),
        ("하나은행", "시중은행(신한 하나 우리) 창구", True),
        ("하나은행", "증권사(신한·하나·키움) 창구", False),
        ("국민은행", "KB국민·신한·하나 등 시중은행", True),
        ("국민은행", "신한·KB국민·우리카드가 손잡았다.", False),
        ("기아", "현대·기아차가 공장을 멈췄다.", True),
    ],
)
def test_a_list_lends_its_head(name, text, found):
    hits = [surface for surface in surfaces(name, text) if "銀" not in surface]

    assert bool(hits) is found


def test_what_a_match_says_of_itself():
    text = "첫 문장이다.\n그날 KT는 새 사업을 발표했다."

    (match,) = _match_one("KT", text)

    assert (match.watchlist, match.term, match.surface) == ("목록", "KT", "KT")
    assert (match.field, match.rule) == (Field.TEXT, Reason.NAME)
    assert text[match.span.start : match.span.end] == "KT"


def _match_one(name, text):
    return watching(name).match("", text).matches


def test_a_gloss_is_one_mention():
    matching = watching("HBM").match("", "고대역폭메모리(HBM) 값이 올랐다.")

    assert [match.surface for match in matching.matches] == ["고대역폭메모리"]
    assert [rejection.rule for rejection in matching.rejections] == [Reason.GLOSS]


def test_a_name_broken_by_a_line_is_found_whole():
    text = "이날 참석한 최태\n원 회장은 말을 아꼈다."

    (match,) = _match_one("최태원", text)

    assert match.surface == "최태\n원"
    assert match.rule == Reason.BROKEN_LINE


WEAK = Term(
    name="스타게이트",
    weak=("스타게이트",),
    context=("오라클",),
    exclude_near=("영화", "코인"),
)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("스타게이트라는 가게가 문을 열었다.", Reason.NO_SUPPORT),
        ("스타게이트 영화가 다시 걸린다. 오라클은 상관없다.", Reason.EXCLUDED_NEAR),
    ],
)
def test_a_weak_form_needs_support_and_no_near_word(text, rule):
    matching = watching(WEAK).match("", text)

    assert matching.matches == ()
    assert [rejection.rule for rejection in matching.rejections] == [rule]


def test_a_weak_form_counts_beside_context_anywhere_in_the_article():
    matching = watching(WEAK).match("오라클의 새 계약", "한 달 뒤 스타게이트 착공식이 열린다.")

    assert [match.rule for match in matching.matches] == [Reason.SUPPORTED]


def test_latin_context_must_be_a_word_of_its_own():
    term = Term(name="가람누리", weak=("가람누리",), context=("AI",))

    assert watching(term).match("", "가람누리가 KAIST와 협약했다.").matches == ()
    assert len(watching(term).match("", "가람누리가 AI 모델을 냈다.").matches) == 1


def test_excludes_hold_the_name_and_others_count_as_near_words():
    term = Term(name="가람", exclude=("가람아파트", "부동산"))
    matcher = watching(term)

    assert matcher.match("", "가람아파트 분양").rejections[0].rule == Reason.EXCLUDED
    assert matcher.match("", "가람 부동산 매물").rejections[0].rule == Reason.EXCLUDED_NEAR
    assert len(matcher.match("", "가람이 상장한다").matches) == 1


def test_exclude_near_reaches_forty_code_points():
    matcher = watching(Term(name="가람", exclude_near=("코인",)))

    assert matcher.match("", "가람 " + "길" * 37 + "코인").matches == ()
    assert len(matcher.match("", "가람 " + "길" * 41 + " 코인").matches) == 1


ALL_OF = Term(name="SK×오픈AI", all_of=("SK하이닉스", "오픈AI"))


def test_all_of_wants_every_one_in_the_article():
    matcher = watching(ALL_OF)

    half = matcher.match("", "SK하이닉스가 실적을 발표했다.")
    whole = matcher.match("SK하이닉스 실적", "오픈AI도 투자했다.")

    assert half.matches == ()
    assert {rejection.rule for rejection in half.rejections} == {Reason.INCOMPLETE}
    assert {match.rule for match in whole.matches} == {Reason.ALL_OF}
    assert {match.salience for match in whole.matches} == {Salience.LEDE}


def test_a_part_that_is_a_term_of_the_list_brings_its_aliases():
    matcher = watching(
        Term(name="가람", aliases=("GARAM",)), Term(name="둘", all_of=("가람", "HBM"))
    )

    matching = matcher.match("", "GARAM이 HBM을 만든다.")

    assert {match.term for match in matching.matches} == {"가람", "둘"}


def test_a_regular_expression_finds_without_its_name():
    matcher = watching(Term(name="채권 번호", regex=r"제\d{2,4}회 채권"))

    matching = matcher.match("", "제123회 채권을 발행했다. 채권 번호는 비공개다.")

    assert [(m.surface, m.rule) for m in matching.matches] == [("제123회 채권", Reason.REGEX)]


def test_one_expression_gives_a_bounded_number_of_hits():
    matcher = watching(Term(name="수", regex="[0-9]"))

    assert len(matcher.match("", "1 " * 500).matches) == 50


def test_longer_watched_words_win_even_if_nobody_else_knows_them():
    matcher = watching("누리온", "누리온클라우드")

    matching = matcher.match("", "누리온클라우드가 상장한다.")

    assert [match.term for match in matching.matches] == ["누리온클라우드"]


def test_a_term_of_two_watchlists_is_told_to_both():
    lists = [Watchlist(name=name, channels=(), terms=(Term(name="KT"),)) for name in "가나"]

    matching = Matcher(lists, GAZETTEER).match("", "KT가 발표했다.")

    assert [match.watchlist for match in matching.matches] == ["가", "나"]


def test_without_a_gazetteer_the_edges_still_hold():
    matcher = Matcher(
        [Watchlist(name="w", channels=(), terms=(Term(name="KT"), Term(name="CXL")))], EMPTY
    )

    found = matcher.match("", "KT는 SKT, KTX와 다르다. CXL3.0과 CXLs")

    assert [match.surface for match in found.matches] == ["KT", "CXL", "CXL"]


LEDE = "가람전자가 22일 새 공장을 열었다. 첫 제품은 다음 달 나온다."
BODY = "\n".join(f"업계는 이 소식을 {number}번째로 반겼다고 전했다." for number in range(12))


@pytest.mark.parametrize(
    ("title", "text", "salience"),
    [
        ("누리온 공장", f"{LEDE}\n{BODY}", Salience.TITLE),
        ("", f"누리온이 웃었다. {LEDE}\n{BODY}", Salience.LEDE),
        ("", f"{LEDE}\n누리온도 뛰어들었다.\n{BODY}", Salience.BODY),
        ("", f"{LEDE}\n{BODY}\n누리온도 뛰어들었다.", Salience.PASSING),
        ("", f"{LEDE}\n한빛, 누리온, 다온, 새움 등이 참가했다.\n{BODY}", Salience.PASSING),
        ("", f"{LEDE}\n누리온 공장 전경. /누리온 제공\n{BODY}", Salience.PASSING),
    ],
    ids=["title", "lede", "body", "last-third", "list", "caption"],
)
def test_where_a_hit_stands(title, text, salience):
    matching = watching("누리온").match(title, text)

    assert {match.salience for match in matching.matches} == {salience}


def test_a_short_first_paragraph_takes_the_next_into_the_lede():
    text = f"짧은 첫 문단이다.\n누리온이 뛰어들었다.\n{BODY}"

    (match,) = watching("누리온").match("", text).matches

    assert match.salience is Salience.LEDE


def test_an_article_without_paragraphs_has_a_lede_all_the_same():
    text = " ".join(
        [
            LEDE,
            *BODY.split("\n"),
            *BODY.split("\n"),
            *BODY.split("\n"),
            "누리온도 뛰어들었다. 누리온은 크다.",
        ]
    )

    matching = watching("누리온").match("", text)

    assert {match.salience for match in matching.matches} == {Salience.BODY}


PIECES = [
    "KT는 ",
    "SKT와 ",
    "삼성전자",
    "서비스가 ",
    "HBM3E ",
    "신한·하나은행 ",
    "메타버스 ",
    "오픈 AI",
    "\n",
    "ＬＧ화학 ",
    "대상, ",
    "㈜한화",
    "프로야구 ",
]
TERMS = ("KT", "삼성전자", "HBM", "하나은행", "메타", "오픈AI", "LG", "대상", "한화")
ALL = watching(*TERMS)
MORE = watching(*TERMS, "뷁컴퍼니", "쀍테크놀로지")
TEXTS = st.lists(st.sampled_from(PIECES), max_size=8).map("".join)


def _facts(matching):
    return [(m.term, m.surface, m.field, m.span, m.salience, m.rule) for m in matching.matches]


@given(TEXTS, TEXTS)
@settings(deadline=None)
def test_spans_always_slice_to_the_surface(title, text):
    matching = ALL.match(title, text)

    for found in (*matching.matches, *matching.rejections):
        source = title if found.field is Field.TITLE else text
        assert source[found.span.start : found.span.end] == found.surface != ""


@given(TEXTS)
@settings(deadline=None)
def test_decomposed_input_gives_the_same_hits(text):
    composed = [(m.term, m.surface) for m in ALL.match("", text).matches]

    decomposed = ALL.match("", normalize("NFD", text)).matches

    assert [(m.term, normalize("NFC", m.surface)) for m in decomposed] == composed


@given(TEXTS)
@settings(deadline=None)
def test_an_unrelated_term_changes_nothing(text):
    assert _facts(MORE.match("", text)) == _facts(ALL.match("", text))


@given(TEXTS, TEXTS)
@settings(deadline=None)
def test_paragraphs_put_together_hold_what_each_had(first, second):
    parts = {m.term for text in (first, second) for m in ALL.match("", text).matches}

    whole = {m.term for m in ALL.match("", f"{first}\n\n다음 문단이다.\n\n{second}").matches}

    assert parts <= whole


@given(st.sampled_from(["는", "가", "의", "에서도", "와", "를", "만", " ", ",", "”", "측은"]))
def test_any_particle_may_follow(particle):
    assert surfaces("KT", f"이날 KT{particle} 그랬다.") == ["KT"]


@given(st.text(max_size=200), st.text(max_size=400))
@settings(deadline=None)
def test_matching_never_fails(title, text):
    ALL.match(title, text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("이재용", "이재용 가람대 교수 연구팀이 새 소재를 만들었다."),
        ("정의선", "나래구 정의선 주무관이 상을 받았다."),
        ("최태원", "글·사진 최태원 객원기자"),
        ("정의선", "투수 정의선이 마운드에 올랐다."),
    ],
)
def test_a_namesake_with_another_office_is_somebody_else(name, text):
    assert surfaces(name, text) == []
    assert rules(name, text) == [Reason.OTHER_SENSE]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("정의선", "정의선 현대차그룹 회장이 공장을 찾았다."),
        ("이재용", "이재용 회장 기자간담회가 열렸다."),
    ],
)
def test_a_chairman_stays_himself(name, text):
    assert surfaces(name, text) == [name]


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("하림", "하림이 새 도계 공장을 열었다.", True),
        ("하림", "오늘 무대에는 하림이 오른다.", False),
        ("줌", "화상회의 업체 줌이 값을 다시 매겼다.", True),
        ("줌", "삼 배 줌으로 찍었다.", False),
        ("웨이브", "티빙·가온·웨이브가 값을 맞췄다.", True),
        ("대원", "대원그룹이 새 대표를 맞았다.", True),
        ("대원", "대원 열 명이 산에 올랐다.", False),
        ("멜론", "영화 '멜론'이 개봉했다.", False),
    ],
)
def test_a_name_that_is_a_word_needs_signs_of_a_firm(name, text, found):
    assert bool(surfaces(name, text)) is found


@pytest.mark.parametrize(
    "text",
    [
        "▶ 카카오톡 : gabo77",
        "자세한 것은 네이버 검색창에 나래축제를 치면 된다.",
        "우리은행나무 길이 노랗다.",
    ],
)
def test_prompts_and_trees_name_no_firm(text):
    for name in ("카카오", "네이버", "우리은행"):
        assert surfaces(name, text) == []


def test_a_bracketed_list_takes_its_head_from_the_word_before():
    assert surfaces("신한은행", "시중은행(KB·신한·하나·우리)의 금리") == ["신한"]


def test_a_title_within_the_weak_form_is_no_support():
    term = Term(name="최태원", weak=("최 회장",), context=("회장", "SK"))
    matcher = watching(term)

    assert not matcher.match("", "최 회장은 말이 없었다.").matches
    assert matcher.match("", "SK의 최 회장은 말이 없었다.").matches


def test_context_in_latin_letters_may_carry_a_generation():
    matcher = watching(Term(name="나래", weak=("나래",), context=("HBM",)))

    assert matcher.match("", "나래가 HBM4를 쓴다.").matches


def test_english_deeds_vouch_for_a_weak_name():
    assert surfaces("메타", "Meta delays its new model") == ["Meta"]
    assert surfaces("메타", "A meta joke about jokes") == []
