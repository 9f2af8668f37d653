"""What happens to channels: the bot comes, a channel opens again."""

from bot import rooms
from bot.commands.watching import Office
from bot.delivery import resume
from bot.model import Job, JobKind


def greet(office: Office, room_id: str, channel: str) -> None:
    """Promises the channel its welcome card, once for ever, and lets what waited for it go."""
    rooms.greet(office.line, room_id, channel)
    reopen(office, [channel])


def reopen(office: Office, channels: list[str]) -> int:
    """Lets the blocked alerts of a channel, under any of its names, go; returns how many."""
    now = office.line.clock.now()
    resumed = sum(resume(channel, office.line.alerts, now) for channel in channels)
    for channel in channels:
        office.line.queue.put(Job(kind=JobKind.DELIVER, key=channel))
    return resumed
