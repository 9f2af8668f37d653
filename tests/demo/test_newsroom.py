"""The demo newsroom serves what its timeline says, with the faults that it promises."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener
from xml.etree import ElementTree as ET

import pytest
import yaml

from bot.demo.clock import PacedClock, Stretch
from bot.demo.closing import Told, closing_rows
from bot.demo.newsroom import Newsroom
from bot.demo.scenario import HOLDS_BACK, LENGTH, START, Beat, Guard, Outlet, PageShape, load
from bot.model import Relation

END = START + LENGTH


@contextmanager
def newsroom_at(moment: datetime) -> Iterator[Newsroom]:
    with Newsroom(lambda: moment, drip=timedelta(seconds=0.3)) as newsroom:
        yield newsroom


@pytest.fixture(scope="module")
def newsroom() -> Iterator[Newsroom]:
    with newsroom_at(END) as newsroom:
        yield newsroom


def get(url: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    request = Request(url, headers={name.replace("_", "-"): v for name, v in headers.items()})
    try:
        with build_opener(ProxyHandler({})).open(request, timeout=5) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except HTTPError as error:
        with error:
            return error.code, dict(error.headers), error.read()


def outlet(newsroom: Newsroom, key: str) -> Outlet:
    return next(o for o in newsroom.scenario.outlets if o.key == key)


def beat(newsroom: Newsroom, name: str) -> Beat:
    return next(b for b in newsroom.scenario.beats if b.id == name)


def feed(newsroom: Newsroom, key: str) -> bytes:
    return get(newsroom.feed_url(outlet(newsroom, key)))[2]


def page(newsroom: Newsroom, name: str) -> str:
    which = beat(newsroom, name)
    return get(newsroom.article_url(which))[2].decode(
        "cp949" if which.outlet.charset == "euc-kr" else "utf-8"
    )


def titles(body: bytes) -> list[str]:
    root = ET.fromstring(body.decode())
    return [item.findtext("title") or "" for item in root.iter("item")]


def test_a_feed_starts_with_its_backlog_alone() -> None:
    with newsroom_at(START) as newsroom:
        shown = titles(feed(newsroom, "hanbit"))

    assert shown == ["은별시, 겨울 앞두고 가로등 1만2천개 점검"]


def test_news_appears_when_its_minute_has_come() -> None:
    with newsroom_at(START + timedelta(minutes=6)) as newsroom:
        shown = titles(feed(newsroom, "hanbit"))

    assert shown[0] == "KT클라우드, 나래시에 교육용 AI 데이터센터 착공"
    assert len(shown) == 2


def test_a_page_is_not_there_before_its_minute() -> None:
    with newsroom_at(START + timedelta(minutes=5)) as newsroom:
        status, _, _ = get(newsroom.article_url(beat(newsroom, "campus-wire")))

    assert status == 404


def test_every_outlet_has_a_host_or_port_of_its_own(newsroom: Newsroom) -> None:
    places = {each.url.split("/")[2] for each in newsroom.feeds()}

    assert len(places) == len(newsroom.scenario.outlets) == 15
    assert all(place.startswith("127.") for place in places)


def test_an_unchanged_feed_answers_304(newsroom: Newsroom) -> None:
    url = newsroom.feed_url(outlet(newsroom, "naru"))
    _, headers, _ = get(url)

    status, _, body = get(url, If_None_Match=headers["ETag"])

    assert (status, body) == (304, b"")


def test_a_changed_feed_answers_anew() -> None:
    moment = [START]
    with Newsroom(lambda: moment[0]) as newsroom:
        url = newsroom.feed_url(outlet(newsroom, "naru"))
        _, headers, _ = get(url)
        moment[0] = END
        status, _, _ = get(url, If_None_Match=headers["ETag"])

    assert status == 200


def test_rotating_guids_change_while_links_stay(newsroom: Newsroom) -> None:
    first, second = (ET.fromstring(feed(newsroom, "kkachi")) for _ in range(2))

    assert [e.text for e in first.iter("link")] == [e.text for e in second.iter("link")]
    guids = {e.text for tree in (first, second) for e in tree.iter("guid")}
    assert len(guids) == 2 * len(list(first.iter("item")))


def test_the_euc_kr_feed_holds_a_syllable_beyond_euc_kr(newsroom: Newsroom) -> None:
    body = feed(newsroom, "namdo")

    assert b'encoding="euc-kr"' in body
    assert "'똠방이'가 골라준 급식" in body.decode("cp949")
    with pytest.raises(UnicodeDecodeError):
        body.decode("euc-kr")


def test_the_false_gmt_feed_lies_nine_hours_ahead(newsroom: Newsroom) -> None:
    root = ET.fromstring(feed(newsroom, "mirae").decode())

    stamps = [item.findtext("pubDate") for item in root.iter("item")]

    assert "Tue, 17 Nov 2026 18:27:00 GMT" in stamps


def test_the_down_feed_names_its_patience(newsroom: Newsroom) -> None:
    status, headers, _ = get(newsroom.feed_url(outlet(newsroom, "onsaemi")))

    assert (status, headers["Retry-After"]) == (503, "600")


def test_the_slow_feed_breaks_off(newsroom: Newsroom) -> None:
    url = newsroom.feed_url(outlet(newsroom, "slowpoke"))

    with build_opener(ProxyHandler({})).open(url, timeout=5) as answer:
        promised = int(answer.headers["Content-Length"])
        body = answer.read(64)

    assert 0 < len(body) < promised


def test_the_hostile_feed_grows_without_measure(newsroom: Newsroom) -> None:
    body = feed(newsroom, "thicket").decode()

    assert body.count("<!ENTITY") == 12
    assert len(body) < 2000


def test_a_json_body_stands_in_no_paragraph(newsroom: Newsroom) -> None:
    fusion = page(newsroom, "campus-rewrite-narae")
    linked = page(newsroom, "tester-semi")

    assert "Fusion.globalContent=" in fusion
    assert "<p>KT클라우드가" not in fusion
    assert '"articleBody": "누리반도체(대표 임보람)' in linked
    assert "<p>누리반도체" not in linked


def test_watched_names_stand_beside_the_rink_article_not_in_it(newsroom: Newsroom) -> None:
    which = beat(newsroom, "rink")

    html = page(newsroom, "rink")

    assert "KT클라우드" in html
    assert "KT클라우드" not in " ".join((which.title, *which.paragraphs))


def test_a_deleted_page_is_404_and_its_summary_stays(newsroom: Newsroom) -> None:
    status, _, _ = get(newsroom.article_url(beat(newsroom, "model-kit")))

    assert status == 404
    assert "시민 64명이 뜨개질로 만든" in feed(newsroom, "saebyeok").decode()


def test_every_page_shape_is_on_show(newsroom: Newsroom) -> None:
    shapes = {b.outlet.page for b in newsroom.scenario.beats}

    assert shapes == set(PageShape)


def test_every_page_gives_all_its_paragraphs(newsroom: Newsroom) -> None:
    for each in newsroom.scenario.beats:
        if each.paragraphs:
            html = newsroom.page_bytes(each.outlet, str(each.number))
            assert html is not None
            text = html.decode("cp949" if each.outlet.charset == "euc-kr" else "utf-8")
            plain = text.replace("&#x27;", "'").replace("&quot;", '"').replace("&amp;", "&")
            plain = plain.replace('\\"', '"')
            assert [p for p in each.paragraphs if p not in plain] == [], each.id


def test_the_written_files_say_what_the_newsroom_says(newsroom: Newsroom, tmp_path: Path) -> None:
    newsroom.write_files(tmp_path)

    feeds = yaml.safe_load((tmp_path / "feeds.yaml").read_text(encoding="utf-8"))["feeds"]
    assert [feed["url"] for feed in feeds] == [feed.url for feed in newsroom.feeds()]
    first = yaml.safe_load((tmp_path / "01.yaml").read_text(encoding="utf-8"))
    assert (first["name"], first["alert_on"]) == ("AI 인프라", "lede")
    assert first["terms"][3] == {"name": "SK하이닉스×오픈AI", "all_of": ["SK하이닉스", "오픈AI"]}


def test_every_story_is_told_and_starts_once() -> None:
    scenario = load()

    for story in scenario.stories:
        tellings = [b.relation for b in scenario.beats if b.story == story.key]
        opening = Relation.FIRST if story.followup_of is None else Relation.FOLLOWUP
        assert tellings.count(opening) == 1, story.key
        assert tellings[0] == opening, story.key


def test_the_release_is_carried_by_five_outlets() -> None:
    carriers = {b.outlet.name for b in load().beats if b.story == "tester"}

    assert len(carriers) == 5


def test_the_follow_up_comes_on_the_next_day_and_dates_itself() -> None:
    later = next(b for b in load().beats if b.id == "campus-next-day")

    assert (START + later.at).day == START.day + 1
    assert "18일" in later.paragraphs[0]


def test_texts_follow_another_start() -> None:
    scenario = load(START + timedelta(days=2))

    assert "19일" in next(b for b in scenario.beats if b.id == "campus-wire").paragraphs[0]


def test_a_trap_that_holds_back_belongs_to_no_expected_story() -> None:
    trapped = [b for b in load().beats if b.trap is not None]

    assert {b.trap.guard in HOLDS_BACK for b in trapped if b.trap and b.story is None} == {True}
    assert {b.trap.guard in HOLDS_BACK for b in trapped if b.trap and b.story} == {False}


def test_every_guard_has_its_trap() -> None:
    scenario = load()

    guards = {b.trap.guard for b in scenario.beats if b.trap}
    guards |= {trap.guard for trap in scenario.feed_traps}
    assert guards == set(Guard)


def perfect(newsroom: Newsroom) -> Told:
    scenario = newsroom.scenario
    cards = [story.channel for story in scenario.stories]
    return Told(
        articles=len(scenario.beats),
        stories=30,
        cards={channel: cards.count(channel) for channel in cards},
        alerted={newsroom.article_url(b): 1 for b in scenario.beats if b.story},
        troubled=frozenset(
            newsroom.feed_url(outlet(newsroom, trap.outlet)) for trap in scenario.feed_traps
        ),
    )


def test_a_perfect_telling_holds_every_row(newsroom: Newsroom) -> None:
    rows = closing_rows(newsroom, perfect(newsroom))

    assert [row.what for row in rows if not row.held] == []
    assert len(rows) == 3 + len([b for b in newsroom.scenario.beats if b.trap]) + 3


@pytest.mark.parametrize(
    ("name", "cards"),
    [
        pytest.param("film", 1, id="the film alerted"),
        pytest.param("seniors", 2, id="one story told twice"),
        pytest.param("menu", 0, id="a story lost"),
    ],
)
def test_a_wrong_telling_shows_in_its_row(newsroom: Newsroom, name: str, cards: int) -> None:
    good = perfect(newsroom)
    which = beat(newsroom, name)
    bad = Told(
        articles=good.articles,
        stories=good.stories,
        cards=good.cards,
        alerted={**good.alerted, newsroom.article_url(which): cards},
        troubled=good.troubled,
    )

    rows = closing_rows(newsroom, bad)

    assert [row.what for row in rows if not row.held] == [which.title]


def test_nothing_told_holds_no_count(newsroom: Newsroom) -> None:
    nothing = Told(articles=0, stories=0, cards={}, alerted={}, troubled=frozenset())

    rows = closing_rows(newsroom, nothing)

    assert [row.held for row in rows[:3]] == [False, False, False]
    assert [row.held for row in rows[-3:]] == [False, False, True]


def test_a_hostile_feed_that_alerts_shows_in_its_row(newsroom: Newsroom) -> None:
    base = newsroom.feed_url(outlet(newsroom, "thicket")).removesuffix("rss")
    told = Told(
        articles=0,
        stories=0,
        cards={},
        alerted={f"{base}article/1": 1},
        troubled=frozenset(),
    )

    rows = closing_rows(newsroom, told)

    assert not rows[-1].held


def test_the_paced_clock_hurries_through_its_stretches() -> None:
    pace = (
        Stretch(scenario=timedelta(hours=1), real=timedelta(seconds=0.05)),
        Stretch(scenario=timedelta(hours=10), real=timedelta(seconds=0.05)),
        Stretch(scenario=timedelta(hours=1), real=timedelta(seconds=10)),
    )
    clock = PacedClock(START, pace)

    clock.sleep(timedelta(hours=11))

    passed = clock.now() - START
    assert timedelta(hours=11) <= passed < timedelta(hours=12)
    assert clock.now().tzinfo is UTC
