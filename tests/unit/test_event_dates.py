"""Days that a text names, resolved against the day of publication in KST."""

from datetime import UTC, date, datetime

import pytest

from bot.text.event_dates import event_dates

THURSDAY = datetime(2026, 7, 16, 3, 0, tzinfo=UTC)


def days(text, published=THURSDAY):
    return [(found.first, found.last) for found in event_dates(text, published)]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("16일 제주에서", date(2026, 7, 16)),
        ("31일까지", date(2026, 7, 31)),
        ("지난 22일", date(2026, 6, 22)),
        ("오는 3일", date(2026, 8, 3)),
        ("지난달 17일", date(2026, 6, 17)),
        ("이달 3일", date(2026, 7, 3)),
        ("다음 달 1일", date(2026, 8, 1)),
        ("내달 1일", date(2026, 8, 1)),
        ("7월 3일", date(2026, 7, 3)),
        ("지난 12월 3일", date(2025, 12, 3)),
        ("오는 1월 5일", date(2027, 1, 5)),
        ("2025년 2월 4일", date(2025, 2, 4)),
        ("지난해 12월 3일", date(2025, 12, 3)),
        ("내년 3월 2일", date(2027, 3, 2)),
        ("2026.07.14", date(2026, 7, 14)),
        ("2026-07-14", date(2026, 7, 14)),
        ("이날 오후", date(2026, 7, 16)),
        ("전날", date(2026, 7, 15)),
        ("내일", date(2026, 7, 17)),
        ("그제", date(2026, 7, 14)),
    ],
)
def test_day_is_resolved(text, day):
    assert days(text) == [(day, day)]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("오는 28~29일", date(2026, 7, 28), date(2026, 7, 29)),
        ("13∼15일", date(2026, 7, 13), date(2026, 7, 15)),
        ("29~31일 열린", date(2026, 6, 29), date(2026, 6, 29)),
    ],
    ids=["coming", "near", "last day that the month lacks"],
)
def test_run_of_days(text, first, last):
    published = datetime(2026, 7, 10, tzinfo=UTC) if text.startswith("29") else THURSDAY

    assert days(text, published) == [(first, last)]


@pytest.mark.parametrize(
    "text",
    [
        "3일간 열린",
        "10일 만에",
        "5일째",
        "100일",
        "1.5일",
        "7일 동안",
        "2월 30일",
        "45일",
        "지난해 3일",
        "",
    ],
)
def test_lengths_and_impossible_days_are_no_dates(text):
    assert days(text) == []


def test_this_day_is_the_day_named_before():
    found = days("재판부는 지난 14일 판결했다. 이날 피고는")

    assert found == [(date(2026, 7, 14),) * 2] * 2


def test_publication_counts_in_korean_time():
    late_evening_utc = datetime(2026, 7, 15, 20, 0, tzinfo=UTC)

    assert days("오늘", late_evening_utc) == [(date(2026, 7, 16),) * 2]


def test_span_shows_the_words():
    text = "회사는 오는 28일 공개한다"

    (found,) = event_dates(text, THURSDAY)

    assert text[found.span.start : found.span.end] == "오는 28일"
