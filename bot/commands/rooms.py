"""What happens to channels: the bot comes, a channel opens again, a channel is renamed."""

from dataclasses import replace

from bot.commands.watching import Office
from bot.delivery import resume
from bot.model import Job, JobKind
from bot.promises import greeting


def greet(office: Office, channel: str) -> None:
    """Promises the channel its welcome card, once for ever, and lets what waited for it go."""
    office.line.alerts.promise([greeting(channel, office.line.clock.now())])
    reopen(office, [channel])


def reopen(office: Office, channels: list[str]) -> int:
    """Lets the blocked alerts of a channel, under any of its names, go; returns how many."""
    now = office.line.clock.now()
    resumed = sum(resume(channel, office.line.alerts, now) for channel in channels)
    for channel in channels:
        office.line.queue.put(Job(kind=JobKind.DELIVER, key=channel))
    return resumed


def rename(office: Office, old: str, new: str, who: str) -> int:
    """Moves terms, judgements and alerts of a renamed channel to its new name; returns how many.

    Alerts stay where a file still calls the channel by its old name, and speaks of them by it.
    """
    now, moved = office.line.clock.now(), 0
    for watchlist in office.terms.watchlists():
        if watchlist.name != old:
            continue
        for term in watchlist.terms:
            office.terms.add(new, term, who, now)
            office.terms.remove(old, term.name, who, now)
            moved += 1
    for judgement in office.line.judgements.in_force(now, old):
        office.line.judgements.keep(replace(judgement, channel=new))
        office.line.judgements.withdraw(old, judgement.kind, judgement.subject, who, now)
        moved += 1
    if not _is_in_files(office, old):
        moved += office.line.alerts.rename(old, new)
    if moved:
        office.line.queue.put(Job(kind=JobKind.SWEEP, key=""))
    return moved


def _is_in_files(office: Office, channel: str) -> bool:
    """Whether a list of a file speaks to the channel; a channel's own is named after it."""
    lists = office.line.watch().watchlists
    return any(channel in each.channels and each.name != channel for each in lists)
