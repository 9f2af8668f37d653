"""Forgetting: what is older than the retention goes, in batches that let others write between."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import BindParameter, Delete, bindparam, delete, exists, select, tuple_

from bot.adapters.store.engine import Database, Turn
from bot.adapters.store.partitions import keep_days
from bot.adapters.store.search import forget_articles
from bot.adapters.store.tables import (
    alerts,
    article_keys,
    articles,
    day_of,
    entries,
    leases,
    listed_alerts,
    matches,
    rechecks,
    seen_keys,
    stories,
    story_aliases,
    workers,
)
from bot.ports import KEYS_KEPT, OPEN

STORIES_AT_ONCE = 200  # forgotten per transaction
ROWS_AT_ONCE = 20_000  # keys forgotten per transaction
SIGHT_STEP = timedelta(days=1)  # a key's last sight is noted at most this often

_STALE = (
    select(stories.c.id)
    .where(
        stories.c.changed_at < bindparam("before"),
        ~exists().where(
            alerts.c.story_id == stories.c.id, alerts.c.state.in_([s.value for s in OPEN])
        ),
    )
    .order_by(stories.c.changed_at)
    .limit(STORIES_AT_ONCE)
)
_ids: BindParameter[Sequence[int]] = bindparam("ids", expanding=True)
_TEXTS = select(articles.c.number, articles.c.title, articles.c.text).where(
    articles.c.story_id.in_(_ids)
)
_GONE = (
    delete(matches).where(
        matches.c.number.in_(select(articles.c.number).where(articles.c.story_id.in_(_ids)))
    ),
    delete(articles).where(articles.c.story_id.in_(_ids)),
    delete(alerts).where(alerts.c.story_id.in_(_ids)),
    delete(story_aliases).where(story_aliases.c.story_id.in_(_ids)),
    delete(stories).where(stories.c.id.in_(_ids)),
)
_DROP_NOTICES = delete(alerts).where(
    alerts.c.created_at < bindparam("before"),
    alerts.c.state.not_in([state.value for state in OPEN]),
    ~exists().where(stories.c.id == alerts.c.story_id),
)
_DROP_LISTED = delete(listed_alerts).where(~exists().where(alerts.c.id == listed_alerts.c.alert_id))
_DROP_RECHECKS = delete(rechecks).where(~exists().where(articles.c.id == rechecks.c.article_id))
_DROP_WORKERS = delete(workers).where(workers.c.at < bindparam("before"))
_DROP_LEASES = delete(leases).where(leases.c.until < bindparam("before"))
_DROP_ENTRIES = delete(entries).where(
    entries.c.id.in_(
        select(entries.c.id)
        .where(entries.c.closed.is_not(None), entries.c.first_seen_at < bindparam("before"))
        .limit(ROWS_AT_ONCE)
    )
)
_key = tuple_(article_keys.c.day, article_keys.c.key, article_keys.c.number)
_DROP_KEYS = delete(article_keys).where(
    _key.in_(
        select(article_keys.c.day, article_keys.c.key, article_keys.c.number)
        .where(article_keys.c.day < bindparam("day"))
        .limit(ROWS_AT_ONCE)
    )
)
_UNSEEN = select(seen_keys.c.key).where(seen_keys.c.seen_at < bindparam("before"))
_DROP_SEEN = delete(seen_keys).where(seen_keys.c.key == bindparam("gone"))


def prune(database: Database, before: datetime) -> int:
    """Forgets stories last changed before then; returns how many articles went with them."""
    gone = 0
    while (batch := _prune_stories(database, before)) is not None:
        gone += batch
    _drop(database, _DROP_NOTICES, {"before": before})
    _drop(database, _DROP_LISTED, {})
    _drop(database, _DROP_RECHECKS, {})
    _drop(database, _DROP_LEASES, {"before": before})
    _drop(database, _DROP_WORKERS, {"before": before})
    _drop(database, _DROP_ENTRIES, {"before": before})
    keep_days(database, day_of(before))
    _drop(database, _DROP_KEYS, {"day": day_of(before)})
    _prune_seen(database, before - KEYS_KEPT - SIGHT_STEP)
    return gone


def _prune_stories(database: Database, before: datetime) -> int | None:
    """How many articles of one batch of stories went; None where no story was left."""
    with database.writing(Turn.PLACING) as connection:
        ids = connection.execute(_STALE, {"before": before}).scalars().all()
        if not ids:
            return None
        texts = connection.execute(_TEXTS, {"ids": ids}).all()
        forget_articles(connection, texts)
        for statement in _GONE:
            connection.execute(statement, {"ids": ids})
        return len(texts)


def _drop(database: Database, statement: Delete, asked: Mapping[str, object]) -> None:
    """Repeats the statement, each time in a transaction of its own, until nothing is left."""
    dropped = 1
    while dropped:
        with database.writing() as connection:
            dropped = connection.execute(statement, asked).rowcount


def _prune_seen(database: Database, before: datetime) -> None:
    with database.reading() as connection:
        keys: Sequence[int] = connection.execute(_UNSEEN, {"before": before}).scalars().all()
    for start in range(0, len(keys), ROWS_AT_ONCE):
        rows = [{"gone": key} for key in keys[start : start + ROWS_AT_ONCE]]
        with database.writing() as connection:
            connection.execute(_DROP_SEEN, rows)
