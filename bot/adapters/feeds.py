"""Feeds as documents, RSS and Atom first: fetched, compared with last time, parsed in a child.

Fetcher ─ body ─ same hash? ─ Sandbox: decode → prolog off → fast reader, else feedparser → plain
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from html import unescape
from urllib.parse import urljoin

from typing_extensions import override
from xxhash import xxh3_64_intdigest

from bot.adapters.feed_json import read_json
from bot.adapters.feed_leads import leads_in
from bot.adapters.feed_memory import FeedMemory
from bot.adapters.feed_referee import read_loosely
from bot.adapters.feed_slices import Slices, slices_of
from bot.adapters.feed_xml import MAX_ITEMS, RawFeed, RawItem, read_xml, without_prolog
from bot.adapters.redirects import follow
from bot.errors import BadFeed, BadPage
from bot.model import Feed, FeedEntry, Fetched, Marks, ParsedFeed, Poll, Unchanged, Validators
from bot.ports import FeedReader, Fetcher, Sandbox
from bot.text.decode import Decoded, decode
from bot.text.markup import plain_line, plain_text
from bot.text.timestamps import parse_timestamp
from bot.urls import IDENTITY_BITS

MAX_TITLE = 500  # characters
MAX_SUMMARY = 10_000  # characters
MAX_URL = 2_000  # characters
MAX_PAGE = 1_000_000  # characters of a page that are searched for feeds
MAX_TTL = timedelta(days=1)

# In an address only what ends with a semicolon is a letter: `&section=2` holds no paragraph sign.
_LETTER = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,31}|#\d{1,7}|#[xX][0-9A-Fa-f]{1,6});")
_FEEDISH = re.compile(r"<(?:\w{1,20}:)?(?:rss|feed|rdf|channel|item|entry)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedBytes:
    """A feed as it came. `url` is what relative links hang on, empty where unknown.

    Items with a `known` mark need not be read again: the answer then has its marks for all items
    and entries for the new ones alone.
    """

    body: bytes
    content_type: str = ""
    url: str = ""
    known: Marks | None = None


def parse_feed(feed: FeedBytes) -> ParsedFeed:
    """The feed's first 500 items with plain titles and summaries; runs in a child.

    Raises:
        BadFeed: reason "empty", or "not_a_feed" (an HTML page, a login wall, anything else).
    """
    return parsed(feed, entry_of_item)


class DocumentReader(FeedReader):
    """Polls documents over a Fetcher and parses what changed in a Sandbox.

    `parse` stands at module level, as the sandbox wants it.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        sandbox: Sandbox,
        parse: Callable[[FeedBytes], ParsedFeed] = parse_feed,
    ) -> None:
        self._fetcher = fetcher
        self._sandbox = sandbox
        self._parse = parse
        self._memory = FeedMemory()

    @override
    def poll(self, feed: Feed, validators: Validators) -> Poll:
        """What the feed has now; `feed` of the answer is None where nothing changed.

        Raises:
            FetchFailed: not now; retry_after where the server said.
            BadFeed: not a feed, hostile, or refused (reason "gone" for 410).
            AddressRefused: the address may not be reached.
        """
        try:
            fetched = follow(self._fetcher, feed.url, validators)
            if isinstance(fetched, Unchanged):
                return Poll(feed=None, validators=validators)
            body_hash = xxh3_64_intdigest(fetched.body) >> (64 - IDENTITY_BITS)
            content = None
            if body_hash != validators.body_hash:
                content = self._read(feed.url, fetched, validators)
                self._memory.keep(feed.url, body_hash, content)
        except BadPage as error:
            raise BadFeed(str(error), reason=error.reason) from error
        return Poll(
            feed=content,
            validators=Validators(
                etag=fetched.validators.etag,
                last_modified=fetched.validators.last_modified,
                body_hash=body_hash,
            ),
            fresh_for=fetched.fresh_for,
            permanent_url=fetched.permanent_url,
        )

    def _read(self, url: str, fetched: Fetched, last: Validators) -> ParsedFeed:
        """The feed's items; those that its last committed body held come from memory."""
        document = FeedBytes(body=fetched.body, content_type=fetched.content_type, url=fetched.url)
        if (before := self._memory.of(url, last.body_hash)) is not None:
            read = self._sandbox.call(self._parse, replace(document, known=before.marks))
            if (whole := before.completed(read)) is not None:
                return whole
        return self._sandbox.call(self._parse, document)


def parsed(
    feed: FeedBytes, entry: Callable[[RawItem, str], FeedEntry], most: int = MAX_ITEMS
) -> ParsedFeed:
    """The feed's first `most` items, each made plain by `entry(item, base address)`.

    Raises:
        BadFeed: reason "empty" or "not_a_feed".
    """
    if not feed.body.strip():
        raise BadFeed("The feed's answer is empty.", reason="empty")
    reading = _Reading(feed=feed, decoded=decode(feed.body, feed.content_type), entry=entry)
    return reading.rest() or reading.whole(most)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """One feed on its way from text to plain items."""

    feed: FeedBytes
    decoded: Decoded
    entry: Callable[[RawItem, str], FeedEntry]

    def rest(self) -> ParsedFeed | None:
        """What is new beside the known items; None where the feed has to be read whole."""
        known = self.feed.known
        if known is None or (slices := self._slices()) is None:
            return None
        old = frozenset(known.items)
        new = sum(mark not in old for mark in slices.marks)
        raw = read_xml(slices.without(old)) if new < len(slices.marks) else None
        if raw is None or len(raw.items) != new:
            return None
        found = self._plain(raw, slices)
        return found if found.marks and found.marks.base == known.base else None

    def whole(self, most: int) -> ParsedFeed:
        """All of it.

        Raises:
            BadFeed: reason "not_a_feed".
        """
        text = without_prolog(self.decoded.text)
        raw = read_json(self.decoded.text, most) or read_xml(text, most)
        if raw is None or (not raw.items and "repaired" in raw.notes):
            raw = (read_loosely(text) if _FEEDISH.search(text) else None) or raw
        if raw is None:
            raise BadFeed(
                "The address gives no feed; look for the site's RSS link.",
                reason="not_a_feed",
                leads=leads_in(self.decoded.text[:MAX_PAGE], self.feed.url),
            )
        slices = None if raw.notes or not raw.items else self._slices()
        fits = slices is not None and len(slices.items) == len(raw.items)
        found = self._plain(raw, slices if fits else None)
        return found if raw.items else replace(found, notes=(*found.notes, "no_items"))

    def _slices(self) -> Slices | None:
        clean = not self.decoded.notes and self.decoded.text.lstrip().startswith("<")
        return slices_of(without_prolog(self.decoded.text)) if clean else None

    def _plain(self, raw: RawFeed, slices: Slices | None) -> ParsedFeed:
        """The items made plain, marked where each was read without doubt and by itself."""
        base = urljoin(self.feed.url, raw.base.strip()) if raw.base else self.feed.url
        entries = tuple(self.entry(item, base) for item in raw.items)
        told = tuple(filter(_says_something, entries))
        own = _with_own_guids(told)
        doubtful = raw.notes or own is not told or len(told) < len(entries)
        return ParsedFeed(
            entries=own,
            encoding=self.decoded.encoding,
            notes=(*self.decoded.notes, *raw.notes),
            ttl=_ttl(raw),
            marks=None if slices is None or doubtful else Marks(base=base, items=slices.marks),
        )


def _says_something(entry: FeedEntry) -> bool:
    return bool(entry.title or entry.url or entry.summary or entry.guid or entry.published_at)


def entry_of_item(item: RawItem, base: str) -> FeedEntry:
    """The item in plain text, its link made whole."""
    source = plain_line(item.source) if item.source else ""
    outlet = source if source and not source.startswith(("http://", "https://")) else None
    return FeedEntry(
        guid=_guid(item.guid),
        url=_url(item.link, base),
        title=_without_outlet(plain_line(item.title), outlet)[:MAX_TITLE],
        summary=plain_text(item.summary)[:MAX_SUMMARY],
        published_at=_date(item.dates),
        outlet=outlet,
    )


def _without_outlet(title: str, outlet: str | None) -> str:
    return title.removesuffix(f" - {outlet}").rstrip() if outlet else title


def _date(raws: tuple[str, ...]) -> datetime | None:
    for raw in raws:
        if (
            stamp := parse_timestamp(raw if _PLAIN_DATE.fullmatch(raw) else plain_line(raw))
        ) is not None:
            return stamp.at
    return None


_PLAIN_DATE = re.compile(r"[\w ,:+./-]{1,60}")
# What most addresses and GUIDs are made of: nothing to undo in them.
_PLAIN_ADDRESS = re.compile(r"[!-%'-;=?-~]{1,500}")


def _guid(raw: str) -> str | None:
    if _PLAIN_ADDRESS.fullmatch(raw):
        return raw
    return " ".join(_address(raw).split())[:MAX_URL] or None


def _address(raw: str) -> str:
    """An address or GUID with its escapes undone, and what else a feed may wrap it in taken off."""
    raw = _LETTER.sub(lambda name: unescape(name[0]), raw)
    return raw if "&" in raw else plain_line(raw)


def _url(link: str, base: str) -> str | None:
    if not _PLAIN_ADDRESS.fullmatch(link):
        link = "".join(_address(link).split())
    if not link or len(link) > MAX_URL:
        return None
    if link.startswith(("http://", "https://")):
        return link
    try:
        whole = urljoin(base, link)
    except ValueError:
        return None
    return whole if whole.startswith(("http://", "https://")) else None


def _ttl(raw: RawFeed) -> timedelta | None:
    minutes = raw.ttl_minutes.strip()
    if not minutes.isdecimal() or len(minutes) > 6 or int(minutes) == 0:
        return None
    return min(timedelta(minutes=int(minutes)), MAX_TTL)


def _with_own_guids(entries: tuple[FeedEntry, ...]) -> tuple[FeedEntry, ...]:
    """The entries, without a GUID that several of them share: it names none of them."""
    seen: dict[str, int] = {}
    for entry in entries:
        if entry.guid:
            seen[entry.guid] = seen.get(entry.guid, 0) + 1
    if all(times == 1 for times in seen.values()):
        return entries
    return tuple(
        entry if not entry.guid or seen[entry.guid] == 1 else replace(entry, guid=None)
        for entry in entries
    )
