"""What waits to be told when somebody judges: held back like what comes after it.

mute, exclusion, irrelevant → waiting alerts that nobody should hear of → FOLDED
withdrawn                   → those held lately that may be heard again → PENDING
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from bot.errors import NotFound
from bot.hearing import held
from bot.line import Line
from bot.model import Alert, AlertKind, AlertState, Job, JobKind, Placement, Relation
from bot.outbox import NEVER

JUDGED = "judged"
"""The error of an alert that a judgement holds back."""

OF_STORIES = {AlertKind.CARD, AlertKind.UPDATE, AlertKind.CHANGE}

LOOKED_AT = 1_000  # alerts of one state
SHOWN_TRIES, SHOWN_PAUSE = 5, timedelta(seconds=1)
COMES_BACK = timedelta(hours=12)  # what is older is no news any more


def hold_waiting(line: Line, channel: str) -> None:
    """Holds back what waits for the channel, where the judgements in force say so."""
    for alert in _alerts(line, channel, AlertState.PENDING):
        if alert.attempt == 0 and _is_held(line, alert):
            folded = replace(alert, state=AlertState.FOLDED, error=JUDGED, due_at=NEVER)
            line.alerts.swap(alert, folded)


def let_go(line: Line, channel: str) -> None:
    """Lets what was held back lately go where no judgement in force holds it any more."""
    now = line.clock.now()
    for alert in _alerts(line, channel, AlertState.FOLDED):
        is_ours = alert.error == JUDGED and now - alert.created_at < COMES_BACK
        if is_ours and not _is_held(line, alert):
            due_at = now if alert.urgent else line.pauses.quiet_until(now)
            again = replace(alert, state=AlertState.PENDING, error=None, due_at=due_at)
            line.alerts.swap(alert, again)
    line.queue.put(Job(kind=JobKind.DELIVER, key=channel))


def show_again(line: Line, channel: str, story_id: int) -> None:
    """Lets the story's card in the channel be shown anew, because what it says of people changed.

    A card that is being sent just now is waited for; one of unknown fate is shown anew once found.
    """
    for _ in range(SHOWN_TRIES):
        cards = [a for a in line.alerts.of_story(story_id) if a.kind is AlertKind.CARD]
        mine = [card for card in cards if card.channel == channel]
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


def _alerts(line: Line, channel: str, state: AlertState) -> Iterable[Alert]:
    for alert in line.alerts.alerts((state,), LOOKED_AT):
        if alert.channel == channel and alert.kind in OF_STORIES:
            yield alert


def _is_held(line: Line, alert: Alert) -> bool:
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
