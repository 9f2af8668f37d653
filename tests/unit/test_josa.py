"""The fitting particle behind a word."""

import pytest

from bot.text.josa import with_particle


@pytest.mark.parametrize(
    ("word", "pair", "told"),
    [
        ("청주", "이/가", "청주가"),
        ("부산", "이/가", "부산이"),
        ("'서울'", "으로/로", "'서울'로"),
        ("#경제부", "으로/로", "#경제부로"),
        ("#산업팀", "으로/로", "#산업팀으로"),
        ("HBM", "은/는", "HBM은"),
        ("KT", "은/는", "KT는"),
        ("HBM4", "을/를", "HBM4를"),
        ("2026", "을/를", "2026을"),
        ("", "이/가", "가"),
    ],
)
def test_the_particle_fits_how_the_word_is_read(word, pair, told):
    assert with_particle(word, pair) == told
