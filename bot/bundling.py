"""Bundling: where many cards wait for one channel at once, one message tells them all.

    next card of the channel → its fellows that wait too → more than the burst, or some a day old?
        → those of terms below their daily cap; the others go into the brief
        → BUNDLE messages (the first in the channel, the rest in its thread) and every card FOLDED
          into its own, in ONE commit

Only cards that surely were never sent, and that are not urgent. A bundle is kept true like a card.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.card.bundle import Bundled, BundleHead, bundle_line, pieces, render_bundle
from bot.card.words import judged_mark
from bot.delivery import Rendered
from bot.errors import NotFound
from bot.folding import below_cap
from bot.judgements import about_story
from bot.line import Line
from bot.model import BUNDLED, Alert, AlertKind, AlertState, CardLine, Story
from bot.outbox import NEVER
from bot.people import name_of
from bot.promises import (
    BundlePiece,
    answered,
    bundle_alerts,
    bundle_piece,
    called_back,
    is_to_come,
)
from bot.threads import is_unthreaded

AT_ONCE = 500  # cards in one go; what is left makes the next bundle
LEAST = 2  # a single story that the cap leaves is told by its own card
OLD = timedelta(days=1)  # two cards that waited so long go together, however few they are
LATE = timedelta(hours=1)  # such a wait is said


def bundle_next(line: Line, first: Alert, now: datetime) -> int:
    """How many waiting cards went into a bundle just now, `first`, the channel's next, among them.

    Call it under the channel's lease.
    """
    if not line.burst or not _may_join(first, now):
        return 0
    channel = first.channel
    waiting = line.alerts.in_channel(channel, (AlertState.PENDING,), AT_ONCE)
    cards = [alert for alert in waiting if _may_join(alert, now)]
    if not _is_burst(cards, line.burst, now):
        return 0
    told = list(_with_lines(line, channel, below_cap(line, channel, cards, now), now))
    if len(told) < LEAST:
        return 0
    new, changes = _bundled(channel, told, now)
    return len(changes) if line.alerts.bundle(new, changes) else 0


def render_bundled(line: Line, alert: Alert) -> Rendered:
    """What a bundle should show, as its stories stand now.

    Raises:
        NotFound: none of its stories is kept any more.
    """
    piece, now = bundle_piece(alert), line.clock.now()
    told = list(_with_lines(line, alert.channel, _cards(line, alert), now))
    if not told:
        raise NotFound("모음에 담긴 소식이 더는 없습니다.")
    head = _bundle_head(line, alert, piece)
    answered = _head(line, piece)
    once = {story.id: each for _, story, each in told}  # two may have become one story since
    recalled = max(piece.stories - head.stories, 0)  # moves what the other pieces say, too
    return Rendered(
        card=render_bundle(head, [*once.values()]),
        revision=sum(story.revision for _, story, _ in told) + recalled,
        thread=answered.receipt if answered and not is_unthreaded(alert) else None,
        is_early=answered is not None and is_to_come(answered),
    )


def _may_join(alert: Alert, now: datetime) -> bool:
    waits = alert.state is AlertState.PENDING and alert.due_at <= now
    is_quiet_card = alert.kind is AlertKind.CARD and not alert.urgent
    return waits and is_quiet_card and not alert.ever_unknown


def _is_burst(cards: Sequence[Alert], most: int, now: datetime) -> bool:
    old = [card for card in cards if now - card.created_at > OLD]
    return len(cards) > most or len(old) > 1


def _with_lines(
    line: Line, channel: str, cards: Iterable[Alert], now: datetime
) -> Iterable[tuple[Alert, Story, CardLine]]:
    """Each card whose story is kept, with its line; the others are left to fail by themselves."""
    judgements = line.judgements.in_force(now, channel)
    for card in cards:
        try:
            story = line.stories.story(card.story_id)
        except NotFound:
            continue
        decided = about_story(judgements, story.id)
        judged = [judged_mark(each.kind, name_of(line.memos, each.who)) for each in decided]
        yield card, story, bundle_line(replace(_story(line, card, story), judged=judged), now)


def _story(line: Line, card: Alert, story: Story) -> Bundled:
    covered = line.coverage(story)
    matches = line.stories.matches(story.id)
    return Bundled(
        story_id=story.id,
        lead=line.lead(story),
        terms=tuple(dict.fromkeys(m.term for m in matches if m.watchlist in card.watchlists)),
        publishers=covered.publishers,
        releases=covered.releases,
    )


def _bundled(
    channel: str, told: Sequence[tuple[Alert, Story, CardLine]], now: datetime
) -> tuple[Sequence[Alert], Sequence[tuple[Alert, Alert]]]:
    """The bundles, and each card with what it becomes."""
    cards = [card for card, _, _ in told]
    groups, at = list[Sequence[Alert]](), 0
    for count in pieces([each for _, _, each in told]):
        groups.append(cards[at : at + count])
        at += count
    is_late = now - min(card.created_at for card in cards) > LATE
    new = bundle_alerts(channel, groups, is_late=is_late, now=now)
    changes = [
        (
            card,
            replace(
                card,
                state=AlertState.FOLDED,
                error=BUNDLED,
                detail=bundle.delivery_id,
                due_at=NEVER,
            ),
        )
        for bundle, group in zip(new, groups, strict=True)
        for card in group
    ]
    return new, changes


def _cards(line: Line, bundle: Alert) -> Iterable[Alert]:
    """The cards that the bundle tells; before it is sent a card may be called back from it."""
    for card_id in bundle_piece(bundle).cards:
        card = alert_or_none(line, card_id)
        if card and (bundle.state is AlertState.SENT or answered(card) == bundle.id):
            yield card


def _bundle_head(line: Line, alert: Alert, piece: BundlePiece) -> BundleHead:
    """What all pieces tell now, and which of them this is; as it was made where one is unknown."""
    found = [alert_or_none(line, each) for each in piece.pieces]
    known = [alert if each.id == alert.id else each for each in found if each]
    standing = [each for each in known if bundle_piece(each).cards and not called_back(each)]
    if len(known) < piece.of or alert not in standing:
        return BundleHead(
            stories=piece.stories, piece=piece.number, pieces=piece.of, is_late=piece.is_late
        )
    return BundleHead(
        stories=sum(len(bundle_piece(each).cards) for each in standing),
        piece=standing.index(alert) + 1,
        pieces=len(standing),
        is_late=piece.is_late,
    )


def _head(line: Line, piece: BundlePiece) -> Alert | None:
    return alert_or_none(line, piece.head) if piece.head else None


def alert_or_none(line: Line, alert_id: int) -> Alert | None:
    """The alert, None where it was pruned."""
    try:
        return line.alerts.alert(alert_id)
    except NotFound:
        return None
