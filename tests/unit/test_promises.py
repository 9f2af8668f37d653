"""One card per story and channel; what comes later goes to its thread or changes the card."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.model import AlertKind, AlertState, Relation, Term, Watchlist
from bot.promises import Call, Joined, Timing, promises, told_by

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
TIMING = Timing(
    now=NOW,
    urgent=NOW,
    gathered=NOW + timedelta(seconds=90),
    update=NOW + timedelta(seconds=5),
)
LIST = Watchlist(name="AI 인프라", channels=("#ai", "#cloud"), terms=(Term(name="HBM"),))
CALL = Call(watchlist=LIST, urgent=False)
FIRST = Joined(article_id=1, story_id=1, relation=Relation.FIRST)
UPDATE = Joined(article_id=2, story_id=1, relation=Relation.UPDATE)


def test_each_channel_is_promised_one_card_after_gathering():
    alerts = promises(FIRST, [CALL], [], TIMING)

    assert [(a.channel, a.kind, a.due_at) for a in alerts] == [
        ("#ai", AlertKind.CARD, TIMING.gathered),
        ("#cloud", AlertKind.CARD, TIMING.gathered),
    ]


def test_two_lists_of_one_channel_share_a_card_and_the_urgent_one_wins():
    other = replace(LIST, name="경쟁사", channels=("#ai",))

    alerts = promises(FIRST, [CALL, Call(watchlist=other, urgent=True)], [], TIMING)

    assert alerts[0].watchlists == ("AI 인프라", "경쟁사")
    assert (alerts[0].urgent, alerts[0].due_at) == (True, NOW)
    assert alerts[1].urgent is False


def test_the_same_promise_has_the_same_name():
    again = promises(replace(FIRST, article_id=9), [CALL], [], TIMING)

    assert [a.delivery_id for a in promises(FIRST, [CALL], [], TIMING)] == [
        a.delivery_id for a in again
    ]


@pytest.mark.parametrize("relation", [Relation.COPY, Relation.REWRITE, Relation.RELEASE])
def test_more_of_the_same_promises_nothing_new(relation):
    cards = promises(FIRST, [CALL], [], TIMING)

    assert promises(replace(UPDATE, relation=relation), [CALL], cards, TIMING) == ()


@pytest.mark.parametrize(
    ("state", "replies"),
    [
        (AlertState.SENT, 2),
        (AlertState.UNKNOWN, 2),
        (AlertState.PENDING, 0),
        (AlertState.FAILED, 0),
        (AlertState.FOLDED, 0),
    ],
)
def test_new_facts_go_to_the_thread_of_a_card_that_is_out(state, replies):
    cards = [replace(card, state=state) for card in promises(FIRST, [CALL], [], TIMING)]

    alerts = promises(UPDATE, [CALL], cards, TIMING)

    assert len(alerts) == replies
    for alert, card in zip(alerts, cards, strict=False):
        assert (alert.kind, alert.due_at) == (AlertKind.UPDATE, TIMING.update)
        assert told_by(alert) == (2, card.id)


def test_urgent_new_facts_do_not_wait():
    cards = [replace(c, state=AlertState.SENT) for c in promises(FIRST, [CALL], [], TIMING)]

    alerts = promises(UPDATE, [Call(watchlist=LIST, urgent=True)], cards, TIMING)

    assert {alert.due_at for alert in alerts} == {NOW}


@pytest.mark.parametrize(("urgent", "kinds"), [(False, []), (True, [AlertKind.UPDATE] * 2)])
def test_a_folded_card_is_silent_until_it_turns_urgent(urgent, kinds):
    cards = [replace(card, state=AlertState.FOLDED) for card in promises(FIRST, [CALL], [], TIMING)]
    copy = replace(UPDATE, relation=Relation.COPY)

    alerts = promises(copy, [replace(CALL, urgent=urgent)], cards, TIMING)

    assert [alert.kind for alert in alerts] == kinds
