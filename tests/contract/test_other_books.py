"""Terms, leases and memos."""

from bot.model import Term, Watchlist
from tests.contract.samples import HOUR, MINUTE, NOW

TERM = Term(
    name="가람클라우드",
    aliases=("Garam Cloud",),
    weak=("가람",),
    context=("데이터센터",),
    exclude=("가람시",),
    exclude_near=("축제",),
    all_of=("가람", "나래"),
    regex="가람[0-9]+",
)


def test_terms_of_a_channel_make_its_watchlist_in_the_order_of_adding(store):
    store.terms.add("#나", TERM, "U1", NOW)
    store.terms.add("#나", Term(name="가"), "U1", NOW)
    store.terms.add("#가", Term(name="하"), "U2", NOW)

    assert store.terms.watchlists() == [
        Watchlist(name="#가", channels=("#가",), terms=(Term(name="하"),)),
        Watchlist(name="#나", channels=("#나",), terms=(TERM, Term(name="가"))),
    ]


def test_a_term_of_the_same_name_is_replaced_in_its_place(store):
    store.terms.add("#가", Term(name="하나"), "U1", NOW)
    store.terms.add("#가", Term(name="둘"), "U1", NOW)

    store.terms.add("#가", Term(name="하나", aliases=("1",)), "U2", NOW)

    (watchlist,) = store.terms.watchlists()
    assert watchlist.terms == (Term(name="하나", aliases=("1",)), Term(name="둘"))


def test_a_removed_term_is_gone_from_its_channel_alone(store):
    store.terms.add("#가", Term(name="하나"), "U1", NOW)
    store.terms.add("#나", Term(name="하나"), "U1", NOW)

    removed = [store.terms.remove("#가", "하나", "U1", NOW) for _ in range(2)]

    assert removed == [True, False]
    assert [watchlist.name for watchlist in store.terms.watchlists()] == ["#나"]


def test_the_revision_grows_with_every_change_and_with_nothing_else(store):
    revisions = [store.terms.revision()]
    store.terms.add("#가", Term(name="하나"), "U1", NOW)
    revisions.append(store.terms.revision())
    store.terms.remove("#가", "하나", "U1", NOW)
    revisions.append(store.terms.revision())

    store.terms.remove("#가", "하나", "U1", NOW)

    assert revisions == sorted(set(revisions))
    assert store.terms.revision() == revisions[-1]


def test_a_lease_has_one_owner_until_it_ends(store):
    taken = [
        store.leases.take("host:a", "하나", NOW, NOW + MINUTE),
        store.leases.take("host:a", "둘", NOW, NOW + HOUR),
        store.leases.take("host:b", "둘", NOW, NOW + HOUR),
        store.leases.take("host:a", "둘", NOW + MINUTE, NOW + HOUR),
        store.leases.take("host:a", "하나", NOW + MINUTE, NOW + HOUR),
    ]

    assert taken == [True, False, True, True, False]


def test_an_owner_renews_its_lease(store):
    store.leases.take("host:a", "하나", NOW, NOW + MINUTE)

    renewed = store.leases.take("host:a", "하나", NOW, NOW + HOUR)

    assert renewed
    assert not store.leases.take("host:a", "둘", NOW + MINUTE, NOW + HOUR)


def test_one_at_a_time_is_alone_under_a_name(store):
    with store.leases.alone("disk") as first:
        with store.leases.alone("disk") as second, store.leases.alone("other") as beside:
            pass
        with store.leases.alone("disk") as still:
            pass
    with store.leases.alone("disk") as after:
        pass

    assert (first, second, beside, still, after) == (True, False, True, False, True)


def test_a_released_lease_is_free_and_only_its_owner_releases_it(store):
    store.leases.take("host:a", "하나", NOW, NOW + HOUR)

    store.leases.release("host:a", "둘")
    refused = store.leases.take("host:a", "둘", NOW, NOW + HOUR)
    store.leases.release("host:a", "하나")
    taken = store.leases.take("host:a", "둘", NOW, NOW + HOUR)

    assert (refused, taken) == (False, True)


def test_a_memo_holds_what_was_put_last(store):
    assert store.memos.get("말했음") is None

    store.memos.put("말했음", "첫째")
    store.memos.put("말했음", "둘째")

    assert store.memos.get("말했음") == "둘째"


def test_closing_a_store_twice_is_fine(store):
    store.close()
    store.close()
