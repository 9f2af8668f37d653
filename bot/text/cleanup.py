"""From the lines of an article's block to its text: what only the neighbours of a line can tell.

lines ─ cut the tail ─ drop furniture ─ take signatures off ─ drop repeats ─ paragraphs
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.text.bylines import byline_names, split_head, split_tail
from bot.text.lines import TEXT_KINDS, LineKind, classify
from bot.text.paragraphs import drop_repeats, fold

MAX_LINES = 4_000
"""Lines read of one article."""

MAX_TEXT = 200_000
"""Code points kept of one article."""

LINKED = 0.6
"""From this share of linked text on an unfinished line is a link to something else."""

_TAIL_STARTS_AT = 0.4
"""Signatures and copyright end an article only behind this share of its text."""

_AFTER_SIGNATURE = 0.25
"""An article goes on behind a signature if at least this share of its text follows."""

_LOOSE_END = 3
_LOOSE_LENGTH = 40

_INLINE = re.compile(
    r"(?<=[가-힣])기사\s?모아보기|\[?\s?이미지\s?(?:크게|확대)\s?보기\s?\]?|이미지\s?확대하기?"
)
_FINISHED = re.compile(r"[.?!…][”’\"')\]〉>]{0,2}$")
_LETTERS = re.compile(r"\W+")
_WEAK_RELATED = re.compile(r"^[▶►]")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLine:
    """One line of a page. `linked` is the share of its text that lies inside links."""

    text: str
    linked: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tidied:
    """An article's paragraphs, and the names that signed it."""

    paragraphs: tuple[str, ...]
    authors: tuple[str, ...]

    @property
    def text(self) -> str:
        """The paragraphs, one a line."""
        return "\n".join(self.paragraphs)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    text: str
    kind: LineKind
    linked: float


def tidy(lines: Iterable[PageLine], *, title: str | None = None) -> Tidied:
    """The article in these lines, without what stands around it; at most MAX_TEXT code points."""
    read = _cut_tail(_read(lines))
    authors: list[str] = []
    paragraphs: list[str] = []
    for line in read:
        if line.kind in (LineKind.BYLINE, LineKind.DATELINE):
            authors += byline_names(line.text) or split_head(line.text)[0]
        elif line.kind in TEXT_KINDS and not _repeats_title(line.text, title, paragraphs):
            paragraphs.append(line.text)
    paragraphs, signed = _unsign(_without_loose_end(paragraphs))
    return Tidied(
        paragraphs=tuple(_within(drop_repeats(paragraphs), MAX_TEXT)),
        authors=tuple(dict.fromkeys(signed + authors)),
    )


def _read(lines: Iterable[PageLine]) -> list[_Line]:
    read: list[_Line] = []
    for line in lines:
        text = _without_copyright(fold(_without_buttons(line.text)))
        if not text:
            continue
        read.append(_Line(text=text, kind=_kind(text, line.linked), linked=line.linked))
        if len(read) == MAX_LINES:
            break
    listing = not any(is_sentence(line.text) for line in read)
    marked = [
        _keep_marked(line, read[place + 1 : place + 4], listing=listing)
        for place, line in enumerate(read)
    ]
    return [_caption_alone(line, marked, place) for place, line in enumerate(marked)]


def _without_buttons(text: str) -> str:
    """The line without labels of buttons that stand between its words."""
    return _INLINE.sub("", text) if "모아" in text or "이미지" in text else text


def _without_copyright(text: str) -> str:
    """A line whose last sentence has the copyright notice glued behind it, without the notice."""
    if not any(mark in text for mark in ("ⓒ", "©", "저작권자", "Copyright")):
        return text
    notice = _NOTICE.search(text, max(0, len(text) - _NOTICE_LENGTH))
    return text[: notice.start()].rstrip() if notice and notice.start() > _NOTICE_FROM else text


_NOTICE_LENGTH = 200
_NOTICE_FROM = 40
_NOTICE = re.compile(
    r"(?<=[.”\"'\])a-z])\s{0,3}[<\[(]?\s?(?:저작권자|Copyright|[ⓒ©](?=.{0,60}(?:무단|금지|[Rr]eserved))).{0,160}$"
)


def _caption_alone(line: _Line, lines: Sequence[_Line], place: int) -> _Line:
    """A short unfinished line marked ▲ with no other beside it stands under a picture."""
    if line.kind not in TEXT_KINDS or not _MARKED.match(line.text):
        return line
    beside = [lines[near].text for near in (place - 1, place + 1) if 0 <= near < len(lines)]
    if any(text.startswith(("▲", "△")) for text in beside):
        return line
    return _Line(text=line.text, kind=LineKind.CAPTION, linked=line.linked)


_MARKED = re.compile(r"▲[^▲.]{2,100}$")


def _kind(text: str, linked: float) -> LineKind:
    kind = classify(text)
    if kind in TEXT_KINDS and linked >= LINKED and not _FINISHED.search(text):
        return LineKind.RELATED
    return kind


def _keep_marked(line: _Line, rest: Sequence[_Line], *, listing: bool) -> _Line:
    """A line marked ▶ that is no link and has text behind it heads a part of the article.

    In a `listing` (appointments, prize winners) such lines are the text.
    """
    if line.kind is not LineKind.RELATED or line.linked >= LINKED:
        return line
    if _WEAK_RELATED.match(line.text) and (
        listing or any(is_sentence(later.text) for later in rest)
    ):
        return _Line(text=line.text, kind=LineKind.SUBHEAD, linked=line.linked)
    return line


def _cut_tail(lines: list[_Line]) -> list[_Line]:
    """The lines up to where the article ends: copyright, links to others, the last signature."""
    total = sum(len(line.text) for line in lines if line.kind in TEXT_KINDS)
    if not total:
        return lines
    seen = 0
    for place, line in enumerate(lines):
        if line.kind in TEXT_KINDS:
            seen += len(line.text)
        elif seen >= total * _TAIL_STARTS_AT and _ends(line, lines[place + 1 :], total):
            return lines[: place + 1 + _more_signatures(lines[place + 1 :])]
    return lines


def _more_signatures(rest: Sequence[_Line]) -> int:
    """How many lines right behind the end sign the article too."""
    return next(
        (place for place, line in enumerate(rest) if line.kind is not LineKind.BYLINE), len(rest)
    )


def _ends(line: _Line, rest: Sequence[_Line], total: int) -> bool:
    if line.kind is LineKind.COPYRIGHT:
        return True
    if line.kind not in (LineKind.BYLINE, LineKind.RELATED):
        return False
    if line.kind is LineKind.RELATED and line.linked >= LINKED and _goes_on(rest):
        return False
    following = sum(len(later.text) for later in rest if is_sentence(later.text))
    return following < total * _AFTER_SIGNATURE


def _goes_on(rest: Sequence[_Line]) -> bool:
    """Whether the text goes on right behind a lone link: with a plain statement of its own."""
    following = rest[0] if rest else None
    return (
        following is not None
        and following.kind is LineKind.BODY
        and following.linked < LINKED
        and len(following.text) >= _STATEMENT
        and following.text.endswith(("다.", "다.”", '다."'))
    )


_STATEMENT = 40


def is_sentence(text: str) -> bool:
    """Whether the line reads as running text: of some length and finished."""
    return len(text) >= 25 and _FINISHED.search(text) is not None


def _repeats_title(text: str, title: str | None, before: Sequence[str]) -> bool:
    """Only in front of the first paragraph is the title furniture; later it may be a quote."""
    return bool(title) and len(before) < 2 and letters(text) == letters(title or "")


def letters(text: str) -> str:
    """The text's letters and digits alone, lower case, for comparing headlines."""
    return _LETTERS.sub("", text).casefold()


def _unsign(paragraphs: list[str]) -> tuple[list[str], list[str]]:
    """The paragraphs without signatures at the first one's head and the last ones' tails."""
    names: list[str] = []
    for place in _edges(len(paragraphs)):
        signed, paragraphs[place] = split_head(paragraphs[place])
        names += signed
        signed, paragraphs[place] = split_tail(paragraphs[place])
        names += signed
    return [paragraph for paragraph in paragraphs if paragraph], names


def _without_loose_end(paragraphs: list[str]) -> list[str]:
    """The paragraphs without up to three short loose lines behind the last sentence."""
    last = max((place for place, text in enumerate(paragraphs) if is_sentence(text)), default=-1)
    loose = paragraphs[last + 1 :]
    if last < 1 or len(loose) > _LOOSE_END or any(len(text) > _LOOSE_LENGTH for text in loose):
        return paragraphs
    return [*paragraphs[: last + 1], *(text for text in loose if text.endswith((".", "”", '"')))]


def _edges(count: int) -> list[int]:
    return sorted({0, 1, count - 2, count - 1} & set(range(count)))


def _within(paragraphs: Sequence[str], limit: int) -> list[str]:
    kept: list[str] = []
    for paragraph in paragraphs:
        limit -= len(paragraph) + 1
        if limit < 0:
            break
        kept.append(paragraph)
    return kept or [paragraphs[0][:MAX_TEXT]] if paragraphs else []
