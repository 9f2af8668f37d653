"""Who hears of an article: a watchlist's channels, but for those that a judgement keeps from it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.errors import NotFound
from bot.judgements import About, Held, held_back
from bot.line import Line
from bot.model import (
    Alert,
    AlertKind,
    AlertState,
    Article,
    Placement,
    Relation,
    Watchlist,
)
from bot.outbox import NEVER
from bot.promises import Call

JUDGED = "judged"  # the error of an alert that a judgement holds back
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


def still_hearing(
    line: Line, alerts: Sequence[Alert], story_id: int, article: Article
) -> Sequence[Alert]:
    """The alerts of channels that no judgement keeps from hearing of the story."""
    about = About(
        terms=(), stories=frozenset((story_id,)), outlets=(article.outlet, article.publisher)
    )
    judgements = line.judgements.in_force(line.clock.now())
    deaf = {each.channel for each in held_back({a.channel for a in alerts}, about, judgements)}
    return [alert for alert in alerts if alert.channel not in deaf]


def hold_next(line: Line, alert: Alert, now: datetime) -> bool:
    """Whether this card, the next of its channel, was held back by what was decided since its promise.

    Call it under the channel's lease.
    """
    if alert.kind is not AlertKind.CARD or alert.state is not AlertState.PENDING:
        return False
    if not line.judgements.in_force(now, alert.channel):
        return False
    return is_held(line, alert) and line.alerts.swap(alert, held_alert(alert))


def held_alert(alert: Alert) -> Alert:
    """The alert that a judgement holds back."""
    return replace(alert, state=AlertState.FOLDED, error=JUDGED, due_at=NEVER)


def is_held(line: Line, alert: Alert) -> bool:
    """Whether every telling of the story is one that the channel should not hear of."""
    try:
        story = line.stories.story(alert.story_id)
    except NotFound:
        return False
    matches = line.stories.matches(story.id)
    lists = [each for each in line.watch().watchlists if each.name in alert.watchlists]
    for watchlist in lists:
        terms = tuple(dict.fromkeys(m.term for m in matches if m.watchlist == watchlist.name))
        for member in story.members:
            placement = Placement(
                story_id=story.id, relation=Relation.FIRST, followup_of=story.followup_of
            )
            deaf = held(line, watchlist, terms, member.article, placement)
            if alert.channel not in {each.channel for each in deaf}:
                return False
    return bool(lists)


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
