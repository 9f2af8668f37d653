"""One channel under several names, renamed channels, greetings and missing scopes at the start."""

from contextlib import contextmanager

import pytest

from bot.adapters.memory import MemoryStore
from bot.model import AlertState
from bot.rooms import home_of
from bot.tables import load_tables
from bot.text.rooms import room_name
from tests.fakes.slack_people import text_of
from tests.fakes.slack_web import fake_slack
from tests.fakes.slack_workspace import Workspace
from tests.fakes.small_town import Town

OTHER = "가람반도체는 부산에 연구소를 연다. 연구원 40명이 차세대 소자를 맡는다."
TITLE = "가람반도체, 청주에 1조2000억원 공장 짓는다"


@pytest.fixture(scope="module")
def tables():
    return load_tables()


def watchlist(name, *channels):
    return f"name: {name}\nchannels: {list(channels)}\nterms: [{{name: 가람반도체}}]\n"


@pytest.fixture
def space():
    space = Workspace()
    space.add_channel("test")
    space.add_channel("ops")
    return space


@pytest.fixture
def open_town(tmp_path, tables, space):
    """A town whose cards go to a fake Slack, and the same one opened anew."""

    @contextmanager
    def opened(*lists, folder="a", **settings):
        with fake_slack(space) as fake:
            slack = {"slack_bot_token": space.token, "slack_api_url": fake.url, "briefs": ""}
            town = Town(
                tmp_path / folder,
                tables,
                settings=slack | settings,
                watchlists={f"{n}.yaml": text for n, text in enumerate(lists)},
            )
            town.outlets("gana")
            town.open()
            try:
                yield town
            finally:
                town.app.close()

    return opened


def cards(space, name="test"):
    """Cards of news in the channel."""
    channel = next(c.id for c in space.channels.values() if c.name == name)
    return [m for m in space.standing(channel) if len(m.content.get("blocks", [])) > 1]


def messages(space, name="test"):
    channel = next(c.id for c in space.channels.values() if c.name == name)
    return [text_of(message.content) for message in space.standing(channel)]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("ai", "#ai"),
        ("#ai", "#ai"),
        (" #AI ", "#ai"),
        ("#경제부", "#경제부"),
        ("경제부", "#경제부"),
        ("C0123ABCD", "C0123ABCD"),
        ("#C0123ABCD", "C0123ABCD"),
    ],
)
def test_a_channel_has_one_name_however_it_is_written(written, name):
    assert room_name(written) == name


def test_a_word_that_nobody_knows_is_its_own_home():
    memos = MemoryStore().memos

    assert home_of(memos, "ai") == "#ai"
    assert home_of(memos, "C0123ABCD") == "C0123ABCD"


def test_a_channel_that_lists_name_in_three_ways_hears_of_a_story_once(open_town, space):
    room = next(c for c in space.channels.values() if c.name == "test")
    lists = (watchlist("하나", "#test"), watchlist("둘", "test"), watchlist("셋", room.id))

    with open_town(*lists) as town:
        town.pass_minutes(3)
        town.news("gana", "a", TITLE)
        town.pass_minutes(6)

    assert len(cards(space)) == 1


def test_a_channel_renamed_while_nobody_looked_goes_on_and_says_so(open_town, space):
    room = next(c for c in space.channels.values() if c.name == "test")
    with open_town(watchlist("하나", "#test"), operators_channel="ops") as town:
        town.pass_minutes(3)
        town.news("gana", "a", TITLE)
        town.pass_minutes(6)
        room.name = "renamed"

        town.pass_minutes(12)
        town.news("gana", "b", "가람반도체, 부산에 연구소 연다", OTHER)
        town.pass_minutes(6)

        assert {a.state for a in town.app.line.alerts.alerts((), 99)} == {AlertState.SENT}
        assert "#renamed" in town.app.notes()[0]
    assert len(cards(space, "renamed")) == 2
    told = [m for m in messages(space, "ops") if "#test에서 #renamed로" in m]
    assert len(told) == 1


def test_a_channel_renamed_between_two_lives_is_not_blocked(open_town, space):
    room = next(c for c in space.channels.values() if c.name == "test")
    with open_town(watchlist("하나", "#test")) as town:
        town.pass_minutes(3)
        town.news("gana", "a", TITLE)
        town.pass_minutes(6)
    room.name = "renamed"

    with open_town() as again:
        again.items = town.items
        again.clock.advance(town.clock.now() - again.clock.now())
        again.pass_minutes(2)
        again.news("gana", "b", "가람반도체, 부산에 연구소 연다", OTHER)
        again.pass_minutes(6)
        states = {alert.state for alert in again.app.line.alerts.alerts((), 99)}

    assert states == {AlertState.SENT}
    assert len(cards(space, "renamed")) == 2


def test_a_start_greets_every_channel_that_the_bot_is_in_once(open_town, space):
    space.add_channel("elsewhere", is_member=False)
    with open_town(watchlist("하나", "#test")) as town:
        town.pass_minutes(1)
        first = {name: len(messages(space, name)) for name in ("test", "ops", "elsewhere")}
        town.pass_minutes(25)

    assert first == {"test": 1, "ops": 1, "elsewhere": 0}
    assert "안녕하세요, 소식입니다" in messages(space)[0]
    assert {name: len(messages(space, name)) for name in first} == first


def test_a_start_while_slack_is_away_greets_once_it_is_back(open_town, space):
    with open_town(watchlist("하나", "#test")) as town:
        space.refusals["conversations.list"] = "internal_error"
        town.pass_minutes(2)
        away = len(messages(space))
        del space.refusals["conversations.list"]
        town.pass_minutes(2)

    assert (away, len(messages(space))) == (0, 1)


@pytest.mark.parametrize(
    ("on_ambiguous", "words"),
    [("reconcile", "10분까지"), ("hold", "사람이 확인할 때까지"), ("resend", "두 번 갈 수")],
)
def test_scopes_that_are_missing_are_said_at_the_start(open_town, space, on_ambiguous, words):
    space.scopes = "chat:write,channels:read,groups:read"

    with open_town(
        watchlist("하나", "#test"), operators_channel="#ops", on_ambiguous=on_ambiguous
    ) as town:
        town.pass_minutes(25)
        (note,) = town.app.notes()

    told = [m for m in messages(space, "ops") if "되읽을 권한" in m]
    assert len(told) == 1
    assert words in told[0]
    assert words in note
    assert "channels:history" in note
