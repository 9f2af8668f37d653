"""Sources beyond RSS in the shapes that they are recorded to have; all texts are made up."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import pytest

from bot.adapters.apis import (
    NAVER_KEY_HEADERS,
    NaverReader,
    naver_keys,
    open_readers,
    parse_dart,
    parse_google,
    parse_naver,
    parse_sitemap,
)
from bot.adapters.feeds import FeedBytes
from bot.adapters.http import GuardedFetcher
from bot.adapters.pages import HttpPageReader
from bot.adapters.redirects import follow
from bot.adapters.sandbox import InlineSandbox
from bot.errors import BadFeed, BadPage
from bot.model import Feed, FeedKind, Fetched, Validators
from tests.fakes.web import Web, answer, redirect

NAVER = {
    "lastBuildDate": "Sun, 09 Aug 2026 18:05:00 +0900",
    "total": 2,
    "start": 1,
    "display": 2,
    "items": [
        {
            "title": "<b>가람</b>반도체, 새 &quot;공장&quot; 착공&#x27;",
            "originallink": "https://www.gana.example/view/123456",
            "link": "https://n.news.naver.com/mnews/article/001/0000000001?sid=101",
            "description": "우선<b>주</b>식형 상품 &amp; 공장",
            "pubDate": "Sun, 09 Aug 2026 18:00:00 +0900",
        },
        {
            "title": "둘째",
            "originallink": "",
            "link": "https://n.news.naver.com/mnews/article/002/0000000002",
            "description": "",
            "pubDate": "모름",
        },
        {"title": "주소 없음", "link": "javascript:alert(1)"},
        "항목이 아님",
    ],
}
SEARCH = Feed(
    url="https://openapi.naver.com/v1/search/news.json?query=%EA%B0%80%EB%9E%8C",
    outlet="네이버 검색",
    kind=FeedKind.NAVER,
)


def document(text: str) -> FeedBytes:
    return FeedBytes(body=text.encode(), url="https://source.example/feed")


def naver(content: object) -> FeedBytes:
    return document(json.dumps(content, ensure_ascii=False))


class Recorder:
    """A fetcher that answers everything alike and remembers what it was asked for."""

    def __init__(self, body: bytes) -> None:
        self.body = body
        self.asked: list[str] = []

    def fetch(self, url, validators):
        self.asked.append(url)
        return Fetched(
            url=url, body=self.body, content_type="application/json", validators=Validators()
        )


def test_a_naver_answer_leads_to_the_outlet_and_marks_leave_no_gap():
    first, second = parse_naver(naver(NAVER)).entries

    assert first.title == '가람반도체, 새 "공장" 착공\''
    assert first.summary == "우선주식형 상품 & 공장"
    assert (first.url, first.outlet) == ("https://www.gana.example/view/123456", "gana.example")
    assert first.published_at == datetime(2026, 8, 9, 9, tzinfo=UTC)
    assert (second.url, second.outlet) == (NAVER["items"][1]["link"], None)
    assert second.published_at is None


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param("", "empty", id="empty"),
        pytest.param("<html>", "not_a_feed", id="HTML"),
        pytest.param("[" * 100_000, "not_a_feed", id="deep"),
        pytest.param("[]", "not_a_feed", id="a list"),
        pytest.param('{"errorCode": "024"}', "not_a_feed", id="an error"),
        pytest.param('{"items": 3}', "not_a_feed", id="no items"),
    ],
)
def test_any_other_answer_is_refused_by_reason(body, reason):
    with pytest.raises(BadFeed) as refused:
        parse_naver(document(body))

    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        (SEARCH.url, f"{SEARCH.url.partition('?')[0]}?display=100&sort=date&query=%EA%B0%80%EB%9E%8C"),
        (
            "https://naverapihub.apigw.ntruss.com/search/v1/news?query=HBM&display=10",
            "https://naverapihub.apigw.ntruss.com/search/v1/news?display=10&sort=date&format=json&query=HBM",
        ),
    ],
    ids=["developers", "API HUB"],
)  # fmt: skip
def test_a_search_is_asked_newest_first(url, asked):
    fetcher = Recorder(json.dumps(NAVER).encode())
    reader = NaverReader(fetcher, InlineSandbox(), has_key=True)

    poll = reader.poll(replace(SEARCH, url=url), Validators())

    assert fetcher.asked == [asked]
    assert len(poll.feed.entries) == 2


def test_without_a_key_naver_is_not_asked_and_the_reason_says_so():
    fetcher = Recorder(b"")

    with pytest.raises(BadFeed) as refused:
        NaverReader(fetcher, InlineSandbox(), has_key=False).poll(SEARCH, Validators())

    assert refused.value.reason == "no_key"
    assert fetcher.asked == []


def test_the_key_goes_to_naver_over_https_alone():
    keys = naver_keys(("name", "secret"))

    assert set(keys) == set(NAVER_KEY_HEADERS)
    assert all(origin.startswith("https://") for origin in keys)
    assert keys["https://openapi.naver.com"] == {
        "X-Naver-Client-Id": "name",
        "X-Naver-Client-Secret": "secret",
    }
    assert naver_keys(None) == {}


def test_a_key_stays_with_its_origin():
    web, other = Web(), Web("127.0.0.3")
    web.on("/search", redirect(f"{other.url}/elsewhere"))
    other.on("/elsewhere", answer(b"{}"))
    fetcher = GuardedFetcher(
        user_agent="Sosik",
        allowed_networks=(ip_network("127.0.0.0/8"),),
        host_gap=timedelta(),
        keys={web.url: {"X-Key": "geheim"}},
    )

    follow(fetcher, f"{web.url}/search", Validators())
    web.stop()
    other.stop()

    assert web.asked[0].headers["x-key"] == "geheim"
    assert "x-key" not in other.asked[0].headers


GOOGLE = """<rss version="2.0"><channel><title>"가람반도체" - Google 뉴스</title><item>
<title>가람반도체, 새 공장 착공 - 가나일보</title>
<link>https://news.google.com/rss/articles/CBMiAAAA?oc=5</link>
<guid isPermaLink="false">CBMiAAAA</guid><pubDate>Sun, 09 Aug 2026 09:00:00 GMT</pubDate>
<description>&lt;ol&gt;&lt;li&gt;&lt;a href="https://news.google.com/x"&gt;다른 기사&lt;/a&gt;
&lt;/li&gt;&lt;/ol&gt;</description><source url="https://www.gana.example">가나일보</source>
</item></channel></rss>"""


def test_a_google_search_gives_titles_alone_and_the_outlet_beside_them():
    (entry,) = parse_google(document(GOOGLE)).entries

    assert (entry.title, entry.outlet, entry.summary) == (
        "가람반도체, 새 공장 착공",
        "가나일보",
        "",
    )
    assert entry.url == "https://news.google.com/rss/articles/CBMiAAAA?oc=5"


def test_an_address_that_only_stands_for_an_article_is_never_fetched():
    fetcher = Recorder(b"<html>")

    with pytest.raises(BadPage) as refused:
        HttpPageReader(fetcher).read("https://news.google.com/rss/articles/CBMiAAAA?oc=5")

    assert refused.value.reason == "title_only"
    assert fetcher.asked == []


DART = """<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<item><title>(코스닥) 단일판매ㆍ공급계약체결</title>
<link>https://dart.fss.or.kr/api/link.jsp?rcpNo=20260809000123</link>
<category>코스닥</category><dc:creator>가람반도체</dc:creator>
<dc:date>2026-08-09T08:28:00Z</dc:date></item>
<item><title>(유가) 나래전자 - 해명공시</title>
<link>https://dart.fss.or.kr/api/link.jsp?rcpNo=20260809000124</link>
<guid>https://dart.fss.or.kr/api/link.jsp?rcpNo=20260809000124</guid>
<author>나래전자</author><pubDate>Sun, 09 Aug 2026 08:29:00 GMT</pubDate></item>
</channel></rss>"""


def test_a_disclosure_is_known_by_its_receipt_and_names_its_company():
    contract, denial = parse_dart(document(DART)).entries

    assert contract.guid == "rcpNo=20260809000123"
    assert contract.title == "가람반도체 (코스닥) 단일판매ㆍ공급계약체결"
    assert contract.published_at == datetime(2026, 8, 9, 8, 28, tzinfo=UTC)
    assert (denial.guid, denial.title) == ("rcpNo=20260809000124", "(유가) 나래전자 - 해명공시")


def sitemap(count: int) -> str:
    start = datetime(2026, 8, 1, tzinfo=UTC)
    pages = "".join(
        f"<url><loc>https://gana.example/{n}</loc><news:news><news:publication>"
        f"<news:name>가나일보</news:name></news:publication><news:publication_date>"
        f"{(start + timedelta(minutes=n)).isoformat()}</news:publication_date>"
        f"<news:title>기사 {n}</news:title></news:news></url>"
        for n in range(count)
    )
    return (
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        f' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{pages}</urlset>'
    )


def test_a_sitemap_gives_its_newest_pages_whatever_its_order():
    found = parse_sitemap(document(sitemap(700)))

    assert len(found.entries) == 500
    assert (found.entries[0].title, found.entries[0].outlet) == ("기사 699", "가나일보")
    assert found.entries[-1].title == "기사 200"
    assert found.notes == ("truncated",)
    assert len(parse_sitemap(document(sitemap(3))).entries) == 3


def test_every_kind_of_feed_has_its_reader():
    readers = open_readers(Recorder(b""), InlineSandbox(), has_naver_key=True)

    assert set(readers) == set(FeedKind)
