"""What waits to be told when somebody judges: held back like what comes after it.

mute, exclusion, irrelevant → waiting alerts that nobody should hear of → FOLDED
withdrawn                   → those held lately that may be heard again → PENDING
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from bot.errors import NotFound
from bot.hearing import JUDGED, held_alert, is_held
from bot.line import Line
from bot.model import Alert, AlertKind, AlertState, Job, JobKind
from bot.promises import answered, bundle_piece, bundle_without

WAITING = (AlertState.PENDING, AlertState.BLOCKED)
OF_STORIES = {AlertKind.CARD, AlertKind.UPDATE, AlertKind.CHANGE}

LOOKED_AT = 1_000  # alerts of one state
SHOWN_TRIES, SHOWN_PAUSE = 5, timedelta(seconds=1)
COMES_BACK = timedelta(hours=12)  # what is older is no news any more


def hold_waiting(line: Line, channel: str) -> None:
    """Holds back what waits for the channel, where the judgements in force say so.

    What is on its way just now, or of unknown fate, is not called back; a card that is promised at
    this very moment is held back when its turn comes (`hearing.hold_next`).
    """
    for alert in line.alerts.in_channel(channel, WAITING, LOOKED_AT):
        if alert.kind in OF_STORIES and is_held(line, alert):
            line.alerts.swap(alert, held_alert(alert))
        elif alert.kind is AlertKind.BUNDLE:
            _hold_in_bundle(line, alert)


def _hold_in_bundle(line: Line, bundle: Alert) -> None:
    """Takes the stories that nobody should hear of out of a bundle that waits."""
    cards = (_alert(line, card_id) for card_id in bundle_piece(bundle).cards)
    told = [card for card in cards if card]
    held = [card for card in told if is_held(line, card)]
    if not held:
        return
    smaller = bundle_without(bundle, {card.id for card in held})
    rest = smaller if len(held) < len(told) else held_alert(bundle)
    line.alerts.bundle(
        (), [(bundle, rest), *((card, replace(held_alert(card), detail="")) for card in held)]
    )


def let_go(line: Line, channel: str) -> None:
    """Lets what was held back lately go where no judgement in force holds it any more."""
    now = line.clock.now()
    for alert in _alerts(line, channel, AlertState.FOLDED):
        is_ours = alert.error == JUDGED and now - alert.created_at < COMES_BACK
        if is_ours and not is_held(line, alert):
            due_at = now if alert.urgent else line.pauses.quiet_until(now)
            again = replace(alert, state=AlertState.PENDING, error=None, due_at=due_at)
            line.alerts.swap(alert, again)
    line.queue.put(Job(kind=JobKind.DELIVER, key=channel))


def show_again(line: Line, channel: str, story_id: int) -> None:
    """Lets the story's card in the channel, or the bundle that tells it, be shown anew.

    To be called when what it says of people changed. A message that is being sent just now is waited
    for; one of unknown fate is shown anew once found.
    """
    for _ in range(SHOWN_TRIES):
        cards = [a for a in line.alerts.of_story(story_id) if a.kind is AlertKind.CARD]
        told = (_alert(line, answered(card)) for card in cards if card.channel == channel)
        mine = [message for message in told if message]
        now = line.clock.now()
        done = [
            line.alerts.swap(card, replace(card, sent_revision=0, due_at=now))
            for card in mine
            if card.state is AlertState.SENT
        ]
        if all(done) and not any(card.state is AlertState.SENDING for card in mine):
            break
        line.clock.sleep(SHOWN_PAUSE)
    line.queue.put(Job(kind=JobKind.DELIVER, key=channel))


def _alert(line: Line, alert_id: int) -> Alert | None:
    try:
        return line.alerts.alert(alert_id)
    except NotFound:  # pruned
        return None


def _alerts(line: Line, channel: str, state: AlertState) -> Iterable[Alert]:
    for alert in line.alerts.alerts((state,), LOOKED_AT):
        if alert.channel == channel and alert.kind in OF_STORIES:
            yield alert
