"""A change of the feeds reaches the store even where that was away at the first look."""

import pytest

from bot.errors import StoreBusy
from bot.tables import load_tables
from tests.fakes.small_town import Town


class BusyOnce:
    """A store whose book of feeds is busy at its first registration."""

    def __init__(self, store):
        self._store = store
        self._busy = True

    def __getattr__(self, name):
        return getattr(self._store, name)

    @property
    def feeds(self):
        return self

    def register(self, feeds, now):
        if self._busy:
            self._busy = False
            raise StoreBusy("busy")
        self._store.feeds.register(feeds, now)


def test_feeds_that_could_not_be_registered_are_at_the_next_look(tmp_path):
    town = Town(
        tmp_path, load_tables(), watchlists={"test.yaml": "name: 시험\nterms: [{name: KT}]\n"}
    )
    town.outlets("gana")
    app = town.open()
    store = app.store
    app.store = BusyOnce(store)

    with pytest.raises(StoreBusy):
        app.refresh()
    app.refresh()

    assert [feed.url for feed, _ in store.feeds.feeds()] == ["https://gana.example/rss"]
    store.close()
