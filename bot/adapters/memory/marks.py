"""Terms, leases and memos in memory."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime

from typing_extensions import override

from bot.adapters.inside import Inside
from bot.adapters.memory.tables import Tables
from bot.model import AuditRow, Term, Watchlist
from bot.ports import LeaseBook, MemoBook, TermBook


class MemoryTerms(TermBook):
    """The TermBook port in memory."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    @override
    def add(self, channel: str, term: Term, who: str, now: datetime) -> None:
        with self._tables.lock:
            self._tables.terms[channel, term.name] = term
            self._note(now, who, "term_added", channel, term.name)

    @override
    def remove(self, channel: str, name: str, who: str, now: datetime) -> bool:
        with self._tables.lock:
            if self._tables.terms.pop((channel, name), None) is None:
                return False
            self._note(now, who, "term_removed", channel, name)
            return True

    @override
    def watchlists(self) -> Sequence[Watchlist]:
        found: dict[str, list[Term]] = {}
        with self._tables.lock:
            for (channel, _), term in self._tables.terms.items():
                found.setdefault(channel, []).append(term)
        return [
            Watchlist(name=channel, channels=(channel,), terms=tuple(found[channel]))
            for channel in sorted(found)
        ]

    @override
    def revision(self) -> int:
        with self._tables.lock:
            return sum(row.action in {"term_added", "term_removed"} for row in self._tables.audit)

    def _note(self, at: datetime, who: str, action: str, channel: str, subject: str) -> None:
        self._tables.audit.append(
            AuditRow(at=at, who=who, action=action, channel=channel, subject=subject, detail="")
        )


class MemoryLeases(LeaseBook):
    """The LeaseBook port in memory."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._inside = Inside()

    @override
    def take(self, name: str, owner: str, now: datetime, until: datetime) -> bool:
        with self._tables.lock:
            holder, end = self._tables.leases.get(name, (owner, until))
            if holder != owner and end > now:
                return False
            self._tables.leases[name] = (owner, until)
            return True

    @override
    def release(self, name: str, owner: str) -> None:
        with self._tables.lock:
            if self._tables.leases.get(name, ("", None))[0] == owner:
                del self._tables.leases[name]

    @override
    def alone(self, name: str) -> AbstractContextManager[bool]:
        return self._inside.enter(name)


class MemoryMemos(MemoBook):
    """The MemoBook port in memory."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    @override
    def get(self, key: str) -> str | None:
        with self._tables.lock:
            return self._tables.memos.get(key)

    @override
    def put(self, key: str, value: str) -> None:
        with self._tables.lock:
            self._tables.memos[key] = value
