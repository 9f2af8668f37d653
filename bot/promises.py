"""Which alerts an article's placement calls for: one card per story and channel, then its thread.

no card in the channel yet    → CARD, due when the story has been gathered (at once if urgent)
a card that was called back   → as if there were none, where the channel hears of the article
a card, and the article tells
  new facts (relation UPDATE) → UPDATE, a reply in the card's thread
a card, anything else         → nothing new; the card's count is refreshed
a card that waits, and urgent → the card goes out now
a card folded into the brief  → UPDATE if urgent, a message of its own; else nothing
a card that a bundle tells    → as a card, in the bundle's thread
a correction of its own page   → UPDATE in every thread of the story, also of cards that still wait
a told article changed        → CHANGE, a remark in the card's thread
a card can't be edited any more → the same, once
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bot.model import BUNDLED, JUDGED, Alert, AlertKind, AlertState, Relation, Watchlist
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
    told = [alert for alert in existing if alert.kind is AlertKind.CARD]
    told.sort(key=lambda card: not called_back(card))  # any other card speaks for its channel
    cards = {card.channel: card for card in told}
    alerts = []
    for channel, own in _by_channel(calls).items():
        card = cards.get(channel)
        if card is None or called_back(card):
            alerts.append(_card(channel, joined, own, timing, instead_of=card))
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
    """New facts follow a card that is out; one folded into a brief is silent until it is urgent."""
    if _is_bundled(card):
        return joined.relation is Relation.UPDATE
    if card.state is AlertState.FOLDED:
        return any(call.urgent for call in calls)
    return joined.relation is Relation.UPDATE and card.state in _OUT


def _is_bundled(card: Alert) -> bool:
    return card.state is AlertState.FOLDED and card.error == BUNDLED


def called_back(card: Alert) -> bool:
    """Whether a judgement holds it back."""
    return card.state is AlertState.FOLDED and card.error == JUDGED


def _by_channel(calls: Sequence[Call]) -> Mapping[str, list[Call]]:
    channels: dict[str, list[Call]] = {}
    for call in calls:
        for channel in call.watchlist.channels:
            channels.setdefault(channel, []).append(call)
    return channels


def _card(
    channel: str,
    joined: Joined,
    calls: Sequence[Call],
    timing: Timing,
    *,
    instead_of: Alert | None = None,
) -> Alert:
    urgent = any(call.urgent for call in calls)
    after = instead_of.delivery_id if instead_of else ""
    names = [str(joined.story_id), *([after] if after else [])]
    return Alert(
        id=identity("alert", channel, AlertKind.CARD, *names),
        delivery_id=delivery_id(channel, AlertKind.CARD, joined.story_id, after),
        channel=channel,
        kind=AlertKind.CARD,
        story_id=joined.story_id,
        watchlists=_names(calls),
        created_at=timing.now,
        due_at=timing.urgent if urgent else timing.gathered,
        urgent=urgent,
    )


def out(alerts: Sequence[Alert]) -> Sequence[Alert]:
    """The cards among a story's alerts that are out, or told by a bundle."""
    cards = [alert for alert in alerts if alert.kind is AlertKind.CARD]
    return [card for card in cards if card.state in _OUT or _is_bundled(card)]


def out_or_coming(alerts: Sequence[Alert]) -> Sequence[Alert]:
    """The same with the cards that wait: what is said of them now comes after them."""
    waiting = [alert for alert in alerts if alert.kind is AlertKind.CARD and _waits(alert)]
    return [*out(alerts), *waiting]


def _waits(card: Alert) -> bool:
    return card.state is AlertState.PENDING


def _after(card: Alert, due_at: datetime) -> datetime:
    return max(due_at, card.due_at) if _waits(card) else due_at


def corrections(joined: Joined, alerts: Sequence[Alert], timing: Timing) -> tuple[Alert, ...]:
    """A reply in the thread of each of the story's cards, whatever the article hits."""
    return tuple(
        replace(
            _update(card, joined, (), timing),
            watchlists=card.watchlists,
            due_at=_after(card, timing.update),
        )
        for card in out_or_coming(alerts)
    )


def _update(card: Alert, joined: Joined, calls: Sequence[Call], timing: Timing) -> Alert:
    urgent = any(call.urgent for call in calls)
    channel, detail = card.channel, f"{joined.article_id}:{answered(card)}"
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


def answered(card: Alert) -> int:
    """The alert in whose thread the card's story goes on."""
    return identity(card.detail) if _is_bundled(card) else card.id


def is_to_come(message: Alert) -> bool:
    """Whether what answers this message must wait, as it is still to be sent."""
    return message.state in {AlertState.PENDING, AlertState.BLOCKED}


def told_by(update: Alert) -> tuple[int, int]:
    """The article that an UPDATE alert is about, and the alert whose thread it belongs to."""
    article_id, card_id = update.detail.split(":")
    return int(article_id), int(card_id)


def frozen(message: Alert, text: str, *, now: datetime, due_at: datetime) -> Alert:
    """The word, in its thread and said once, that this message can't be kept true any more."""
    named = delivery_id(message.channel, AlertKind.CHANGE, 0, f"frozen:{message.delivery_id}")
    return Alert(
        id=identity(named),
        delivery_id=named,
        channel=message.channel,
        kind=AlertKind.CHANGE,
        story_id=message.story_id,
        watchlists=message.watchlists,
        created_at=now,
        due_at=due_at,
        detail=f"{message.id}:{text}",
    )


def changes(
    cards: Sequence[Alert], text: str, *, about: str, now: datetime, due_at: datetime
) -> tuple[Alert, ...]:
    """A remark for the thread of each of these cards, said once per `about`."""
    return tuple(
        Alert(
            id=identity(named := delivery_id(card.channel, AlertKind.CHANGE, 0, about)),
            delivery_id=named,
            channel=card.channel,
            kind=AlertKind.CHANGE,
            story_id=card.story_id,
            watchlists=card.watchlists,
            created_at=now,
            due_at=_after(card, due_at),
            detail=f"{answered(card)}:{text}",
        )
        for card in cards
    )


def told_beside(change: Alert) -> tuple[int, str]:
    """The alert whose thread a CHANGE alert belongs to, and its text."""
    card_id, _, text = change.detail.partition(":")
    return int(card_id), text


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
    channel: str, pieces: Sequence[str], name: str, now: datetime
) -> tuple[Alert, ...]:
    """The messages of the brief of that name, in their order; equal names for equal promises."""
    return tuple(
        Alert(
            id=identity(named := delivery_id(channel, AlertKind.BRIEF, 0, f"{name}:{number}")),
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


def brief_name(until: datetime, edition: str = "") -> str:
    """What the brief of that time is called in its messages; a daily one has no edition."""
    at = until.astimezone(UTC).isoformat()
    return f"{edition}:{at}" if edition else at


def brief_id(channel: str, name: str) -> int:
    """The id of the first message of the brief of that name."""
    return identity(delivery_id(channel, AlertKind.BRIEF, 0, f"{name}:0"))


@dataclass(frozen=True, slots=True, kw_only=True)
class BundlePiece:
    """One message of a bundle: the ids of its cards, and which of how many it was made as.

    `head` is the first message's id, whose thread it belongs to, 0 for the first itself; `stories`
    counts all pieces together, and `pieces` are their ids in order.
    """

    cards: tuple[int, ...]
    head: int
    pieces: tuple[int, ...]
    number: int
    of: int
    stories: int
    is_late: bool


def bundle_alerts(
    channel: str, groups: Sequence[Sequence[Alert]], *, is_late: bool, now: datetime
) -> tuple[Alert, ...]:
    """The messages that tell these cards instead of them, one for each group, in their order."""
    stories = sum(map(len, groups))
    names = [_bundle_name(channel, group) for group in groups]
    ids = [identity(named) for named in names]
    return tuple(
        Alert(
            id=ids[number],
            delivery_id=named,
            channel=channel,
            kind=AlertKind.BUNDLE,
            story_id=0,
            watchlists=tuple(dict.fromkeys(name for card in group for name in card.watchlists)),
            created_at=now + timedelta(microseconds=number),
            due_at=now,
            detail=json.dumps(
                {
                    "cards": [card.id for card in group],
                    "head": ids[0] if number else 0,
                    "pieces": ids,
                    "number": number + 1,
                    "of": len(groups),
                    "stories": stories,
                    "late": is_late,
                }
            ),
        )
        for number, (named, group) in enumerate(zip(names, groups, strict=True))
    )


def _bundle_name(channel: str, cards: Sequence[Alert]) -> str:
    """Of the cards as they are just now: called back and let go, they make another bundle."""
    detail = ",".join(f"{card.delivery_id}:{card.version}" for card in cards)
    return delivery_id(channel, AlertKind.BUNDLE, 0, detail)


def bundle_piece(alert: Alert) -> BundlePiece:
    """What a BUNDLE alert tells."""
    told = json.loads(alert.detail)
    return BundlePiece(
        cards=tuple(told["cards"]),
        head=told["head"],
        pieces=tuple(told.get("pieces", ())),  # not named by earlier versions
        number=told["number"],
        of=told["of"],
        stories=told["stories"],
        is_late=told["late"],
    )


def bundle_of(alert: Alert, cards: Collection[int]) -> Alert:
    """The BUNDLE alert that of its cards tells these alone."""
    told = json.loads(alert.detail)
    left = [each for each in told["cards"] if each in cards]
    stories = told["stories"] - (len(told["cards"]) - len(left))
    return replace(alert, detail=json.dumps({**told, "cards": left, "stories": stories}))


GREETING = ":greeting:"
"""The detail of the notice that is shown as the welcome card."""


def greeting(channel: str, now: datetime) -> Alert:
    """The welcome of a channel that invited the bot, said once for ever."""
    return notice(channel, GREETING, about="greeting", now=now)
