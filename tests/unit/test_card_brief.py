"""Briefs: the stories of a morning on one page."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.card.brief import (
    NOTHING_NEW,
    Brief,
    BriefStory,
    Edition,
    Health,
    as_markdown,
    as_rows,
    as_table,
)
from bot.card.brief_message import PIECE_UNITS, pieces, render_piece
from bot.card.brief_page import LETTER_BYTES, as_grid, as_letter, as_page
from bot.card.flags import Flag
from bot.model import Salience, ToneLabel

UNTIL = datetime(2026, 11, 22, 22, 30, tzinfo=UTC)
SINCE = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
WELL = Health(feeds_well=61, feeds=61, median_delay=timedelta(minutes=3))


def story(title="가나전자, 데이터센터 착공", **changes):
    values = {
        "url": "https://news.example/1",
        "outlet": "가나일보",
        "at": UNTIL - timedelta(hours=1),
        "section": "자사",
        "terms": ("가나전자",),
        "publishers": 1,
        "releases": 0,
        "salience": Salience.TITLE,
    }
    return BriefStory(title=title, **values | changes)


def brief(*stories, health=WELL):
    return Brief(since=SINCE, until=UNTIL, stories=stories, articles=40, health=health)


def bullets(text):
    return [line for line in text.splitlines() if line.startswith("- ")]


def test_a_story_is_one_line_with_outlets_time_and_flags():
    text = as_markdown(brief(story("[단독] 가나전자 착공", publishers=4, releases=2)))

    assert bullets(text) == [
        (
            "- [가나전자 착공](https://news.example/1) — "
            "가나일보 외 3개 매체 (보도자료 전재 2) · 11월 23일 06:30 · 단독"
        )
    ]
    assert "11월 22일 17:30 이후 소식 1건 · 기사 40건 · 단독 1건" in text


def test_sections_stand_in_the_expected_order():
    sections = ["해외", "기후", None, "자사", "정책·규제", "경쟁사", "업계·기술"]
    stories = [story(section=section) for section in sections]
    stories += [story(is_muted=True), story(salience=Salience.PASSING)]

    text = as_markdown(brief(*stories))

    heads = [line[3:].rpartition(" ")[0] for line in text.splitlines() if line.startswith("## ")]
    assert heads == [
        "자사",
        "경쟁사",
        "업계·기술",
        "정책·규제",
        "해외",
        "기후",
        "기타",
        "그 밖의 언급",
        "음소거한 소식",
    ]


def test_within_a_section_the_weightiest_story_leads():
    minor = story("본문 언급", salience=Salience.BODY, publishers=9)
    wide = story("널리 보도", publishers=5)
    narrow = story("한 곳 보도")

    rows = as_rows(brief(minor, narrow, wide))

    assert [row.title for row in rows] == ["널리 보도", "한 곳 보도", "본문 언급"]


def test_a_quiet_night_is_said_with_its_proof():
    text = as_markdown(brief())

    assert NOTHING_NEW in text
    assert "피드 61/61 정상, 지연 중앙값 3분" in text


@pytest.mark.parametrize(("well", "said"), [(61, True), (49, True), (40, False), (0, False)])
def test_all_is_well_only_where_somebody_watched(well, said):
    health = Health(feeds_well=well, feeds=61, median_delay=None)

    text = as_markdown(brief(health=health))

    assert ("이상 없음" in text) is said
    assert ("빠뜨린 것이 있을 수 있습니다" in text) is not said


@pytest.mark.parametrize(
    ("delay", "said"),
    [
        (None, "피드 60/61 정상"),
        (timedelta(seconds=10), "피드 60/61 정상, 지연 중앙값 1분 미만"),
        (timedelta(hours=3, minutes=5), "피드 60/61 정상, 지연 중앙값 3시간 5분"),
    ],
)
def test_the_proof_says_how_well_the_watch_is(delay, said):
    health = Health(feeds_well=60, feeds=61, median_delay=delay)

    assert as_markdown(brief(health=health)).rstrip().endswith(said)


def test_rows_are_plain_text():
    (row,) = as_rows(brief(story("[속보] 가나|전자 *착공*", terms=("가나전자", "HBM"))))

    assert row.title == "가나|전자 *착공*"
    assert row.terms == "가나전자, HBM"
    assert row.section == "자사"
    assert row.time == "11월 23일 06:30"


def test_titles_cannot_turn_into_markdown():
    text = as_markdown(
        brief(story("](https://evil.example) *굵게* <b> # 제목", url="javascript:x"))
    )

    assert bullets(text)[0].startswith(r"- \](https://evil.example) \*굵게\* \<b\> \# 제목 — ")


@given(st.text(max_size=200), st.text(max_size=60))
def test_no_title_breaks_a_brief(title, section):
    told = brief(story(title, outlet=title, section=section, url=title))
    text = as_markdown(told)

    assert len(bullets(text)) == 1
    assert len(as_rows(told)) == 1
    assert as_page(told).count("<tr>") == 2
    assert as_table(told).count("\n") == 2
    (piece,) = pieces(told)
    assert len(render_piece(piece, UNTIL).lines) == 2


def cards(told, now=UNTIL):
    return [render_piece(piece, now) for piece in pieces(told)]


def units(card):
    return sum(len(one.text) + len(one.url) + len(one.note) for one in card.lines)


def test_long_briefs_are_split_between_lines_and_say_which_part_they_are():
    stories = [story(f"{number}째 소식 " + "가" * 100) for number in range(80)]

    told = cards(brief(*stories))

    assert len(told) > 1
    assert all(units(card) <= PIECE_UNITS for card in told)
    shown = [one.text for card in told for one in card.lines if not one.is_heading]
    assert sorted(shown) == sorted(each.title for each in stories)
    assert [card.headline[-5:] for card in told] == [
        f"({n}/{len(told)})" for n in range(1, len(told) + 1)
    ]
    assert all(card.lines[0].is_heading for card in told)


def test_a_flood_is_cut_and_says_how_many_are_left_out():
    told = cards(brief(*[story(f"{number}째 소식 " + "가" * 150) for number in range(400)]))

    shown = sum(not one.is_heading for card in told for one in card.lines)
    assert len(told) == 6
    assert f"외 {400 - shown}건은 `sosik brief`로 보실 수 있습니다." in told[-1].notes


def test_proof_and_numbers_stand_once():
    first, *_, last = cards(brief(*[story("가" * 150) for _ in range(80)]))

    assert "소식 80건" in first.byline
    assert last.byline == ""
    assert "피드 61/61 정상, 지연 중앙값 3분" in last.notes
    assert first.notes == ()


@pytest.mark.parametrize(
    ("late", "said"),
    [
        (timedelta(), ()),
        (timedelta(minutes=4), ()),
        (timedelta(minutes=32), ("예정보다 32분 늦게 보내 드립니다. 늦어서 죄송합니다.",)),
    ],
    ids=["on time", "a little later", "late"],
)
def test_a_late_brief_says_so(late, said):
    (card,) = cards(brief(story()), UNTIL + late)

    assert card.notes[:-1] == said


def test_what_stands_too_deep_to_alert_comes_last():
    minor = story("작은 언급", is_minor=True, publishers=30)

    rows = as_rows(brief(minor, story("큰 소식", section="해외")))

    assert [(row.section, row.title) for row in rows] == [
        ("해외", "큰 소식"),
        ("그 밖의 언급", "작은 언급"),
    ]


def test_tier_marks_of_other_tellings_and_new_facts_are_shown():
    told = story("착공", tier=1, marks=(Flag.CORRECTION, Flag.EXCLUSIVE), is_update=True)

    text = as_markdown(brief(told))

    assert "가나일보 · T1 · 11월 23일 06:30 · 단독 · 정정 · 새 사실" in text
    assert "단독 1건 · 정정 1건" in text


def test_stories_that_only_found_more_outlets_are_counted():
    assert "추가 보도가 나온 앞선 소식 3건" in as_markdown(replace(brief(story()), repeats=3))
    assert "추가 보도가 나온 앞선 소식 3건" in as_markdown(replace(brief(), repeats=3))


def test_remarks_stand_under_the_numbers():
    told = replace(brief(story()), remarks=("HBM 언급이 평소의 6배입니다.",))

    assert "HBM 언급이 평소의 6배입니다." in as_markdown(told)
    assert "HBM 언급이 평소의 6배입니다." in as_page(told)
    assert cards(told)[0].sentences == ("HBM 언급이 평소의 6배입니다.",)


def test_a_page_escapes_what_it_shows():
    page = as_page(brief(story("<script>alert(1)</script>", url='https://a.example/"><b>')))

    assert "<script>" not in page
    assert "<b>" not in page
    assert "&lt;script&gt;" in page


def test_a_page_links_only_to_the_web():
    assert "javascript" not in as_page(brief(story(url="javascript:alert(1)")))


def test_no_cell_of_a_table_is_a_formula():
    table = as_table(brief(story("=cmd()")))

    assert "\t'=cmd()\t" in table
    assert table.startswith("구분\t제목\t매체\t시각\t감시어\t표시\t주소\n")


def test_a_story_of_unknown_outlets_is_counted_whole():
    told = story(outlet="", publishers=4)

    assert as_rows(brief(told))[0].outlets == "4개 매체"


def test_a_letter_stays_below_what_gmail_shows_and_counts_the_rest():
    stories = [story(f"{number}째 소식 " + "가" * 150) for number in range(400)]

    letter = as_letter(brief(*stories))

    shown = letter.page.count("째 소식")
    assert len(letter.page.encode()) <= LETTER_BYTES
    assert f"외 {400 - shown}건은 `sosik brief`로 보실 수 있습니다." in letter.page
    assert letter.text.count("째 소식") == 400


def test_a_letter_lays_out_by_tables_and_inline_styles():
    page = as_letter(brief(story())).page

    assert "<style" not in page
    assert "<!--[if mso]><table" in page
    assert page.count("<table") == page.count("</table>")
    assert 'name="viewport"' in page


def test_plain_text_is_no_markup():
    text = as_letter(brief(story("[속보] *가나* [전자]_착공_"))).text

    assert "■ 자사 1건\n- *가나* [전자]_착공_\n  가나일보" in text
    assert "  https://news.example/1\n" in text


def test_a_grid_has_a_cell_for_each_fact_and_a_link():
    grid = as_grid(brief(story("가나 & <전자>", tier=1), story("둘")))

    assert grid.count("<tr>") == 3
    assert grid.count("<td") == 12
    assert '<a href="https://news.example/1"' in grid
    assert "가나 &amp; &lt;전자&gt;" in grid


def test_a_weekly_brief_shows_the_weightiest_of_a_section_and_counts_the_rest():
    stories = [story(f"{number}째", publishers=number) for number in range(1, 15)]
    weekly = replace(brief(*stories), edition=Edition.WEEKLY)

    text = as_markdown(weekly)

    assert text.startswith("# 주간 소식 브리핑 · 11월 23일 07:30\n")
    assert "## 자사 14건" in text
    assert bullets(text)[0].startswith("- [14째]")
    assert bullets(text)[-1] == "- 외 4건"
    assert len(bullets(text)) == 11


def test_tones_are_counted_and_only_sides_are_marked():
    labels = [ToneLabel.POSITIVE, ToneLabel.NEUTRAL, ToneLabel.NEGATIVE, ToneLabel.NEGATIVE]
    told = brief(*[story(f"{label}", tone=label) for label in labels])

    rows = as_rows(told)

    assert "논조 긍정 1, 중립·보류 1, 부정 2" in as_markdown(told)
    assert sorted(row.marks for row in rows) == ["", "긍정", "부정", "부정"]
