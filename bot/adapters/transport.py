"""httpx on our own network: a transport whose sockets guard.py opens, one connection a request.

    httpx.Client ─ GuardedTransport ─ httpcore.HTTPConnection ─ GuardedBackend ─ checked address

There is no pool: its cost grows with open connections, a poll comes back after minutes, and a
checked name must not outlive its check. A request carries its call's `Deadline` and the exact path
to ask for in its extensions; its answer carries the address of a redirect there, because httpx
would take every Location apart, even those that nobody follows.
"""

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import httpcore
import httpx
from typing_extensions import override

from bot.adapters.guard import Deadline, Guard, GuardedBackend, Resolver, TrustedBackend

PATIENCE = timedelta(seconds=20)  # for a request that brings no deadline
DEADLINE = "sosik.deadline"
LOCATION = "sosik.location"

_PORTS = {"http": 80, "https": 443}
_OURS_ALONE = {b"location", b"set-cookie"}  # walked by hand; never kept


class GuardedTransport(httpx.BaseTransport):
    """Sends requests to checked addresses only, none of them longer than its deadline.

    `tls` gives the context that all connections share. Threads may share the transport.
    """

    def __init__(
        self,
        guard: Guard,
        resolver: Resolver,
        tls: Callable[[], ssl.SSLContext],
        proxy: str | None = None,
    ) -> None:
        self._guard = guard
        self._resolver = resolver
        self._tls = tls
        self._proxy = proxy

    @override
    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The answer, its body unread.

        Raises:
            AddressRefused: the address may not be reached.
            FetchFailed: its name was not found.
            httpx.TransportError: time-out, network error, no proper HTTP.
        """
        deadline = request.extensions.get(DEADLINE) or Deadline(PATIENCE)
        with _in_words_of_httpx():
            connection = self._connection(request.url, deadline)
            try:
                answer = connection.handle_request(_sent(request))
            except BaseException:
                connection.close()
                raise
        located = [value for name, value in answer.headers if name.lower() == b"location"]
        return httpx.Response(
            status_code=answer.status,
            headers=[pair for pair in answer.headers if pair[0].lower() not in _OURS_ALONE],
            stream=_Body(answer, connection),
            extensions={LOCATION: located[0]} if located else {},
        )

    def _connection(
        self, url: httpx.URL, deadline: Deadline
    ) -> httpcore.HTTPConnection | httpcore.HTTPProxy:
        port = url.port or _PORTS[url.scheme]
        if self._proxy is None:
            return httpcore.HTTPConnection(
                httpcore.Origin(url.raw_scheme, url.raw_host, port),
                ssl_context=self._tls() if url.scheme == "https" else None,
                network_backend=GuardedBackend(self._guard, self._resolver, deadline),
            )
        # The proxy resolves the name again, so this check is as good as the proxy is trusted.
        name = url.raw_host.decode("ascii")
        self._guard.check(self._resolver.addresses(name, deadline.left()), port)
        return httpcore.HTTPProxy(
            self._proxy,
            ssl_context=self._tls(),
            network_backend=TrustedBackend(self._resolver, deadline),
        )


class _Body(httpx.SyncByteStream):
    """The answer's body as it comes over the wire; closing it ends the connection."""

    def __init__(
        self,
        answer: httpcore.Response,
        connection: httpcore.HTTPConnection | httpcore.HTTPProxy,
    ) -> None:
        self._answer = answer
        self._connection = connection

    @override
    def __iter__(self) -> Iterator[bytes]:
        with _in_words_of_httpx():
            yield from self._answer.iter_stream()

    @override
    def close(self) -> None:
        with _in_words_of_httpx():
            self._answer.close()
            self._connection.close()


def _sent(request: httpx.Request) -> httpcore.Request:
    url = request.url
    address = httpcore.URL(
        scheme=url.raw_scheme,
        host=url.raw_host,
        port=url.port or _PORTS[url.scheme],
        target=request.extensions.get("target") or url.raw_path,
    )
    timeout = request.extensions.get("timeout", {})
    return httpcore.Request(
        request.method, address, headers=request.headers.raw, extensions={"timeout": timeout}
    )


@contextmanager
def _in_words_of_httpx() -> Iterator[None]:
    try:
        yield
    except httpcore.TimeoutException as error:
        raise httpx.ReadTimeout(str(error)) from error
    except httpcore.NetworkError as error:
        raise httpx.NetworkError(str(error)) from error
    except (httpcore.ProtocolError, httpcore.ProxyError, httpcore.UnsupportedProtocol) as error:
        raise httpx.RemoteProtocolError(str(error)) from error
