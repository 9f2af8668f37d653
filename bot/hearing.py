"""Who hears of an article: a watchlist's channels, but for those that a judgement keeps from it."""

from collections.abc import Sequence
from dataclasses import replace

from bot.errors import NotFound
from bot.judgements import About, Held, held_back
from bot.line import Line
from bot.model import (
    Alert,
    AlertKind,
    Article,
    Judgement,
    Member,
    Placement,
    Story,
    Watchlist,
)
from bot.promises import Call, told_by

LINEAGE = 32  # stories that a follow-up is traced back through


def heard(
    line: Line, call: Call, terms: tuple[str, ...], article: Article, placement: Placement
) -> Call:
    """The call to those of its channels that no judgement keeps from hearing of it."""
    deaf = {each.channel for each in held(line, call.watchlist, terms, article, placement)}
    channels = tuple(channel for channel in call.watchlist.channels if channel not in deaf)
    return replace(call, watchlist=replace(call.watchlist, channels=channels))


def held(
    line: Line,
    watchlist: Watchlist,
    terms: tuple[str, ...],
    article: Article,
    placement: Placement,
) -> tuple[Held, ...]:
    """The watchlist's channels that hear nothing of the article, each with the judgement why."""
    judgements = [
        each
        for each in line.judgements.in_force(line.clock.now())
        if each.channel in watchlist.channels
    ]
    if not judgements:
        return ()
    about = About(
        terms=terms,
        stories=_lineage(line, placement.story_id, placement.followup_of, placement.merged),
        outlets=(article.outlet, article.publisher),
    )
    return held_back(watchlist.channels, about, judgements)


def still_hearing(
    line: Line, alerts: Sequence[Alert], story_id: int, article: Article
) -> Sequence[Alert]:
    """The alerts of channels that no judgement keeps from hearing of the story."""
    about = About(
        terms=(),
        stories=_lineage(line, story_id),
        outlets=(article.outlet, article.publisher),
    )
    judgements = line.judgements.in_force(line.clock.now())
    deaf = {each.channel for each in held_back({a.channel for a in alerts}, about, judgements)}
    return [alert for alert in alerts if alert.channel not in deaf]


def is_held(line: Line, alert: Alert, judgements: Sequence[Judgement]) -> bool:
    """Whether by these judgements the channel should hear of no telling that the alert is about.

    A reply is about its own article; anything else about every article of the story.
    """
    try:
        story = line.stories.story(alert.story_id)
    except NotFound:
        return False
    own = [each for each in judgements if each.channel == alert.channel]
    if not own:
        return False
    stories = _lineage(line, story.id)
    return all(
        held_back(
            (alert.channel,),
            About(
                terms=terms,
                stories=stories,
                outlets=(member.article.outlet, member.article.publisher),
            ),
            own,
        )
        for terms in _terms(line, alert, story)
        for member in _members(alert, story)
    )


def _terms(line: Line, alert: Alert, story: Story) -> Sequence[tuple[str, ...]]:
    """The terms of each watchlist that the alert tells for; of none where no list does any more."""
    names = {each.name for each in line.watch().watchlists} & set(alert.watchlists)
    matches = line.stories.matches(story.id)
    terms = [
        tuple(dict.fromkeys(m.term for m in matches if m.watchlist == name))
        for name in sorted(names)
    ]
    return terms or [()]


def _members(alert: Alert, story: Story) -> Sequence[Member]:
    if alert.kind is AlertKind.UPDATE:
        article_id, _ = told_by(alert)
        own = [each for each in story.members if each.article.id == article_id]
        return own or story.members
    return story.members


def _lineage(
    line: Line, story_id: int, earlier: int | None = None, merged: Sequence[int] = ()
) -> frozenset[int]:
    """The story with those merged into it, and the stories that it follows up."""
    found = {story_id, *merged}
    earlier = earlier or _followed(line, story_id)
    while earlier is not None and earlier not in found and len(found) < LINEAGE:
        found.add(earlier)
        earlier = _followed(line, earlier)
    return frozenset(found)


def _followed(line: Line, story_id: int) -> int | None:
    try:
        return line.stories.story(story_id).followup_of
    except NotFound:  # new, or pruned since
        return None
