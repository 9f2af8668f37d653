"""Who told a story: counted by publisher family, so that one house's outlets count once."""

from dataclasses import dataclass

from bot.model import Member, Story
from bot.outlets import OutletTable
from bot.stories.reprints import publisher, reprints


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """`publishers` families told it, `releases` of them only carried a press release.

    `outlets` are the names in order of arrival.
    """

    publishers: int
    releases: int
    outlets: tuple[str, ...]


def coverage(story: Story, outlets: OutletTable) -> Coverage:
    """The coverage of a story. An article whose outlet is unknown counts only if all are."""
    releases = reprints(story, outlets).releases
    families: dict[str, bool] = {}
    names: dict[str, None] = {}
    for member in story.members:
        name, family = _who(member, outlets)
        if not family:
            continue
        names.setdefault(name)
        families[family] = families.get(family, False) or member.article.id not in releases
    carried = sum(not own for own in families.values())
    return Coverage(publishers=max(1, len(families)), releases=carried, outlets=tuple(names))


def _who(member: Member, outlets: OutletTable) -> tuple[str, str]:
    article = member.article
    known = outlets.find(article.outlet, article.url)
    return known.name if known else article.outlet, publisher(article, outlets)
