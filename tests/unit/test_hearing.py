"""Who hears of an article once somebody judged its story, an earlier one, or its outlet."""

import pytest

from bot.hearing import heard, held, still_hearing
from bot.model import Judgement, JudgementKind, Relation, Term, Watchlist
from bot.promises import Call
from bot.tables import load_tables
from tests.contract.samples import a_placement, an_alert, an_article
from tests.contract.test_story_book import put
from tests.fakes.slack_office import slack_office

CHANNELS = ("#가", "#나")
WATCHLIST = Watchlist(name="시험", channels=CHANNELS, terms=(Term(name="가람"),))


@pytest.fixture(scope="module")
def line(tmp_path_factory):
    with slack_office(tmp_path_factory.mktemp("office"), load_tables(), minutes=0) as office:
        yield office.app.line


def chain(line, names):
    """Stories of which each follows up the one before; the last one's placement and article."""
    earlier = None
    for name in names:
        article = an_article(name)
        placement = a_placement(
            article,
            relation=Relation.FOLLOWUP if earlier else Relation.FIRST,
            followup_of=earlier,
        )
        put(
            line,
            article,
            story_id=article.id,
            relation=placement.relation,
            followup_of=earlier,
        )
        earlier = article.id
    return article, placement


def judge(line, kind, subject):
    judgement = Judgement(channel="#가", kind=kind, subject=subject, who="U1", at=line.clock.now())
    line.judgements.keep(judgement)
    return judgement


def test_without_a_judgement_every_channel_hears(line):
    article, placement = chain(line, ["하나"])
    call = Call(watchlist=WATCHLIST, urgent=False)

    assert heard(line, call, ("가람",), article, placement) == call


def test_a_muted_story_silences_what_follows_it_up_days_later(line):
    article, placement = chain(line, ["첫날", "이튿날", "사흗날"])
    first = an_article("첫날")
    mute = judge(line, JudgementKind.MUTE_STORY, str(first.id))

    (found,) = held(line, WATCHLIST, ("가람",), article, placement)
    later = a_placement(article, relation=Relation.COPY)  # another outlet tells the follow-up
    call = heard(line, Call(watchlist=WATCHLIST, urgent=True), ("가람",), article, later)

    assert (found.channel, found.judgement) == ("#가", mute)
    assert call.watchlist.channels == ("#나",)
    assert call.urgent


def test_a_muted_story_silences_the_one_it_is_merged_into(line):
    article, _ = chain(line, ["새 사건"])
    judge(line, JudgementKind.IRRELEVANT, "77")

    merged = a_placement(article, merged=(77,))

    assert [each.channel for each in held(line, WATCHLIST, ("가람",), article, merged)] == ["#가"]


def test_a_muted_story_silences_remarks_on_what_follows_it_up(line):
    article, placement = chain(line, ["월요일", "화요일"])
    judge(line, JudgementKind.MUTE_STORY, str(an_article("월요일").id))
    cards = [an_alert(channel, channel=channel) for channel in CHANNELS]

    told = still_hearing(line, cards, placement.story_id, article)

    assert [card.channel for card in told] == ["#나"]
