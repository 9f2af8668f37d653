"""Untrusted text on one line of a card."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.card.fit import cut, line


@pytest.mark.parametrize(
    ("text", "limit", "fitted"),
    [
        pytest.param("가나다", 3, "가나다", id="fits"),
        pytest.param("가나다라", 3, "가나…", id="cut"),
        pytest.param("가나 다라", 4, "가나…", id="no space before the ellipsis"),
        pytest.param("가나다", 0, "", id="no room"),
        pytest.param("가나다", 1, "…", id="room for the ellipsis only"),
        pytest.param("ae\u0301bc", 3, "a…", id="letter with an accent"),
        pytest.param("가👩\u200d🚀나다", 4, "가…", id="joined emoji"),
        pytest.param("🇰🇷🇯🇵", 3, "🇰🇷…", id="flags whole"),
        pytest.param("🇰🇷🇯🇵🇨🇳", 4, "🇰🇷…", id="flags never halved"),
        pytest.param("👍🏽👍🏽", 3, "👍🏽…", id="skin tone whole"),
        pytest.param("👍🏽👍🏽", 2, "…", id="skin tone never cut off"),
        pytest.param("\u1112\u1161\u11ab\u1112", 3, "…", id="loose jamo"),
    ],
)
def test_a_cut_falls_between_characters_as_readers_see_them(text, limit, fitted):
    assert cut(text, limit) == fitted


def test_a_tower_of_marks_is_cut_at_last():
    assert len(cut("가" + "\u0301" * 500, 100)) <= 100


def test_a_line_is_tidy():
    assert line(" 가\u200b\t나\n\u202e다 ", 10) == "가 나 다"


def test_decomposed_hangul_is_composed_before_it_is_cut():
    assert line("\u1112\u1161\u11ab\u1100\u116e\u11a8", 2) == "한국"


@given(st.text(max_size=80), st.integers(0, 40))
def test_no_line_is_longer_than_its_limit(text, limit):
    assert len(line(text, limit)) <= limit
