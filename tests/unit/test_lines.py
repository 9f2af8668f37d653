"""What a line is."""

import time

import pytest

from bot.text.bylines import byline_names, is_byline, split_head, split_tail, strip_head, strip_tail
from bot.text.lines import LineKind, classify, is_caption


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("", LineKind.BLANK),
        ("   \t", LineKind.BLANK),
        ("가나전자는 3일 해담시에 데이터센터를 짓는다고 밝혔다.", LineKind.BODY),
        ("“전력을 함께 얻을 수 있다”고 그는 말했다.", LineKind.BODY),
        ("가" * 400, LineKind.BODY),
        ("왜 해담시인가", LineKind.SUBHEAD),
        ("이바다 기자 sea@ganailbo.example", LineKind.BYLINE),
        ("/이바다 기자 sea@ganailbo.example", LineKind.BYLINE),
        ("이바다 가나일보 기자 sea@ganailbo.example", LineKind.BYLINE),
        ("이바다 (sea@ganailbo.example)", LineKind.BYLINE),
        ("[가나일보 이바다 기자]", LineKind.BYLINE),
        ("세종=이바다 기자 sea@", LineKind.BYLINE),
        ("글·사진 이바다 선임기자", LineKind.BYLINE),
        ("이바다 기자공개 2026-03-03 09:10:00", LineKind.BYLINE),
        ("sea@ganailbo.example", LineKind.BYLINE),
        ("GNB뉴스 이바다입니다.", LineKind.BYLINE),
        ("이바다 기자는 3일 현장을 찾았다.", LineKind.BODY),
        ("회사는 sea@ganailbo.example로 제보를 받는다고 밝혔다.", LineKind.BODY),
        ("(영상취재: 박구름, 영상편집: 최노을)", LineKind.CREDITS),
        ("영상취재: 박구름 / 영상편집: 최노을", LineKind.CREDITS),
        ("(사진=연합뉴스)", LineKind.CREDITS),
        ("이바다 / 사진제공 가나전자", LineKind.CREDITS),
        ("가나전자 임직원들이 첫 삽을 뜨고 있다. /뉴시스", LineKind.CAPTION),
        ("가나전자 데이터센터 조감도. <가나전자 제공>", LineKind.CAPTION),
        ("사진설명 가나전자 본사", LineKind.CAPTION),
        ("▲ 가나전자 데이터센터 조감도", LineKind.CAPTION),
        ("▲실효성 있는 내부통제 ▲위험 관리 강화를 추진할 계획이다.", LineKind.BODY),
        ("저작권자 ⓒ 가나일보, 무단 전재 및 재배포 금지", LineKind.COPYRIGHT),
        ("< 저작권자 ⓒ 가나일보, AI학습 이용 금지 >", LineKind.COPYRIGHT),
        ("ⓒ 가나일보", LineKind.COPYRIGHT),
        ("등록번호 서울 아00000 | 발행인 홍길동 | 청소년보호책임자 홍길동", LineKind.COPYRIGHT),
        ("댓글 첫 댓글을 작성해보세요", LineKind.PROMPT),
        ("주소복사가 완료되었습니다", LineKind.PROMPT),
        ("▷ 카카오톡 'GNB제보' 검색", LineKind.PROMPT),
        ("▷ 당신의 관심이 뉴스입니다.", LineKind.PROMPT),
        ("▷향후 계획은.", LineKind.BODY),
        ("▷ 투자 규모가 크지 않은가?", LineKind.BODY),
        ("이미지를 클릭하시면 크게 보실 수 있습니다", LineKind.PROMPT),
        ("기사가 속한 카테고리는 언론사가 분류합니다.", LineKind.PROMPT),
        ("#데이터센터 #해담시", LineKind.PROMPT),
        ("관련기사", LineKind.RELATED),
        ("best clicks", LineKind.RELATED),
        ("이바다 기자의 다른 기사 보기", LineKind.RELATED),
        ("☞ 마바은행, 상반기 순이익 사상 최대", LineKind.RELATED),
        ("▶ 인터뷰 : 김하늘 / 가나전자 부사장", LineKind.SUBHEAD),
        ("입력 2026.03.03 09:10 수정 2026.03.03 10:00", LineKind.STAMP),
        ("2026년 3월 3일 오전 9:10", LineKind.STAMP),
        ("06.30 (일)", LineKind.STAMP),
        ("이 기사는 2026년 03월 03일 09시10분 표출된 기사입니다", LineKind.STAMP),
        ("◀ 앵커 ▶", LineKind.CUE),
        ("【 앵커멘트 】", LineKind.CUE),
        ("[기자]", LineKind.CUE),
        ("![[카드뉴스] 물가 읽는 법](https://img.example/a.jpg)", LineKind.IMAGE),
        ("(서울=가나통신)", LineKind.DATELINE),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_line_is_known_by_its_looks(line, kind):
    assert classify(line) is kind


@pytest.mark.parametrize(
    ("text", "names", "rest"),
    [
        ("(서울=연합뉴스) 이바다 기자 = 정부는 밝혔다.", ("이바다",), "정부는 밝혔다."),
        ("(서울·부산=가나통신) 이바다 박구름 기자 = 정부는", ("이바다", "박구름"), "정부는"),
        ("[서울=가나통신]이바다 기자 = 정부는", ("이바다",), "정부는"),
        ("(서울=가나통신) 정부는 밝혔다.", (), "정부는 밝혔다."),
        ("[가나일보 이바다 기자]정부는", ("이바다",), "정부는"),
        ("[가나저널=이바다 기자] 정부는", ("이바다",), "정부는"),
        ("【해담=이바다 기자】 정부는", ("이바다",), "정부는"),
        ("이바다 기자 = 정부는", ("이바다",), "정부는"),
        ("[가나일보=홍길동의 살림살이] 정부는", (), "정부는"),
        ("[사진=연합뉴스] 정부는", (), "[사진=연합뉴스] 정부는"),
        ("[단독] 정부는 밝혔다.", (), "[단독] 정부는 밝혔다."),
        ("(현지시간) 3일 정부는", (), "(현지시간) 3일 정부는"),
        ("정부는 밝혔다.", (), "정부는 밝혔다."),
    ],
    ids=lambda value: str(value)[:24],
)
def test_the_head_of_a_text_loses_its_dateline(text, names, rest):
    assert split_head(text) == (names, rest)
    assert strip_head(text) == rest


@pytest.mark.parametrize(
    ("text", "names", "rest"),
    [
        ("정부는 밝혔다. 이바다 기자 sea@a.example", ("이바다",), "정부는 밝혔다."),
        ("정부는 밝혔다. /이바다 기자", ("이바다",), "정부는 밝혔다."),
        ("정부는 밝혔다. 이바다·박구름 기자", ("이바다", "박구름"), "정부는 밝혔다."),
        ("“그렇다”고 했다. sea@a.example", (), "“그렇다”고 했다."),
        ("정부는 밝혔다. 이바다 드림", (), "정부는 밝혔다. 이바다 드림"),
        ("정부는 밝혔다.", (), "정부는 밝혔다."),
    ],
    ids=lambda value: str(value)[:24],
)
def test_the_tail_of_a_text_loses_its_signature(text, names, rest):
    assert split_tail(text) == (names, rest)
    assert strip_tail(text) == rest


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("순천, 해담 이바다 기자", ("이바다",)),
        ("이바다 기자, 박구름 인턴기자", ("이바다", "박구름")),
        ("이바다기자", ("이바다",)),
        ("김훈 기자", ("김훈",)),
        ("홍길동 논설위원", ("홍길동",)),
        ("기자", ()),
        ("이바다 기자 폭행한 피의자 구속", ()),
        ("가 나 다 라 마 바 사 아 자 차 카 타 파 하 기자", ()),
        ("기자라는 직업은 무엇인가?", ()),
        ("", ()),
    ],
    ids=lambda value: str(value)[:24],
)
def test_a_signature_gives_names_alone(line, names):
    assert byline_names(line) == names


def test_a_bare_address_signs_without_a_name():
    assert is_byline("[sea@ganailbo.example]")
    assert not is_byline("문의는 sea@ganailbo.example 로")


def test_a_long_line_is_no_caption_for_its_tail():
    assert not is_caption("가나전자는 밝혔다. " * 20 + "/뉴시스")


@pytest.mark.parametrize(
    "piece",
    [
        "가",
        "가 ",
        "가나 기자 ",
        "(서울=",
        "[",
        "<",
        "▶ ",
        '"',
        "다.",
        "a@",
        "a@b.c-",
        "2026.01.01 ",
        "#가",
        "=가",
        "ⓒ",
    ],
)
def test_a_hostile_line_of_a_million_signs_costs_no_time(piece):
    line = piece * (1_000_000 // len(piece))
    start = time.process_time()

    for look in (classify, split_head, split_tail, byline_names):
        look(line)

    assert time.process_time() - start < 0.5
