from dataclasses import replace

import pytest

from bot.errors import NotFound
from bot.model import BUNDLED, JUDGED, AlertKind, AlertState, Receipt
from bot.ports import UNSETTLED
from tests.contract.samples import HOUR, MINUTE, NEVER, NOW, an_alert, an_article
from tests.contract.test_story_book import put

CHANNEL = "#반도체"


def test_an_alert_comes_back_field_by_field(store):
    alert = an_alert(
        "하나",
        kind=AlertKind.NOTICE,
        urgent=True,
        detail="피드가 조용합니다",
        state=AlertState.UNKNOWN,
        attempt=2,
        first_attempt_at=NOW - HOUR,
        negative_reads=1,
        ever_unknown=True,
        degraded=True,
        sent_revision=4,
        receipt=Receipt(channel="C01", ts="1.000001"),
        error="timeout",
        version=7,
        due_at=NEVER,
    )

    store.alerts.promise([alert])

    assert store.alerts.alert(alert.id) == alert


def test_a_promise_made_twice_is_kept_once(store):
    first = an_alert("하나")
    store.alerts.promise([first])

    store.alerts.promise([replace(first, id=5, detail="다시"), an_alert("둘")])

    assert {alert.id for alert in store.alerts.alerts([], 10)} == {first.id, an_alert("둘").id}
    assert store.alerts.alert(first.id) == first


def test_promising_nothing_is_fine(store):
    store.alerts.promise([])

    assert store.alerts.alerts([], 10) == []


def test_an_unknown_alert_is_not_found(store):
    with pytest.raises(NotFound):
        store.alerts.alert(1)


def test_the_oldest_due_pending_alert_is_next(store):
    old = an_alert("옛", created_at=NOW - HOUR)
    gathering = an_alert("모으는 중", created_at=NOW - 2 * HOUR, due_at=NOW + MINUTE)
    store.alerts.promise([an_alert("새"), gathering, old])

    assert store.alerts.next_due(CHANNEL, NOW) == old


def test_of_alerts_made_at_one_moment_the_first_kept_is_next(store):
    alerts = [an_alert(name) for name in "다가나라"]
    store.alerts.promise(alerts)

    assert store.alerts.next_due(CHANNEL, NOW) == alerts[0]


@pytest.mark.parametrize("state", [AlertState.SENDING, AlertState.UNKNOWN])
def test_an_unfinished_alert_holds_its_channel_until_it_is_due(store, state):
    holding = an_alert("보내는 중", state=state, due_at=NOW + MINUTE)
    store.alerts.promise([an_alert("기다림"), holding])

    early, late = (store.alerts.next_due(CHANNEL, at) for at in (NOW, NOW + MINUTE))

    assert (early, late) == (None, holding)


@pytest.mark.parametrize("kind", [AlertKind.CARD, AlertKind.BUNDLE])
def test_one_tried_in_vain_is_not_overtaken(store, kind):
    tried = an_alert("헛되이", kind=kind, attempt=1, due_at=NOW + MINUTE)
    store.alerts.promise([tried, an_alert("기다림")])

    early, late = (store.alerts.next_due(CHANNEL, at) for at in (NOW, NOW + MINUTE))
    due = [store.alerts.channels_due(at) for at in (NOW, NOW + MINUTE)]

    assert (early, late, due) == (None, tried, [[], [CHANNEL]])


def test_a_reply_tried_in_vain_holds_nobody_up(store):
    reply = an_alert("답글", kind=AlertKind.UPDATE, attempt=1, due_at=NOW + MINUTE)
    card = an_alert("카드")
    store.alerts.promise([reply, card])

    assert store.alerts.next_due(CHANNEL, NOW) == card
    assert store.alerts.channels_due(NOW) == [CHANNEL]


def test_a_held_channel_is_not_due(store):
    store.alerts.promise(
        [
            an_alert("기다림"),
            an_alert("보내는 중", state=AlertState.SENDING, due_at=NOW + MINUTE),
            an_alert("다른 채널", channel="#클라우드"),
        ]
    )

    assert store.alerts.channels_due(NOW) == ["#클라우드"]
    assert store.alerts.channels_due(NOW + MINUTE) == ["#반도체", "#클라우드"]


@pytest.mark.parametrize(
    ("state", "due_at"),
    [
        (AlertState.PENDING, NOW + MINUTE),
        (AlertState.SENT, NEVER),
        (AlertState.BLOCKED, NOW),
        (AlertState.FAILED, NEVER),
        (AlertState.FOLDED, NOW),
    ],
)
def test_what_waits_or_is_settled_is_not_due(store, state, due_at):
    store.alerts.promise([an_alert("하나", state=state, due_at=due_at)])

    assert store.alerts.next_due(CHANNEL, NOW) is None
    assert store.alerts.channels_due(NOW) == []


@pytest.mark.parametrize("state", [AlertState.SENT, AlertState.FAILED])
def test_a_settled_alert_is_looked_at_after_everything_pending(store, state):
    sent = an_alert("보냄", state=state, due_at=NOW - HOUR)
    pending = an_alert("기다림")
    store.alerts.promise([sent, pending])

    first = store.alerts.next_due(CHANNEL, NOW)
    store.alerts.swap(pending, replace(pending, state=AlertState.SENT, due_at=NEVER))
    second = store.alerts.next_due(CHANNEL, NOW)

    assert (first, second) == (pending, sent)
    assert store.alerts.channels_due(NOW) == [CHANNEL]


def test_swap_keeps_the_new_values_under_the_next_version(store):
    old = an_alert("하나")
    store.alerts.promise([old])
    new = replace(
        old,
        watchlists=("클라우드",),
        state=AlertState.SENT,
        due_at=NEVER,
        attempt=1,
        first_attempt_at=NOW,
        receipt=Receipt(channel="C01", ts="1.000001"),
        sent_revision=3,
    )

    swapped = store.alerts.swap(old, new)

    assert swapped
    assert store.alerts.alert(old.id) == replace(new, version=1)


def test_swap_never_changes_what_names_the_alert(store):
    old = an_alert("하나")
    store.alerts.promise([old])

    store.alerts.swap(
        old,
        replace(
            old,
            delivery_id="other",
            channel="#다른",
            kind=AlertKind.NOTICE,
            story_id=5,
            created_at=NOW - HOUR,
            attempt=1,
        ),
    )

    assert store.alerts.alert(old.id) == replace(old, attempt=1, version=1)


def test_of_two_swaps_from_one_version_the_second_loses(store):
    old = an_alert("하나")
    store.alerts.promise([old])

    first = store.alerts.swap(old, replace(old, state=AlertState.SENDING))
    second = store.alerts.swap(old, replace(old, state=AlertState.FAILED))

    assert (first, second) == (True, False)
    assert store.alerts.alert(old.id).state is AlertState.SENDING


def test_swapping_an_unknown_alert_is_refused(store):
    alert = an_alert("하나")

    assert not store.alerts.swap(alert, alert)


def test_a_card_is_brought_back_where_no_other_tells_its_channel_of_the_story(store):
    held = an_alert("하나", state=AlertState.FOLDED, error=JUDGED)
    others = [
        an_alert("답글", kind=AlertKind.UPDATE),
        an_alert("다른 채널", channel="#다른"),
        an_alert("둘", state=AlertState.FOLDED, error=JUDGED),
    ]
    store.alerts.promise([held, *(replace(each, story_id=held.story_id) for each in others)])
    again = replace(held, state=AlertState.PENDING, error=None)

    brought, outdated = (store.alerts.bring_back(held, again) for _ in range(2))

    assert (brought, outdated) == (True, False)
    assert store.alerts.alert(held.id) == replace(again, version=1)


@pytest.mark.parametrize(
    "told",
    [
        *({"state": state} for state in AlertState if state is not AlertState.FOLDED),
        {"state": AlertState.FOLDED, "error": BUNDLED},
    ],
    ids=lambda told: "bundled" if "error" in told else told["state"],
)
def test_a_card_is_not_brought_back_beside_another_of_its_story(store, told):
    held = an_alert("하나", state=AlertState.FOLDED, error=JUDGED)
    other = an_alert("둘", **told)
    store.alerts.promise([held, other])
    first, bridge = (put(store, an_article(name)) for name in ("하나", "둘"))
    put(store, an_article("다리"), story_id=bridge.id, merged=(first.id,))

    brought = store.alerts.bring_back(held, replace(held, state=AlertState.PENDING))

    assert not brought
    assert store.alerts.alert(held.id).state is AlertState.FOLDED


def test_a_reply_is_brought_back_whatever_tells_its_story(store):
    held = an_alert("하나", kind=AlertKind.UPDATE, state=AlertState.FOLDED, error=JUDGED)
    store.alerts.promise([held, replace(an_alert("둘"), story_id=held.story_id)])

    assert store.alerts.bring_back(held, replace(held, state=AlertState.PENDING, error=None))


def test_bringing_back_an_unknown_alert_is_refused(store):
    alert = an_alert("하나")

    assert not store.alerts.bring_back(alert, alert)


def test_alerts_are_listed_newest_first_by_state_up_to_the_limit(store):
    sent = an_alert("보냄", state=AlertState.SENT, created_at=NOW - HOUR)
    failed = an_alert("실패", state=AlertState.FAILED)
    pending = an_alert("기다림", created_at=NOW - MINUTE)
    store.alerts.promise([sent, failed, pending])

    chosen = store.alerts.alerts([AlertState.SENT, AlertState.FAILED], 10)

    assert chosen == [failed, sent]
    assert store.alerts.alerts([], 2) == [failed, pending]


def test_a_refresh_makes_sent_cards_due_and_spoils_older_versions(store):
    sent = an_alert("하나", state=AlertState.SENT, due_at=NEVER)
    store.alerts.promise([sent])

    with store.stories.placing() as desk:
        desk.refresh(sent.story_id, NOW + MINUTE)

    assert store.alerts.next_due(CHANNEL, NOW) is None
    assert store.alerts.next_due(CHANNEL, NOW + MINUTE).id == sent.id
    assert not store.alerts.swap(sent, sent)


def test_a_refresh_leaves_an_earlier_wish_and_other_stories_alone(store):
    early = an_alert("하나", state=AlertState.SENT, due_at=NOW)
    other = an_alert("둘", state=AlertState.SENT, due_at=NEVER)
    store.alerts.promise([early, other])

    with store.stories.placing() as desk:
        desk.refresh(early.story_id, NOW + MINUTE)

    assert [store.alerts.alert(alert.id) for alert in (early, other)] == [early, other]


@pytest.mark.parametrize("state", UNSETTLED)
def test_a_refresh_during_delivery_is_honoured_once_the_card_is_sent(store, state):
    going = an_alert("하나", state=state)
    store.alerts.promise([going])

    with store.stories.placing() as desk:
        desk.refresh(going.story_id, NOW + MINUTE)
        desk.refresh(going.story_id, NOW + HOUR)
    store.alerts.swap(going, replace(going, state=AlertState.SENT, due_at=NEVER))

    sent = store.alerts.alert(going.id)
    assert (sent.state, sent.due_at) == (AlertState.SENT, NOW + MINUTE)


def test_a_honoured_refresh_is_not_honoured_again(store):
    going = an_alert("하나", state=AlertState.SENDING)
    store.alerts.promise([going])
    with store.stories.placing() as desk:
        desk.refresh(going.story_id, NOW + MINUTE)
    store.alerts.swap(going, replace(going, state=AlertState.SENT, due_at=NEVER))

    sent = store.alerts.alert(going.id)
    store.alerts.swap(sent, replace(sent, due_at=NEVER))

    assert store.alerts.alert(going.id).due_at == NEVER


def test_a_refresh_does_not_disturb_a_pending_alert(store):
    pending = an_alert("하나", due_at=NOW + MINUTE)
    store.alerts.promise([pending])

    with store.stories.placing() as desk:
        desk.refresh(pending.story_id, NOW)

    assert store.alerts.alert(pending.id) == pending


def test_a_channels_alerts_move_along_with_its_name(store):
    one, other = an_alert("하나"), replace(an_alert("둘"), channel="#다른")
    store.alerts.promise([one, other])

    moved = store.alerts.rename(CHANNEL, "#새이름")

    assert moved == 1
    assert store.alerts.alert(one.id) == replace(one, channel="#새이름", version=one.version + 1)
    assert store.alerts.alert(other.id) == other
    assert store.alerts.next_due("#새이름", NOW) is not None
    assert store.alerts.next_due(CHANNEL, NOW) is None


def test_a_card_that_nobody_began_goes_where_its_story_is_told_under_the_new_name(store):
    told = an_alert("하나", channel="#새이름", state=AlertState.SENT, due_at=NEVER)
    twin = replace(an_alert("둘"), story_id=told.story_id)
    store.alerts.promise([told, twin])

    store.alerts.rename(CHANNEL, "#새이름")

    assert [alert.id for alert in store.alerts.alerts((), 10)] == [told.id]


def test_the_alerts_of_a_story_are_told_oldest_first(store):
    old, new = an_alert("하나", created_at=NOW - HOUR), an_alert("둘")
    store.alerts.promise([replace(new, story_id=old.story_id), old, an_alert("셋")])

    found = store.alerts.of_story(old.story_id)

    assert [alert.id for alert in found] == [old.id, new.id]


def test_a_channels_alerts_are_told_by_state_oldest_first(store):
    old = an_alert("하나", created_at=NOW - HOUR, state=AlertState.BLOCKED)
    new, other = an_alert("둘"), an_alert("셋", channel="#다른")
    sent = an_alert("넷", state=AlertState.SENT)
    store.alerts.promise([new, old, other, sent])
    states = (AlertState.PENDING, AlertState.BLOCKED)

    assert [a.id for a in store.alerts.in_channel(CHANNEL, states, 10)] == [old.id, new.id]
    assert [a.id for a in store.alerts.in_channel(CHANNEL, states, 1)] == [old.id]


def test_of_each_blocked_channel_the_oldest_alert_is_known(store):
    blocked = {"state": AlertState.BLOCKED, "due_at": NEVER}
    old = an_alert("하나", created_at=NOW - HOUR, **blocked)
    others = [an_alert(name, **blocked) for name in ("둘", "셋")]
    away = an_alert("넷", channel="#다른", **blocked)
    store.alerts.promise([*others, old, away, an_alert("다섯", channel="#열린")])

    assert {alert.channel: alert.id for alert in store.alerts.blocked()} == {
        CHANNEL: old.id,
        "#다른": away.id,
    }


def test_a_bundle_and_its_cards_are_kept_together(store):
    one, two, bundle = an_alert("하나"), an_alert("둘"), an_alert("모음", kind=AlertKind.BUNDLE)
    store.alerts.promise([one, two])
    folded = [(card, replace(card, state=AlertState.FOLDED, due_at=NEVER)) for card in (one, two)]

    kept = store.alerts.bundle([bundle], folded)

    assert kept
    assert store.alerts.alert(bundle.id) == bundle
    assert [store.alerts.alert(card.id).state for card in (one, two)] == [AlertState.FOLDED] * 2


def test_a_bundle_of_which_somebody_moved_a_card_is_not_kept(store):
    one, two, bundle = an_alert("하나"), an_alert("둘"), an_alert("모음", kind=AlertKind.BUNDLE)
    store.alerts.promise([one, two])
    store.alerts.swap(two, replace(two, urgent=True))
    folded = [(card, replace(card, state=AlertState.FOLDED, due_at=NEVER)) for card in (one, two)]

    kept = store.alerts.bundle([bundle], folded)

    assert not kept
    assert store.alerts.alert(one.id) == one
    with pytest.raises(NotFound):
        store.alerts.alert(bundle.id)


@pytest.mark.parametrize("state", [AlertState.SENT, *UNSETTLED])
def test_a_story_that_grows_refreshes_the_bundle_that_tells_it(store, state):
    bundle = an_alert("모음", kind=AlertKind.BUNDLE, story_id=0, state=state, due_at=NEVER)
    card = an_alert(
        "하나", state=AlertState.FOLDED, error=BUNDLED, detail=bundle.delivery_id, due_at=NEVER
    )
    store.alerts.promise([bundle, card])

    with store.stories.placing() as desk:
        desk.refresh(card.story_id, NOW)
    kept = store.alerts.alert(bundle.id)
    store.alerts.swap(kept, replace(kept, state=AlertState.SENT, due_at=NEVER))
    is_asked = kept.due_at == NOW or store.alerts.alert(bundle.id).due_at == NOW

    assert is_asked
