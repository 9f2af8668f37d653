"""What people decided: kept, replaced, taken back, in force for a time, and always noted."""

from dataclasses import replace

import pytest

from bot.model import AuditRow, Judgement, JudgementKind, Relation, Term
from tests.contract.samples import HOUR, MINUTE, NOW, an_article
from tests.contract.test_story_book import put

MUTE = Judgement(
    channel="#가",
    kind=JudgementKind.MUTE_TERM,
    subject="가람전자",
    who="U1",
    at=NOW,
    until=NOW + HOUR,
)
STORY = Judgement(
    channel="#가", kind=JudgementKind.MUTE_STORY, subject=str(2**62 + 1), who="U1", at=NOW
)


def test_a_judgement_holds_until_its_time_is_over(store):
    store.judgements.keep(MUTE)

    at_times = [
        list(store.judgements.in_force(now)) for now in (NOW, NOW + HOUR - MINUTE, NOW + HOUR)
    ]

    assert at_times == [[MUTE], [MUTE], []]


def test_a_judgement_without_an_end_holds_until_it_is_withdrawn(store):
    store.judgements.keep(STORY)
    before = list(store.judgements.in_force(NOW + 1000 * HOUR))

    withdrawn = [
        store.judgements.withdraw("#가", STORY.kind, STORY.subject, "U2", NOW) for _ in range(2)
    ]

    assert before == [STORY]
    assert withdrawn == [True, False]
    assert list(store.judgements.in_force(NOW)) == []


def test_a_channel_has_one_judgement_of_a_kind_about_a_subject(store):
    longer = replace(MUTE, who="U2", at=NOW + MINUTE, until=NOW + 2 * HOUR)
    elsewhere = replace(MUTE, channel="#나", at=NOW + 2 * MINUTE)

    for judgement in (MUTE, longer, longer, elsewhere):
        store.judgements.keep(judgement)

    assert list(store.judgements.in_force(NOW)) == [longer, elsewhere]
    assert list(store.judgements.in_force(NOW, "#나")) == [elsewhere]


def test_judgements_come_oldest_first(store):
    later = replace(STORY, at=NOW + MINUTE)

    for judgement in (later, MUTE):
        store.judgements.keep(judgement)

    assert list(store.judgements.in_force(NOW)) == [MUTE, later]


def test_every_change_is_noted_with_the_terms_changes(store):
    store.terms.add("#가", Term(name="하나"), "U3", NOW)
    store.judgements.keep(MUTE)
    store.judgements.withdraw("#가", MUTE.kind, MUTE.subject, "U2", NOW + MINUTE)
    store.judgements.withdraw("#가", MUTE.kind, MUTE.subject, "U2", NOW + MINUTE)

    rows = [(row.who, row.action, row.subject) for row in store.judgements.audit("#가", 10)]

    assert rows == [
        ("U2", "mute_term_withdrawn", "가람전자"),
        ("U1", "mute_term", "가람전자"),
        ("U3", "term_added", "하나"),
    ]


def test_the_audit_gives_the_newest_rows_of_a_channel(store):
    rows = [
        AuditRow(at=NOW, who="U1", action="refused", channel=channel, subject=subject, detail="x")
        for channel, subject in (("#가", "1"), ("#나", "2"), ("#가", "3"))
    ]
    for row in rows:
        store.judgements.note(row)

    assert list(store.judgements.audit("#가", 1)) == [rows[2]]
    assert list(store.judgements.audit(None, 10)) == rows[::-1]


def test_judgements_change_no_revision_of_the_terms(store):
    before = store.terms.revision()

    store.judgements.keep(MUTE)

    assert store.terms.revision() == before


@pytest.mark.parametrize("kind", [JudgementKind.MUTE_STORY, JudgementKind.IRRELEVANT])
def test_a_judgement_about_a_merged_story_speaks_of_the_one_it_went_into(store, kind):
    first, second, third = (an_article(name) for name in ("가", "나", "다"))
    put(store, first)
    put(store, second)
    store.judgements.keep(replace(STORY, kind=kind, subject=str(second.id)))

    put(store, third, story_id=first.id, relation=Relation.COPY, merged=(second.id,))

    (found,) = store.judgements.in_force(NOW)
    assert found.subject == str(first.id)
    assert store.judgements.withdraw("#가", kind, found.subject, "U2", NOW)
    assert list(store.judgements.in_force(NOW)) == []


def test_leases_that_ended_long_ago_are_forgotten(store):
    store.leases.take("old", "하나", NOW, NOW + MINUTE)
    store.leases.take("new", "하나", NOW, NOW + 3 * HOUR)

    store.prune(NOW + HOUR)

    assert store.leases.take("old", "둘", NOW, NOW + HOUR)
    assert not store.leases.take("new", "둘", NOW, NOW + HOUR)
