"""How an alert stands towards its channel and towards others, by its state; and when it was made."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.model import BUNDLED, Alert, AlertKind, AlertState

CLOCKS_APART = timedelta(seconds=10)  # more is no difference of clocks but a clock set back
REPLIES = (AlertKind.UPDATE, AlertKind.CHANGE)  # what belongs into a thread
IN_THREADS = (*REPLIES, AlertKind.BUNDLE)  # what may stand in one; a bundle's first message doesn't
HOLDING = (AlertState.SENDING, AlertState.UNKNOWN)  # on its way; see `holds`
TOLD = (*HOLDING, AlertState.SENT, AlertState.BLOCKED)  # a card like this needs no second one
UNSETTLED = (*HOLDING, AlertState.FAILED)  # may turn out to be sent
RESTING = (AlertState.SENT, AlertState.FAILED)  # looked at again when nothing else is to do
OPEN = (AlertState.PENDING, AlertState.SENDING, AlertState.UNKNOWN, AlertState.BLOCKED)


def holds(alert: Alert) -> bool:
    """Whether the alert's channel waits for it: a message on its way, or one tried in vain.

    What comes later may not overtake it. A reply in a thread holds nobody up.
    """
    tried = alert.state is AlertState.PENDING and alert.attempt > 0
    return alert.state in HOLDING or (tried and alert.kind not in REPLIES)


def has_twin(alert: Alert, of_story: Iterable[Alert]) -> bool:
    """Whether it is a card and the channel has, or waits for, another one of the same story."""
    return alert.kind is AlertKind.CARD and any(
        other.kind is AlertKind.CARD
        and other.id != alert.id
        and other.channel == alert.channel
        and (other.state is not AlertState.FOLDED or other.error == BUNDLED)
        for other in of_story
    )


def not_before(newest: datetime, now: datetime) -> datetime:
    """The newest moment where clocks that differ a little put it after now; else now."""
    return newest if timedelta() < newest - now < CLOCKS_APART else now
