"""The weekly brief and its picture: when, what, exactly once, and what happens where none can be had."""

# ruff: noqa: F811
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from itertools import pairwise

import pytest

from bot.adapters.korean_calendar import is_korean_holiday
from bot.adapters.memory import MemoryGallery, MemoryMail, MemoryPainter
from bot.briefing import keep_briefs
from bot.card.brief_chart import chart_of
from bot.errors import CannotPaint, ChannelBlocked, FateUnknown
from bot.model import Voice
from bot.ports import Painter
from bot.summary.calendar import WeekTime, last_weekly
from tests.fakes.small_town import MINUTE
from tests.unit.test_briefs import (  # noqa: F401
    Dying,
    Fuse,
    Killed,
    a_morning,
    make_town,
    reported,
    restart,
    tables,
    until,
)

KST = timezone(timedelta(hours=9))
EIGHT = datetime(2026, 11, 23, 8, 0, tzinfo=KST)
MONDAY = WeekTime(weekday=0, at=EIGHT.time())


def weekly(town, channel="#test"):
    return [m for m in town.cards(channel) if m.card.headline.startswith("주간 소식 브리핑")]


def pictures(town, channel="#test"):
    return [m for m in town.cards(channel) if m.card.picture]


@pytest.fixture
def make_office(make_town):
    """A town with a weekly brief alone, whose pictures are painted and hung in memory."""

    def make(name="town", *, painter=None, gallery=None, mail=None, **settings):
        parts = {
            "painter": painter or MemoryPainter(),
            "gallery": gallery or MemoryGallery(),
            "mail": mail,
        }
        return make_town(name, parts=parts, briefs="", weekly_brief="mon 08:00", **settings)

    return make


def a_week(town):
    a_morning(town)
    reported(town, "나래전자", [0, 1], count=3, at=datetime(2026, 11, 20, 10, 0, tzinfo=KST))


def test_the_weekly_brief_tells_the_week_and_its_picture_follows(make_office):
    gallery, painter = MemoryGallery(), MemoryPainter()
    town = make_office(gallery=gallery, painter=painter)
    a_week(town)

    until(town, EIGHT + 4 * MINUTE)

    (told,), (shown,) = weekly(town), pictures(town)
    assert told.card.headline == "주간 소식 브리핑 · 11월 23일 08:00"
    told_titles = [one.text for one in told.card.lines if not one.is_heading]
    assert told_titles[0] == "가람반도체, 청주에 패키징 공장"
    assert {"나래전자, 새 스마트폰 공개", "올해 업계 투자 결산"} <= {*told_titles}
    assert any(note.startswith("보도 비중: 나래전자") for note in told.card.notes)
    picture, _ = gallery.pictures  # one a channel
    chart, _ = painter.charts
    assert shown.card.picture.place == "F1"
    assert shown.card.picture.alt == picture.alt == chart.alt
    assert "나래전자" in picture.alt
    assert picture.name == "sosik-20261123.png"
    order = [m.card.picture is not None for m in town.cards("#test") if m in (told, shown)]
    assert order == [False, True]


@pytest.mark.parametrize("minute", range(-2, 5))
def test_a_restart_at_any_minute_gives_one_brief_and_one_picture(make_office, minute):
    town = make_office()
    a_week(town)
    until(town, EIGHT + minute * MINUTE)

    restart(town)
    until(town, EIGHT + 8 * MINUTE)

    assert (len(weekly(town)), len(pictures(town))) == (1, 1)
    assert (len(weekly(town, "#industry")), len(pictures(town, "#industry"))) == (1, 1)


def test_a_picture_that_cannot_be_hung_now_is_tried_again(make_office):
    lost = [FateUnknown("응답이 없습니다") for _ in range(3)]
    town = make_office(gallery=MemoryGallery(*lost))
    a_week(town)
    until(town, EIGHT + MINUTE)
    assert len(weekly(town)) == 1

    until(town, EIGHT + 9 * MINUTE)

    assert len(pictures(town)) == 1


def test_a_picture_that_can_never_be_hung_is_left_out(make_office):
    refusal = ChannelBlocked("권한이 없습니다", code="missing_scope", whole_workspace=True)
    gallery = MemoryGallery(refusal, refusal)
    town = make_office(gallery=gallery)
    a_week(town)

    until(town, EIGHT + 20 * MINUTE)

    assert len(weekly(town)) == 1
    assert pictures(town) == []
    assert gallery.pictures == []


def test_a_picture_is_given_up_after_an_hour(make_office):
    gallery = MemoryGallery(*[FateUnknown("응답이 없습니다") for _ in range(400)])
    town = make_office(gallery=gallery)
    a_week(town)
    until(town, EIGHT + 3 * MINUTE)
    town.clock.advance(timedelta(minutes=70))
    town.pass_minutes(3)

    told = keep_briefs(town.app.briefing)

    assert not [fact for fact in told if fact.startswith("picture")]
    assert pictures(town) == []


class NoPainter(Painter):
    """Draws nothing."""

    def paint(self, chart):
        raise CannotPaint("그릴 수 없습니다")


def test_without_a_painter_the_brief_goes_out_in_words(make_office):
    town = make_office(painter=NoPainter())
    a_week(town)

    until(town, EIGHT + 5 * MINUTE)

    assert len(weekly(town)) == 1
    assert pictures(town) == []


def test_a_week_without_reports_has_no_picture(make_office):
    town = make_office()

    until(town, EIGHT + 5 * MINUTE)

    assert len(weekly(town)) == 1
    assert pictures(town) == []


def test_the_letter_carries_the_picture_inside(make_office):
    mail = MemoryMail()
    town = make_office(mail=mail)
    a_week(town)

    until(town, EIGHT + 5 * MINUTE)

    (letter,) = mail.letters
    (drawing,) = letter.drawings
    assert letter.name == "weekly-brief-20261122T2300Z"
    assert f'src="cid:{drawing.name}"' in letter.page
    assert drawing.alt.split(":")[0] in letter.page


def test_an_hour_in_which_both_editions_are_due_has_both(make_office, make_town):
    parts = {"painter": MemoryPainter(), "gallery": MemoryGallery()}
    town = make_town("both", parts=parts, briefs="08:00", weekly_brief="mon 08:00")
    a_morning(town)

    until(town, EIGHT + 5 * MINUTE)

    headlines = [m.card.headline for m in town.cards("#test") if m.card.lines]
    assert [head.partition(" · ")[0] for head in headlines] == ["소식 브리핑", "주간 소식 브리핑"]


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_kill_at_any_call_loses_and_doubles_no_weekly_brief_and_no_picture(make_office):
    point, count = 0, 99
    while point <= count:
        town = make_office(f"town{point}")
        a_week(town)
        until(town, EIGHT)
        fuse = Fuse(point)
        briefing = town.app.briefing
        line = replace(
            briefing.line,
            **{
                name: Dying(getattr(briefing.line, name), fuse)
                for name in ("alerts", "memos", "leases", "queue")
            },
        )
        studio = replace(briefing.studio, line=line, gallery=Dying(briefing.studio.gallery, fuse))
        try:
            keep_briefs(replace(briefing, line=line, studio=studio))
        except Killed:
            restart(town)
        count = fuse.count if point == 0 else count
        until(town, EIGHT + 9 * MINUTE)

        for channel in ("#test", "#industry"):
            told = len(weekly(town, channel)), len(pictures(town, channel))
            assert told == (1, 1), f"killed at {point}"
        town.app.close()
        point += 1
    assert count > 40


# --- when ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-23T08:00", "2026-11-23T08:00"),
        ("2026-11-23T07:59", "2026-11-16T08:00"),
        ("2026-11-29T23:00", "2026-11-23T08:00"),
        ("2026-02-18T12:00", "2026-02-09T08:00"),
        ("2026-02-19T08:00", "2026-02-19T08:00"),
        ("2026-05-25T12:00", "2026-05-18T08:00"),
        ("2026-05-26T08:00", "2026-05-26T08:00"),
    ],
    ids=[
        "due",
        "not yet",
        "sunday",
        "lunar new year",
        "day after it",
        "substitute",
        "day after it ",
    ],
)
def test_a_weekly_brief_of_a_day_off_is_due_the_next_working_day(now, due):
    moment = datetime.fromisoformat(now).replace(tzinfo=KST)

    found = last_weekly(moment, MONDAY, is_korean_holiday)

    assert found == datetime.fromisoformat(due).replace(tzinfo=KST)


def test_every_week_of_three_years_has_at_most_one_and_loses_none():
    first = datetime(2025, 1, 1, 12, 0, tzinfo=KST)
    dues = {
        last_weekly(first + timedelta(days=day), MONDAY, is_korean_holiday)
        for day in range(3 * 365)
    }

    ordered = sorted(dues)
    gaps = [(after - before).days for before, after in pairwise(ordered)]
    assert len(ordered) in range(155, 159)
    assert max(gaps) <= 14
    assert all(due.astimezone(KST).weekday() < 5 for due in ordered)


# --- what the picture shows ---------------------------------------------------------------------


def voice(term, counts, total=100):
    first = date(2026, 11, 16)
    days = tuple((first + timedelta(days=n), count) for n, count in enumerate(counts))
    return Voice(term=term, count=sum(counts), share=sum(counts) / total, days=days)


def test_a_chart_shows_eight_terms_and_sums_up_the_others():
    voices = [voice(f"말{n}", [9 - min(n, 8), 1]) for n in range(11)]

    chart = chart_of(voices, lambda day: day.day == 17)

    assert [row.name for row in chart.rows] == [*(f"말{n}" for n in range(8)), "그 밖의 3개"]
    assert chart.rows[-1].counts == (3, 3)
    assert chart.off == {date(2026, 11, 17)}
    assert chart.title.endswith("11월 16일~17일")


def test_a_chart_says_in_words_what_it_shows():
    chart = chart_of([voice("HBM", [3, 12]), voice("나래", [1, 0])], lambda _: False)

    assert chart.alt == (
        "11월 16일부터 11월 17일까지 감시어별 보도 건수: HBM 15건(15%), 나래 1건(1%). "
        "하루에 가장 많았던 것은 HBM, 11월 17일 12건입니다."
    )
