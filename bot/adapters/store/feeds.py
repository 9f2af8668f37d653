"""Feeds in the store: the polled ones, their state, and the entries that a poll brought."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ARRAY, BigInteger, Connection, bindparam, func, or_, select, text, update
from typing_extensions import override

from bot.adapters.store.alerts import add_alerts
from bot.adapters.store.engine import UNLIMITED, AnyRow, Database, Turn
from bot.adapters.store.entries import entry_row
from bot.adapters.store.inserts import add_new, upsert
from bot.adapters.store.polls import PollToSave, PollWriter
from bot.adapters.store.tables import entries, feeds, seen_keys
from bot.cadence import CLOCK_STEPPED
from bot.errors import NotFound
from bot.model import (
    Entry,
    Feed,
    FeedKind,
    FeedState,
    Permission,
    TermsOfUse,
    Validators,
)
from bot.ports import AWAY_LIMIT, FeedBook, Sift, keep_all

AWAY = -1  # `position` of a feed that is no longer polled

_ALL = select(feeds).where(feeds.c.position >= 0).order_by(feeds.c.position)
_ONE = select(feeds).where(feeds.c.url == bindparam("url"), feeds.c.position >= 0)
_DUE = (
    select(feeds)
    .where(
        feeds.c.position >= 0,
        feeds.c.disabled.is_(None),
        or_(feeds.c.next_poll_at <= bindparam("now"), feeds.c.next_poll_at > bindparam("stepped")),
    )
    .order_by(feeds.c.next_poll_at, feeds.c.position)
    .limit(bindparam("limit"))
)
_POSITIONS = select(feeds.c.url, feeds.c.position, feeds.c.last_success_at)
_SEND_AWAY = update(feeds).values(position=AWAY)
_DEFINITION = ("position", "outlet", "publisher", "kind", "every", "terms_rss", "terms_ai")
_STATE = tuple(column.name for column in feeds.c if column.name not in {"url", *_DEFINITION})
_DEFINE = upsert(feeds, _DEFINITION)
_SAVE_STATE = (
    update(feeds)
    .where(feeds.c.url == bindparam("feed_url"))
    .values({name: bindparam(name) for name in _STATE})
)
_WAKE = (
    update(feeds)
    .where(feeds.c.url == bindparam("feed_url"))
    .values(next_poll_at=bindparam("now"), disabled=None, fails=0, gone=0)
)
# On PostgreSQL a list would be looked for whole in each of the sixteen partitions; a join takes each
# key to its own.
_offered = (
    func.unnest(bindparam("keys", type_=ARRAY(BigInteger)))
    .table_valued("key")
    .render_derived(name="offered")
)
_KNOWN_KEYS = {
    "sqlite": select(seen_keys.c.key).where(seen_keys.c.key.in_(bindparam("keys", expanding=True))),
    "postgresql": select(seen_keys.c.key).select_from(
        _offered.join(seen_keys, seen_keys.c.key == _offered.c.key)
    ),
}
_KNOWN_ENTRIES = select(entries.c.id).where(entries.c.id.in_(bindparam("ids", expanding=True)))
# At most one write a day for each key: a feed shows the same items all day long.
_SEE = upsert(
    seen_keys, ["seen_at"], where=text("excluded.seen_at > seen_keys.seen_at + 86400000000")
)
_ADD_ENTRY = add_new(entries)


class SqlFeeds(FeedBook):
    """The FeedBook port on the store."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._polls = PollWriter(self._write)

    @override
    def register(self, feeds: Sequence[Feed], now: datetime) -> None:
        wanted = _without_doubles(feeds)
        with self._database.writing(Turn.POLLING, longest=UNLIMITED) as connection:
            known = {row.url: row for row in connection.execute(_POSITIONS)}
            connection.execute(_SEND_AWAY)
            if wanted:
                rows = [_feed_row(feed, place, now) for place, feed in enumerate(wanted)]
                connection.execute(_DEFINE[self._database.dialect], rows)
            for feed in wanted:
                row = known.get(feed.url)
                if row is not None and row.position == AWAY:
                    _bring_back(connection, row, now)

    @override
    def due(self, now: datetime, limit: int) -> Sequence[tuple[Feed, FeedState]]:
        with self._database.reading_once() as connection:
            rows = connection.execute(
                _DUE, {"now": now, "stepped": now + CLOCK_STEPPED, "limit": limit}
            )
            return [(_feed(row), _state(row)) for row in rows]

    @override
    def feeds(self) -> Sequence[tuple[Feed, FeedState]]:
        with self._database.reading_once() as connection:
            return [(_feed(row), _state(row)) for row in connection.execute(_ALL)]

    @override
    def feed(self, url: str) -> tuple[Feed, FeedState]:
        with self._database.reading_once() as connection:
            row = connection.execute(_ONE, {"url": url}).one_or_none()
        if row is None:
            raise NotFound(f"등록된 피드가 아닙니다: {url}")
        return _feed(row), _state(row)

    @override
    def save_poll(
        self, state: FeedState, entries: Sequence[Entry], sift: Sift = keep_all
    ) -> Sequence[Entry]:
        return self._polls.save(PollToSave(state=state, entries=entries, sift=sift))

    def _write(self, polls: Sequence[PollToSave]) -> None:
        """Saves these polls in one transaction; each is told which of its entries were new."""
        dialect = self._database.dialect
        offered = [entry for poll in polls for entry in poll.entries]
        with self._database.writing(Turn.POLLING) as connection:
            connection.execute(_SAVE_STATE, [_state_row(poll.state) for poll in polls])
            if not offered:
                return
            unknown = {id(entry) for entry in _unknown(connection, offered)}
            seen = {key: entry.first_seen_at for entry in offered for key in entry.identity_keys}
            if seen:
                rows = [{"key": key, "seen_at": at} for key, at in sorted(seen.items())]
                connection.execute(_SEE[dialect], rows)
            for poll in (poll for poll in polls if poll.entries):
                sifted = poll.sift([entry for entry in poll.entries if id(entry) in unknown])
                poll.new = list(sifted.entries)
                if poll.new:
                    connection.execute(_ADD_ENTRY[dialect], [entry_row(e) for e in poll.new])
                add_alerts(connection, sifted.notices)

    @override
    def save_state(self, state: FeedState) -> None:
        with self._database.writing_once() as connection:
            connection.execute(_SAVE_STATE, _state_row(state))


def _without_doubles(feeds: Sequence[Feed]) -> list[Feed]:
    first: dict[str, Feed] = {}
    for feed in feeds:
        first.setdefault(feed.url, feed)
    return list(first.values())


def _unknown(connection: Connection, offered: Sequence[Entry]) -> list[Entry]:
    keys = sorted({key for entry in offered for key in entry.identity_keys})
    known = set(connection.execute(_KNOWN_KEYS[connection.dialect.name], {"keys": keys}).scalars())
    ids = [entry.id for entry in offered]
    kept = set(connection.execute(_KNOWN_ENTRIES, {"ids": ids}).scalars())
    new = []
    for entry in offered:
        if known.isdisjoint(entry.identity_keys) and entry.id not in kept:
            new.append(entry)
            kept.add(entry.id)
        known.update(entry.identity_keys)
    return new


def _bring_back(connection: Connection, row: AnyRow, now: datetime) -> None:
    connection.execute(_WAKE, {"feed_url": row.url, "now": now})
    if row.last_success_at is None or now - row.last_success_at > AWAY_LIMIT:
        new = FeedState(url=row.url, next_poll_at=now)
        connection.execute(_SAVE_STATE, _state_row(new))


def _feed_row(feed: Feed, position: int, now: datetime) -> dict[str, object]:
    new = _state_row(FeedState(url=feed.url, next_poll_at=now))
    del new["feed_url"]
    return new | {
        "url": feed.url,
        "position": position,
        "outlet": feed.outlet,
        "publisher": feed.publisher,
        "kind": feed.kind.value,
        "every": feed.every,
        "terms_rss": feed.terms_of_use.rss.value,
        "terms_ai": feed.terms_of_use.ai.value,
    }


def _state_row(state: FeedState) -> dict[str, object]:
    return {
        "feed_url": state.url,
        "etag": state.validators.etag,
        "last_modified": state.validators.last_modified,
        "body_hash": state.validators.body_hash,
        "next_poll_at": state.next_poll_at,
        "pause": state.interval,
        "primed": state.primed,
        "primed_until": state.primed_until,
        "fails": state.fails,
        "last_success_at": state.last_success_at,
        "newest_item_at": state.newest_item_at,
        "disabled": state.disabled,
        "note": state.note,
        "items_per_day": state.items_per_day,
        "gone": state.gone,
        "moved_to": state.moved_to,
        "moved_seen": state.moved_seen,
        "longest_gap": state.longest_gap,
    }


def _feed(row: AnyRow) -> Feed:
    return Feed(
        url=row.url,
        outlet=row.outlet,
        publisher=row.publisher,
        kind=FeedKind(row.kind),
        every=row.every,
        terms_of_use=TermsOfUse(rss=Permission(row.terms_rss), ai=Permission(row.terms_ai)),
    )


def _state(row: AnyRow) -> FeedState:
    return FeedState(
        url=row.url,
        validators=Validators(
            etag=row.etag, last_modified=row.last_modified, body_hash=row.body_hash
        ),
        next_poll_at=row.next_poll_at,
        interval=row.pause,
        primed=row.primed,
        primed_until=row.primed_until,
        fails=row.fails,
        last_success_at=row.last_success_at,
        newest_item_at=row.newest_item_at,
        disabled=row.disabled,
        note=row.note,
        items_per_day=row.items_per_day,
        gone=row.gone,
        moved_to=row.moved_to,
        moved_seen=row.moved_seen,
        longest_gap=row.longest_gap,
    )
