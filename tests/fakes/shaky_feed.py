"""Two feeds of one outlet that do everything which makes old items look new, and what came of it.

Each poll GUIDs are others (or are kept while the address's slug changes), addresses carry other
trackers, hosts, schemes and AMP paths, titles of some are edited, the order turns, items that had
slid out come back in, and both feeds show many of the same articles.
"""

import random
from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta

from bot import polling
from bot.adapters.memory import ManualClock, MemoryStore, SynchronousQueue
from bot.line import Line
from bot.model import Feed, FeedEntry, FeedKind, ParsedFeed, Poll, Validators
from tests.fakes.small_town import START

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
FEEDS = tuple(
    Feed(url=f"https://ga.example/{name}", outlet="가일보", every=timedelta(minutes=2))
    for name in ("rss", "rss/economy")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Articles that were new in truth, and how often ours was wrong; `by_guid` is the usual rule."""

    true: int
    duplicates: int
    old: int
    missed: int
    by_guid: int


class Shaky:
    """The FeedReader of both feeds."""

    def __init__(self, seed: int, clock: ManualClock) -> None:
        self.random = random.Random(seed)
        self.clock = clock
        self.keeps_guids = seed % 3 == 0
        self.items = [(f"{seed}{rank:05d}", START - 6 * HOUR + 12 * MINUTE * rank) for rank in range(30)]  # fmt: skip
        self.later: set[str] = set()
        self.guids: set[str] = set()

    def poll(self, feed: Feed, validators: Validators) -> Poll:
        if self.clock.now() > START and feed.url == FEEDS[0].url:
            for _ in range(self.random.choice((0, 0, 1, 1, 2))):
                name = f"{len(self.items)}{self.random.randrange(10**6):06d}"
                self.items.append((name, self.clock.now() - MINUTE))
                self.later.add(name)
        size, back = self.random.randrange(10, 30), self.random.randrange(0, 3)
        shown = self.items[-size - back : len(self.items)]
        old = self.random.sample(self.items, 3)
        entries = [self._entry(*item) for item in dict.fromkeys([*shown, *old])]
        if self.random.random() < 0.5:
            entries.reverse()
        content = ParsedFeed(entries=tuple(entries), encoding="utf-8")
        return Poll(feed=content, validators=Validators())

    def _entry(self, name: str, at) -> FeedEntry:
        pick = self.random.choice
        guid = f"item-{name}" if self.keeps_guids else f"{self.random.random()}"
        self.guids.add(guid)
        return FeedEntry(
            guid=guid,
            url=pick(self._addresses(name)),
            title=f"새 소식 {name}번째 기사입니다{pick(('', '', '(종합)'))}",
            summary="요약",
            published_at=pick((at, at, None)) if self.clock.now() <= START else at,
        )

    def _addresses(self, name: str) -> tuple[str, ...]:
        query = f"idxno={name}"
        same = (
            f"https://www.ga.example/news/articleView.html?{query}",
            f"http://ga.example/news/articleView.html?utm_source=rss&{query}",
            f"https://m.ga.example/news/articleView.html?{query}&from=feed#top",
            f"https://ga.example/news/articleView.html/amp?{query}",
        )
        if not self.keeps_guids:
            return same
        return (*same, f"https://ga.example/{self.random.randrange(99)}-slug/?{query}")


def watch_shaky_feeds(line: Line, clock: ManualClock, seed: int, *, polls: int) -> Seen:
    """Polls both feeds so often with this line's rules, on a store of its own."""
    store, reader = MemoryStore(), Shaky(seed, clock)
    clock.advance(START - clock.now())
    line = replace(
        line,
        feeds=store.feeds,
        entries=store.entries,
        alerts=store.alerts,
        readers={FeedKind.RSS: reader},
        queue=SynchronousQueue(capacity=10**6),
    )
    store.feeds.register(FEEDS, clock.now())
    primed: set[str] = set()
    for number in range(polls):
        for feed in FEEDS:
            polling.poll(line, feed.url)
        primed = set(reader.guids) if number == 0 else primed
        clock.advance(5 * MINUTE)
    fresh = Counter(
        waiting.url.partition("idxno=")[2].partition("&")[0].partition("#")[0]
        for waiting in store.entries.waiting(clock.now(), 10**6)
        if not waiting.backlog
    )
    return Seen(
        true=len(reader.later),
        duplicates=fresh.total() - len(fresh),
        old=len(set(fresh) - reader.later),
        missed=len(reader.later - set(fresh)),
        by_guid=len(reader.guids - primed) - len(reader.later),
    )
