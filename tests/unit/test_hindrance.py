"""A bug of ours holds up the alert that meets it and nobody else, and loses nothing."""

from dataclasses import replace

import pytest

from bot.commands.checkup import check_line
from bot.delivery import Outcome
from bot.hindrance import LONGEST_PAUSE, hindered_alerts
from bot.housekeeping import keep_house
from bot.model import AlertState
from bot.outbox import NEVER
from bot.tables import load_tables
from tests.fakes.small_town import Town
from tests.unit.test_bundling import publish
from tests.unit.test_delivery import CHANNEL, House, alert
from tests.unit.test_housekeeping import house as quiet_house
from tests.unit.test_housekeeping import later, remarks

__all__ = ["quiet_house"]
LIST = '{name: 시험, channels: ["#test"], terms: [{name: 가람반도체}, {name: 나래해운}]}'


class Buggy(House):
    """A house in which some stories' cards cannot be made, and some calls break, until mended."""

    def __init__(self, *alerts, breaks="render", stories=(1,)):
        super().__init__(*alerts, chat=self)
        self.breaks, self.ill = breaks, set(stories)
        self.asked = 0
        self.begun = self.clock.now()

    def _meet(self, where, story):
        if where == self.breaks and story in self.ill:
            self.asked += 1
            raise RuntimeError("a bug")

    def render(self, alert):
        self._meet("render", alert.story_id)
        return super().render(alert)

    def post(self, channel, card, delivery, thread=None):
        self._meet("post", card.story_id)
        receipt = self.chat.post(channel, card, delivery, thread)
        self._meet("reply", card.story_id)
        return receipt

    def update(self, receipt, card, delivery):
        self._meet("update", card.story_id)
        self.chat.update(receipt, card, delivery)

    def find(self, channel, delivery, since, thread=None):
        return self.chat.find(channel, delivery, since, thread)

    def delete(self, receipt):
        self.chat.delete(receipt)


@pytest.mark.parametrize("breaks", ["render", "post"])
def test_a_bug_holds_up_its_own_alert_alone_and_ever_more_seldom(breaks):
    house = Buggy(alert(1), alert(2), alert(3), breaks=breaks)

    house.live(24)

    assert house.shown() == [2, 3]
    assert 24 <= house.asked <= 40
    assert house.kept(1).due_at - house.clock.now() <= LONGEST_PAUSE


@pytest.mark.parametrize("breaks", ["render", "post"])
def test_a_mended_bug_lets_the_alert_go_once(breaks):
    house = Buggy(alert(1), alert(2), breaks=breaks)
    house.live(5)
    house.ill.clear()

    house.live(2)

    assert sorted(house.shown()) == [1, 2]
    assert house.kept(1).state is AlertState.SENT
    assert hindered_alerts(house.store.alerts) == []


def test_a_bug_after_the_message_stands_posts_no_second_one():
    house = Buggy(alert(1), alert(2), breaks="reply")

    house.live(5)

    assert house.shown() == [1, 2]
    assert house.kept(1).state is AlertState.SENT


def test_a_bug_in_an_update_leaves_the_card_as_it_is_and_tries_again():
    house = Buggy(alert(1), breaks="update")
    house.steps()
    house.revision = 2

    house.live(3)
    before = house.asked
    house.ill.clear()
    house.live(2)

    assert 1 <= before <= 20
    assert house.chat.messages[0].card.sentences == ("2판",)
    assert house.kept(1).due_at == NEVER


def test_a_step_that_a_bug_broke_off_gives_the_bug_back():
    house = Buggy(alert(1))

    done = house.step()

    assert done.outcome is Outcome.HINDERED
    assert isinstance(done.bug, RuntimeError)


def test_operators_hear_once_of_a_bug_that_holds_alerts_up(quiet_house):
    house = Buggy(alert(1), alert(2), stories=(1, 2))
    house.steps()
    quiet_house.store.alerts.promise([house.kept(1), house.kept(2)])

    keep_house(quiet_house)
    later(quiet_house)

    (said,) = [text for text in remarks(quiet_house) if text]
    assert CHANNEL in said
    assert "프로그램 오류" in said


@pytest.fixture(scope="module")
def tables():
    return load_tables()


@pytest.fixture
def town(tmp_path, tables):
    settings = {"briefs": "", "burst_cards": 2, "term_daily_cap": 0}
    town = Town(tmp_path, tables, settings=settings, watchlists={"a.yaml": LIST})
    town.outlets("gana")
    town.open()
    town.pass_minutes(3)
    yield town
    town.app.close()


def test_the_doctor_names_alerts_that_a_bug_holds_up(town):
    bugged = Buggy(alert(1))
    bugged.steps()
    town.app.store.alerts.promise([bugged.kept(1)])

    checks = {each.name: each.message for each in check_line(town.app.line, ())}

    assert "프로그램 오류로 미룬 알림 1건" in checks["알림"]


class NoBundles:
    """An AlertBook that meets a bug where cards are bundled."""

    def __init__(self, book):
        self._book = book

    def __getattr__(self, name):
        return getattr(self._book, name)

    def bundle(self, new, changes):
        raise RuntimeError("a bug")


def test_where_bundling_meets_a_bug_the_cards_go_out_one_by_one_and_the_bug_is_raised(town):
    for number in range(4):
        publish(town, number)
    town.app.line = replace(town.app.line, alerts=NoBundles(town.app.line.alerts))

    with pytest.raises(RuntimeError):
        town.pass_minutes(6)

    assert len(town.cards()) == 4
