"""Who publishes: hosts and names → outlet, publisher family, tier. Pure; the table is a value."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from urllib.parse import urlsplit

import yaml

from bot.errors import BadSettings

LOWEST_TIER = 4
NAVER_CODE_LENGTH = 3


class OutletKind(StrEnum):
    """What sort of outlet it is; representatives and coverage ask for it."""

    WIRE = "wire"
    DAILY = "daily"
    BUSINESS = "business"
    BROADCAST = "broadcast"
    TRADE = "trade"
    MAGAZINE = "magazine"
    REGIONAL = "regional"
    ONLINE = "online"
    OFFICIAL = "official"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """One outlet. `publisher` is the family that owns it; `tier` runs from 1 (top) to 4."""

    name: str
    publisher: str
    tier: int
    kind: OutletKind


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletTable:
    """All known outlets, looked up by host, name or address. An unknown one gives None."""

    hosts: Mapping[str, Outlet]
    names: Mapping[str, Outlet]
    naver: Mapping[str, Outlet]
    portals: frozenset[str]

    def by_host(self, host: str) -> Outlet | None:
        """The outlet of a host or of the domain above it; None for portals and strangers."""
        for domain in _domains(host):
            if domain in self.hosts:
                return self.hosts[domain]
            if domain in self.portals:
                return None
        return None

    def by_name(self, name: str) -> Outlet | None:
        """The outlet of a name or alias; spaces and case do not matter."""
        return self.names.get(_plain(name))

    def by_url(self, url: str) -> Outlet | None:
        """The outlet of an article's address; a Naver address tells it by its code."""
        try:
            parts = urlsplit(url)
        except ValueError:
            return None
        host = parts.hostname or ""
        if not self.is_portal(host):
            return self.by_host(host)
        if _below(host, "naver.com"):
            return self._by_naver_path(parts.path)
        return None

    def find(self, name: str, url: str = "") -> Outlet | None:
        """The outlet of what an article says of itself: a name or a host, else its address."""
        if not name:
            return self.by_url(url)
        return self.by_name(name) or self.by_host(name) or self.by_url(url)

    def is_portal(self, host: str) -> bool:
        """Whether the host only carries what others publish."""
        for domain in _domains(host):
            if domain in self.hosts:
                return False
            if domain in self.portals:
                return True
        return False

    def _by_naver_path(self, path: str) -> Outlet | None:
        pieces = path.split("/")
        for before, code in pairwise(pieces):
            if before == "article" and len(code) == NAVER_CODE_LENGTH:
                return self.naver.get(code)
        return None


def parse_outlets(content: str) -> OutletTable:
    """The table written in YAML (`bot/data/outlets.yaml` shows the form).

    Raises:
        BadSettings: the text is no such table; the message names the entry and the fix.
    """
    try:
        raw = yaml.safe_load(content)
    except yaml.YAMLError as error:
        raise BadSettings(f"The outlet table is not readable YAML: {error}") from error
    if not isinstance(raw, dict) or not isinstance(raw.get("outlets"), list):
        raise BadSettings("The outlet table needs a list called 'outlets'.")
    hosts: dict[str, Outlet] = {}
    names: dict[str, Outlet] = {}
    naver: dict[str, Outlet] = {}
    for row in raw["outlets"]:
        outlet = _outlet(row)
        hosts.update((host.lower(), outlet) for host in _texts(row, "hosts"))
        names.update((_plain(name), outlet) for name in (outlet.name, *_texts(row, "aliases")))
        naver.update((code, outlet) for code in _texts(row, "naver"))
    portals = frozenset(host.lower() for host in _texts(raw, "portals"))
    return OutletTable(hosts=hosts, names=names, naver=naver, portals=portals)


def _outlet(row: object) -> Outlet:
    if not isinstance(row, dict) or not isinstance(row.get("name"), str):
        raise BadSettings(f"An outlet needs a name: {row!r}")
    name = row["name"]
    tier = row.get("tier", LOWEST_TIER)
    if tier not in range(1, LOWEST_TIER + 1):
        raise BadSettings(f"Outlet {name}: tier must be 1 to {LOWEST_TIER}, not {tier!r}.")
    try:
        kind = OutletKind(row.get("kind", "online"))
    except ValueError as error:
        known = ", ".join(OutletKind)
        raise BadSettings(f"Outlet {name}: kind must be one of {known}.") from error
    return Outlet(name=name, publisher=str(row.get("publisher", name)), tier=tier, kind=kind)


def _texts(row: Mapping[str, object], key: str) -> Sequence[str]:
    values = row.get(key, [])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise BadSettings(f"Outlet table: '{key}' of {row.get('name', 'the top')} must list texts.")
    return values


def _plain(name: str) -> str:
    return "".join(name.split()).casefold()


def _domains(host: str) -> Iterator[str]:
    labels = host.lower().strip(".").split(".")
    for start in range(len(labels) - 1):
        yield ".".join(labels[start:])


def _below(host: str, domain: str) -> bool:
    return host == domain or host.endswith(f".{domain}")
