"""Who told a story: counted by publisher family, so that one house's outlets count once."""

from dataclasses import dataclass

from bot.model import Member, Relation, Story
from bot.outlets import OutletTable


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """`publishers` families told it, `releases` of them only carried a press release or a copy.

    `outlets` are the names in order of arrival.
    """

    publishers: int
    releases: int
    outlets: tuple[str, ...]


def coverage(story: Story, outlets: OutletTable) -> Coverage:
    """The coverage of a story. An article whose outlet is unknown counts only if all are."""
    families: dict[str, bool] = {}
    names: dict[str, None] = {}
    for member in story.members:
        name, family = _who(member, outlets)
        if not family:
            continue
        names.setdefault(name)
        families[family] = families.get(family, False) or not _carried(story, member)
    carried = sum(not own for own in families.values())
    return Coverage(publishers=max(1, len(families)), releases=carried, outlets=tuple(names))


def _who(member: Member, outlets: OutletTable) -> tuple[str, str]:
    article = member.article
    known = outlets.find(article.outlet, article.url)
    if known:
        return known.name, known.publisher
    return article.outlet, article.publisher or article.outlet


def _carried(story: Story, member: Member) -> bool:
    """Whether the member carries a release: it says so, or it leads a bundle that all do."""
    if member.relation is Relation.RELEASE:
        return True
    if member.relation in {Relation.FIRST, Relation.FOLLOWUP}:
        rest = story.members[1:]
        return bool(rest) and any(other.relation is Relation.RELEASE for other in rest)
    return False
