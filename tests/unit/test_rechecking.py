"""What became of a sent article is told once, in its card's thread, and the card stays true."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot import pipeline
from bot.adapters.memory import ChatFault
from bot.errors import BadPage, FetchFailed
from bot.line import ReadEntry
from bot.model import AlertKind, JobKind, JudgementKind, Recheck
from bot.outbox import NEVER
from bot.rechecking import AT_ONCE
from bot.tables import load_tables
from tests.contract.samples import a_fingerprint, a_placement, an_alert, an_article, an_entry
from tests.fakes.killed_line import Fuse, Fused
from tests.fakes.small_town import LONG, START, Town

LIST = '{name: 시험, channels: ["#test"], terms: [{name: 가람반도체}]}'
FESTIVAL = (
    "경기 여주시는 신륵사 관광지에서 도자기 축제를 연다고 전했다. 물레 체험과 공연이 이어진다.\n"
    "입장은 무료이며 주차장은 강변에 따로 마련한다. 비가 오면 실내에서 진행한다.\n"
    "지난해에는 방문객 8만 명이 다녀갔다."
)
HOUR = timedelta(hours=1)
TITLE = "가람반도체, 청주에 1조2000억원 공장 짓는다"
LODGE = "가람반도체, 나주에 연수원 세운다"
FAREWELL = (
    "<html><head><title>가일보</title></head><body><div class='pop'>삭제된 기사입니다.</div>"
    "</body></html>"
)
FRONT = "<html><head><title>가일보</title></head><body><ul><li>오늘의 날씨</li></ul></body></html>"


@pytest.fixture(scope="module")
def tables():
    return load_tables()


@pytest.fixture
def town(tmp_path, tables):
    """A card is out about one article; another article of the site matched nothing."""
    town = Town(tmp_path, tables, settings={"briefs": ""}, watchlists={"a.yaml": LIST})
    town.outlets("ga", "na")
    town.open()
    town.pass_minutes(3)
    town.item = town.news("ga", "a", TITLE)
    town.other = town.news("ga", "b", "여주 도자기 축제 사흘 동안 열린다", FESTIVAL)
    town.pass_minutes(5)
    assert len(town.cards()) == 1
    yield town
    town.app.close()


def looks(town, item):
    return town.fetched.count(f"https://ga.example/view/{item.name}")


def texts(town):
    return [message.card.headline for message in town.replies()]


def test_a_told_article_is_looked_at_four_times_in_a_day_and_others_never(town):
    read = looks(town, town.item)

    counts = []
    for hours in (0.5, 1, 6, 20, 48):
        town.pass_hours(hours)
        counts.append(looks(town, town.item) - read)

    assert counts == [1, 2, 3, 4, 4]
    assert looks(town, town.other) == 1
    assert texts(town) == []


def test_a_changed_headline_is_told_once_in_the_thread_and_stands_on_the_card(town):
    town.item.title = "가람반도체, 청주 공장 계획 전면 보류"

    town.pass_hours(26)

    (text,) = texts(town)
    assert "제목이 바뀌었습니다" in text
    assert TITLE in text
    assert "전면 보류" in text
    (card,) = town.cards()
    assert card.card.headline == "가람반도체, 청주 공장 계획 전면 보류"
    assert town.replies()[0].thread == card.receipt


@pytest.mark.parametrize(
    "title",
    [
        pytest.param("[속보] 가람반도체, 청주에 1조2000억원 공장 짓는다(종합)", id="tags"),
        pytest.param("가람반도체 ‘청주에 1조2000억원 공장’ 짓는다", id="punctuation"),
        pytest.param("가람반도체, 청주에 1조2000억원 공장 짓는다 - ga일보", id="the outlet's name"),
        pytest.param("가람반도체, 청주에 1조2000억원 공장 짓는다(종합4보)", id="a later telling"),
        pytest.param("속보 | 가람반도체, 청주에 1조2000억원 공장 짓는다", id="a bare status"),
        pytest.param("[영상] 가람반도체, 청주에 1조2000억원 공장 짓는다", id="with a film"),
        pytest.param(
            "가람반도체, 청주에 1조2000억원 공장 짓는다 < 산업 < 기사본문", id="a section"
        ),
        pytest.param("가람반도체, 청주에 1조2000억원 공장 짓는다 | GA ECONOMY", id="a site's name"),
        pytest.param(
            "가람반도체, &amp;quot;청주에 1조2000억원&amp;quot; 공장 짓는다", id="entities"
        ),
        pytest.param("가람반도체, 청주에 1조2000억원 공장…", id="cut short"),
    ],
)
def test_a_headline_that_says_the_same_is_no_change(town, title):
    town.item.markup = page(title, LONG.format(who="가람반도체"))

    town.pass_hours(26)

    assert texts(town) == []


def page(title, text):
    body = "".join(f"<p>{paragraph}</p>" for paragraph in text.split("\n"))
    return (
        f"<html><head><title>{title}</title></head>"
        f"<body><article><h1>{title}</h1>{body}</article></body></html>"
    )


def test_an_edit_of_the_text_is_no_news(town):
    town.item.page = town.item.page.replace("300명", "350명") + "\n회사는 자세한 일정을 곧 밝힌다."

    town.pass_hours(26)

    assert texts(town) == []


HELD_UP = "가람반도체, 청주 공장 계획 전면 보류"


def test_headlines_that_swap_for_hours_are_told_once_and_the_card_follows(town):
    shown = []
    for title in (HELD_UP, TITLE, HELD_UP, TITLE):
        town.item.title = title
        town.pass_hours(2)
        shown.append(town.cards()[0].card.headline)

    (text,) = texts(town)
    assert HELD_UP in text
    assert shown == [HELD_UP, TITLE, HELD_UP, TITLE]


def test_a_headline_that_is_back_before_the_second_look_is_told_to_nobody(town):
    for title in (HELD_UP, TITLE):
        markup = page(title, LONG.format(who="가람반도체"))
        town.item.markup = markup
        town.pass_minutes(13)

    town.pass_hours(26)

    assert texts(town) == []
    assert town.cards()[0].card.headline == TITLE


def test_headlines_that_rotate_are_not_asked_for_again_and_again(town):
    read = looks(town, town.item)
    turn = iter(range(1_000))

    town.app.line = replace(town.app.line, pages=Rotated(town.app.line.pages, turn))

    town.pass_hours(48)

    assert looks(town, town.item) - read <= 2 * 4
    assert texts(town) == []


class Rotated:
    """A PageReader of a site that heads each answer otherwise."""

    def __init__(self, pages, turn):
        self.pages, self.turn = pages, turn

    def read(self, url):
        found = self.pages.read(url)
        title = f"가람반도체 공장 소식 {next(self.turn)}번째 새 제목"
        return replace(found, body=found.body.replace(TITLE.encode(), title.encode()))


def test_a_new_title_in_the_feed_hastens_the_look_at_the_page(town):
    town.pass_hours(2)
    assert texts(town) == []
    town.item.title = HELD_UP

    town.pass_minutes(20)

    (text,) = texts(town)
    assert HELD_UP in text


def test_the_feeds_own_words_are_told_to_nobody(town):
    markup = page(TITLE, LONG.format(who="가람반도체"))
    town.pass_hours(2)
    read = looks(town, town.item)
    town.item.title, town.item.markup = HELD_UP, markup

    town.pass_hours(1)

    assert looks(town, town.item) == read + 1
    assert texts(town) == []


def test_titles_that_take_turns_in_the_feed_hasten_one_look_an_hour(town):
    markup = page(TITLE, LONG.format(who="가람반도체"))
    town.pass_hours(2)
    read = looks(town, town.item)
    for turn in range(24):
        town.item.title, town.item.markup = (HELD_UP, TITLE)[turn % 2], markup
        town.pass_minutes(5)

    assert looks(town, town.item) <= read + 2
    assert texts(town) == []


def test_a_title_that_is_ever_new_in_the_feed_hastens_few_looks(town):
    markup = page(TITLE, LONG.format(who="가람반도체"))
    town.pass_hours(2)
    read = looks(town, town.item)
    for turn in range(11):
        town.item.title, town.item.markup = f"{HELD_UP}, {turn * 7}명이 읽었다", markup
        town.pass_minutes(5)

    assert looks(town, town.item) == read + 3
    assert texts(town) == []


def test_a_hastened_look_stands_for_none_of_the_others(town):
    markup = page(TITLE, LONG.format(who="가람반도체"))
    town.pass_hours(2)
    town.item.title, town.item.markup = HELD_UP, markup
    town.pass_hours(1)
    read = looks(town, town.item)

    town.pass_hours(48)

    assert looks(town, town.item) == read + 2


def test_a_correction_in_the_article_is_told_with_its_line(town):
    line = "[정정보도] 투자 규모는 1조2000억원이 아니라 1200억원이기에 바로잡습니다."
    town.item.page = f"{town.item.page}\n{line}"

    town.pass_hours(26)

    (text,) = texts(town)
    assert "정정이 실렸습니다" in text
    assert line in text


def test_an_article_that_speaks_of_somebodys_correction_is_not_corrected(town):
    line = "회사는 다른 매체에 정정보도를 청구했다고 덧붙였다."
    town.item.page = f"{town.item.page}\n{line}"

    town.pass_hours(26)

    assert texts(town) == []


def test_a_correction_and_a_new_headline_are_both_told(town):
    town.item.title = "가람반도체, 청주에 1200억원 공장 짓는다"
    town.item.page += "\n[바로잡습니다] 투자 규모를 바로잡습니다."

    town.pass_hours(26)

    assert len(texts(town)) == 2


def gone(item, how):
    match how:
        case "missing" | "gone":
            item.page = BadPage("x", reason=how)
        case "farewell":
            item.markup = FAREWELL
        case "script":
            item.markup = "<script>alert('삭제된 기사입니다.');history.back();</script>"
        case "front":
            item.markup, item.lands = FRONT, "https://ga.example/"


@pytest.mark.parametrize("how", ["missing", "gone", "farewell", "script", "front"])
def test_a_deleted_article_is_told_once_and_marked_on_its_card(town, how):
    gone(town.item, how)

    town.pass_hours(26)

    (text,) = texts(town)
    assert "삭제되었습니다" in text
    (card,) = town.cards()
    assert any("원문이 삭제되었습니다" in note for note in card.card.notes)


def test_one_look_that_finds_nothing_proves_nothing(town):
    gone(town.item, "missing")
    town.pass_minutes(12)
    town.item.page = LONG.format(who="가람반도체")

    town.pass_hours(26)

    assert texts(town) == []


@pytest.mark.parametrize("how", ["missing", "farewell", "front"])
def test_a_site_that_is_away_as_a_whole_has_deleted_nothing(town, how):
    gone(town.item, how)
    gone(town.other, how)

    town.pass_hours(26)

    assert texts(town) == []


@pytest.mark.parametrize("reason", ["missing", "gone"])
def test_a_page_that_was_never_there_for_us_is_not_deleted(town, reason):
    title = "가람반도체, 나주에 연수원 세운다"
    text = "가람반도체는 나주시 빛가람동에 직원 연수원을 세우기로 하고 부지 3만 제곱미터를 샀다."
    item = town.news("ga", "c", title, text, page=BadPage("x", reason=reason))
    town.pass_minutes(5)
    assert len(town.cards()) == 2

    town.pass_hours(26)

    assert looks(town, item) > 1
    assert texts(town) == []


@pytest.mark.parametrize("reason", ["forbidden", "robots", "not_html", "too_large"])
def test_a_page_that_is_kept_from_us_is_not_deleted(town, reason):
    town.item.page = BadPage("x", reason=reason)

    town.pass_hours(26)

    assert texts(town) == []


def test_a_page_that_became_something_else_proves_nothing(town):
    town.item.markup = page(
        "로그인", "가일보를 읽으시려면 로그인해 주세요. 회원이 아니면 가입해 주세요." * 8
    )

    town.pass_hours(26)

    assert texts(town) == []


def test_an_article_that_speaks_of_a_deleted_one_stands(town):
    town.item.page += (
        "\n앞서 다른 매체의 관련 기사는 삭제되었다. 현재는 삭제된 기사입니다라는 안내만 뜬다."
    )

    town.pass_hours(26)

    assert texts(town) == []


def test_where_another_outlet_still_tells_it_the_card_leads_there(town):
    town.news("na", "c", TITLE, town.item.text)
    town.pass_minutes(5)
    gone(town.item, "missing")

    town.pass_hours(26)

    (card,) = town.cards()
    assert card.card.url == "https://na.example/view/c"
    assert len(texts(town)) == 1


def test_a_site_that_does_not_answer_is_asked_a_few_times_and_then_at_the_next_look(town):
    text = town.item.page
    town.item.page = FetchFailed("x")
    town.pass_minutes(50)
    asked = looks(town, town.item)
    town.item.page = text
    town.item.title = "가람반도체, 청주 공장 계획 전면 보류"

    town.pass_hours(26)

    assert asked == 1 + 3
    assert len(texts(town)) == 1


def test_a_muted_story_stays_quiet(town):
    told = next(
        story
        for story in town.app.line.stories.stories(START, 9)
        if story.members[0].article.title == TITLE
    )
    town.judge(JudgementKind.IRRELEVANT, str(told.id))
    town.item.title = "가람반도체, 청주 공장 계획 전면 보류"

    town.pass_hours(26)

    assert texts(town) == []


def test_few_are_looked_at_at_once_however_many_are_due(town):
    store, now = town.app.store, town.clock.now()
    (card,) = store.alerts.alerts((), 1)
    for article in [*store.stories.articles(START, 9)]:
        store.rechecks.enlist([(card, Recheck(article_id=article.id, since=now, due_at=now))])
    store.rechecks.enlist([(card, Recheck(article_id=1, since=now, due_at=now))])  # pruned since
    jobs = []
    line = replace(town.app.line, queue=Collector(jobs))
    town.clock.advance(HOUR)

    for _ in range(3):
        pipeline.sweep(line)

    assert sum(job.kind is JobKind.RECHECK for job in jobs) == AT_ONCE


def test_an_article_that_was_pruned_takes_nobodys_turn(town):
    store, now = town.app.store, town.clock.now()
    (card,) = store.alerts.alerts((), 1)
    store.rechecks.enlist([(card, Recheck(article_id=1, since=now, due_at=now))])

    town.pass_minutes(2)

    assert store.rechecks.recheck(1).due_at == NEVER
    assert store.rechecks.recheck(1).held_until is None


def test_what_a_channel_was_told_days_late_is_looked_at_from_then_on(tmp_path, tables):
    town = Town(tmp_path, tables, settings={"briefs": ""}, watchlists={"a.yaml": LIST})
    town.outlets("ga")
    town.open()
    town.pass_minutes(3)
    town.chat.fail(*[ChatFault.CHANNEL_BLOCKED] * 3)
    item = town.news("ga", "a", TITLE)
    town.pass_minutes(5)
    town.clock.advance(50 * HOUR)
    town.pass_minutes(20)
    assert len(town.cards()) == 1
    item.title = "가람반도체, 청주 공장 계획 전면 보류"

    town.pass_hours(8)

    assert len(texts(town)) == 1
    town.app.close()


class Collector:
    """A Queue that only notes what it is given."""

    def __init__(self, jobs):
        self.put = jobs.append


CORRECTION = (
    "본지는 지난 20일 ‘가람반도체, 청주에 1조2000억원 공장 짓는다’ 제하의 기사에서 투자 규모를 잘못 적었습니다.\n"
    "사실 확인 결과 투자 규모는 1200억원으로 밝혀졌기에 이를 바로잡습니다. 독자 여러분께 사과드립니다."
)


@pytest.mark.parametrize("title", ["[정정보도문] 20일자 공장 기사", "바로잡습니다"])
def test_a_correction_on_a_page_of_its_own_goes_into_the_thread_of_what_it_names(town, title):
    town.pass_hours(40)
    town.news("ga", "z", title, CORRECTION)

    town.pass_hours(1)

    ((card,), (reply,)) = town.cards(), town.replies()
    assert reply.thread == card.receipt
    assert reply.card.url == "https://ga.example/view/z"


def test_a_correction_that_names_several_articles_reaches_each_ones_thread(town):
    other = "가람반도체, 나주에 연수원 세운다"
    town.news(
        "ga",
        "c",
        other,
        "가람반도체는 나주시 빛가람동에 직원 연수원을 세우기로 하고 땅을 샀다. 내년에 연다.",
    )
    town.pass_minutes(5)
    first, second = town.cards()
    text = (
        f"본지는 ‘{TITLE}’ 제하의 기사와 ‘{other}’ 제하의 기사에서 투자 규모를 잘못 적었습니다.\n"
        "사실 확인 결과 두 곳을 더해 1200억원으로 밝혀졌기에 이를 바로잡습니다."
    )
    town.news("ga", "z", "[정정보도문] 20일자 기사 두 건", text)

    town.pass_hours(1)

    threads = [reply.thread for reply in town.replies()]
    assert sorted(threads, key=str) == sorted([first.receipt, second.receipt], key=str)
    (remark,) = [text for text in texts(town) if "정정이 실렸습니다" in text]
    assert other in remark


def test_remarks_bear_no_earlier_moment_than_what_another_worker_promised_before(town):
    other = "가람반도체, 나주에 연수원 세운다"
    town.news("ga", "c", other, "가람반도체는 나주시에 직원 연수원을 세우기로 하고 땅을 샀다.")
    town.pass_minutes(5)
    text = f"‘{TITLE}’ 기사와 ‘{other}’ 기사의 투자 규모는 1200억원이기에 바로잡습니다."
    town.news("ga", "z", "[정정보도문] 20일자 기사 두 건", text)
    town.item.title = "가람반도체, 청주 공장 계획 전면 보류"

    for minute in range(100):
        ahead = town.clock.now() + timedelta(seconds=9)
        promised = an_alert(f"{minute}", channel="#far", created_at=ahead, due_at=NEVER)
        town.app.store.alerts.promise([promised])
        town.pass_minutes(1)

    kept = town.app.store.alerts.alerts([], 999)
    elsewhere = {alert.created_at for alert in kept if alert.channel == "#far"}
    remarks = [alert for alert in kept if alert.kind is AlertKind.CHANGE]
    assert len(remarks) == 2
    assert {alert.created_at for alert in remarks} <= elsewhere


def test_headlines_are_looked_for_while_nobody_waits_to_place(town):
    town.pass_hours(1)
    fuse = Fuse(0)
    town.app.line = replace(town.app.line, stories=Fused(town.app.line.stories, "stories", fuse))
    town.news("ga", "z", "[정정보도문] 20일자 공장 기사", CORRECTION)

    town.pass_minutes(10)

    placed = fuse.names.index("before placing")
    assert "before stories.search" in fuse.names[:placed]
    assert "before stories.search" not in fuse.names[placed : fuse.names.index("after placing")]
    assert len(town.replies()) == 1


def test_a_correction_that_names_one_story_twice_says_so_once(town):
    town.pass_hours(1)
    twice = CORRECTION + f"\n같은 날 ‘{TITLE}’ 기사의 사진 설명도 바로잡습니다."
    town.news("ga", "z", "[정정보도문] 20일자 공장 기사", twice)

    town.pass_hours(1)

    assert len(town.replies()) == 1


@pytest.mark.parametrize(
    ("outlet", "text"),
    [
        pytest.param("na", CORRECTION, id="another outlet's"),
        pytest.param("ga", CORRECTION.replace("청주에", "원주에 세운다던"), id="another article"),
    ],
)
def test_a_correction_of_something_else_tells_the_thread_nothing(town, outlet, text):
    town.pass_hours(40)
    town.news(outlet, "z", "[정정보도문] 지난 기사", text)

    town.pass_hours(1)

    assert town.replies() == []


def two_cards_to_come(tmp_path, tables, **settings):
    """Cards about two stories wait for other outlets, and a correction that names both has come."""
    settings = {"briefs": "", "gather_seconds": 3_600, **settings}
    town = Town(tmp_path, tables, settings=settings, watchlists={"a.yaml": LIST})
    town.outlets("ga")
    town.open()
    town.pass_minutes(3)
    town.news("ga", "a", TITLE)
    town.news("ga", "c", LODGE, "가람반도체는 나주시에 직원 연수원을 세우기로 하고 땅을 샀다.")
    town.pass_minutes(5)
    text = f"‘{TITLE}’ 기사와 ‘{LODGE}’ 기사의 투자 규모는 1200억원이기에 바로잡습니다."
    town.news("ga", "z", "[정정보도문] 20일자 기사 두 건", text)
    town.pass_minutes(5)
    assert not town.chat.messages
    return town


@pytest.mark.parametrize(
    ("burst", "messages"), [(9, 2), (1, 1)], ids=["by a card each", "in one message"]
)
def test_a_correction_of_what_is_still_to_come_follows_it_into_its_thread(
    tmp_path, tables, burst, messages
):
    town = two_cards_to_come(tmp_path, tables, burst_cards=burst)

    town.pass_hours(3)
    town.app.close()

    told = [message.receipt for message in town.cards()]
    threads = {reply.thread for reply in town.replies()}
    assert len(told) == messages
    assert len(town.replies()) == 2
    assert threads == set(told)


def test_a_correction_of_two_stories_that_became_one_stays_in_its_thread(tmp_path, tables):
    town = two_cards_to_come(tmp_path, tables)
    one, other = (story.id for story in town.app.store.stories.watched(START, 9))
    bridge = an_article("다리")
    with town.app.store.stories.placing() as desk:
        placement = a_placement(bridge, story_id=one, merged=(other,))
        desk.save(bridge, a_fingerprint(1), (), placement)

    town.pass_hours(3)
    town.app.close()

    (card,) = town.cards()
    assert {reply.thread for reply in town.replies()} == {card.receipt}


def two_cards_of_one_event(tmp_path, tables, due_in):
    """Cards about two stories are due; a telling that proves them one has not come yet."""
    town = Town(tmp_path, tables, settings={"briefs": ""}, watchlists={"a.yaml": LIST})
    town.open()
    line, now = town.app.line, town.clock.now()
    parts = [
        an_article(name, title=title, text=LONG.format(who="가람반도체"), seen_at=now)
        for name, title in {"갑": TITLE, "을": f"{TITLE} … 300명 채용"}.items()
    ]
    for part in parts:
        with line.stories.placing() as desk:
            desk.save(part, line.grouper.fingerprint(part), (), a_placement(part))
            due = now + due_in
            desk.promise([an_alert(part.title, channel="#test", story_id=part.id, due_at=due)])
    town.pass_minutes(2)
    return town, parts


@pytest.mark.parametrize("order", [1, -1], ids=["the merge first", "the correction first"])
@pytest.mark.parametrize(
    ("due_in", "cards"), [(0 * HOUR, 2), (HOUR, 1)], ids=["cards are out", "cards wait"]
)
def test_an_entry_that_merges_two_stories_and_corrects_both_tells_each_thread_once(
    tmp_path, tables, due_in, cards, order
):
    town, parts = two_cards_of_one_event(tmp_path, tables, due_in)
    text = "".join(f"‘{part.title}’ 기사의 투자 규모를 바로잡습니다. " for part in parts)
    told = {"seen_at": town.clock.now()}
    articles = (
        an_article("병", title=TITLE, text=parts[0].text, **told),
        an_article("정", title="[정정보도문] 20일자 기사 두 건", text=text, **told),
    )

    read = ReadEntry(entry=an_entry("두 건"), articles=articles[::order])
    placed = pipeline.place(town.app.line, pipeline.match(town.app.line, read))
    town.pass_hours(2)
    town.app.close()

    assert len(placed.merged) == 1
    assert len(town.cards()) == cards
    threads = {reply.thread for reply in town.replies()}
    assert threads == {card.receipt for card in town.cards()}
    assert len(town.replies()) == cards
