"""A feed's items as slices of its text, so that what the last poll read is not read again.

    text ─ slices ─┬─ known from the last poll ─ left out
                   └─ the new ones in the feed's own frame ─ read like any feed

A slice is known if it is the same to the letter under the same root. Whatever is not plain (items
inside items, in comments, in quoted parts, one item twice) is no matter for slices: such a feed is
read whole each time.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from itertools import chain, islice, zip_longest

from bot.adapters.feed_xml import MAX_ITEMS

_NAMES = ("item", "entry")
_OPENINGS = {name: re.compile(rf"<{name}[\s/>]") for name in _NAMES}
_QUOTES = (("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Slices:
    """A feed's text taken apart: `frame` is what stands before, between and behind its items.

    `marks` are the items' digests, equal only within the children of one nursery: its hashes are
    seeded anew with each start, and what is not recognised is read.
    """

    frame: tuple[str, ...]
    items: tuple[str, ...]
    marks: tuple[int, ...]

    def without(self, known: Collection[int]) -> str:
        """The text without the items that are known."""
        kept = (
            item if mark not in known else ""
            for item, mark in zip(self.items, self.marks, strict=True)
        )
        return "".join(chain.from_iterable(zip_longest(self.frame, kept, fillvalue="")))


def slices_of(text: str) -> Slices | None:
    """The text in slices, None where its items cannot be told apart for sure; in linear time."""
    name = next((name for name in _NAMES if f"</{name}>" in text), None)
    if name is None:
        return None
    closing = f"</{name}>"
    openings = islice(_OPENINGS[name].finditer(text), MAX_ITEMS + 1)
    starts = [found.start() for found in openings]
    if len(starts) > MAX_ITEMS or text.count(closing) != len(starts):
        return None
    frame: list[str] = []
    items: list[str] = []
    end = 0
    for start in starts:
        if start < end:
            return None
        frame.append(text[end:start])
        end = text.find(closing, start) + len(closing)
        items.append(text[start:end])
    frame.append(text[end:])
    root = frame[0][: _second_tag(frame[0])]
    marks = tuple(hash((root, item)) for item in items)
    if len(set(marks)) < len(marks) or not all(map(_is_plain, frame)):
        return None
    return Slices(frame=tuple(frame), items=tuple(items), marks=marks)


def _second_tag(head: str) -> int:
    """Where the root's first child has opened: up to there namespaces are declared."""
    return head.find(">", head.find(">") + 1) + 1


def _is_plain(frame: str) -> bool:
    """Whether nothing opens here that might swallow an item."""
    return all(frame.count(opening) == frame.count(closing) for opening, closing in _QUOTES)
