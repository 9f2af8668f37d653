"""Which article speaks for a story: original > wire > specialist > longest > earliest."""

import re

from bot.model import Member, Story
from bot.outlets import OutletKind, OutletTable
from bot.stories.headlines import Genre, read_headline
from bot.stories.reprints import reprints

_EXCLUSIVE = re.compile(r"[\[(【<]\s?단독\s?[\])】>]")
# Lengths within this share of the longest are equal.
_STEP = 400


def lead(story: Story, outlets: OutletTable) -> Member:
    """The member that the card shows. Pictures, columns and stubs lead only if nothing else can.

    Nor does what was deleted since, or what is older than the subscription, where something newer tells the story.
    """
    repeated = reprints(story, outlets).repeated
    ranks = {
        member.article.id: _rank(member, -place, repeated, outlets)
        for place, member in enumerate(story.members)
    }
    return max(story.members, key=lambda member: ranks[member.article.id])


def _rank(
    member: Member, arrival: int, repeated: frozenset[int], outlets: OutletTable
) -> tuple[int, ...]:
    article = member.article
    known = outlets.find(article.outlet, article.url)
    kind = known.kind if known else OutletKind.ONLINE
    return (
        int(not article.backlog),
        int(article.gone_at is None),
        int(read_headline(article.title).genre == Genre.NEWS),
        int(_is_original(member, repeated)),
        int(kind is OutletKind.WIRE),
        int(kind is OutletKind.TRADE),
        min(len(article.text), 4_000) // _STEP,
        arrival,
    )


def _is_original(member: Member, repeated: frozenset[int]) -> bool:
    """An exclusive, or the one that wrote its own text among those who repeat somebody's."""
    if _EXCLUSIVE.search(member.article.title):
        return True
    return bool(repeated) and member.article.id not in repeated
