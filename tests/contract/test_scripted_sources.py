"""The scripted sources answer as the ports promise."""

import pytest

from bot.adapters.memory import (
    ScriptedExtractor,
    ScriptedFeedReader,
    ScriptedFetcher,
    ScriptedPageReader,
    ScriptedSummariser,
)
from bot.errors import BadPage, FetchFailed, SummariserFailed
from bot.model import (
    Extracted,
    Extraction,
    Fetched,
    Page,
    Poll,
    Story,
    Unchanged,
    Validators,
)
from tests.contract.samples import a_feed

URL = "https://news.example/1"
FETCHED = Fetched(url=URL, body=b"<p>", content_type="text/html", validators=Validators())
PAGE = Page(url=URL, body=b"<p>", content_type="text/html")


def test_answers_come_one_after_the_other_and_the_last_stays():
    fetcher = ScriptedFetcher({URL: [FetchFailed("나중에", status=503), FETCHED, Unchanged()]})

    with pytest.raises(FetchFailed):
        fetcher.fetch(URL, Validators())
    answers = [fetcher.fetch(URL, Validators()) for _ in range(3)]

    assert answers == [FETCHED, Unchanged(), Unchanged()]
    assert fetcher.calls == [URL] * 4


def test_an_address_without_an_answer_is_not_there():
    with pytest.raises(BadPage) as caught:
        ScriptedPageReader({}).read(URL)

    assert caught.value.reason == "http_404"


def test_a_page_and_a_feed_come_as_scripted():
    feed, poll = a_feed("가람"), Poll(feed=None, validators=Validators(etag="x"))

    assert ScriptedPageReader({URL: PAGE}).read(URL) == PAGE
    assert ScriptedFeedReader({feed.url: poll}).poll(feed, Validators()) == poll


def test_an_unknown_page_holds_no_article():
    extracted = Extracted(title="제목", outlet=None, author=None, published_at=None, text="글")
    extractor = ScriptedExtractor({URL: Extraction(articles=(extracted,))})

    assert extractor.extract(PAGE).articles == (extracted,)
    assert ScriptedExtractor({}).extract(PAGE) == Extraction(articles=(), reason="no_body")


def test_a_summariser_says_its_sentences_or_fails():
    story = Story(id=1, revision=1, members=())

    summary = ScriptedSummariser(["한 문장."]).summarise(story, ())

    assert [sentence.text for sentence in summary.sentences] == ["한 문장."]
    with pytest.raises(SummariserFailed):
        ScriptedSummariser().summarise(story, ())
