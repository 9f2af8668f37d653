"""Where Sosik may connect: names are resolved once, every answer checked, a checked one connected.

A network backend for httpcore, so no redirect, rebinding name or odd spelling of an address goes
around it; and every wait in it is cut to what is left of the call's one deadline.
"""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from queue import Empty, SimpleQueue

import httpcore
from httpcore import SOCKET_OPTION
from typing_extensions import override

from bot.errors import AddressRefused, FetchFailed

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Lookup = Callable[[str], Sequence[str]]

MAX_LOOKUPS = 32  # threads; a lookup that hangs holds one until the system gives it up
RESERVED_LOOKUPS = 8  # of these are for names that were found before
LOOKUP_PATIENCE = 5.0  # seconds
TRIED_ADDRESSES = 3  # of one name

# What `ipaddress` calls global and is not, or lets through in some of its versions.
_NEVER = tuple(
    map(
        ip_network,
        (
            "0.0.0.0/8",
            "100.64.0.0/10",
            "192.0.0.0/24",
            "192.88.99.0/24",
            "198.18.0.0/15",
            "240.0.0.0/4",
            "fec0::/10",
            "64:ff9b:1::/48",
            "100::/64",
            "2001::/23",
            "2001:db8::/32",
            "3fff::/20",
            "5f00::/16",
        ),
    )
)
_NAT64 = ip_network("64:ff9b::/96")


class Deadline:
    """The one moment at which a call must have ended."""

    def __init__(self, pause: timedelta) -> None:
        self._begin = time.monotonic()
        self._end = self._begin + pause.total_seconds()

    def passed(self) -> timedelta:
        """How long ago the call began."""
        return timedelta(seconds=time.monotonic() - self._begin)

    def left(self, wish: float | None = None) -> float:
        """Seconds that remain, at most those wished for.

        Raises:
            httpcore.ReadTimeout: none remain.
        """
        seconds = self._end - time.monotonic()
        if seconds <= 0:
            raise httpcore.ReadTimeout("the call's deadline has passed")
        return seconds if wish is None else min(wish, seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """Which addresses may be reached.

    Public ones on `ports`; any port inside a network that the operator has opened.
    """

    allowed_networks: tuple[Network, ...] = ()
    ports: frozenset[int] = frozenset((80, 443))

    def check(self, addresses: Iterable[str], port: int) -> None:
        """Returns where every address may be reached on the port.

        Raises:
            AddressRefused: one of them may not.
        """
        for text in addresses:
            try:
                address = ip_address(text.partition("%")[0])
            except ValueError as error:
                raise AddressRefused("The name service gives no readable address.") from error
            if not self._is_allowed(address, port):
                raise AddressRefused(
                    "The address lies in a private network or on an unusual port, so it is not "
                    "fetched. Add its network to SOSIK_ALLOWED_NETWORKS if it should be."
                )

    def _is_allowed(self, address: Address, port: int) -> bool:
        opened = any(
            inner in network
            for inner in (address, *_inner(address))
            for network in self.allowed_networks
            if inner.version == network.version
        )
        if opened:
            return True
        public = _is_public(address) and all(map(_is_public, _inner(address)))
        return public and port in self.ports


@lru_cache(maxsize=4_096)
def _is_public(address: Address) -> bool:
    if any(address in network for network in _NEVER if network.version == address.version):
        return False
    return address.is_global and not (
        address.is_multicast or address.is_reserved or address.is_unspecified
    )


def _inner(address: Address) -> tuple[IPv4Address, ...]:
    """The IPv4 address that an IPv6 one is a disguise of, if any."""
    if isinstance(address, IPv4Address):
        return ()
    if address in _NAT64 or (int(address) >> 32 == 0 and int(address) > 1):
        return (IPv4Address(int(address) & 0xFFFFFFFF),)
    return tuple(filter(None, (address.ipv4_mapped, address.sixtofour)))


def system_lookup(name: str) -> Sequence[str]:
    """Every address that the system knows for the name, in the order to try them."""
    found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(answer[4][0]) for answer in found))


class Resolver:
    """Looks names up in a bounded number of threads, since a lookup itself takes no deadline."""

    def __init__(self, lookup: Lookup = system_lookup) -> None:
        self._lookup = lookup
        self._lock = threading.Lock()
        self._pending: set[str] = set()
        self._known: set[str] = set()

    def addresses(self, name: str, seconds: float) -> Sequence[str]:
        """The addresses of a name, within the seconds.

        Raises:
            FetchFailed: there are none, or no answer came in time.
        """
        try:
            ip_address(name)
        except ValueError:
            return self._looked_up(name, min(seconds, LOOKUP_PATIENCE))
        return (name,)

    def _looked_up(self, name: str, seconds: float) -> Sequence[str]:
        self._enter(name)
        answers: SimpleQueue[Sequence[str] | Exception] = SimpleQueue()
        threading.Thread(
            target=self._work, args=(name, answers), name=f"lookup {name[:40]}", daemon=True
        ).start()
        try:
            answer = answers.get(timeout=seconds)
        except Empty as error:
            raise FetchFailed("The name service does not answer; tried again later.") from error
        if isinstance(answer, Exception) or not answer:
            raise FetchFailed(f"The host {name[:80]} was not found; check the address.")
        return answer

    def _enter(self, name: str) -> None:
        with self._lock:
            room = MAX_LOOKUPS - (0 if name in self._known else RESERVED_LOOKUPS)
            if name in self._pending or len(self._pending) >= room:
                raise FetchFailed("The name service does not answer; tried again later.")
            self._pending.add(name)

    def _work(self, name: str, answers: "SimpleQueue[Sequence[str] | Exception]") -> None:
        try:
            found = self._lookup(name)
            with self._lock:
                self._known.add(name)
            answers.put(found)
        except (OSError, UnicodeError) as error:
            answers.put(error)
        finally:
            with self._lock:
                self._pending.discard(name)


class GuardedBackend(httpcore.NetworkBackend):
    """Connects one call's sockets: checked addresses only, nothing past the deadline."""

    def __init__(self, guard: Guard, resolver: Resolver, deadline: Deadline) -> None:
        self._guard = guard
        self._resolver = resolver
        self._deadline = deadline

    @override
    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = self._resolver.addresses(host, self._deadline.left())
        self._guard.check(addresses, port)
        return _connected(addresses[:TRIED_ADDRESSES], port, self._deadline)

    @override
    def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        raise AddressRefused("Sockets of this machine are never reached by an address.")


class TrustedBackend(GuardedBackend):
    """The same for the operator's own proxy, which may stand anywhere."""

    def __init__(self, resolver: Resolver, deadline: Deadline) -> None:
        everywhere = (ip_network("0.0.0.0/0"), ip_network("::/0"))
        super().__init__(Guard(allowed_networks=everywhere), resolver, deadline)


def _connected(addresses: Sequence[str], port: int, deadline: Deadline) -> httpcore.NetworkStream:
    backend = httpcore.SyncBackend()
    for rank, address in enumerate(addresses):
        share = deadline.left() / (len(addresses) - rank)
        try:
            return _TimedStream(backend.connect_tcp(address, port, timeout=share), deadline)
        except (httpcore.ConnectError, httpcore.ConnectTimeout):
            if rank == len(addresses) - 1:
                raise
    raise httpcore.ConnectError("the name has no address")


class _TimedStream(httpcore.NetworkStream):
    """A stream whose every wait ends with the call's deadline."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    @override
    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left(timeout))

    @override
    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left(timeout))

    @override
    def close(self) -> None:
        self._stream.close()

    @override
    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        seconds = self._deadline.left(timeout)
        return _TimedStream(
            self._stream.start_tls(ssl_context, server_hostname, seconds), self._deadline
        )

    @override
    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)
