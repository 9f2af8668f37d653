"""Where an article goes on, and where it only seems to."""

import pytest

from bot.adapters.extract import extract_page
from bot.model import Page
from tests.adapters import korean_pages as pages

URL = "https://www.ganailbo.example/news/view.php?idx=12345"


def further(links, url=URL):
    markup = pages.document(f"<div id='articleBody'>{pages.paragraphs()}</div>{links}")
    return extract_page(Page(url=url, body=markup.encode(), content_type="")).further


def test_the_pages_of_an_article_are_found_in_their_order():
    links = "<div class='paging'><b>1</b><a href='?idx=12345&page=3'>3</a><a href='?idx=12345&page=2'>2</a><a href='?idx=12345&page=2'>다음 페이지</a></div>"

    assert further(links) == (f"{URL}&page=2", f"{URL}&page=3")


@pytest.mark.parametrize(
    ("url", "link", "found"),
    [
        ("https://a.example/2026/11/27/bada", "<a href='/2026/11/27/bada/2/'>2</a>", ["https://a.example/2026/11/27/bada/2/"]),
        ("https://a.example/2026/11/27/bada", "<a rel='next' href='/2026/11/27/bada/2'>더</a>", ["https://a.example/2026/11/27/bada/2"]),
        ("https://a.example/2026/11/27/bada", "<a rel='next' href='/2026/11/28/gureum'>다음 글</a>", []),
        ("https://a.example/news", "<a href='/news/2'>2</a>", []),
        (URL, "<a href='?idx=12346&page=2'>2</a>", []),
        (URL, "<a href='https://b.example/news/view.php?idx=12345&page=2'>2</a>", []),
        (URL, "<div class='comment'><a href='?idx=12345&page=2'>2</a></div>", []),
        (URL, "<a href='?idx=12345&page=2'>댓글 2개 더 보기</a>", []),
        (f"{URL}&page=2", "<a href='?idx=12345&page=3'>3</a>", []),
        ("", "<a rel='next' href='?page=2'>2</a>", []),
        (URL, "<a rel='next' href='http://[x?page=2'>2</a>", []),
    ],
)  # fmt: skip
def test_only_the_same_address_with_another_page_number_goes_on(url, link, found):
    assert list(further(link, url)) == found


def test_no_article_goes_on_for_ever():
    links = "".join(f"<a href='?idx=12345&page={n}'>{n}</a>" for n in range(2, 60))

    assert len(further(links)) == 4
