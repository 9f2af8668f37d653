"""Pages that come as plain text: a portal page copied, a crawler's dump, a newspaper page.

    lines ─ blank runs counted ─ parts (one an article) ─ header | body | tail

Nothing but the text tells what is what, so the body is where the running sentences stand, the title
is the first headline in front of it, and what nobody wrote down stays None.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.text.bylines import byline_names
from bot.text.cleanup import PageLine, Tidied, is_sentence, tidy
from bot.text.lines import MAX_FURNITURE, TEXT_KINDS, LineKind, classify
from bot.text.paragraphs import drop_repeats, fold, join_columns, unwrap
from bot.text.sentences import sentence_spans

MAX_PARTS = 12
"""Articles read of one page."""

MAX_DUMP = 400_000
"""Code points read of one page."""

MAX_LINES = 4_000
"""Lines read of one page."""

MIN_PARAGRAPH = 30
"""A line of running text in a dump has at least this many code points."""

MIN_PART = 120
"""A part of a newspaper page with less running text is no article of its own."""

MIN_BRIEF = 40
"""A part between two signatures needs no more running text than this."""

_TITLE_LENGTH = range(8, 121)
_CONTINUED = re.compile(
    r"^[»▶>☞]{0,2}\s?\d{1,2}\s?면.{0,60}(?:계속|이어|이어짐)$|\d{1,2}면(?:에|에서|으로)\s?계속"
)
_KICKER = re.compile(r"^[〈<\[【(《].{1,40}[〉>\]】)》]$")
_CAPTION_PLACE = re.compile(r"\d{1,2}일.{0,160}(?:고|서)\s?있다\.$")
_BOARD = re.compile(r"\s(?:작성일|등록일|작성자|글쓴이|조회수?|추천|목록|댓글)(?=\s|$).*$")
_HEADING = re.compile(r"^\s{0,3}#{1,6}\s+")
# What ends the header of a page that lost its line breaks, and begins its tail.
_SEAM = re.compile(
    r"\s[|│]\s|\s(?=(?:본문|메뉴|컨텐츠)\s?바로가기)|(?<=바로가기)\s"
    r"|\s(?=(?:기사)?\s?(?:입력|승인|등록|송고|작성일?|발행)\s?[:：]?\s?20\d\d\s?[.\-/년])"
    r"|(?<=\d\d:\d\d)\s(?!\S{0,4}20\d\d)|\s(?=\[[^\[\]]{2,30}\s(?:기자|특파원)\])"
    r"|\s(?=\([가-힣·]{2,12}=[^()]{2,20}\))|\s(?=[<(\[]?\s?(?:저작권자|Copyright|[ⓒ©]))"
)
_HEADLINE_END = re.compile(r"[가-힣](?:나|까|다|듯|자|네)$|[?!]$")

_END = 500  # code points of the text's last paragraph in which its last line is looked for
_HELD = 8  # code points of a line that is known there


@dataclass(frozen=True, slots=True, kw_only=True)
class DumpPart:
    """One article of a dump.

    `around` are the lines that are not its text, for dates and outlets, `behind` those that follow
    its text.
    """

    title: str | None
    body: Tidied
    around: tuple[str, ...]
    behind: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    text: str
    kind: LineKind
    gap: int


def read_dump(text: str) -> tuple[DumpPart, ...]:
    """The articles of a plain-text page in page order; empty where no running text is found."""
    lines = _read(unwrap(text[:MAX_DUMP]))
    if not any(map(_is_paragraph, lines)):
        lines = [piece for line in lines for piece in _pieces(line)]
    lines = _mark_captions(lines)
    starts = _starts(lines)
    if len(starts) < 2:
        part = _part(lines, typeset=False)
        return (part,) if part else ()
    ends = [*starts[1:], len(lines)]
    parts = [_part(lines[start:end], typeset=True) for start, end in zip(starts, ends, strict=True)]
    return tuple(part for part in parts if part)[:MAX_PARTS]


def headline_of(lines: Sequence[str]) -> str | None:
    """The first line that reads like a headline, without board marks or a deck on the same line."""
    for line in lines:
        text = _BOARD.sub("", fold(line))
        if is_headline(text):
            return _without_deck(text)
    return None


def is_headline(text: str) -> bool:
    """Whether the line could head an article: of some length, no statement, no furniture."""
    if len(text) not in _TITLE_LENGTH or text.endswith(("다.", "요.")) or _KICKER.match(text):
        return False
    return classify(text) in TEXT_KINDS and " " in text


def _read(text: str) -> list[_Line]:
    lines: list[_Line] = []
    gap = 0
    for raw in text.split("\n")[:MAX_LINES]:
        line = fold(_HEADING.sub("", raw))
        if not line:
            gap += 1
            continue
        lines.append(_Line(text=line, kind=classify(line), gap=gap))
        gap = 0
    return lines


def _pieces(line: _Line) -> list[_Line]:
    """A page that lost its line breaks, cut at its sentences and where header and tail show."""
    if len(line.text) <= MAX_FURNITURE:
        return [line]
    pieces: list[str] = []
    for span in sentence_spans(line.text):
        pieces += _SEAM.split(line.text[span.start : span.end])
    return [
        _Line(text=piece.strip(), kind=classify(piece), gap=0) for piece in pieces if piece.strip()
    ]


def _is_paragraph(line: _Line) -> bool:
    return line.kind is LineKind.BODY and len(line.text) >= MIN_PARAGRAPH and is_sentence(line.text)


def _mark_captions(lines: list[_Line]) -> list[_Line]:
    """A sentence of place and date set apart from the paragraphs by wider gaps is a caption."""
    usual = _usual_gap(lines)
    marked: list[_Line] = []
    for place, line in enumerate(lines):
        after = lines[place + 1].gap if place + 1 < len(lines) else usual + 1
        apart = line.gap > usual and after > usual
        if apart and _is_paragraph(line) and _CAPTION_PLACE.search(line.text):
            marked.append(_Line(text=line.text, kind=LineKind.CAPTION, gap=line.gap))
        else:
            marked.append(line)
    return marked


def _usual_gap(lines: Sequence[_Line]) -> int:
    gaps = sorted(line.gap for line in lines if _is_paragraph(line))
    return gaps[(len(gaps) - 1) // 2] if gaps else 0


def _starts(lines: Sequence[_Line]) -> list[int]:
    """Where the articles of a newspaper page start; one start for a page with a single article.

    A signature followed by a headline and running text parts two articles; on a page that is parted
    so (or that continues another page) two header lines in a row between paragraphs do so too.
    """
    starts = [0]
    for place, line in enumerate(lines):
        if line.kind is LineKind.BYLINE and _opens(lines, place + 1):
            starts.append(place + 1)
    if len(starts) < 2 and not any(_CONTINUED.search(line.text) for line in lines):
        return starts
    starts += [
        place
        for place in range(1, len(lines) - 2)
        if _is_paragraph(lines[place - 1]) and _opens(lines, place) and _is_header(lines[place + 1])
    ]
    return _long_enough(sorted(set(starts)), lines)


def _opens(lines: Sequence[_Line], place: int) -> bool:
    """Whether an article starts here: a headline, perhaps more header, then a paragraph."""
    if place >= len(lines) or not is_headline(lines[place].text):
        return False
    following = place + 1
    while following < len(lines) and _is_header(lines[following]):
        following += 1
    return following < len(lines) and following - place <= 8 and _is_paragraph(lines[following])


def _is_header(line: _Line) -> bool:
    return line.kind in TEXT_KINDS and not _is_paragraph(line) and len(line.text) <= 60


def _long_enough(starts: list[int], lines: Sequence[_Line]) -> list[int]:
    kept = [starts[0]]
    for start, end in zip(starts[1:], [*starts[2:], len(lines)], strict=True):
        before = sum(len(line.text) for line in lines[kept[-1] : start] if _is_paragraph(line))
        here = sum(len(line.text) for line in lines[start:end] if _is_paragraph(line))
        least = MIN_BRIEF if _is_signed(lines, start, end) else MIN_PART
        if before >= MIN_PART and here >= least:
            kept.append(start)
    return kept


def _is_signed(lines: Sequence[_Line], start: int, end: int) -> bool:
    """Whether the part stands between two signatures: a brief of its own, however short."""
    signed = (line.kind is LineKind.BYLINE for line in lines[start:end])
    return lines[start - 1].kind is LineKind.BYLINE and any(signed)


def _part(lines: Sequence[_Line], *, typeset: bool) -> DumpPart | None:
    first = next((place for place, line in enumerate(lines) if _is_paragraph(line)), None)
    if first is None:
        return _brief(lines)
    header = [line for line in lines[:first] if line.kind is not LineKind.CAPTION]
    title = headline_of([line.text for line in header])
    body = _body(lines[first:], title=title, typeset=typeset)
    if not body.paragraphs:
        return None
    said = set(body.paragraphs)
    around = tuple(line.text for line in lines if line.text not in said)
    authors = body.authors or _first_names(header)
    return DumpPart(
        title=title,
        body=Tidied(paragraphs=body.paragraphs, authors=authors),
        around=around,
        behind=_behind(lines, body),
    )


def _behind(lines: Sequence[_Line], body: Tidied) -> tuple[str, ...]:
    """The lines behind the last one that the text's end holds, which may be joined of several."""
    end = body.paragraphs[-1][-_END:] if body.paragraphs else ""
    held = [
        place
        for place, line in enumerate(lines)
        if line.text[-_END:] in end and len(line.text) >= _HELD
    ]
    return tuple(line.text for line in lines[held[-1] + 1 :]) if held else ()


def _body(lines: Sequence[_Line], *, title: str | None, typeset: bool) -> Tidied:
    kept = [
        line
        for line in lines
        if line.kind is not LineKind.CAPTION and not _CONTINUED.search(line.text)
    ]
    body = tidy((PageLine(text=line.text) for line in kept), title=title)
    if not typeset:
        return body
    paragraphs = join_columns(drop_repeats(body.paragraphs))
    return Tidied(paragraphs=tuple(paragraphs), authors=body.authors)


def _brief(lines: Sequence[_Line]) -> DumpPart | None:
    """A page whose only text is a short line or two: a flash, or a caption under a photo."""
    texts = [
        line for line in lines if line.kind is LineKind.BODY and line.text.endswith((".", "”", '"'))
    ]
    if not texts:
        return None
    before = [line.text for line in lines[: lines.index(texts[0])]]
    body = tidy(PageLine(text=line.text) for line in texts)
    around = tuple(line.text for line in lines)
    title = headline_of(before)
    return DumpPart(title=title, body=body, around=around, behind=_behind(lines, body))


def _first_names(header: Sequence[_Line]) -> tuple[str, ...]:
    for line in header:
        if names := byline_names(line.text):
            return names
    return ()


def _without_deck(line: str) -> str:
    """A headline that has its deck behind it on one line (`A…B C…D`), cut where the first ends."""
    marks = [found.start() for found in re.finditer(r"…|\.\.\.", line)]
    if len(line) < 45 or len(marks) < 2:
        return line
    words_from = marks[0]
    for gap in (found.start() for found in re.finditer(" ", line[: marks[1]])):
        if gap > words_from and _HEADLINE_END.search(line[words_from:gap]):
            return line[:gap]
    return line
