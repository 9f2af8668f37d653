"""The summary of a story: its leading article's, or the next best source there is."""

from collections.abc import Sequence

from bot.model import Member, Relation, Story, Summary
from bot.summary.extractive import summarise

# The order in which the others are asked where the leading article has nothing to quote.
_PREFERENCE = (
    Relation.FIRST,
    Relation.UPDATE,
    Relation.REWRITE,
    Relation.RELEASE,
    Relation.COPY,
    Relation.FOLLOWUP,
)
# A member asked in the leading article's place must have at least this many code points of text.
_ENOUGH = 40


def summarise_story(
    story: Story, lead: Member, terms: Sequence[str] = (), known: str = ""
) -> Summary:
    """The summary of `lead`, or of another member where it has too little to quote.

    Spans slice the text of the article that was quoted. `known` is what readers were told before.
    """
    best = _of(lead, terms, known)
    if len(best.sentences) >= 2:
        return best
    for member in _others(story, lead):
        other = _of(member, terms, known)
        if len(other.sentences) > len(best.sentences):
            return other
    return best


def _of(member: Member, terms: Sequence[str], known: str) -> Summary:
    return summarise(member.article.title, member.article.text, terms, known)


def _others(story: Story, lead: Member) -> list[Member]:
    others = [
        member
        for member in story.members
        if member.article.id != lead.article.id and len(member.article.text) >= _ENOUGH
    ]
    return sorted(others, key=lambda member: _PREFERENCE.index(member.relation))
