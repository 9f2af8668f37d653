"""Feeds and entries in memory."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from typing_extensions import override

from bot.adapters.memory.tables import EntryRow, Tables
from bot.cadence import is_due
from bot.errors import NotFound
from bot.model import Entry, EntryClosed, Feed, FeedState, Waiting
from bot.ports import AWAY_LIMIT, EntryBook, FeedBook, Sift, keep_all


class MemoryFeeds(FeedBook):
    """The FeedBook port in memory."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    @override
    def register(self, feeds: Sequence[Feed], now: datetime) -> None:
        tables = self._tables
        with tables.lock:
            before, tables.feeds = tables.feeds, {}
            for feed in feeds:
                if feed.url not in tables.feeds:
                    known = before.pop(feed.url, None)
                    state = known[1] if known else self._returning(feed.url, now)
                    tables.feeds[feed.url] = (feed, state)
            tables.away.update({url: state for url, (_, state) in before.items()})

    def _returning(self, url: str, now: datetime) -> FeedState:
        state = self._tables.away.pop(url, None)
        if state is None or not _fresh(state, now):
            return FeedState(url=url, next_poll_at=now)
        return replace(state, next_poll_at=now, disabled=None, fails=0, gone=0)

    @override
    def due(self, now: datetime, limit: int) -> Sequence[tuple[Feed, FeedState]]:
        ready = [(feed, state) for feed, state in self.feeds() if is_due(state, now)]
        return sorted(ready, key=lambda pair: pair[1].next_poll_at)[:limit]

    @override
    def feeds(self) -> Sequence[tuple[Feed, FeedState]]:
        with self._tables.lock:
            return list(self._tables.feeds.values())

    @override
    def feed(self, url: str) -> tuple[Feed, FeedState]:
        with self._tables.lock:
            try:
                return self._tables.feeds[url]
            except KeyError:
                raise NotFound(f"등록된 피드가 아닙니다: {url}") from None

    @override
    def save_poll(
        self, state: FeedState, entries: Sequence[Entry], sift: Sift = keep_all
    ) -> Sequence[Entry]:
        tables = self._tables
        with tables.lock:
            seen = dict(tables.seen)
            try:
                sifted = sift([entry for entry in entries if self._is_new(entry)])
            except BaseException:
                tables.seen = seen
                raise
            self.save_state(state)
            for entry in sifted.entries:
                tables.entries[entry.id] = EntryRow(entry=entry, due_at=entry.first_seen_at)
            for notice in sifted.notices:
                tables.promise(notice)
            return list(sifted.entries)

    def _is_new(self, entry: Entry) -> bool:
        tables = self._tables
        known = any(key in tables.seen for key in entry.identity_keys)
        for key in entry.identity_keys:
            at = tables.seen.get(key, entry.first_seen_at)
            tables.seen[key] = max(at, entry.first_seen_at)
        return not known and entry.id not in tables.entries

    @override
    def save_state(self, state: FeedState) -> None:
        tables = self._tables
        with tables.lock:
            if state.url in tables.feeds:
                tables.feeds[state.url] = (tables.feeds[state.url][0], state)
            elif state.url in tables.away:
                tables.away[state.url] = state


def _fresh(state: FeedState, now: datetime) -> bool:
    return state.last_success_at is not None and now - state.last_success_at <= AWAY_LIMIT


class MemoryEntries(EntryBook):
    """The EntryBook port in memory."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    @override
    def waiting(self, now: datetime, limit: int) -> Sequence[Waiting]:
        with self._tables.lock:
            ready = [
                row.entry
                for row in self._tables.entries.values()
                if row.closed is None and row.due_at <= now
            ]
        first = sorted(ready, key=_turn)[:limit]
        return [Waiting(id=entry.id, url=entry.url, backlog=entry.backlog) for entry in first]

    @override
    def entry(self, entry_id: int) -> Entry:
        return self._row(entry_id).entry

    def _row(self, entry_id: int) -> EntryRow:
        with self._tables.lock:
            try:
                return self._tables.entries[entry_id]
            except KeyError:
                raise NotFound(f"보관된 항목이 없습니다: {entry_id}") from None

    @override
    def opened(self, entry_id: int) -> Entry | None:
        with self._tables.lock:
            row = self._tables.entries.get(entry_id)
            return None if row is None or row.closed is not None else row.entry

    @override
    def postpone(self, entry_id: int, until: datetime, error: str) -> None:
        with self._tables.lock:
            if self.opened(entry_id) is None:
                return
            row = self._tables.entries[entry_id]
            entry = replace(row.entry, tries=row.entry.tries + 1)
            self._tables.entries[entry_id] = replace(row, entry=entry, due_at=until)

    @override
    def close(self, entry_id: int, how: EntryClosed, note: str) -> None:
        with self._tables.lock:
            self._tables.close_entry(entry_id, how)


def _turn(entry: Entry) -> tuple[bool, datetime, datetime, int]:
    published = entry.published_at or entry.first_seen_at
    return entry.backlog, entry.first_seen_at, published, entry.id
