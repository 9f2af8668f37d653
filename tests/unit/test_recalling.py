"""A card that was called back keeps nobody silent about who still may tell its story."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from threading import Thread

import pytest
from sqlalchemy import text

from bot.adapters.memory import ChatFault
from bot.adapters.store import open_store
from bot.commands.judging import MuteLength, exclude_outlet, judge_story, mute_terms, withdraw
from bot.commands.watching import Office
from bot.model import AlertKind, AlertState, JudgementKind
from bot.recalling import hold_waiting
from bot.tables import load_tables
from tests.fakes.small_town import Town
from tests.unit.test_bundling import LIST, OLD, UPDATE

TITLE = "가람반도체, 청주에 1조2000억원 패키징 공장"
MORE = "가람반도체, 청주 패키징 공장 투자 두 배로 확대(종합)"


@pytest.fixture(scope="module")
def tables():
    return load_tables()


@pytest.fixture
def town(tmp_path, tables):
    town = gathering_town(tmp_path, tables)
    yield town
    town.app.close()


def gathering_town(tmp_path, tables, **settings):
    """One story of gana whose card waits."""
    settings = {"briefs": "", "term_daily_cap": 0, "gather_seconds": 600, **settings}
    town = Town(tmp_path, tables, settings=settings, watchlists={"a.yaml": LIST})
    town.outlets("gana", "dara")
    town.open()
    town.pass_minutes(3)
    town.news("gana", "first", TITLE, OLD)
    town.pass_minutes(4)
    assert [each.state for each in alerts(town)] == [AlertState.PENDING]
    return town


def alerts(town):
    return town.app.line.alerts.alerts((), 99)


def office_of(town):
    app = town.app
    return Office(line=app.line, terms=app.store.terms, gazetteer=app.tables.gazetteer)


def exclude_gana(office):
    story = office.line.alerts.alerts((), 99)[0].story_id
    exclude_outlet(office, "#test", story, "U1")


def undo_exclusion(office):
    withdraw(office, "#test", JudgementKind.NEVER_OUTLET, "gana일보", "U1")


def test_a_story_of_an_excluded_outlet_alone_has_no_card(town):
    exclude_gana(office_of(town))

    town.pass_minutes(20)

    assert town.cards() == []


def test_another_outlet_brings_the_card_that_an_exclusion_called_back(town):
    exclude_gana(office_of(town))

    town.news("dara", "copy", TITLE, OLD)
    town.pass_minutes(20)

    assert [message.card.headline for message in town.cards()] == [TITLE]


def test_new_facts_after_a_mute_bring_the_card_that_it_called_back(town):
    mute_terms(office_of(town), "#test", ["가람반도체"], MuteLength.HOUR, "U1")
    town.clock.advance(timedelta(hours=2))

    town.news("gana", "second", MORE, UPDATE)
    town.pass_minutes(20)

    assert len(town.cards()) == 1
    assert town.replies() == []


def test_an_undo_tells_no_story_twice_that_came_back_by_itself(town):
    exclude_gana(office_of(town))
    town.news("dara", "copy", TITLE, OLD)
    town.pass_minutes(20)

    undo_exclusion(office_of(town))
    town.pass_minutes(20)

    assert len(town.cards()) == 1


def test_a_story_muted_again_and_again_comes_once_after_the_undo(town):
    exclude_gana(office_of(town))
    town.news("dara", "copy", TITLE, OLD)
    town.pass_minutes(4)
    judge_story(office_of(town), "#test", alerts(town)[0].story_id, JudgementKind.IRRELEVANT, "U1")
    town.pass_minutes(20)
    silent = list(town.cards())
    story = str(alerts(town)[0].story_id)
    withdraw(office_of(town), "#test", JudgementKind.IRRELEVANT, story, "U1")
    undo_exclusion(office_of(town))
    town.pass_minutes(20)

    assert silent == []
    assert len(town.cards()) == 1


class Crowded:
    """The book of alerts; an article is placed just before a judgement or its undo is kept."""

    def __init__(self, book, place):
        self._book, self._place = book, place

    def __getattr__(self, name):
        return getattr(self._book, name)

    def _place_once(self):
        place, self._place = self._place, lambda: None
        place()

    def bring_back(self, old, new):
        self._place_once()
        return self._book.bring_back(old, new)

    def bundle(self, new, changes):
        self._place_once()
        return self._book.bundle(new, changes)


def test_an_undo_while_an_article_brings_the_card_tells_it_once(town):
    exclude_gana(office_of(town))
    line = town.app.line

    def place():
        town.news("dara", "copy", TITLE, OLD)
        town.pass_minutes(4)

    crowded = replace(line, alerts=Crowded(line.alerts, place))
    undo_exclusion(replace(office_of(town), line=crowded))
    town.pass_minutes(20)

    assert len(town.cards()) == 1


def test_an_article_of_another_outlet_amid_an_exclusion_is_told(town):
    line = town.app.line

    def place():
        town.news("dara", "copy", TITLE, OLD)
        town.pass_minutes(4)

    crowded = replace(line, alerts=Crowded(line.alerts, place))
    exclude_gana(replace(office_of(town), line=crowded))
    town.pass_minutes(20)

    assert len(town.cards()) == 1


class Amid:
    """The book of stories; something happens when a placing has read what is promised already."""

    def __init__(self, book, happens):
        self._book, self._happens = book, happens

    def __getattr__(self, name):
        return getattr(self._book, name)

    @contextmanager
    def placing(self):
        with self._book.placing() as desk:
            yield AmidDesk(desk, self._happens)


class AmidDesk:
    def __init__(self, desk, happens):
        self._desk, self._happens = desk, happens

    def __getattr__(self, name):
        return getattr(self._desk, name)

    def promise(self, alerts):
        self._happens()
        self._desk.promise(alerts)


class Unheard:
    """A Queue that does nothing."""

    def put(self, job):
        pass


WAITERS = text(
    "SELECT count(*) FROM pg_locks JOIN pg_database ON oid = database "
    "WHERE locktype = 'advisory' AND NOT granted AND datname = current_database()"
)


@pytest.mark.parametrize("is_excluded", [True, False], ids=["undo", "exclusion"])
def test_a_judgement_amid_the_placing_by_another_process_leaves_one_card(
    tmp_path, tables, empty_postgresql, is_excluded
):
    town = gathering_town(tmp_path, tables, database_url=empty_postgresql)
    line, other = town.app.line, open_store(empty_postgresql)
    books = {name: getattr(other, name) for name in ("alerts", "stories", "judgements")}
    office = replace(office_of(town), line=replace(line, queue=Unheard(), **books))
    if is_excluded:
        exclude_gana(office_of(town))
    judging = Thread(target=undo_exclusion if is_excluded else exclude_gana, args=(office,))

    def judged_or_waiting():
        if judging.ident is None:
            judging.start()
        with other.database.reading_once() as connection:
            while judging.is_alive() and not connection.execute(WAITERS).scalar_one():
                judging.join(0.01)

    town.app.line = replace(line, stories=Amid(line.stories, judged_or_waiting))
    town.news("dara", "copy", TITLE, OLD)
    town.pass_minutes(4)
    judging.join(10)
    town.pass_minutes(20)
    other.close()
    town.app.close()

    assert judging.ident is not None
    assert len(town.cards()) == 1


def test_a_reply_of_an_excluded_outlet_is_called_back_whoever_else_tells_the_story(town):
    town.pass_minutes(15)
    town.chat.fail(*[ChatFault.NOT_SENT] * 9)
    town.news("dara", "second", MORE, UPDATE)
    town.pass_minutes(4)
    waiting = [each.kind for each in alerts(town) if each.state is AlertState.PENDING]
    town.judge(JudgementKind.NEVER_OUTLET, "dara일보")
    hold_waiting(town.app.line, "#test")
    town.pass_minutes(90)

    assert waiting == [AlertKind.UPDATE]
    assert len(town.cards()) == 1
    assert town.replies() == []
