"""Pages that list articles (front pages, sections, searches): they hold no article of their own.

    T  a linked headline     S  a sentence or two     L  a sentence inside a link

A list goes T S T S T S, or L L L; an article has its sentences in a run.
"""

import re
from collections.abc import Sequence

from bot.adapters.extract.bodies import MIN_CARDS
from bot.adapters.extract.markup import lines_of, parse, strip_dead
from bot.text.cleanup import LINKED, PageLine, is_sentence
from bot.text.paragraphs import fold
from bot.urls import host

CARDS_OUTWEIGH = 1.5
"""Cards hold so many times the text of the longest run on a page that is a list."""

_FRONT = re.compile(r"https?://[^/?#]+/?(?:#.*)?")
_TEASER = 30
_LONG_LINK = 80
_HEADLINE = range(6, 121)


def is_list(text: str, url: str) -> bool:
    """Whether the page's markup lists other pages rather than telling one thing itself."""
    if host(url) and _FRONT.fullmatch(url):
        return True
    tree = parse(text)
    strip_dead(tree)
    root = tree.body or tree.root
    return _is_list(lines_of((root.html if root else None) or ""))


def _is_list(lines: Sequence[PageLine]) -> bool:
    cards = in_cards = run = longest = 0
    headed = False
    for line in lines:
        text = fold(line.text)
        teaser = len(text) >= _TEASER and (is_sentence(text) or text.endswith(("...", "…")))
        if line.linked >= LINKED:
            teaser = teaser or len(text) >= _LONG_LINK
            run = 0
            headed = not teaser and (headed or len(text) in _HEADLINE)
            if teaser:
                cards, in_cards = cards + 1, in_cards + len(text)
        elif teaser and headed:
            cards, in_cards, run, headed = cards + 1, in_cards + len(text), len(text), False
        elif teaser:
            run += len(text)
            longest = max(longest, run)
    return cards >= MIN_CARDS and in_cards >= CARDS_OUTWEIGH * longest
