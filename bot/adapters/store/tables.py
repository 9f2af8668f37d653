"""The tables. Dull types on purpose, so that SQLite and PostgreSQL share every statement.

Times are microseconds since 1970 in UTC, durations microseconds, identifiers 63-bit numbers,
lists and the like JSON text. `number` columns count arrivals: new rows land beside each other
on disk, and "in order of arrival" needs no clock.
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    text,
)
from sqlalchemy.types import TypeDecorator
from typing_extensions import override

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def day_of(moment: datetime) -> int:
    """The day (UTC) since 1970 that the moment lies in."""
    return (moment - EPOCH) // timedelta(days=1)


class Moment(TypeDecorator[datetime]):
    """An aware UTC datetime, kept as microseconds since 1970."""

    impl = BigInteger
    cache_ok = True

    @override
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else (value - EPOCH) // MICROSECOND

    @override
    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else EPOCH + timedelta(microseconds=value)


class Pause(TypeDecorator[timedelta]):
    """A duration, kept as microseconds."""

    impl = BigInteger
    cache_ok = True

    @override
    def process_bind_param(self, value: timedelta | None, dialect: Dialect) -> int | None:
        return None if value is None else value // MICROSECOND

    @override
    def process_result_value(self, value: int | None, dialect: Dialect) -> timedelta | None:
        return None if value is None else timedelta(microseconds=value)


Id = BigInteger().with_variant(Integer, "sqlite")
metadata = MetaData()

feeds = Table(
    "feeds",
    metadata,
    Column("url", Text, primary_key=True),
    Column("position", Integer, nullable=False),  # -1: no longer polled
    Column("outlet", Text, nullable=False),
    Column("publisher", Text),
    Column("kind", Text, nullable=False),
    Column("every", Pause),
    Column("terms_rss", Text, nullable=False),
    Column("terms_ai", Text, nullable=False),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("body_hash", BigInteger),
    Column("next_poll_at", Moment, nullable=False, index=True),
    Column("pause", Pause, nullable=False),
    Column("primed", Boolean, nullable=False),
    Column("primed_until", Moment),
    Column("fails", Integer, nullable=False),
    Column("last_success_at", Moment),
    Column("newest_item_at", Moment),
    Column("disabled", Text),
    Column("note", Text),
    Column("items_per_day", Float),
    Column("gone", Integer, nullable=False),
    Column("moved_to", Text),
    Column("moved_seen", Integer, nullable=False),
    Column("longest_gap", Pause),
)

seen_keys = Table(
    "seen_keys",
    metadata,
    Column("key", Id, primary_key=True, autoincrement=False),
    Column("seen_at", Moment, nullable=False),
)

entries = Table(
    "entries",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("feed_url", Text, nullable=False),
    Column("outlet", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("published_at", Moment),
    Column("first_seen_at", Moment, nullable=False, index=True),
    Column("identity_keys", Text, nullable=False),
    Column("backlog", Boolean, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("error", Text),
    Column("closed", Text),
    Column("note", Text),
    Index(
        "ix_entries_waiting",
        "backlog",
        "first_seen_at",
        sqlite_where=text("closed IS NULL"),
        postgresql_where=text("closed IS NULL"),
    ),
)

# An article is kept when it is placed, so its membership is part of the row. `text` stands last:
# what grouping reads lies before it, on the row's first page.
articles = Table(
    "articles",
    metadata,
    Column("number", Id, primary_key=True, autoincrement=True),
    Column("id", BigInteger, nullable=False, unique=True),
    Column("entry_id", BigInteger, nullable=False),
    Column("story_id", BigInteger, nullable=False),
    Column("published_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("url_key", BigInteger, nullable=False, index=True),
    Column("relation", Text, nullable=False),
    Column("backlog", Boolean, nullable=False),
    Column("body_source", Text, nullable=False),
    Column("outlet", Text, nullable=False),
    Column("publisher", Text, nullable=False),
    Column("author", Text),
    Column("url", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("features", LargeBinary, nullable=False),
    Column("text", Text, nullable=False),
    Column("headline", Text),
    Column("gone_at", Moment),
    Index("ix_articles_story", "story_id", "number"),
    Index("ix_articles_seen", "seen_at", "published_at"),
    sqlite_autoincrement=True,  # a number is never given twice: keys and index point at it
)

# By day first: a new article writes into today's part of the tree alone, however many are kept,
# and a window of a few days costs as many look-ups a key. PostgreSQL has a partition a day instead,
# with the key first.
article_keys = Table(
    "article_keys",
    metadata,
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

matches = Table(
    "matches",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("watchlist", Text, nullable=False),
    Column("term", Text, nullable=False),
    Column("surface", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("begins", Integer, nullable=False),
    Column("ends", Integer, nullable=False),
    Column("salience", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Index("ix_matches_term", "watchlist", "term", "number", "salience"),
    sqlite_with_rowid=False,
)

stories = Table(
    "stories",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("revision", Integer, nullable=False),
    Column("followup_of", BigInteger, index=True),
    Column("changed_at", Moment, nullable=False, index=True),
)

story_aliases = Table(
    "story_aliases",
    metadata,
    Column("merged_id", Id, primary_key=True, autoincrement=False),
    Column("story_id", BigInteger, nullable=False, index=True),
)

alerts = Table(
    "alerts",
    metadata,
    Column("number", Id, primary_key=True, autoincrement=True),
    Column("id", BigInteger, nullable=False, unique=True),
    Column("delivery_id", Text, nullable=False, unique=True),
    Column("channel", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("story_id", BigInteger, nullable=False, index=True),
    Column("watchlists", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False, index=True),
    Column("urgent", Boolean, nullable=False),
    Column("detail", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("first_attempt_at", Moment),
    Column("negative_reads", Integer, nullable=False),
    Column("ever_unknown", Boolean, nullable=False),
    Column("degraded", Boolean, nullable=False),
    Column("sent_revision", Integer, nullable=False),
    Column("receipt_channel", Text),
    Column("receipt_ts", Text),
    Column("error", Text),
    Column("version", Integer, nullable=False),
    Column("refresh_at", Moment),  # a refresh wished for while the card was on its way
    Index("ix_alerts_channel", "channel", "state", "due_at"),
    Index("ix_alerts_state", "state", "created_at"),
)

# Told articles that are looked at again, and the alerts, in the revision they show, whose articles
# were put there.
rechecks = Table(
    "rechecks",
    metadata,
    Column("article_id", BigInteger, primary_key=True, autoincrement=False),
    Column("since", Moment, nullable=False),
    Column("due_at", Moment, nullable=False, index=True),
    Column("step", Integer, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("missing", Integer, nullable=False),
    Column("held_until", Moment),
    Column("suspected", BigInteger),
    Column("headlines", Text, nullable=False, server_default=""),
)

listed_alerts = Table(
    "listed_alerts",
    metadata,
    Column("alert_id", BigInteger, primary_key=True, autoincrement=False),
    Column("revision", Integer, nullable=False),
)

terms = Table(
    "terms",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("term", Text, nullable=False),
)

judgements = Table(
    "judgements",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("story_id", BigInteger, nullable=False),  # 0 where the subject is no story
    Column("who", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("until", Moment),
)

audit = Table(
    "audit",
    metadata,
    Column("number", Id, primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False),
    Column("who", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("detail", Text, nullable=False),
)

leases = Table(
    "leases",
    metadata,
    Column("name", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("until", Moment, nullable=False),
)

memos = Table(
    "memos",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

workers = Table(
    "workers",
    metadata,
    Column("owner", Text, primary_key=True),
    Column("kinds", Text, nullable=False),
    Column("since", Moment, nullable=False),
    Column("at", Moment, nullable=False),
    Column("done", BigInteger, nullable=False),
    Column("failed", BigInteger, nullable=False),
    Column("load", Float, nullable=False),
)
