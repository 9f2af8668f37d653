"""What a judgement holds back: which channels still hear of an article, and which not and why.

    mute of a term       holds while every term that hit is muted
    mute of a story      holds the story, and the follow-ups that lead back to it
    irrelevant           the same
    an outlet excluded   holds its articles
    acknowledged         holds nothing

What is held back is kept: it stands in briefs and in `why`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.model import STORY_KINDS, Judgement, JudgementKind
from bot.text.index import fold


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What an alert would be about.

    `terms` are those of the watchlist that hit; `stories` are the ids of the story and of those it
    follows up; `outlets` are the names of who published the article.
    """

    terms: tuple[str, ...]
    stories: frozenset[int]
    outlets: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A channel that is not told, and the judgement that is the reason."""

    channel: str
    judgement: Judgement


def held_back(
    channels: Collection[str], about: About, judgements: Sequence[Judgement]
) -> tuple[Held, ...]:
    """The channels that these judgements, all in force, keep from hearing of it."""
    held = []
    for channel in channels:
        own = [each for each in judgements if each.channel == channel]
        reason = _reason(about, own)
        if reason is not None:
            held.append(Held(channel=channel, judgement=reason))
    return tuple(held)


def about_story(judgements: Sequence[Judgement], story_id: int) -> Sequence[Judgement]:
    """Those of these judgements that are about the story itself."""
    subject = str(story_id)
    return [each for each in judgements if each.kind in STORY_KINDS and each.subject == subject]


def _reason(about: About, own: Sequence[Judgement]) -> Judgement | None:
    """The judgement that holds, the lasting ones before those about terms."""
    stories = {str(story_id) for story_id in about.stories}
    outlets = {fold(name) for name in about.outlets if name}
    muted: dict[str, Judgement] = {}
    for each in own:
        match each.kind:
            case JudgementKind.MUTE_STORY | JudgementKind.IRRELEVANT if each.subject in stories:
                return each
            case JudgementKind.NEVER_OUTLET if fold(each.subject) in outlets:
                return each
            case JudgementKind.MUTE_TERM:
                muted[fold(each.subject)] = each
            case _:
                pass
    terms = [fold(term) for term in about.terms]
    if terms and all(term in muted for term in terms):
        return muted[terms[0]]
    return None
