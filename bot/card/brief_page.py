"""Briefs as an HTML page with inline styles: for mail, and for pasting into 한글 or Word.

Every text is escaped; there is no script, picture or link but the stories' own.
"""

from collections.abc import Iterable
from datetime import UTC
from html import escape

from bot.card.brief import (
    Brief,
    BriefStory,
    address,
    as_markdown,
    closing,
    facts_of,
    headline,
    remarks,
    sections,
    summary_line,
    title_of,
)
from bot.card.fit import line
from bot.model import Letter

_FONT = "font-family:'Malgun Gothic','Apple SD Gothic Neo','Noto Sans KR',sans-serif"
_CELL = "padding:6px 8px;border-bottom:1px solid #ddd;vertical-align:top;font-size:14px"
_HEAD = "padding:14px 8px 4px;text-align:left;font-size:15px;border-bottom:2px solid #444"
_SMALL = "color:#666;font-size:13px"


def as_page(brief: Brief) -> str:
    """The brief as one HTML document, a table row a story."""
    title = escape(headline(brief))
    notes = "".join(f'<p style="{_SMALL}">{escape(text)}</p>' for text in remarks(brief))
    ending = "".join(f'<p style="{_SMALL}">{escape(text)}</p>' for text in closing(brief))
    rows = "".join(_rows(brief))
    table = f'<table style="border-collapse:collapse;width:100%">{rows}</table>' if rows else ""
    return (
        '<!DOCTYPE html>\n<html lang="ko"><head><meta charset="utf-8">'
        f"<title>{title}</title></head>\n"
        f'<body style="{_FONT};color:#222;max-width:760px;margin:0 auto;padding:12px">\n'
        f'<h1 style="font-size:19px">{title}</h1>\n'
        f"<p>{escape(summary_line(brief))}</p>\n{notes}{table}\n"
        f"{ending}\n</body></html>\n"
    )


def as_letter(brief: Brief) -> Letter:
    """The brief as a letter; equal briefs have equal names."""
    return Letter(
        name=f"brief-{brief.until.astimezone(UTC):%Y%m%dT%H%MZ}",
        subject=headline(brief),
        text=as_markdown(brief),
        page=as_page(brief),
    )


def _rows(brief: Brief) -> Iterable[str]:
    for section, stories in sections(brief.stories):
        yield (
            f'<tr><th colspan="2" style="{_HEAD}">{escape(section)} {len(stories)}건</th></tr>\n'
        )
        for story in stories:
            facts = escape(facts_of(story, brief.until))
            terms = escape(", ".join(line(term, 60) for term in story.terms))
            yield (
                f'<tr><td style="{_CELL}">{_head(story)}'
                f'<br><span style="{_SMALL}">{facts}</span></td>'
                f'<td style="{_CELL};{_SMALL}">{terms}</td></tr>\n'
            )


def _head(story: BriefStory) -> str:
    title, url = escape(title_of(story)), address(story.url)
    return f'<a href="{escape(url)}" style="color:#0b57d0">{title}</a>' if url else title
