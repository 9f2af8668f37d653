"""Day partitions on PostgreSQL: at midnight, behind time, and when a day is forgotten."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.adapters.store import migrate, open_store
from bot.adapters.store.partitions import days_of, make_days
from bot.adapters.store.tables import EPOCH, day_of
from bot.model import AlertState
from tests.contract.samples import DAY, NOW, an_alert, an_article
from tests.contract.test_story_book import candidates, put

OLD = NOW - 40 * DAY
BEFORE = NOW - 30 * DAY
MOMENT = timedelta(microseconds=1)


@pytest.fixture
def store(empty_postgresql):
    store = open_store(empty_postgresql)
    migrate(store)
    yield store
    store.close()


def rows(store, table):
    with store.database.reading() as connection:
        return connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()


def test_an_article_on_either_side_of_midnight_lies_in_its_own_day(store):
    midnight = EPOCH + day_of(NOW) * DAY
    with store.database.writing() as connection:
        make_days(connection, day_of(NOW) - 1, day_of(NOW))

    put(store, an_article("어제", seen_at=midnight - MOMENT), keys=(1,))
    put(store, an_article("오늘", seen_at=midnight), keys=(1,))

    assert rows(store, f"article_keys_d{day_of(NOW) - 1}") == 1
    assert rows(store, f"article_keys_d{day_of(NOW)}") == 1
    assert len(candidates(store, [1], since=midnight - DAY)) == 2


def test_what_came_before_its_day_was_made_is_found_and_moves_in(store):
    article = put(store, an_article("이른", seen_at=OLD), keys=(1,))
    before = candidates(store, [1], since=OLD - DAY)

    with store.database.writing() as connection:
        make_days(connection, day_of(OLD), day_of(OLD))

    assert day_of(OLD) in days_of_keys(store)
    assert rows(store, "article_keys_default") == rows(store, "article_words_default") == 0
    assert candidates(store, [1], since=OLD - DAY) == before
    assert [found.id for found in store.stories.search("공장", 10)] == [article.id]


def days_of_keys(store):
    with store.database.reading() as connection:
        return days_of(connection, "article_keys")


def test_words_that_never_had_a_day_go_with_their_article(store):
    put(store, an_article("옛", seen_at=OLD), keys=(1,))

    store.prune(BEFORE)

    assert rows(store, "article_words") == 0


@pytest.mark.parametrize("made", [True, False], ids=["own_day", "no_day"])
def test_words_of_an_old_story_that_is_still_open_stay(store, made):
    if made:
        with store.database.writing() as connection:
            make_days(connection, day_of(OLD), day_of(OLD))
    article = put(store, an_article("옛", seen_at=OLD), keys=(1,))
    story = store.stories.story_of(article.id)
    store.alerts.promise([an_alert("하나", story_id=story.id, state=AlertState.PENDING)])

    store.prune(BEFORE)

    assert [found.id for found in store.stories.search("공장", 10)] == [article.id]
