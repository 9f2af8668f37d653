"""What keeps two articles apart whatever words they share."""

from bot.stories.features import Features
from bot.stories.headlines import Genre

ROOM = 1.5
"""From this many times another's length on a text can print that one whole, and another beside it."""


def counters_differ(new: Features, old: Features) -> bool:
    """Whether both titles count (2차, 세 번째) and count differently."""
    return new.counter != old.counter and 0 not in {new.counter, old.counter}


def days_differ(new: Features, old: Features) -> bool:
    """Whether both name days further off than yesterday, and none in common."""
    both = len(new.days) > 0 and len(old.days) > 0
    return both and not set(new.days.tolist()) & set(old.days.tolist())


def gathers(new: Features, old: Features) -> bool:
    """Whether one is a round-up with room for more than the other tells."""
    wrap, other = (new, old) if new.genre == Genre.WRAP else (old, new)
    return wrap.genre == Genre.WRAP != other.genre and wrap.length > ROOM * other.length
