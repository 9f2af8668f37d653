"""Sources beyond RSS: Naver's news search, Google News, DART disclosures, news sitemaps.

Each is a document like a feed, read by DocumentReader with the parser of its kind; all of it comes
from outside and is parsed in a child.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlencode, urlsplit

from typing_extensions import override

from bot.adapters.feed_xml import MAX_ITEMS, RawItem
from bot.adapters.feeds import (
    MAX_SUMMARY,
    MAX_TITLE,
    MAX_URL,
    DocumentReader,
    FeedBytes,
    entry_of_item,
    parsed,
)
from bot.errors import BadFeed
from bot.model import Feed, FeedEntry, FeedKind, ParsedFeed, Poll, Validators
from bot.ports import FeedReader, Fetcher, Sandbox
from bot.text.markup import plain_line
from bot.text.timestamps import parse_timestamp
from bot.urls import host, registrable_domain

# Where Naver's search is asked, and the headers that carry the key: the old Developers API, whose
# keys end on 2027-06-30, and NAVER API HUB.
NAVER_KEY_HEADERS: Mapping[str, tuple[str, str]] = {
    "https://openapi.naver.com": ("X-Naver-Client-Id", "X-Naver-Client-Secret"),
    "https://naverapihub.apigw.ntruss.com": ("X-NCP-APIGW-API-KEY-ID", "X-NCP-APIGW-API-KEY"),
}
NAVER_DEFAULTS = {"display": "100", "sort": "date"}  # unset it sorts by likeness
MAX_SITEMAP = 20_000  # pages of a sitemap that are looked at for the newest

_RECEIPT = re.compile(r"rcpNo=(\d{8,20})")
_NO_DATE = datetime.min.replace(tzinfo=UTC)


def naver_keys(key: tuple[str, str] | None) -> Mapping[str, Mapping[str, str]]:
    """The headers that a Fetcher sends to each of Naver's two addresses; none without a key."""
    if key is None:
        return {}
    return {
        origin: dict(zip(names, key, strict=True)) for origin, names in NAVER_KEY_HEADERS.items()
    }


def open_readers(
    fetcher: Fetcher, sandbox: Sandbox, *, has_naver_key: bool
) -> Mapping[FeedKind, FeedReader]:
    """What polls each kind of feed."""
    return {
        FeedKind.RSS: DocumentReader(fetcher, sandbox),
        FeedKind.NAVER: NaverReader(fetcher, sandbox, has_key=has_naver_key),
        FeedKind.GOOGLE: DocumentReader(fetcher, sandbox, parse_google),
        FeedKind.DART: DocumentReader(fetcher, sandbox, parse_dart),
        FeedKind.SITEMAP: DocumentReader(fetcher, sandbox, parse_sitemap),
    }


class NaverReader(FeedReader):
    """Asks Naver's news search, newest first, up to 100 answers a poll.

    The feed's address is the search's own, on either of its two hosts, with at least `query`.
    """

    def __init__(self, fetcher: Fetcher, sandbox: Sandbox, *, has_key: bool) -> None:
        self._reader = DocumentReader(fetcher, sandbox, parse_naver)
        self._has_key = has_key

    @override
    def poll(self, feed: Feed, validators: Validators) -> Poll:
        """What the search finds now.

        Raises:
            FetchFailed: not now; the day's quota may be used up.
            BadFeed: "no_key", or what DocumentReader raises.
            AddressRefused: the address may not be reached.
        """
        if not self._has_key:
            raise BadFeed(
                "Set NAVER_CLIENT_ID and NAVER_CLIENT_SECRET to search Naver.", reason="no_key"
            )
        return self._reader.poll(replace(feed, url=_search_address(feed.url)), validators)


def _search_address(url: str) -> str:
    parts = urlsplit(url)
    told = dict(parse_qsl(parts.query, keep_blank_values=True))
    shape = {} if parts.path.endswith(".json") else {"format": "json"}
    return parts._replace(query=urlencode(NAVER_DEFAULTS | shape | told)).geturl()


def parse_naver(document: FeedBytes) -> ParsedFeed:
    """The search's answer; each item's link leads to the outlet where Naver knows it.

    Raises:
        BadFeed: reason "empty" or "not_a_feed".
    """
    if not document.body.strip():
        raise BadFeed("The search's answer is empty.", reason="empty")
    try:
        answer = json.loads(document.body.decode("utf-8", "replace"))
    except (ValueError, RecursionError) as error:
        raise BadFeed("The search's answer is no JSON.", reason="not_a_feed") from error
    items = answer.get("items") if isinstance(answer, dict) else None
    if not isinstance(items, list):
        raise BadFeed("The search's answer holds no items.", reason="not_a_feed")
    entries = (_naver_entry(item) for item in items[:MAX_ITEMS] if isinstance(item, dict))
    return ParsedFeed(
        entries=tuple(entry for entry in entries if entry.title and entry.url), encoding="utf-8"
    )


def _naver_entry(item: Mapping[str, object]) -> FeedEntry:
    link, origin = _text(item, "link"), _text(item, "originallink")
    url = origin if _is_web(origin) else link
    stamp = parse_timestamp(_text(item, "pubDate"))
    return FeedEntry(
        guid=link or None,
        url=url if _is_web(url) else None,
        title=_text(item, "title")[:MAX_TITLE],
        summary=_text(item, "description")[:MAX_SUMMARY],
        published_at=stamp.at if stamp else None,
        outlet=registrable_domain(host(origin)) if _is_web(origin) else None,
    )


def _text(item: Mapping[str, object], key: str) -> str:
    """The field in plain text: marks of what was searched for leave no gap inside a word."""
    value = item.get(key)
    return plain_line(value) if isinstance(value, str) else ""


def _is_web(url: str) -> bool:
    return url.startswith(("http://", "https://")) and len(url) <= MAX_URL


def parse_google(document: FeedBytes) -> ParsedFeed:
    """A Google News search: titles alone, since its descriptions list other articles.

    Raises:
        BadFeed: as `parse_feed`.
    """
    found = parsed(document, entry_of_item)
    return replace(found, entries=tuple(replace(entry, summary="") for entry in found.entries))


def parse_dart(document: FeedBytes) -> ParsedFeed:
    """Disclosures: known by their receipt number, with the company's name in each title.

    Raises:
        BadFeed: as `parse_feed`.
    """
    return parsed(document, _disclosure)


def _disclosure(item: RawItem, base: str) -> FeedEntry:
    entry = entry_of_item(item, base)
    company = plain_line(item.author)
    receipt = _RECEIPT.search(f"{entry.url or ''} {entry.guid or ''}")
    named = entry.title if not company or company in entry.title else f"{company} {entry.title}"
    return replace(
        entry,
        guid=f"rcpNo={receipt[1]}" if receipt else entry.guid,
        title=named[:MAX_TITLE],
        outlet=None,
    )


def parse_sitemap(document: FeedBytes) -> ParsedFeed:
    """A news sitemap's newest 500 pages; it may list the oldest first.

    Raises:
        BadFeed: as `parse_feed`.
    """
    found = parsed(document, entry_of_item, MAX_SITEMAP)
    if len(found.entries) <= MAX_ITEMS:
        return found
    return replace(
        found,
        entries=_newest(found.entries),
        notes=tuple({**dict.fromkeys(found.notes), "truncated": None}),
    )


def _newest(entries: Sequence[FeedEntry]) -> tuple[FeedEntry, ...]:
    by_date = sorted(entries, key=lambda entry: entry.published_at or _NO_DATE, reverse=True)
    return tuple(by_date[:MAX_ITEMS])
