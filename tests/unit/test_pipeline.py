"""The straight line, told by what a channel sees."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot import pipeline, polling
from bot.commands.judging import (
    MuteLength,
    exclude_outlet,
    judge_story,
    mute_terms,
    withdraw,
)
from bot.commands.watching import Office
from bot.errors import FetchFailed
from bot.model import AlertState, Job, JobKind, JudgementKind, Placement, Relation, Term
from bot.observe import Metrics, observe
from bot.tables import load_tables
from tests.contract.samples import an_article
from tests.fakes.small_town import LONG, START, Town

LIST = """
name: 시험
channels: ["#test"]
urgent: [화재]
terms: [{name: 가람반도체}]
"""
TITLE = "가람반도체, 청주에 1조2000억원 공장 짓는다"


@pytest.fixture(scope="module")
def tables():
    return load_tables()


@pytest.fixture
def open_town(tmp_path, tables):
    """A town whose outlets were primed with one old item each."""
    towns = []

    def start(*outlets, watchlist=LIST, **settings):
        town = Town(
            folder=tmp_path, tables=tables, settings=settings, watchlists={"a.yaml": watchlist}
        )
        town.outlets(*(outlets or ("ga",)))
        for outlet in outlets or ("ga",):
            town.news(outlet, "old", "가람반도체 지난주 정리", at=START - timedelta(hours=2))
        town.open()
        towns.append(town)
        town.pass_minutes(3)
        return town

    yield start
    for town in towns:
        town.app.close()


def test_the_backlog_of_a_new_feed_is_kept_and_never_told(open_town):
    town = open_town()

    kept = town.app.line.stories.find_url("https://ga.example/view/old")

    assert town.cards() == []
    assert kept.backlog
    assert "https://ga.example/view/old" not in town.fetched


def test_a_new_article_makes_one_card_after_gathering(open_town):
    town = open_town()
    town.news("ga", "new", TITLE)

    town.pass_minutes(2)
    assert town.cards() == []
    town.pass_minutes(8)

    (message,) = town.cards()
    assert message.card.headline == TITLE
    assert message.card.terms == ("가람반도체",)
    assert message.card.sentences


def test_urgent_words_skip_gathering(open_town):
    town = open_town()
    town.news(
        "ga",
        "fire",
        "가람반도체 청주 공장서 화재",
        "가람반도체 청주 공장에서 화재가 났다. 불은 곧 꺼졌다.",
    )

    town.pass_minutes(2)

    assert [message.card.headline for message in town.cards()] == ["가람반도체 청주 공장서 화재"]


def test_quiet_hours_hold_a_card_and_never_drop_it(open_town):
    town = open_town(quiet_hours="09:00-10:00")
    town.news("ga", "new", TITLE)

    town.pass_minutes(50)
    assert town.cards() == []
    town.pass_minutes(15)

    assert len(town.cards()) == 1


def test_another_outlets_copy_changes_the_card_and_adds_nothing(open_town):
    town = open_town("ga", "na")
    town.news("ga", "new", TITLE)
    town.pass_minutes(8)
    town.news("na", "copy", TITLE)

    town.pass_minutes(8)

    (message,) = town.cards()
    assert town.replies() == []
    assert message.card.coverage == "외 1개 매체 (모두 보도자료 전재)"
    assert message.edits >= 1


def test_the_same_article_again_is_nothing_new(open_town):
    town = open_town()
    town.news("ga", "new", TITLE)
    town.pass_minutes(8)
    entries = len(town.app.line.stories.story_of(_article(town, "new").id).members)

    town.pass_minutes(10)

    assert len(town.cards()) == 1
    assert len(town.app.line.stories.story_of(_article(town, "new").id).members) == entries


def _article(town, name):
    article = town.app.line.stories.find_url(f"https://ga.example/view/{name}")
    assert article is not None
    return article


def test_a_page_that_is_gone_gives_way_to_the_feeds_summary(open_town):
    town = open_town()
    town.news("ga", "new", TITLE, page=None)

    town.pass_minutes(8)

    (message,) = town.cards()
    assert "피드 요약" in " ".join(message.card.notes)


def test_a_page_that_fails_is_tried_again_then_the_summary_must_do(open_town):
    town = open_town()
    town.news("ga", "new", TITLE, page=FetchFailed("503", status=503))
    page = "https://ga.example/view/new"

    town.pass_minutes(12)

    assert town.fetched.count(page) == pipeline.PAGE_TRIES
    assert len(town.cards()) == 1


def test_a_page_that_comes_back_is_read(open_town):
    town = open_town()
    item = town.news("ga", "new", TITLE, page=FetchFailed("reset"))
    town.pass_minutes(3)

    item.page = item.text
    town.pass_minutes(10)

    assert _article(town, "new").text.startswith(item.text.split(".")[0])
    assert len(town.cards()) == 1


def test_retry_after_of_a_page_is_honoured(open_town):
    town = open_town()
    wait = timedelta(minutes=7)
    town.news("ga", "new", TITLE, page=FetchFailed("429", status=429, retry_after=wait))
    page = "https://ga.example/view/new"

    town.pass_minutes(6)

    assert town.fetched.count(page) == 1


def test_a_feed_that_is_down_hinders_nobody(open_town):
    town = open_town("ga", "na")
    town.down["https://ga.example/rss"] = FetchFailed("503", status=503)
    town.news("na", "new", TITLE)

    town.pass_minutes(8)

    states = {feed.outlet: state for feed, state in town.app.line.feeds.feeds()}
    assert states["ga일보"].fails > 0
    assert states["na일보"].fails == 0
    assert len(town.cards()) == 1


def test_a_mention_in_the_body_alone_does_not_alert(open_town):
    town = open_town()
    body = (
        "청주시는 20일 산업단지를 넓힌다고 밝혔다. 면적은 두 배가 된다.\n"
        "공사는 내년 봄에 시작해 3년이 걸린다. 시는 도로도 새로 놓는다.\n"
    )
    town.news(
        "ga",
        "body",
        "청주시, 산업단지 넓힌다",
        body + "입주 기업으로는 가람반도체가 꼽힌다.\n끝이다.",
    )

    town.pass_minutes(10)

    assert town.cards() == []
    assert town.app.line.stories.matches(
        town.app.line.stories.story_of(_article(town, "body").id).id
    )


def test_an_excluded_outlet_alerts_nobody(open_town):
    town = open_town(watchlist=LIST + "outlets: {never: [ga일보]}\n")
    town.news("ga", "new", TITLE)

    town.pass_minutes(10)

    assert town.cards() == []


def test_a_changed_watchlist_is_in_force_at_the_next_tick(open_town):
    town = open_town()
    town.write("b.yaml", 'name: 둘\nchannels: ["#two"]\nterms: [{name: 나래조선}]\n')
    town.pass_minutes(1)
    town.news("ga", "ship", "나래조선, 새 배 띄운다")

    town.pass_minutes(8)

    assert len(town.cards("#two")) == 1


def test_a_mistake_leaves_the_last_good_watchlist_in_force(open_town):
    town = open_town()
    town.write("a.yaml", LIST.replace("terms", "term"))
    town.pass_minutes(1)
    town.news("ga", "new", TITLE)

    town.pass_minutes(8)

    assert "a.yaml" in town.app.keeper.problems[0]
    assert len(town.cards()) == 1


def test_a_removed_watchlist_is_forgotten(open_town):
    town = open_town()
    (town.lists / "a.yaml").unlink()
    town.pass_minutes(1)
    town.news("ga", "new", TITLE)

    town.pass_minutes(8)

    assert town.cards() == []


def test_a_term_added_beside_the_bot_is_in_force_at_the_next_tick(open_town):
    town = open_town()
    town.app.store.terms.add("#mine", Term(name="나래조선"), "me", town.clock.now())
    town.pass_minutes(1)
    town.news("ga", "ship", "나래조선, 새 배 띄운다")

    town.pass_minutes(8)

    assert len(town.cards("#mine")) == 1


def test_new_facts_come_in_the_cards_thread(open_town):
    town = open_town()
    town.news("ga", "new", TITLE)
    town.pass_minutes(8)
    town.news(
        "ga",
        "more",
        "가람반도체, 청주 공장 투자 2조5000억원으로 늘린다(종합)",
        "가람반도체는 청주 공장의 투자 규모를 2조5000억원으로 늘린다고 20일 다시 밝혔다.\n"
        "처음 밝힌 1조2000억원의 두 배가 넘는다. 채용도 300명에서 700명으로 늘린다.\n"
        "김가람 대표는 “고객사 요청이 예상보다 많았다”고 말했다.",
    )

    town.pass_minutes(8)

    (card,), (reply,) = town.cards(), town.replies()
    assert reply.thread == card.receipt
    assert "2조5000억원" in reply.card.headline


def test_what_a_lost_wake_up_left_undone_the_sweep_finds(open_town):
    town = open_town()
    town.news("ga", "new", TITLE)
    town.app.queue.stop(timedelta())
    town.clock.advance(timedelta(minutes=5))
    facts = polling.poll(town.app.line, "https://ga.example/rss")

    counts = pipeline.sweep(town.app.line)

    assert facts["new"] == 1
    assert counts["entries"] == 1


def test_jobs_done_twice_change_nothing(open_town):
    town = open_town()
    town.news("ga", "new", TITLE)
    town.pass_minutes(8)
    line = town.app.line
    entry_id = _article(town, "new").entry_id

    again = (pipeline.read(line, entry_id), pipeline.deliver(line, "#test"))

    assert again == ({}, {})
    assert len(town.cards()) == 1


def test_a_merge_of_two_stories_is_said_in_the_log(open_town):
    town = open_town()
    line, now = town.app.line, town.clock.now()
    town.app.queue.stop(timedelta())
    text = LONG.format(who="가람반도체")
    parts = [
        an_article(name, title=TITLE, text=text, published_at=now, seen_at=now) for name in "갑을"
    ]
    for part in parts:
        alone = Placement(story_id=part.id, relation=Relation.FIRST)
        with line.stories.placing() as desk:
            desk.save(part, line.grouper.fingerprint(part), (), alone)
    town.news("ga", "new", TITLE, text)
    town.clock.advance(timedelta(minutes=5))
    polling.poll(line, "https://ga.example/rss")
    (entry,) = line.entries.waiting(town.clock.now(), 9)

    told = pipeline.read(line, entry.id)

    oldest = _article(town, "old").id
    assert sorted(told["merged"]) == sorted(f"{part.id}>{oldest}" for part in parts)
    assert {line.stories.story(part.id).id for part in parts} == {oldest}


def test_somebody_elses_lease_leaves_the_channel_to_them(open_town):
    town = open_town()
    town.news("ga", "new", TITLE)
    now = town.clock.now()
    town.app.line.leases.take("channel:#test", "other", now, now + timedelta(minutes=30))

    town.pass_minutes(20)
    assert town.cards() == []
    town.pass_minutes(15)

    assert len(town.cards()) == 1


def test_a_feed_that_is_not_due_is_left_alone(open_town):
    town = open_town()
    poll = Job(kind=JobKind.POLL, key="https://ga.example/rss")
    town.app.work(poll)
    asked = len(town.fetched)

    facts = town.app.work(poll)

    assert facts == {}
    assert len(town.fetched) == asked


def test_an_urgent_telling_of_a_story_that_waits_for_morning_does_not_wait(open_town):
    town = open_town("ga", "na", quiet_hours="09:00-10:00")
    town.news("ga", "new", TITLE)
    town.pass_minutes(8)
    assert town.cards() == []
    first = town.items["ga"][-1]
    town.news("na", "fire", TITLE + "…화재", first.text + "\n가람반도체 공장에서 화재가 났다.")

    town.pass_minutes(8)

    assert len(town.cards()) == 1


GROUP = LIST + "mention: S0PRTEAM\n"


def test_an_urgent_card_calls_the_group_that_its_list_names(open_town):
    town = open_town(watchlist=GROUP)
    town.news("ga", "fire", "가람반도체 청주 공장서 화재", "가람반도체 청주 공장에서 화재가 났다.")

    town.pass_minutes(4)

    assert [message.card.mention for message in town.cards()] == ["S0PRTEAM"]


def test_a_card_that_is_not_urgent_calls_nobody(open_town):
    town = open_town(watchlist=GROUP)
    town.news("ga", "new", TITLE)

    town.pass_minutes(8)

    assert [message.card.mention for message in town.cards()] == [None]


def an_office(town):
    app = town.app
    return Office(line=app.line, terms=app.store.terms, gazetteer=app.tables.gazetteer)


@pytest.mark.parametrize("kind", ["term", "story", "outlet"])
def test_what_is_muted_before_its_card_went_out_is_held_and_comes_back(open_town, kind):
    town = open_town(gather_seconds=600)
    town.news("ga", "new", TITLE)
    town.pass_minutes(5)
    office = an_office(town)
    (waiting,) = town.app.store.alerts.alerts((AlertState.PENDING,), 9)

    if kind == "term":
        (held,) = mute_terms(office, "#test", ["가람반도체"], MuteLength.TODAY, "U1")
    elif kind == "story":
        held = judge_story(office, "#test", waiting.story_id, JudgementKind.MUTE_STORY, "U1")
    else:
        held = exclude_outlet(office, "#test", waiting.story_id, "U1")
    town.pass_minutes(15)
    told = town.cards()
    state = town.app.store.alerts.alert(waiting.id).state
    withdraw(office, "#test", held.kind, held.subject, "U1")
    town.pass_minutes(3)

    assert told == []
    assert state is AlertState.FOLDED
    assert [message.card.headline for message in town.cards()] == [TITLE]


def test_an_acknowledgement_holds_nothing_that_waits(open_town):
    town = open_town(gather_seconds=600)
    town.news("ga", "new", TITLE)
    town.pass_minutes(5)
    (waiting,) = town.app.store.alerts.alerts((AlertState.PENDING,), 9)

    judge_story(an_office(town), "#test", waiting.story_id, JudgementKind.ACKNOWLEDGE, "U1")

    assert town.app.store.alerts.alert(waiting.id) == waiting


class BrokenExtractor:
    """An extractor with a bug."""

    def __init__(self):
        self.calls = 0

    def extract(self, _page):
        self.calls += 1
        raise RuntimeError("a bug")


def test_an_entry_that_meets_a_bug_is_tried_ever_more_seldom_and_never_given_up(open_town):
    town = open_town()
    line, broken = town.app.line, BrokenExtractor()
    town.app.line = replace(line, extractor=broken)
    town.app.queue.start(observe(town.app.work, Metrics()))
    town.news("ga", "new", TITLE)

    town.pass_minutes(30)
    assert 2 <= broken.calls <= 6
    town.app.line = line
    town.pass_minutes(20)

    assert [message.card.headline for message in town.cards()] == [TITLE]


def test_of_two_watchlists_with_one_name_the_first_stays_and_the_mistake_is_said(open_town):
    town = open_town()
    town.write("b.yaml", 'name: 시험\nchannels: ["#two"]\nterms: [{name: 나래조선}]\n')
    town.pass_minutes(1)
    town.news("ga", "new", TITLE)

    town.pass_minutes(8)

    assert "b.yaml" in town.app.keeper.problems[0]
    assert len(town.cards()) == 1
    assert town.cards("#two") == []
