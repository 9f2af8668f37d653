"""What people decided about a story stands on its card, or on its line of a bundle."""

from dataclasses import replace
from datetime import timedelta

from bot.bundling import alert_or_none
from bot.line import Line
from bot.model import AlertKind, AlertState, Job, JobKind
from bot.promises import answered

SHOWN_TRIES, SHOWN_PAUSE = 5, timedelta(seconds=1)


def show_again(line: Line, channel: str, story_id: int) -> None:
    """Lets the story's card in the channel, or the bundle that tells it, be shown anew.

    To be called when what it says of people changed. A message that is being sent just now is waited
    for; one of unknown fate is shown anew once found.
    """
    for _ in range(SHOWN_TRIES):
        cards = [a for a in line.alerts.of_story(story_id) if a.kind is AlertKind.CARD]
        told = (alert_or_none(line, answered(card)) for card in cards if card.channel == channel)
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
