"""Pages of articles: fetched where the site's robots.txt lets us, refused where it is no HTML."""

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from protego import Protego
from typing_extensions import override

from bot.adapters.politeness import MAX_IDLE_DOMAINS
from bot.adapters.redirects import follow
from bot.errors import AddressRefused, BadPage, FetchFailed
from bot.model import Fetched, Page, Unchanged, Validators
from bot.ports import Clock, Fetcher, PageReader
from bot.text.decode import decode
from bot.urls import host

ROBOTS_KEPT = timedelta(hours=24)
ROBOTS_RETRIED = timedelta(hours=1)  # after robots.txt could not be fetched
PAGE_BYTES = 2 * 1024 * 1024
MAX_ROBOTS = 500_000  # characters that are read, as RFC 9309 wants

# Addresses that stand for an article without leading to it; what the feed says of it must do.
_STAND_INS = frozenset(("news.google.com",))
_READABLE = ("text/", "application/xhtml", "application/xml", "application/json")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rules:
    rules: Protego
    until: datetime


class Robots:
    """What each site's robots.txt says to us, remembered for a day."""

    def __init__(self, fetcher: Fetcher, clock: Clock, *, agent: str = "Sosik") -> None:
        self._fetcher = fetcher
        self._clock = clock
        self._agent = agent
        self._lock = threading.Lock()
        self._sites: dict[str, _Rules] = {}

    def allow(self, url: str) -> bool:
        """Whether we may fetch the page; a site without readable rules allows everything."""
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        now = self._clock.now()
        with self._lock:
            known = self._sites.get(site)
        if known is None or known.until <= now:
            known = self._read(site, now)
            with self._lock:
                if len(self._sites) >= MAX_IDLE_DOMAINS:
                    self._sites.clear()
                self._sites[site] = known
        return bool(known.rules.can_fetch(url, self._agent))

    def _read(self, site: str, now: datetime) -> _Rules:
        kept = ROBOTS_KEPT
        text = ""
        try:
            fetched = follow(self._fetcher, f"{site}/robots.txt", Validators())
            if isinstance(fetched, Fetched):
                text = decode(fetched.body, fetched.content_type).text[:MAX_ROBOTS]
        except (BadPage, AddressRefused):
            pass  # no rules (RFC 9309, 2.3.1.3)
        except FetchFailed:
            kept = ROBOTS_RETRIED
        return _Rules(rules=Protego.parse(text), until=now + kept)


class HttpPageReader(PageReader):
    """Reads pages over a Fetcher; `robots` is None where no rules are asked for."""

    def __init__(self, fetcher: Fetcher, robots: Robots | None = None) -> None:
        self._fetcher = fetcher
        self._robots = robots

    @override
    def read(self, url: str) -> Page:
        """The page.

        Raises:
            FetchFailed: not now.
            BadPage: never: "title_only", "missing", "forbidden", "robots", "not_html", "too_large", "empty".
            AddressRefused: the address may not be reached.
        """
        if host(url) in _STAND_INS:
            raise BadPage("The address does not lead to the article.", reason="title_only")
        if not self._may(url):
            raise BadPage("The site's robots.txt keeps us from this page.", reason="robots")
        fetched = follow(self._fetcher, url, Validators(), self._may)
        if isinstance(fetched, Unchanged) or not fetched.body.strip():
            raise BadPage("The page is empty.", reason="empty")
        if fetched.cut or len(fetched.body) > PAGE_BYTES:
            raise BadPage("The page is too large.", reason="too_large")
        kind = fetched.content_type.lower().strip()
        if kind and not kind.startswith(_READABLE):
            raise BadPage("The address holds no HTML page.", reason="not_html")
        return Page(url=fetched.url, body=fetched.body, content_type=fetched.content_type)

    def _may(self, url: str) -> bool:
        return self._robots is None or self._robots.allow(url)
