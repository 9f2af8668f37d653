"""A bundle: one message that tells several stories whose cards waited together.

What stands in it is a line a story: headline, outlet and time, terms, how many outlets carry it, and
what people decided about it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.card.dates import kst_time
from bot.card.fit import line
from bot.card.flags import without_flags
from bot.card.render import NO_TITLE, coverage_line
from bot.model import Card, CardLine, Member

PIECE_UNITS = 5_000
"""UTF-16 units of one message's lines when they are shared out; a line may grow a little later."""

PIECE_LINES = 20
_TITLE_LIMIT, _OUTLET_LIMIT, _TERMS_LIMIT, _JUDGED_LIMIT, _URL_LIMIT = 110, 30, 60, 40, 1_000
_MOST_UNITS = 6_000  # of all lines of one message; what they are picked by needs room too
_THREAD_NOTE = "새 사실이 나오면 이 메시지의 댓글로 알려 드립니다."


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundled:
    """A story of a bundle, with the count of publishers that carry it.

    `judged` says who handles it and the like.
    """

    story_id: int
    lead: Member
    terms: Sequence[str]
    publishers: int
    releases: int
    judged: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleHead:
    """What is said above the lines: how many stories all pieces hold, which piece this is.

    `is_late` is true where the stories waited for long rather than came at once.
    """

    stories: int
    piece: int
    pieces: int
    is_late: bool


def render_bundle(head: BundleHead, lines: Sequence[CardLine]) -> Card:
    """The message of one piece."""
    of = f" ({head.piece}/{head.pieces})" if head.pieces > 1 else ""
    what = "그동안 모인" if head.is_late else "한꺼번에 들어온"
    headline = f"{what} 소식 {head.stories}건을 모아 전해 드립니다{of}"
    if head.stories == 1:  # the others were called back
        headline = "들어온 소식 1건을 전해 드립니다"
    return Card(
        headline=headline,
        url="",
        byline="",
        terms=(),
        sentences=(),
        coverage="",
        notes=(_THREAD_NOTE,) if head.piece == 1 else (),
        fallback=headline,
        story_id=0,
        lines=tuple(_fitting(lines)),
    )


def bundle_line(story: Bundled, now: datetime) -> CardLine:
    """The story's line."""
    article = story.lead.article
    facts = (
        line(article.outlet, _OUTLET_LIMIT),
        kst_time(article.published_at, now),
        line(", ".join(story.terms), _TERMS_LIMIT),
        coverage_line(story.publishers, story.releases),
        line(", ".join(story.judged), _JUDGED_LIMIT),
    )
    return CardLine(
        text=line(without_flags(article.title) or article.title, _TITLE_LIMIT) or NO_TITLE,
        url=article.url if len(article.url) <= _URL_LIMIT else "",
        note=" · ".join(fact for fact in facts if fact),
        story_id=story.story_id,
    )


def pieces(lines: Sequence[CardLine]) -> Sequence[int]:
    """How many of these lines, in their order, each message takes."""
    counts, room = [0], PIECE_UNITS
    for one in lines:
        size = line_units(one)
        if counts[-1] and (size > room or counts[-1] == PIECE_LINES):
            counts.append(0)
            room = PIECE_UNITS
        counts[-1] += 1
        room -= size
    return counts


def line_units(one: CardLine) -> int:
    """UTF-16 units of what stands in the line, its address too."""
    text = one.text + one.url + one.note
    return len(text) + sum(letter > "\uffff" for letter in text) + 8


def _fitting(lines: Sequence[CardLine]) -> Sequence[CardLine]:
    """The lines; where they grew too long since, the longest addresses go, never a story."""
    kept = list(lines)
    while sum(map(line_units, kept)) > _MOST_UNITS and any(one.url for one in kept):
        longest = max(range(len(kept)), key=lambda at: len(kept[at].url))
        kept[longest] = replace(kept[longest], url="")
    return kept
