"""Pages are fetched where the site's rules let us, and refused by name where they are none."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.adapters.memory.world import ManualClock
from bot.adapters.pages import PAGE_BYTES, HttpPageReader, Robots
from bot.errors import BadPage, FetchFailed
from bot.model import Fetched, Unchanged, Validators

NOW = datetime(2026, 8, 9, 9, 0, tzinfo=UTC)
URL = "https://a.kr/news/1"
ROBOTS = "https://a.kr/robots.txt"


class Site:
    """A Fetcher over a dict of answers; what it lacks is missing."""

    def __init__(self, **pages) -> None:
        self.pages = pages
        self.asked = []

    def fetch(self, url, validators):
        self.asked.append(url)
        answer = self.pages.get(url, BadPage("x", reason="missing"))
        if isinstance(answer, Exception):
            raise answer
        return answer


def page(body=b"<html>", content_type="text/html", **fields):
    return Fetched(url=URL, body=body, content_type=content_type, validators=Validators(), **fields)


def test_a_page_comes_as_it_was_sent():
    read = HttpPageReader(Site(**{URL: page(b"<p>\xb0\xa1", "text/html; charset=euc-kr")})).read(
        URL
    )

    assert (read.url, read.body, read.content_type) == (
        URL,
        b"<p>\xb0\xa1",
        "text/html; charset=euc-kr",
    )


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        pytest.param(page(content_type="application/pdf"), "not_html", id="PDF"),
        pytest.param(page(content_type="image/png"), "not_html", id="picture"),
        pytest.param(page(b"  \n"), "empty", id="blank"),
        pytest.param(Unchanged(), "empty", id="not modified"),
        pytest.param(page(b"x" * (PAGE_BYTES + 1)), "too_large", id="large"),
        pytest.param(page(cut=True), "too_large", id="cut"),
        pytest.param(BadPage("x", reason="gone"), "gone", id="gone"),
    ],
)
def test_what_is_no_page_is_refused_by_name(answer, reason):
    with pytest.raises(BadPage) as refused:
        HttpPageReader(Site(**{URL: answer})).read(URL)

    assert refused.value.reason == reason


@pytest.mark.parametrize("content_type", ["", "TEXT/HTML", "application/xhtml+xml", "text/plain"])
def test_an_unclear_type_is_read(content_type):
    assert HttpPageReader(Site(**{URL: page(content_type=content_type)})).read(URL).url == URL


def rules(text):
    return page(text.encode(), "text/plain")


@pytest.mark.parametrize(
    ("answer", "allowed"),
    [
        pytest.param(rules("User-agent: *\nDisallow: /"), False, id="all"),
        pytest.param(rules("User-agent: *\nDisallow: /admin/"), True, id="elsewhere"),
        pytest.param(rules("User-agent: sosik\nDisallow: /news"), False, id="us by name"),
        pytest.param(rules("User-agent: GPTBot\nDisallow: /"), True, id="somebody else"),
        pytest.param(rules("User-agent: *\nDisallow: /\nAllow: /news/"), True, id="longer rule"),
        pytest.param(rules("<html>\x00 404"), True, id="rubbish"),
        pytest.param(BadPage("x", reason="missing"), True, id="none"),
        pytest.param(FetchFailed("x"), True, id="not now"),
        pytest.param(Unchanged(), True, id="nothing"),
    ],
)
def test_robots_rules_are_kept(answer, allowed):
    site = Site(**{ROBOTS: answer, URL: page()})
    reader = HttpPageReader(site, Robots(site, ManualClock(NOW)))

    if allowed:
        assert reader.read(URL).url == URL
    else:
        with pytest.raises(BadPage) as refused:
            reader.read(URL)
        assert refused.value.reason == "robots"
        assert URL not in site.asked


@pytest.mark.parametrize(
    ("answer", "kept"),
    [(rules(""), timedelta(hours=24)), (FetchFailed("x"), timedelta(hours=1))],
    ids=["a day", "an hour after a failure"],
)
def test_robots_rules_are_remembered(answer, kept):
    clock = ManualClock(NOW)
    site = Site(**{ROBOTS: answer})
    robots = Robots(site, clock)

    robots.allow(URL)
    clock.advance(kept - timedelta(seconds=1))
    robots.allow(URL)
    remembered = len(site.asked)
    clock.advance(timedelta(seconds=2))
    robots.allow(URL)

    assert (remembered, len(site.asked)) == (1, 2)
