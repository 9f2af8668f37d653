"""Which alerts an article's placement calls for: one card per story and channel, then its thread.

no card in the channel yet    → CARD, due when the story has been gathered (at once if urgent)
a card, and the article tells
  new facts (relation UPDATE) → UPDATE, a reply in the card's thread
a card, anything else         → nothing new; the card's count is refreshed
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.model import Alert, AlertKind, Relation, Watchlist
from bot.outbox import delivery_id
from bot.urls import identity


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A watchlist that wants to tell its channels about an article; `urgent` skips all waiting."""

    watchlist: Watchlist
    urgent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """When alerts are due: `urgent` ones, `gathered` new stories, and `update` replies."""

    now: datetime
    urgent: datetime
    gathered: datetime
    update: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """An article and how it came to its story."""

    article_id: int
    story_id: int
    relation: Relation


def promises(
    joined: Joined, calls: Sequence[Call], existing: Sequence[Alert], timing: Timing
) -> tuple[Alert, ...]:
    """The new alerts, at most one per channel."""
    cards = {alert.channel for alert in existing if alert.kind is AlertKind.CARD}
    alerts = []
    for channel, own in _by_channel(calls).items():
        if channel not in cards:
            alerts.append(_card(channel, joined, own, timing))
        elif joined.relation is Relation.UPDATE:
            alerts.append(_update(channel, joined, own, timing))
    return tuple(alerts)


def _by_channel(calls: Sequence[Call]) -> Mapping[str, list[Call]]:
    channels: dict[str, list[Call]] = {}
    for call in calls:
        for channel in call.watchlist.channels:
            channels.setdefault(channel, []).append(call)
    return channels


def _card(channel: str, joined: Joined, calls: Sequence[Call], timing: Timing) -> Alert:
    urgent = any(call.urgent for call in calls)
    return Alert(
        id=identity("alert", channel, AlertKind.CARD, str(joined.story_id)),
        delivery_id=delivery_id(channel, AlertKind.CARD, joined.story_id, ""),
        channel=channel,
        kind=AlertKind.CARD,
        story_id=joined.story_id,
        watchlists=_names(calls),
        created_at=timing.now,
        due_at=timing.urgent if urgent else timing.gathered,
        urgent=urgent,
    )


def _update(channel: str, joined: Joined, calls: Sequence[Call], timing: Timing) -> Alert:
    urgent = any(call.urgent for call in calls)
    detail = str(joined.article_id)
    return Alert(
        id=identity("alert", channel, AlertKind.UPDATE, str(joined.story_id), detail),
        delivery_id=delivery_id(channel, AlertKind.UPDATE, joined.story_id, detail),
        channel=channel,
        kind=AlertKind.UPDATE,
        story_id=joined.story_id,
        watchlists=_names(calls),
        created_at=timing.now,
        due_at=timing.urgent if urgent else timing.update,
        urgent=urgent,
        detail=detail,
    )


def _names(calls: Sequence[Call]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(call.watchlist.name for call in calls))


def notice(channel: str, text: str, key: str, now: datetime) -> Alert:
    """A notice to people in that channel; `key` names the occasion, so it is said once."""
    return Alert(
        id=identity("notice", channel, key),
        delivery_id=delivery_id(channel, AlertKind.NOTICE, 0, key),
        channel=channel,
        kind=AlertKind.NOTICE,
        story_id=0,
        watchlists=(),
        created_at=now,
        due_at=now,
        detail=text,
    )
