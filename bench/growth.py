"""What an article costs PostgreSQL when ten thousand are kept, and when a million are.

    python -m bench.growth [--articles 10000 1000000] [--measured 400] [--shared-buffers 128MB]

The articles lie over thirty days, so that a day of a million has 33,000. They are loaded with COPY:
40 grouping keys each as grouping makes them within its window (eight before it, where nothing asks for
them; of each key the newest POSTINGS a day, as the store trims them), a text of the usual length on the
last day and a short one before (nothing reads an old text here). Then articles go the store's whole way
one after another:
a poll of 30 entries of which 3 are new, and for each new one the entry read, candidates and members
asked for, article, keys, search words and an alert kept, the entry closed, the alert claimed and sent.
Prints milliseconds of the server's processors per new article, ours beside, and the ratio. The server's
`shared_buffers` are PostgreSQL's default, or as given: compose.scale.yaml sets 1GB.
"""

import argparse
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import psutil
import psycopg
from psycopg import sql

from bench.store import a_fingerprint, an_article
from bot.adapters.store import SqlStore, migrate, open_store
from bot.adapters.store.articles import article_row
from bot.adapters.store.partitions import make_days
from bot.adapters.store.search import pairs
from bot.adapters.store.tables import Moment, articles, day_of
from bot.model import (
    Alert,
    AlertKind,
    AlertState,
    Article,
    Entry,
    EntryClosed,
    FeedState,
    Placement,
    Receipt,
    Relation,
)
from bot.ports import POSTINGS
from bot.stories.grouping import MAX_CANDIDATES, WINDOW
from bot.stories.verdicts import MAX_MEMBERS, MAX_STORIES
from bot.urls import identity
from tests.fakes.crashing_server import crashing_server

DAYS = 30
SHORT = 60  # code points of an old article's text
OLD_KEYS = 8  # of an article that lies before the window
NEW, SHOWN = 3, 27
COLUMNS = [column.name for column in articles.c]


def spent(server: psutil.Process) -> float:
    """Processor seconds of the server's processes that live."""
    times = [each.cpu_times() for each in (server, *server.children())]
    return sum(
        each.user + each.system + each.children_user + each.children_system for each in times
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """So many articles over the last days, with number and time; old ones with less text."""

    model: Sequence[Article]
    begin: int
    count: int
    now: datetime

    def __iter__(self) -> Iterator[tuple[int, datetime, Article]]:
        a_day = -(-self.count // DAYS)
        for at in range(self.count):
            number = self.begin + at + 1
            seen_at = self.now - timedelta(days=1) * ((self.count - at) / a_day)
            article = self.model[at % len(self.model)]
            article = replace(
                article,
                id=identity("kept", str(number)),
                entry_id=number,
                seen_at=seen_at,
                published_at=seen_at,
                text=article.text if self.count - at <= a_day else article.text[:SHORT],
                url=f"https://news.example/kept/{number}",
            )
            yield number, seen_at, article


def moment(at: datetime) -> object:
    """The time as the store keeps it."""
    return Moment().process_bind_param(at, None)


def copy_articles(
    cursor: psycopg.Cursor, kept: Kept, dice: random.Random
) -> list[tuple[int, int, Sequence[int]]]:
    """Day, number and keys of each article copied."""
    keys = []
    with cursor.copy(f"COPY articles ({', '.join(COLUMNS)}) FROM STDIN") as copy:
        for number, seen_at, article in kept:
            fingerprint = a_fingerprint(dice)
            placement = Placement(story_id=article.id, relation=Relation.FIRST)
            row = article_row(article, fingerprint, placement, article.id) | {"number": number}
            for name in ("seen_at", "published_at"):
                row[name] = moment(row[name])
            copy.write_row([row[name] for name in COLUMNS])
            is_asked_for = seen_at >= kept.now - WINDOW
            found = fingerprint.keys if is_asked_for else fingerprint.keys[:OLD_KEYS]
            keys.append((day_of(seen_at), number, found))
    return keys


def copy_keys(cursor: psycopg.Cursor, keys: list[tuple[int, int, Sequence[int]]]) -> None:
    told = Counter[tuple[int, int]]()
    with cursor.copy("COPY article_keys (day, key, number) FROM STDIN") as copy:
        for day, number, found in reversed(keys):
            for key in found:
                told[day, key] += 1
                if told[day, key] <= POSTINGS:  # as the store trims what everybody writes
                    copy.write_row((day, key, number))


def copy_rest(cursor: psycopg.Cursor, kept: Kept) -> None:
    """Their words, stories and the marks of their entries."""
    with cursor.copy("COPY article_words (day, number, pairs) FROM STDIN") as copy:
        for number, seen_at, article in kept:
            words = " ".join(f"'{pair}'" for pair in sorted(set(pairs(article.text))))
            copy.write_row((day_of(seen_at), number, words))
    with cursor.copy("COPY stories (id, revision, followup_of, changed_at) FROM STDIN") as copy:
        for _, seen_at, article in kept:
            copy.write_row((article.id, 1, None, moment(seen_at)))
    with cursor.copy("COPY seen_keys (key, seen_at) FROM STDIN") as copy:
        for number, seen_at, _ in kept:
            for kind in ("guid", "url", "title"):
                copy.write_row((identity(kind, f"kept/{number}"), moment(seen_at)))


def load(url: str, kept: int, now: datetime, dice: random.Random) -> None:
    """So many articles over the last days, as bulk rows."""
    model = [an_article(number, dice) for number in range(200)]
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        cursor.execute("SELECT coalesce(max(number), 0) FROM articles")
        begin = cursor.fetchone()[0]
        loaded = Kept(model=model, begin=begin, count=kept, now=now)
        copy_keys(cursor, copy_articles(cursor, loaded, dice))
        copy_rest(cursor, loaded)
        cursor.execute("SELECT setval('articles_number_seq', %s)", [begin + kept])


def prepare(store: SqlStore, url: str, kept: int, now: datetime, dice: random.Random) -> None:
    with store.database.writing() as connection:
        make_days(connection, day_of(now) - DAYS - 1, day_of(now) + 1)
    begun = time.monotonic()
    load(url, kept, now, dice)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")
    print(f"  {kept:,} articles loaded in {time.monotonic() - begun:.0f} s", flush=True)


def an_entry(name: str, feed: str, now: datetime) -> Entry:
    return Entry(
        id=identity("entry", name),
        feed_url=feed,
        outlet="벤치일보",
        url=f"https://news.example/{name}",
        title="제목",
        summary="요약",
        published_at=now,
        first_seen_at=now,
        identity_keys=tuple(identity(kind, name) for kind in ("guid", "url", "title")),
    )


def whole_way(store: SqlStore, measured: int, now: datetime, dice: random.Random) -> None:
    feed = f"https://feed.example/{dice.getrandbits(60)}"
    state = FeedState(url=feed, next_poll_at=now)
    shown = [an_entry(f"{feed}/old/{at}", feed, now) for at in range(SHOWN)]
    store.feeds.save_poll(state, shown)
    for turn in range(measured // NEW):
        new = [an_entry(f"{feed}/{turn}/{at}", feed, now) for at in range(NEW)]
        for entry in store.feeds.save_poll(state, [*shown, *new]):
            read(store, entry, now, dice)


def read(store: SqlStore, entry: Entry, now: datetime, dice: random.Random) -> None:
    opened = store.entries.opened(entry.id)
    assert opened is not None
    entry = opened
    article = replace(
        an_article(0, dice), id=entry.id, entry_id=entry.id, url=entry.url, seen_at=now
    )
    fingerprint = a_fingerprint(dice)
    alert = Alert(
        id=identity("alert", str(article.id)),
        delivery_id=f"{article.id:032x}",
        channel=f"#c{article.id % 50}",
        kind=AlertKind.CARD,
        story_id=article.id,
        watchlists=("벤치",),
        created_at=now,
        due_at=now,
    )
    with store.stories.placing() as desk:
        found = desk.candidates(fingerprint.keys, now - WINDOW, MAX_CANDIDATES)
        desk.members([each.story_id for each in found][:MAX_STORIES], MAX_MEMBERS)
        desk.save(article, fingerprint, (), Placement(story_id=article.id, relation=Relation.FIRST))
        desk.story_alerts(article.id)
        desk.promise([alert])
        desk.refresh(article.id, now)
        desk.close_entry(entry.id, EntryClosed.PLACED, "")
    tell(store, alert, now)


def tell(store: SqlStore, alert: Alert, now: datetime) -> None:
    """The steps of sending the card, without Slack."""
    store.leases.take(f"channel:{alert.channel}", "bench", now, now + timedelta(minutes=1))
    due = store.alerts.next_due(alert.channel, now)
    assert due is not None
    store.stories.story(due.story_id)
    store.stories.matches(due.story_id)
    claimed = replace(due, state=AlertState.SENDING, attempt=1)
    assert store.alerts.swap(due, claimed)
    claimed = replace(claimed, version=due.version + 1)
    sent = replace(
        claimed,
        state=AlertState.SENT,
        due_at=now + timedelta(days=99),
        receipt=Receipt(channel="C1", ts="1"),
    )
    assert store.alerts.swap(claimed, sent)


def measure(url: str, server: psutil.Process, kept: int, measured: int) -> float:
    dice, now = random.Random(7), datetime.now(UTC)
    store = open_store(url)
    migrate(store)
    prepare(store, url, kept, now, dice)
    whole_way(store, 60, now, dice)  # connections open, statements prepared
    before, ours = spent(server), time.process_time()
    whole_way(store, measured, now, dice)
    cost = 1000 * (spent(server) - before) / measured
    print(
        f"{kept:>9,} kept: {cost:.2f} ms of the server's processor an article,"
        f" {1000 * (time.process_time() - ours) / measured:.2f} ms of ours",
        flush=True,
    )
    store.close()
    return cost


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, nargs="+", default=[10_000, 1_000_000])
    parser.add_argument("--measured", type=int, default=400)
    parser.add_argument("--shared-buffers", default="128MB")
    chosen = parser.parse_args()
    costs = []
    for kept in chosen.articles:
        with crashing_server() as server:
            with psycopg.connect(server.url, autocommit=True) as connection:
                size = sql.Literal(chosen.shared_buffers)
                connection.execute(sql.SQL("ALTER SYSTEM SET shared_buffers = {}").format(size))
            server.crash()
            costs.append(measure(server.url, psutil.Process(server.pid), kept, chosen.measured))
    print(f"ratio {costs[-1] / costs[0]:.2f}")


if __name__ == "__main__":
    main()
