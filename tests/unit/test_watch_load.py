"""Watchlist and feeds files: what is read, and how a mistake is told."""

from datetime import timedelta

import pytest

from bot.errors import BadSettings, BadWatchlist
from bot.model import FeedKind, Outlets, Permission, Salience, Term, Watchlist
from bot.watch.gazetteer import Kind, parse_gazetteer
from bot.watch.load import dump_watchlist, notes, parse_feeds, parse_watchlist

FULL = """
name: AI 인프라
section: 업계·기술
channels: ["#ai-infra", C0123456789]
alert_on: body
outlets: {only: [가신문], never: [나신문]}
urgent: [유출]
mention: S123
tone: true
terms:
  - KT
  - {name: 3M, aliases: [쓰리엠]}
  - {name: 스타게이트, weak: [스타게이트], context: [오라클], exclude: [스타게이트 영화], exclude_near: [코인]}
  - {name: 둘, all_of: [KT, 3M]}
  - {name: 식, regex: "제\\\\d회"}
"""


def test_every_field_of_a_watchlist_is_read():
    watchlist = parse_watchlist("a.yaml", FULL)

    assert watchlist == Watchlist(
        name="AI 인프라",
        section="업계·기술",
        channels=("#ai-infra", "C0123456789"),
        alert_on=Salience.BODY,
        outlets=Outlets(only=("가신문",), never=("나신문",)),
        urgent=("유출",),
        mention="S123",
        tone=True,
        terms=(
            Term(name="KT"),
            Term(name="3M", aliases=("쓰리엠",)),
            Term(
                name="스타게이트",
                weak=("스타게이트",),
                context=("오라클",),
                exclude=("스타게이트 영화",),
                exclude_near=("코인",),
            ),
            Term(name="둘", all_of=("KT", "3M")),
            Term(name="식", regex="제\\d회"),
        ),
    )


def test_a_written_watchlist_reads_back():
    watchlist = parse_watchlist("a.yaml", FULL)

    assert parse_watchlist("b.yaml", dump_watchlist(watchlist)) == watchlist


def test_a_term_that_excludes_itself_is_noted():
    watchlist = parse_watchlist(
        "a.yaml", "name: 가\nterms: [{name: KT, aliases: [케이티], exclude: [kt, KT 위즈]}]\n"
    )

    (note,) = notes(watchlist)

    assert "exclude 'kt'가 감시어와 같아" in note


def test_a_stray_exclude_is_noted():
    watchlist = parse_watchlist("a", "name: n\nterms: [{name: 가람, exclude: [가람시, 코인]}]")

    (note,) = notes(watchlist)

    assert "코인" in note
    assert "가람시" not in note


@pytest.mark.parametrize(
    ("content", "line", "hint"),
    [
        ("", 1, "비었"),
        ("- a", 1, "항목: 값"),
        ("name: n", 1, "terms"),
        ("terms: []", 1, "name"),
        ("name: n\nterm: [a]", 2, "'terms'"),
        ("name: n\nfrobnicate: 1\nterms: []", 2, "쓸 수 있는 항목"),
        ("name: n\nname: m\nterms: []", 2, "두 번"),
        ("name: n\nterms:\n  - {name: a, alias: [b]}", 3, "'aliases'"),
        ("name: n\nterms:\n  - {aliases: [b]}", 3, "name"),
        ("name: n\nterms:\n  - a\n  - a", 4, "두 번"),
        ("name: n\nterms:\n  - {name: ''}", 3, "비었"),
        ("name: n\nterms:\n  - {name: [a]}", 3, "글자"),
        (f"name: n\nterms:\n  - {'가' * 201}", 3, "너무 깁니다"),
        ("name: n\nterms: a", 2, "목록"),
        ("name: n\nalert_on: top\nterms: []", 2, "title | lede | body"),
        ("name: n\nchannels: ['#a b']\nterms: []", 2, "빈칸"),
        ("name: n\nterms: [{name: a, all_of: [b]}]", 2, "둘 이상"),
        ("name: n\nterms: [{name: a, regex: '('}]", 2, "RE2"),
        ("name: n\nterms: [{name: a, regex: 'a*'}]", 2, "빈 글"),
        ("name: n\nterms: [{name: a, regex: '(a{900}){900}'}]", 2, "RE2"),
        ("name: n\noutlets: {olny: [a]}\nterms: []", 2, "'only'"),
        ("name: n\nurgent: &a [x]\noutlets: {only: *a}\nterms: []", 2, "별칭"),
        ("name: [", 1, "YAML"),
        ("[" * 5000, 1, "YAML"),
    ],
)
def test_a_mistake_names_file_line_and_fix(content, line, hint):
    with pytest.raises(BadWatchlist) as raised:
        parse_watchlist("목록.yaml", content)

    assert str(raised.value).startswith("목록.yaml ")
    assert hint in str(raised.value)
    assert f" {line}번째 줄" in str(raised.value) or hint == "YAML"


def test_every_field_of_a_feed_is_read():
    content = """
feeds:
  - {url: "https://a.example/rss", outlet: 가, publisher: 나, kind: rss, every: 5m, terms_of_use: {rss: open, ai: forbidden}}
  - {url: "http://b.example/rss", outlet: 다}
"""

    first, second = parse_feeds("feeds.yaml", content)

    assert (first.outlet, first.publisher, first.kind) == ("가", "나", FeedKind.RSS)
    assert first.every == timedelta(minutes=5)
    assert (first.terms_of_use.rss, first.terms_of_use.ai) == (
        Permission.OPEN,
        Permission.FORBIDDEN,
    )
    assert (second.publisher, second.every, second.terms_of_use.ai) == (
        None,
        None,
        Permission.UNKNOWN,
    )


@pytest.mark.parametrize(
    ("content", "hint"),
    [
        ("{}", "feeds"),
        ("feeds: [{url: 'https://a.example'}]", "outlet"),
        ("feeds: [{url: 'ftp://a.example', outlet: a}]", "http"),
        ("feeds: [{url: 'https://[a', outlet: a}]", "http"),
        ("feeds: [{url: 'https://a.example', outlet: a, every: soon}]", "5m"),
        ("feeds: [{url: 'https://a.example', outlet: a, every: 2s}]", "30초"),
        ("feeds: [{url: 'https://a.example', outlet: a, kind: atomz}]", "rss"),
        ("feeds: [{url: 'https://a.example', outlet: a, terms_of_use: {rss: no}}]", "open"),
        (
            "feeds: [{url: 'https://a.example', outlet: a}, {url: 'https://a.example', outlet: b}]",
            "두 번",
        ),
    ],
)
def test_a_mistake_in_a_feed_names_the_fix(content, hint):
    with pytest.raises(BadWatchlist, match=hint):
        parse_feeds("feeds.yaml", content)


def test_the_gazetteer_knows_how_listed_names_stand():
    gazetteer = parse_gazetteer(
        "entities:\n  - {name: 누리, affiliates: [누리카드], products: [누리톡]}\nordinary: [하늘]\n"
    )

    (owner,), (card,) = gazetteer.find("누리"), gazetteer.find("누리 카드")

    assert gazetteer.standings[owner, card].value == "affiliate"
    assert gazetteer.entities[gazetteer.find("누리톡")[0]].kind is Kind.PRODUCT
    assert gazetteer.entities[gazetteer.find("하늘")[0]].prior < 0
    assert gazetteer.find("없는이름") == ()


@pytest.mark.parametrize(
    "content",
    ["[", "- a", "entities: [{name: a, alias: [b]}]", "entities: [{name: a, aliases: b}]"],
)
def test_a_broken_gazetteer_is_refused(content):
    with pytest.raises(BadSettings):
        parse_gazetteer(content)
