"""Which articles of a story only carry what others wrote: a press release, or somebody's article.

How an article stands to the one whose text it shares most is kept with it as evidence (`SHARES`).
Where a text came first tells nothing: the newsroom that was quickest may carry the release, too, so
whoever shares its text makes it a carrier. A wire is never one: its text is there to be taken.
"""

from dataclasses import dataclass

from bot.model import Article, Member, Relation, Story
from bot.outlets import OutletKind, OutletTable

SHARES = "shares_text"
"""The rule of the evidence that names the article whose text is shared; its score is the share."""

_NAMED = "article "
_CARRIED = frozenset({Relation.COPY, Relation.RELEASE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reprints:
    """Ids of articles: those that carry a press release, and those that repeat any text."""

    releases: frozenset[int]
    repeated: frozenset[int]


def named(article_id: int) -> str:
    """The detail of a `SHARES` evidence."""
    return f"{_NAMED}{article_id}"


def reprints(story: Story, outlets: OutletTable) -> Reprints:
    """Who of the story's members carries a text that is not its own."""
    members = {member.article.id: member for member in story.members}
    releases, repeated = set[int](), set[int]()
    own = dict[int, int]()  # repeated within one house
    for member in story.members[1:]:
        if member.relation not in _CARRIED:
            continue
        repeated.add(member.article.id)
        source = members.get(_source(member), story.members[0]).article
        if publisher(member.article, outlets) == publisher(source, outlets):
            own[member.article.id] = source.id
        elif not _is_wire(source, outlets):
            releases |= {
                each.id for each in (member.article, source) if not _is_wire(each, outlets)
            }
    releases |= {copy for copy, source in own.items() if source in releases}
    return Reprints(releases=frozenset(releases), repeated=frozenset(repeated | releases))


def publisher(article: Article, outlets: OutletTable) -> str:
    """The family that published the article; empty where nobody knows."""
    known = outlets.find(article.outlet, article.url)
    return known.publisher if known else article.publisher or article.outlet


def _source(member: Member) -> int:
    """The article whose text it shares; 0 where its evidence names none (kept by an older version)."""
    details = [each.detail for each in member.evidence if each.rule == SHARES]
    number = details[0].removeprefix(_NAMED) if details else ""
    return int(number) if number.isdecimal() else 0


def _is_wire(article: Article, outlets: OutletTable) -> bool:
    known = outlets.find(article.outlet, article.url)
    return known is not None and known.kind is OutletKind.WIRE
