"""When to poll next, and how a feed is doing. Pure rules: now, jitter and old state come in.

poll ended ─┬─ something new / nothing new ─ pause from the feed's own habit
            ├─ failed ─ twice the pause each time, up to a day, for ever
            └─ gone (410) ─ disabled after three answers in a row
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from bot.errors import AddressRefused, BadFeed, FetchFailed, SosikError
from bot.model import Feed, FeedEntry, FeedState, Poll
from bot.urls import with_login_of

SHORTEST = timedelta(minutes=2)
USUAL = timedelta(minutes=5)
LONGEST = timedelta(minutes=15)  # what a quiet feed costs in lateness; its polls are mostly 304s
LONGEST_WAIT = timedelta(hours=24)  # for anything that the other side asks or a failure costs
SILENT_WAIT = timedelta(hours=1)  # after no answer at all: often it is our own network that is away
TROUBLED_WAIT = timedelta(hours=4)  # after a server's own trouble (5xx), which passes by itself
CLOCK_STEPPED = LONGEST_WAIT + timedelta(hours=1)  # further ahead only a wrong clock puts a poll
ASKED_AT_MOST = timedelta(minutes=15)  # of what TTL and Cache-Control may delay news
WINDOW_SHARE = 3  # polls in the time in which the feed's whole window passes
JITTER = 0.1  # of a pause, to both sides
GONE_CONFIRMATIONS = 3
MOVED_CONFIRMATIONS = 3
STRAYED_FAILS = 3  # failures in a row at the new address before the old one is asked again
HABIT_WEIGHT = 0.2  # of the newest poll in the remembered habit
_DAY = timedelta(days=1)

QUIET_TIMES, STALE_TIMES = 8, 40  # usual gaps between items without one
QUIET_AT_LEAST, STALE_AT_LEAST = timedelta(hours=12), timedelta(days=3)
UNKNOWN_HABIT = timedelta(days=1)  # taken for the usual gap of a feed that shows none
LONGEST_TIMES = 1.5  # the longest silence that it had lately
GAP_WINDOW = timedelta(days=8)  # items older than that beside the newest are pinned ones
GAP_MOST = timedelta(days=5)
GAP_FORGOTTEN = timedelta(days=30)
BROKEN_FAILS = 5  # failures in a row
NEVER_WORKED_FAILS = 3  # the same, of a feed that was never read
BROKEN_AFTER = timedelta(hours=24)  # failing, without a success
UNREACHABLE = "unreachable"  # the note of a feed whose server gave no answer


class FeedHealth(StrEnum):
    """How a feed is doing."""

    NEW = "new"
    OK = "ok"
    QUIET = "quiet"
    STALE = "stale"
    BROKEN = "broken"
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkup:
    """A feed's health with what it was judged by.

    `age` is how long ago its newest item appeared, `usual_gap` its habit, `fails` in a row. `seen`
    is false where it was never read.
    """

    health: FeedHealth
    age: timedelta | None
    usual_gap: timedelta | None
    fails: int
    note: str | None
    seen: bool = True


def after_success(
    feed: Feed, state: FeedState, poll: Poll, *, now: datetime, jitter: float
) -> FeedState:
    """The state after a poll that worked, whether or not it brought anything.

    The first one primes the feed. `jitter` lies in [0, 1).
    """
    entries = poll.feed.entries if poll.feed else ()
    dates = [at for at in _dates(entries) if at <= now]
    habit = _habit(state, dates)
    pause = feed.every or _pause(state, poll, dates, habit)
    newest = max((at for at in (state.newest_item_at, *dates) if at), default=None)
    first = not state.primed and poll.feed is not None
    moved = _moved(state, poll)
    return replace(
        moved,
        validators=poll.validators,
        interval=pause,
        next_poll_at=now + _jittered(pause, jitter),
        primed=state.primed or first,
        primed_until=newest if first else state.primed_until,
        fails=0,
        gone=0,
        last_success_at=now,
        newest_item_at=newest,
        items_per_day=habit,
        longest_gap=_longest_gap(state, dates, now),
        note=_note(moved, poll),
    )


def at_home(feed: Feed, state: FeedState) -> Feed:
    """The feed at the address where it is to be asked: the one it has moved to, if any.

    A name and password stay with it on its own server; redirects do not carry them on.
    """
    moved_to = has_moved(state)
    return replace(feed, url=with_login_of(feed.url, moved_to)) if moved_to else feed


def after_failure(
    feed: Feed, state: FeedState, error: SosikError, *, now: datetime, jitter: float
) -> FeedState:
    """The state after a poll that failed.

    The pause doubles, up to a day where the answer is no feed, up to hours where the server is in
    trouble or silent, and never ends; what the server asks for is kept between the feed's own pause
    and a day. A BadFeed "gone" (410) disables once it was heard often enough.
    """
    strayed = isinstance(error, (BadFeed, AddressRefused)) or state.fails + 1 >= STRAYED_FAILS
    if has_moved(state) and strayed:  # from now on it is asked at its own address again
        state, gone = replace(state, moved_to=None, moved_seen=0), 0
    else:
        gone = state.gone + 1 if isinstance(error, BadFeed) and error.reason == "gone" else 0
    asked = min(_asked_by(error), LONGEST_WAIT)
    own = feed.every or state.interval
    backoff = min(own * 2 ** min(state.fails + 1, 12), max(own, _most(error)))
    pause = max(own, asked) if asked else _jittered(backoff, jitter)
    return replace(
        state,
        fails=state.fails + 1,
        gone=gone,
        next_poll_at=now + min(pause, LONGEST_WAIT),
        disabled="gone" if gone >= GONE_CONFIRMATIONS else state.disabled,
        note=failure_code(error),
    )


def _most(error: SosikError) -> timedelta:
    if not isinstance(error, FetchFailed):
        return LONGEST_WAIT
    return TROUBLED_WAIT if error.status else SILENT_WAIT


def is_due(state: FeedState, now: datetime) -> bool:
    """Whether the feed is to be asked now; a time that only a wrong clock can have set counts."""
    wait = state.next_poll_at - now
    return state.disabled is None and (wait <= timedelta() or wait > CLOCK_STEPPED)


def _asked_by(error: SosikError) -> timedelta:
    wait = error.retry_after if isinstance(error, FetchFailed) else None
    return wait or timedelta()


def failure_code(error: SosikError) -> str:
    """Why a poll failed, in one short code."""
    match error:
        case BadFeed():
            return error.reason
        case FetchFailed():
            return f"http_{error.status}" if error.status else UNREACHABLE
        case _:
            return "refused"


def has_moved(state: FeedState) -> str | None:
    """The feed's new address once enough polls in a row agreed on it, None until then."""
    return state.moved_to if state.moved_seen >= MOVED_CONFIRMATIONS else None


def health(state: FeedState, now: datetime) -> FeedHealth:
    """How the feed is doing at this moment."""
    return checkup(state, now).health


def checkup(state: FeedState, now: datetime) -> Checkup:
    """The feed's health at this moment with its evidence."""
    gap = _DAY / state.items_per_day if state.items_per_day else None
    age = now - state.newest_item_at if state.newest_item_at else None
    return Checkup(
        health=_health(state, now, gap or UNKNOWN_HABIT),
        age=age,
        usual_gap=gap,
        fails=state.fails,
        note=state.disabled or state.note,
        seen=state.last_success_at is not None,
    )


def _health(state: FeedState, now: datetime, gap: timedelta) -> FeedHealth:
    if state.disabled is not None:
        return FeedHealth.DISABLED
    if state.last_success_at is None:
        return FeedHealth.BROKEN if state.fails >= NEVER_WORKED_FAILS else FeedHealth.NEW
    is_failing = state.fails > 0 and now - state.last_success_at > BROKEN_AFTER
    if state.fails >= BROKEN_FAILS or is_failing:
        return FeedHealth.BROKEN
    if state.newest_item_at is None:
        return FeedHealth.OK
    silence = (
        state.last_success_at - state.newest_item_at
    )  # what we ourselves slept through is none
    longest = (state.longest_gap or timedelta()) * LONGEST_TIMES
    if silence > max(STALE_AT_LEAST, STALE_TIMES * gap, 2 * longest):
        return FeedHealth.STALE
    is_quiet = silence > max(QUIET_AT_LEAST, QUIET_TIMES * gap, longest)
    return FeedHealth.QUIET if is_quiet else FeedHealth.OK


def _longest_gap(state: FeedState, dates: Sequence[datetime], now: datetime) -> timedelta | None:
    """The longest silence between items lately: nights and weekends are a feed's habit, too."""
    fresh = [at for at in dates if at > dates[-1] - GAP_WINDOW]
    gaps = [later - earlier for earlier, later in pairwise(fresh)]
    if state.newest_item_at and fresh and fresh[-1] > state.newest_item_at:
        following = next(at for at in fresh if at > state.newest_item_at)
        gaps.append(following - state.newest_item_at)
    if state.longest_gap is not None:
        passed = now - (state.last_success_at or now)
        gaps.append(state.longest_gap * max(0.0, 1 - passed / GAP_FORGOTTEN))
    return min(max(gaps), GAP_MOST) if gaps else None


def _note(state: FeedState, poll: Poll) -> str | None:
    if poll.feed is None and not has_moved(state):
        return state.note
    notes = poll.feed.notes if poll.feed else ()
    return ",".join((*notes, *(("moved",) if has_moved(state) else ()))) or None


def _dates(entries: Sequence[FeedEntry]) -> list[datetime]:
    return sorted(entry.published_at for entry in entries if entry.published_at)


def _habit(state: FeedState, dates: Sequence[datetime]) -> float | None:
    """Items a day: over the feed's window, blended with what was known."""
    span = dates[-1] - dates[0] if len(dates) > 1 else timedelta()
    if span <= timedelta():
        return state.items_per_day
    now_per_day = (len(dates) - 1) / (span / _DAY)
    if state.items_per_day is None:
        return now_per_day
    return HABIT_WEIGHT * now_per_day + (1 - HABIT_WEIGHT) * state.items_per_day


def _pause(
    state: FeedState, poll: Poll, dates: Sequence[datetime], per_day: float | None
) -> timedelta:
    """The pause that misses no item of this feed, comes soon after a usual one and is polite.

    TTL and Cache-Control may lengthen it, but never past the time in which the window passes.
    """
    if not per_day:
        return max(USUAL, _asked(poll))
    gap = _DAY / per_day
    pause = max(gap / 2, _asked(poll))
    if dates:
        pause = min(pause, gap * len(dates) / WINDOW_SHARE)
    missed = state.newest_item_at is not None and dates and dates[0] > state.newest_item_at
    if missed:  # nothing overlaps with the last poll: some items may have passed by unseen
        pause = min(pause, state.interval / 2)
    return min(max(pause, SHORTEST), LONGEST)


def _asked(poll: Poll) -> timedelta:
    asked = (poll.fresh_for, poll.feed.ttl if poll.feed else None)
    return min(max((wait for wait in asked if wait), default=timedelta()), ASKED_AT_MOST)


def _moved(state: FeedState, poll: Poll) -> FeedState:
    if poll.permanent_url is None and (poll.feed is None or has_moved(state)):
        return state  # a 304 does not tell where it came from; at home there is nothing to tell
    if poll.permanent_url is None:
        return replace(state, moved_to=None, moved_seen=0)
    same = poll.permanent_url == state.moved_to
    return replace(
        state, moved_to=poll.permanent_url, moved_seen=state.moved_seen + 1 if same else 1
    )


def _jittered(pause: timedelta, jitter: float) -> timedelta:
    return pause * (1 + JITTER * (2 * jitter - 1))
