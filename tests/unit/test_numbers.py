"""Equal amounts compare equal however they are written."""

from decimal import Decimal

import pytest

from bot.text.numbers import amounts


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("2조4000억원", 2_400_000_000_000, "원"),
        ("2조4000억 원", 2_400_000_000_000, "원"),
        ("2조 4000억 원", 2_400_000_000_000, "원"),
        ("2조4천억원", 2_400_000_000_000, "원"),
        ("2.4조", 2_400_000_000_000, "원"),
        ("1억2000만 달러", 120_000_000, "달러"),
        ("1억2천만달러", 120_000_000, "달러"),
        ("50억 유로", 5_000_000_000, "유로"),
        ("1,300억원", 130_000_000_000, "원"),
        ("65,800원", 65_800, "원"),
        ("5만대", 50_000, "대"),
        ("1200여 명", 1_200, "명"),
        ("7천 명", 7_000, "명"),
        ("81.5%", Decimal("81.5"), "%"),
        ("81.5퍼센트", Decimal("81.5"), "%"),
        ("3%포인트", 3, "%p"),
        ("5나노미터", 5, "nm"),
        ("5㎚", 5, "nm"),
        ("18기가와트", 18, "GW"),
        ("18GW", 18, "GW"),
        ("3차 회동", 3, "차"),
    ],
)
def test_amount_is_normalised(text, value, unit):
    (found,) = amounts(text)

    assert (found.value, found.unit) == (Decimal(value), unit)


@pytest.mark.parametrize("text", ["2026년", "HBM4E", "RTX5090", "제2", "", "3.1.4", "20260714"])
def test_bare_numbers_and_codes_are_no_amounts(text):
    assert amounts(text) == ()


def test_spans_show_where_amounts_stand():
    text = "사업비 5000억달러(약 731조원)를 들여 직원 10명 중 8명을"

    found = [text[amount.span.start : amount.span.end] for amount in amounts(text)]

    assert found == ["5000억달러", "731조원", "10명", "8명"]


def test_small_scaled_number_without_unit_stays_out():
    assert amounts("3만 가운데") == ()


def test_endless_digits_are_cut():
    (found,) = amounts("9" * 5_000 + "원")

    assert len(str(found.value)) < 30
