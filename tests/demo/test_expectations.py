"""The rules make of the scenario what its table of expectations says, without network or clock."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.adapters.extract.page import extract_page
from bot.adapters.feeds import FeedBytes, parse_feed
from bot.adapters.memory import MemoryStore
from bot.demo.newsroom import Newsroom
from bot.demo.scenario import (
    HOLDS_BACK,
    LENGTH,
    START,
    Beat,
    FeedShape,
    Outlet,
    PageShape,
    PageState,
    load,
)
from bot.model import Article, BodySource, Page, Relation
from bot.outlets import parse_outlets
from bot.pipeline import group
from bot.stories.background import parse_background
from bot.stories.grouping import Grouper
from bot.urls import identity
from bot.watch.alerting import decide
from bot.watch.gazetteer import parse_gazetteer
from bot.watch.matcher import Matcher

DATA = Path(__file__).parent.parent.parent / "bot" / "data"
BEATS = load().beats


def text_of(name: str) -> str:
    return (DATA / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def newsroom() -> Iterator[Newsroom]:
    with Newsroom(lambda: START + LENGTH) as newsroom:
        yield newsroom


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(load().watchlists, parse_gazetteer(text_of("gazetteer.yaml")))


def article(beat: Beat) -> Article:
    number = identity(beat.id)
    text = "\n".join(beat.paragraphs)
    return Article(
        id=number,
        entry_id=number,
        url=f"https://{beat.outlet.key}.example/article/{beat.number}",
        title=beat.title,
        outlet=beat.outlet.name,
        publisher=beat.outlet.publisher or beat.outlet.name,
        author=beat.author,
        published_at=START + beat.at,
        seen_at=START + beat.at,
        text=text or beat.summary,
        body_source=BodySource.PAGE if text else BodySource.FEED,
        backlog=beat.at.total_seconds() < 0,
    )


def alerted(beat: Beat, matcher: Matcher) -> set[str]:
    told = article(beat)
    matching = matcher.match(told.title, told.text)
    return {
        watchlist.channels[0]
        for watchlist in load().watchlists
        if decide(watchlist, told, matching.matches).alerts
    }


@pytest.mark.parametrize(
    "beat", [pytest.param(beat, id=beat.id) for beat in BEATS if beat.relation is Relation.FIRST]
)
def test_the_first_telling_of_a_story_alerts_its_channel_alone(
    beat: Beat, matcher: Matcher
) -> None:
    channel = next(story.channel for story in load().stories if story.key == beat.story)

    assert alerted(beat, matcher) == {channel}


@pytest.mark.parametrize(
    "beat",
    [pytest.param(b, id=b.id) for b in BEATS if b.trap is not None and b.trap.guard in HOLDS_BACK],
)
def test_a_trap_alerts_nobody(beat: Beat, matcher: Matcher) -> None:
    assert alerted(beat, matcher) == set()


def test_articles_group_into_the_expected_stories() -> None:
    grouper = Grouper(
        parse_background((DATA / "background.bin").read_bytes()),
        parse_outlets(text_of("outlets.yaml")),
    )
    store = MemoryStore()
    found: dict[str, int] = {}
    for beat in BEATS:
        told = article(beat)
        fingerprint = grouper.fingerprint(told)
        with store.stories.placing() as desk:
            placement = group(grouper, desk, told, fingerprint)
            desk.save(told, fingerprint, (), placement)
        found[beat.id] = placement.story_id

    names = {number: beat_id for beat_id, number in reversed(found.items())}
    told_as = {beat.id: beat.story or beat.id for beat in BEATS}
    first = {key: beat_id for beat_id, key in reversed(told_as.items())}
    expected = {beat_id: first[key] for beat_id, key in told_as.items()}
    assert {beat_id: names[number] for beat_id, number in found.items()} == expected


@pytest.mark.parametrize(
    "beat",
    [pytest.param(beat, id=beat.id) for beat in BEATS if beat.page is PageState.THERE],
)
def test_a_page_gives_its_article_back(beat: Beat, newsroom: Newsroom) -> None:
    body = newsroom.page_bytes(beat.outlet, str(beat.number))

    assert body is not None
    (found,) = extract_page(
        Page(url=newsroom.article_url(beat), body=body, content_type="text/html")
    ).articles
    assert (found.title, found.outlet) == (beat.title, beat.outlet.name)
    assert found.published_at == START + beat.at
    assert found.author in {
        beat.author,
        None if beat.outlet.page is PageShape.FUSION else beat.author,
    }
    told = " ".join(beat.paragraphs).partition(" 기자 = ")
    assert " ".join(found.text.split()) == (told[2] or told[0])


@pytest.mark.parametrize(
    "outlet",
    [
        pytest.param(outlet, id=outlet.key)
        for outlet in load().outlets
        if outlet.feed in (FeedShape.RSS, FeedShape.ATOM)
    ],
)
def test_a_feed_gives_its_titles_back(outlet: Outlet, newsroom: Newsroom) -> None:
    body = newsroom.feed_bytes(outlet, 1)

    parsed = parse_feed(
        FeedBytes(body=body, content_type="text/xml", url=newsroom.feed_url(outlet))
    )

    titles = [beat.title for beat in newsroom.visible(outlet)]
    assert [entry.title for entry in parsed.entries] == titles
