"""What the store costs, and that it does not grow with what is kept.

    python -m bench.store [--articles 1000 100000] [--url sqlite:///…]

Synthetic articles of news size with 40 grouping keys each, a tenth of the keys shared by many.
Prints, per size: CPU milliseconds of this process per call, and bytes on disk per article.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.adapters.store import SqlStore, migrate, open_store
from bot.model import (
    Article,
    BodySource,
    Entry,
    FeedState,
    Fingerprint,
    Placement,
    Relation,
)
from bot.stories.grouping import MAX_CANDIDATES, WINDOW
from bot.stories.verdicts import MAX_MEMBERS, MAX_STORIES
from bot.urls import identity

START = datetime(2026, 11, 1, tzinfo=UTC)
A_DAY = 1_000  # articles
KEYS = 40
BATCH = 500  # articles a transaction while filling
ROUNDS = 100
SYLLABLES = [chr(code) for code in range(0xAC00, 0xAC00 + 11_172, 7)]


def an_article(number: int, dice: random.Random) -> Article:
    words = ["".join(dice.choices(SYLLABLES, k=dice.randint(2, 5))) for _ in range(220)]
    seen_at = START + timedelta(days=1) * number / A_DAY
    return Article(
        id=identity("bench", str(number)),
        entry_id=number,
        url=f"https://news.example/{number}",
        title=" ".join(words[:8]),
        outlet="벤치일보",
        publisher="벤치일보",
        author=None,
        published_at=seen_at,
        seen_at=seen_at,
        text=" ".join(words),
        body_source=BodySource.PAGE,
    )


def a_fingerprint(dice: random.Random) -> Fingerprint:
    rare = [dice.getrandbits(63) for _ in range(KEYS - 12)]
    common = [dice.randrange(50) for _ in range(4)]
    topical = [1000 + dice.randrange(20_000) for _ in range(8)]
    keys = tuple(dict.fromkeys(rare + topical + common))
    return Fingerprint(keys=keys, features=dice.randbytes(600))


def fill(store: SqlStore, start: int, end: int, dice: random.Random) -> float:
    """CPU milliseconds an article, kept in large transactions."""
    begun = time.process_time()
    for first in range(start, end, BATCH):
        with store.stories.placing() as desk:
            for number in range(first, min(first + BATCH, end)):
                article = an_article(number, dice)
                placement = Placement(story_id=article.id, relation=Relation.FIRST)
                desk.save(article, a_fingerprint(dice), (), placement)
    return (time.process_time() - begun) * 1000 / (end - start)


def cost(work: Callable[[int], object], rounds: int = ROUNDS) -> tuple[float, float]:
    """CPU and wall milliseconds a call."""
    cpu, wall = time.process_time(), time.perf_counter()
    for number in range(rounds):
        work(number)
    return (
        (time.process_time() - cpu) * 1000 / rounds,
        (time.perf_counter() - wall) * 1000 / rounds,
    )


def an_entry(number: int, feed: str, now: datetime) -> Entry:
    return Entry(
        id=identity("entry", str(number)),
        feed_url=feed,
        outlet="벤치일보",
        url=f"https://news.example/{number}",
        title="제목",
        summary="요약",
        published_at=now,
        first_seen_at=now,
        identity_keys=tuple(identity(kind, str(number)) for kind in ("guid", "url", "title")),
    )


def measure(store: SqlStore, kept: int, dice: random.Random) -> dict[str, tuple[float, float]]:
    now = START + timedelta(days=1) * kept / A_DAY
    fresh = iter(range(10**7 + kept, 10**8))
    state = FeedState(url="https://feed.example/1", next_poll_at=now)
    shown = [an_entry(number, state.url, now) for number in range(27)]
    store.feeds.save_poll(state, shown)

    def poll(_: int) -> None:
        store.feeds.save_poll(
            state, [*shown, *(an_entry(next(fresh), state.url, now) for _ in range(3))]
        )

    def place(_: int) -> None:
        article = replace(an_article(next(fresh), dice), seen_at=now)
        fingerprint = a_fingerprint(dice)
        with store.stories.placing() as desk:
            found = desk.candidates(fingerprint.keys, now - WINDOW, MAX_CANDIDATES)
            desk.members([each.story_id for each in found][:MAX_STORIES], MAX_MEMBERS)
            placement = Placement(story_id=article.id, relation=Relation.FIRST)
            desk.save(article, fingerprint, (), placement)
            desk.refresh(article.id, now)

    def look_up(_: int) -> None:
        keys = a_fingerprint(dice).keys
        with store.stories.placing() as desk:
            desk.candidates(keys, now - WINDOW, MAX_CANDIDATES)

    def search(_: int) -> None:
        store.stories.search("".join(dice.choices(SYLLABLES, k=2)), 20)

    return {
        "poll: 30 entries, 3 new": cost(poll),
        "candidates of 40 keys": cost(look_up),
        "place: candidates, members, save": cost(place),
        "search, one word": cost(search),
        "lease": cost(lambda n: store.leases.take(f"host:{n % 5}", "bench", now, now + WINDOW)),
        "channels due": cost(lambda _: store.alerts.channels_due(now)),
    }


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--articles", type=int, nargs="+", default=[1_000, 10_000])
    options.add_argument("--url")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="sosik-bench-") as folder:
        path = Path(folder) / "sosik.db"
        store = open_store(chosen.url or f"sqlite:///{path}")
        migrate(store)
        kept, dice = 0, random.Random(7)
        for target in sorted(chosen.articles):
            spent = fill(store, kept, target, dice)
            kept = target
            size = path.stat().st_size / kept if path.exists() else 0.0
            print(f"{kept:,} articles kept: {spent:.2f} ms CPU each to keep, {size:,.0f} B each")
            for name, (cpu, wall) in measure(store, kept, dice).items():
                print(f"  {name:36} {cpu:8.2f} ms CPU {wall:8.2f} ms wall")
        store.close()


if __name__ == "__main__":
    main()
