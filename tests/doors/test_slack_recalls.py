"""What is called back when somebody judges, and what of it an undo brings again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.commands.judging import withdraw
from bot.model import AlertKind, AlertState, Judgement, JudgementKind
from bot.outbox import retried
from bot.recalling import hold_waiting
from bot.tables import load_tables
from tests.fakes.killed_line import ITEMS, START
from tests.fakes.slack_office import slack_office
from tests.fakes.slack_people import buttons_of, text_of

TABLES = load_tables()
PLACES = ("청주", "광주", "부산")
DEALS = (
    ITEMS[0],
    *(
        (
            3,
            f"deal{number}",
            f"가람반도체, {place}와 {number + 3}번째 협약",
            "\n".join(
                (
                    f"가람반도체는 {place}에서 {number + 3}번째 협약을 맺었다고 20일 밝혔다.",
                    f"{place}시는 {number * 37 + 11}억원을 내고 {number + 2028}년까지 부지를 마련한다.",
                    f"{place} 시장은 “{place}의 {number + 1}대 사업”이라고 말했다.",
                )
            ),
        )
        for number, place in enumerate(PLACES)
    ),
)
POST = "chat.postMessage"


def open_again(desk):
    """The channel, closed until now, takes messages; what waited goes out."""
    desk.space.refusals.clear()
    desk.happen("channel_unarchive", user="UMEMBER", channel=desk.channel)
    desk.sweep(3)


def alerts(desk, *states):
    return desk.app.store.alerts.alerts(states, 99)


def told(desk, place):
    """How often the channel's messages name the place's story, menus aside."""
    return sum(
        f"{place}와" in str(message.content["blocks"][0])
        for message in desk.space.standing(desk.channel)
    )


def story_of(desk, place):
    return next(
        each
        for each in desk.app.store.stories.stories(START, 9)
        if place in each.members[0].article.title
    )


def keep(desk, kind, subject, until=None):
    """A judgement that comes while something else is under way: nothing is called back for it."""
    judgement = Judgement(
        channel="#test",
        kind=kind,
        subject=subject,
        who="UMEMBER",
        at=desk.app.clock.now(),
        until=until,
    )
    desk.app.store.judgements.keep(judgement)
    return judgement


@pytest.fixture
def bundle(tmp_path):
    """Three stories in a bundle that waits for a closed channel."""
    with slack_office(tmp_path, TABLES, items=DEALS, minutes=2, burst_cards=2, briefs="") as desk:
        desk.space.refusals[POST] = "restricted_action"
        desk.sweep(7)
        assert AlertKind.BUNDLE in {each.kind for each in alerts(desk, AlertState.BLOCKED)}
        yield desk


def test_a_bundle_muted_whole_and_taken_back_tells_each_story_once(bundle):
    answer = bundle.ask("mute 가람반도체 오늘")
    (undo,) = buttons_of(answer).values()
    bundle.press(undo)

    open_again(bundle)

    assert [told(bundle, place) for place in PLACES] == [1, 1, 1]


def test_a_bundle_muted_whole_tells_nothing(bundle):
    bundle.ask("mute 가람반도체 오늘")

    open_again(bundle)

    assert bundle.space.standing(bundle.channel) == []


def test_a_story_judged_while_its_bundle_was_made_is_taken_out_at_its_turn(bundle):
    keep(bundle, JudgementKind.IRRELEVANT, str(story_of(bundle, "부산").id))

    open_again(bundle)

    assert [told(bundle, place) for place in PLACES] == [1, 1, 0]


def test_a_bundle_called_back_and_sent_by_hand_repeats_no_story(bundle):
    (undo,) = buttons_of(bundle.ask("mute 가람반도체 오늘")).values()
    (held,) = (a for a in alerts(bundle, AlertState.FOLDED) if a.kind is AlertKind.BUNDLE)
    bundle.press(undo)
    open_again(bundle)

    bundle.app.store.alerts.swap(held, retried(held, bundle.app.clock.now()))
    bundle.sweep(3)

    assert [told(bundle, place) for place in PLACES] == [1, 1, 1]
    assert bundle.app.store.alerts.alert(held.id).state is AlertState.FAILED


@pytest.mark.parametrize("state", [AlertState.SENDING, AlertState.UNKNOWN])
def test_what_is_on_its_way_is_not_called_back(bundle, state):
    store = bundle.app.store.alerts
    (waiting,) = alerts(bundle, AlertState.BLOCKED)
    later = bundle.app.clock.now() + timedelta(minutes=5)
    store.swap(waiting, replace(waiting, state=state, due_at=later))

    bundle.ask("mute 가람반도체 오늘")

    kept = store.alert(waiting.id)
    assert (kept.state, kept.detail) == (state, waiting.detail)
    assert not [each for each in alerts(bundle, AlertState.FOLDED) if each.error == "judged"]


def test_a_bundle_of_which_one_story_is_left_speaks_of_one(bundle):
    keep(bundle, JudgementKind.IRRELEVANT, str(story_of(bundle, "광주").id))  # 부산 follows it up

    open_again(bundle)

    (message,) = bundle.space.standing(bundle.channel)
    assert text_of(message.content).startswith("들어온 소식 1건을 전해 드립니다\n")


def test_an_undo_lets_nothing_go_that_another_judgement_held(bundle):
    bundle.ask("mute 가람반도체 1시간")
    bundle.clock.advance(timedelta(minutes=70))
    pick = {"action_id": "sosik_irrelevant", "value": str(story_of(bundle, "광주").id)}
    (undo,) = buttons_of(bundle.press(pick)).values()
    bundle.press(undo)

    open_again(bundle)

    assert [told(bundle, place) for place in PLACES] == [0, 0, 0]


def test_an_undo_lets_nothing_go_that_an_earlier_mute_of_the_term_held(bundle):
    bundle.ask("mute 가람반도체 1시간")
    bundle.clock.advance(timedelta(minutes=70))
    (undo,) = buttons_of(bundle.ask("mute 가람반도체 1시간")).values()
    bundle.press(undo)

    open_again(bundle)

    assert [told(bundle, place) for place in PLACES] == [0, 0, 0]


def test_an_undo_brings_what_had_waited_for_long(bundle):
    bundle.clock.advance(timedelta(hours=30))
    (undo,) = buttons_of(bundle.ask("mute 가람반도체 1시간")).values()
    bundle.press(undo)

    open_again(bundle)

    assert [told(bundle, place) for place in PLACES] == [1, 1, 1]


def test_a_card_sent_by_hand_from_its_bundle_is_not_called_back(bundle):
    store = bundle.app.store.alerts
    card = next(a for a in store.of_story(story_of(bundle, "부산").id) if a.kind == "card")
    store.swap(card, replace(card, state=AlertState.SENT, error=None))

    bundle.ask("mute 가람반도체 오늘")

    assert store.alert(card.id).state is AlertState.SENT


def test_a_held_card_does_not_come_beside_another_of_its_story(bundle):
    store = bundle.app.store.alerts
    (undo,) = buttons_of(bundle.ask("mute 가람반도체 오늘")).values()
    card = next(a for a in store.of_story(story_of(bundle, "부산").id) if a.kind == "card")
    twin = replace(card, id=card.id + 1, delivery_id="b" * 32, state=AlertState.SENT, error=None)
    store.promise([twin])  # as of a story that was merged into it
    bundle.press(undo)

    open_again(bundle)

    assert [told(bundle, place) for place in PLACES] == [1, 1, 0]


class Withdrawing:
    """The book of judgements; the first answer is out of date once it is given."""

    def __init__(self, book, withdraw):
        self._book, self._withdraw = book, withdraw

    def __getattr__(self, name):
        return getattr(self._book, name)

    def in_force(self, now, channel=None):
        answer = self._book.in_force(now, channel)
        late, self._withdraw = self._withdraw, lambda: None
        late()
        return answer


def test_what_is_called_back_while_the_judgement_is_taken_back_is_not_lost(bundle):
    keep(bundle, JudgementKind.MUTE_TERM, "가람반도체")

    def take_back():
        withdraw(bundle.office, "#test", JudgementKind.MUTE_TERM, "가람반도체", "UMEMBER")

    book = Withdrawing(bundle.app.line.judgements, take_back)
    hold_waiting(replace(bundle.app.line, judgements=book), "#test")
    open_again(bundle)

    assert [told(bundle, place) for place in PLACES] == [1, 1, 1]


@pytest.fixture
def reply(tmp_path):
    """A card that is out, and a reply to it that Slack puts off."""
    with slack_office(tmp_path, TABLES, minutes=7) as desk:
        desk.space.refusals[POST] = "ratelimited"
        desk.sweep(6)
        waiting = alerts(desk, AlertState.PENDING)
        assert AlertKind.UPDATE in {each.kind for each in waiting}
        yield desk


@pytest.mark.parametrize(
    ("kind", "subject"),
    [(JudgementKind.MUTE_TERM, "가람반도체"), (JudgementKind.NEVER_OUTLET, "가나일보")],
)
def test_a_reply_promised_while_somebody_mutes_is_held_when_its_turn_comes(reply, kind, subject):
    before = len(reply.space.standing(reply.channel))
    keep(reply, kind, subject)
    reply.space.refusals.clear()

    reply.sweep(12)

    assert len(reply.space.standing(reply.channel)) == before == 1
