"""Tone: how an article speaks of what a watchlist watches."""

from dataclasses import dataclass
from enum import StrEnum


class ToneLabel(StrEnum):
    """Towards the watched, not the mood of the article."""

    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tone:
    """A label with its reason: the sentence that decided, and the words in it that counted.

    Both are empty where nothing spoke for either side. `is_mixed` tells a neutral label for which
    about as much spoke on one side as on the other.
    """

    label: ToneLabel
    sentence: str = ""
    words: tuple[str, ...] = ()
    is_mixed: bool = False
