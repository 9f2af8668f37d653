"""The summary of a story: its leading article's sentences, and what others tell better.

leading article → its two best sentences → the third: its own, or the best of the others
"""

from collections.abc import Sequence

from bot.model import Member, Relation, Story, Summary, SummarySentence
from bot.summary.extractive import REPEATS, Candidate, candidates, choose, fits, repeats

# The order in which the others are asked where the leading article has nothing to quote.
_PREFERENCE = (
    Relation.FIRST,
    Relation.UPDATE,
    Relation.REWRITE,
    Relation.RELEASE,
    Relation.COPY,
    Relation.FOLLOWUP,
)
# Members that tell it in words of their own, so that they can add something.
_OWN = frozenset({Relation.FIRST, Relation.UPDATE, Relation.REWRITE})
# A member asked in the leading article's place must have at least this many code points of text.
_ENOUGH = 40
# Members beside the leading one that are read for a summary.
_MEMBERS = 4
# Sentences that the leading article gives in any case.
_LEADING = 2
# What another article's sentence loses for not being the leading one's, and what any sentence gains
# by each further article that tells the same.
_FOREIGN = 0.1
_TOLD_TOO = 0.05
# The part of the shorter sentence's words by which two articles tell the same, and past which a
# sentence of another article adds nothing to those chosen.
_SAME = 0.6
_NOTHING_NEW = 0.4

_Pool = tuple[Member, list[Candidate]]


def summarise_story(
    story: Story, lead: Member, terms: Sequence[str] = (), known: str = ""
) -> Summary:
    """Two or three sentences of `lead`, the last perhaps of another member that tells more.

    Another member speaks alone where `lead` has too little to quote. Spans slice the text of the
    article that each sentence names. `known` is what readers were told before.
    """
    pool = _pool(lead, terms, known)
    best = choose(pool[1])
    others = [_pool(member, terms, known) for member in _others(story, lead)]
    if len(best) < _LEADING:
        for member, found in others:
            chosen = choose(found)
            if len(chosen) > len(best):
                return _summary([(member, item) for item in _ordered(chosen)])
        return _summary([(lead, item) for item in _ordered(best)])
    kept = best[:_LEADING]
    last = _last(kept, best[_LEADING:], (pool, *others))
    mine = _ordered([*kept, *(item for member, item in last if member is lead)])
    return _summary(
        [*((lead, item) for item in mine), *(each for each in last if each[0] is not lead)]
    )


def _pool(member: Member, terms: Sequence[str], known: str) -> _Pool:
    return member, candidates(member.article.title, member.article.text, terms, known)


def _last(
    kept: Sequence[Candidate], own: Sequence[Candidate], pools: Sequence[_Pool]
) -> list[tuple[Member, Candidate]]:
    """The sentence that follows the kept ones: the leading article's own, or a better one."""
    lead = pools[0][0]
    found = [(_worth(item, kept, lead, pools), lead, item) for item in own]
    if any(item.names_term for item in own) and not any(item.names_term for item in kept):
        return [(lead, item) for item in own]
    for member, listed in pools[1:]:
        found.extend(
            (_worth(item, kept, member, pools) - _FOREIGN, member, item)
            for item in listed
            if member.relation in _OWN and _adds(item, kept)
        )
    best = max(found, key=lambda each: each[0], default=None)
    return [] if best is None else [(best[1], best[2])]


def _adds(item: Candidate, kept: Sequence[Candidate]) -> bool:
    """Whether it stands alone and says something that the kept ones do not."""
    return item.leans == 0.0 and repeats(item, kept) < _NOTHING_NEW and fits(item, kept)


def _worth(
    item: Candidate, kept: Sequence[Candidate], member: Member, pools: Sequence[_Pool]
) -> float:
    """Its score, less what it repeats, more for each other article that tells the same."""
    told = sum(
        any(repeats(item, [other]) >= _SAME for other in listed)
        for each, listed in pools
        if each is not member and each.relation in _OWN
    )
    return item.score - REPEATS * repeats(item, kept) + _TOLD_TOO * told


def _ordered(chosen: Sequence[Candidate]) -> list[Candidate]:
    return sorted(chosen, key=lambda item: item.passage.span.start)


def _summary(told: Sequence[tuple[Member, Candidate]]) -> Summary:
    return Summary(
        sentences=tuple(
            SummarySentence(
                text=item.passage.text, span=item.passage.span, article_id=member.article.id
            )
            for member, item in told
        )
    )


def _others(story: Story, lead: Member) -> list[Member]:
    others = [
        member
        for member in story.members
        if member.article.id != lead.article.id and len(member.article.text) >= _ENOUGH
    ]
    return sorted(others, key=lambda member: _PREFERENCE.index(member.relation))[:_MEMBERS]
