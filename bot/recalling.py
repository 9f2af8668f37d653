"""What waits to be told when somebody judges: held back like what comes after it.

mute, exclusion, irrelevant  → what waits and nobody should hear of → FOLDED
its turn comes               → asked once more, as it may have been promised while somebody judged
that judgement is taken back → what it held back lately → PENDING

A bundle loses the stories that are held back; each comes again with a card of its own. What is on its
way just now, or of unknown fate, is not called back.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.bundling import alert_or_none
from bot.hearing import is_held
from bot.line import Line
from bot.model import BUNDLED, JUDGED, Alert, AlertKind, AlertState, Job, JobKind, Judgement
from bot.outbox import NEVER
from bot.ports import TOLD
from bot.promises import answered, bundle_of, bundle_piece, called_back

WAITING = (AlertState.PENDING, AlertState.BLOCKED)
OF_STORIES = {AlertKind.CARD, AlertKind.UPDATE, AlertKind.CHANGE}
MAY_BE_HELD = {*OF_STORIES, AlertKind.BUNDLE}

LOOKED_AT = 1_000  # alerts of one channel that wait
HELD_LOOKED_AT = 10_000  # folded alerts of all channels, newest first
COMES_BACK = timedelta(hours=12)  # what was held back for longer is no news any more


def hold_waiting(line: Line, channel: str) -> None:
    """Holds back what waits for the channel, where the judgements in force say so."""
    for alert in line.alerts.in_channel(channel, WAITING, LOOKED_AT):
        _hold(line, alert)


def hold_next(line: Line, alert: Alert, _now: datetime) -> bool:
    """Whether of this alert, the next of its channel, anything was held back just now.

    Call it under the channel's lease.
    """
    return alert.state is AlertState.PENDING and _hold(line, alert)


def let_go(line: Line, channel: str, lifted: Sequence[Judgement]) -> None:
    """Lets what these judgements held back lately go, where none that is in force holds it."""
    now = line.clock.now()
    in_force = line.judgements.in_force(now, channel)
    since = min((each.at for each in lifted), default=NEVER)
    for alert in line.alerts.alerts((AlertState.FOLDED,), HELD_LOOKED_AT):
        is_ours = alert.channel == channel and called_back(alert) and alert.kind in OF_STORIES
        if not is_ours or not since <= _held_at(alert) or now - _held_at(alert) >= COMES_BACK:
            continue
        if is_held(line, alert, [*in_force, *lifted]):
            _bring_back(line, alert, in_force)
    line.queue.put(Job(kind=JobKind.DELIVER, key=channel))


def _bring_back(line: Line, alert: Alert, judgements: Sequence[Judgement]) -> bool:
    """Whether it goes again, as none of these judgements holds it and nothing else tells it."""
    if is_held(line, alert, judgements):
        return False
    now = line.clock.now()
    due_at = now if alert.urgent else line.pauses.quiet_until(now)
    again = replace(alert, state=AlertState.PENDING, error=None, due_at=due_at)
    return line.alerts.bring_back(alert, again)


def _hold(line: Line, alert: Alert) -> bool:
    """Whether anything was held back.

    Where the reason was taken back meanwhile, or an article was placed that it does not cover, it
    goes again.
    """
    if alert.kind not in MAY_BE_HELD:
        return False
    now = line.clock.now()
    judgements = line.judgements.in_force(now, alert.channel)
    changes = _held_back(line, alert, judgements, now) if judgements else ()
    if not changes or not line.alerts.bundle((), changes):
        return False
    judgements = line.judgements.in_force(now, alert.channel)
    kept = [alert_or_none(line, old.id) for old, _ in changes]
    held = [each for each in kept if each and called_back(each) and each.kind in OF_STORIES]
    if [each for each in held if _bring_back(line, each, judgements)]:
        line.queue.put(Job(kind=JobKind.DELIVER, key=alert.channel))
    _show_other_pieces(line, alert, now)
    return True


def _show_other_pieces(line: Line, alert: Alert, now: datetime) -> None:
    """Has the other messages of a bundle looked at again, since they name how many stories it tells.

    Lost in a kill, it is made up for when they are looked at next.
    """
    own = bundle_piece(alert).pieces if alert.kind is AlertKind.BUNDLE else ()
    others = (alert_or_none(line, each) for each in own if each != alert.id)
    told = [bundle_piece(each).cards[:1] for each in others if each and each.state in TOLD]
    first = [card for cards in told for each in cards if (card := alert_or_none(line, each))]
    if not first:
        return
    with line.stories.placing() as desk:
        for card in first:
            desk.refresh(card.story_id, now)
    line.queue.put(Job(kind=JobKind.DELIVER, key=alert.channel))


def _held_back(
    line: Line, alert: Alert, judgements: Sequence[Judgement], now: datetime
) -> Sequence[tuple[Alert, Alert]]:
    """What is held back of this alert, each with what it becomes."""
    if alert.kind in OF_STORIES:
        return [(alert, _held(alert, now))] if is_held(line, alert, judgements) else ()
    cards = (alert_or_none(line, card_id) for card_id in bundle_piece(alert).cards)
    told = [card for card in cards if card and _is_in(card, alert)]
    held = [card for card in told if is_held(line, card, judgements)]
    if not held:
        return ()
    smaller = bundle_of(alert, {card.id for card in told if card not in held})
    rest = smaller if len(held) < len(told) else _held(smaller, now)
    return [(alert, rest), *((card, replace(_held(card, now), detail="")) for card in held)]


def _is_in(card: Alert, bundle: Alert) -> bool:
    """Whether the bundle still tells the card; somebody may have had it sent by itself."""
    is_bundled = card.state is AlertState.FOLDED and card.error == BUNDLED
    return is_bundled and answered(card) == bundle.id


def _held(alert: Alert, now: datetime) -> Alert:
    """The alert that a judgement holds back; its `due_at` says since when."""
    return replace(alert, state=AlertState.FOLDED, error=JUDGED, due_at=now)


def _held_at(alert: Alert) -> datetime:
    return alert.due_at if alert.due_at < NEVER else alert.created_at
