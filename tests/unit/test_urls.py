from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.urls import canonical, entry_keys, host, identity, registrable_domain, without_login

FEED = "https://rss.daily.example.co.kr/all.xml"
AT = datetime(2026, 8, 9, 3, 0, tzinfo=UTC)
TITLE = "새 데이터센터 부지로 남해안 세 곳이 꼽혔다"
SAME = "https://daily.example.co.kr/news/view?idxno=1234567"


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("http://daily.example.co.kr/news/view?idxno=1234567", id="http"),
        pytest.param("https://www.daily.example.co.kr/news/view?idxno=1234567", id="www"),
        pytest.param("https://m.daily.example.co.kr/news/view?idxno=1234567", id="mobile"),
        pytest.param("https://amp.daily.example.co.kr/news/view?idxno=1234567", id="amp host"),
        pytest.param("https://daily.example.co.kr/news/view/amp?idxno=1234567", id="amp path"),
        pytest.param("https://daily.example.co.kr:443/news/view?idxno=1234567", id="port"),
        pytest.param("https://u:p@daily.example.co.kr/news/view?idxno=1234567", id="user"),
        pytest.param("https://DAILY.example.co.kr/news/view?idxno=1234567#top", id="fragment"),
        pytest.param("https://daily.example.co.kr//news/view/?idxno=1234567", id="slashes"),
        pytest.param(SAME + "&utm_source=rss&utm_id=98765", id="utm"),
        pytest.param(SAME + "&fbclid=IwAR0x&ref=naver&from=mail&cds=news", id="trackers"),
        pytest.param(SAME + "&page=", id="empty parameter"),
        pytest.param("https://daily.example.co.kr/%6eews/view?idxno=1234567", id="escapes"),
        pytest.param(f"  {SAME}\n", id="blanks"),
    ],
)
def test_addresses_of_one_page_have_one_canonical_form(url):
    assert canonical(url) == SAME


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("https://daily.example.co.kr/news/view?idxno=1234568", id="other number"),
        pytest.param("https://other.example.co.kr/news/view?idxno=1234567", id="other host"),
        pytest.param("https://daily.example.co.kr/news/list?idxno=1234567", id="other path"),
        pytest.param(SAME + "&from=20260809", id="a number in a tracker's name"),
        pytest.param("https://daily.example.co.kr:8443/news/view?idxno=1234567", id="odd port"),
    ],
)
def test_addresses_of_different_pages_differ(url):
    assert canonical(url) != SAME


@pytest.mark.parametrize("url", ["mailto:a@b.kr", "http://[::1", "", "그냥 글", "http://"])
def test_what_is_no_web_address_comes_back_stripped(url):
    assert canonical(f" {url} ") == url


def test_a_domain_is_never_mistaken_for_its_twin_prefix():
    assert canonical("https://m.kr/a") == "https://m.kr/a"
    assert canonical("https://www.co.kr/a") == "https://www.co.kr/a"


def test_letters_beyond_ascii_equal_their_escapes():
    assert canonical("https://a.kr/가?q=나") == canonical("https://a.kr/%ea%b0%80?q=%EB%82%98")


@pytest.mark.parametrize(
    ("name", "domain"),
    [
        ("news.example.co.kr", "example.co.kr"),
        ("a.b.example.com", "example.com"),
        ("example.kr", "example.kr"),
        ("www.ministry.go.kr", "ministry.go.kr"),
        ("press.gu.seoul.kr", "gu.seoul.kr"),
        ("feeds.example.co.jp", "example.co.jp"),
        ("Blog.Example.COM.", "example.com"),
        ("10.0.0.1", "10.0.0.1"),
        ("localhost", "localhost"),
        ("", ""),
    ],
)
def test_the_registrable_domain_is_what_somebody_bought(name, domain):
    assert registrable_domain(name) == domain


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://User@News.Example.kr:8080/x", "news.example.kr"),
        ("https://한글.kr/", "xn--bj0bj06e.kr"),
        ("http://[2001:db8::1]/", "2001:db8::1"),
        ("no address", ""),
        ("http://[broken", ""),
        (f"http://{'가' * 80}.kr/", f"{'가' * 80}.kr"),
    ],
)
def test_the_host_is_lower_case_ascii(url, name):
    assert host(url) == name


def keys(**changed):
    item = {"guid": "guid-1", "url": SAME, "title": TITLE, "published_at": AT} | changed
    return set(entry_keys(FEED, item["guid"], item["url"], item["title"], item["published_at"]))


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"guid": "guid-2"}, id="a new GUID"),
        pytest.param({"url": SAME + "&utm_source=x"}, id="a tracking parameter"),
        pytest.param({"guid": "guid-2", "url": "https://daily.example.co.kr/9"}, id="both new"),
        pytest.param({"title": "다른 제목으로 바뀐 기사입니다"}, id="a new title"),
        pytest.param({"guid": None, "published_at": None}, id="no GUID, no date"),
    ],
)
def test_an_item_is_known_again_after(changed):
    assert keys() & keys(**changed)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"title": "[인사]"}, id="short titles recur"),
        pytest.param({"title": TITLE, "published_at": None}, id="titles without a date recur"),
    ],
)
def test_a_title_alone_does_not_make_two_items_one(other):
    first = keys(**other, guid="a", url="https://daily.example.co.kr/1")
    second = keys(**other, guid="b", url="https://daily.example.co.kr/2")

    assert not first & second


def test_the_front_page_names_no_item():
    front = "https://daily.example.co.kr/"

    assert not keys(url=front, guid="a", title="가") & keys(url=front, guid="b", title="나")


def test_an_item_with_nothing_but_a_title_has_a_key():
    assert keys(guid=None, url=None, title="", published_at=None)


def test_equal_guids_of_two_publishers_are_two_items():
    ours = entry_keys(FEED, "100", None, "", None)
    theirs = entry_keys("https://another.example.kr/rss", "100", None, "", None)

    assert not set(ours) & set(theirs)


@given(st.text(max_size=80), st.text(max_size=80))
def test_no_text_is_too_strange(url, title):
    assert canonical(canonical(url)) == canonical(url)
    assert all(0 <= key < 2**63 for key in entry_keys(url, title, url, title, AT))


def test_identity_tells_where_a_part_ends():
    assert identity("ab", "c") != identity("a", "bc")
    assert identity("같다") == identity("같다")


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("https://minji:geheim@a.kr/rss", "https://a.kr/rss"),
        ("bad https://minji:ge@heim@a.kr/rss", "bad https://a.kr/rss"),
        ("https://minji:ge'heim@a.kr/rss", "https://a.kr/rss"),
        ("https://a.kr/rss?by=a@b.kr", "https://a.kr/rss?by=a@b.kr"),
        ("['https://a.kr', 'minji@b.kr']", "['https://a.kr', 'minji@b.kr']"),
        ('{"url":"https://a.kr","by":"minji@b.kr"}', '{"url":"https://a.kr","by":"minji@b.kr"}'),
    ],
)
def test_addresses_are_shown_without_their_names_and_passwords(told, shown):
    assert without_login(told) == shown
