"""How long the console's pages take over a large store.

    python -m bench.console [--articles 100000] [--home FOLDER]

Fills an SQLite store with invented articles of a short text, 20,000 a day, each a story of its own, a
twentieth of them with a watched term and a sent card, and asks for every page that reads stories.
Prints processor milliseconds of this process per page, the middle of several. A store that `--home`
already has is used as it is.
"""

import argparse
import random
import statistics
import tempfile
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bench.store import START, an_article
from bot.adapters.memory import ManualClock
from bot.adapters.store import SqlStore, migrate, open_store
from bot.app import App, Parts, Stay
from bot.inbound.console.access import Access
from bot.inbound.console.site import console_site
from bot.model import (
    Alert,
    AlertKind,
    AlertState,
    Field,
    Fingerprint,
    Match,
    Placement,
    Receipt,
    Relation,
    Salience,
    Span,
)
from bot.settings import Settings

A_DAY = 20_000  # articles
EACH = 20  # of so many articles one is watched
BATCH = 1_000  # articles a transaction
TEXT = 300  # code points
ROUNDS = 3
PAGES = (
    "/",
    "/stories?days=1",
    "/stories?days=30",
    "/stories?days=30&term=KT",
    "/stories?days=30&term=KTX",
    "/stories?days=30&all=1",
    "/stories?days=30&show=500",
    "/alerts",
    "/alerts?show=500",
    "/search?q=없는낱말",
    "/feeds",
    "/checks",
)
WATCHLIST = 'name: 시험\nchannels: ["#test"]\nalert_on: body\nterms: [{name: KT}, {name: KTX}]\n'
FOUND = Match(
    watchlist="시험",
    term="KT",
    surface="KT",
    field=Field.TITLE,
    span=Span(start=0, end=2),
    salience=Salience.TITLE,
    rule="exact",
)


def fill(store: SqlStore, count: int) -> None:
    """So many articles, a twentieth of them watched and told."""
    dice = random.Random(1)
    model = [an_article(number, dice) for number in range(100)]
    for first in range(0, count, BATCH):
        sent: list[Alert] = []
        with store.stories.placing() as desk:
            for number in range(first, min(first + BATCH, count)):
                at = START + timedelta(days=1) * number / A_DAY
                article = replace(
                    model[number % len(model)],
                    id=number + 1,
                    entry_id=number + 1,
                    url=f"https://news.example/{number}",
                    text=model[number % len(model)].text[:TEXT],
                    seen_at=at,
                    published_at=at,
                )
                is_watched = number % EACH == 0
                placement = Placement(story_id=article.id, relation=Relation.FIRST)
                print_of = Fingerprint(keys=(number,), features=b"")
                desk.save(article, print_of, (FOUND,) if is_watched else (), placement)
                if is_watched:
                    sent.append(an_alert(article.id, number))
        store.alerts.promise(sent)


def an_alert(story_id: int, number: int) -> Alert:
    """A card that was sent."""
    at = START + timedelta(days=1) * number / A_DAY
    return Alert(
        id=story_id,
        delivery_id=str(story_id),
        channel="#test",
        kind=AlertKind.CARD,
        story_id=story_id,
        watchlists=("시험",),
        created_at=at,
        due_at=at + timedelta(days=9_999),
        urgent=False,
        state=AlertState.SENT,
        receipt=Receipt(channel="C1", ts=str(number)),
    )


def measure(home: Path, count: int) -> None:
    """Prints what each page costs."""
    lists = home / "watchlists"
    lists.mkdir(parents=True, exist_ok=True)
    (lists / "test.yaml").write_text(WATCHLIST, encoding="utf-8")
    settings = Settings(
        home=home,
        watchlists=lists,
        database_url=None,  # never the one that the developer's own settings name
        console=("127.0.0.1", 0),
        slack_bot_token=None,
    )
    is_new = not (home / "sosik.sqlite3").exists()
    store = open_store(settings.database)
    migrate(store)
    if is_new:
        fill(store, count)
    store.close()
    clock = ManualClock(START + timedelta(days=1) * count / A_DAY)
    app = App(settings, Parts(clock=clock), stay=Stay.ERRAND)
    app.refresh()
    client = console_site(app, Access(settings), lambda: None).test_client()
    for page in PAGES:
        took = []
        for _ in range(ROUNDS):
            begun = time.process_time()
            answer = client.get(page)
            took.append((time.process_time() - begun) * 1000)
            assert answer.status_code == 200, (page, answer.status_code)
        print(f"{page:30} {statistics.median(took):8.0f} ms")
    app.close()


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--articles", type=int, default=100_000)
    asked.add_argument("--home", type=Path)
    chosen = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure(chosen.home or Path(folder), chosen.articles)


if __name__ == "__main__":
    main()
