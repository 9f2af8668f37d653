"""The body of a page in the DOM: known blocks first, the densest block where none is known."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.adapters.extract.hints import Hints
from bot.adapters.extract.markup import lines_of, strip_dead, strip_furniture, strip_pictures
from bot.text.cleanup import PageLine, Tidied, is_sentence, tidy
from bot.text.paragraphs import squeeze

SURE = 150
"""Finished text in a known block from which on no other candidate is tried, in code points."""

MIN_LOOSE = 40
"""A known block without one sentence (a list of appointments) holds at least so much text."""

SETTLED = 25
"""Finished text in a known block from which on the dearest candidate is not tried."""

MIN_BODY = 15
"""Less text than this is no body, in code points."""

MIN_CARDS = 4
"""So many blocks of one kind on a page are a list's cards, not an article."""

_MAX_BLOCKS = 6_000
_HANGUL = re.compile(r"[가-힣]")
_DESCRIBED = 24
_STARTS = (4, 40)  # code points: behind a bracket that the text lost, behind a wire's dateline
_SHORTEST_DESCRIBED = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A candidate for a page's text. `worth` orders candidates.

    `known` tells that it comes from a block that is known to hold articles, `described` that the
    page's meta data begin like it.
    """

    tidied: Tidied
    worth: float
    known: bool = False
    described: bool = False

    @property
    def credible(self) -> bool:
        """Whether it may be called an article: sentences, or a known block with some text."""
        loose = self.described or len(self.tidied.text) >= MIN_LOOSE
        return self.worth > 0 or (self.known and loose)

    @property
    def sure(self) -> bool:
        """Whether no other candidate need be tried."""
        return self.known and self.finished >= SURE

    @property
    def settled(self) -> bool:
        """Whether no dearer candidate need be tried."""
        return (self.known and self.worth >= SETTLED) or self.described

    @property
    def finished(self) -> int:
        """Code points in finished sentences."""
        return sum(len(line) for line in self.tidied.paragraphs if is_sentence(line))


def weigh(tidied: Tidied, description: str, *, known: bool = False) -> Body:
    """The candidate with its worth: running text counts for it, loose lines against it.

    `description` is what the page's meta data says of the article; a text that contains its start
    is surely the article's.
    """
    finished = sum(len(line) for line in tidied.paragraphs if is_sentence(line))
    loose = sum(len(line) for line in tidied.paragraphs) - finished
    worth = finished - 1.5 * max(0, loose - finished * 0.25)
    if not tidied.paragraphs:
        return Body(tidied=tidied, worth=float("-inf"))
    described = bool(description) and _described(tidied.text, description)
    if described:
        worth = worth * 1.5 + 200
    return Body(tidied=tidied, worth=worth, known=known, described=described)


def _described(text: str, description: str) -> bool:
    told = squeeze(description)
    starts = [told] if len(told) < _DESCRIBED else [told[at : at + _DESCRIBED] for at in _STARTS]
    said = squeeze(text[:4000])
    return any(len(start) >= _SHORTEST_DESCRIBED and start in said for start in starts)


def known_bodies(tree: LexborHTMLParser, hints: Hints, host: str) -> Iterator[LexborNode]:
    """The blocks that page templates are known to keep the text in, most telling first."""
    for selector in (*hints.for_host(host).body, *hints.bodies):
        found = tree.css(selector)
        if len(found) < MIN_CARDS:
            yield from found


def loose_bodies(tree: LexborHTMLParser, hints: Hints) -> list[LexborNode]:
    """The elements that may hold the article or a card of another, a bounded number."""
    return tree.css(hints.loose_bodies)[:_MAX_LOOSE]


_MAX_LOOSE = 8


def dense_body(tree: LexborHTMLParser) -> LexborNode | None:
    """The block that directly holds most running text outside links; None on a page without."""
    scores: dict[int, float] = {}
    nodes: dict[int, LexborNode] = {}

    def add(node: LexborNode | None, score: float) -> None:
        if node is not None and node.tag not in ("html", "-undef"):
            nodes[node.mem_id] = node
            scores[node.mem_id] = scores.get(node.mem_id, 0.0) + score

    seen: set[int] = set()
    for block in tree.css("p, br, td, li, dd, section > span, div > span")[:_MAX_BLOCKS]:
        holder = block.parent if block.tag == "br" else block
        if holder is None or holder.mem_id in seen:
            continue
        seen.add(holder.mem_id)
        score = _running(holder)
        if block.tag == "br":
            add(holder, score)
        add(holder.parent, score if block.tag != "br" else score * 0.5)
        if holder.parent is not None:
            add(holder.parent.parent, score * 0.4)
    for block in tree.css("div")[:_MAX_BLOCKS]:
        if block.mem_id not in seen and (score := _running(block)):
            add(block, score)
            add(block.parent, score * 0.6)
    best = max(scores, key=lambda place: scores[place], default=None)
    return nodes[best] if best is not None and scores[best] > MIN_BODY else None


def _running(node: LexborNode) -> float:
    """Text that stands directly in the node, outside links: what reads like sentences counts."""
    text = node.text(deep=False) if node.tag != "p" else node.text()
    text = text.strip()
    if len(text) < 20 or not _HANGUL.search(text):
        return 0.0
    linked = sum(len(link.text()) for link in node.css("a")[:20]) if node.tag == "p" else 0
    finished = text.count("다.") + text.count("요.") + text.count("다.”")
    return max(0.0, len(text) - 2.0 * linked) * (1.0 if finished else 0.3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What is known of the page while its bodies are read."""

    hints: Hints
    host: str
    title: str | None
    description: str


def read_body(node: LexborNode, page: Reading, *, known: bool) -> Body:
    """The candidate in this block; a photo's caption where the block holds nothing else."""
    strip_dead(node)
    with_captions = node.html or ""
    strip_furniture(node, page.hints, page.host)
    strip_pictures(node)
    lines = lines_of(node.html or "")
    body = weigh(tidy(lines, title=page.title), page.description, known=known)
    if body.finished or len(body.tidied.text) >= SURE:
        return body
    captions = _caption(lines_of(with_captions))
    fuller = weigh(tidy(captions, title=page.title), page.description, known=known)
    return fuller if fuller.finished > body.finished else body


def _caption(lines: list[PageLine]) -> list[PageLine]:
    """Caption marks and credits off, so that a photo's caption can stand as the article."""
    return [
        PageLine(text=_CREDIT.sub("", _MARK.sub("", line.text)), linked=line.linked)
        for line in lines
    ]


_MARK = re.compile(r"^\s{0,3}[▲△▼◀▶]\s{0,2}")
_CREDIT = re.compile(
    r"\s{0,2}(?:20\d\d[.-]\s?\d{1,2}[.-]\s?\d{1,2}\.?\s{0,2})?(?:[/=ⓒ©|]|사진\s?[=:]).{0,30}$"
)
