"""A page's tree and the lines in it.

Lexbor does the parsing, pruning and serialising; the serialised (so well-formed) markup of one
block is then turned into lines with two linear patterns, which is several times cheaper than
walking its nodes.
"""

import re
from html import unescape
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.adapters.extract.hints import Hints
from bot.text.cleanup import PageLine

MAX_MARKUP = 2_000_000
"""Code points of markup that are parsed; the rest of a longer page is not read."""

MAX_UNCLOSED = 3_000
"""Elements left open; no newsroom's page has so many, and parsers take the square of them."""

FURNITURE_SHARE = 0.4
"""A block named like furniture that holds more of the body than this share is the body."""

_DEAD = [
    "script", "style", "noscript", "iframe", "svg", "button", "select", "input", "textarea",
    "template", "nav", "footer", "audio", "video", "object", "canvas", "label", "dialog",
]  # fmt: skip
_BREAKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "br",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_TAG = re.compile(r'<(/?)([a-zA-Z][a-zA-Z0-9-]*+)(?:[^>"]++|"[^"]*+")*+>')
_OPEN, _CLOSE = "\x02", "\x03"
_MARKUP = re.compile(
    r"<(?:!doctype|html|head|body|p|div|br|span|article|section|table|meta|script)\b", re.IGNORECASE
)


def is_markup(text: str) -> bool:
    """Whether the text holds real HTML elements, not just `<속보>` and the like."""
    return sum(1 for _ in islice(_MARKUP.finditer(text, 0, 200_000), 3)) == 3


def is_hostile(text: str) -> bool:
    """Whether the markup nests so deep that parsing it would cost out of all proportion."""
    tags = text.count("<")
    if tags <= MAX_UNCLOSED or tags - 2 * text.count("</") <= MAX_UNCLOSED:
        return False
    text = text.lower()
    opened = sum(text.count(f"<{name}") for name in _NESTING)
    return opened - sum(text.count(f"</{name}") for name in _NESTING) > MAX_UNCLOSED


_NESTING = (
    "div", "span", "a ", "a>", "b>", "i>", "font", "section", "article", "table", "td", "ul", "ol",
    "dl", "strong", "em>", "center", "figure", "blockquote", "svg", "form", "u>", "s>", "tt", "big",
    "small", "nobr", "code", "h1", "h2", "h3", "aside", "main", "button", "select", "noscript",
)  # fmt: skip


def parse(markup: str | bytes) -> LexborHTMLParser:
    """The tree of a page's markup, of MAX_MARKUP code points (or bytes, in UTF-8) at most.

    Lexbor reads UTF-8: bytes that are so already save a third of its time.
    """
    return LexborHTMLParser(markup[:MAX_MARKUP])


def strip_dead(tree: LexborHTMLParser | LexborNode) -> None:
    """Takes out what never holds text for readers (scripts, forms, players, navigation)."""
    tree.strip_tags(_DEAD, recursive=True)


def strip_elsewhere(tree: LexborHTMLParser, hints: Hints) -> None:
    """Takes comments, side columns and feet out of a page, but nothing that holds its headline."""
    for block in tree.css(hints.elsewhere):
        if block.tag not in ("html", "body", "main", "article") and not block.css("h1"):
            block.decompose()


def strip_furniture(node: LexborNode, hints: Hints, host: str) -> None:
    """Takes captions, cards, hidden and related blocks out of a body."""
    whole = max(1, len(node.text()))
    drop = ",".join((hints.furniture, hints.hidden, *hints.for_host(host).drop))
    for block in node.css(drop):
        if block.mem_id != node.mem_id and len(block.text()) <= whole * FURNITURE_SHARE:
            block.decompose()


def strip_pictures(node: LexborNode) -> None:
    """Takes pictures' own boxes out of a body, with the caption that stands in them.

    A box holds a picture, at most one sentence and little text. Where boxes hold much of the body
    (a photo essay) they stay.
    """
    whole = len(node.text())
    boxes: dict[int, LexborNode] = {}
    for picture in node.css("img")[:_MAX_PICTURES]:
        if (box := _picture_box(picture, node)) is not None:
            boxes[box.mem_id] = box
    if sum(len(box.text()) for box in boxes.values()) <= whole * FURNITURE_SHARE:
        for box in boxes.values():
            box.decompose()


_MAX_PICTURES = 40
_MAX_CAPTION = 200
_BOXES = frozenset(
    ["div", "table", "tbody", "tr", "td", "center", "span", "dl", "dd", "li", "section"]
)


def _picture_box(picture: LexborNode, body: LexborNode) -> LexborNode | None:
    box: LexborNode | None = None
    place = picture.parent
    while place is not None and place.mem_id != body.mem_id:
        text = place.text()
        if len(text) > _MAX_CAPTION or text.count("다.") > 1:
            break
        if place.tag in _BOXES:
            box = place
        place = place.parent
    return box


def lines_of(markup: str) -> list[PageLine]:
    """The lines of serialised markup, one a block or line break, with their share of links.

    Where a block holds its paragraphs as plain text with blank lines between, those part them.
    """
    if markup.count("&lt;/p&gt;") + markup.count("&lt;br") >= _ESCAPED_TAGS:
        markup = unescape(markup)  # a body that was put into the page with its tags escaped
    lines = _lines(markup.replace("\n", " "))
    if len(lines) == 1 and _BLANK_LINE.search(markup):
        return _lines(_BLANK_LINE.sub("<br>", markup))
    return lines


_ESCAPED_TAGS = 2
_BLANK_LINE = re.compile(r"\n[ \t\r]{0,20}\n")


def _lines(markup: str) -> list[PageLine]:
    text = _TAG.sub(_tag, _COMMENT.sub("", markup))
    lines: list[PageLine] = []
    linked = False
    for raw in unescape(text).split("\n"):
        if not raw or raw.isspace():
            continue
        line, linked = _line(raw, linked=linked)
        if line.text:
            lines.append(line)
    return lines


def _tag(tag: re.Match[str]) -> str:
    name = tag[2].lower()
    if name in _BREAKS:
        return "\n"
    if name == "a":
        return _CLOSE if tag[1] else _OPEN
    return ""


def _line(raw: str, *, linked: bool) -> tuple[PageLine, bool]:
    if not linked and _OPEN not in raw:
        return PageLine(text=raw.strip()), False
    inside = 0
    text = ""
    for piece in re.split(f"([{_OPEN}{_CLOSE}])", raw):
        if piece in (_OPEN, _CLOSE):
            linked = piece == _OPEN
        else:
            text += piece
            inside += len(piece.strip()) if linked else 0
    text = text.strip()
    return PageLine(text=text, linked=inside / len(text) if text else 0.0), linked
