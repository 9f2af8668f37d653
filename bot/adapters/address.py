"""An address taken apart for fetching: what is odd about it is refused before any connection."""

import base64
import re
from dataclasses import dataclass, field, replace
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

from bot.errors import AddressRefused

MAX_URL = 4_000  # characters

_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]{0,251}[a-z0-9_])?\.?|[0-9a-f:.]{2,45}", re.ASCII)
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f\\\ud800-\udfff]")  # and half of a surrogate pair
_SAFE = "%/:=&?~#+!$,;'@()*[]|"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A well-formed http or https address. `secret` is the authorization that it carries."""

    scheme: str
    host: str
    port: int
    path: str
    secret: str | None = field(default=None, repr=False)

    @property
    def authority(self) -> str:
        """Host and port as a request names them."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == _PORTS[self.scheme] else f"{name}:{self.port}"

    @property
    def url(self) -> str:
        """The address without any secret."""
        return f"{self.scheme}://{self.authority}{self.path}"

    def follow(self, location: str) -> "Target":
        """The target that a redirect from here leads to; a secret stays with its host.

        Raises:
            AddressRefused: the redirect leads where no fetch may go.
        """
        target = target_of(_joined(self.url, location))
        mine = target.scheme == self.scheme and target.authority == self.authority
        return replace(target, secret=self.secret if mine else None)


def target_of(url: str) -> Target:
    """The address taken apart.

    Raises:
        AddressRefused: another scheme than http and https, no host, or not well-formed.
    """
    url = url.strip()
    if len(url) > MAX_URL or _FORBIDDEN.search(url):
        raise AddressRefused("The address is too long or holds characters that none may.")
    try:
        parts = urlsplit(url)
        scheme, name, port = parts.scheme.lower(), parts.hostname or "", parts.port
    except ValueError as error:
        raise AddressRefused("The address is not well-formed.") from error
    if port == 0:
        raise AddressRefused("The address's port is not well-formed.")
    if scheme not in _PORTS:
        raise AddressRefused("Only http and https addresses are fetched.")
    return Target(
        scheme=scheme,
        host=_host(name),
        port=_PORTS[scheme] if port is None else port,
        path=_path(parts),
        secret=_secret(parts),
    )


def _host(name: str) -> str:
    try:
        plain = name if name.isascii() else name.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise AddressRefused("The address's host is not well-formed.") from error
    if not _HOST.fullmatch(plain.lower()):
        raise AddressRefused("The address's host is not well-formed.")
    return plain.lower().removesuffix(".")  # which no certificate has


def _path(parts: SplitResult) -> str:
    path = quote(parts.path or "/", safe=_SAFE)
    return f"{path}?{quote(parts.query, safe=_SAFE)}" if parts.query else path


def _secret(parts: SplitResult) -> str | None:
    if parts.username is None:
        return None
    pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return "Basic " + base64.b64encode(pair.encode()).decode()


def _joined(base: str, location: str) -> str:
    try:
        return urljoin(base, location.strip())
    except ValueError as error:
        raise AddressRefused("The redirect's address is not well-formed.") from error
