"""The poll hop: Feed → new Entries, kept with the feed's state in ONE commit.

due? ─ ask ─┬─ failed ─ counted, later
            ├─ a bug of ours ─ counted too, so that it is no hot loop
            └─ items → those not shown last time → entries ─ sifted and kept ─ wake-ups
"""

from collections.abc import Mapping, Sequence

from bot.breaker import hold_flood
from bot.cadence import after_failure, after_success, at_home, is_due
from bot.errors import AddressRefused, BadFeed, FetchFailed, SosikError
from bot.intake import entry_of, wake_read
from bot.line import Line
from bot.model import Entry, Feed, FeedState, Poll
from bot.rechecking import hasten

HASTENED_AT_ONCE = 5  # entries of one poll
BUG = "bug"  # the reason of a poll that met an error of our own


def poll(line: Line, url: str) -> Mapping[str, object]:
    """Polls one feed if it is due and keeps what is new; returns counts for the log.

    Raises:
        NotFound: the feed is not registered.
        FetchFailed, BadFeed: counted in the feed's state, which says when to try again.
    """
    feed, state = line.feeds.feed(url)
    return _ask(line, feed, state) if is_due(state, line.clock.now()) else {}


def poll_now(line: Line, url: str) -> Mapping[str, object]:
    """Polls one feed whether or not it is due, unless it is disabled; else as `poll`.

    Raises:
        NotFound, FetchFailed, BadFeed: as for `poll`.
    """
    feed, state = line.feeds.feed(url)
    return {} if state.disabled else _ask(line, feed, state)


def _ask(line: Line, feed: Feed, state: FeedState) -> Mapping[str, object]:
    try:
        polled = line.readers[feed.kind].poll(at_home(feed, state), state.validators)
        facts, changed = _keep(line, feed, state, polled)
    except (FetchFailed, BadFeed, AddressRefused) as error:
        _count(line, feed, state, error)
        raise
    except SosikError:  # the store's: nothing was learnt of the feed
        raise
    except Exception as error:  # a bug: said by whoever runs the job
        _count(line, feed, state, BadFeed(repr(error), reason=BUG))
        raise
    for entry in changed[:HASTENED_AT_ONCE]:
        hasten(line, entry.url, entry.title)
    return facts


def _count(line: Line, feed: Feed, state: FeedState, error: SosikError) -> None:
    now, jitter = line.clock.now(), line.jitter()
    line.feeds.save_state(after_failure(feed, state, error, now=now, jitter=jitter))


def _keep(
    line: Line, feed: Feed, state: FeedState, polled: Poll
) -> tuple[Mapping[str, object], Sequence[Entry]]:
    """Counts for the log, and the known entries that the feed shows changed beside its last poll."""
    now = line.clock.now()
    items = polled.feed.entries if polled.feed else ()
    unseen = line.recent.unseen(state, items, now)
    entries = [entry_of(feed, state, item, now) for item in unseen]
    following = after_success(feed, state, polled, now=now, jitter=line.jitter())
    new = line.feeds.save_poll(following, entries, lambda new: hold_flood(line, state, new, now))
    line.recent.remember(state, items, now)
    for entry in new:
        line.queue.put(wake_read(entry))
    facts = {"items": len(items), "new": len(new), "backlog": sum(e.backlog for e in new)}
    if len(unseen) == len(items):
        return facts, ()
    fresh = {entry.id for entry in new}
    return facts, [entry for entry in entries if entry.id not in fresh]
