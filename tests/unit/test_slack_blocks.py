"""Cards as Slack messages: nothing in a text becomes a control, no limit is ever passed."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.slack.blocks import (
    BUTTON_LABELS,
    FALLBACK_LIMIT,
    MESSAGE_LIMIT,
    PLAIN_LIMIT,
    lay_out,
    text_units,
)
from bot.adapters.slack.texts import cut, escaped_line, tidy, units, web_address
from bot.card.bundle import Bundled, BundleHead, bundle_line, pieces, render_bundle
from bot.card.words import judged_mark
from bot.model import ButtonKind, Card, CardLine, JudgementKind, Member, Relation
from tests.contract.samples import an_article
from tests.fakes.slack_workspace import check_content

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
PAYLOADS = (
    "<!channel> 속보",
    "<!here|here>",
    "<!everyone>",
    "<@U0123456>",
    "<@W012A3CDE|대표>",
    "<#C0123456|general>",
    "<!subteam^S0123456>",
    "<!date^1392734382^{date}|now>",
    "<https://evil.example|https://bank.example>",
    "<mailto:a@b.example|메일>",
    "@here @channel @everyone",
    "&lt;!channel&gt;",
    "&amp;lt;!here&amp;gt;",
    "a & b < c > d",
    "*굵게* _기울임_ ~취소~ `코드` ```블록```",
    ":tada: :rotating_light:",
    "> 인용\n>>> 더 긴 인용",
    "줄\n바꿈\r\n탭\t\x00\x07\x1b[31m",
    "\u202e거꾸로\u202c \u2066격리\u2069 \u200b\u200e\ufeff",
    "\ud800 외톨이 \udfff",
    normalize("NFD", "한국어 뉴스 알림"),
    "👩‍👩‍👧‍👦" * 400,
    "🇰🇷" * 400,
    "가" + "\u0301" * 2_000,
    "가" * 10_000,
    "𠮷" * 5_000,
    "&" * 5_000,
    "<" * 5_000,
    "'; DROP TABLE alerts; --",
    "{{7*7}} ${jndi:ldap://x} %s %n",
    "|" * 200,
    "",
    " \n\t ",
)
URLS = (
    "https://news.example/a?b=1&c=2",
    "https://news.example/한글?q=<!channel>|x",
    "javascript:alert(1)",
    "data:text/html,x",
    "slack://open",
    "https://user:pw@bank.example/",
    "https://",
    "http://[::1",
    "ftp://x.example/",
    "https://news.example/" + "a" * 5_000,
    " https://news.example/space ",
    "",
)


def card(**changes: object) -> Card:
    whole = Card(
        headline="가온전자, 새 메모리 공장 착공",
        url="https://news.example/1",
        byline="한빛일보 · 11월 20일 12:00",
        terms=("가온전자", "HBM"),
        sentences=("가온전자가 20일 공장을 착공했다.", "2028년에 가동한다."),
        coverage="외 3개 매체 (보도자료 전재 1)",
        notes=("지난 소식에서 이어집니다.",),
        fallback="가온전자, 새 메모리 공장 착공 · 한빛일보",
        story_id=77,
        buttons=tuple(ButtonKind),
    )
    return replace(whole, **changes)


def flooded(text: str, url: str = "https://news.example/1") -> Card:
    """A card whose every field holds this text."""
    return card(
        headline=text,
        url=url,
        byline=text,
        terms=(text,) * 40,
        sentences=(text,) * 10,
        coverage=text,
        notes=(text,) * 30,
        fallback=text,
        mention=text,
    )


def elements_of(message) -> list[dict]:
    return [
        element
        for block in message.blocks
        if block["type"] == "rich_text"
        for part in block["elements"]
        for element in part["elements"]
    ]


def elements_of_parts(message) -> list[dict]:
    return [
        part
        for block in message.blocks
        if block["type"] == "rich_text"
        for part in block["elements"]
    ]


def bundled(text: str, url: str) -> Bundled:
    article = an_article("a", title=text, outlet=text, url=url)
    return Bundled(
        story_id=1,
        lead=Member(article=article, relation=Relation.FIRST),
        terms=(text,) * 9,
        publishers=1_234,
        releases=1_000,
        judged=(judged_mark(JudgementKind.ACKNOWLEDGE, text),) * 3,
    )


def assert_harmless(shown: Card) -> None:
    message, plain = lay_out(shown), lay_out(replace(shown, plain=True))
    check_content({"text": message.text, "blocks": [*message.blocks]}, text_limit=4_000)
    check_content({"text": plain.text}, text_limit=4_000)
    assert units(message.text) <= FALLBACK_LIMIT
    assert units(plain.text) <= PLAIN_LIMIT
    assert text_units(message.blocks) + units(message.text) <= MESSAGE_LIMIT
    assert {element["type"] for element in elements_of(message)} <= {"text", "link"}
    assert "<" not in message.text
    assert ">" not in message.text
    without_links = re.sub(r"(?m)^<https?://[^<>|\s]+>$", "", plain.text)
    assert "<" not in without_links
    assert ">" not in without_links
    assert not re.search(r"&(?!amp;|lt;|gt;)", message.text + without_links)
    for element in elements_of(message):
        assert not CONTROLS.search(element["text"])


def test_a_card_shows_what_it_holds():
    message = lay_out(card())
    shown = "".join(str(element.get("text")) for element in elements_of(message))

    assert message.text == "가온전자, 새 메모리 공장 착공 · 한빛일보"
    assert "가온전자가 20일 공장을 착공했다.\n2028년에 가동한다." in shown
    assert "외 3개 매체 (보도자료 전재 1)\n지난 소식에서 이어집니다." in shown
    assert elements_of(message)[0] == {
        "type": "link",
        "url": "https://news.example/1",
        "text": "가온전자, 새 메모리 공장 착공",
        "style": {"bold": True},
    }


def test_the_buttons_carry_the_story():
    actions = lay_out(card()).blocks[-1]

    assert [button["text"]["text"] for button in actions["elements"]] == [*BUTTON_LABELS.values()]
    assert {button["value"] for button in actions["elements"]} == {"77"}
    assert actions["elements"][0]["action_id"] == "sosik_why"


def test_a_card_without_buttons_has_one_block():
    assert [block["type"] for block in lay_out(card(buttons=())).blocks] == ["rich_text"]


def test_a_plain_card_has_no_blocks_and_all_its_words():
    message = lay_out(card(plain=True))

    assert message.blocks == ()
    assert message.text.splitlines()[:3] == [
        "가온전자, 새 메모리 공장 착공",
        "<https://news.example/1>",
        "한빛일보 · 11월 20일 12:00",
    ]
    assert "2028년에 가동한다." in message.text


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_a_hostile_text_stays_text_in_every_field(payload):
    assert_harmless(flooded(payload))


@pytest.mark.parametrize("url", URLS, ids=range(len(URLS)))
def test_a_hostile_address_is_no_control(url):
    assert_harmless(card(url=url))


def test_no_naughty_string_becomes_a_control():
    path = Path(__file__).parent / "naughty_strings" / "blns.json"
    naughty = json.loads(path.read_text("utf-8"))

    for text in naughty:
        assert_harmless(flooded(text, url=text))
        assert_bundle_harmless(text, url=text)

    assert len(naughty) == 515


@given(text=st.text(max_size=1_500), url=st.text(max_size=60) | st.sampled_from(URLS))
def test_any_text_stays_text_within_the_limits(text, url):
    assert_harmless(flooded(text, url))


def flooded_bundle(text: str, url: str) -> Card:
    """The fullest bundle whose every field holds this text, after all its lines have grown."""
    first = [bundle_line(replace(bundled(text, url), publishers=1, judged=()), NOW)] * 99
    grown = bundle_line(bundled(text, url), NOW)
    lines = [replace(grown, story_id=2**62 + number) for number in range(pieces(first)[0])]
    return render_bundle(BundleHead(stories=99, piece=1, pieces=9, is_late=True), lines)


def assert_bundle_harmless(text: str, url: str) -> None:
    shown = flooded_bundle(text, url)
    message = lay_out(shown)
    check_content({"text": message.text, "blocks": [*message.blocks]}, text_limit=4_000)
    assert text_units(message.blocks) + units(message.text) <= MESSAGE_LIMIT
    (listed,) = (part for part in elements_of_parts(message) if part["type"] == "rich_text_list")
    (menu,) = message.blocks[1]["elements"]
    assert len(listed["elements"]) == len(menu["options"]) == len(shown.lines)
    elements = [each for item in listed["elements"] for each in item["elements"]]
    assert {each["type"] for each in elements} <= {"text", "link"}
    for label in (*elements, *(option["text"] for option in menu["options"])):
        assert not CONTROLS.search(label["text"])


@pytest.mark.parametrize("text", PAYLOADS)
@pytest.mark.parametrize("url", ["", "https://news.example/" + "a" * 900])
def test_a_bundle_of_any_text_keeps_every_story_and_its_limits(text, url):
    assert_bundle_harmless(text, url)


@given(text=st.text(max_size=400), url=st.sampled_from(URLS))
def test_a_bundle_stays_within_the_limits_whatever_it_tells(text, url):
    assert_bundle_harmless(text, url)


def test_lines_without_a_story_have_no_menu_and_no_numbers():
    message = lay_out(card(buttons=(), lines=(CardLine(text="가온전자, 새 공장"),)))

    (listed,) = (part for part in elements_of_parts(message) if part["type"] == "rich_text_list")
    assert len(message.blocks) == 1
    assert listed["style"] == "bullet"


def test_only_a_user_group_can_be_mentioned():
    mentioned = elements_of(lay_out(card(mention="S0123456")))
    kept_out = [
        elements_of(lay_out(card(mention=mention)))
        for mention in ("here", "channel", "U0123456", "S0123456>", "S", "")
    ]

    assert {"type": "usergroup", "usergroup_id": "S0123456"} in mentioned
    assert all(part["type"] != "usergroup" for elements in kept_out for part in elements)


def test_an_empty_card_is_still_a_message():
    empty = card(headline="", byline="", terms=(), sentences=(), coverage="", notes=(), fallback="")

    assert lay_out(empty).text
    assert lay_out(replace(empty, plain=True, url="")).text


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("가나다", 3, "가나다"),
        ("가나다라", 3, "가나…"),
        ("👩‍👩‍👧‍👦가족", 8, "…"),
        ("a👍🏽b", 4, "a…"),
        ("🇰🇷🇯🇵x", 6, "🇰🇷…"),
        ("e\u0301e\u0301", 3, "e\u0301…"),
        ("가나", 0, ""),
    ],
    ids=["fits", "cut", "family", "skin tone", "flags", "accent", "no room"],
)
def test_a_text_is_cut_between_what_readers_see_as_characters(text, limit, expected):
    assert cut(text, limit) == expected


@given(st.text(max_size=300), st.integers(0, 200))
def test_a_cut_text_never_passes_its_limit(text, limit):
    assert units(cut(text, limit)) <= limit
    assert units(escaped_line(text, limit)) <= limit


@given(st.text(max_size=200))
def test_tidying_twice_changes_nothing(text):
    assert tidy(tidy(text)) == tidy(text)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://news.example/a?b=1&c=2", "https://news.example/a?b=1&c=2"),
        ("https://news.example/가|<나>", "https://news.example/가%7C%3C나%3E"),
        ("HTTPS://news.example/", "HTTPS://news.example/"),
        ("javascript:alert(1)", ""),
        ("https://user:pw@bank.example/", ""),
        ("https:///path", ""),
    ],
)
def test_only_addresses_of_the_web_are_linked(url, expected):
    assert web_address(url) == expected
