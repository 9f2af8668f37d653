"""Briefs: the stories of a morning on one page."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.card.brief import (
    NOTHING_NEW,
    PIECE_LIMIT,
    Brief,
    BriefStory,
    Health,
    as_markdown,
    as_rows,
    in_pieces,
)
from bot.model import Salience

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
    assert "11월 22일 17:30 이후 이야기 1건 · 기사 40건 · 단독 1건" in text


def test_sections_stand_in_the_expected_order():
    sections = ["해외", "기후", None, "자사", "정책·규제", "경쟁사", "업계·기술"]
    stories = [story(section=section) for section in sections]
    stories += [story(is_muted=True), story(salience=Salience.PASSING)]

    text = as_markdown(brief(*stories))

    heads = [line[3:] for line in text.splitlines() if line.startswith("## ")]
    assert heads == [
        "자사",
        "경쟁사",
        "업계·기술",
        "정책·규제",
        "해외",
        "기후",
        "기타",
        "스쳐 지나간 언급",
        "음소거한 이야기",
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


def test_long_briefs_are_cut_between_lines():
    text = as_markdown(brief(*[story(f"{number}째 소식 " + "가" * 100) for number in range(80)]))

    pieces = in_pieces(text)

    assert len(pieces) > 1
    assert all(len(piece) <= PIECE_LIMIT for piece in pieces)
    kept = "".join(pieces).replace("\n", "")
    assert kept == text.replace("\n", "")


@given(st.text(max_size=200), st.text(max_size=60), st.integers(10, 200))
def test_no_title_breaks_a_brief(title, section, limit):
    told = brief(story(title, outlet=title, section=section, url=title))
    text = as_markdown(told)

    assert len(bullets(text)) == 1
    assert len(as_rows(told)) == 1
    assert all(len(piece) <= limit for piece in in_pieces(text, limit))
