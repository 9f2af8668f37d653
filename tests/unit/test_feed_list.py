"""Feeds are added at the end of the file; what people wrote there stays as it is."""

from datetime import timedelta

import pytest

from bot.errors import BadWatchlist
from bot.model import Feed, FeedKind, Permission, TermsOfUse
from bot.watch.feed_list import added_feeds
from bot.watch.load import parse_feeds

OLD = Feed(url="https://gana.example/rss", outlet="가나일보", every=timedelta(minutes=5))
NEW = Feed(
    url="https://dara.example/search?q=" + "%EA%B0%80" * 60,
    outlet="다라: 'A' & #1",
    publisher="다라미디어",
    kind=FeedKind.GOOGLE,
    every=timedelta(seconds=90),
    terms_of_use=TermsOfUse(rss=Permission.OPEN),
)
COMMENTED = """# 우리 목록
feeds:
    # 일간지
    - {url: "https://gana.example/rss", outlet: 가나일보, every: 5m}  # 아침"""


def test_new_feeds_stand_behind_the_text_as_it_was():
    text = added_feeds("feeds.yaml", COMMENTED, [OLD, NEW])

    assert text.startswith(COMMENTED)
    assert parse_feeds("feeds.yaml", text) == (OLD, NEW)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("", id="empty"),
        pytest.param("feeds: [{url: 'https://gana.example/rss', outlet: 가나일보, every: 5m}]\n", id="brackets"),
        pytest.param("feeds:\n- {url: 'https://gana.example/rss', outlet: 가나일보, every: 5m}\n", id="no indent"),
    ],
)  # fmt: skip
def test_every_shape_of_the_file_takes_more_feeds(content):
    text = added_feeds("feeds.yaml", content, [OLD, NEW])

    assert parse_feeds("feeds.yaml", text) == (OLD, NEW)
    assert added_feeds("feeds.yaml", text, [NEW, OLD]) == text


def test_a_file_with_a_mistake_is_not_touched():
    with pytest.raises(BadWatchlist):
        added_feeds("feeds.yaml", "feeds: [{url: 3}]", [NEW])
