"""The page hints and the outlet table, read once a process from the files beside the code."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import cast

import yaml

from bot.outlets import OutletTable, parse_outlets


@dataclass(frozen=True, slots=True, kw_only=True)
class HostHint:
    """What only one outlet's pages need: where its body is, which blocks of it to drop."""

    body: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """Selectors of `page_hints.yaml`, ready to use; the file says what each is for."""

    bodies: tuple[str, ...]
    loose_bodies: str
    elsewhere: str
    furniture: str
    hidden: str
    titles: tuple[str, ...]
    subjects: tuple[str, ...]
    dates: tuple[tuple[str, str], ...]
    hosts: Mapping[str, HostHint]
    images: tuple[re.Pattern[str], ...]
    paywall_words: tuple[str, ...]
    paywall: tuple[re.Pattern[str], ...]
    paywall_elsewhere: tuple[re.Pattern[str], ...]

    def for_host(self, host: str) -> HostHint:
        """The hints for a host or for the domain above it, empty for most."""
        labels = host.split(".")
        for start in range(len(labels) - 1):
            if hint := self.hosts.get(".".join(labels[start:])):
                return hint
        return HostHint()


def parse_hints(content: str) -> Hints:
    """The hints written in YAML (`bot/data/page_hints.yaml` shows the form)."""
    raw = yaml.load(content, Loader=_LOADER)  # noqa: S506 - both loaders are the safe ones
    dates = (str(rule).rsplit("@", 1) for rule in raw["dates"])
    return Hints(
        bodies=_texts(raw["bodies"]),
        loose_bodies=str(raw["loose_bodies"]),
        elsewhere=str(raw["elsewhere"]),
        furniture=",".join(_texts(raw["furniture"])),
        hidden=",".join(_texts(raw["hidden"])),
        titles=_texts(raw["titles"]),
        subjects=_texts(raw["subjects"]),
        dates=tuple((selector, attribute) for selector, attribute in dates),
        hosts={
            str(host): HostHint(body=_texts(hint.get("body")), drop=_texts(hint.get("drop")))
            for host, hint in raw["hosts"].items()
        },
        images=_patterns(raw["images"]),
        paywall_words=_texts(raw["paywall_words"]),
        paywall=_patterns(raw["paywall"]),
        paywall_elsewhere=_patterns(raw["paywall_elsewhere"]),
    )


@cache
def page_hints() -> Hints:
    """The shipped hints."""
    return parse_hints(_shipped("page_hints.yaml"))


@cache
def outlet_table() -> OutletTable:
    """The shipped outlets."""
    return parse_outlets(_shipped("outlets.yaml"))


@cache
def other_names(outlet: str) -> tuple[str, ...]:
    """Every name under which the table knows the outlet."""
    return tuple(name for name, entry in outlet_table().names.items() if entry.name == outlet)


_LOADER = cast("type[yaml.SafeLoader]", getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def _shipped(name: str) -> str:
    return files("bot").joinpath("data", name).read_text(encoding="utf-8")


def _patterns(value: object) -> tuple[re.Pattern[str], ...]:
    return tuple(map(re.compile, _texts(value)))


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, list) else ()
