"""A team outgrows SQLite: 100,000 articles copied to PostgreSQL, then a day replayed on both.

    python -m bench.moving [--articles 100000]

The old house has articles of thirty days, placed stories of yesterday among them, entries, alerts and
seen keys. `sosik copy` (its function) moves it and proves the rows of every table. Then the same day
comes in on both, with new events and with retellings of yesterday's: every article must get the same
story and the same relation, every alert the same name, and searches, lists and books must answer
alike. Prints counts and times; exits 1 where anything differs.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert

from bench.labelled import parts
from bench.store import a_fingerprint, an_article
from bot.adapters.store import SqlStore, copy, migrate, open_store
from bot.adapters.store.articles import article_row
from bot.adapters.store.entries import entry_row
from bot.adapters.store.search import index_articles
from bot.adapters.store.tables import (
    article_keys,
    articles,
    day_of,
    entries,
    seen_keys,
    stories,
)
from bot.model import (
    Alert,
    AlertKind,
    Article,
    Entry,
    Fingerprint,
    Placement,
    Relation,
)
from bot.pipeline import group
from bot.stories.grouping import Grouper
from bot.urls import identity
from tests.fakes.crashing_server import crashing_server
from tests.fakes.newsday import Length, newsday

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
DAYS = 30
BATCH = 1_000
CHANNELS = 10
YESTERDAY, TODAY = range(1, 4), range(4, 7)  # seeds of days of news
COPIES = 3  # every so many of yesterday's articles are told again today
WORDS = ("공장", "데이터센터", "클라우드", "실적", "없는낱말임", "대표 선임")


def history(kept: int) -> Iterator[tuple[Article, Fingerprint]]:
    """So many articles of the last month, none of whose keys today's share."""
    dice = random.Random(7)
    models = [(an_article(number, dice), a_fingerprint(dice)) for number in range(200)]
    for number in range(kept):
        article, fingerprint = models[number % len(models)]
        at = NOW - timedelta(days=2) - timedelta(days=DAYS - 2) * (1 - number / kept)
        url = f"https://old.example/{number}"
        own = replace(
            article,
            id=identity(url),
            entry_id=identity("entry", url),
            url=url,
            seen_at=at,
            published_at=at,
            text=article.text[:300],
        )
        yield own, replace(fingerprint, keys=tuple(dice.getrandbits(63) for _ in range(40)))


def furnish(store: SqlStore, kept: int) -> None:
    """The old house's bulk, table by table."""
    batch: list[tuple[Article, Fingerprint]] = []
    number = 0
    for each in history(kept):
        batch.append(each)
        if len(batch) == BATCH or number + len(batch) == kept:
            _keep(store, batch, number)
            number, batch = number + len(batch), []


def _keep(store: SqlStore, batch: Sequence[tuple[Article, Fingerprint]], before: int) -> None:
    rows = []
    for at, (article, fingerprint) in enumerate(batch, before + 1):
        placement = Placement(story_id=article.id, relation=Relation.FIRST)
        rows.append(article_row(article, fingerprint, placement, article.id) | {"number": at})
    told = [article for article, _ in batch]
    with store.database.writing() as connection:
        connection.execute(insert(articles), rows)
        index_articles(connection, rows)
        connection.execute(
            insert(article_keys),
            [
                {"day": day_of(row["seen_at"]), "key": key, "number": row["number"]}
                for row, (_, fingerprint) in zip(rows, batch, strict=True)
                for key in fingerprint.keys
            ],
        )
        connection.execute(
            insert(stories),
            [
                {"id": a.id, "revision": 1, "followup_of": None, "changed_at": a.seen_at}
                for a in told
            ],
        )
        connection.execute(
            insert(entries), [entry_row(_entry(a)) | {"closed": "placed"} for a in told]
        )
        connection.execute(
            insert(seen_keys),
            [
                {"key": identity(kind, a.url), "seen_at": a.seen_at}
                for a in told
                for kind in ("guid", "url")
            ],
        )


def _entry(article: Article) -> Entry:
    return Entry(
        id=article.entry_id,
        feed_url="https://old.example/rss",
        outlet=article.outlet,
        url=article.url,
        title=article.title,
        summary="",
        published_at=article.published_at,
        first_seen_at=article.seen_at,
        identity_keys=(identity("guid", article.url), identity("url", article.url)),
    )


def told(seeds: range, ago: timedelta, again: str = "") -> Sequence[Article]:
    """Days of news at once, in order of arrival."""
    found = []
    for seed in seeds:
        for each in newsday(seed, Length.FULL):
            article = each.article
            url = f"https://{again}outlet{article.id}.example/{seed}/{article.id}"
            at = NOW - ago + timedelta(minutes=article.id, seconds=seed)
            found.append(
                replace(
                    article,
                    id=identity(url),
                    entry_id=identity("entry", url),
                    url=url,
                    outlet=f"{again}{article.outlet}",
                    seen_at=at,
                    published_at=at,
                )
            )
    return sorted(found, key=lambda article: article.seen_at)


def place(store: SqlStore, grouper: Grouper, day: Sequence[Article]) -> list[tuple[int, int, str]]:
    """The day goes through grouping as the line has it; each first article promises a card."""
    placed = []
    for article in day:
        fingerprint = grouper.fingerprint(article)
        with store.stories.placing() as desk:
            placement = group(grouper, desk, article, fingerprint)
            desk.save(article, fingerprint, (), placement)
            if placement.relation is Relation.FIRST:
                desk.promise([_alert(article)])
        placed.append((article.id, placement.story_id, placement.relation.value))
    return placed


def _alert(article: Article) -> Alert:
    channel = f"#c{article.id % CHANNELS}"
    return Alert(
        id=identity("alert", article.url),
        delivery_id=f"{article.id:032x}",
        channel=channel,
        kind=AlertKind.CARD,
        story_id=article.id,
        watchlists=("이사",),
        created_at=article.seen_at,
        due_at=article.seen_at,
    )


def answers(store: SqlStore) -> dict[str, object]:
    """What people ask of a store."""
    week = NOW - timedelta(days=7)
    return {
        "searches": [[a.id for a in store.stories.search(word, 50)] for word in WORDS],
        "stories": store.stories.stories(week, 200),
        "articles": [a.id for a in store.stories.articles(week, 500)],
        "alerts": [replace(a, version=0) for a in store.alerts.alerts((), 1_000)],
        "next": [store.alerts.next_due(f"#c{n}", NOW + timedelta(days=1)) for n in range(CHANNELS)],
        "waits": store.fleet.waits(NOW),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=100_000)
    kept = parser.parse_args().articles
    grouper = Grouper(*parts())
    with tempfile.TemporaryDirectory() as folder, crashing_server() as server:
        old, new = open_store(f"sqlite:///{Path(folder) / 'old.db'}"), open_store(server.url)
        migrate(old)
        furnish(old, kept)
        place(old, grouper, told(YESTERDAY, timedelta(hours=30)))
        begun = time.monotonic()
        copied = copy(old, new)
        print(
            f"copied in {time.monotonic() - begun:.0f} s: "
            + ", ".join(f"{rows:,} {name}" for name, rows in copied.items() if rows)
        )
        same = {"history": answers(old) == answers(new)}
        retold = told(YESTERDAY, timedelta(hours=6), again="again-")[::COPIES]
        day = sorted([*told(TODAY, timedelta(hours=5)), *retold], key=lambda a: a.seen_at)
        ours, theirs = place(old, grouper, day), place(new, grouper, day)
        same["the replayed day"] = ours == theirs
        before, after = answers(old), answers(new)
        same |= {name: before[name] == after[name] for name in before}
        joined = sum(relation != Relation.FIRST.value for _, _, relation in ours)
        print(f"a day of {len(day):,} articles replayed, {joined:,} of them joined a story")
        for name, is_same in same.items():
            print(f"  {name:18} {'the same' if is_same else 'DIFFERS'}")
        old.close()
        new.close()
    raise SystemExit(0 if all(same.values()) else 1)


if __name__ == "__main__":
    main()
