"""What an outlet puts under every article is learned, and nothing that an article says is lost."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.adapters.memory import MemoryStore
from bot.learning import KEPT_EVERY, MOST_OUTLETS, LearnedLines
from bot.model import BodySource
from bot.text.habits import FORGOTTEN_AFTER, MAX_KNOWN, load_habits, merged, noted, without_common
from tests.contract.samples import DAY, an_article

NOTICE = "이 기사는 해담시 지역신문 발전 기금을 받아 쓰였습니다"
DECK = "해담 오늘 아침 브리핑"


def text(number, *, notice=NOTICE, deck=DECK):
    return "\n".join(
        (deck, f"해담시는 {number}일 새 도로를 열었다고 밝혔다.", f"길이는 {number}킬로미터다.", f"공사는 {number}년 걸렸다.", notice)
    )  # fmt: skip


def learned(days, *, article=lambda day: day, make=text):
    habits = {}
    for day in days:
        habits = noted(make(day), habits, article=article(day), day=day)
    return habits


def test_a_line_at_the_edge_of_three_articles_over_days_is_the_outlets():
    found = without_common(text(9), learned([1, 2, 3]), 9)

    assert NOTICE not in found
    assert DECK not in found
    assert len(found.split("\n")) == 3


@pytest.mark.parametrize(
    "habits",
    [
        {},
        learned([1, 2]),
        learned([5, 5, 5], article=lambda day: id(object())),
        learned([1, 2, 3], article=lambda _: 7),
    ],
    ids=["nothing known", "two articles", "versions of one day", "one article read again"],
)
def test_too_few_articles_or_days_teach_nothing(habits):
    assert without_common(text(9), habits, 9) == text(9)


def test_a_line_between_paragraphs_stays():
    habits = learned([1, 2, 3])
    inside = "\n".join(
        (
            "하나가 먼저 나온다.",
            "둘이 그 다음에 온다.",
            NOTICE,
            *(f"{n}번째 문장이 이어진다." for n in range(5)),
        )
    )

    assert NOTICE in without_common(inside, habits, 9)


def test_a_text_of_nothing_else_stays():
    assert without_common(NOTICE, learned([1, 2, 3]), 9) == NOTICE


def test_a_line_not_seen_for_long_may_be_text_again():
    assert NOTICE in without_common(text(9), learned([1, 2, 3]), 4 + FORGOTTEN_AFTER)


def test_a_bounded_number_of_lines_is_known_and_the_common_ones_stay():
    habits = learned([1, 2, 3])
    for number in range(400):
        habits = noted(
            text(number, notice=f"{number}번째 알림이 여기 있습니다", deck=f"{number}번째 머리글"),
            habits,
            article=number,
            day=4,
        )

    assert len(habits) == MAX_KNOWN
    assert NOTICE not in without_common(text(9), habits, 9)


@pytest.mark.parametrize("kept", [None, "", "{", "[1]", '[["x", 1, 2, 3, 4]]', "[[1, 2]]"])
def test_a_memo_that_is_not_ours_is_nothing_learned(kept):
    assert load_habits(kept) == {}


def test_what_was_learned_outlives_a_restart():
    store = MemoryStore()
    first = LearnedLines(store.memos)
    base = an_article("가")
    for day in range(KEPT_EVERY):
        first.clean(
            [
                replace(
                    base,
                    id=day + 1,
                    text=text(day),
                    seen_at=base.seen_at + day * DAY,
                    body_source=BodySource.PAGE,
                )
            ]
        )

    later = replace(
        base, id=99, text=text(99), seen_at=base.seen_at + 20 * DAY, body_source=BodySource.PAGE
    )
    [cleaned] = LearnedLines(store.memos).clean([later])

    assert NOTICE not in cleaned.text


def test_a_feeds_summary_teaches_nothing_and_stays():
    lines = LearnedLines(MemoryStore().memos)
    base = replace(an_article("가"), body_source=BodySource.FEED, text=text(1))

    assert [
        lines.clean([replace(base, seen_at=base.seen_at + timedelta(days=n))])[0].text
        for n in range(9)
    ] == [text(1)] * 9


def pages(start, count, *, notice=NOTICE, outlet="가나일보"):
    base = replace(an_article("가"), outlet=outlet, body_source=BodySource.PAGE)
    return [
        replace(base, id=day + 1, text=text(day, notice=notice), seen_at=base.seen_at + day * DAY)
        for day in range(start, start + count)
    ]


def test_two_processes_on_one_store_keep_what_each_learned():
    store = MemoryStore()
    one, other = LearnedLines(store.memos), LearnedLines(store.memos)
    another = "해담 소식은 날마다 새벽에 올라옵니다"
    for mine, yours in zip(pages(0, KEPT_EVERY), pages(0, KEPT_EVERY, notice=another), strict=True):
        one.clean([mine])
        other.clean([yours])

    [cleaned] = LearnedLines(store.memos).clean(pages(20, 1))
    [too] = LearnedLines(store.memos).clean(pages(20, 1, notice=another))

    assert NOTICE not in cleaned.text
    assert another not in too.text


def test_what_both_know_counts_once():
    habits = learned([1, 2])

    assert merged(habits, habits, 2) == habits
    assert merged(habits, learned([1, 2, 3]), 3) == merged(learned([1, 2, 3]), habits, 3)


def test_a_bounded_number_of_outlets_is_remembered():
    lines = LearnedLines(MemoryStore().memos)
    for number in range(MOST_OUTLETS + 9):
        lines.clean(pages(0, 1, outlet=f"{number}번 신문"))

    assert len(lines.outlets) == MOST_OUTLETS
