"""Answers that are given again for a while."""

from datetime import UTC, datetime

import pytest

from bot.lately import FRESH, MOST, Lately

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)


def test_an_answer_is_given_again_until_it_is_no_longer_fresh():
    lately, answers = Lately(), iter("가나다")

    given = [
        lately.answer("왜", NOW + late, lambda: next(answers))
        for late in (0 * FRESH, 0.9 * FRESH, FRESH)
    ]

    assert given == ["가", "가", "나"]


def test_each_question_has_its_own_answer():
    lately = Lately()

    assert [lately.answer(name, NOW, lambda name=name: name * 2) for name in "가나가"] == [
        "가가",
        "나나",
        "가가",
    ]


def test_a_clock_set_back_asks_anew():
    lately, answers = Lately(), iter("가나")
    lately.answer("왜", NOW, lambda: next(answers))

    assert lately.answer("왜", NOW - FRESH, lambda: next(answers)) == "나"


def test_what_failed_is_asked_anew():
    lately = Lately()

    with pytest.raises(ZeroDivisionError):
        lately.answer("왜", NOW, lambda: 1 // 0)

    assert lately.answer("왜", NOW, lambda: 1) == 1


def test_of_too_many_answers_the_oldest_go():
    lately, answers = Lately(), iter("가나")
    lately.answer("처음", NOW, lambda: next(answers))
    for number in range(MOST):
        lately.answer(number, NOW, lambda: "")

    assert lately.answer("처음", NOW, lambda: next(answers)) == "나"
