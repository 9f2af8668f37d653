"""What pages say of their articles: titles, dates, outlets, authors, in their many spellings."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.adapters.extract import SandboxedExtractor, extract_page
from bot.errors import BadPage
from bot.model import Extraction, Page
from tests.adapters import korean_pages as pages

KST = timezone(timedelta(hours=9))


def read(
    body, *, head="", title=pages.TITLE, site="가나일보", url="https://www.ganailbo.example/v/1"
):
    markup = pages.document(body, head=head, title=title, site=site)
    [article] = extract_page(Page(url=url, body=markup.encode(), content_type="text/html")).articles
    return article


BODY = f"<div id='articleBody'>{pages.paragraphs()}</div>"


@pytest.mark.parametrize(
    ("head", "line", "expected"),
    [
        ("<meta property='article:published_time' content='2026-03-03T09:10:00'>", "", (9, 10)),
        ("<meta name='og:regDate' content='20260303091000'>", "", (9, 10)),
        ("<meta itemprop='datePublished' content='2026-03-03 09:10'>", "", (9, 10)),
        ("", "입력 2026.03.03 오전 9:10 | 수정 2026.03.03 오후 1:00", (9, 10)),
        ("", "기사입력 : 2026년 03월 03일 09시 10분", (9, 10)),
        ("", "수정 2026-03-03 13:00 등록 2026-03-03 09:10", (9, 10)),
        ("", "최종수정 2026.03.03 13:00", None),
        ("", "<em>승인</em> <span>2026.03.03 09:10</span>", (9, 10)),
        ("", "<time datetime='2026-03-03T09:10:00+09:00'>오늘</time>", (9, 10)),
        ("<meta name='date' content='2026-03-03'>", "입력 2026-03-03 09:10", (9, 10)),
        ("<meta name='date' content='2026-03-03'>", "", (0, 0)),
        ("", "03.05 (목) 오늘의 날씨", None),
    ],
    ids=lambda value: None if isinstance(value, tuple) else str(value)[:40],
)
def test_the_first_publication_is_read_and_never_guessed(head, line, expected):
    article = read(f"<p class='d'>{line}</p>{BODY}", head=head)

    wanted = datetime(2026, 3, 3, *expected, tzinfo=KST) if expected else None
    assert article.published_at == wanted


def test_the_day_in_the_address_is_better_than_nothing():
    article = read(BODY, url="https://www.ganailbo.example/article/20260303/12345")

    assert article.published_at == datetime(2026, 3, 3, tzinfo=KST)


def test_the_data_behind_a_page_tell_the_time_of_the_day_in_the_address():
    state = '<script>window.__S={"regDate":"2026.03.03 09:10","other":"2024.01.01 01:01"}</script>'

    article = read(BODY + state, url="https://www.ganailbo.example/article/20260303/12345")

    assert article.published_at == datetime(2026, 3, 3, 9, 10, tzinfo=KST)


@pytest.mark.parametrize(
    ("told", "title"),
    [
        ("가나전자, 착공 나선다 - 가나일보", "가나전자, 착공 나선다"),
        ("가나전자, 착공 나선다 | 가나일보", "가나전자, 착공 나선다"),
        ("가나전자, 착공 나선다-경제ㅣ가나일보", "가나전자, 착공 나선다"),
        ("가나전자, 착공 나선다 < 산업 < 뉴스 - 가나일보", "가나전자, 착공 나선다"),
        ("가나일보 : 가나전자, 착공 나선다", "가나전자, 착공 나선다"),
        (
            "[이바다의 전력읽기] 가나전자 - 다라통신 손잡다",
            "[이바다의 전력읽기] 가나전자 - 다라통신 손잡다",
        ),
        ("&amp;quot;착공&amp;quot; 가나전자 나선다", '"착공" 가나전자 나선다'),
        ("가나전자, 착공 나선다(종합)", "가나전자, 착공 나선다(종합)"),
    ],
    ids=lambda value: value[:24],
)
def test_a_title_loses_its_site_and_keeps_its_tags(told, title):
    article = read(BODY, title=told)

    assert article.title == title


def test_the_visible_heading_spells_the_title():
    article = read("<h1>“착공” 가나전자… 나선다</h1>" + BODY, title="″착공″ 가나전자… 나선다")

    assert article.title == "“착공” 가나전자… 나선다"


@pytest.mark.parametrize(
    ("url", "site", "outlet"),
    [
        ("https://www.hankyung.com/article/1", "hankyung.com", "한국경제"),
        ("https://www.ganailbo.example/1", "가나일보", "가나일보"),
        ("https://v.daum.net/v/20260303091000123", "Daum", None),
    ],
    ids=["known host", "unknown host", "portal without a word on the outlet"],
)
def test_the_outlet_is_who_publishes(url, site, outlet):
    markup = pages.document(BODY, site=site)

    [article] = extract_page(Page(url=url, body=markup.encode(), content_type="")).articles

    assert article.outlet == outlet


@pytest.mark.parametrize(
    ("head", "author"),
    [
        ("<meta name='author' content='이바다 기자'>", "이바다"),
        (
            "<meta name='author' content='가나일보'><meta name='author' content='이바다 기자'>",
            "이바다",
        ),
        ("<meta property='article:author' content='https://facebook.example/gana'>", None),
        ("<meta name='author' content='디지털뉴스팀'>", "디지털뉴스팀"),
        (
            "<meta property='dable:author' content='해담·부산 이바다 기자 sea@ganailbo.example'>",
            "이바다",
        ),
        ("<meta name='author' content='이바다, 박구름'>", "이바다, 박구름"),
    ],
    ids=lambda value: None if value is None else value[-28:],
)
def test_an_author_is_a_person_or_a_desk(head, author):
    article = read(BODY, head=head)

    assert article.author == author


class SameProcess:
    """A sandbox that calls right here."""

    def call(self, function, argument):
        return function(argument)

    def close(self):
        """Nothing to end."""


class Deadly(SameProcess):
    """A sandbox whose child dies on every input."""

    def call(self, function, argument):
        raise BadPage("the child was killed", reason="hostile")


def page():
    return Page(url="https://a.example/", body=pages.ND_SOFT.encode(), content_type="")


def test_the_sandboxed_extractor_reads_in_the_sandbox():
    extraction = SandboxedExtractor(SameProcess()).extract(page())

    assert extraction == extract_page(page())


def test_a_child_that_dies_is_a_hostile_page():
    extraction = SandboxedExtractor(Deadly()).extract(page())

    assert extraction == Extraction(articles=(), reason="hostile")


def test_times_come_out_aware():
    article = read(BODY, head=pages.PUBLISHED)

    assert article.published_at == datetime(2026, 3, 3, 0, 10, tzinfo=UTC)
    assert article.published_at.tzinfo is not None


def test_a_portal_says_which_outlet_it_carries():
    article = read(
        BODY,
        head="<meta property='og:article:author' content='라마경제 | 포털'>",
        site="다음뉴스",
        url="https://v.daum.net/v/20260303091000001",
    )

    assert article.outlet == "라마경제"
