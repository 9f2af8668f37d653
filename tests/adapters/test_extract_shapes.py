"""Pages of many content systems, all with the same made-up article in them."""

from datetime import UTC, datetime

import pytest

from bot.adapters.extract import extract_page
from bot.model import Page
from tests.adapters import korean_pages as pages

NINE_TEN = datetime(2026, 3, 3, 0, 10, tzinfo=UTC)


def read(markup, *, url="https://www.ganailbo.example/news/view?id=12345", encoding="utf-8"):
    return extract_page(Page(url=url, body=markup.encode(encoding), content_type="text/html"))


WHOLE = [
    "ND_SOFT", "BREAKS_ONLY", "HASHED_CLASSES", "OLD_TABLE", "ARC", "NEXT_DATA", "FLIGHT", "FLIGHT_ROW", "NUXT",
    "SCHEMA_BODY", "PAYWALL", "PRINT_COPY", "PRINT_COPY_INSIDE", "LINKS_INSIDE", "FALSE_ZULU", "COMMENTS",
    "BLANK_LINES", "CARDS",
]  # fmt: skip


@pytest.mark.parametrize("shape", WHOLE)
def test_the_whole_text_and_nothing_else_is_read(shape):
    extraction = read(getattr(pages, shape))

    assert [article.text for article in extraction.articles] == [pages.TEXT]
    assert extraction.reason is None


@pytest.mark.parametrize("shape", WHOLE)
def test_title_outlet_and_date_are_read(shape):
    [article] = read(getattr(pages, shape)).articles

    assert article.title == pages.TITLE
    assert article.outlet == "가나일보"
    assert article.published_at == NINE_TEN


@pytest.mark.parametrize(
    ("shape", "author"),
    [
        ("ND_SOFT", "이바다"),
        ("BREAKS_ONLY", "이바다"),
        ("ARC", "이바다"),
        ("SCHEMA_BODY", "이바다, 박구름"),
        ("LINKS_INSIDE", "이바다"),
        ("NAVER", "이바다"),
        ("REPOST", "이바다"),
        ("BROADCAST", "이바다"),
        ("HASHED_CLASSES", None),
    ],
)
def test_authors_are_names_alone(shape, author):
    [article] = read(getattr(pages, shape)).articles

    assert article.author == author


def test_a_list_of_appointments_is_an_article():
    [article] = read(pages.APPOINTMENTS).articles

    assert article.title == "[인사] 가나전자"
    assert "▶ 부장 이바다 정나무 한여울" in article.text


def test_a_portals_copy_is_the_outlets_article():
    [article] = read(pages.NAVER, url="https://n.news.naver.com/mnews/article/999/0001").articles

    assert article.outlet == "매일경제"
    assert article.text.endswith(pages.TEXT)
    assert article.published_at == datetime(2026, 3, 3, 0, 10, 11, tzinfo=UTC)


def test_a_board_repost_is_read_like_the_page_that_was_copied():
    [article] = read(pages.REPOST, url="").articles

    assert article.title == pages.TITLE
    assert article.text == pages.TEXT
    assert article.published_at == datetime(2026, 3, 3, 0, 10, 55, tzinfo=UTC)


def test_an_euc_kr_page_keeps_its_rare_syllables():
    [article] = read(pages.EUC_KR, encoding="cp949").articles

    assert "똠얌꿍" in article.text
    assert article.title == pages.TITLE
    assert article.outlet == "가나일보"
    assert article.published_at is None


def test_a_video_page_gives_its_caption():
    [article] = read(pages.VIDEO_CAPTION).articles

    assert article.text == "가나전자 데이터센터 착공식이 3일 강원도 해담시에서 열렸습니다."


def test_a_photo_page_gives_its_caption_without_credit():
    [article] = read(pages.PHOTO).articles

    assert article.text.startswith("가나전자 임직원들이")
    assert article.text.endswith("뜨고 있다.")


def test_sub_heads_stay_and_the_note_on_the_writer_goes():
    [article] = read(pages.COLUMN).articles

    assert "왜 해담시인가\n" in article.text
    assert article.text.endswith(pages.P5)


def test_a_broadcast_script_loses_cues_sign_off_and_call_for_tips():
    [article] = read(pages.BROADCAST).articles

    assert "◀" not in article.text
    assert "[김하늘/가나전자 부사장]" in article.text
    assert article.text.endswith("해담시는 일자리 300개를 기대하고 있습니다.")


@pytest.mark.parametrize("shape", ["SCRIPT_ONLY", "LISTING"])
def test_a_page_without_an_article_says_so(shape):
    extraction = read(getattr(pages, shape))

    assert extraction.articles == ()
    assert extraction.reason == "no_body"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"<html><head><title>a</title></head><body>" + b"<div>" * 200_000, "hostile"),
        (b"<html><body>" + b"\xff\xfe\x00" * 1000, "not_html"),
        (b"x" * 8_000_001, "too_large"),
    ],
    ids=["empty", "blank", "bottomless nesting", "noise", "too large"],
)
def test_what_cannot_be_read_has_a_reason(body, reason):
    extraction = extract_page(Page(url="https://a.example/", body=body, content_type=""))

    assert extraction.articles == ()
    assert extraction.reason == reason


def noise(start):
    """Bytes of every kind with a word here and there, as archives and pictures have them."""
    mixed = bytes((number * 167 + number // 256 * 31) % 256 for number in range(6_000))
    return start + mixed.replace(b"\x41", " 가람반도체가 공장을 짓는다. ".encode())


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(noise(b"\x89PNG\r\n\x1a\n"), id="picture"),
        pytest.param(noise(b"%PDF-1.7\n<< /Length 587 >>\nstream\n"), id="pdf"),
        pytest.param(noise(b"SQLite format 3\x00"), id="database"),
        pytest.param(noise(b"\xfd7zXZ\x00"), id="archive"),
    ],
)
def test_a_file_that_is_no_text_holds_no_article(body):
    extraction = extract_page(Page(url="", body=body, content_type="text/html"))

    assert (extraction.articles, extraction.reason) == ((), "not_html")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_page_of_wide_characters_is_text(encoding):
    [article] = read(pages.ND_SOFT, encoding=encoding).articles

    assert article.text == pages.TEXT


@pytest.mark.parametrize("encoding", ["utf-8", "euc-kr"])
def test_a_page_that_was_sent_in_a_larger_buffer_is_text(encoding):
    body = pages.ND_SOFT.encode(encoding, "ignore") + bytes(4_096)

    [article] = extract_page(Page(url="", body=body, content_type="")).articles

    assert article.text == pages.TEXT
