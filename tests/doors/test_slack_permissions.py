"""Every errand × who × where: allowed or refused, in a table; and by the real door."""

import itertools

import pytest

from bot.inbound.slack.permissions import Need, Place, Refusal, Role, refusal
from bot.model import Term
from bot.tables import load_tables
from tests.fakes.killed_line import MINUTE
from tests.fakes.slack_office import slack_office
from tests.fakes.slack_people import buttons_of, text_of

TABLES = load_tables()
FULL = {Role.MEMBER: "UMEMBER", Role.ADMIN: "UADMIN"}
COMMANDS = {
    "add": ("add 나래전자", Need.CHANGE),
    "remove": ("remove 패키징", Need.CHANGE),
    "mute": ("mute 가람반도체", Need.CHANGE),
    "unmute": ("unmute 가람반도체", Need.CHANGE),
    "list": ("list", Need.LOOK),
    "brief": ("brief", Need.LOOK),
    "why": ("why https://news.gana.example/view/first", Need.LOOK),
    "test": ("test 나래전자", Need.WORKSPACE),
    "status": ("status", Need.WORKSPACE),
    "list all": ("list all", Need.EVERYWHERE),
    "help": ("help", Need.NOTHING),
}
PEOPLE = {
    "UMEMBER": Role.MEMBER,
    "UADMIN": Role.ADMIN,
    "UOWNER": Role.ADMIN,
    "UGUEST": Role.GUEST,
    "USINGLE": Role.GUEST,
    "USTRANGER": Role.STRANGER,
    "UELSEWHERE": Role.STRANGER,
    "UGONE": Role.STRANGER,
}
PLACES = {
    "test": Place.CHANNEL,
    "secret": Place.CHANNEL,
    "away": Place.ABSENT,
    "unknown": Place.ABSENT,
    "direct": Place.DIRECT,
}
MARKS = {
    Refusal.GUEST: "게스트",
    Refusal.STRANGER: "워크스페이스의 멤버만",
    Refusal.NOT_ADMIN: "관리자만",
    Refusal.NO_CHANNEL: "채널마다",
    Refusal.NOT_INVITED: "/invite",
    Refusal.NOT_IN_CHANNEL: "그 채널의 멤버만",
}


def expected(need, role, place):
    """The table of the docstring, written a second way."""
    if need is Need.NOTHING:
        return None
    if role in {Role.GUEST, Role.STRANGER}:
        return Refusal[role.name]
    if need is Need.EVERYWHERE:
        return None if role is Role.ADMIN else Refusal.NOT_ADMIN
    if need is Need.WORKSPACE or place is Place.CHANNEL:
        return None
    return {
        Place.DIRECT: Refusal.NO_CHANNEL,
        Place.ABSENT: Refusal.NOT_INVITED,
        Place.OUTSIDE: Refusal.NOT_IN_CHANNEL,
    }[place]


@pytest.mark.parametrize(
    ("need", "role", "place"),
    [*itertools.product(Need, Role, Place)],
    ids=lambda each: each.value,
)
def test_the_table_says_who_may_do_what_where(need, role, place):
    assert refusal(need, role, place) is expected(need, role, place)


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    with slack_office(tmp_path_factory.mktemp("desk"), TABLES) as office:
        yield office


def place_id(desk, name):
    if name == "direct":
        return "D00000001"
    return next((c.id for c in desk.space.channels.values() if c.name == name), "C77777777")


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("user", PEOPLE)
@pytest.mark.parametrize("name", COMMANDS)
def test_the_door_keeps_to_the_table(desk, name, user, place):
    text, need = COMMANDS[name]
    why_not = expected(need, PEOPLE[user], PLACES[place])
    desk.clock.advance(MINUTE)
    before = changes(desk)

    answer = text_of(desk.ask(text, user, place_id(desk, place)))

    refused = {reason for reason, mark in MARKS.items() if mark in answer}
    assert refused == ({why_not} if why_not else set())
    if why_not is not None:
        assert changes(desk) == before
        newest = desk.app.store.judgements.audit(place_id(desk, place), 1)[0]
        assert (newest.who, newest.action, newest.detail) == (user, "refused", why_not.value)


def changes(desk):
    """Every audit row that is more than a refusal."""
    rows = desk.app.store.judgements.audit(None, 10_000)
    return [row for row in rows if row.action != "refused"]


@pytest.mark.parametrize("user", ["UGUEST", "USTRANGER", "UELSEWHERE"])
@pytest.mark.parametrize("label", ["왜 왔나", "확인", "음소거", "이 매체 제외", "무관"])
def test_buttons_are_asked_for_leave_again(desk, user, label):
    before = changes(desk)

    answer = text_of(desk.press(buttons_of(desk.card)[label], user))

    assert "수 있습니다" in answer or "없습니다" in answer
    assert changes(desk) == before


@pytest.mark.parametrize(
    ("user", "place", "mark"),
    [
        ("UGUEST", "test", "게스트"),
        ("USTRANGER", "test", "워크스페이스의 멤버만"),
        ("UMEMBER", "away", "/invite"),
    ],
)
def test_a_modal_is_asked_for_leave_when_it_is_sent_off(desk, user, place, mark):
    before = changes(desk)

    desk.submit("나래전자", user, place_id(desk, place))

    assert mark in text_of(desk.space.views("views.update")[-1])
    assert changes(desk) == before


def test_a_modal_adds_nothing_to_a_channel_that_one_is_not_in(desk):
    desk.space.members[place_id(desk, "secret")].discard("UOWNER")
    desk.counter.people.forget()
    before = changes(desk)

    desk.submit("나래전자", "UOWNER", place_id(desk, "secret"))

    assert "그 채널의 멤버만" in text_of(desk.space.views("views.update")[-1])
    assert changes(desk) == before


def test_no_word_of_a_private_channel_is_said_elsewhere(desk):
    secret = place_id(desk, "secret")
    desk.clock.advance(MINUTE)
    desk.ask("add 패키징, 비밀별칭", "UADMIN", secret)
    desk.sweep()

    said = [
        text_of(desk.ask(text, "UADMIN", place_id(desk, "test")))
        for text in ("list", "list all", f"why {desk.story_id}", "status")
    ]

    assert not any("비밀" in answer or "secret" in answer for answer in said)
    assert "비밀별칭" in text_of(desk.ask("list", "UADMIN", secret))


def test_two_hundred_terms_a_channel_and_no_more(desk):
    test = place_id(desk, "test")
    for number in range(200):
        desk.app.store.terms.add("#test", Term(name=f"낱말{number}"), "U", desk.app.clock.now())
    desk.clock.advance(MINUTE)

    answer = text_of(desk.ask("add 이백한번째", "UMEMBER", test))

    assert "200개까지" in answer
