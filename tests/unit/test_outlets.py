"""Outlets by host, name and address, from the shipped table and from small ones."""

from pathlib import Path

import pytest

import bot
from bot.errors import BadSettings
from bot.outlets import OutletKind, OutletTable, parse_outlets

SMALL = """
portals: [portal.example]
outlets:
  - {name: 새벽일보, publisher: 새벽미디어, tier: 2, kind: daily, hosts: [dawn.example], aliases: [새벽, Dawn Ilbo]}
  - {name: 새벽비즈, publisher: 새벽미디어, tier: 3, kind: trade, hosts: [biz.dawn.example]}
  - {name: 한들통신, hosts: [news.portal.example]}
"""


@pytest.fixture(scope="module")
def small() -> OutletTable:
    return parse_outlets(SMALL)


@pytest.fixture(scope="module")
def shipped() -> OutletTable:
    assert bot.__file__
    return parse_outlets((Path(bot.__file__).parent / "data/outlets.yaml").read_text())


@pytest.mark.parametrize(
    ("host", "name"),
    [
        pytest.param("dawn.example", "새벽일보", id="exact"),
        pytest.param("WWW.Dawn.Example.", "새벽일보", id="sub-domain-and-case"),
        pytest.param("biz.dawn.example", "새벽비즈", id="longer-host-wins"),
        pytest.param("m.biz.dawn.example", "새벽비즈", id="below-the-longer-host"),
        pytest.param("notdawn.example", None, id="only-whole-labels"),
        pytest.param("portal.example", None, id="portal"),
        pytest.param("v.portal.example", None, id="below-a-portal"),
        pytest.param("news.portal.example", "한들통신", id="outlet-on-a-portal-domain"),
        pytest.param("stranger.example", None, id="stranger"),
        pytest.param("", None, id="empty"),
    ],
)
def test_host_tells_the_outlet(small, host, name):
    found = small.by_host(host)

    assert (found.name if found else None) == name


@pytest.mark.parametrize("name", ["새벽일보", "새벽", "dawn ilbo", "DAWNILBO"])
def test_name_and_aliases_tell_the_outlet_whatever_case_and_spaces(small, name):
    assert small.by_name(name).publisher == "새벽미디어"


def test_unknown_name_gives_none(small):
    assert small.by_name("없는신문") is None


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("portal.example", True),
        ("v.portal.example", True),
        ("news.portal.example", False),
        ("dawn.example", False),
        ("stranger.example", False),
    ],
)
def test_portals_are_known_as_such(small, host, expected):
    assert small.is_portal(host) is expected


def test_defaults_are_the_outlet_itself_lowest_tier_online(small):
    outlet = small.by_host("news.portal.example")

    assert (outlet.publisher, outlet.tier, outlet.kind) == ("한들통신", 4, OutletKind.ONLINE)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://n.news.naver.com/mnews/article/001/0012345678?sid=105", "연합뉴스"),
        ("https://n.news.naver.com/article/092/0002345678", "ZDNet Korea"),
        ("https://n.news.naver.com/mnews/hotissue/article/138/1?type=series", "디지털데일리"),
        ("https://n.news.naver.com/mnews/article/999/0012345678", None),
        ("https://n.news.naver.com/", None),
        ("https://v.daum.net/v/20260714090000000", None),
        ("https://biz.chosun.com/it/2026/1", "조선비즈"),
        ("not a url", None),
        ("https://[broken", None),
    ],
)
def test_address_tells_the_outlet_and_naver_its_code(shipped, url, name):
    found = shipped.by_url(url)

    assert (found.name if found else None) == name


@pytest.mark.parametrize(
    ("given", "url", "name"),
    [
        ("연합", "", "연합뉴스"),
        ("www.edaily.co.kr", "", "이데일리"),
        ("", "https://www.mk.co.kr/news/1", "매일경제"),
        ("모르는매체", "https://www.etnews.com/1", "전자신문"),
        ("모르는매체", "", None),
    ],
)
def test_find_takes_a_name_a_host_or_the_address(shipped, given, url, name):
    found = shipped.find(given, url)

    assert (found.name if found else None) == name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("조선일보", "조선비즈"),
        ("매일경제", "MBN"),
        ("한국경제", "한국경제TV"),
        ("뉴시스", "뉴스1"),
    ],
)
def test_one_house_is_one_publisher(shipped, one, other):
    assert shipped.by_name(one).publisher == shipped.by_name(other).publisher


@pytest.mark.parametrize(
    "host",
    [
        "n.news.naver.com",
        "v.daum.net",
        "news.google.com",
        "news.zum.com",
        "news.nate.com",
        "www.msn.com",
    ],
)
def test_shipped_portals_are_no_outlets(shipped, host):
    assert shipped.is_portal(host)
    assert shipped.by_host(host) is None


def test_shipped_table_is_wide_and_in_range(shipped):
    assert len(shipped.hosts) >= 200
    assert {outlet.tier for outlet in shipped.hosts.values()} == {1, 2, 3, 4}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param("outlets: [", "readable", id="no-yaml"),
        pytest.param("[]", "outlets", id="no-table"),
        pytest.param("outlets: [{tier: 1}]", "name", id="nameless"),
        pytest.param("outlets: [{name: 가, tier: 7}]", "tier", id="tier"),
        pytest.param("outlets: [{name: 가, kind: blog}]", "kind", id="kind"),
        pytest.param("outlets: [{name: 가, hosts: a.example}]", "hosts", id="hosts-no-list"),
    ],
)
def test_a_mistake_is_named(content, said):
    with pytest.raises(BadSettings, match=said):
        parse_outlets(content)
