"""Answers stay within Slack's limits, and nothing in them can fire."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.slack.blocks import text_units
from bot.inbound.slack.answers import (
    Answer,
    Button,
    blocks_of,
    fallback_of,
    mentioned,
    packed,
    say,
    unpacked,
)
from bot.inbound.slack.parse import TEXT_LIMIT, parse_command, tidy

HOSTILE = ("<!channel>", "<@U123>", "@here", "<https://a.example|b>", "\u202e", "\x00")


def elements(answer: Answer) -> list[dict]:
    return blocks_of(answer)[0]["elements"][0]["elements"]


@given(
    st.lists(st.text(max_size=400), max_size=90),
    st.lists(st.tuples(st.text(max_size=200), st.text(max_size=3_000)), max_size=40),
)
def test_no_answer_goes_beyond_slacks_limits(lines, buttons):
    made = [Button(label=label or "x", act="undo", value=(value,)) for label, value in buttons]

    blocks = blocks_of(say(*lines, buttons=made))

    assert text_units([block for block in blocks if block["type"] == "rich_text"]) < 8_000
    for block in blocks[1:]:
        assert len(block["elements"]) <= 25
        for element in block["elements"]:
            assert len(element["value"].encode("utf-16-le")) // 2 <= 2_000
            assert len(element["text"]["text"]) <= 75
    assert len(fallback_of(say(*lines))) <= 300


@pytest.mark.parametrize("payload", HOSTILE)
def test_what_others_wrote_is_plain_text(payload):
    answer = say(f"제목 {payload}", buttons=[Button(label=payload, act="undo", value=(payload,))])

    assert {element["type"] for element in elements(answer)} == {"text"}
    assert "<" not in fallback_of(answer)


def test_a_person_is_shown_by_name_and_a_name_of_a_shell_as_it_is():
    shown = elements(say(f"HBM — {mentioned('U0123ABC')}", f"KT — {mentioned('root')}"))

    assert shown == [
        {"type": "text", "text": "HBM — "},
        {"type": "user", "user_id": "U0123ABC"},
        {"type": "text", "text": "\nKT — root"},
    ]


@given(st.lists(st.text(max_size=30), max_size=5))
def test_a_buttons_words_come_back(words):
    kept = [word for word in words if word.isprintable()]

    assert unpacked(packed(kept)) == tuple(json.loads(packed(kept)))


@given(st.text(max_size=TEXT_LIMIT + 100))
def test_any_text_is_read_into_an_errand(text):
    errand = parse_command(text)

    assert len(errand.rest) <= TEXT_LIMIT
    assert "\n" not in tidy(text)


@pytest.mark.parametrize(
    ("typed", "order"),
    [
        ("add ＨＢＭ，고대역폭메모리", "HBM,고대역폭메모리"),
        ("추가\u00a0KT\u200b클라우드", "KT클라우드"),
        ("add A&amp;B", "A&B"),
        ("add 가람\n나래", "가람, 나래"),
        ("ADD “가람”", '"가람"'),
    ],
    ids=["full width", "invisible", "escaped", "two lines", "curly quotes"],
)
def test_what_a_keyboard_makes_of_an_order_is_undone(typed, order):
    assert parse_command(typed).rest == order


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("mute HBM", ("mute", "HBM", "today")),
        ("mute HBM 오늘", ("mute", "HBM", "today")),
        ("음소거 SK 하이닉스 1시간", ("mute", "SK 하이닉스", "hour")),
        ("mute HBM 1h", ("mute", "HBM", "hour")),
        ("mute HBM 해제", ("unmute", "HBM", "today")),
        ("list all", ("list_all", "", "today")),
        ("목록 전체", ("list_all", "", "today")),
        ("list 무엇", ("list", "무엇", "today")),
        ("   ", ("modal", "", "today")),
    ],
)
def test_verbs_take_what_follows_them(typed, expected):
    errand = parse_command(typed)

    assert (errand.verb.value, errand.rest, errand.length.value) == expected
