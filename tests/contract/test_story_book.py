"""Articles, stories and the grouping transaction."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import NotFound
from bot.model import (
    AlertState,
    BodySource,
    EntryClosed,
    FeedState,
    Field,
    Member,
    Relation,
    Salience,
    Span,
)
from bot.ports import POSTINGS
from tests.contract.samples import (
    DAY,
    HOUR,
    MINUTE,
    NEVER,
    NOW,
    a_fingerprint,
    a_match,
    a_placement,
    an_alert,
    an_article,
    an_entry,
)


def put(store, article, keys=(), matches=(), features=b"", **placement):
    """Places one article in a transaction of its own."""
    with store.stories.placing() as desk:
        desk.save(
            article,
            a_fingerprint(*keys, features=features),
            matches,
            a_placement(article, **placement),
        )
    return article


def joined(store, name, first, **changes):
    """Places another article in the story of the first."""
    return put(store, an_article(name, **changes), story_id=first.id, relation=Relation.COPY)


def candidates(store, keys, since=NOW - DAY, limit=10):
    with store.stories.placing() as desk:
        return desk.candidates(keys, since, limit)


def test_an_article_comes_back_field_by_field(store):
    article = an_article(
        "가람", author=None, body_source=BodySource.FEED, backlog=True, text="가" * 5000
    )

    put(store, article)

    assert store.stories.article(article.id) == article


def test_a_first_article_starts_a_story_at_revision_one(store):
    article = an_article("가람")
    placement = a_placement(article)

    put(store, article)

    story = store.stories.story(article.id)
    assert (story.id, story.revision, story.followup_of) == (article.id, 1, None)
    assert story.members == (
        Member(article=article, relation=Relation.FIRST, evidence=placement.evidence),
    )


def test_a_joining_article_comes_after_the_others_and_bumps_the_revision(store):
    first = put(store, an_article("가람"))
    second = joined(store, "나래", first, seen_at=NOW - HOUR)
    third = joined(store, "다솜", first)

    story = store.stories.story(first.id)

    assert [member.article for member in story.members] == [first, second, third]
    assert [member.relation for member in story.members][1:] == [Relation.COPY] * 2
    assert story.revision == 3


def test_a_followup_starts_a_story_that_names_the_old_one(store):
    first = put(store, an_article("가람"))

    later = put(store, an_article("나래"), relation=Relation.FOLLOWUP, followup_of=first.id)

    assert store.stories.story(later.id).followup_of == first.id


def test_placing_an_article_again_changes_nothing(store):
    first = put(store, an_article("가람"), keys=(1,), matches=(a_match("공장"),))
    joined(store, "나래", first)

    put(store, an_article("가람", title="다른 제목"), keys=(2,), matches=(a_match("증설"),))

    assert store.stories.story(first.id).revision == 2
    assert store.stories.article(first.id) == first
    assert store.stories.matches(first.id) == [a_match("공장")]
    assert candidates(store, [2]) == []


def test_is_placed_says_whether_an_article_has_a_story(store):
    article = an_article("가람")
    with store.stories.placing() as desk:
        before = desk.is_placed(article.id)
        desk.save(article, a_fingerprint(), (), a_placement(article))
        after = desk.is_placed(article.id)

    assert (before, after) == (False, True)


def test_matches_of_a_story_come_in_order_of_arrival_and_appearance(store):
    matches = [
        a_match("증설", field=Field.TEXT, span=Span(start=9, end=11), salience=Salience.BODY),
        a_match("공장", watchlist="클라우드", rule="joined", surface="공장을"),
        a_match("공장", salience=Salience.PASSING),
    ]
    first = put(store, an_article("가람"), matches=matches[:2])
    put(store, an_article("나래"), matches=matches[2:], story_id=first.id)

    assert store.stories.matches(first.id) == matches
    with store.stories.placing() as desk:
        assert desk.matches(first.id) == matches


def test_matches_of_an_unknown_story_are_none(store):
    assert store.stories.matches(1) == []


@pytest.mark.parametrize("read", ["story", "article", "story_of"])
def test_what_is_unknown_is_not_found(store, read):
    with pytest.raises(NotFound):
        getattr(store.stories, read)(1)


def test_the_desk_sees_a_story_and_misses_an_unknown_one(store):
    first = put(store, an_article("가람"))
    with store.stories.placing() as desk:
        assert desk.story(first.id) == store.stories.story(first.id)
        with pytest.raises(NotFound):
            desk.story(1)


def test_candidates_share_keys_most_shared_first_then_newest(store):
    one = put(store, an_article("하나", seen_at=NOW - HOUR), keys=(1, 9), features=b"one")
    two = put(store, an_article("둘", seen_at=NOW), keys=(1,), features=b"two")
    both = put(store, an_article("셋", seen_at=NOW - 2 * HOUR), keys=(1, 2), features=b"both")
    put(store, an_article("넷"), keys=(7,))

    found = candidates(store, [1, 2, 2, 3])

    assert [(c.article_id, c.shared, c.features) for c in found] == [
        (both.id, 2, b"both"),
        (two.id, 1, b"two"),
        (one.id, 1, b"one"),
    ]
    assert [c.at for c in found] == [article.seen_at for article in (both, two, one)]


def test_candidates_name_the_story_they_are_in(store):
    first = put(store, an_article("하나"))
    put(store, an_article("둘"), keys=(1,), story_id=first.id)

    assert [candidate.story_id for candidate in candidates(store, [1])] == [first.id]


def test_candidates_stop_at_the_window_and_the_limit(store):
    put(store, an_article("옛", seen_at=NOW - 3 * DAY), keys=(1, 2))
    edge = put(store, an_article("끝", seen_at=NOW - 2 * DAY), keys=(1,))
    new = put(store, an_article("새"), keys=(1,))

    found = candidates(store, [1, 2], since=NOW - 2 * DAY)

    assert [candidate.article_id for candidate in found] == [new.id, edge.id]
    assert [c.article_id for c in candidates(store, [1, 2], NOW - 9 * DAY, limit=1)] != [new.id]
    assert candidates(store, [1], limit=0) == []


def test_an_article_of_the_first_day_but_before_the_window_takes_no_candidates_place(store):
    morning = NOW.replace(hour=6, minute=0)
    put(store, an_article("옛", seen_at=morning - HOUR), keys=(1, 2, 3))
    near = put(store, an_article("새", seen_at=morning + HOUR), keys=(1, 2))

    found = candidates(store, [1, 2, 3], since=morning, limit=1)

    assert [candidate.article_id for candidate in found] == [near.id]


def test_no_keys_have_no_candidates(store):
    put(store, an_article("하나"), keys=(1,))

    assert candidates(store, []) == []


def test_of_a_key_that_everybody_has_only_the_newest_are_looked_at(store):
    articles = [an_article(str(number)) for number in range(POSTINGS + 3)]
    with store.stories.placing() as desk:
        for article in articles:
            keys = (1, 2) if article is articles[0] else (1,)
            desk.save(article, a_fingerprint(*keys), (), a_placement(article))

    found = {candidate.article_id for candidate in candidates(store, [1], limit=1000)}

    assert found == {article.id for article in articles[3:]}
    assert [c.article_id for c in candidates(store, [2])] == [articles[0].id]


def test_of_a_key_that_everybody_has_for_days_only_the_newest_of_all_days_are_looked_at(store):
    days = [NOW - 5 * DAY, NOW - DAY, NOW]  # and none between
    told = [
        an_article(f"{day} {number}", seen_at=day)
        for day in days
        for number in range(POSTINGS // 2)
    ]
    with store.stories.placing() as desk:
        for article in told:
            desk.save(article, a_fingerprint(1), (), a_placement(article))

    found = {candidate.article_id for candidate in candidates(store, [1], NOW - 7 * DAY, 1000)}

    assert found == {article.id for article in told[POSTINGS // 2 :]}


def test_an_article_of_a_clock_far_ahead_hides_none_of_today(store):
    put(store, an_article("먼 훗날", seen_at=NOW + 9_000 * DAY), keys=(1,))
    today = put(store, an_article("오늘"), keys=(1,))

    found = {candidate.article_id for candidate in candidates(store, [1], NOW - 7 * DAY)}

    assert today.id in found


def test_keys_are_found_on_the_last_day_as_on_the_first(store):
    largest = 2**63 - 1
    old = put(store, an_article("옛", seen_at=NOW - 7 * DAY), keys=(0, 5))
    new = put(store, an_article("새"), keys=(largest, 5))

    found = candidates(store, [0, largest], NOW - 7 * DAY)

    assert [candidate.article_id for candidate in found] == [new.id, old.id]


def test_members_are_the_first_and_the_newest_of_each_story(store):
    first = put(store, an_article("가람"), features=b"first")
    others = [joined(store, str(number), first) for number in range(4)]
    lone = put(store, an_article("나래"))

    with store.stories.placing() as desk:
        found = desk.members([lone.id, first.id, 5, first.id], 3)
        whole = desk.members([first.id], 5)
        leads = desk.members([first.id], 1)
        nobody = desk.members([], 3), desk.members([first.id], 0)

    chosen = [lone, first, *others[2:]]
    assert [member.article_id for member in found] == [article.id for article in chosen]
    assert {member.shared for member in found} == {0}
    assert found[1].features == b"first"
    assert [member.article_id for member in whole] == [a.id for a in (first, *others)]
    assert [member.article_id for member in leads] == [first.id]
    assert nobody == ([], [])


def test_a_merge_moves_members_alerts_and_links_into_the_story(store):
    old = put(store, an_article("옛"))
    young = put(store, an_article("젊은", seen_at=NOW + HOUR))
    sequel = put(store, an_article("뒷일"), relation=Relation.FOLLOWUP, followup_of=young.id)
    alert = an_alert("하나", story_id=young.id, state=AlertState.SENDING)
    store.alerts.promise([alert])

    bridge = put(store, an_article("다리"), story_id=old.id, merged=(young.id,))

    story = store.stories.story(old.id)
    assert [member.article for member in story.members] == [old, young, bridge]
    assert story.revision == 2
    assert store.stories.story(young.id) == story
    assert store.stories.story_of(young.id) == story
    assert store.stories.story(sequel.id).followup_of == old.id
    assert store.alerts.alert(alert.id) == replace(alert, story_id=old.id)
    assert store.alerts.swap(alert, replace(alert, state=AlertState.SENT))
    assert store.alerts.alert(alert.id).story_id == old.id


def test_a_merged_story_is_newer_than_every_telling_of_its_parts(store):
    old = put(store, an_article("옛"))
    young = put(store, an_article("젊은"))
    for name in ("하나", "둘", "셋"):
        joined(store, name, young)

    put(store, an_article("다리"), story_id=old.id, merged=(young.id,))

    assert store.stories.story(old.id).revision > 4


@pytest.mark.parametrize(
    ("theirs", "kept"),
    [
        pytest.param({"due_at": NOW + HOUR}, {"하나"}, id="both wait"),
        pytest.param({"due_at": NOW}, {"둘"}, id="the sooner"),
        pytest.param({"due_at": NEVER, "state": AlertState.SENT}, {"둘"}, id="sent"),
        pytest.param({"due_at": NOW, "state": AlertState.SENDING}, {"둘"}, id="on its way"),
        pytest.param({"due_at": NEVER, "state": AlertState.FAILED}, {"하나", "둘"}, id="failed"),
        pytest.param({"due_at": NOW, "attempt": 1}, {"둘"}, id="tried"),
        pytest.param({"due_at": NOW, "channel": "#딴곳"}, {"하나", "둘"}, id="another channel"),
    ],
)
def test_cards_that_wait_become_one_when_their_stories_do(store, theirs, kept):
    old, young = put(store, an_article("옛")), put(store, an_article("젊은"))
    mine = an_alert("하나", story_id=old.id, due_at=NOW + MINUTE)
    other = an_alert("둘", story_id=young.id, **theirs)
    store.alerts.promise([mine, other])

    put(store, an_article("다리"), story_id=old.id, merged=(young.id,))

    with store.stories.placing() as desk:
        found = {alert.id for alert in desk.story_alerts(old.id)}
    assert found == {an_alert(name).id for name in kept}
    assert not store.alerts.swap(mine, mine) or "하나" in kept


def test_a_merge_keeps_the_later_change(store):
    old = put(store, an_article("옛", seen_at=NOW - DAY))
    young = put(store, an_article("젊은", seen_at=NOW))

    put(store, an_article("다리", seen_at=NOW - HOUR), story_id=old.id, merged=(young.id, young.id))

    assert [story.id for story in store.stories.stories(NOW, 10)] == [old.id]


def test_a_merged_story_is_known_under_every_id_it_ever_had(store):
    one = put(store, an_article("하나"))
    two = put(store, an_article("둘"))
    three = put(store, an_article("셋"))
    put(store, an_article("넷"), story_id=two.id, merged=(three.id,))

    put(store, an_article("다섯"), story_id=one.id, merged=(two.id,))

    for story_id in (one.id, two.id, three.id):
        assert store.stories.story(story_id).id == one.id
        assert len(store.stories.story(story_id).members) == 5
        with store.stories.placing() as desk:
            assert desk.story(story_id).id == one.id


def test_what_a_merged_story_followed_up_is_followed_up_by_the_one_it_went_into(store):
    before = put(store, an_article("지난 일", seen_at=NOW - HOUR))
    old = put(store, an_article("옛"))
    sequel = put(store, an_article("뒷일"), relation=Relation.FOLLOWUP, followup_of=before.id)

    put(store, an_article("다리"), story_id=old.id, merged=(sequel.id,))

    assert store.stories.story(old.id).followup_of == before.id


def test_a_story_follows_up_nothing_that_began_after_it(store):
    old = put(store, an_article("옛"))
    between = put(store, an_article("사이", seen_at=NOW + HOUR))
    sequel = put(store, an_article("뒷일"), relation=Relation.FOLLOWUP, followup_of=between.id)

    put(store, an_article("다리"), story_id=old.id, merged=(sequel.id,))

    assert store.stories.story(old.id).followup_of is None


def test_a_followup_merged_into_its_own_story_links_to_nobody(store):
    old = put(store, an_article("옛"))
    sequel = put(store, an_article("뒷일"), relation=Relation.FOLLOWUP, followup_of=old.id)

    put(store, an_article("다리"), story_id=sequel.id, merged=(old.id,))

    assert store.stories.story(old.id).followup_of is None


def test_an_article_placed_in_a_merged_story_joins_the_one_it_went_into(store):
    old = put(store, an_article("옛"))
    young = put(store, an_article("젊은"))
    put(store, an_article("다리"), story_id=old.id, merged=(young.id,))

    late = put(store, an_article("늦은"), story_id=young.id)

    assert store.stories.story_of(late.id).id == old.id


def test_merging_what_is_unknown_or_the_story_itself_does_nothing(store):
    old = put(store, an_article("옛"))

    put(store, an_article("다리"), story_id=old.id, merged=(old.id, 5))

    assert len(store.stories.story(old.id).members) == 2
    with pytest.raises(NotFound):
        store.stories.story(5)


def test_alerts_are_promised_and_entries_closed_with_the_article(store):
    article, entry = an_article("가람"), an_entry("가람")
    store.feeds.save_poll(FeedState(url=entry.feed_url, next_poll_at=NOW), [entry])
    alerts = [an_alert("하나", story_id=article.id), an_alert("둘", story_id=article.id)]

    with store.stories.placing() as desk:
        desk.save(article, a_fingerprint(), (), a_placement(article))
        desk.promise(alerts)
        desk.promise(alerts)
        desk.promise([])
        promised = desk.story_alerts(article.id)
        desk.close_entry(entry.id, EntryClosed.PLACED, "")

    assert promised == alerts
    assert {alert.id for alert in store.alerts.alerts([], 10)} == {alert.id for alert in alerts}
    assert store.entries.opened(entry.id) is None


def test_a_failed_placing_leaves_everything_as_it_was(store):
    entry = an_entry("가람")
    store.feeds.save_poll(FeedState(url=entry.feed_url, next_poll_at=NOW), [entry])
    old = put(store, an_article("옛"), keys=(1,))
    young = put(store, an_article("젊은"), keys=(1,))
    sent = an_alert("보냄", story_id=young.id, state=AlertState.SENT, due_at=NEVER)
    going = an_alert("가는 중", story_id=young.id, state=AlertState.SENDING)
    store.alerts.promise([sent, going])
    before = [store.stories.story(article.id) for article in (old, young)]
    bridge = an_article("다리")

    def do_everything_and_fail():
        with store.stories.placing() as desk:
            placement = a_placement(bridge, story_id=old.id, merged=(young.id,))
            desk.save(bridge, a_fingerprint(1, 2), (a_match("공장"),), placement)
            desk.promise([an_alert("하나", story_id=old.id)])
            desk.refresh(old.id, NOW)
            desk.close_entry(entry.id, EntryClosed.PLACED, "")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        do_everything_and_fail()

    assert [store.stories.story(article.id) for article in (old, young)] == before
    assert {alert.id: alert for alert in store.alerts.alerts([], 10)} == {
        alert.id: alert for alert in (sent, going)
    }
    assert store.entries.opened(entry.id) is not None
    assert store.stories.find_url(bridge.url) is None
    assert {candidate.article_id for candidate in candidates(store, [1, 2])} == {old.id, young.id}
    assert store.stories.search("다리", 10) == []


def test_watched_stories_are_those_with_a_find_however_many_others_came(store):
    old = put(store, an_article("옛", seen_at=NOW - DAY), matches=[a_match("HBM")])
    new = put(store, an_article("새", seen_at=NOW), matches=[a_match("HBM")])
    for number in range(3):
        put(store, an_article(f"남의 {number}", seen_at=NOW))
    joined(store, "더", old, seen_at=NOW + MINUTE)

    def found(since, limit, *term):
        return [story.id for story in store.stories.watched(since, limit, *term)]

    assert found(NOW - HOUR, 10) == found(NOW - HOUR, 10, "HBM") == [old.id, new.id]
    assert (found(NOW - HOUR, 1), found(NOW + MINUTE, 10)) == ([old.id], [old.id])
    assert found(NOW - DAY, 10, "KT") == []
    assert (store.stories.changed(NOW), store.stories.changed(NOW + HOUR)) == (5, 0)


def test_stories_changed_since_then_come_newest_first(store):
    stale = put(store, an_article("묵은", seen_at=NOW - DAY))
    old = put(store, an_article("옛", seen_at=NOW - DAY))
    new = put(store, an_article("새", seen_at=NOW))
    joined(store, "더", old, seen_at=NOW + MINUTE)

    found = store.stories.stories(NOW - HOUR, 10)

    assert [story.id for story in found] == [old.id, new.id]
    assert [story.id for story in store.stories.stories(NOW - DAY, 2)] == [old.id, new.id]
    assert stale.id in {story.id for story in store.stories.stories(NOW - DAY, 10)}


def test_articles_seen_since_then_come_newest_first_backlog_too(store):
    old = put(store, an_article("옛", seen_at=NOW - HOUR, backlog=True))
    early = put(store, an_article("이른", published_at=NOW - HOUR))
    late = put(store, an_article("늦은", published_at=NOW - MINUTE))
    put(store, an_article("묵은", seen_at=NOW - DAY))

    assert list(store.stories.articles(NOW - HOUR, 10)) == [late, early, old]
    assert list(store.stories.articles(NOW - HOUR, 1)) == [late]


def test_an_article_is_found_by_its_address_the_first_kept_of_several(store):
    first = put(store, an_article("하나"))
    put(store, an_article("둘", url=first.url))

    assert store.stories.find_url(first.url) == first
    assert store.stories.find_url("https://news.example/다른") is None


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("공장", ["둘", "하나"]),
        ("장", ["둘", "하나"]),
        ("반도체 증설", ["둘", "하나"]),
        ("HBM3E", ["하나"]),
        ("hbm3e", ["하나"]),
        ("bm3", ["하나"]),
        ("R&D", ["둘"]),
        ("가람전자", ["하나"]),
        ("가람 전자", ["하나", "셋"]),
        ("없는말", []),
        ("공장 없는말", []),
        ("전자가", ["하나"]),
        ("자가 공장", ["하나"]),
        ("&", ["둘"]),
        ('"공장"', ["하나"]),
        ("", []),
        ("   ", []),
        ('" OR 1=1 --', []),
        ("100%", ["둘"]),
        ("1_0", []),
        ("공장*", []),
        ("NOT 공장", []),
        ("title:공장", []),
    ],
)
def test_search_finds_what_holds_every_word_newest_first(store, query, found):
    texts = {
        "셋": ("가람 전자 실적", "분기 실적.", NOW - 2 * HOUR),
        "하나": ("가람전자 반도체", 'HBM3E "공장" 증설. 가람전자가 밝혔다.', NOW - HOUR),
        "둘": ("반도체 공장", "R&D 증설 100%", NOW),
    }
    for name, (title, text, seen_at) in texts.items():
        put(store, an_article(name, title=title, text=text, seen_at=seen_at))

    articles = store.stories.search(query, 10)

    wanted = [an_article(name).id for name in found]
    assert sorted(article.id for article in articles) == sorted(wanted)
    assert [a.seen_at for a in articles] == sorted((a.seen_at for a in articles), reverse=True)


def test_search_stops_at_the_limit(store):
    for number in range(3):
        put(store, an_article(str(number), seen_at=NOW + number * MINUTE))

    assert [a.id for a in store.stories.search("공장", 2)] == [
        an_article("2").id,
        an_article("1").id,
    ]
    assert store.stories.search("공장", 0) == []


@pytest.mark.parametrize(
    ("ahead", "moved"),
    [(timedelta(milliseconds=5), True), (-MINUTE, False), (HOUR, False)],
    ids=["another clock ahead", "long ago", "a clock set back"],
)
def test_what_is_promised_later_bears_no_earlier_moment(store, ahead, moved):
    store.alerts.promise([an_alert("가람", created_at=NOW + ahead)])

    with store.stories.placing() as desk:
        moment = desk.after_promised(NOW)

    assert moment == (NOW + ahead if moved else NOW)


def test_the_first_promise_is_made_now(store):
    with store.stories.placing() as desk:
        assert desk.after_promised(NOW) == NOW


def test_a_text_of_very_many_different_pairs_is_kept_and_found(store):
    text = "".join(chr(0xAC00 + (number * 7919) % 11_172) for number in range(120_000))
    article = put(store, an_article("가람", text=text))

    assert [each.id for each in store.stories.search(text[:20], 10)] == [article.id]
