"""The one way out to addresses that come from a feed, a page or a person.

    address ─ checked ─ connect (guard.py) ─ 3xx: walked by hand, each hop checked anew
            └ 200: body within the cap ─ 304: nothing new ─ else: a named refusal

httpx's requests and answers over our own transport (transport.py). Its client stays out: cookies,
redirects, environment and decompression would each go around a limit or a check, and cost a quarter
of a request that brings nothing new.
"""

import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache

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
from bot.adapters.transport import DEADLINE, LOCATION, GuardedTransport
from bot.errors import AddressRefused, BadPage, FetchFailed
from bot.model import Fetched, Validators
from bot.ports import Clock, Fetcher
from bot.urls import registrable_domain

MAX_BYTES = 8 * 1024 * 1024
ACCEPT = (
    "application/rss+xml, application/atom+xml, application/xml;q=0.9, text/html;q=0.9, */*;q=0.8"
)

_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_PERMANENT = frozenset((301, 308))
_TRY_LATER = frozenset((408, 421, 425, 429))
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
        self._user_agent = user_agent
        self._keys = keys or {}
        guard = Guard(allowed_networks=allowed_networks)
        self._transport = GuardedTransport(guard, Resolver(lookup), cache(_tls_context), proxy)
        self._limits = limits
        self._clock = clock or SystemClock()
        self._gate = HostGate(self._clock, host_gap)

    @override
    def fetch(self, url: str, validators: Validators) -> Fetched | None:
        """The document, or None where the server says that nothing changed (304).

        Waits for the domain's turn first; the deadline runs from there on.

        Raises:
            AddressRefused: the address, or one it redirects to, may not be reached.
            FetchFailed: time-out, network error, 429, 5xx (retry_after where the server said).
            BadPage: 4xx other than 429 ("gone" for 410), "redirects", "encoding".
        """
        target = target_of(url)
        with self._gate.turn(registrable_domain(target.host)):
            return self._walk(target, validators)

    def _walk(self, target: Target, known: Validators) -> Fetched | None:
        deadline = Deadline(self._limits.deadline)
        settled: Target | None = None  # where the permanent redirects at the start led
        permanent = True
        for _ in range(self._limits.redirects + 1):
            step = self._hop(target, known, deadline)
            if not isinstance(step, _Moved):
                moved_to = settled.url if settled else None
                return step and replace(step, permanent_url=moved_to)
            following = target.follow(step.location)
            downgraded = target.scheme == "https" and following.scheme == "http"
            permanent = permanent and step.permanent and not downgraded
            settled = following if permanent else settled
            target = following
        raise BadPage("The address redirects too often.", reason="redirects")

    def _hop(
        self, target: Target, known: Validators, deadline: Deadline
    ) -> Fetched | _Moved | None:
        request = self._request(target, known, deadline)
        try:
            answer = self._transport.handle_request(request)
            try:
                return self._read(target, answer)
            finally:
                answer.close()
        except (httpx.TimeoutException, httpx.NetworkError) as error:
            raise FetchFailed("The server did not answer in time or broke off.") from error
        except httpx.TransportError as error:
            raise FetchFailed("The server's answer is no proper HTTP.") from error

    def _request(self, target: Target, known: Validators, deadline: Deadline) -> httpx.Request:
        headers = {
            "Host": target.authority,
            "User-Agent": self._user_agent,
            "Accept": ACCEPT,
            "Accept-Encoding": "gzip",
            "Connection": "close",
        }
        optional = {
            "Authorization": target.secret,
            "If-None-Match": known.etag,
            "If-Modified-Since": known.last_modified,
            **self._keys.get(f"{target.scheme}://{target.authority}", {}),
        }
        headers |= {name: value for name, value in optional.items() if value}
        pairs = [(name.encode(), _header(value)) for name, value in headers.items()]
        extensions = {"target": target.path.encode(), DEADLINE: deadline}
        try:
            return httpx.Request("GET", target.url, headers=pairs, extensions=extensions)
        except httpx.InvalidURL as error:
            raise AddressRefused("The address is not well-formed.") from error

    def _read(self, target: Target, answer: httpx.Response) -> Fetched | _Moved | None:
        headers = Headers(answer.headers.raw)
        status = answer.status_code
        location = header_text(answer.extensions.get(LOCATION, b""))
        if status in _REDIRECTS and location:
            return _Moved(location=location, permanent=status in _PERMANENT)
        if status == 304:
            return None
        if not 200 <= status < 300:
            raise self._refusal(status, headers)
        body = read_body(answer.iter_raw(), headers.get("content-encoding"), self._limits.max_bytes)
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


def _header(value: str) -> bytes:
    return re.sub(rb"[^\x20-\x7e\x80-\xff]", b"", value.encode("latin-1", "ignore"))


def _tls_context() -> ssl.SSLContext:
    """Roots of certifi and of the system; made when first needed, since it costs milliseconds."""
    context = httpx.create_ssl_context(trust_env=False)
    context.load_default_certs()
    return context
