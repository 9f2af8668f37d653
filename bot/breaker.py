"""The breaker: a feed that brings out its whole archive anew makes one notice, not a card each.

    new entries of one poll → far more than its habit? → many that match? → all but the newest
    match become backlog (kept, searched, never alerted), and each channel hears once how many

It sifts inside the poll's one commit, so that no kill comes between the flood and its hushing.

What comes after a long silence is no flood: the habit says how much it may be.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.card.words import flood_notice
from bot.line import Line
from bot.model import Entry, FeedState, Sifted
from bot.ports import keep_all
from bot.promises import notice

FLOOD = 20  # matching new entries of one poll that are still told one by one
FLOOD_TIMES = 3  # of what the feed usually brings in the time since its last poll
_DAY = timedelta(days=1)


def hold_flood(line: Line, state: FeedState, new: Sequence[Entry], now: datetime) -> Sifted:
    """The new entries, those of a flood turned into backlog, with what channels hear of it.

    `state` is from before the poll.
    """
    if sum(not entry.backlog for entry in new) <= max(FLOOD, FLOOD_TIMES * _usual(state, now)):
        return keep_all(new)
    channels = {entry.id: _channels(line, entry) for entry in new if not entry.backlog}
    matching = [entry for entry in new if channels.get(entry.id)]
    if len(matching) <= FLOOD:
        return keep_all(new)
    told = max(matching, key=lambda entry: (entry.published_at or now, entry.id))
    held = [entry for entry in matching if entry.id != told.id]
    counts: dict[str, int] = defaultdict(int)
    for entry in held:
        for channel in channels[entry.id]:
            counts[channel] += 1
    about = f"flood:{state.url}:{now.isoformat()}"
    notices = tuple(
        notice(channel, flood_notice(held[0].outlet, count), about=about, now=now)
        for channel, count in sorted(counts.items())
    )
    quiet = {entry.id for entry in held}
    kept = (replace(entry, backlog=True) if entry.id in quiet else entry for entry in new)
    return Sifted(entries=tuple(kept), notices=notices)


def _usual(state: FeedState, now: datetime) -> float:
    if state.items_per_day is None or state.last_success_at is None:
        return 0
    return state.items_per_day * ((now - state.last_success_at) / _DAY)


def _channels(line: Line, entry: Entry) -> set[str]:
    """The channels of the watchlists that something in the entry's own words belongs to."""
    watch = line.watch()
    matches = watch.matcher.match(entry.title, entry.summary).matches
    hit = {match.watchlist for match in matches}
    return {
        channel
        for watchlist in watch.watchlists
        if watchlist.name in hit
        for channel in watchlist.channels
    }
