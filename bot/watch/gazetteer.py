"""The gazetteer: what a desk editor knows of names, as a checked value.

    data/gazetteer.yaml + data/listed.txt ──parse_gazetteer──▶ Gazetteer(entities, standings, words)

An entity's forms may carry `_` where one optional separator is allowed. Entities listed under
`affiliates`, `products`, `teams` or `places` of another one become entities of their own that
stand so to it; what has no entry of its own is made from the bare name.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import cast

import yaml

from bot.errors import BadSettings
from bot.text.index import fold


class Kind(StrEnum):
    """What sort of thing a name stands for; it decides what may be glued to the name."""

    COMPANY = "company"
    GROUP = "group"
    TOPIC = "topic"
    PERSON = "person"
    PRODUCT = "product"
    TEAM = "team"
    PLACE = "place"
    WORD = "word"


class Standing(StrEnum):
    """How a longer known name stands to its owner: only a product counts for the owner."""

    AFFILIATE = "affiliate"
    PRODUCT = "product"
    TEAM = "team"
    PLACE = "place"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """One known thing.

    `forms` name it surely, the first is its name. `weak` ones need support. `stems` are short
    names in elliptic lists. `context` words speak for it, `near` words within 40 code points
    against it. `frames` are regular expressions over folded text whose match around a hit means
    another sense. `prior` is how surely the bare name means it: 1 mostly, 0 undecided, -1 seldom.
    `venue` marks platforms, which are also where something is posted or read.
    """

    name: str
    kind: Kind
    forms: tuple[str, ...]
    weak: tuple[str, ...] = ()
    stems: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    frames: tuple[str, ...] = ()
    prior: int = 2
    sport: bool = False
    venue: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Common words that tell senses apart and heads that may be glued to a name.

    `affiliate_heads` make another legal entity of a name, `part_heads` are parts of it.
    """

    affiliate_heads: tuple[str, ...] = ()
    part_heads: tuple[str, ...] = ()
    cues: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gazetteer:
    """All known entities; indices into `entities` name them elsewhere.

    `by_form` finds entities by a folded form without separators. `standings` says how the second
    entity stands to the first.
    """

    entities: tuple[Entity, ...]
    by_form: Mapping[str, tuple[int, ...]]
    standings: Mapping[tuple[int, int], Standing]
    words: Words

    def find(self, form: str) -> tuple[int, ...]:
        """Entities that the form names surely; empty where it is unknown."""
        return self.by_form.get(form_key(form), ())


EMPTY = Gazetteer(entities=(), by_form={}, standings={}, words=Words())
"""Knows nothing: what matching does without a gazetteer."""

_PRIORS = {"everyday": -4, "ordinary": -2}
"""The priors of company names that are words said every day, and of those that are words."""
_SEPARATORS = str.maketrans("", "", " _-")
_LISTS = {
    "affiliates": (Standing.AFFILIATE, Kind.COMPANY),
    "products": (Standing.PRODUCT, Kind.PRODUCT),
    "teams": (Standing.TEAM, Kind.TEAM),
    "places": (Standing.PLACE, Kind.PLACE),
}
_TEXTS = ("aliases", "weak", "stems", "context", "near", "frames")
_KEYS = {"name", "kind", "prior", "sport", "venue", *_TEXTS, *_LISTS}


def form_key(form: str) -> str:
    """The folded form without separators: one key for all spacings of a name."""
    return fold(form).translate(_SEPARATORS)


def parse_gazetteer(content: str, listed: str = "") -> Gazetteer:
    """The gazetteer that the YAML text describes, with a list of further firms, one name a line.

    Lines of the list that begin with `#` say where it is from.

    Raises:
        BadSettings: the file is not of the shape that its first lines describe.
    """
    try:
        data = yaml.load(content, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe
    except yaml.YAMLError as error:
        raise BadSettings(f"gazetteer: {error}") from error
    if not isinstance(data, dict):
        raise BadSettings("gazetteer: 맨 위는 사전이어야 합니다.")
    further = [line.strip() for line in listed.splitlines() if not line.startswith("#")]
    return _Builder().build(cast("dict[str, object]", data), [name for name in further if name])


class _Builder:
    """Collects entities while the file is read."""

    def __init__(self) -> None:
        self.entities: list[Entity] = []
        self.named: dict[str, int] = {}
        self.listed: list[tuple[int, Standing, Kind, str]] = []

    def build(self, data: dict[str, object], listed: Iterable[str]) -> Gazetteer:
        for row in _rows(data.get("entities")):
            self.add(row)
        standings = {
            (owner, self.known(name, kind)): standing for owner, standing, kind, name in self.listed
        }
        for key, prior in _PRIORS.items():
            for name in _strings(data.get(key), key):
                if form_key(name) not in self.named:
                    self.keep(Entity(name=name, kind=Kind.COMPANY, forms=(name,), prior=prior))
        for kind, names in _section(data.get("names")).items():
            for name in names:
                self.known(name, Kind(kind))
        for name in listed:
            self.known(name, Kind.COMPANY)
        by_form: dict[str, list[int]] = {}
        for number, entity in enumerate(self.entities):
            for form in entity.forms:
                by_form.setdefault(form_key(form), []).append(number)
        heads = _section(data.get("heads"))
        return Gazetteer(
            entities=tuple(self.entities),
            by_form={key: tuple(dict.fromkeys(numbers)) for key, numbers in by_form.items()},
            standings=standings,
            words=Words(
                affiliate_heads=heads.get("affiliate", ()),
                part_heads=heads.get("part", ()),
                cues={
                    name: tuple(map(fold, each))
                    for name, each in _section(data.get("cues")).items()
                },
            ),
        )

    def add(self, row: dict[str, object]) -> None:
        name = row.get("name")
        unknown = row.keys() - _KEYS
        if not isinstance(name, str) or unknown:
            raise BadSettings(f"gazetteer: {name}: 모르는 항목 {sorted(unknown)}")
        texts = {key: _strings(row.get(key), name) for key in _TEXTS}
        entity = Entity(
            name=name.replace("_", ""),
            kind=Kind(str(row.get("kind", "company"))),
            forms=tuple(dict.fromkeys((name, *texts["aliases"]))),
            weak=texts["weak"],
            stems=texts["stems"],
            context=tuple(fold(word) for word in texts["context"]),
            near=tuple(fold(word) for word in texts["near"]),
            frames=texts["frames"],
            prior=int(str(row.get("prior", 2))),
            sport=row.get("sport") is True or bool(row.get("teams")),
            venue=row.get("venue") is True,
        )
        number = self.keep(entity)
        for key, (standing, kind) in _LISTS.items():
            for listed in _strings(row.get(key), name):
                self.listed.append((number, standing, kind, listed))

    def keep(self, entity: Entity) -> int:
        number = len(self.entities)
        self.entities.append(entity)
        for form in entity.forms:
            self.named.setdefault(form_key(form), number)
        return number

    def known(self, name: str, kind: Kind) -> int:
        """The entity of that name, made where it has no entry of its own."""
        key = form_key(name)
        if key in self.named:
            return self.named[key]
        return self.keep(Entity(name=name.replace("_", ""), kind=kind, forms=(name,)))


def _rows(value: object) -> Iterable[dict[str, object]]:
    rows = value if isinstance(value, list) else []
    return [cast("dict[str, object]", row) for row in rows if isinstance(row, dict)]


def _section(value: object) -> dict[str, tuple[str, ...]]:
    section = value if isinstance(value, dict) else {}
    return {str(key): _strings(words, str(key)) for key, words in section.items()}


def _strings(value: object, owner: str) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise BadSettings(f"gazetteer: {owner}: 글자열 목록이어야 합니다: {value!r}")
    return tuple(value)
