"""The one way out to addresses that come from a feed, a page or a person.

    address ─ checked ─ connect (guard.py) ─ 3xx: walked by hand, each hop checked anew, to the end
            │                                     of the host (redirects.py goes on)
            └ 200: body within the cap ─ 304: nothing new ─ else: a named refusal

httpcore over our own backend (transport.py). A client above it stays out: cookies, redirects,
environment and decompression would each go around a limit or a check.
"""

import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache

import httpcore
import httpx
from typing_extensions import override

from bot.adapters.address import Target, target_of
from bot.adapters.clock import SystemClock
from bot.adapters.guard import (
    Deadline,
    Guard,
    Lookup,
    Network,
    Resolver,
    system_lookup,
)
from bot.adapters.http_answer import (
    Headers,
    fresh_for,
    header_text,
    read_body,
    retry_after,
    validators,
)
from bot.adapters.politeness import HostGate
from bot.adapters.transport import GuardedTransport
from bot.errors import BadPage, FetchFailed
from bot.model import Fetched, Redirected, Unchanged, Validators
from bot.ports import Clock, Fetcher
from bot.urls import registrable_domain

MAX_BYTES = 8 * 1024 * 1024
ACCEPT = (
    "application/rss+xml, application/atom+xml, application/xml;q=0.9, text/html;q=0.9, */*;q=0.8"
)

USUAL_HEADERS = {"Accept": ACCEPT, "Accept-Encoding": "gzip", "Connection": "close"}

_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_PERMANENT = frozenset((301, 308))
_TRY_LATER = frozenset((408, 421, 425, 429))
_UNSENDABLE = re.compile(rb"[^\x20-\x7e\x80-\xff]")
_REASONS = {401: "forbidden", 403: "forbidden", 404: "missing", 410: "gone", 451: "forbidden"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchLimits:
    """What one fetch may take: decompressed bytes, wall time for everything, redirects.

    A longer body is cut there and says so; what that means, the reader of the document knows.
    """

    max_bytes: int = MAX_BYTES
    deadline: timedelta = timedelta(seconds=20)
    redirects: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class _Moved:
    """A hop that leads elsewhere."""

    location: str
    permanent: bool


class GuardedFetcher(Fetcher):
    """Fetches documents within limits, from nowhere that the guard forbids. Threads may share it.

    `keys` holds the headers that go to one origin ("https://api.example") and nowhere else.
    """

    def __init__(
        self,
        *,
        user_agent: str,
        allowed_networks: tuple[Network, ...] = (),
        proxy: str | None = None,
        host_gap: timedelta = timedelta(seconds=2),
        keys: Mapping[str, Mapping[str, str]] | None = None,
        limits: FetchLimits = FetchLimits(),
        clock: Clock | None = None,
        lookup: Lookup = system_lookup,
    ) -> None:
        self._usual = _pairs({"User-Agent": user_agent} | USUAL_HEADERS)
        self._keys = keys or {}
        guard = Guard(allowed_networks=allowed_networks)
        self._transport = GuardedTransport(guard, Resolver(lookup), cache(_tls_context), proxy)
        self._limits = limits
        self._clock = clock or SystemClock()
        self._gate = HostGate(self._clock, host_gap)

    @override
    def fetch(self, url: str, validators: Validators) -> Fetched | Unchanged | Redirected:
        """The document, that nothing changed, or which other host the address leads to.

        Waits for the domain's turn first; the deadline runs from there on.

        Raises:
            AddressRefused: the address, or one of its host that it redirects to, may not be reached.
            FetchFailed: time-out, network error, 429, 5xx (retry_after where the server said), a 304
                that nobody asked for.
            BadPage: 4xx other than 429 ("gone" for 410), "redirects", "encoding".
        """
        target = target_of(url)
        with self._gate.turn(registrable_domain(target.host)):
            return self._walk(target, validators)

    def _walk(self, target: Target, known: Validators) -> Fetched | Unchanged | Redirected:
        deadline = Deadline(self._limits.deadline)
        settled: Target | None = None  # where the permanent redirects at the start led
        permanent = True
        for redirects in range(1, self._limits.redirects + 2):
            step = self._hop(target, known, deadline)
            if isinstance(step, Fetched):
                return replace(step, permanent_url=settled.url if settled else None)
            if isinstance(step, Unchanged):
                return step
            following = target.follow(step.location)
            downgraded = target.scheme == "https" and following.scheme == "http"
            permanent = permanent and step.permanent and not downgraded
            if permanent:  # what is known is the old address's; another's 304 tells nothing
                settled, known = following, Validators()
            if following.host != target.host:
                return Redirected(
                    url=following.url,
                    redirects=redirects,
                    took=deadline.passed(),
                    permanent_url=settled.url if settled else None,
                )
            target = following
        raise BadPage("The address redirects too often.", reason="redirects")

    def _hop(
        self, target: Target, known: Validators, deadline: Deadline
    ) -> Fetched | Unchanged | _Moved:
        with self._transport.asked(target, self._headers(target, known), deadline) as answer:
            if answer.status == 304 and not (known.etag or known.last_modified):
                raise FetchFailed("The server says that nothing changed, unasked.", status=304)
            return self._read(target, answer)

    def _headers(self, target: Target, known: Validators) -> list[tuple[bytes, bytes]]:
        optional = {
            "Authorization": target.secret,
            "If-None-Match": known.etag,
            "If-Modified-Since": known.last_modified,
            **self._keys.get(f"{target.scheme}://{target.authority}", {}),
        }
        told = {name: value for name, value in optional.items() if value}
        return [*_pairs({"Host": target.authority}), *self._usual, *_pairs(told)]

    def _read(self, target: Target, answer: httpcore.Response) -> Fetched | Unchanged | _Moved:
        status = answer.status
        if status == 304:
            return Unchanged()
        if status in _REDIRECTS and (location := _location(answer)):
            return _Moved(location=location, permanent=status in _PERMANENT)
        headers = Headers(answer.headers)
        if not 200 <= status < 300:
            raise self._refusal(status, headers)
        body = read_body(
            answer.iter_stream(), headers.get("content-encoding"), self._limits.max_bytes
        )
        return Fetched(
            url=target.url,
            body=body.content,
            content_type=headers.get("content-type"),
            validators=validators(headers),
            fresh_for=fresh_for(headers, self._clock.now()),
            cut=body.cut,
        )

    def _refusal(self, status: int, headers: Headers) -> BadPage | FetchFailed:
        if status in _TRY_LATER or status >= 500:
            wait = retry_after(headers, self._clock.now())
            return FetchFailed(
                f"The server asks for patience (HTTP {status}).", retry_after=wait, status=status
            )
        reason = _REASONS.get(status, "refused")
        return BadPage(f"The server refuses the document (HTTP {status}).", reason=reason)


def _pairs(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """The headers as they are sent, without those of which nothing can be."""
    sent = ((name.encode(), _header(value)) for name, value in headers.items())
    return [(name, value) for name, value in sent if value]


def _header(value: str) -> bytes:
    return _UNSENDABLE.sub(b"", value.encode("latin-1", "ignore")).strip()


def _location(answer: httpcore.Response) -> str:
    """Where a redirect leads: the first address that it names."""
    named = (value for name, value in answer.headers if name.lower() == b"location")
    return header_text(next(named, b""))


def _tls_context() -> ssl.SSLContext:
    """Roots of certifi and of the system; made when first needed, since it costs milliseconds."""
    context = httpx.create_ssl_context(trust_env=False)
    context.load_default_certs()
    return context
