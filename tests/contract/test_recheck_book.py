from dataclasses import replace

import pytest

from bot.errors import NotFound
from bot.model import BUNDLED, AlertKind, AlertState, Receipt, Recheck
from bot.outbox import NEVER
from tests.contract.samples import (
    DAY,
    HOUR,
    MINUTE,
    NOW,
    a_fingerprint,
    a_placement,
    an_alert,
    an_article,
)


def a_recheck(number, **changes):
    return Recheck(
        **{"article_id": number, "since": NOW, "due_at": NOW + MINUTE * (number % 100)} | changes
    )


def listed(store, *rechecks):
    for recheck in rechecks:
        store.rechecks.enlist([(an_alert(str(recheck.article_id)), recheck)])


def sent(store, name, **changes):
    alert = an_alert(name, **changes)
    store.alerts.promise([alert])
    receipt = Receipt(channel=alert.channel, ts=name)
    fresh = replace(alert, state=AlertState.SENT, receipt=receipt, sent_revision=1)
    assert store.alerts.swap(alert, fresh)
    return store.alerts.alert(alert.id)


def test_sent_cards_and_updates_are_unlisted_until_they_are_listed_as_shown(store):
    card = sent(store, "가")
    reply = sent(store, "나", kind=AlertKind.UPDATE, created_at=NOW + MINUTE)
    bundled = an_alert("사", created_at=NOW + HOUR)
    store.alerts.promise([bundled])
    folded = replace(bundled, state=AlertState.FOLDED, error=BUNDLED, detail="x")
    assert store.alerts.swap(bundled, folded)
    bundled = store.alerts.alert(bundled.id)
    sent(store, "다", kind=AlertKind.NOTICE)
    sent(store, "라", kind=AlertKind.CHANGE)
    sent(store, "마", created_at=NOW - DAY)
    store.alerts.promise([an_alert("바")])

    assert store.rechecks.unlisted(NOW - HOUR, 9) == [card, reply, bundled]
    assert store.rechecks.unlisted(NOW - HOUR, 1) == [card]
    for _ in range(2):
        store.rechecks.enlist([(card, a_recheck(1))])
    store.rechecks.enlist([(reply, None)])
    store.rechecks.enlist([(bundled, None)])
    assert store.rechecks.unlisted(NOW - HOUR, 9) == []
    assert store.alerts.swap(card, replace(card, sent_revision=2))
    assert [alert.id for alert in store.rechecks.unlisted(NOW - HOUR, 9)] == [card.id]


def test_an_article_listed_again_keeps_its_looks(store):
    listed(store, a_recheck(1, step=2, missing=1))

    store.rechecks.enlist([(an_alert("다시"), a_recheck(1))])

    assert store.rechecks.recheck(1) == a_recheck(1, step=2, missing=1)


def test_what_is_due_is_held_longest_overdue_first_and_few_at_once(store):
    listed(store, a_recheck(3), a_recheck(1), a_recheck(2), a_recheck(99))
    later = NOW + HOUR

    first = store.rechecks.take(later, later + MINUTE, 2)
    second = store.rechecks.take(later, later + MINUTE, 3)
    third = store.rechecks.take(later, later + MINUTE, 3)

    assert [each.article_id for each in first] == [1, 2]
    assert [each.article_id for each in second] == [3]
    assert list(third) == []


def test_a_hold_that_runs_out_is_taken_again(store):
    listed(store, a_recheck(1))
    later = NOW + HOUR
    store.rechecks.take(later, later + MINUTE, 1)

    assert list(store.rechecks.take(later, later + MINUTE, 1)) == []
    assert [each.article_id for each in store.rechecks.take(later + MINUTE, later + HOUR, 1)] == [1]


def test_a_look_is_kept_and_let_go_of(store):
    listed(store, a_recheck(1))
    later = NOW + HOUR
    (held,) = store.rechecks.take(later, later + MINUTE, 1)
    following = replace(
        held, step=1, tries=2, missing=1, due_at=later + DAY, suspected=-7, headlines=(5, -7)
    )

    store.rechecks.save(following)

    assert store.rechecks.recheck(1) == replace(following, held_until=None)
    assert list(store.rechecks.take(later + DAY - MINUTE, later + DAY, 1)) == []


def test_a_look_to_come_is_hastened_and_nothing_else_of_it_changes(store):
    waiting = a_recheck(1, due_at=NOW + DAY, step=2, headlines=(5, -7))
    listed(store, waiting)

    assert store.rechecks.hasten(1, NOW, NEVER)

    assert store.rechecks.recheck(1) == replace(waiting, due_at=NOW)


@pytest.mark.parametrize(
    "due_at", [pytest.param(NOW, id="due"), pytest.param(NEVER, id="the last was made")]
)
def test_a_look_that_is_due_or_will_never_be_is_not_hastened(store, due_at):
    listed(store, a_recheck(1, due_at=due_at))

    assert not store.rechecks.hasten(1, NOW, NEVER)
    assert store.rechecks.recheck(1).due_at == due_at


@pytest.mark.parametrize(
    "why",
    [{"suspected": -7}, {"missing": 1}, {"tries": 1}],
    ids=["a headline", "a deletion", "a site that did not answer"],
)
def test_a_second_look_keeps_its_distance_from_the_first(store, why):
    listed(store, a_recheck(1, due_at=NOW + MINUTE, **why))

    assert not store.rechecks.hasten(1, NOW, NEVER)
    assert store.rechecks.recheck(1).due_at == NOW + MINUTE


def test_a_look_that_is_being_made_is_not_hastened(store):
    listed(store, a_recheck(1, due_at=NOW))
    (held,) = store.rechecks.take(NOW, NOW + HOUR, 1)

    assert not store.rechecks.hasten(1, NOW - MINUTE, NEVER)  # by a clock that is behind
    assert store.rechecks.recheck(1) == replace(held, held_until=NOW + HOUR)


def test_what_is_not_looked_at_is_not_found_nor_kept(store):
    store.rechecks.save(a_recheck(7))

    assert not store.rechecks.hasten(7, NOW - DAY, NEVER)

    with pytest.raises(NotFound):
        store.rechecks.recheck(7)


def test_an_amended_article_shows_its_new_headline_everywhere_once(store):
    article = an_article("가람")
    with store.stories.placing() as desk:
        desk.save(article, a_fingerprint(1), (), a_placement(article))
    amended = replace(article, title="나루 공장 철회", headline="나루 공장 철회", gone_at=NOW)

    for _ in range(2):
        with store.stories.placing() as desk:
            desk.amend(amended)
            desk.amend(an_article("모름"))

    story = store.stories.story(article.id)
    assert story.members[0].article == amended
    assert story.revision == 2
    assert list(store.stories.search("나루 철회", 9)) == [amended]
    assert list(store.stories.search("증설", 9)) == []


def test_looks_at_forgotten_articles_and_alerts_are_forgotten(store):
    article = an_article("가람", seen_at=NOW - DAY)
    with store.stories.placing() as desk:
        desk.save(article, a_fingerprint(1), (), a_placement(article))
    card = sent(store, "가람", created_at=NOW - DAY)
    store.rechecks.enlist([(card, a_recheck(article.id, due_at=NOW))])

    store.prune(NOW)

    with pytest.raises(NotFound):
        store.rechecks.recheck(article.id)
