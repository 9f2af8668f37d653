"""Feeds of every make, damage and malice come out as plain items, or as a named refusal."""

import json
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.feed_xml import without_prolog
from bot.adapters.feeds import DocumentReader, FeedBytes, parse_feed
from bot.adapters.sandbox import ChildPool, InlineSandbox
from bot.errors import BadFeed, BadPage, FetchFailed, SosikError
from bot.model import Feed, Fetched, Poll, Unchanged, Validators
from tests.fakes.hostile_feeds import ITEM, PAGES, hostile_feeds, rss

FEED = Feed(url="https://a.kr/rss", outlet="가나일보")
RARE = "똠방각하의 펲시맨 관람기가 공개됐다"


def parse(body, content_type="", url="https://a.kr/rss"):
    body = body if isinstance(body, bytes) else body.encode()
    return parse_feed(FeedBytes(body=body, content_type=content_type, url=url))


def only(body, **fields):
    (entry,) = parse(body, **fields).entries
    return entry


def test_an_rss_item_gives_its_fields():
    entry = only(
        rss(
            "<item><title><![CDATA[새 공장 착공]]></title><link><![CDATA[https://a.kr/1]]></link>"
            "<guid isPermaLink='false'>g1</guid><description>&lt;p&gt;요약&lt;/p&gt;</description>"
            "<pubDate><![CDATA[ 2026-08-09 18:00:00 ]]></pubDate></item>"
        )
    )

    assert (entry.guid, entry.url, entry.title, entry.summary) == (
        "g1",
        "https://a.kr/1",
        "새 공장 착공",
        "요약",
    )
    assert entry.published_at == datetime(2026, 8, 9, 9, tzinfo=UTC)
    assert entry.outlet is None


def test_an_atom_entry_gives_its_fields():
    entry = only(
        """<feed xmlns="http://www.w3.org/2005/Atom"><link rel="self" href="https://a.kr/atom"/>
        <entry><id>tag:a.kr,2026:1</id><title type="html">&lt;b&gt;새&lt;/b&gt; 공장</title>
        <link rel="self" href="/self"/><link href="/news/1"/><link rel="enclosure" href="/x.mp3"/>
        <summary type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>요<b>약</b></p></div></summary>
        <updated>2026-08-10T00:00:00Z</updated><published>2026-08-09T18:00:00+09:00</published>
        <source><title>다라신문</title></source></entry></feed>"""
    )

    assert (entry.url, entry.title, entry.summary) == ("https://a.kr/news/1", "새 공장", "요약")
    assert entry.published_at == datetime(2026, 8, 9, 9, tzinfo=UTC)
    assert entry.outlet == "다라신문"


def test_an_rdf_item_gives_its_fields():
    entry = only(
        """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
        xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
        <channel rdf:about="https://a.kr"><title>t</title></channel>
        <item rdf:about="https://a.kr/1"><title>새 공장</title><link>https://a.kr/1</link>
        <dc:date>2026-08-09T18:00:00+09:00</dc:date></item></rdf:RDF>"""
    )

    assert (entry.guid, entry.url) == ("https://a.kr/1", "https://a.kr/1")
    assert entry.published_at == datetime(2026, 8, 9, 9, tzinfo=UTC)


def test_a_news_sitemap_gives_its_fields():
    entry = only(
        """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
        xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://a.kr/1</loc>
        <news:news><news:publication><news:name>가나일보</news:name></news:publication>
        <news:publication_date>2026-08-09T18:00:00+09:00</news:publication_date>
        <news:title>새 공장</news:title></news:news></url></urlset>"""
    )

    assert (entry.url, entry.title, entry.outlet) == ("https://a.kr/1", "새 공장", "가나일보")
    assert entry.published_at == datetime(2026, 8, 9, 9, tzinfo=UTC)


def test_an_aggregators_title_loses_the_outlet_that_it_names():
    entry = only(
        rss("<item><title>새 공장 - 착공 - 다라신문</title><link>https://g.kr/1</link>"
            "<source url='https://da.kr'>다라신문</source></item>")
    )  # fmt: skip

    assert (entry.title, entry.outlet) == ("새 공장 - 착공", "다라신문")


@pytest.mark.parametrize(
    ("markup", "title"),
    [
        ("&lt;속보&gt; 착공", "<속보> 착공"),
        ("<![CDATA[<속보> 착공]]>", "<속보> 착공"),
        ("<![CDATA[<b>착공</b> R&D]]>", "착공 R&D"),
        ("R&amp;amp;D 착공", "R&D 착공"),
        ("R&D 착공 & 준공", "R&D 착공 & 준공"),
        ("&ldquo;착공&rdquo;&nbsp;&hellip;", "“착공” …"),
        ("<b>착공</b>식", "착공식"),
        ("3<5 R&D 착공", "3<5 R&D 착공"),
        ("<속보> M&A 착공", "<속보> M&A 착공"),
        ("  착공\n\t 소식 ", "착공 소식"),
        ("가&#xD800;나&#0;", "가\ufffd나\ufffd"),
    ],
)
def test_a_title_is_plain_text(markup, title):
    assert (
        only(rss(f"<item><title>{markup}</title><link>https://a.kr/1</link></item>")).title == title
    )


@pytest.mark.parametrize(
    ("markup", "url"),
    [
        ("<link>/news/1</link>", "https://a.kr/news/1"),
        ("<link>news/1?a=1&amp;b=2</link>", "https://a.kr/news/1?a=1&b=2"),
        ("<link>https://b.kr/1?a=1&b=2</link>", "https://b.kr/1?a=1&b=2"),
        ("<link>https://b.kr/1?a=1&amp;section=2</link>", "https://b.kr/1?a=1&section=2"),
        ("<link>https://b.kr/1?a=1&copy=2</link>", "https://b.kr/1?a=1&copy=2"),
        ("<title>3<5</title><link>https://b.kr/1?a=1&b=2</link>", "https://b.kr/1?a=1&b=2"),
        ("<link>\n https://b.kr/1 \n</link>", "https://b.kr/1"),
        ("<guid>https://b.kr/1</guid>", "https://b.kr/1"),
        ("<guid isPermaLink='false'>https://b.kr/1</guid>", None),
        ("<link>javascript:alert(1)</link>", None),
        ("<link>http://[::1</link>", "http://[::1"),
        ("<link/>", None),
    ],
)
def test_a_link_is_made_whole(markup, url):
    assert only(rss(f"<item><title>제목</title>{markup}</item>")).url == url


@pytest.mark.parametrize(
    ("encoding", "label"),
    [
        ("cp949", "euc-kr"),
        ("cp949", "utf-8"),
        ("utf-8", "euc-kr"),
        ("utf-16", "utf-16"),
        ("johab", "johab"),
    ],
)
def test_titles_survive_their_encoding(encoding, label):
    text = rss(f"<item><title>{RARE}</title></item>", f"<?xml version='1.0' encoding='{label}'?>")

    parsed = parse(text.decode().encode(encoding), content_type="text/xml")

    assert parsed.entries[0].title == RARE


def test_one_bad_byte_spoils_one_title():
    body = rss(f"<item><title>하나</title></item><item><title>{RARE}</title></item>")

    titles = [e.title for e in parse(body.replace("하나".encode(), b"\xed\x95")).entries]

    assert titles[1] == RARE


def test_the_first_500_items_count():
    parsed = parse(rss("".join(map(ITEM.format, range(700)))))

    assert len(parsed.entries) == 500
    assert parsed.entries[0].title == "제목 0"
    assert "truncated" in parsed.notes


def test_a_guid_shared_by_items_names_none_of_them():
    item = "<item><title>{0}</title><guid>same</guid><link>https://a.kr/{0}</link></item>".format

    assert [e.guid for e in parse(rss(item(1) + item(2))).entries] == [None, None]


@pytest.mark.parametrize(
    ("ttl", "wanted"),
    [
        ("30", timedelta(minutes=30)),
        ("99999", timedelta(days=1)),
        ("0", None),
        ("x", None),
        ("", None),
    ],
)
def test_the_ttl_is_minutes_up_to_a_day(ttl, wanted):
    assert parse(rss(f"<ttl>{ttl}</ttl>" + ITEM.format(1))).ttl == wanted


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(rss(ITEM.format(1))[:-20], id="cut off"),
        pytest.param(rss(ITEM.format(1)).replace(b"</title>", b"", 1), id="a tag not closed"),
        pytest.param(
            b"\n\n \xef\xbb\xbf" + rss(ITEM.format(1)), id="blanks before the declaration"
        ),
        pytest.param(b"<br>warning<br>" + rss(ITEM.format(1)), id="words before the declaration"),
        pytest.param(
            rss(ITEM.format(1)).replace(b"<link>", b"<LINK>"), id="tags that do not match"
        ),
    ],
)
def test_a_damaged_feed_still_gives_its_item(body):
    assert "제목 1" in [entry.title for entry in parse(body).entries]


def test_an_empty_channel_is_a_feed_without_items():
    parsed = parse(rss(""))

    assert parsed.entries == ()
    assert "no_items" in parsed.notes


@pytest.mark.parametrize("page", PAGES)
def test_what_is_no_feed_is_refused_by_name(page):
    with pytest.raises(BadFeed) as refused:
        parse(page)

    assert refused.value.reason == "not_a_feed"


@pytest.mark.parametrize("body", [b"", b" \n\t"])
def test_an_empty_answer_is_refused_by_name(body):
    with pytest.raises(BadFeed) as refused:
        parse(body)

    assert refused.value.reason == "empty"


@pytest.fixture(scope="module")
def pool():
    pool = ChildPool(size=1)
    pool.call(len, b"")
    yield pool
    pool.close()


@pytest.mark.parametrize("name", sorted(hostile_feeds()))
def test_no_feed_hangs_crashes_or_passes_on_its_poison(pool, name):
    body = hostile_feeds()[name]
    began = time.monotonic()

    try:
        entries = pool.call(parse_feed, FeedBytes(body=body, url="https://a.kr/rss")).entries
    except (BadFeed, BadPage):
        entries = ()

    assert time.monotonic() - began < 6.5
    assert len(entries) <= 500
    for entry in entries:
        (entry.title + entry.summary).encode()
        assert "\x00" not in entry.title + entry.summary
        assert entry.url is None or entry.url.startswith("http")


def test_no_feed_opens_a_file_or_a_connection():
    opened = []
    names = ["external_entity", "external_dtd", "local_path", "address", "parameter_entities"]
    bodies = [hostile_feeds()[name] for name in names]
    watching = [True]
    sys.addaudithook(
        lambda event, args: (
            opened.append((event, args))
            if watching[0] and event in {"open", "socket.connect", "socket.getaddrinfo"}
            else None
        )
    )

    for body in bodies:
        try:
            titles = [entry.title for entry in parse(body).entries]
        except SosikError:
            titles = []
        assert not any("root" in title for title in titles)
    watching[0] = False

    assert opened == []


@given(
    st.binary(max_size=300) | st.text(max_size=200).map(lambda t: rss(f"<item><title>{t}</title>"))
)
def test_any_bytes_give_items_or_a_refusal(body):
    try:
        parsed = parse(body)
    except BadFeed:
        return
    assert all(isinstance(entry.title, str) for entry in parsed.entries)


class Answers:
    """A Fetcher that gives its answers one after the other and notes the validators shown."""

    def __init__(self, *answers) -> None:
        self.answers = list(answers)
        self.shown = []

    def fetch(self, url, validators):
        self.shown.append(validators)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def fetched(body, etag='"1"', **fields):
    return Fetched(
        url=FEED.url, body=body, content_type="text/xml", validators=Validators(etag=etag), **fields
    )


class Counting(InlineSandbox):
    calls = 0

    def call(self, function, argument):
        self.calls += 1
        return super().call(function, argument)


def test_a_poll_gives_items_and_the_next_validators():
    reader = DocumentReader(
        Answers(fetched(rss(ITEM.format(1)), fresh_for=timedelta(minutes=5))), InlineSandbox()
    )

    poll = reader.poll(FEED, Validators())

    assert poll.feed.entries[0].title == "제목 1"
    assert poll.validators.etag == '"1"'
    assert poll.validators.body_hash is not None
    assert poll.fresh_for == timedelta(minutes=5)


def test_the_same_body_is_not_parsed_again():
    body = rss(ITEM.format(1))
    sandbox = Counting()
    reader = DocumentReader(Answers(fetched(body), fetched(body, etag='"2"')), sandbox)
    first = reader.poll(FEED, Validators())

    second = reader.poll(FEED, first.validators)

    assert second.feed is None
    assert second.validators.etag == '"2"'
    assert sandbox.calls == 1


def test_not_modified_keeps_the_validators():
    known = Validators(etag='"1"', body_hash=7)

    poll = DocumentReader(Answers(Unchanged()), InlineSandbox()).poll(FEED, known)

    assert poll == Poll(feed=None, validators=known)


def test_the_same_body_at_a_new_address_names_it():
    body = rss(ITEM.format(1))
    moved = replace(fetched(body), permanent_url="https://b.kr/rss")
    reader = DocumentReader(Answers(fetched(body), moved), InlineSandbox())
    known = reader.poll(FEED, Validators()).validators

    poll = reader.poll(FEED, known)

    assert (poll.feed, poll.permanent_url) == (None, "https://b.kr/rss")


def test_a_page_that_is_gone_is_a_feed_that_is_gone():
    reader = DocumentReader(Answers(BadPage("x", reason="gone"), FetchFailed("y")), InlineSandbox())

    with pytest.raises(BadFeed) as gone:
        reader.poll(FEED, Validators())
    with pytest.raises(FetchFailed):
        reader.poll(FEED, Validators())

    assert gone.value.reason == "gone"


def test_a_feed_cut_anywhere_gives_only_what_it_said_whole():
    items = "".join(
        f"<item><title><![CDATA[{n}번 공장 착공]]></title><link>https://a.kr/news/12345{n}</link>"
        f"<guid>https://a.kr/news/12345{n}</guid>"
        "<pubDate>Sun, 09 Aug 2026 18:00:00 +0900</pubDate></item>"
        for n in range(3)
    )
    whole = rss(items)
    told = {entry.url: entry for entry in parse(whole).entries}

    for cut in range(whole.index(b"</item>") + 7, len(whole), 5):
        for entry in parse(whole[:cut]).entries:
            full = told[entry.url]
            assert entry.title == full.title
            assert entry.guid in {None, full.guid}
            assert entry.published_at in {None, full.published_at}


def test_a_json_feed_is_a_feed():
    items = [
        {"id": 7, "url": "/news/7", "title": "가람 <b>증설</b>", "content_html": "<p>본문</p>"},
        {"id": "8", "content_text": "제목 없는 글", "date_published": "2026-11-27T09:05:00+09:00"},
        "no item",
    ]
    body = json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}).encode()

    feed = parse_feed(FeedBytes(body=body, url="https://outlet.example/feed.json"))

    assert [(e.guid, e.url, e.title, e.summary) for e in feed.entries] == [
        ("7", "https://outlet.example/news/7", "가람 증설", "본문"),
        ("8", None, "", "제목 없는 글"),
    ]
    assert feed.entries[1].published_at == datetime(2026, 11, 27, 0, 5, tzinfo=UTC)


@pytest.mark.parametrize("body", [b"{", b"{}", b'{"items": 3}', b"[" * 100_000, b"{" * 100_000])
def test_other_json_is_no_feed(body):
    with pytest.raises(BadFeed) as refused:
        parse_feed(FeedBytes(body=body))

    assert refused.value.reason == "not_a_feed"


@pytest.mark.parametrize(
    "broken", ["<!DOCTYPE rss [>", "<!DOCTYPE rss [>" * 3, "<!DOCTYPE rss [] x>"]
)
def test_a_broken_prolog_hides_no_feed_and_holds_up_no_reader(broken):
    body = rss(ITEM.format(1), prolog=f"<?xml version='1.0'?>{broken}")

    assert without_prolog(f"<?xml version='1.0'?>{broken}<rss/>") == "<rss/>"
    assert [entry.title for entry in parse(body).entries] == ["제목 1"]
