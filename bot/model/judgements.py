"""What people decided about terms, stories and outlets in a channel."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class JudgementKind(StrEnum):
    """What is decided; each kind has its own subject."""

    MUTE_TERM = "mute_term"  # subject: the term's name
    MUTE_STORY = "mute_story"  # subject: the story's id
    NEVER_OUTLET = "never_outlet"  # subject: the outlet's name
    ACKNOWLEDGE = "acknowledge"  # subject: the story's id; `who` handles it
    IRRELEVANT = "irrelevant"  # subject: the story's id


STORY_KINDS = frozenset(
    {JudgementKind.MUTE_STORY, JudgementKind.ACKNOWLEDGE, JudgementKind.IRRELEVANT}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """One decision of one person for one channel; `until` None holds until it is withdrawn.

    A channel has at most one judgement of a kind about a subject.
    """

    channel: str
    kind: JudgementKind
    subject: str
    who: str
    at: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRow:
    """Who did what where, and to what."""

    at: datetime
    who: str
    action: str
    channel: str
    subject: str
    detail: str
