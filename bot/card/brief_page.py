"""Briefs as HTML: a letter that survives Outlook and Gmail, and a table for 한글 and Word.

Layout by tables with inline styles, since Outlook lays out with Word and Gmail drops style sheets
that it does not like. Every text is escaped; there is no script, no link but the stories' own, and
no picture but those of the letter itself.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC
from html import escape

from bot.card.brief import (
    HEADINGS,
    Brief,
    BriefStory,
    ShownSection,
    address,
    as_rows,
    closing,
    facts_of,
    headline,
    remarks,
    shown_sections,
    summary_line,
    title_of,
)
from bot.card.brief_message import NEVER_TOLD
from bot.card.brief_text import as_text
from bot.card.fit import line
from bot.model import Drawing, Letter

LETTER_BYTES = 95_000
"""UTF-8 bytes of a letter's page; Gmail hides what stands behind the first 102,400."""

WIDTH = 680  # pixels; narrower screens take their own width
_ROOM_FOR_REST = 4_000  # bytes of head, closing words and what is left out
_FONT = "font-family:'Malgun Gothic','Apple SD Gothic Neo','Noto Sans KR',sans-serif"
_HEAD = "padding:18px 0 6px;border-bottom:2px solid #333;font-size:16px;font-weight:bold"
_CELL = "padding:9px 0;border-bottom:1px solid #ddd;font-size:15px;line-height:1.45"
_SMALL = "color:#555;font-size:13px;line-height:1.5"
_GRID = "border:1px solid #999;padding:4px 6px;vertical-align:top;font-size:10pt"


def as_page(
    brief: Brief, drawings: Sequence[Drawing] = (), *, most_bytes: int | None = None
) -> str:
    """The brief as one HTML document, a table row a story.

    What would pass `most_bytes` is left out from the end and counted.
    """
    title = escape(headline(brief))
    top = [f'<p style="margin:0 0 6px;font-size:15px">{escape(summary_line(brief))}</p>']
    top += [_paragraph(text, "margin:0 0 4px;font-size:14px") for text in remarks(brief)]
    rows = [*_rows(shown_sections(brief))]
    kept = rows if most_bytes is None else _kept(rows, most_bytes - _ROOM_FOR_REST)
    left = sum(row.stories for row in rows) - sum(row.stories for row in kept)
    if left:
        rest = NEVER_TOLD.format(count=left)
        kept.append(_Row(f'<tr><td style="{_CELL};{_SMALL}">{rest}</td></tr>\n', 0))
    ending = "".join(_paragraph(text, f"margin:10px 0 0;{_SMALL}") for text in closing(brief))
    pictures = "".join(_picture(drawing) for drawing in drawings)
    body = "".join([*top, pictures, _table("".join(row.html for row in kept)), ending])
    return (
        '<!DOCTYPE html>\n<html lang="ko"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{title}</title></head>\n"
        f'<body style="margin:0;padding:0;background:#fff;{_FONT};color:#222">\n'
        f"{_frame(_heading(title) + body)}\n</body></html>\n"
    )


def as_letter(brief: Brief, drawings: Sequence[Drawing] = ()) -> Letter:
    """The brief as a letter; equal briefs have equal names."""
    return Letter(
        name=f"{brief.edition.value}-brief-{brief.until.astimezone(UTC):%Y%m%dT%H%MZ}",
        subject=headline(brief),
        text=as_text(brief),
        page=as_page(brief, drawings, most_bytes=LETTER_BYTES),
        drawings=tuple(drawings),
    )


def as_grid(brief: Brief) -> str:
    """The rows as a table with lines, which 한글 and Word take over as a table of theirs."""
    names = (HEADINGS.section, HEADINGS.title, HEADINGS.outlets, HEADINGS.time)
    head = "".join(
        f'<th style="{_GRID};background:#eee;white-space:nowrap">{name}</th>'
        for name in (*names, HEADINGS.terms, HEADINGS.marks)
    )
    rows = "".join(
        f'<tr><td style="{_GRID};white-space:nowrap">{escape(row.section)}</td>'
        f'<td style="{_GRID}">{_linked(escape(row.title), row.url)}</td>'
        + "".join(
            f'<td style="{_GRID}{wrap}">{escape(text)}</td>'
            for text, wrap in (
                (row.outlets, ""),
                (row.time, ";white-space:nowrap"),
                (row.terms, ""),
                (row.marks, ";white-space:nowrap"),
            )
        )
        + "</tr>\n"
        for row in as_rows(brief)
    )
    title = escape(headline(brief))
    return (
        f'<!DOCTYPE html>\n<html lang="ko"><head><meta charset="utf-8"><title>{title}</title></head>'
        f'\n<body style="{_FONT}">\n<table style="border-collapse:collapse">\n'
        f"<tr>{head}</tr>\n{rows}</table>\n</body></html>\n"
    )


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the letter's table, and how many stories it tells."""

    html: str
    stories: int


def _kept(rows: Sequence[_Row], room: int) -> list[_Row]:
    kept: list[_Row] = []
    for row in rows:
        room -= len(row.html.encode())
        if room < 0:
            break
        kept.append(row)
    return kept


def _rows(sections: Iterable[ShownSection]) -> Iterable[_Row]:
    for section in sections:
        yield _Row(f'<tr><th align="left" style="{_HEAD}">{escape(section.heading)}</th></tr>\n', 0)
        for story in section.stories:
            yield _Row(_story(story, section), 1)
        if section.rest:
            rest = f'<tr><td style="{_CELL};{_SMALL}">{escape(section.rest)}</td></tr>\n'
            yield _Row(rest, 0)


def _story(story: BriefStory, section: ShownSection) -> str:
    facts = escape(facts_of(story, section.now))
    terms = escape(", ".join(line(term, 60) for term in story.terms))
    small = " · ".join(part for part in (facts, terms) if part)
    title = f'<span style="font-weight:bold">{escape(title_of(story))}</span>'
    head = _linked(title, story.url)
    return f'<tr><td style="{_CELL}">{head}<br><span style="{_SMALL}">{small}</span></td></tr>\n'


def _linked(text: str, url: str) -> str:
    """The text, which is HTML already, as a link where the address is one of the web."""
    found = address(url)
    if not found:
        return text
    return f'<a href="{escape(found)}" style="color:#0b57d0;text-decoration:none">{text}</a>'


def _picture(drawing: Drawing) -> str:
    return (
        f'<p style="margin:12px 0"><img src="cid:{escape(drawing.name)}" width="{WIDTH}" '
        f'alt="{escape(drawing.alt)}" style="display:block;width:100%;max-width:{WIDTH}px;'
        'height:auto;border:0"></p>\n'
    )


def _heading(title: str) -> str:
    return f'<h1 style="margin:0 0 10px;font-size:20px;line-height:1.3">{title}</h1>\n'


def _paragraph(text: str, style: str) -> str:
    return f'<p style="{style}">{escape(text)}</p>\n'


def _table(rows: str) -> str:
    if not rows:
        return ""
    return (
        '<table width="100%" cellpadding="0" cellspacing="0" border="0" '
        f'style="width:100%;border-collapse:collapse">\n{rows}</table>\n'
    )


def _frame(body: str) -> str:
    """The body in a column of WIDTH: by max-width, and for Outlook, which knows none, by a table."""
    return (
        f'<!--[if mso]><table align="center" width="{WIDTH}"><tr valign="top"><td><![endif]-->\n'
        f'<div style="max-width:{WIDTH}px;margin:0 auto;padding:16px">\n{body}</div>\n'
        "<!--[if mso]></td></tr></table><![endif]-->"
    )
