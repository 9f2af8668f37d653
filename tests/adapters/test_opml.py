"""OPML comes in without entities, folders or doubles, and goes out as it came in."""

import pytest

from bot.adapters.opml import MAX_BYTES, parse_opml, write_opml
from bot.errors import BadFeed
from bot.model import Feed, FeedKind

LIST = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="1.0"><head><title>구독</title></head><body>
<outline text="경제">
  <outline type="rss" text="가나일보 &amp; 친구" xmlUrl="https://gana.example/rss?a=1&amp;b=2"/>
  <outline type="rss" title="다라신문" xmlUrl=" https://dara.example/feed "/>
  <outline type="atom" xmlUrl="https://mabasa.example/atom.xml"/>
</outline>
<outline text="두 번" xmlUrl="https://dara.example/feed"/>
<outline text="파일" xmlUrl="file:///etc/passwd"/>
<outline text="빈칸" xmlUrl="https://a.example/a b"/>
</body></opml>"""


def test_each_address_comes_once_and_folders_are_flattened():
    found = parse_opml(LIST.encode())

    assert found.feeds == (
        Feed(url="https://gana.example/rss?a=1&b=2", outlet="가나일보 & 친구"),
        Feed(url="https://dara.example/feed", outlet="다라신문"),
        Feed(url="https://mabasa.example/atom.xml", outlet="mabasa.example"),
    )
    assert found.unusable == 2


def test_what_goes_out_comes_in_again():
    feeds = (
        Feed(url='https://a.example/?q="가"&n=1', outlet='가 "나" <다>'),
        Feed(url="https://b.example/sitemap.xml", outlet="나", kind=FeedKind.SITEMAP),
    )

    assert parse_opml(write_opml(feeds).encode()).feeds == feeds


def test_a_euc_kr_list_is_read():
    body = LIST.replace("UTF-8", "EUC-KR").encode("cp949")

    assert parse_opml(body).feeds[1].outlet == "다라신문"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param(b"", "not_opml", id="empty"),
        pytest.param(b"<html><body>login</body></html>", "not_opml", id="HTML"),
        pytest.param(b"\x00\x01\x02", "not_opml", id="binary"),
        pytest.param(b"<opml>" + b" " * MAX_BYTES, "too_large", id="huge"),
    ],
)
def test_anything_else_is_refused_by_reason(body, reason):
    with pytest.raises(BadFeed) as refused:
        parse_opml(body)

    assert refused.value.reason == reason


def test_entities_stay_undefined_and_open_nothing(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("geheim")
    bomb = "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10}">' for n in range(1, 10))
    body = (
        f'<!DOCTYPE opml [<!ENTITY b0 "lol">{bomb}<!ENTITY f SYSTEM "{secret.as_uri()}">]>'
        '<opml><body><outline text="&b9;&f;" xmlUrl="https://a.example/"/></body></opml>'
    ).encode()

    found = parse_opml(body)

    assert len(found.feeds) <= 1
    assert all("geheim" not in feed.outlet and "lol" not in feed.outlet for feed in found.feeds)
