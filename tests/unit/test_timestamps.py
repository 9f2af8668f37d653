from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.timestamps import parse_timestamp

EVENING = datetime(2026, 8, 9, 9, 0, tzinfo=UTC)  # 18:00 in Korea


@pytest.mark.parametrize(
    "raw",
    [
        "Sun, 9 Aug 2026 18:00:00 +0900",
        "Sun,09 Aug 2026 18:00:00 +0900",
        "Sun, 9 Aug 2026 18:00:00 +09:00",
        "Sun, 9 Aug 2026 18:00:00 KST",
        "Sun, 9 Aug 2026 18:00:00",
        "Sun, 09 08 2026 18:00:00 +0900",
        "9 Aug  2026 09:00:00 GMT",
        "Sun, 9 August 2026 05:00:00 EDT",
        "일, 9 8월 2026 18:00:00 +0900",
        "Sun Aug  9 18:00:00 2026",
        "Sun Aug 9 18:00:00 KST 2026",
        "Aug 9, 2026 6:00 PM",
        "Sunday, August 9th, 2026 - 18:00",
        "09-Aug-26 18:00",
        "2026-08-09 18:00:00",
        "2026-08-09 18:00",
        "2026-08-09T18:00:00+09:00",
        "2026-08-09T09:00:00Z",
        "2026-08-09T09:00:00.000Z",
        "2026-08-09T18:00+0900",
        "2026-08-09T11:00:00+02",
        "2026-08-09 18:00:00 GMT+9",
        "2026-08-09 18:00:00 Asia/Seoul",
        "20260809180000",
        "202608091800",
        "20260809T090000Z",
        "2026.08.09 18:00",
        "2026.8.9. 18:00",
        "2026. 08. 09. 오후 6:00",
        "2026-08-09 오후 6:00:00",
        "2026/08/09 18:00",
        "2026년 8월 9일 18:00",
        "2026년 8월 9일(일) 오후 6시",
        "2026년 08월 09일 18시 00분 00초",
        "오후 6:00 2026.08.09",
        "26.08.09 18:00",
        "8/9/2026 6:00:00 PM",
        "입력 2026.08.09 18:00 수정 2026.08.10 07:30",
        "２０２６－０８－０９ １８：００",
        "1786266000",
        "1786266000000",
    ],
)
def test_every_way_to_write_the_evening_is_read(raw):
    assert parse_timestamp(raw).at == EVENING


@pytest.mark.parametrize(
    ("raw", "at"),
    [
        pytest.param("2026.08.09 오전 12:10", datetime(2026, 8, 8, 15, 10, tzinfo=UTC), id="0:10"),
        pytest.param("2026.08.09 오후 12:10", datetime(2026, 8, 9, 3, 10, tzinfo=UTC), id="12:10"),
        pytest.param("2026-08-09 밤 11:00", datetime(2026, 8, 9, 14, 0, tzinfo=UTC), id="night"),
        pytest.param("2026-08-09 낮 1:00", datetime(2026, 8, 9, 4, 0, tzinfo=UTC), id="midday"),
        pytest.param("2026-08-09 새벽 2:00", datetime(2026, 8, 8, 17, 0, tzinfo=UTC), id="dawn"),
        pytest.param("2026-08-09 24:00", datetime(2026, 8, 9, 15, 0, tzinfo=UTC), id="24:00"),
        pytest.param(
            "2026-06-30 23:59:60", datetime(2026, 6, 30, 14, 59, 59, tzinfo=UTC), id="leap"
        ),
        pytest.param("2026-08-09 18:00 ~ 20:00", EVENING, id="a range is no zone"),
        pytest.param("2026-08-09 18:00 - 20:00", EVENING, id="a dash is no zone"),
        pytest.param("9 Aug 70 09:00 GMT", None, id="1970"),
        pytest.param("9 Aug 99 09:00 GMT", datetime(1999, 8, 9, 9, tzinfo=UTC), id="1999"),
    ],
)
def test_halves_of_the_day_and_edges(raw, at):
    stamp = parse_timestamp(raw)

    assert (stamp and stamp.at) == at


@pytest.mark.parametrize(
    "raw", ["2026-08-09", "2026.8.9.", "20260809", "2026년 8월 9일", "9 Aug 2026"]
)
def test_a_day_alone_says_so(raw):
    stamp = parse_timestamp(raw)

    assert stamp.at == datetime(2026, 8, 8, 15, 0, tzinfo=UTC)
    assert not stamp.has_time


def test_a_stamp_tells_whether_its_zone_was_given():
    assert parse_timestamp("2026-08-09T18:00:00+09:00").has_zone
    assert not parse_timestamp("2026-08-09T18:00:00").has_zone


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "   ",
        "어제",
        "31 Feb 2026 10:00:00 +0900",
        "2026-13-01",
        "2026-02-30 10:00",
        "9999-12-31T23:59:59Z",
        "0001-01-01T00:00:00Z",
        "1970-01-01 09:00:00",
        "9/8/2026",
        "2026-08-09T25:00:00",
        "2026-08-09T18:61:00",
        "2026-08-09T18:00:00+99:00",
        "9 Foo 2026 10:00",
        "99999999999999",
        "x" * 100_000,
    ],
)
def test_what_is_no_date_or_an_absurd_one_is_none(raw):
    assert parse_timestamp(raw) is None


@given(st.text(max_size=60) | st.text("0123456789-:./ 년월일시분오전후TZ+", max_size=40))
def test_no_text_raises_and_no_answer_is_absurd(raw):
    stamp = parse_timestamp(raw)

    assert stamp is None or (stamp.at.tzinfo is UTC and 1990 <= stamp.at.year < 2100)


@given(st.integers(min_value=700_000_000, max_value=4_000_000_000))
def test_what_a_machine_writes_comes_back(seconds):
    moment = datetime.fromtimestamp(seconds, UTC)

    assert parse_timestamp(moment.isoformat()).at == moment
    assert parse_timestamp(moment.strftime("%a, %d %b %Y %H:%M:%S +0000")).at == moment
