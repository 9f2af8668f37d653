"""Who hears of an article: a watchlist's channels, but for those that a judgement keeps from it."""

from dataclasses import replace

from bot.errors import NotFound
from bot.judgements import About, Held, held_back
from bot.line import Line
from bot.model import Article, Placement, Watchlist
from bot.promises import Call

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
        stories=_lineage(line, placement),
        outlets=(article.outlet, article.publisher),
    )
    return held_back(watchlist.channels, about, judgements)


def _lineage(line: Line, placement: Placement) -> frozenset[int]:
    """The story with those merged into it, and the stories that it follows up."""
    found = {placement.story_id, *placement.merged}
    earlier = placement.followup_of or _followed(line, placement.story_id)
    while earlier is not None and earlier not in found and len(found) < LINEAGE:
        found.add(earlier)
        earlier = _followed(line, earlier)
    return frozenset(found)


def _followed(line: Line, story_id: int) -> int | None:
    try:
        return line.stories.story(story_id).followup_of
    except NotFound:  # new, or pruned since
        return None
