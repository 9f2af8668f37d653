"""What the last poll of each feed read, so that a child reads only what is new in the next one.

    stored hash of the last body = ours? ─ marks of its items ─ child ─ new entries ─ whole again

Valid only while the store holds the hash of the very body that was read: then all its items were
committed. Short memory of one process; without it a poll costs more and says the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from threading import Lock

from bot.model import FeedEntry, Marks, ParsedFeed

MOST_ITEMS = 60_000
"""Items remembered of all feeds together, about half a kilobyte each; the feeds read last stay."""

LONG = 800
"""Code points of an item's title, address and GUID; a feed with longer ones is read whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """What a body held: its items without their summaries, by their marks."""

    body_hash: int
    base: str
    entries: Mapping[int, FeedEntry]

    @property
    def marks(self) -> Marks:
        """What a child needs to leave the known items out."""
        return Marks(base=self.base, items=tuple(self.entries))

    def completed(self, read: ParsedFeed) -> ParsedFeed | None:
        """What was read, with the known items at their places; None where both do not fit.

        A GUID that a new item shares with a known one names neither: such a feed is read whole.
        """
        marks = read.marks
        if marks is None or len(read.entries) == len(marks.items):
            return read
        known = [self.entries[mark] for mark in marks.items if mark in self.entries]
        guids = {entry.guid for entry in known if entry.guid}
        fits = len(known) + len(read.entries) == len(marks.items) and marks.base == self.base
        if not fits or any(entry.guid in guids for entry in read.entries):
            return None
        fresh = iter(read.entries)
        entries = tuple(self.entries.get(mark) or next(fresh) for mark in marks.items)
        return replace(read, entries=entries)


class FeedMemory:
    """What was last read of each feed. For many threads."""

    def __init__(self, most: int = MOST_ITEMS) -> None:
        self._most = most
        self._lock = Lock()
        self._feeds: dict[str, Remembered] = {}
        self._items = 0

    def of(self, url: str, body_hash: int | None) -> Remembered | None:
        """What the body with this hash held, None where that is not remembered."""
        with self._lock:
            found = self._feeds.get(url)
        return found if found is not None and found.body_hash == body_hash else None

    def keep(self, url: str, body_hash: int, feed: ParsedFeed) -> None:
        """Remembers what this body held in place of what the feed's last one did."""
        with self._lock:
            before = self._feeds.get(url)
        found = _remembered(body_hash, feed, before.entries if before else {})
        with self._lock:
            self._drop(url)
            if found is None:
                return
            self._feeds[url] = found
            self._items += len(found.entries)
            while self._items > self._most:
                self._drop(next(iter(self._feeds)))

    def _drop(self, url: str) -> None:
        if (gone := self._feeds.pop(url, None)) is not None:
            self._items -= len(gone.entries)


def _remembered(
    body_hash: int, feed: ParsedFeed, before: Mapping[int, FeedEntry]
) -> Remembered | None:
    marks = feed.marks
    if marks is None or len(marks.items) != len(feed.entries):
        return None
    entries = dict(zip(marks.items, feed.entries, strict=True))
    for mark, entry in entries.items():
        if before.get(mark) is entry:
            continue
        if _length(entry) > LONG:
            return None
        entries[mark] = replace(entry, summary="") if entry.summary else entry
    return Remembered(body_hash=body_hash, base=marks.base, entries=entries)


def _length(entry: FeedEntry) -> int:
    return len(entry.title) + len(entry.url or "") + len(entry.guid or "")
