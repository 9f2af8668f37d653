"""Briefs through the whole app: what they tell, and that each goes out exactly once."""

import json
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from bot.adapters.memory import MemoryMail
from bot.app import brief_desk
from bot.briefing import keep_briefs
from bot.card.brief import NOTHING_NEW
from bot.commands.briefs import make_brief
from bot.errors import NotFound
from bot.model import AlertKind, JudgementKind
from bot.tables import load_tables
from tests.contract.samples import a_fingerprint, a_match, a_placement, an_article
from tests.fakes.small_town import MINUTE, START, Town

KST = timezone(timedelta(hours=9))
NOON = datetime(2026, 11, 20, 11, 30, tzinfo=KST)
OURS = """
name: 우리
section: 자사
channels: ["#test"]
alert_on: lede
terms: [{name: 가람반도체}]
"""
OTHERS = """
name: 업계
section: 업계·기술
channels: ["#test", "#industry"]
alert_on: lede
terms: [{name: 나래전자}, {name: 다온통신}]
"""


PHONE = (
    "나래전자는 접는 스마트폰 신제품을 20일 공개했다. 값은 189만원부터다.\n"
    "화면은 8인치로 커졌고 두께는 9밀리미터로 줄었다. 예약은 27일에 받는다.\n"
    "회사는 첫해 판매 목표를 500만대로 잡았다고 설명했다."
)


ROUND_UP = (
    "올해 업계의 설비 투자는 지난해보다 12% 줄어든 것으로 집계됐다.\n"
    "금리가 높은 데다 수요가 살아나지 않은 탓이라고 협회는 설명했다.\n"
    "수도권에서는 물류 창고가, 지방에서는 발전소가 투자를 이끌었다.\n"
    "정부는 내년 상반기에 세제 혜택을 늘리는 방안을 검토하고 있다.\n"
    "전문가들은 회복에 시간이 더 걸릴 것으로 내다봤다.\n"
    "다온통신도 내년 투자를 줄일 계획인 것으로 알려졌다."
)


@pytest.fixture(scope="module")
def tables():
    return load_tables()


@pytest.fixture
def make_town(tmp_path, tables):
    opened = []

    def make(name="town", parts=None, **settings):
        plain = {"briefs": "07:30,11:30,17:30", "weekly_brief": "", "term_daily_cap": 0}
        settings = plain | settings
        town = Town(
            tmp_path / name,
            tables,
            settings=settings,
            watchlists={"ours.yaml": OURS, "others.yaml": OTHERS},
            parts=parts or {},
        )
        town.outlets("gana", "dara", "maba")
        town.open()
        opened.append(town)
        return town

    yield make
    for town in opened:
        town.app.close()


def until(town, moment):
    """Passes the last minutes one by one; the long time before them is skipped."""
    town.pass_minutes(min(5, round((moment - town.clock.now()) / MINUTE)))
    if moment - town.clock.now() > 5 * MINUTE:
        town.clock.advance(moment - town.clock.now() - 4 * MINUTE)
    town.pass_minutes(round((moment - town.clock.now()) / MINUTE))


def restart(town):
    town.app.close()
    town.open()


def briefs(town, channel="#test"):
    return [m for m in town.cards(channel) if m.card.headline.startswith("소식 브리핑")]


def told(town, channel="#test"):
    return [one.text for m in briefs(town, channel) for one in m.card.lines if not one.is_heading]


def a_morning(town):
    """Three stories after the backlog: ours, an industry one that two outlets tell, one in passing."""
    town.pass_minutes(3)
    town.news("gana", "a", "[단독] 가람반도체, 청주에 패키징 공장")
    town.news("dara", "b", "나래전자, 새 스마트폰 공개", PHONE)
    town.pass_minutes(5)
    town.news("maba", "c", "나래전자, 새 스마트폰 공개", PHONE)
    town.news("dara", "d", "올해 업계 투자 결산", ROUND_UP)
    town.pass_minutes(5)


def test_a_brief_tells_the_morning_by_section_with_its_proof(make_town):
    town = make_town()
    a_morning(town)

    until(town, NOON + 2 * MINUTE)

    (message,) = briefs(town)
    card = message.card
    assert [one.text for one in card.lines] == [
        "자사 1건",
        "가람반도체, 청주에 패키징 공장",
        "업계·기술 1건",
        "나래전자, 새 스마트폰 공개",
        "그 밖의 언급 1건",
        "올해 업계 투자 결산",
    ]
    assert card.headline == "소식 브리핑 · 11월 20일 11:30"
    assert card.byline.startswith("11월 20일 09:00 이후 소식 3건 · 기사 4건 · 단독 1건")
    assert card.notes[-1].startswith("피드 3/3 정상")
    assert "외 1개 매체" in card.lines[3].note
    assert told(town, "#industry") == ["나래전자, 새 스마트폰 공개", "올해 업계 투자 결산"]


def test_a_quiet_morning_is_said(make_town):
    town = make_town()

    until(town, NOON + 2 * MINUTE)

    (message,) = briefs(town)
    assert NOTHING_NEW in message.card.byline


def test_a_new_bot_begins_with_the_next_brief(make_town):
    town = make_town()

    until(town, NOON - MINUTE)

    assert briefs(town) == []


def test_what_was_told_is_not_told_again_but_new_facts_are(make_town):
    town = make_town()
    a_morning(town)
    until(town, NOON + 5 * MINUTE)
    town.news("maba", "e", "[단독] 가람반도체, 청주에 패키징 공장")
    town.news("gana", "f", "[정정보도] 나래전자, 새 스마트폰 공개", PHONE)

    until(town, NOON.replace(hour=17, minute=32))

    second = briefs(town)[1].card
    assert [one.text for one in second.lines if not one.is_heading] == [
        "나래전자, 새 스마트폰 공개"
    ]
    assert second.lines[1].note.endswith("정정 · 새 사실")
    assert "추가 보도가 나온 앞선 소식 1건" in second.byline


def test_muted_stories_and_terms_stand_last(make_town):
    town = make_town()
    a_morning(town)
    town.judge(JudgementKind.MUTE_TERM, "가람반도체")

    until(town, NOON + 2 * MINUTE)

    lines = [one.text for one in briefs(town)[0].card.lines]
    assert lines[-2:] == ["음소거한 소식 1건", "가람반도체, 청주에 패키징 공장"]


def test_an_excluded_outlet_is_not_in_the_brief(make_town):
    town = make_town()
    a_morning(town)
    town.judge(JudgementKind.NEVER_OUTLET, "gana일보")

    until(town, NOON + 2 * MINUTE)

    assert "가람반도체, 청주에 패키징 공장" not in told(town)


def test_monday_covers_the_weekend(make_town):
    town = make_town()
    until(town, NOON.replace(hour=17, minute=32))
    town.clock.advance(timedelta(hours=18))
    town.pass_minutes(3)
    town.news("gana", "sat", "가람반도체, 토요일에 전한 소식")
    town.pass_minutes(5)
    town.clock.advance(NOON.replace(day=23, hour=7, minute=29) - town.clock.now())
    town.pass_minutes(4)

    last = briefs(town)[-1].card

    assert [m.card.headline.rpartition(" · ")[2] for m in briefs(town)] == [
        "11월 20일 11:30",
        "11월 20일 17:30",
        "11월 23일 07:30",
    ]
    assert last.byline.startswith("11월 20일 17:30 이후 소식 1건")


def test_the_first_news_of_a_channel_without_briefs_is_not_briefed(make_town):
    town = make_town(briefs="")
    a_morning(town)

    until(town, NOON + 2 * MINUTE)

    assert briefs(town) == []


def test_a_list_that_asks_for_it_is_told_the_tone_with_its_reason(make_town):
    town = make_town()
    town.write("ours.yaml", OURS + "tone: true\n")
    town.pass_minutes(3)
    town.news("gana", "a", "가람반도체, 고객 정보 유출로 과징금")
    town.news("dara", "b", "나래전자, 새 스마트폰 공개", PHONE)
    town.pass_minutes(6)

    until(town, NOON + 2 * MINUTE)

    (ours,) = [m.card for m in town.cards() if m.card.headline.startswith("가람")]
    (others,) = [m.card for m in town.cards() if m.card.headline.startswith("나래")]
    assert "논조 부정 — “가람반도체, 고객 정보 유출로 과징금” (유출, 과징금)" in ours.notes
    assert not [note for note in others.notes if note.startswith("논조")]
    told_card = briefs(town)[0].card
    assert "논조 긍정 0, 중립·보류 0, 부정 1" in told_card.byline
    assert [one.note.endswith("부정") for one in told_card.lines if not one.is_heading] == [
        True,
        False,
    ]


# --- exactly once -------------------------------------------------------------------------------


@pytest.mark.parametrize("minute", range(-3, 8))
def test_a_restart_at_any_minute_of_the_window_gives_exactly_one_brief(make_town, minute):
    town = make_town()
    a_morning(town)
    until(town, NOON + minute * MINUTE)

    restart(town)
    until(town, NOON + 12 * MINUTE)

    assert Counter(m.receipt.channel for m in town.chat.messages if m in briefs(town)) == {
        "#test": 1
    }
    assert len(briefs(town, "#industry")) == 1


def test_a_restart_every_minute_gives_exactly_one_brief(make_town):
    town = make_town()
    a_morning(town)
    until(town, NOON - 5 * MINUTE)

    for _ in range(15):
        restart(town)
        town.pass_minutes(1)

    assert len(briefs(town)) == len(briefs(town, "#industry")) == 1


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_restart_at_every_minute_of_a_whole_window_gives_one_brief(make_town):
    town = make_town()
    a_morning(town)
    until(town, NOON + 2 * MINUTE)

    for _ in range(6 * 60):
        restart(town)
        town.pass_minutes(1)

    for channel in ("#test", "#industry"):
        times = [m.card.headline.rpartition(" · ")[2] for m in briefs(town, channel)]
        assert times == ["11월 20일 11:30", "11월 20일 17:30"]


class Killed(BaseException):
    """The process is gone."""


class Dying:
    """A port that ends the process at the n-th of its calls, before or after it took effect."""

    def __init__(self, port, fuse):
        self._port, self._fuse = port, fuse

    def __getattr__(self, name):
        value = getattr(self._port, name)

        def call(*arguments, **named):
            self._fuse.moment()
            answer = value(*arguments, **named)
            self._fuse.moment()
            return answer

        return call


class Fuse:
    def __init__(self, point):
        self.point, self.count = point, 0

    def moment(self):
        self.count += 1
        if self.count == self.point:
            raise Killed


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_kill_at_any_call_of_promising_loses_and_doubles_no_brief(make_town):
    point, count = 0, 99
    while point <= count:
        town = make_town(f"town{point}")
        a_morning(town)
        until(town, NOON)
        fuse = Fuse(point)
        line = town.app.line
        ports = {
            name: Dying(getattr(line, name), fuse)
            for name in ("alerts", "memos", "leases", "queue")
        }
        try:
            keep_briefs(replace(town.app.briefing, line=replace(line, **ports)))
        except Killed:
            restart(town)
        count = fuse.count if point == 0 else count
        until(town, NOON + 7 * MINUTE)

        assert len(briefs(town)) == len(briefs(town, "#industry")) == 1, f"killed at {point}"
        town.app.close()
        point += 1
    assert count > 20


def test_a_brief_that_nobody_was_up_for_goes_out_late_and_says_so(make_town):
    town = make_town()
    a_morning(town)
    until(town, NOON - MINUTE)

    town.clock.advance(timedelta(minutes=48))
    restart(town)
    town.pass_minutes(2)

    (message,) = briefs(town)
    assert message.card.notes[0] == "예정보다 47분 늦게 보내 드립니다. 늦어서 죄송합니다."


def test_a_brief_tells_those_that_it_has_overtaken(make_town):
    town = make_town()
    a_morning(town)
    until(town, NOON - MINUTE)

    town.clock.advance(NOON.replace(hour=17, minute=30) - town.clock.now())
    restart(town)
    town.pass_minutes(2)

    (message,) = briefs(town)
    assert message.card.sentences == ("보내지 못한 앞선 브리핑 1회분을 함께 담았습니다.",)
    assert len(told(town)) == 3


def test_a_clock_set_back_sends_no_brief_again(make_town):
    town = make_town()
    until(town, NOON + 2 * MINUTE)

    town.clock.advance(-timedelta(minutes=30))
    town.pass_minutes(45)

    assert len(briefs(town)) == 1


def test_two_processes_send_one_brief(make_town):
    town = make_town()
    until(town, NOON)
    other = replace(town.app.briefing, line=replace(town.app.line, owner="other"))
    town.app.line.leases.take("brief:#test", "other", town.clock.now(), NOON + 9 * MINUTE)

    keep_briefs(town.app.briefing)

    assert briefs(town) == []
    keep_briefs(other)
    town.pass_minutes(3)
    assert len(briefs(town)) == 1


# --- by mail ------------------------------------------------------------------------------------


def test_one_letter_covers_all_watchlists(make_town):
    town, mail = make_town(), MemoryMail()
    town.app.briefing = replace(town.app.briefing, mail=mail)
    a_morning(town)

    until(town, NOON + 12 * MINUTE)

    (letter,) = mail.letters
    assert letter.subject == "소식 브리핑 · 11월 20일 11:30"
    assert letter.name == "daily-brief-20261120T0230Z"
    assert "가람반도체, 청주에 패키징 공장" in letter.page
    assert "나래전자, 새 스마트폰 공개" in letter.text


def test_a_letter_that_failed_is_tried_again_and_says_that_it_is_late(make_town):
    town, mail = make_town(), MemoryMail(failing=1)
    town.app.briefing = replace(town.app.briefing, mail=mail)
    until(town, NOON)

    assert keep_briefs(town.app.briefing)["brief_mail"] == "메일 서버가 받지 않습니다."
    until(town, NOON + 15 * MINUTE)

    (letter,) = mail.letters
    assert "예정보다 11분 늦게" in letter.text


# --- by command ---------------------------------------------------------------------------------


def test_the_command_makes_a_brief_of_any_span_without_sending(make_town):
    town = make_town()
    a_morning(town)

    made = make_brief(brief_desk(town.app), channel="#industry", since=START)

    assert [each.title for each in made.stories if not each.is_minor] == [
        "나래전자, 새 스마트폰 공개"
    ]
    assert not [a for a in town.app.line.alerts.alerts((), 99) if a.kind is AlertKind.BRIEF]


def test_the_command_looks_back_to_the_brief_before(make_town):
    town = make_town()
    until(town, NOON + 60 * MINUTE)

    made = make_brief(brief_desk(town.app))

    assert (made.since, made.until) == (NOON, town.clock.now())


def test_the_past_is_told_as_it_stood(make_town):
    town = make_town()
    a_morning(town)

    made = make_brief(brief_desk(town.app), at=START + 2 * MINUTE, since=START - 60 * MINUTE)

    assert made.stories == ()


def test_an_unknown_channel_is_refused(make_town):
    town = make_town()
    town.pass_minutes(1)

    with pytest.raises(NotFound):
        make_brief(brief_desk(town.app), channel="#nowhere")


# --- unusual days -------------------------------------------------------------------------------


def reported(town, term, days, *, count=2, watchlist="업계", at=NOON - timedelta(hours=2)):
    """Each of the days that many publishers told a story of the term, two hours before noon."""
    for day in days:
        with town.app.store.stories.placing() as desk:
            for number in range(count):
                name = f"{term}:{day}:{number}"
                seen = at - timedelta(days=day)
                article = an_article(
                    name, publisher=f"{number}미디어", seen_at=seen, published_at=seen
                )
                match = a_match(term, watchlist=watchlist)
                desk.save(article, a_fingerprint(), [match], a_placement(article))


WORKING = [1, 2, 3, 4, 7, 8, 9, 10, 11, 14]


def test_a_term_far_above_its_habit_is_remarked_on(make_town):
    town = make_town()
    reported(town, "나래전자", WORKING)
    reported(town, "다온통신", WORKING, count=3)
    reported(town, "나래전자", [0], count=12)
    reported(town, "다온통신", [0], count=4)

    until(town, NOON + 2 * MINUTE)

    (message,) = briefs(town)
    assert message.card.sentences == ("‘나래전자’ 보도가 하루 12건으로 평소의 6배입니다.",)
    assert "보도 비중: 나래전자 12건(75%) · 다온통신 4건(25%)" in message.card.notes


def test_days_off_have_a_habit_of_their_own(make_town):
    town = make_town()
    reported(town, "나래전자", [5, 6, 12, 13], count=1)
    reported(town, "나래전자", WORKING, count=10)
    reported(town, "나래전자", [0], count=12)

    until(town, NOON + 2 * MINUTE)

    assert briefs(town)[0].card.sentences == ()


def test_days_on_which_nobody_watched_make_no_habit(make_town):
    town = make_town()
    reported(town, "나래전자", [*WORKING[:5], 30], count=2)
    reported(town, "나래전자", [0], count=12)

    until(town, NOON + 2 * MINUTE)

    assert briefs(town)[0].card.sentences == ()


def test_a_new_term_has_no_habit_but_one_long_watched_in_vain_has(make_town):
    town = make_town()
    reported(town, "아무것", WORKING)
    reported(town, "나래전자", [0], count=9)
    early = (NOON - timedelta(days=30)).isoformat()
    town.app.line.memos.put("watched-since:업계", json.dumps({"다온통신": early}))
    reported(town, "다온통신", [0], count=7)

    until(town, NOON + 2 * MINUTE)

    assert briefs(town)[0].card.sentences == (
        "평소 거의 없던 ‘다온통신’ 보도가 하루 7건 나왔습니다.",
    )


def test_a_card_says_that_its_term_is_unusually_loud(make_town):
    town = make_town(briefs="")
    reported(town, "나래전자", WORKING[1:])
    reported(town, "나래전자", [0], count=11, at=town.clock.now())
    town.pass_minutes(3)
    town.news("dara", "b", "나래전자, 새 스마트폰 공개", PHONE)

    town.pass_minutes(6)

    (message,) = town.cards()
    assert message.card.notes == ("‘나래전자’ 보도가 하루 12건으로 평소의 6배입니다.",)


def test_a_saturday_is_named_in_mondays_brief(make_town):
    town = make_town()
    until(town, NOON.replace(hour=17, minute=32))
    reported(town, "나래전자", range(40), count=1, at=NOON)
    reported(town, "나래전자", [0], count=15, at=NOON + timedelta(hours=21))
    town.clock.advance(NOON.replace(day=23, hour=7, minute=29) - town.clock.now())
    town.pass_minutes(4)

    (remark,) = briefs(town)[-1].card.sentences

    assert remark == "‘나래전자’ 보도가 11월 21일 하루 14건으로 평소의 14배입니다."


def test_the_share_of_voice_leaves_out_what_the_channel_excluded(make_town):
    town = make_town()
    a_morning(town)
    town.judge(JudgementKind.NEVER_OUTLET, "gana일보")

    made = make_brief(brief_desk(town.app), since=START, channel="#test")

    assert "가람반도체" not in {each.term for each in made.voices}


def test_the_share_of_voice_counts_reports_not_reprints(make_town):
    town = make_town()
    a_morning(town)

    made = make_brief(brief_desk(town.app), since=START)

    assert {each.term: each.count for each in made.voices} == {"가람반도체": 1, "나래전자": 1}
    assert sum(each.share for each in made.voices) == 1
