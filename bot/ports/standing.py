"""How an alert stands towards its channel and towards others, by its state; and when it was made."""

from datetime import datetime, timedelta

from bot.model import Alert, AlertKind, AlertState

CLOCKS_APART = timedelta(seconds=10)  # more is no difference of clocks but a clock set back
IN_THREADS = (AlertKind.UPDATE, AlertKind.CHANGE, AlertKind.BUNDLE)  # what may stand in a thread
HOLDING = (AlertState.SENDING, AlertState.UNKNOWN)  # on its way; see `holds`
TOLD = (*HOLDING, AlertState.SENT, AlertState.BLOCKED)  # a card like this needs no second one
UNSETTLED = (*HOLDING, AlertState.FAILED)  # may turn out to be sent
RESTING = (AlertState.SENT, AlertState.FAILED)  # looked at again when nothing else is to do
OPEN = (AlertState.PENDING, AlertState.SENDING, AlertState.UNKNOWN, AlertState.BLOCKED)


def holds(alert: Alert) -> bool:
    """Whether the alert's channel waits for it: a message on its way, or one tried in vain.

    What comes later may not overtake it. What may stand in a thread holds nobody up.
    """
    tried = alert.state is AlertState.PENDING and alert.attempt > 0
    return alert.state in HOLDING or (tried and alert.kind not in IN_THREADS)


def not_before(newest: datetime, now: datetime) -> datetime:
    """The newest moment where clocks that differ a little put it after now; else now."""
    return newest if timedelta() < newest - now < CLOCKS_APART else now
