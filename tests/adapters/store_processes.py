"""What the store tests run in processes of their own: `python -m tests.adapters.store_processes`."""

import sys
import time
from pathlib import Path

from bot.adapters.lock import InstanceLock
from bot.adapters.store import migrate, open_store
from bot.model import FeedState
from tests.contract.samples import NOW, a_fingerprint, a_placement, an_article, an_entry


def say(word: str) -> None:
    sys.stdout.write(word + "\n")
    sys.stdout.flush()


def migrates(url: str) -> None:
    store = open_store(url)
    say(",".join(migrate(store)))
    store.close()


def polls(url: str, name: str, times: str) -> None:
    """Read, then write: what a deferred transaction loses to a busy neighbour."""
    store = open_store(url)
    state = FeedState(url="https://feed.example/가람", next_poll_at=NOW)
    for number in range(int(times)):
        store.feeds.save_poll(state, [an_entry(f"{name}-{number}")])
    say("done")
    store.close()


def places(url: str) -> None:
    """Stops in the middle of a grouping transaction and waits to be killed."""
    store = open_store(url)
    with store.stories.placing() as desk:
        article = an_article("가람")
        desk.save(article, a_fingerprint(1), (), a_placement(article))
        say("saved")
        time.sleep(60)


def holds(path: str) -> None:
    """Holds the instance lock until killed."""
    with InstanceLock.beside(Path(path)):
        say("held")
        time.sleep(60)


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
