"""Stories: events as told by several articles."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.articles import Article


class Relation(StrEnum):
    """How an article joined its story."""

    FIRST = "first"
    COPY = "copy"
    RELEASE = "release"
    REWRITE = "rewrite"
    UPDATE = "update"
    FOLLOWUP = "followup"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """An article as a model understands it: texts of like meaning have vectors of like direction.

    `model` names whose vectors may be compared with it.
    """

    model: str
    vector: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """What grouping needs of an article: `keys` to look candidates up, `features` to score them.

    `keys` are 63-bit hashes, at most `stories.MAX_KEYS`; `features` is an opaque, versioned blob.
    """

    keys: tuple[int, ...]
    features: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An article already placed that shares keys with a new one (`shared` of them)."""

    article_id: int
    story_id: int
    at: datetime
    shared: int
    features: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Why an article joined or did not: a rule's code, its score, and what it saw."""

    rule: str
    score: float
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Where an article belongs. A story carries the id of its first article.

    `merged` are younger stories that this article proved to be the same event.
    """

    story_id: int
    relation: Relation
    followup_of: int | None = None
    merged: tuple[int, ...] = ()
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One article in its story, with how it came there."""

    article: Article
    relation: Relation
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One event as told by several articles, in order of arrival (the first one leads).

    `revision` counts the changes since the start, from 1.
    """

    id: int
    revision: int
    members: tuple[Member, ...]
    followup_of: int | None = None
