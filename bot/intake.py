"""What comes in, made into our nouns: feed items to entries, extracted pages to articles.

Rules for dates: the feed's own date wins over the page's; a date that lies ahead is tried as KST
read for UTC (korean-news.md A3 measured many feeds that do so); what is still impossible gives way
to the moment the entry was first seen. A date never decides alone whether people are told.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.model import (
    Article,
    BodySource,
    Entry,
    Extracted,
    Feed,
    FeedEntry,
    FeedState,
    Job,
    JobKind,
    Waiting,
)
from bot.outlets import OutletTable
from bot.urls import entry_keys, host, identity, registrable_domain

FUTURE = timedelta(minutes=10)  # how far a clock may be ahead before a date counts as wrong
SEOUL_OFFSET = timedelta(hours=9)  # what a KST time read as UTC is ahead
THIN = 2  # a page that says less than half of the feed was not read right
STALE = timedelta(days=3)  # an entry this old at first sight is backlog


def lane(url: str) -> str:
    """Whose turn a fetch from this address takes: one request at a time for each domain."""
    return registrable_domain(host(url))


def wake_poll(feed: Feed, name: str) -> Job:
    """The job that polls the feed registered under this address; it may have moved since."""
    return Job(kind=JobKind.POLL, key=name, lane=lane(feed.url))


def wake_read(entry: Entry | Waiting) -> Job:
    """The job that reads the entry; backlog is not fetched, so it takes nobody's turn."""
    where = "" if entry.backlog else lane(entry.url)
    return Job(kind=JobKind.READ, key=str(entry.id), lane=where)


def possible(published_at: datetime | None, now: datetime) -> datetime | None:
    """The date if it can be true at `now`, nine hours earlier if that can, else None."""
    if published_at is None or published_at <= now + FUTURE:
        return published_at
    shifted = published_at - SEOUL_OFFSET
    return shifted if shifted <= now + FUTURE else None


def entry_of(feed: Feed, state: FeedState, item: FeedEntry, now: datetime) -> Entry:
    """The item as an entry first seen now."""
    keys = entry_keys(feed.url, item.guid, item.url, item.title, item.published_at)
    published_at = possible(item.published_at, now)
    return Entry(
        id=keys[0],
        feed_url=feed.url,
        outlet=item.outlet or feed.outlet,
        url=item.url or feed.url,
        title=item.title,
        summary=item.summary,
        published_at=published_at,
        first_seen_at=now,
        identity_keys=keys,
        backlog=_is_backlog(state, published_at, now),
    )


def _is_backlog(state: FeedState, published_at: datetime | None, now: datetime) -> bool:
    """Whether the item is older than the subscription, so that nobody is told of it."""
    if not state.primed:
        return True
    if published_at is None:
        return False
    if published_at < now - STALE:
        return True
    return state.primed_until is not None and published_at < state.primed_until


def from_feed(entry: Entry, outlets: OutletTable) -> Article:
    """The article as far as the feed alone tells it: title and summary."""
    outlet = outlets.by_url(entry.url) or outlets.by_name(entry.outlet)
    return Article(
        id=identity(str(entry.id), "0"),
        entry_id=entry.id,
        url=entry.url,
        title=entry.title,
        outlet=outlet.name if outlet else entry.outlet,
        publisher=outlet.publisher if outlet else entry.outlet,
        author=None,
        published_at=entry.published_at or entry.first_seen_at,
        seen_at=entry.first_seen_at,
        text=entry.summary,
        body_source=BodySource.FEED,
        backlog=entry.backlog,
    )


def from_page(
    entry: Entry, found: tuple[Extracted, ...], outlets: OutletTable
) -> tuple[Article, ...]:
    """The page's articles.

    With one article the feed's title stands (a page's may carry the site's name), and the feed's
    summary where it says twice what the page does. With several each has its own title. Where the
    feed knows no outlet, like a search that has addresses alone, the page names it.
    """
    known = from_feed(entry, outlets)
    alone = len(found) == 1
    return tuple(
        _article(entry, _named(known, extracted, outlets), extracted, index, alone=alone)
        for index, extracted in enumerate(found)
    )


def _named(known: Article, extracted: Extracted, outlets: OutletTable) -> Article:
    where = host(known.url)
    is_portal = outlets.is_portal(where)
    is_unknown = is_portal or known.outlet == registrable_domain(where)
    if not extracted.outlet or not is_unknown or outlets.by_url(known.url):
        return known
    outlet = outlets.by_name(extracted.outlet)
    if outlet and not is_portal:  # a known outlet is at home at its own addresses
        return known
    return replace(
        known,
        outlet=outlet.name if outlet else extracted.outlet,
        publisher=outlet.publisher if outlet else extracted.outlet,
    )


def _article(
    entry: Entry, known: Article, extracted: Extracted, index: int, *, alone: bool
) -> Article:
    thin = alone and len(extracted.text) * THIN < len(entry.summary)
    on_page = possible(extracted.published_at, entry.first_seen_at)
    return replace(
        known,
        id=identity(str(entry.id), str(index)),
        title=(entry.title if alone else "") or extracted.title or entry.title,
        author=extracted.author,
        headline=extracted.title,
        published_at=entry.published_at or on_page or entry.first_seen_at,
        text=entry.summary if thin else extracted.text,
        body_source=BodySource.FEED if thin else _source(extracted),
    )


def _source(extracted: Extracted) -> BodySource:
    return BodySource.TEASER if extracted.teaser else BodySource.PAGE
