"""Which alerts an article's placement calls for: one card per story and channel, then its thread.

no card in the channel yet    → CARD, due when the story has been gathered (at once if urgent)
a card, and the article tells
  new facts (relation UPDATE) → UPDATE, a reply in the card's thread
a card, anything else         → nothing new; the card's count is refreshed
a card that waits, and urgent → the card goes out now
a card folded into the brief  → UPDATE if urgent, a message of its own; else nothing
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bot.model import Alert, AlertKind, AlertState, Relation, Watchlist
from bot.outbox import delivery_id
from bot.urls import identity

_OUT = {AlertState.SENT, AlertState.SENDING, AlertState.UNKNOWN}


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
    cards = {alert.channel: alert for alert in existing if alert.kind is AlertKind.CARD}
    alerts = []
    for channel, own in _by_channel(calls).items():
        card = cards.get(channel)
        if card is None:
            alerts.append(_card(channel, joined, own, timing))
        elif _replies(joined, card, own):
            alerts.append(_update(card, joined, own, timing))
    return tuple(alerts)


def hastened(
    calls: Sequence[Call], existing: Sequence[Alert], timing: Timing
) -> tuple[tuple[Alert, Alert], ...]:
    """The cards that still wait and may not any more, each with what it becomes."""
    urgent = {channel for call in calls if call.urgent for channel in call.watchlist.channels}
    return tuple(
        (card, replace(card, urgent=True, due_at=min(card.due_at, timing.urgent)))
        for card in existing
        if card.kind is AlertKind.CARD
        and card.state is AlertState.PENDING
        and not card.urgent
        and card.channel in urgent
    )


def _replies(joined: Joined, card: Alert, calls: Sequence[Call]) -> bool:
    """New facts follow a card that is out; a folded one is silent until it turns urgent."""
    if card.state is AlertState.FOLDED:
        return any(call.urgent for call in calls)
    return joined.relation is Relation.UPDATE and card.state in _OUT


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


def _update(card: Alert, joined: Joined, calls: Sequence[Call], timing: Timing) -> Alert:
    urgent = any(call.urgent for call in calls)
    channel, detail = card.channel, f"{joined.article_id}:{card.id}"
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


def told_by(update: Alert) -> tuple[int, int]:
    """The article that an UPDATE alert is about, and the alert whose thread it belongs to."""
    article_id, card_id = update.detail.split(":")
    return int(article_id), int(card_id)


def _names(calls: Sequence[Call]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(call.watchlist.name for call in calls))


def notice(channel: str, text: str, *, about: str, now: datetime) -> Alert:
    """A remark to the people of a channel, said once per `about`."""
    named = delivery_id(channel, AlertKind.NOTICE, 0, about)
    return Alert(
        id=identity(named),
        delivery_id=named,
        channel=channel,
        kind=AlertKind.NOTICE,
        story_id=0,
        watchlists=(),
        created_at=now,
        due_at=now,
        detail=text,
    )


def brief_alerts(
    channel: str, pieces: Sequence[str], *, until: datetime, now: datetime
) -> tuple[Alert, ...]:
    """The messages of the brief of that time, in their order; equal names for equal promises."""
    at = until.astimezone(UTC).isoformat()
    return tuple(
        Alert(
            id=identity(named := delivery_id(channel, AlertKind.BRIEF, 0, f"{at}:{number}")),
            delivery_id=named,
            channel=channel,
            kind=AlertKind.BRIEF,
            story_id=0,
            watchlists=(),
            created_at=now + timedelta(microseconds=number),
            due_at=now,
            detail=piece,
        )
        for number, piece in enumerate(pieces)
    )


def brief_id(channel: str, until: datetime) -> int:
    """The id of the first message of the brief of that time."""
    at = until.astimezone(UTC).isoformat()
    return identity(delivery_id(channel, AlertKind.BRIEF, 0, f"{at}:0"))


GREETING = ":greeting:"
"""The detail of the notice that is shown as the welcome card."""


def greeting(channel: str, now: datetime) -> Alert:
    """The welcome of a channel that invited the bot, said once for ever."""
    return notice(channel, GREETING, about="greeting", now=now)
