"""Sentence boundaries of Korean text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.sentences import sentence_spans


def split(text):
    return [text[span.start : span.end] for span in sentence_spans(text)]


@pytest.mark.parametrize(
    "sentences",
    [
        pytest.param(["가나전자가 공장을 지었다.", "다라화학도 지었다."], id="full stops"),
        pytest.param(["왜 그랬을까?", "정말 놀랍다!", "끝이다."], id="questions and cries"),
        pytest.param(["성장률은 3.5%였다.", "물가는 2.1% 올랐다."], id="decimal points"),
        pytest.param(
            ["그는 “간다. 곧 온다.”고 말했다.", "회의는 끝났다."], id="stops inside a quotation"
        ),
        pytest.param(
            ['그는 "간다. 곧 온다"며 웃었다.', "모두 웃었다."], id="straight quotation marks"
        ),
        pytest.param(
            ["그는 ‘왜 안 되나?’라고 물었다.", "답은 없었다."], id="question inside a quotation"
        ),
        pytest.param(
            ["《무엇이 문제인가?》 라는 책이 나왔다.", "잘 팔린다."], id="question in a book title"
        ),
        pytest.param(
            ["“우리는 준비됐다.”", "김 대표는 이렇게 말했다."], id="quotation as a sentence"
        ),
        pytest.param(
            ["매출(연결 기준. 잠정치다)이 늘었다.", "이익은 줄었다."], id="stop inside brackets"
        ),
        pytest.param(
            ["역대 최고 기록이다. (3회 우승)", "다음 대회는 내년이다."], id="remark in brackets"
        ),
        pytest.param(
            ["맛이 좋았다.", "(물론 저는 안 먹었습니다)", "다음에 또 간다."],
            id="sentence in brackets",
        ),
        pytest.param(["즉위하였다.[3]", "이후 나라가 커졌다.[참고 2]", "끝났다."], id="footnotes"),
        pytest.param(["U.S. Steel과 J. P. 모건은 합의했다.", "값은 비밀이다."], id="initials"),
        pytest.param(["ACME Inc. 주가가 올랐다.", "vs. 경쟁사도 올랐다."], id="abbreviations"),
        pytest.param(["2024. 3. 5. 문을 열었다.", "손님이 많았다."], id="dates with points"),
        pytest.param(["1. 첫째 항목이다.", "2. 둘째 항목이다."], id="numbered items"),
        pytest.param(["가. 목적은 이렇다.", "나. 방법은 이렇다."], id="lettered items"),
        pytest.param(
            ["내용은 △투자 △고용 △수출 등이다.", "시행은 내년이다."], id="marked list in a sentence"
        ),
        pytest.param(["글쎄... 잘 모르겠다.", "그런데… 이상하다."], id="ellipsis in mid-sentence"),
        pytest.param(["그렇게 됐습니다...", "다음에 또 쓰겠습니다."], id="ellipsis at the end"),
        pytest.param(
            ["맛있었어요ㅎㅎ", "다음에 또 갈게요~", "안녕히 계세요^^"], id="smiles instead of stops"
        ),
        pytest.param(
            ["점심을 먹었걸랑", "근디 그런 얘길 하드라구", "그래서 알았긋나", "나는 몰랐다"],
            id="endings of dialects",
        ),
        pytest.param(
            ["줄이 없었음", "직원도 친절함", "다음에 또 오겠음"],
            id="notes that end in nouns",
        ),
        pytest.param(
            ["이번 책임 소재를 따지는 모임이 열렸다.", "다음 게임 일정도 정했다."],
            id="nouns that look like the end of a note",
        ),
        pytest.param(
            ["값이 너무 올랐지", "하지만 맛은 그대로네", "그래서 또 갔다."],
            id="words that open a sentence",
        ),
        pytest.param(
            ["정말 좋았습니다", "꼭 다시 오고 싶어요", "추천합니다"],
            id="polite endings without stops",
        ),
        pytest.param(["좋은 밤이에요. 🙂", "잘 자요."], id="emoji belongs to its sentence"),
        pytest.param(
            ["오늘 발표를 했다", "내일은 실적이 나온다"], id="plain endings without stops"
        ),
        pytest.param(["예산이 부족했음", "대책을 세우기로 했음"], id="nominal endings"),
        pytest.param(
            ["혼다 자동차와 우간다 정부가 만났다.", "성과가 있었다."],
            id="names that look like verbs",
        ),
        pytest.param(
            ["그가 온다 하더라도 바뀌지 않는다.", "그렇다 치고 가자."], id="verbs that go on"
        ),
    ],
)
def test_boundaries_lie_between_sentences(sentences):
    text = " ".join(sentences)

    assert split(text) == sentences


def test_a_sentence_glued_to_the_last_one_is_cut_off():
    assert split("법을 세웠다.한국은행이 답했다.“좋다.”고 했다.") == [
        "법을 세웠다.",
        "한국은행이 답했다.",
        "“좋다.”고 했다.",
    ]


def test_a_line_break_always_ends_a_sentence():
    assert split("제목 한 줄\n본문이 시작된다\r\n\r\n끝") == ["제목 한 줄", "본문이 시작된다", "끝"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("그는 “끝내지 않은 말. 그리고 나갔다. 문이 닫혔다.", id="never closed"),
        pytest.param('화면은 5" 크기다. 무게는 200g이다. 값은 싸다.', id="inch mark"),
        pytest.param("don't 라는 말이다. 그뿐이다. 끝이다.", id="apostrophe"),
    ],
)
def test_a_stray_quotation_mark_shelters_nothing(text):
    assert len(split(text)) == 3


@given(st.text(st.sampled_from("가다요. \n“”\"'()[]!?…ㅋ1A,~"), max_size=300))
def test_spans_are_ordered_apart_and_cover_every_visible_character(text):
    spans = sentence_spans(text)

    covered = [at for span in spans for at in range(span.start, span.end)]
    assert covered == sorted(set(covered))
    assert all(text[at].isspace() for at in set(range(len(text))) - set(covered))
    assert all(text[span.start : span.end] == text[span.start : span.end].strip() for span in spans)


@given(st.text(max_size=200))
def test_no_text_makes_it_fail(text):
    assert all(0 <= span.start < span.end <= len(text) for span in sentence_spans(text))


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "unit", ["(", '"가 ', "“", "다.", "다.[1]", "[a ", "ㅋ", "!", "가 ", "다.[12", "요~ ", "<a>"]
)
def test_time_is_linear_in_the_length(unit):
    spans = sentence_spans(unit * (100_000 // len(unit)))

    assert len(spans) >= 1
