"""Moving house: everything comes along, is found again, and goes on where it stopped."""

import pytest

from bot.adapters.store import copy, migrate, open_store
from bot.errors import BadSettings
from bot.model import FeedState, Term
from tests.contract.databases import new_database
from tests.contract.samples import NOW, a_feed, a_match, an_alert, an_article, an_entry
from tests.contract.test_story_book import candidates, joined, put

pytestmark = pytest.mark.slow

WAYS = [("sqlite", "postgresql"), ("postgresql", "sqlite"), ("sqlite", "sqlite")]


@pytest.fixture
def houses(request, tmp_path):
    """An old store with a bit of everything, and an empty new one."""
    kinds = request.param
    server = request.getfixturevalue("postgresql_server") if "postgresql" in kinds else None
    paths = [
        (server if kind == "postgresql" else None, tmp_path / f"{kind}{at}.db")
        for at, kind in enumerate(kinds)
    ]
    with new_database(*paths[0]) as before, new_database(*paths[1]) as after:
        old, new = open_store(before), open_store(after)
        migrate(old)
        fill(old)
        yield old, new
        old.close()
        new.close()


def fill(store):
    store.feeds.register([a_feed("가람"), a_feed("나래")], NOW)
    state = FeedState(url="https://feed.example/가람", next_poll_at=NOW, primed=True)
    store.feeds.save_poll(state, [an_entry(str(number)) for number in range(30)])
    first = put(
        store, an_article("가람"), keys=(1, 2), matches=[a_match("가람")], features=b"\x00\xff"
    )
    joined(store, "다라", first)
    store.alerts.promise([an_alert("가람"), an_alert("나래", channel="#둘")])
    store.terms.add("#반도체", Term(name="가람"), "누구", NOW)
    store.memos.put("열쇠", "값")
    store.leases.take("tick", "옛집", NOW, NOW)


def facts(store):
    story = store.stories.story_of(an_article("가람").id)
    return (
        story,
        store.stories.matches(story.id),
        store.feeds.feeds(),
        [each.id for each in store.entries.waiting(NOW, 100)],
        store.alerts.alerts((), 10),
        store.terms.watchlists(),
        store.memos.get("열쇠"),
        candidates(store, (1, 2)),
    )


@pytest.mark.parametrize("houses", WAYS, ids="-".join, indirect=True)
def test_everything_comes_along_and_is_counted(houses):
    old, new = houses

    copied = copy(old, new)

    assert facts(new) == facts(old)
    assert {name: rows for name, rows in copied.items() if rows} == {
        "feeds": 2,
        "entries": 30,
        "seen_keys": 60,
        "articles": 2,
        "article_keys": 2,
        "matches": 1,
        "stories": 1,
        "alerts": 2,
        "terms": 1,
        "audit": 1,
        "memos": 1,
    }


@pytest.mark.parametrize("houses", WAYS, ids="-".join, indirect=True)
def test_work_goes_on_in_the_new_house(houses):
    old, new = houses
    copy(old, new)

    put(new, an_article("마바", text="새 공장이 문을 연다."))
    new.alerts.promise([an_alert("마바")])
    new.terms.add("#반도체", Term(name="나래"), "누구", NOW)

    assert len(new.stories.search("공장", 10)) == 3
    assert len(new.alerts.alerts((), 10)) == 3
    assert [term.name for term in new.terms.watchlists()[0].terms] == ["가람", "나래"]


@pytest.mark.parametrize("houses", WAYS[:1], ids="-".join, indirect=True)
def test_a_house_that_is_lived_in_is_left_alone(houses):
    old, new = houses
    migrate(new)
    new.memos.put("누가", "산다")

    with pytest.raises(BadSettings, match="memos"):
        copy(old, new)

    assert new.feeds.feeds() == []
