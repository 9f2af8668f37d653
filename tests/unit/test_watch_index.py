"""Index text: folded for lookup, with the way back."""

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.index import fold, index_text
from bot.text.josa import final_consonant, hangul_run, is_particle

HANGUL = st.text(alphabet="가각한글삼성전자는이 ·ㆍＫＴkKㅋ\u200b\u00a0㈜ﬁ\n…’", max_size=40)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("KT Cloud", "kt cloud"),
        ("ＨＢＭ３Ｅ", "hbm3e"),
        ("삼성ㆍSK・LG", "삼성·sk·lg"),
        ("LG\u00a0CNS", "lg cns"),
        ("KT\u200b클라우드", "kt클라우드"),
        ("㈜한화", "(주)한화"),
        ("KT–MS", "kt-ms"),
        ("첫 줄\n둘째 줄", "첫 줄\n둘째 줄"),
        ("İ", "i̇"),
        ("a\tb", "a b"),
    ],
    ids=[
        "case",
        "width",
        "dots",
        "space",
        "zero-width",
        "company-mark",
        "dash",
        "break",
        "i",
        "tab",
    ],
)
def test_variants_fold_to_one_form(text, folded):
    assert fold(text) == folded


def test_a_decomposed_name_maps_back_to_all_its_code_points():
    text = "앞 " + normalize("NFD", "삼성전자") + "는 뒤"

    index = index_text(text)
    start = index.folded.index("삼성전자")
    span = index.span(start, start + 4)

    assert normalize("NFC", text[span.start : span.end]) == "삼성전자"


@given(HANGUL)
def test_every_folded_character_maps_into_the_text_in_order(text):
    index = index_text(text)

    spans = [index.span(at, at + 1) for at in range(len(index.folded))]

    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert [span.start for span in spans] == sorted(span.start for span in spans)


@given(HANGUL)
def test_decomposed_text_folds_alike(text):
    assert fold(normalize("NFD", text)) == fold(normalize("NFC", text))


@pytest.mark.parametrize(
    ("run", "after", "fits"),
    [
        ("는", "자", True),
        ("은", "자", False),
        ("은", "성", True),
        ("으로부터의", "성", True),
        ("로", "글", True),
        ("으로", "글", True),
        ("에서도", "차", True),
        ("가", "T", True),
        ("이", "T", True),
        ("섭", "진", False),
        ("버스", "타", False),
        ("", "자", False),
    ],
)
def test_particles_agree_with_the_final_consonant(run, after, fits):
    assert is_particle(run, after) is fits


def test_a_hangul_run_ends_at_the_first_other_character():
    assert hangul_run("KT는 오늘", 2) == "는"
    assert hangul_run("KT", 2) == ""


def test_final_consonants_are_numbers_and_none_for_letters():
    assert final_consonant("가") == 0
    assert final_consonant("글") == 8
    assert final_consonant("T") is None
