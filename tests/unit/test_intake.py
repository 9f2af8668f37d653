"""Feed items and pages become entries and articles; dates that cannot be are mended or dropped."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.intake import entry_of, from_feed, from_page, possible, wake_poll, wake_read
from bot.model import BodySource, Extracted, Feed, FeedEntry, FeedState, Waiting
from bot.outlets import parse_outlets

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
FEED = Feed(url="https://news.example/rss", outlet="가나일보")
PRIMED = FeedState(url=FEED.url, next_poll_at=NOW, primed=True, primed_until=NOW - HOUR)
ITEM = FeedEntry(
    guid="1",
    url="https://news.example/view/1",
    title="새 데이터센터 착공",
    summary="가나가 새 데이터센터를 짓는다.",
    published_at=NOW,
)
OUTLETS = parse_outlets(
    """
outlets:
  - {name: 다라경제, publisher: 다라미디어, tier: 2, kind: business, hosts: [dara.example]}
portals: [portal.example]
"""
)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        pytest.param(None, None, id="none"),
        pytest.param(NOW - HOUR, NOW - HOUR, id="past"),
        pytest.param(NOW + timedelta(minutes=9), NOW + timedelta(minutes=9), id="small skew"),
        pytest.param(NOW + 8 * HOUR, NOW - HOUR, id="KST read as UTC"),
        pytest.param(NOW + 30 * HOUR, None, id="impossible"),
    ],
)
def test_a_date_ahead_is_tried_nine_hours_earlier(given, kept):
    assert possible(given, NOW) == kept


@pytest.mark.parametrize(
    ("state", "published_at", "backlog"),
    [
        pytest.param(replace(PRIMED, primed=False), NOW, True, id="first poll"),
        pytest.param(PRIMED, NOW, False, id="new"),
        pytest.param(PRIMED, NOW - 2 * HOUR, True, id="older than the subscription"),
        pytest.param(replace(PRIMED, primed_until=None), NOW - 96 * HOUR, True, id="days old"),
        pytest.param(PRIMED, None, False, id="undated"),
    ],
)
def test_only_what_is_newer_than_the_subscription_is_news(state, published_at, backlog):
    entry = entry_of(FEED, state, replace(ITEM, published_at=published_at), NOW)

    assert entry.backlog is backlog


def test_the_same_item_makes_the_same_entry():
    again = replace(ITEM, title="새 데이터센터 착공(종합)")

    assert entry_of(FEED, PRIMED, ITEM, NOW).id == entry_of(FEED, PRIMED, again, NOW + HOUR).id


def test_the_outlet_comes_from_the_address_then_the_item_then_the_feed():
    item = replace(ITEM, outlet="마바신문")
    elsewhere = replace(ITEM, url="https://www.dara.example/a/1")

    assert from_feed(entry_of(FEED, PRIMED, ITEM, NOW), OUTLETS).outlet == "가나일보"
    assert from_feed(entry_of(FEED, PRIMED, item, NOW), OUTLETS).outlet == "마바신문"
    article = from_feed(entry_of(FEED, PRIMED, elsewhere, NOW), OUTLETS)
    assert (article.outlet, article.publisher) == ("다라경제", "다라미디어")


def extracted(title: str | None, text: str) -> Extracted:
    return Extracted(title=title, outlet=None, author="김가나", published_at=None, text=text)


@pytest.mark.parametrize(
    ("url", "told", "page", "outlet", "publisher"),
    [
        pytest.param("https://www.mabasa.example/1", "mabasa.example", "마바사신문", "마바사신문", "마바사신문", id="address"),
        pytest.param("https://portal.example/1", None, "다라 경제", "다라경제", "다라미디어", id="portal"),
        pytest.param("https://copies.example/1", "copies.example", "다라경제", "copies.example", "copies.example", id="borrowed name"),
        pytest.param("https://portal.example/1", None, None, "가나일보", "가나일보", id="silent page"),
        pytest.param("https://dara.example/1", "dara.example", "마바사신문", "다라경제", "다라미디어", id="known"),
        pytest.param("https://news.example/1", None, "가나일보 - 세상의 창", "가나일보", "가나일보", id="own feed"),
        pytest.param("https://news.example/1", "아자신문", "가나일보", "아자신문", "아자신문", id="named item"),
    ],
)  # fmt: skip
def test_where_a_feed_knows_an_address_alone_the_page_names_its_outlet(
    url, told, page, outlet, publisher
):
    entry = entry_of(FEED, PRIMED, replace(ITEM, url=url, outlet=told), NOW)
    found = replace(extracted(ITEM.title, "새 데이터센터를 짓는다고 밝혔다."), outlet=page)

    (article,) = from_page(entry, (found,), OUTLETS)

    assert (article.outlet, article.publisher) == (outlet, publisher)


def test_one_article_takes_the_feeds_title_and_the_pages_body():
    entry = entry_of(FEED, PRIMED, ITEM, NOW)
    body = "가나가 경기도에 새 데이터센터를 짓는다. 내년 봄에 문을 연다."

    (article,) = from_page(entry, (extracted("가나 | 착공", body),), OUTLETS)

    assert (article.title, article.text, article.author) == (ITEM.title, body, "김가나")
    assert article.body_source is BodySource.PAGE
    assert article.published_at == NOW


def test_a_page_that_says_less_than_the_feed_gives_way_to_it():
    entry = entry_of(FEED, PRIMED, ITEM, NOW)

    (article,) = from_page(entry, (extracted(None, "짧다."),), OUTLETS)

    assert (article.text, article.body_source) == (ITEM.summary, BodySource.FEED)


def test_the_front_of_a_paid_article_stays_known_as_such():
    entry = entry_of(FEED, PRIMED, ITEM, NOW)
    front = replace(extracted(None, "가나가 경기도에 새 데이터센터를 짓는다."), teaser=True)

    (article,) = from_page(entry, (front,), OUTLETS)

    assert article.body_source is BodySource.TEASER


def test_several_articles_keep_their_own_titles_and_ids():
    entry = entry_of(FEED, PRIMED, replace(ITEM, published_at=None), NOW)

    first, second = from_page(
        entry, (extracted("하나", "본문 하나"), extracted("둘", "본문 둘")), OUTLETS
    )

    assert (first.title, second.title) == ("하나", "둘")
    assert first.id != second.id
    assert first.published_at == NOW


def test_who_asks_one_domain_takes_turns_and_backlog_asks_nobody():
    entry = entry_of(FEED, PRIMED, replace(ITEM, url="https://www.news.example/view/1"), NOW)

    lanes = [
        wake_poll(FEED, FEED.url).lane,
        wake_read(entry).lane,
        wake_read(Waiting(id=entry.id, url=entry.url)).lane,
        wake_read(replace(entry, backlog=True)).lane,
    ]

    assert lanes == ["news.example", "news.example", "news.example", ""]
    assert wake_read(entry).key == str(entry.id)
