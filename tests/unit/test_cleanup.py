"""From lines to an article's paragraphs, and from dumps to articles."""

import time

import pytest

from bot.text.cleanup import MAX_LINES, MAX_TEXT, PageLine, tidy
from bot.text.dumps import headline_of, read_dump
from bot.text.paragraphs import drop_repeats, fold, join_columns

FIRST = "가나전자가 강원도 해담시에 대규모 데이터센터를 짓는다. 2028년 가동이 목표다."
SECOND = "회사는 3일 이사회를 열어 1조2000억원을 투자하기로 했다고 밝혔다."
THIRD = "해담시는 일자리 300개가 생길 것으로 기대하고 있다. 주민 설명회는 다음 달 열린다."
OTHER = "마바은행은 상반기 순이익이 1년 전보다 12% 늘어난 3000억원이라고 4일 공시했다."
MORE = "이자 이익이 늘고 대손 비용이 준 덕이다. 은행은 중간 배당을 검토하고 있다고 설명했다."


def page_of(*texts):
    return "\n\n".join(texts)


def lines(*texts):
    return [PageLine(text=text) for text in texts]


@pytest.mark.parametrize(
    ("raw", "folded"),
    [
        ("가\u00a0나\u3000다", "가 나 다"),
        ("가\u200b나\ufeff", "가나"),
        ("밝혔다.최 회장은", "밝혔다. 최 회장은"),
        ("밝혔다.SK는", "밝혔다. SK는"),
        ("밝혔다.“그렇다”", "밝혔다. “그렇다”"),
        ('밝혔다."그렇다"고', '밝혔다. "그렇다"고'),
        ('"그렇게 밝혔다."라고 했다', '"그렇게 밝혔다."라고 했다'),
        ("“밝혔다.”고", "“밝혔다.”고"),
        ("1.5배 늘었다.", "1.5배 늘었다."),
        ("\u1100\u1161", "가"),
    ],
    ids=lambda value: ascii(value)[:30],
)
def test_spaces_have_one_form(raw, folded):
    assert fold(raw) == folded


@pytest.mark.parametrize(
    ("before", "after", "joined"),
    [
        ("이후 올트먼 CEO", "는 행사장에 나타났다.", ["이후 올트먼 CEO는 행사장에 나타났다."]),
        (
            "반도체 분야와 AI",
            "비서 서비스를 논의했다.",
            ["반도체 분야와 AI 비서 서비스를 논의했다."],
        ),
        ("우리 회장", "이 자리에 왔다.", ["우리 회장이 자리에 왔다."]),
        ("그룹 회사", "이 자리에 왔다.", ["그룹 회사 이 자리에 왔다."]),
        ("그렇게 말했다.", "는 말도 있다.", ["그렇게 말했다.", "는 말도 있다."]),
        ("“그렇다”", "고 말했다.", ["“그렇다”", "고 말했다."]),
    ],
    ids=["particle", "word", "fitting particle", "determiner", "finished", "quoted"],
)
def test_a_column_break_is_mended(before, after, joined):
    assert join_columns([before, after]) == joined


def test_a_paragraph_said_before_is_dropped_and_a_short_one_is_not():
    kept = drop_repeats([FIRST, "네.", SECOND, FIRST.partition(". ")[0] + ".", "네."])

    assert kept == [FIRST, "네.", SECOND, "네."]


def test_an_article_ends_at_its_copyright():
    tidied = tidy(lines(FIRST, SECOND, THIRD, "ⓒ 가나일보, 무단 전재 금지", OTHER))

    assert tidied.paragraphs == (FIRST, SECOND, THIRD)


def test_an_article_ends_at_its_last_signatures_and_keeps_their_names():
    tidied = tidy(
        lines(FIRST, SECOND, THIRD, "/이바다 기자 sea@", "/박구름 기자 cloud@", "제보는 여기로")
    )

    assert tidied.paragraphs == (FIRST, SECOND, THIRD)
    assert tidied.authors == ("이바다", "박구름")


def test_a_signature_with_much_text_behind_it_ends_nothing():
    tidied = tidy(lines(FIRST, "이바다 기자", SECOND, THIRD))

    assert tidied.paragraphs == (FIRST, SECOND, THIRD)


def test_links_inside_a_body_are_dropped_and_linked_names_are_not():
    tidied = tidy(
        [
            PageLine(text=FIRST, linked=0.1),
            PageLine(text="마바은행, 상반기 순이익 사상 최대", linked=1.0),
            PageLine(text=SECOND),
        ]
    )

    assert tidied.paragraphs == (FIRST, SECOND)


def test_a_marked_line_heads_a_part_only_where_text_follows():
    tidied = tidy(lines(FIRST, SECOND, "▶ 왜 해담시인가", THIRD, "▶ 마바은행 순이익 최대"))

    assert tidied.paragraphs == (FIRST, SECOND, "▶ 왜 해담시인가", THIRD)


def test_a_title_on_top_is_no_paragraph():
    tidied = tidy(
        lines("가나전자, 해담시에 착공", FIRST, SECOND), title="“가나전자, 해담시에 착공”"
    )

    assert tidied.paragraphs == (FIRST, SECOND)


def test_a_notice_glued_behind_the_last_sentence_is_cut_off():
    glued = f"{SECOND} 이바다 기자 sea@ganailbo.example ⓒ 가나일보 무단전재 및 재배포 금지"

    tidied = tidy(lines(FIRST, THIRD, glued))

    assert tidied.paragraphs == (FIRST, THIRD, SECOND)
    assert tidied.authors == ("이바다",)


def test_a_lone_marked_line_is_a_caption_and_a_marked_list_is_text():
    lone = tidy(lines(FIRST, "▲ 김하늘 가나전자 부사장", SECOND))
    listed = tidy(lines(FIRST, "▲ 전력 공급 협력", "▲ 냉각수 재활용 협력", SECOND))

    assert lone.paragraphs == (FIRST, SECOND)
    assert listed.paragraphs == (FIRST, "▲ 전력 공급 협력", "▲ 냉각수 재활용 협력", SECOND)


def test_lines_beyond_the_limit_are_not_read():
    tidied = tidy(
        PageLine(text=f"가나전자는 {number}번째 계획을 다시 밝혔다고 전했다.")
        for number in range(5000)
    )

    assert len(tidied.paragraphs) == MAX_LINES


def test_an_endless_article_is_cut():
    tidied = tidy(lines("가" * (MAX_TEXT + 5)))

    assert len(tidied.text) == MAX_TEXT


def test_nothing_gives_nothing():
    assert tidy([]).text == ""


def test_a_portal_dump_is_read_without_its_chrome():
    dump = page_of(
        "컨텐츠 바로가기", "03.05 (목)", "가나전자, 해담시에 데이터센터 착공", "댓글 첫 댓글을 작성해보세요",
         "해담시에 1조 투자", "가나일보", "착공식 모습. <가나전자 제공>", FIRST, SECOND, THIRD,
         "[ⓒ 가나일보, 무단 전재 금지]", "기사가 속한 카테고리는 언론사가 분류합니다."
    )  # fmt: skip

    [part] = read_dump(dump)

    assert part.title == "가나전자, 해담시에 데이터센터 착공"
    assert part.body.paragraphs == (FIRST, SECOND, THIRD)
    assert "가나일보" in part.around


def test_a_newspaper_page_is_split_into_its_articles():
    page = page_of(
        "가나전자, 해담시에 데이터센터 착공", "〈지역 투자〉", FIRST, SECOND, THIRD, SECOND,
         "업계에서는 경쟁사인 다라통신", "도 비슷한 계획을 검토하는 것으로 알려졌다. 결정은 연말에 나온다.",
         "/이바다 기자 sea@ganailbo.example",
         "마바은행, 상반기 순이익 사상 최대", OTHER, MORE,
         "은행은 하반기에도 대출 성장이 이어질 것으로 내다봤다. 다만 연체율은 소폭 올랐다고 밝혔다.",
         "마바은행장 “배당 늘리겠다”", "» 1면 ‘마바은행 순이익’서 계속",
         "마바은행장은 4일 기자들과 만나 배당 성향을 30%까지 올리겠다고 말했다. 시기는 밝히지 않았다.",
         "그는 “주주와 이익을 나누는 것이 은행의 도리”라고 강조했다. 노조는 환영한다는 뜻을 밝혔다.",
         "금융당국은 배당 여력을 점검하겠다는 방침이다. 결과는 다음 달에 나올 것으로 보인다고 했다.",
         "노조와 시민단체도 은행의 배당 정책을 지켜보겠다고 밝혔다. 총회는 다음 달 20일에 열린다.",
         "/박구름 기자 cloud@"
    )  # fmt: skip

    first, second, third = read_dump(page)

    assert first.body.paragraphs[:3] == (FIRST, SECOND, THIRD)
    assert first.body.paragraphs[3].startswith("업계에서는 경쟁사인 다라통신도 비슷한")
    assert first.body.authors == ("이바다",)
    assert second.title == "마바은행, 상반기 순이익 사상 최대"
    assert second.body.authors == ()
    assert third.title == "마바은행장 “배당 늘리겠다”"
    assert third.body.authors == ("박구름",)


def test_a_short_last_article_of_a_newspaper_page_stands_by_itself():
    brief = "바다역이 4일 문을 열었다. 하루 열두 번 기차가 선다고 코레일은 밝혔다."
    page = page_of(
        "가나전자, 해담시에 데이터센터 착공", FIRST, SECOND, THIRD, "/이바다 기자 sea@ganailbo.example",
        "바다역 4일 문 열어, 하루 열두 번 정차", brief, "/박구름 기자 cloud@ganailbo.example",
    )  # fmt: skip

    first, second = read_dump(page)

    assert first.body.paragraphs == (FIRST, SECOND, THIRD)
    assert (second.title, second.body.paragraphs, second.body.authors) == (
        "바다역 4일 문 열어, 하루 열두 번 정차",
        (brief,),
        ("박구름",),
    )


def test_what_is_recommended_behind_the_signature_is_no_article():
    page = page_of(
        "가나전자, 해담시에 데이터센터 착공", FIRST, SECOND, THIRD, "/이바다 기자 sea@ganailbo.example",
        "바다역 4일 문 열어, 하루 열두 번 정차", "바다역이 4일 문을 열었다. 하루 열두 번 기차가 선다고 코레일은 밝혔다.",
    )  # fmt: skip

    assert len(read_dump(page)) == 1


def test_a_caption_without_credit_is_known_by_standing_apart():
    caption = "김하늘 가나전자 부사장이 3일 오후 강원도 해담시 착공식에서 질문에 답하고 있다."
    dump = f"가나전자, 해담시 착공\n\n{FIRST}\n\n{SECOND}\n\n\n\n{caption}\n\n\n\n{THIRD}"

    [part] = read_dump(dump)

    assert part.body.paragraphs == (FIRST, SECOND, THIRD)


def test_a_flash_of_one_line_is_an_article():
    [part] = read_dump("[속보] 가나전자 해담시 착공 결정\n\n가나전자가 착공을 결정했다.")

    assert part.title == "[속보] 가나전자 해담시 착공 결정"
    assert part.body.text == "가나전자가 착공을 결정했다."


@pytest.mark.parametrize("dump", ["", "\n\n", "정치\n경제\n사회"], ids=["empty", "blank", "menu"])
def test_a_dump_without_sentences_has_no_article(dump):
    assert read_dump(dump) == ()


@pytest.mark.parametrize(
    ("lines_before", "headline"),
    [
        (["로그인", "가나전자, 해담시에 착공 나서"], "가나전자, 해담시에 착공 나서"),
        (
            ["가나전자 해담시 착공 [이바다의 눈] 작성일 03-03 41 목록"],
            "가나전자 해담시 착공 [이바다의 눈]",
        ),
        (
            [
                "가나전자-다라통신 3차 회동…전력 동맹 급물살 타나 두 회사 대표 배석…자체 발전 논의했을 듯"
            ],
            "가나전자-다라통신 3차 회동…전력 동맹 급물살 타나",
        ),
        (["〈지역 투자〉", "가나전자는 착공했다."], None),
        ([], None),
    ],
    ids=["after chrome", "board marks", "deck on the line", "no headline", "nothing"],
)
def test_the_headline_is_the_first_line_that_reads_like_one(lines_before, headline):
    assert headline_of(lines_before) == headline


@pytest.mark.parametrize("piece", ["가나다\n", "다.", "…가 ", FIRST + "\n", "가\n\n\n"])
def test_a_hostile_dump_costs_little_time(piece):
    dump = piece * (1_000_000 // len(piece))
    start = time.process_time()

    read_dump(dump)

    assert time.process_time() - start < 2


def test_a_dump_broken_at_a_fixed_width_is_put_together():
    words, rows = f"{FIRST} {SECOND} {THIRD} {OTHER} {MORE}".split(), [""]
    for word in words:
        if len(rows[-1]) + len(word) > 34:
            rows.append(word)
        else:
            rows[-1] = f"{rows[-1]} {word}".strip()

    (part,) = read_dump("가나전자, 해담시에 데이터센터\n\n" + "\n".join(rows))

    assert part.title == "가나전자, 해담시에 데이터센터"
    assert " ".join(part.body.paragraphs) == " ".join(words)


def test_a_page_that_lost_its_line_breaks_is_still_read():
    (part,) = read_dump(
        "가나전자, 해담시에 데이터센터 | 다라경제 본문 바로가기 입력 2026.08.09 18:00 [다라경제 김하늘 기자] "
        f"{FIRST} {SECOND} {THIRD} {OTHER} {MORE} 김하늘 기자 sky@dara.example "
        "Copyright © 다라경제. 무단전재 및 재배포 금지. 많이 본 뉴스 금리 동결 댓글 0"
    )

    assert part.title == "가나전자, 해담시에 데이터센터"
    assert part.body.authors == ("김하늘",)
    assert " ".join(part.body.paragraphs) == f"{FIRST} {SECOND} {THIRD} {OTHER} {MORE}"


def test_a_heading_mark_is_no_part_of_the_title():
    (part,) = read_dump(page_of("# 가나전자, 해담시에 데이터센터", FIRST, SECOND))

    assert part.title == "가나전자, 해담시에 데이터센터"


def test_a_lone_link_between_paragraphs_does_not_end_the_article():
    link = PageLine(text="‘마바은행 순이익’ 바로가기", linked=1.0)
    text = tidy([*lines(FIRST, SECOND, OTHER, MORE), link, *lines(THIRD)]).text

    assert text == f"{FIRST}\n{SECOND}\n{OTHER}\n{MORE}\n{THIRD}"
