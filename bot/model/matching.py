"""Terms, watchlists, and where a term was found."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of text in code points, end exclusive."""

    start: int
    end: int


class Field(StrEnum):
    """Which part of an article a span lies in."""

    TITLE = "title"
    TEXT = "text"


class Salience(StrEnum):
    """Where a hit stands, strongest first; DESIGN.md §5 defines each."""

    TITLE = "title"
    LEDE = "lede"
    BODY = "body"
    PASSING = "passing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlets:
    """Which outlets a watchlist takes: `only` these where given, `never` those."""

    only: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """What is watched, with its surface forms; DESIGN.md §7 defines each field."""

    name: str
    aliases: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    exclude_near: tuple[str, ...] = ()
    all_of: tuple[str, ...] = ()
    regex: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Watchlist:
    """Terms of one audience with its channels. `mention` is a Slack user group, or None.

    `tone` asks for the tone of its articles towards the terms.
    """

    name: str
    channels: tuple[str, ...]
    terms: tuple[Term, ...]
    section: str | None = None
    alert_on: Salience = Salience.LEDE
    outlets: Outlets = Outlets()
    urgent: tuple[str, ...] = ()
    mention: str | None = None
    tone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A term found in an article; `span` slices `field` of the article to `surface` exactly.

    `rule` is the code of the rule that let it count (`watch.reasons.Reason`).
    """

    watchlist: str
    term: str
    surface: str
    field: Field
    span: Span
    salience: Salience
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """A candidate that did not count, and the rule that decided; `evidence` is the text it saw."""

    watchlist: str
    term: str
    surface: str
    field: Field
    span: Span
    rule: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """Everything that matching has to say of one article, in order of appearance."""

    matches: tuple[Match, ...]
    rejections: tuple[Rejection, ...] = ()
