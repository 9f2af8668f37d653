"""How often terms were reported on, the same on every store."""

from datetime import timedelta

import pytest

from bot.model import Relation, Reports, Salience, Stretch, Unheard
from tests.contract.samples import DAY, HOUR, MINUTE, NOW, a_match, an_article
from tests.contract.test_story_book import put

SLOT_OF_NOW = NOW.replace(minute=0, second=0, microsecond=0)
SPAN = Stretch(since=NOW - 2 * DAY, until=NOW + HOUR)


def told(store, name, *matches, at=NOW, publisher="가람미디어", first=None, **changes):
    """One article about the matched terms; in the story of `first` where that is given."""
    relation = changes.pop("relation", Relation.REWRITE if first else Relation.FIRST)
    article = an_article(
        name,
        publisher=publisher,
        seen_at=at,
        published_at=changes.pop("published_at", at),
        **changes,
    )
    story_id = first.id if first else article.id
    return put(store, article, matches=matches, story_id=story_id, relation=relation)


def counts(store, *terms, lists=("반도체",), span=SPAN):
    found = store.reports.reports(lists, terms, span)
    return {term: sum(each.count for each in found if each.term == term) for term in terms}


def test_a_publisher_counts_once_a_story(store):
    first = told(store, "가", a_match("HBM"), a_match("HBM", span=a_match("D램").span))
    told(store, "나", a_match("HBM"), first=first)
    told(store, "다", a_match("HBM"), first=first, publisher="나래미디어")
    told(store, "라", a_match("HBM"))

    assert counts(store, "HBM", "D램") == {"HBM": 3, "D램": 0}


@pytest.mark.parametrize("relation", [Relation.COPY, Relation.RELEASE])
def test_reprints_are_no_reports(store, relation):
    first = told(store, "가", a_match("HBM"))
    told(store, "나", a_match("HBM"), first=first, relation=relation, publisher="나래미디어")

    assert counts(store, "HBM") == {"HBM": 1}


def test_mentions_in_passing_and_backlog_are_no_reports(store):
    told(store, "가", a_match("HBM", salience=Salience.PASSING))
    told(store, "나", a_match("HBM"), backlog=True)

    assert counts(store, "HBM") == {"HBM": 0}


def test_a_term_of_two_lists_counts_once_and_other_lists_not_at_all(store):
    told(store, "가", a_match("HBM"), a_match("HBM", watchlist="클라우드"))
    told(store, "나", a_match("HBM", watchlist="남의 것"))

    assert counts(store, "HBM", lists=("반도체", "클라우드")) == {"HBM": 1}


def test_the_first_time_counts_and_lies_in_its_half_hour(store):
    first = told(store, "가", a_match("HBM"), at=NOW - 3 * HOUR)
    told(store, "나", a_match("HBM"), first=first, at=NOW)
    told(store, "다", a_match("HBM"), at=NOW + 40 * MINUTE)

    found = store.reports.reports(["반도체"], ["HBM"], SPAN)

    assert found == [
        Reports(term="HBM", slot=SLOT_OF_NOW - 3 * HOUR, count=1),
        Reports(term="HBM", slot=SLOT_OF_NOW + 30 * MINUTE, count=1),
    ]


def test_what_was_caught_up_with_counts_when_it_was_published(store):
    told(store, "가", a_match("HBM"), published_at=NOW - 20 * HOUR)
    told(store, "나", a_match("HBM"), published_at=NOW + 9 * HOUR)
    told(store, "다", a_match("HBM"), published_at=NOW - 9 * DAY)

    slots = [each.slot for each in store.reports.reports(["반도체"], ["HBM"], SPAN)]

    assert slots == [SLOT_OF_NOW - 20 * HOUR, SLOT_OF_NOW]


def test_a_span_begins_after_its_start_and_holds_its_end(store):
    for number, at in enumerate((NOW - DAY, NOW - DAY + MINUTE, NOW, NOW + MINUTE)):
        told(store, f"{number}", a_match("HBM"), at=at)

    assert counts(store, "HBM", span=Stretch(since=NOW - DAY, until=NOW)) == {"HBM": 2}


def test_articles_without_a_publisher_are_told_apart_by_outlet(store):
    first = told(store, "가", a_match("HBM"), publisher="", outlet="가람일보")
    told(store, "나", a_match("HBM"), publisher="", outlet="나래일보", first=first)
    told(store, "다", a_match("HBM"), publisher="", outlet="나래일보", first=first)

    assert counts(store, "HBM") == {"HBM": 2}


def test_thousands_of_terms_are_counted_together(store):
    told(store, "가", a_match("말1700"), a_match("말3"))

    found = store.reports.reports(["반도체"], [f"말{n}" for n in range(2_000)], SPAN)

    assert [(each.term, each.count) for each in found] == [("말1700", 1), ("말3", 1)]


def test_nothing_asked_is_nothing_found(store):
    told(store, "가", a_match("HBM"))

    assert store.reports.reports([], ["HBM"], SPAN) == []
    assert store.reports.reports(["반도체"], [], SPAN) == []


def test_the_watch_was_awake_where_any_article_was_seen(store):
    told(store, "가", at=NOW)
    told(store, "나", at=NOW - DAY, backlog=True)
    spans = [
        Stretch(since=NOW - timedelta(hours=hours + 1), until=NOW - timedelta(hours=hours))
        for hours in (0, 1, 24)
    ]

    assert store.reports.was_awake(spans) == [True, False, True]


def test_what_a_list_does_not_take_is_no_report_for_it(store):
    told(store, "가", a_match("HBM"), a_match("HBM", watchlist="클라우드"), outlet="가람일보")
    told(store, "나", a_match("HBM"), outlet="나래일보", publisher="나래미디어")
    unheard = [Unheard(watchlist="반도체", outlet="가람일보", publisher="가람미디어")]

    found = [
        sum(each.count for each in store.reports.reports(lists, ["HBM"], SPAN, unheard))
        for lists in (["반도체"], ["클라우드"], ["반도체", "클라우드"])
    ]

    assert found == [1, 1, 2]


def test_the_outlets_of_a_span_are_named_once(store):
    told(store, "가", outlet="나래일보", publisher="나래미디어")
    told(store, "나", outlet="나래일보", publisher="나래미디어", at=NOW - HOUR)
    told(store, "다", outlet="가람일보", publisher="")
    told(store, "라", outlet="다온일보", at=NOW + 2 * HOUR)

    assert store.reports.outlets(SPAN) == [("가람일보", ""), ("나래일보", "나래미디어")]
