"""How often feeds of different habits are asked, and how late their items come, beside every 5 minutes.

    python -m bench.cadence [../shared]

Four made-up habits over three weeks (busy in office hours, quiet at night and on weekends), and where
the evaluation material is there the six busiest hosts of its corpus, by the times of their articles.
A feed shows its newest items; one that slid out before any poll is missed.
"""

import argparse
import json
import random
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from gzip import open as open_gzip
from pathlib import Path
from urllib.parse import urlsplit

from bot.cadence import after_success
from bot.model import Feed, FeedEntry, FeedState, ParsedFeed, Poll, Validators

START = datetime(2026, 11, 2, tzinfo=UTC)
DAYS = 21
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
FEED = Feed(url="https://a.example/rss", outlet="a")
# items on a weekday, items on a weekend day, items that the feed shows
HABITS = {
    "a wire, 400 a day": (400, 150, 60),
    "a daily, 90 a day": (90, 30, 50),
    "a trade paper, 25 a day": (25, 2, 30),
    "a blog, 3 a week": (0.6, 0, 10),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """When a feed's items appeared, oldest first, and how many it shows."""

    name: str
    times: Sequence[datetime]
    window: int


def made_up(name: str) -> History:
    weekday, weekend, window = HABITS[name]
    dice = random.Random(name)
    times = []
    for day in range(-7, DAYS):
        at = START + day * DAY
        wanted = weekend if (at + timedelta(hours=9)).weekday() >= 5 else weekday
        count = int(wanted) + (dice.random() < wanted % 1)
        # KST 7 to 19 for nine in ten
        hours = (dice.uniform(-2, 10) if dice.random() < 0.9 else dice.uniform(10, 22) for _ in range(count))  # fmt: skip
        times += [at + timedelta(hours=hour) for hour in hours]
    return History(name=name, times=sorted(times), window=window)


def real(folder: Path) -> list[History]:
    hosts = defaultdict(list)
    with open_gzip(folder / "data/corpus/semiconductor-2026.jsonl.gz", "rt", encoding="utf-8") as f:
        for row in map(json.loads, f):
            if at := row.get("published_at"):
                moment = datetime.fromisoformat(at)
                aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
                hosts[urlsplit(row.get("link") or row.get("url") or "").hostname].append(aware)
    busiest = sorted(hosts.items(), key=lambda pair: -len(pair[1]))[:6]
    return [
        History(name=f"corpus host {n}, {len(times)} in all", times=sorted(times), window=30)
        for n, (_, times) in enumerate(busiest, 1)
    ]


Pause = Callable[[FeedState, Poll, datetime], FeedState]


def ours(dice: random.Random) -> Pause:
    return lambda state, poll, now: after_success(FEED, state, poll, now=now, jitter=dice.random())


def fixed(_state: FeedState, _poll: Poll, now: datetime) -> FeedState:
    return FeedState(url=FEED.url, next_poll_at=now + 5 * MINUTE, primed=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    polls_a_day: float
    late: Sequence[timedelta]
    missed: int


def play(history: History, begin: datetime, end: datetime, pause: Pause) -> Outcome:
    state = FeedState(url=FEED.url, next_poll_at=begin)
    late, missed, polls, seen = [], 0, 0, sum(at <= begin for at in history.times)
    total = seen
    while state.next_poll_at < end:
        now = state.next_poll_at
        while total < len(history.times) and history.times[total] <= now:
            total += 1
        fresh = history.times[seen:total]
        missed += max(0, len(fresh) - history.window)
        late += [now - at for at in fresh[-history.window :]]
        seen = total
        shown = history.times[max(0, total - history.window) : total]
        entries = tuple(
            FeedEntry(guid=str(at), url=None, title="", summary="", published_at=at) for at in shown
        )
        poll = Poll(feed=ParsedFeed(entries=entries, encoding="utf-8"), validators=Validators())
        state = pause(state, poll, now)
        polls += 1
    return Outcome(polls_a_day=polls / ((end - begin) / DAY), late=sorted(late), missed=missed)


def told(outcome: Outcome) -> str:
    late = outcome.late or [timedelta()]
    middle, tail = late[len(late) // 2], late[len(late) * 95 // 100]
    return (
        f"{outcome.polls_a_day:8.0f} {middle / MINUTE:7.1f} {tail / MINUTE:7.1f} {outcome.missed:6}"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", nargs="?", default="../shared")
    shared = Path(parser.parse_args().shared)
    histories = [made_up(name) for name in HABITS]
    if (shared / "data/corpus/semiconductor-2026.jsonl.gz").exists():
        histories += real(shared)
    columns = f"{'polls/day':>8} {'p50 min':>7} {'p95 min':>7} {'missed':>6}"
    print(f"{'feed':32} {'ours':>8}{'':23} {'every 5 minutes':>10}")
    print(f"{'':32} {columns} {columns}")
    for history in histories:
        begin = max(START, history.times[0] + DAY) if history.name in HABITS else history.times[0] + 2 * DAY  # fmt: skip
        end = START + DAYS * DAY if history.name in HABITS else history.times[-1]
        mine = play(history, begin, end, ours(random.Random(1)))
        print(f"{history.name:32} {told(mine)} {told(play(history, begin, end, fixed))}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
