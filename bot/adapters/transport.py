"""HTTP on our own network: requests whose sockets guard.py opens, one connection a request.

    GuardedTransport ─ httpcore.HTTPConnection ─ GuardedBackend ─ checked address

There is no pool: its cost grows with open connections, a poll comes back after minutes, and a
checked name must not outlive its check. Nor are httpx's requests and answers built around it, which
cost a fifth of a poll that brings nothing new and say no more than what goes over the wire.
"""

import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from urllib.parse import unquote_to_bytes, urlsplit

import httpcore

from bot.adapters.address import Target
from bot.adapters.guard import Deadline, Guard, GuardedBackend, Resolver, TrustedBackend
from bot.errors import FetchFailed

Pairs = Sequence[tuple[bytes, bytes]]


class GuardedTransport:
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

    @contextmanager
    def asked(
        self, target: Target, headers: Pairs, deadline: Deadline
    ) -> Iterator[httpcore.Response]:
        """The answer to a GET, its body unread; the connection ends with the block.

        Raises:
            AddressRefused: the address may not be reached.
            FetchFailed: its name was not found, no answer in time, broken off, no proper HTTP; in
                the block too.
        """
        try:
            connection = self._connection(target, deadline)
            try:
                yield connection.handle_request(_request(target, headers))
            finally:
                connection.close()
        except (httpcore.TimeoutException, httpcore.NetworkError) as error:
            raise FetchFailed("The server did not answer in time or broke off.") from error
        except (httpcore.ProtocolError, httpcore.ProxyError, httpcore.UnsupportedProtocol) as error:
            raise FetchFailed("The server's answer is no proper HTTP.") from error

    def _connection(
        self, target: Target, deadline: Deadline
    ) -> httpcore.HTTPConnection | httpcore.HTTPProxy:
        if self._proxy is None:
            return httpcore.HTTPConnection(
                httpcore.Origin(target.scheme.encode(), target.host.encode(), target.port),
                ssl_context=self._tls() if target.scheme == "https" else None,
                network_backend=GuardedBackend(self._guard, self._resolver, deadline),
            )
        # The proxy resolves the name again, so this check is as good as the proxy is trusted.
        self._guard.check(self._resolver.addresses(target.host, deadline.left()), target.port)
        return httpcore.HTTPProxy(
            self._proxy,
            proxy_auth=_sign_in(self._proxy),
            ssl_context=self._tls(),
            network_backend=TrustedBackend(self._resolver, deadline),
        )


def _sign_in(proxy: str) -> tuple[bytes, bytes] | None:
    """The name and password in the proxy's address, which httpcore leaves out."""
    parts = urlsplit(proxy)
    if parts.username is None:
        return None
    return unquote_to_bytes(parts.username), unquote_to_bytes(parts.password or "")


def _request(target: Target, headers: Pairs) -> httpcore.Request:
    address = httpcore.URL(
        scheme=target.scheme.encode(),
        host=target.host.encode(),
        port=target.port,
        target=target.path.encode(),
    )
    return httpcore.Request(b"GET", address, headers=headers)
