"""Which article speaks for a story: original > wire > specialist > longest > earliest."""

import re

from bot.model import Member, Relation, Story
from bot.outlets import OutletKind, OutletTable
from bot.stories.headlines import Genre, read_headline

_EXCLUSIVE = re.compile(r"[\[(【<]\s?단독\s?[\])】>]")
_REPEATED = frozenset({Relation.COPY, Relation.RELEASE})
# Lengths within this share of the longest are equal.
_STEP = 400


def lead(story: Story, outlets: OutletTable) -> Member:
    """The member that the card shows. Pictures, columns and stubs lead only if nothing else can.

    Nor does what was deleted since, or what is older than the subscription, where something newer tells the story.
    """
    return max(enumerate(story.members), key=lambda pair: _rank(pair[1], -pair[0], story, outlets))[
        1
    ]


def _rank(member: Member, arrival: int, story: Story, outlets: OutletTable) -> tuple[int, ...]:
    article = member.article
    known = outlets.find(article.outlet, article.url)
    kind = known.kind if known else OutletKind.ONLINE
    return (
        int(not article.backlog),
        int(article.gone_at is None),
        int(read_headline(article.title).genre == Genre.NEWS),
        int(_is_original(member, story)),
        int(kind is OutletKind.WIRE),
        int(kind is OutletKind.TRADE),
        min(len(article.text), 4_000) // _STEP,
        arrival,
    )


def _is_original(member: Member, story: Story) -> bool:
    """An exclusive, or the one that wrote its own text among carriers of a release."""
    if _EXCLUSIVE.search(member.article.title):
        return True
    if not any(other.relation is Relation.RELEASE for other in story.members):
        return False
    own = {Relation.REWRITE, Relation.UPDATE}
    return member.relation in own and member.relation not in _REPEATED
