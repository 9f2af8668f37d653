"""Feeds that hurt: our own hostile set, and any folder of feeds (feedparser's own test suite).

    python bench/hostile.py [FOLDER]
    pip download --no-deps --no-binary :all: feedparser==6.0.14 && tar xf feedparser-6.0.14.tar.gz
    python bench/hostile.py feedparser-6.0.14/tests

Each feed goes through the child pool as in a poll. Prints crashes of this process (it would not get
that far), refusals by reason, the slowest feed and the memory of the parent.
"""

import resource
import sys
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from bot.adapters.feeds import FeedBytes, parse_feed
from bot.adapters.sandbox import ChildPool
from bot.errors import BadFeed, BadPage

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))


def measured(name: str, feeds: Mapping[str, bytes]) -> None:
    pool = ChildPool(size=1)
    pool.call(len, b"")
    outcomes: Counter[str] = Counter()
    slowest = (0.0, "")
    began = time.monotonic()
    for label, body in feeds.items():
        start = time.monotonic()
        try:
            parsed = pool.call(parse_feed, FeedBytes(body=body))
            outcomes["items" if parsed.entries else "no items"] += 1
        except (BadFeed, BadPage) as error:
            outcomes[error.reason] += 1
        slowest = max(slowest, (time.monotonic() - start, label))
    pool.close()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{name}: {len(feeds)} feeds in {time.monotonic() - began:.1f} s, parent {memory} MB")
    print(f"  slowest {slowest[0]:.2f} s ({slowest[1]}); {dict(outcomes)}")


def main() -> None:
    from tests.fakes.hostile_feeds import hostile_feeds

    measured("hostile set", hostile_feeds())
    for folder in sys.argv[1:]:
        files = sorted(Path(folder).rglob("*.xml"))
        measured(folder, {path.name: path.read_bytes() for path in files})


if __name__ == "__main__":
    main()
