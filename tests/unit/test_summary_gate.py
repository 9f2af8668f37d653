"""The gate: a model's draft passes only where the articles say every bit of it."""

from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from bot.summary.gate import GateReason, judge
from bot.text.josa import with_particle


@dataclass(frozen=True, kw_only=True)
class Case:
    """An article, an honest draft, and the pieces of the draft that a forger would turn."""

    article: str
    draft: str
    figures: tuple[str, ...]
    names: tuple[str, ...]
    hedges: tuple[tuple[str, str], ...]


CASES = [
    Case(
        article=(
            "가나전자가 충남 아산에 3조2000억원을 들여 AI 데이터센터를 짓는다고 22일 밝혔다.\n"
            "업계에 따르면 가나전자는 내년 3월 착공해 2028년 완공할 계획인 것으로 알려졌다.\n"
            "다라에너지가 전력 300MW를 공급할 가능성이 제기된다.\n"
            "김하늘 가나전자 대표는 “수요가 예상보다 빠르게 늘고 있다”고 말했다.\n"
            "마바클라우드는 입주를 검토하지 않고 있다고 설명했다."
        ),
        draft=(
            "가나전자가 충남 아산에 3조2천억원을 들여 AI 데이터센터를 짓는다고 22일 밝혔다. "
            "내년 3월 착공해 2028년 완공할 계획인 것으로 알려졌다. "
            "다라에너지가 전력 300MW를 공급할 가능성이 제기된다."
        ),
        figures=("3조2천억원", "22일", "3월", "2028년", "300MW"),
        names=("가나전자", "다라에너지", "충남 아산"),
        hedges=(
            ("완공할 계획인 것으로 알려졌다", "완공한다"),
            ("완공할 계획인 것으로 알려졌다", "완공할 것으로 알려졌다"),
            ("공급할 가능성이 제기된다", "공급한다"),
            ("공급할 가능성이 제기된다", "공급하기로 했다"),
        ),
    ),
    Case(
        article=(
            "사아은행은 3분기 순이익이 8123억원으로 지난해 같은 기간보다 12.5% 늘었다고 24일 공시했다.\n"
            "이자이익은 1조5400억원으로 4.1% 줄었다.\n"
            "금융당국은 사아은행의 자금세탁 의혹을 조사하고 있는 것으로 전해졌다.\n"
            "박바다 사아은행 행장은 “연말까지 비용을 줄이겠다”고 강조했다."
        ),
        draft=(
            "사아은행은 3분기 순이익이 8123억원으로 지난해 같은 기간보다 12.5% 늘었다고 24일 공시했다. "
            "금융당국은 사아은행의 자금세탁 의혹을 조사하고 있는 것으로 전해졌다. "
            "박바다 사아은행 행장은 “연말까지 비용을 줄이겠다”고 강조했다."
        ),
        figures=("8123억원", "12.5%", "24일"),
        names=("사아은행", "금융당국", "박바다"),
        hedges=(
            ("자금세탁 의혹을 조사하고 있는 것으로 전해졌다", "자금세탁을 확인했다"),
            ("조사하고 있는 것으로 전해졌다", "조사하고 있다"),
        ),
    ),
    Case(
        article=(
            "자차모터스는 카타배터리와 2조원 규모 공급 계약을 맺었다고 5일 발표했다.\n"
            "계약 기간은 2027년부터 2031년까지 5년이다.\n"
            "업계는 추가 계약이 이어질 것으로 전망한다.\n"
            "노조는 공장 이전에 합의하지 않았다고 주장했다."
        ),
        draft=(
            "자차모터스는 카타배터리와 2조원 규모 공급 계약을 맺었다고 5일 발표했다. "
            "계약 기간은 2027년부터 2031년까지 5년이다. "
            "노조는 공장 이전에 합의하지 않았다고 주장했다."
        ),
        figures=("2조원", "5일", "2027년", "2031년"),
        names=("자차모터스", "카타배터리", "노조"),
        hedges=(
            ("합의하지 않았다고 주장했다", "합의했다고 주장했다"),
            ("합의하지 않았다고 주장했다", "합의하지 않았다"),
        ),
    ),
]
OTHERS = ("파하물산", "거너텔레콤", "더러그룹", "ACME", "서어증권", "저처공사", "버머제약")
QUOTES = (
    "반드시 해낸다",
    "계약은 끝났다",
    "책임을 지겠다",
    "사실이 아니다",
    "최고의 결과다",
    "주가가 오를 것이다",
    "값을 내린다",
)


def bump(figure):
    """The same figure with one digit turned, in four ways."""
    at = next(index for index, letter in enumerate(figure) if letter.isdigit())
    digit = int(figure[at])
    for step in (1, 2, 4, 6, 7):
        yield figure[:at] + str((digit + step) % 10) + figure[at + 1 :]
    yield figure[: at + 1] + "0" + figure[at + 1 :]


def forgeries():
    for case in CASES:
        for figure in case.figures:
            for wrong in bump(figure):
                yield case, case.draft.replace(figure, wrong), f"{figure}→{wrong}"
        for name in case.names:
            for other in OTHERS:
                yield case, case.draft.replace(name, other), f"{name}→{other}"
        for before, after in case.hedges:
            yield case, case.draft.replace(before, after), f"{before}→{after}"
        for quote in QUOTES:
            for said in (
                f"김하늘 대표는 “{quote}”고 말했다.",
                f"회사는 '{quote}'라는 뜻을 전했다.",
                f'한 관계자는 "{quote}"고 강조했다.',
            ):
                yield case, f"{case.draft} {said}", said


FORGERIES = list(forgeries())


def test_there_are_two_hundred_forgeries():
    assert len(FORGERIES) >= 200


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.draft[:6])
def test_an_honest_draft_passes(case):
    assert judge(case.draft, [case.article]).reason is GateReason.PASSED


@pytest.mark.parametrize(
    ("case", "forged"),
    [
        pytest.param(case, forged, id=f"{number}")
        for number, (case, forged, _) in enumerate(FORGERIES)
    ],
)
def test_every_forgery_is_caught(case, forged):
    assert forged != case.draft
    assert not judge(forged, [case.article]).is_open


@pytest.mark.parametrize(
    ("draft", "reason"),
    [
        pytest.param("", GateReason.EMPTY, id="empty"),
        pytest.param("가" * 700, GateReason.TOO_LONG, id="long"),
        pytest.param("그렇다. " * 5, GateReason.TOO_LONG, id="many sentences"),
        pytest.param("I cannot help with that request.", GateReason.NOT_KOREAN, id="English"),
        pytest.param("하늘이 아주 맑고 바람도 시원했다.", GateReason.NAME, id="rubbish"),
        pytest.param(
            "공장 기간에 카타배터리 추가 합의가 있었다.",
            GateReason.UNSUPPORTED,
            id="about nothing",
        ),
        pytest.param("네, 요약하겠습니다.", GateReason.UNSUPPORTED, id="about itself"),
        pytest.param(
            "또한 그렇다. 자차모터스는 카타배터리와 2조원 규모 공급 계약을 맺었다.",
            GateReason.UNSUPPORTED,
            id="a sentence about nothing",
        ),
        pytest.param(
            "카타배터리는 자차모터스와 계약을 맺었다고 발표했다.",
            GateReason.ROLE,
            id="roles exchanged",
        ),
        pytest.param(
            "자차모터스는 7조원 규모 공급 계약을 맺었다고 발표했다.", GateReason.NUMBER, id="number"
        ),
        pytest.param(
            "자차모터스는 계약을 “굉장한 일”이라고 발표했다.", GateReason.QUOTATION, id="quotation"
        ),
        pytest.param("추가 계약이 이어진다.", GateReason.HEDGE, id="forecast told as a fact"),
        pytest.param(
            "추가 계약 기간과 공장 규모를 업계가 발표했다.",
            GateReason.HEDGE,
            id="forecast told as an announcement",
        ),
    ],
)
def test_the_reason_is_named(draft, reason):
    assert judge(draft, [CASES[2].article]).reason is reason


def test_a_draft_may_draw_on_several_articles():
    draft = "가나전자가 충남 아산에 AI 데이터센터를 짓는다고 22일 밝혔다. 자차모터스는 카타배터리와 2조원 규모 공급 계약을 맺었다고 5일 발표했다."

    assert judge(draft, [CASES[0].article, CASES[2].article]).is_open


# --- drafts in other words, by hand --------------------------------------------------------------

LABELLED = [
    case
    for path in sorted((Path(__file__).parent / "gate").glob("*.yaml"))
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))
]
FAITHFUL = [(case["article"], draft) for case in LABELLED for draft in case["faithful"]]
TAMPERED = [
    pytest.param(case["article"], draft, id=f"{number} {kind}")
    for number, case in enumerate(LABELLED)
    for forged in case["tampered"]
    for kind, draft in forged.items()
]


def test_two_of_three_faithful_drafts_pass():
    passed = sum(judge(draft, [article]).is_open for article, draft in FAITHFUL)

    assert len(FAITHFUL) >= 60
    assert passed >= 0.66 * len(FAITHFUL)


@pytest.mark.parametrize(("article", "draft"), TAMPERED)
def test_no_tampered_draft_passes(article, draft):
    assert not judge(draft, [article]).is_open


def test_a_particle_before_a_counter_is_no_amount():
    article = "나라텔레콤은 인상을 요구했지만 회사는 3.2% 인상안을 제시했다."

    assert judge("나라텔레콤은 인상을 요구했지만 회사는 3.2% 인상안을 제시했다.", [article]).is_open


def test_a_word_without_end_costs_no_time():
    assert not judge("나" * 590, ["가" * 60_000]).is_open


def test_signs_without_words_are_no_crash():
    article = "==하람세 중이다 ”의 \n= 하람세  중이다 하람전자는"

    assert judge(".“의'“\n “다 씨 “", [article]).reason in GateReason


# --- who does what ------------------------------------------------------------------------------

NEWS = (
    "하람당, 전임 대표 제명…노선 갈등 커져\n"
    "서가온 하람당 대표가 당권을 노리던 민도담 전 대표를 제명했다.\n"
    "서 대표 측은 이번 제명이 당원과의 결별을 뜻하지 않는다고 강조했다.\n"
    "법원은 6월 11일까지 제명 처분의 효력을 멈추라고 결정했다.\n"
    "시민 A 씨는 당원 B 씨의 집을 찾아가 편지 세 통을 붙였다.\n"
    "나루재단은 다음 달 사무국 안에 상담 센터를 세워 신고를 받는다.\n"
    "나루재단은 조정위원회에도 사례를 전달한다.\n"
    "혐의가 유죄로 인정되면 민 전 대표는 자격을 잃게 된다.\n"
    "가람은행과 새솔카드는 8년 협의 끝에 합병을 발표했다.\n"
    "서 대표와 민 전 대표는 지난달 만났다.\n"
    "다올중공업은 나루재단, 한솔시청과 함께 도서관 부지에서 착공식을 열었다.\n"
    "다올중공업은 시공 비용도 제공할 계획이다.\n"
    "라온대는 명단을 잘못 올려 과징금 1600만원을 물게 됐다.\n"
    "두 회사가 합치면 점유율이 24%로 오른다.\n"
    "배터리는 온빛셀이 군산에서 만들어 다올중공업에 공급한다.\n"
    "라온대 등에 부과된 과징금은 모두 9000만원이 넘는다.\n"
    "미르교육청의 경우 한 사람에게만 알려져 피해가 없었다. 과징금은 면제받았지만 과태료 300만원 처분을 받았다."
)


@pytest.mark.parametrize(
    ("draft", "passes"),
    [
        pytest.param("서가온 하람당 대표가 민도담 전 대표를 제명했다.", True, id="true"),
        pytest.param(
            "민도담 전 대표가 당권을 노리던 서가온 하람당 대표를 제명했다.",
            False,
            id="exchanged names",
        ),
        pytest.param(
            "법원은 6월 11일부터 제명 처분의 효력을 멈추라고 결정했다.", False, id="until"
        ),
        pytest.param(
            "시민 A 씨는 당원 B 씨의 집을 찾아가 편지 네 통을 붙였다.", False, id="counted"
        ),
        pytest.param(
            "당원 B 씨는 시민 A 씨의 집을 찾아가 편지 세 통을 붙였다.", False, id="initials"
        ),
        pytest.param(
            "나루재단은 다음 달 조정위원회 안에 상담 센터를 세워 신고를 받는다.", False, id="place"
        ),
        pytest.param("혐의가 유죄로 인정돼 민 전 대표는 자격을 잃게 된다.", False, id="condition"),
        pytest.param("법원은 제명 처분의 효력을 멈추지 말라고 결정했다.", False, id="denied"),
        pytest.param(
            "착공식을 열었으며 한솔시청이 부지를 제공했다.", False, id="told of together only"
        ),
        pytest.param(
            "라온대는 과징금은 면제받았지만 과태료 300만원 처분을 받았다.",
            False,
            id="another's fate",
        ),
        pytest.param(
            "두 회사가 합치면 점유율이 24%로 오른다.\n"
            "배터리는 온빛셀이 군산에서 만들어 다올중공업에 공급한다.\n"
            "라온대 등에 부과된 과징금은 모두 9000만원에 못 미친다.",
            False,
            id="over and under",
        ),
        pytest.param(
            "가람은행과 나루재단은 8년 협의 끝에 합병을 발표했다.", False, id="another partner"
        ),
        pytest.param(
            "온빛셀이 군산에서 만든 도서관을 다올중공업에 공급한다.", False, id="another thing"
        ),
        pytest.param("두 사람은 8년 협의 끝에 합병을 발표했다.", False, id="pronoun"),
    ],
)
def test_a_predicate_keeps_its_parties(draft, passes):
    verdict = judge(draft, [NEWS])

    assert verdict.is_open == passes


def test_endings_of_another_style_pass():
    article = "나루시는 3일 새 도서관을 열었습니다. 시민 4천여 명이 개관식을 찾았습니다."

    assert judge(
        "나루시는 3일 새 도서관을 열었다. 시민 4천여 명이 개관식을 찾았다.", [article]
    ).is_open


# --- reserves, in whatever style and behind whatever particle -----------------------------------


@pytest.mark.parametrize(
    ("article", "draft"),
    [
        ("가람시장은 예산을 줄인 것으로도 전해집니다.", "가람시장은 예산을 줄였다."),
        ("가람통신은 지점을 닫은 것으로 알려집니다.", "가람통신은 지점을 닫았다."),
        (
            "가람시장은 직원들에게 야근을 금지했다고 합니다.",
            "가람시장은 직원들에게 야근을 금지했다.",
        ),
        ("가람통신의 지점 축소 우려가 나오고 있다.", "가람통신은 지점을 축소한다."),
        (
            "되풀이돼온 적자 위기가 한층 심화될 수 있습니다.",
            "되풀이돼온 적자 위기가 한층 심화된다.",
        ),
        ("가람통신은 완공을 앞당길 수 있다.", "가람통신은 완공을 앞당긴다."),
        ("가람통신의 지점 축소가 전망됩니다.", "가람통신은 지점을 축소한다."),
        ("가람통신은 적자를 벗어날 것입니다.", "가람통신은 적자를 벗어난다."),
    ],
)
def test_no_reserve_is_lost(article, draft):
    assert not judge(draft, [article]).is_open


@pytest.mark.parametrize(
    ("article", "draft"),
    [
        ("가람시장은 예산을 줄인 것으로도 전해집니다.", "가람시장은 예산을 줄인 것으로 전해진다."),
        ("가람통신의 지점 축소 우려가 나오고 있습니다.", "가람통신의 지점 축소 우려가 나온다."),
        ("적자 위기가 한층 심화될 수 있습니다.", "적자 위기가 심화될 수 있다."),
    ],
)
def test_a_reserve_that_is_kept_passes(article, draft):
    assert judge(draft, [article]).is_open


# --- a sentence as it stands --------------------------------------------------------------------

STANDING = (
    "가람전자의 3분기 매출은 3.2% 늘었다. 나루은행은 1~3%의 금리를 매긴다. 점유율은 1.5대 1로 벌어졌다. "
    "한도윤 대표는 반드시 해내겠다고 말했다. 서이안 사장은 “올해 안에 새 공장을 짓겠다”고 밝혔다."
)


@pytest.mark.parametrize(
    "draft",
    [
        "가람전자의 3분기 매출은 32% 늘었다.",
        "가람전자의 3분기 매출은 3.2 늘었다.",
        "나루은행은 13%의 금리를 매긴다.",
        "점유율은 15대 1로 벌어졌다.",
        "한도윤 대표는 “반드시 해내겠다”고 말했다.",
        "서이안 사장은 “올해 안에 새 공장을 짓겠다고 밝혔다”고 말했다.",
    ],
)
def test_marks_count_where_a_sentence_stands(draft):
    assert not judge(draft, [STANDING]).is_open


@pytest.mark.parametrize(
    "draft",
    [
        "가람전자의 3분기 매출은 3.2% 늘었다",
        '서이안 사장은 "올해 안에 새 공장을 짓겠다"고 밝혔다.',
        "서이안 사장은 “새 공장을 짓겠다”고 밝혔다.",
    ],
)
def test_other_quotation_marks_and_no_stop_pass(draft):
    assert judge(draft, [STANDING]).is_open


# --- names that begin alike ---------------------------------------------------------------------

ALIKE = (
    "가람전자서비스는 수리점을 40곳 늘렸다.\n"
    "가람전자는 가람전자서비스와 함께 앱을 내놨다.\n"
    "가람전자는 지난달 조직개편에서 앱 사업본부를 신설했다."
)


@pytest.mark.parametrize(
    ("draft", "passes"),
    [
        ("가람전자서비스는 조직개편에서 앱 사업본부를 신설했다.", False),
        ("가람전자는 수리점을 40곳 늘렸다.", False),
        ("가람전자는 조직개편에서 앱 사업본부를 신설했다.", True),
        ("가람전자서비스는 수리점을 늘렸다.", True),
        ("가람전자는 가람전자서비스와 앱을 내놨다.", True),
    ],
)
def test_one_name_that_begins_with_another_is_another(draft, passes):
    assert judge(draft, [ALIKE]).is_open == passes


# --- small marks that change what is said -------------------------------------------------------

SMALL = (
    "가람전자 주가는 이날 -3.1% 움직여 5만2000원에 마감했다.\n"
    "한도윤 가람전자 전 대표는 4일 검찰에 출석했다.\n"
    "서이안 나루은행 행장은 금리를 0.5% 낮췄다.\n"
    "강은솔 다온당 대표가 당권을 노리던 민도담 전 대표를 제명했다."
)


@pytest.mark.parametrize(
    ("draft", "passes"),
    [
        ("가람전자 주가는 3.1% 움직여 5만2000원에 마감했다.", False),
        ("가람전자 주가는 -3.1% 움직여 마감했다.", True),
        ("서이안 나루은행 행장은 금리를 -0.5% 낮췄다.", False),
        ("한도윤 가람전자 대표는 검찰에 출석했다.", False),
        ("한도윤 대표는 4일 검찰에 출석했다.", False),
        ("강은솔 다온당 대표가 당권을 노리던 민도담 대표를 제명했다.", False),
        ("강은솔 다온당 대표가 민도담 전 대표를 제명했다.", True),
        ("한도윤 가람전자 전 대표는 검찰에 출석했다.", True),
        ("서이안 행장은 금리를 0.5% 낮췄다.", True),
    ],
)
def test_small_marks_count(draft, passes):
    assert judge(draft, [SMALL]).is_open == passes


def test_who_says_it_and_who_did_it_are_not_exchanged():
    article = "노조는 사측이 교섭을 거부했다고 주장했고 사측은 사실이 아니라고 반박했다."

    assert not judge("사측은 노조가 교섭을 거부했다고 주장했다.", [article]).is_open
    assert judge("노조는 사측이 교섭을 거부했다고 주장했다.", [article]).is_open


FUND = (
    "{0} 20일 지역 축제 42곳에 120억원을 지원한다고 밝혔다. 접수는 다음 달 시작한다.\n"
    "김가람 {1} 장관은 “지역 관광이 살아나야 한다”고 말했다."
)


@pytest.mark.parametrize(
    ("told", "drafted"),
    [
        ("문화체육관광부", "문체부"),
        ("문체부", "문화체육관광부"),
        ("과학기술정보통신부", "과기정통부"),
        ("과기정통부", "과기부"),
        ("산업통상부", "산업부"),
        ("산업부", "산업통상부"),
        ("금융감독원", "금감원"),
        ("금감원", "금융감독원"),
        ("질병관리청", "질병청"),
        ("한국은행", "한은"),
        ("한국산업은행", "산은"),
        ("고용노동부", "노동부"),
        ("국민권익위원회", "권익위"),
        ("한국토지주택공사", "LH"),
        ("전국경제인연합회", "전경련"),
    ],
)
def test_a_body_by_another_of_its_names_is_the_same(told, drafted):
    article = FUND.format(with_particle(told, "은/는"), told)
    who = with_particle(drafted, "은/는")

    verdicts = [
        judge(f"{who} 지역 축제 42곳에 120억원을 지원한다고 밝혔다.", [article]),
        judge(f"김가람 {drafted} 장관은 “지역 관광이 살아나야 한다”고 말했다.", [article]),
    ]

    assert [each.reason for each in verdicts] == [GateReason.PASSED] * 2


@pytest.mark.parametrize(
    ("told", "drafted"),
    [
        pytest.param("문화체육관광부는", "복지부는", id="another ministry"),
        pytest.param("금융위원회는", "금감원은", id="a neighbour"),
        pytest.param("재정경제부는", "기재부는", id="a predecessor"),
        pytest.param("미국 노동부는", "고용노동부는", id="another country's"),
        pytest.param("미국 노동부는", "고용부는", id="another country's, short"),
        pytest.param("美 연방 노동부는", "노동부는 우리 고용노동부는", id="ours beside it"),
        pytest.param("복지부는", "보건복지부는", id="whose is not said"),
        pytest.param("고용노동부는 미국과 함께", "미국 노동부는", id="theirs for ours"),
        pytest.param("산업통상부와 산업통상자원부는", "산업부는", id="one of two"),
        pytest.param("문화체육관광부는", "문체부장은", id="something that begins so"),
        pytest.param("한국수자원공사는", "한수원은", id="another company, shortened alike"),
        pytest.param("한국경영자총협회는", "한경협은", id="another association, shortened alike"),
        pytest.param("방송미디어통신위원회는", "방통위는", id="a predecessor, shortened alike"),
        pytest.param("방송통신심의위원회는", "방통위는", id="one of no table, shortened alike"),
        pytest.param("산업통상자원부는", "산업통상부는", id="a successor, shortened alike"),
        pytest.param("과학기술정보통신부는", "과학기술부는", id="a predecessor by its whole name"),
        pytest.param("가람대 기획처는", "기획예산처는", id="an office called so"),
        pytest.param("수도권원예유통공사는", "수원은", id="of another kind than its name ends"),
    ],
)
def test_a_body_by_anothers_name_is_another(told, drafted):
    article = FUND.format(told, "신임")

    verdict = judge(f"{drafted} 지역 축제 42곳에 120억원을 지원한다고 밝혔다.", [article])

    assert not verdict.is_open


def test_two_bodies_do_not_change_places_under_their_short_names():
    article = (
        "문화체육관광부는 지역 축제 42곳에 120억원을 지원한다고 밝혔다.\n"
        "보건복지부는 어린이집 70곳을 새로 짓겠다고 밝혔다."
    )
    drafts = [
        "{} 지역 축제 42곳에 120억원을 지원한다고 밝혔다.",
        "{} 어린이집 70곳을 새로 짓겠다고 밝혔다.",
    ]

    passes = [
        [judge(d.format(n), [article]).is_open for d in drafts] for n in ("문체부는", "복지부는")
    ]

    assert passes == [[True, False], [False, True]]
