"""What an outlet puts under every article: lines learned from its articles, and taken off again.

    edge lines of each article → how many articles, over how many days → common → off the next ones

A notice that no rule knows ("이 기사는 ○○의 도움으로 쓰였습니다") shows by standing at the edge of one
article after another, day after day. Versions of one report share lines too, but within a day or so.
"""

import json
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from xxhash import xxh3_64_intdigest

from bot.text.cleanup import letters

COMMON_ARTICLES = 3
"""A line at the edge of so many articles of an outlet belongs to none of them."""

COMMON_DAYS = 2
"""Days between its first and its last article, so that versions of one report teach nothing."""

MAX_KNOWN = 300
"""Lines remembered of one outlet."""

FORGOTTEN_AFTER = 60
"""Days without a sight after which a line may be text again."""

_HEAD, _TAIL = 2, 4  # paragraphs at the edges that are looked at
_LEAST = 6  # letters; shorter lines recur in speech
_MOST = 200  # code points; a longer paragraph is text
_MIN_PARAGRAPHS = 3


class Seen(NamedTuple):
    """How a line was met: in how many articles, from which day to which, and in which one last."""

    articles: int
    first_day: int
    last_day: int
    article: int


Habits = Mapping[int, Seen]


def without_common(text: str, habits: Habits, day: int) -> str:
    """The text without the lines at its edges that the outlet puts under many articles."""
    if not habits:
        return text
    paragraphs = text.split("\n")
    drop = {place for place, key in _edges(paragraphs) if _is_common(habits.get(key), day)}
    kept = [paragraph for place, paragraph in enumerate(paragraphs) if place not in drop]
    return "\n".join(kept) if kept else text


def noted(text: str, habits: Habits, *, article: int, day: int) -> Habits:
    """The habits with one article more; the same article again changes nothing.

    `day` counts days from any beginning. At most MAX_KNOWN lines: those of the longest silence go.
    """
    known = dict(habits)
    for _, key in _edges(text.split("\n")):
        before = known.get(key)
        if before is None or day - before.last_day > FORGOTTEN_AFTER:
            known[key] = Seen(1, day, day, article)
        elif before.article != article:
            known[key] = Seen(before.articles + 1, before.first_day, day, article)
    return _bounded(known, day)


def merged(one: Habits, other: Habits, day: int) -> Habits:
    """What two who read the same outlet know together.

    Of a line that both met the higher count holds: it is certain, their sum may count twice.
    """
    known = dict(one)
    for key, seen in other.items():
        mine = known.get(key, seen)
        late = max(mine, seen, key=lambda one: (one.last_day, one.article))
        known[key] = Seen(
            max(mine.articles, seen.articles),
            min(mine.first_day, seen.first_day),
            late.last_day,
            late.article,
        )
    return _bounded(known, day)


def _bounded(known: dict[int, Seen], day: int) -> Habits:
    if len(known) <= MAX_KNOWN:
        return known
    worth = sorted(
        known.items(),
        key=lambda item: (_is_common(item[1], day), item[1].last_day, item[1].articles),
    )
    return dict(worth[-MAX_KNOWN:])


def _is_common(seen: Seen | None, day: int) -> bool:
    return (
        seen is not None
        and seen.articles >= COMMON_ARTICLES
        and seen.last_day - seen.first_day >= COMMON_DAYS
        and day - seen.last_day <= FORGOTTEN_AFTER
    )


def _edges(paragraphs: list[str]) -> Iterator[tuple[int, int]]:
    """Place and key of each line that may be an outlet's own."""
    count = len(paragraphs)
    if count < _MIN_PARAGRAPHS:
        return
    for place in sorted({*range(_HEAD), *range(max(0, count - _TAIL), count)} & set(range(count))):
        bare = letters(paragraphs[place])
        if len(bare) >= _LEAST and len(paragraphs[place]) <= _MOST:
            yield place, xxh3_64_intdigest(bare.encode(errors="replace"))


def dump_habits(habits: Habits) -> str:
    """The habits as text to keep."""
    return json.dumps([[key, *seen] for key, seen in habits.items()])


def load_habits(text: str | None) -> Habits:
    """The habits kept in a text; none where it is empty or not ours."""
    try:
        rows = json.loads(text or "[]")
        return {int(key): Seen(*map(int, seen)) for key, *seen in rows}
    except (ValueError, TypeError):
        return {}
