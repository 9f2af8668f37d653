"""An article over several pages is one article, and its first page never waits for the rest."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from bot.errors import AddressRefused, BadPage, FetchFailed
from bot.further import whole
from bot.model import Extracted, Extraction, Page

FIRST, SECOND, THIRD = (f"https://a.example/1?page={number}" for number in (1, 2, 3))
TITLE = "해담시 데이터센터 첫 삽"


def an_article(text, title=TITLE):
    return Extracted(title=title, outlet=None, author=None, published_at=None, text=text)


def read(pages, further=(SECOND, THIRD)):
    """What the first page holds, with these pages on the web (an error is raised)."""

    def fetch(url):
        if isinstance(pages[url], Exception):
            raise pages[url]
        return Page(url=url, body=b"", content_type="")

    def extract(page):
        return Extraction(articles=tuple(pages[page.url]), further=further)

    line = SimpleNamespace(
        pages=SimpleNamespace(read=fetch), extractor=SimpleNamespace(extract=extract)
    )
    return whole(line, Page(url=FIRST, body=b"", content_type=""))


def test_the_pages_are_one_article_and_nothing_is_said_twice():
    found = read(
        {
            FIRST: [an_article("하나\n둘")],
            SECOND: [an_article("둘\n셋", "해담시 데이터센터 첫 삽 (2)")],
            THIRD: [an_article("넷")],
        }
    )

    assert [article.text for article in found.articles] == ["하나\n둘\n셋\n넷"]


@pytest.mark.parametrize("closed", [FIRST, SECOND, THIRD])
def test_an_article_that_one_of_its_pages_breaks_off_is_a_teaser(closed):
    pages = {FIRST: "하나", SECOND: "둘", THIRD: "셋"}

    found = read(
        {url: [replace(an_article(text), teaser=url == closed)] for url, text in pages.items()}
    )

    assert [article.teaser for article in found.articles] == [True]


@pytest.mark.parametrize(
    "second",
    [
        FetchFailed("503"),
        BadPage("404", reason="missing"),
        AddressRefused("inside"),
        [],
        [an_article("하나\n둘")],
        [an_article("셋", "바다역 개통")],
        [an_article("셋"), an_article("넷")],
    ],
    ids=["busy", "missing", "refused", "no article", "the same again", "another", "several"],
)
def test_the_article_is_what_was_read_where_it_does_not_go_on(second):
    found = read({FIRST: [an_article("하나\n둘")], SECOND: second, THIRD: [an_article("다섯")]})

    assert [article.text for article in found.articles] == ["하나\n둘"]


def test_a_page_of_several_articles_stays_as_it_is():
    several = [an_article("하나"), an_article("둘")]

    assert read({FIRST: several}).articles == tuple(several)
