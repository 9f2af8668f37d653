"""Feeds that a page names."""

import pytest

from bot.adapters.feed_leads import MOST, leads_in
from bot.adapters.feeds import FeedBytes, parse_feed
from bot.adapters.sandbox import ChildPool
from bot.errors import BadFeed

BASE = "https://gana.example/main/"


@pytest.mark.parametrize(
    ("markup", "leads"),
    [
        pytest.param(
            "<link rel='alternate' type='application/rss+xml' href='/rss/all.xml'>",
            ("https://gana.example/rss/all.xml",),
            id="declared",
        ),
        pytest.param(
            "<LINK REL='Alternate feed' TYPE='application/atom+xml' HREF='atom.xml#x'>",
            ("https://gana.example/main/atom.xml",),
            id="capitals, relative",
        ),
        pytest.param(
            "<a href='/rss/'>RSS</a><link rel=alternate type=application/rss+xml href=/a.xml>",
            ("https://gana.example/a.xml", "https://gana.example/rss/"),
            id="what is declared comes first",
        ),
        pytest.param(
            "<a href='/news/rssS1N1.xml'>", ("https://gana.example/news/rssS1N1.xml",), id="a name"
        ),
        pytest.param("<link rel=alternate hreflang=en href=/en>", (), id="another language"),
        pytest.param("<link rel=stylesheet type=text/css href=/rss.css>", (), id="a style"),
        pytest.param("<a href='javascript:rss()'><a href='/press/feedback'>", (), id="others"),
        pytest.param(
            "<link rel=alternate type=application/rss+xml href='http://[::1'>", (), id="broken"
        ),
    ],
)
def test_a_page_names_its_feeds(markup, leads):
    assert leads_in(f"<html><head>{markup}</head></html>", BASE) == leads


def test_no_page_names_feeds_without_end():
    assert len(leads_in("".join(f"<a href='/rss/{n}.xml'>" for n in range(99)), BASE)) == MOST


def test_what_a_page_names_comes_out_of_the_child():
    page = b"<html><head><link rel=alternate type='application/rss+xml' href='/rss'></head></html>"
    pool = ChildPool(size=1)
    try:
        with pytest.raises(BadFeed) as caught:
            pool.call(parse_feed, FeedBytes(body=page, url=BASE))
    finally:
        pool.close()

    assert caught.value.leads == ("https://gana.example/rss",)
