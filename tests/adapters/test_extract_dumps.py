"""Pages that come as plain text, and JSON that people write by hand."""

from datetime import datetime, timedelta, timezone

import pytest

from bot.adapters.extract import extract_page
from bot.model import Page
from tests.adapters import korean_pages as pages

KST = timezone(timedelta(hours=9))


def read(text, url=""):
    return extract_page(Page(url=url, body=text.encode(), content_type="text/plain")).articles


@pytest.mark.parametrize(
    ("tail", "url", "outlet"),
    [
        ("이바다 기자 sea@hankyung.com", "", "한국경제"),
        ("이바다 한국경제 기자 sea@x.example", "", "한국경제"),
        ("ⓒ 한국경제, 무단 전재 및 재배포 금지", "", "한국경제"),
        ("한국경제", "", "한국경제"),
        ("이바다 기자 sea@x.example", "https://www.hankyung.com/article/1", "한국경제"),
        ("이바다 기자 sea@x.example", "", None),
    ],
    ids=["mail domain", "signature", "copyright", "alone on a line", "address", "nobody says"],
)
def test_the_outlet_of_a_dump_is_told_by_its_edges(tail, url, outlet):
    [article] = read(f"{pages.TITLE}\n\n{pages.TEXT}\n\n{tail}", url)

    assert article.outlet == outlet
    assert article.text == pages.TEXT


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("입력 2026-03-03 09:10", datetime(2026, 3, 3, 9, 10, tzinfo=KST)),
        (
            "이 기사는 2026년 03월 02일 12시56분 표출된 기사입니다\n이바다 기자공개 2026-03-03 14:40:12",
            datetime(2026, 3, 2, 12, 56, tzinfo=KST),
        ),
        ("06.30 (일)", None),
        ("작성일 03-03", None),
    ],
    ids=["labelled", "first of two", "day of viewing", "no year"],
)
def test_the_date_of_a_dump_is_labelled_or_none(line, published):
    [article] = read(f"{pages.TITLE}\n{line}\n\n{pages.TEXT}")

    assert article.published_at == published


def test_a_dump_without_headline_has_no_title():
    [article] = read(pages.TEXT)

    assert article.title is None
    assert article.text == pages.TEXT


@pytest.mark.parametrize(
    "script",
    [
        '{"@graph": [{"@type": "WebSite"}, {"@type": ["NewsArticle"], "headline": "가나전자, 착공 나선다", "author": {"name": "이바다"}}]}',
        '[{"@type": "NewsArticle", "headline": "가나전자, 착공 나선다", "author": "이바다 기자",}]',
        '{"@type": "NewsArticle", "headline": "가나전자, 착공 나선다", "author": "이바다",\n "about": "줄\n바꿈"}',
    ],
    ids=["graph", "comma too many", "raw line break"],
)
def test_schema_data_are_read_as_people_write_them(script):
    markup = (
        f"<html><head><script type='application/ld+json'>{script}</script></head><body>"
        f"<div id='articleBody'>{pages.paragraphs()}</div></body></html>"
    )

    [article] = read(markup)

    assert article.title == "가나전자, 착공 나선다"
    assert article.author == "이바다"


@pytest.mark.parametrize(
    "script",
    ["[" * 200_000, '{"a":' * 100_000, '"', "{", "null", '{"@graph": 3}'],
    ids=["deep list", "deep object", "open string", "open object", "null", "odd graph"],
)
def test_broken_data_do_no_harm(script):
    markup = (
        f"<html><head><script type='application/ld+json'>{script}</script></head><body>"
        f"<script>window.__S = {script}</script><div id='articleBody'>{pages.paragraphs()}</div></body></html>"
    )

    [article] = read(markup)

    assert article.text == pages.TEXT
