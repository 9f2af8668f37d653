"""From a page's bytes to its articles.

bytes ─ text ─┬─ markup ─ meta data ─ body: known blocks › densest block › JSON › trafilatura
              └─ plain text ─ parts ─ header | body | tail
"""

import codecs
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache, partial
from itertools import groupby, islice

from selectolax.lexbor import LexborHTMLParser

from bot.adapters.extract import metadata
from bot.adapters.extract.bodies import (
    MIN_BODY,
    SURE,
    Body,
    Reading,
    dense_body,
    known_bodies,
    loose_bodies,
    read_body,
    weigh,
)
from bot.adapters.extract.dates import first_published, published_of, url_date
from bot.adapters.extract.fallback import trafilatura_lines
from bot.adapters.extract.farewell import says_farewell
from bot.adapters.extract.further import further_pages
from bot.adapters.extract.hints import Hints, outlet_table, page_hints
from bot.adapters.extract.lists import is_list
from bot.adapters.extract.markup import (
    MAX_MARKUP,
    is_hostile,
    is_markup,
    lines_of,
    parse,
    strip_dead,
    strip_elsewhere,
)
from bot.adapters.extract.metadata import Head
from bot.adapters.extract.paywall import invites_near, is_teaser, without_invitations
from bot.adapters.extract.structured import (
    bodies_in_json,
    dates_in_state,
    lines_from,
    read_facts,
    signatures_in_state,
)
from bot.adapters.extract.titles import title_of
from bot.model import Extracted, Extraction, Page
from bot.text.bylines import byline_names, desk_name, split_head
from bot.text.cleanup import PageLine, Tidied, letters, tidy
from bot.text.decode import Decoded, decode, is_binary
from bot.text.dumps import DumpPart, headline_of, read_dump
from bot.text.lines import LineKind, classify
from bot.text.paragraphs import fold
from bot.text.refusals import refusal_in
from bot.text.timestamps import Stamp, parse_timestamp
from bot.urls import host as host_of

MAX_BYTES = 8_000_000
"""Longer documents are no article pages."""

_TRUNCATED = 1.3
_DAY = timedelta(days=1)
_HEAD_TAGS = re.compile(r"<(?:html|head|title|meta)\b", re.IGNORECASE)
_INLINE = ("span", "em", "strong", "b", "a", "i", "time")
_WORDS = re.compile(r"[A-Za-z][A-Za-z0-9.-]{2,30}|[가-힣]{2,12}")


def extract_page(page: Page) -> Extraction:
    """The page's articles in page order, or why there is none; raises nothing.

    Reasons: `empty`, `too_large`, `not_html` (a picture, an archive), `hostile` (nested beyond measure), `list` (a front page, a section, a
    search), `missing`, `login` and `blocked` (a refusal that came as a page), `no_body` (nothing
    reads like an article: pages that scripts draw).
    """
    if not page.body.strip():
        return Extraction(articles=(), reason="empty")
    if len(page.body) > MAX_BYTES:
        return Extraction(articles=(), reason="too_large")
    decoded = decode(page.body, page.content_type)
    text = decoded.text
    if is_binary(page.body, text):
        return Extraction(articles=(), reason="not_html")
    if is_hostile(text):
        return Extraction(articles=(), reason="hostile")
    found = _held(text, _markup(page.body, decoded), page.url)
    told = any(len(article.text) >= _WHOLE for article in found.articles)
    return found if told else replace(found, farewell=says_farewell(text))


_WHOLE = 600
"""A page with an article of so many code points has not lost it; farewells are short."""


def _markup(body: bytes, decoded: Decoded) -> str | bytes:
    """What the tree is made of: the very bytes where they are clean UTF-8."""
    clean = decoded.encoding == "utf-8" and not decoded.notes and len(body) <= MAX_MARKUP
    return body.removeprefix(codecs.BOM_UTF8) if clean else decoded.text


def _held(text: str, markup: str | bytes, url: str) -> Extraction:
    """What the page holds, without what is too short."""
    found = _from_markup(text, markup, url) if is_markup(text) else _from_dump(text, url)
    kept = tuple(article for article in found.articles if len(article.text) >= MIN_BODY)
    return replace(found, articles=kept, reason=None if kept else found.reason or "no_body")


def _from_dump(text: str, url: str) -> Extraction:
    parts = read_dump(text)
    common = _outlet_in([line for part in parts for line in part.around], url)
    if len(parts) == 1 and (refusal := refusal_in(parts[0].body.paragraphs)):
        return Extraction(articles=(), reason=refusal.value)
    return Extraction(articles=tuple(_dumped(part, url, common) for part in parts))


def _dumped(part: DumpPart, url: str, common: str | None) -> Extracted:
    stamp = first_published(part.around) or url_date(url)
    paragraphs = without_invitations(part.body.paragraphs, page_hints())
    invited = invites_near(part.behind, page_hints())
    return Extracted(
        title=part.title,
        outlet=_outlet_in(part.around, url) or common,
        author=", ".join(part.body.authors) or None,
        published_at=stamp.at if stamp else None,
        text="\n".join(paragraphs),
        teaser=invited or len(paragraphs) < len(part.body.paragraphs),
    )


def _outlet_in(lines: Sequence[str], url: str) -> str | None:
    """The outlet that the lines around a text name: alone, in the copyright, in an address."""
    table = outlet_table()
    if known := table.by_url(url):
        return known.name
    for line in lines:
        if known := table.by_name(line):
            return known.name
    telling = sorted((line for line in lines if _evidence(line) < 2), key=_evidence)
    return next((name for line in telling if (name := _named_in(line))), None)


def _evidence(line: str) -> int:
    kind = classify(line)
    if kind is LineKind.COPYRIGHT:
        return 0
    return 1 if kind in (LineKind.BYLINE, LineKind.STAMP, LineKind.CREDITS) else 2


def _named_in(line: str) -> str | None:
    table = outlet_table()
    for word in _WORDS.findall(line):
        known = table.by_host(word) if "." in word else table.by_name(word)
        if known:
            return known.name
    return None


def _from_markup(text: str, markup: str | bytes, url: str) -> Extraction:
    hints, table, host = page_hints(), outlet_table(), host_of(url)
    tree = parse(markup)
    further = further_pages(tree, url)
    head = metadata.read_head(tree, read_facts(text), hints)
    sites = metadata.site_names(head, table, host)
    whole = bool(_HEAD_TAGS.search(text[:20_000]))
    title = title_of(metadata.titles_of(head), sites, tree, hints) if whole else None
    page = Reading(hints=hints, host=host, title=title, description=head.description)
    body = _best_body(text, tree, head, page) or _flash(title, parse(markup), hints)
    if not metadata.says_article(head) and (reason := _why_none(body, text, url)):
        return Extraction(articles=(), reason=reason)
    if body is None:
        return Extraction(articles=())
    teaser = is_teaser(text, head, body, hints)
    paragraphs = without_invitations(body.tidied.paragraphs, hints)
    around = cache(partial(_around, markup, body))
    if title is None and not whole:
        title = headline_of(around())
    outlet = metadata.outlet_of(head, table, url, host) or _outlet_in(around(), url)
    if outlet is None and not table.is_portal(host):
        outlet = metadata.copyright_holder(around())
    article = Extracted(
        title=title,
        outlet=outlet,
        author=_authors(text, head, body, around),
        published_at=_published(head, around, url, text),
        text="\n".join(paragraphs),
        teaser=teaser or len(paragraphs) < len(body.tidied.paragraphs),
    )
    return Extraction(articles=(article,), further=further)


def _why_none(body: Body | None, text: str, url: str) -> str | None:
    """Why a page whose meta data speak of no article holds none; None where it may hold one."""
    if (body is None or not body.settled) and is_list(text, url):
        return "list"
    refusal = refusal_in(body.tidied.paragraphs) if body else None
    return refusal.value if refusal else None


def _flash(title: str | None, tree: LexborHTMLParser, hints: Hints) -> Body | None:
    """A flash is all in its headline: its body says that more follows, or nothing."""
    if title is None or not _FLASH.match(title):
        return None
    block = next((found for selector in hints.bodies if (found := tree.css(selector))), None)
    if block is None:
        return None
    names, said = split_head(fold(block[0].text(separator=" ")))
    if len(said) > _FLASH_LENGTH:
        return None
    text = said if len(said) >= MIN_BODY and "후속 기사" not in said else title
    return Body(
        tidied=Tidied(paragraphs=(text,), authors=names), worth=1, known=True, described=True
    )


_FLASH = re.compile(r"[\[(<【]\s?(?:속보|긴급|[1-3]보|상보)")
_FLASH_LENGTH = 120


def _around(markup: str | bytes, body: Body) -> list[str]:
    """The page's visible lines in order, with an empty one where the article's paragraphs stand.

    Parses anew, since reading the body took the tree apart; few pages need these lines.
    """
    tree = parse(markup)
    strip_dead(tree)
    root = tree.body or tree.root
    shown = (root.html if root else None) or ""
    for name in _INLINE:
        shown = shown.replace(f"</{name}>", f" </{name}>")
    said = {letters(paragraph)[:80] for paragraph in body.tidied.paragraphs}
    lines = ("" if letters(line.text)[:80] in said else line.text for line in lines_of(shown))
    return [line for line, _ in groupby(lines)]


def _authors(text: str, head: Head, body: Body, around: Callable[[], Sequence[str]]) -> str | None:
    names = metadata.authors_of(head, _is_house) or body.tidied.authors
    if not names:
        names = next((signed for line in head.signatures if (signed := byline_names(line))), ())
    if not names:
        names = next((signed for line in around()[:80] if (signed := byline_names(line))), ())
    if not names:
        desks = (desk for line in (*head.signatures, *around()) if (desk := desk_name(line)))
        names = tuple(islice(desks, 1))
    if not names:
        signatures = signatures_in_state(text)
        names = next((signed for line in signatures if (signed := byline_names(line))), ())
    return ", ".join(names) or None


def _is_house(name: str) -> bool:
    return outlet_table().by_name(name) is not None


def _published(
    head: Head, around: Callable[[], Sequence[str]], url: str, text: str
) -> datetime | None:
    stamp = published_of(metadata.stamps_of(head), around, url, text)
    if stamp and stamp.has_time:
        return stamp.at
    if exact := _state_date(text, stamp):
        return exact.at
    return stamp.at if stamp else _picture_date(text)


def _state_date(text: str, day: Stamp | None) -> Stamp | None:
    """The time in the page's embedded data: of the known day, or the only one there is."""
    stamps = [stamp for raw in dates_in_state(text) if (stamp := parse_timestamp(raw))]
    timed = [stamp for stamp in stamps if stamp.has_time]
    if day is None:
        return timed[0] if len(timed) == 1 else None
    return next((stamp for stamp in timed if day.at <= stamp.at < day.at + _DAY), None)


def _picture_date(text: str) -> datetime | None:
    """The moment in the address of a portal's copy of the article's first picture."""
    for pattern in page_hints().images:
        if (found := pattern.search(text)) and (stamp := parse_timestamp(found[1])):
            return stamp.at
    return None


def _best_body(text: str, tree: LexborHTMLParser, head: Head, page: Reading) -> Body | None:
    """The worthiest candidate; the cheap ones first, the dear ones only where those are weak."""
    best: Body | None = None
    steady: Body | None = None
    for body in _in_tree(tree, page):
        best = _worthier(best, body)
        if body.known and body.settled:
            steady = _worthier(steady, body)
        if best.sure:
            break
    if best and steady and not best.known and is_list(text, ""):
        best = steady  # cards of others outweigh a short article
    if best and best.finished >= SURE:
        return _completed(best, head, page)
    for body in _in_scripts(text, head, page):
        best = _worthier(best, body)
        if best.finished >= SURE:
            return best
    if best is None or not best.settled:
        with suppress(Exception):  # whatever a library trips over, the page stays readable or not
            found = tidy(trafilatura_lines(text), title=page.title)
            best = _worthier(best, weigh(found, page.description))
    return best if best and best.credible else None


def _worthier(best: Body | None, other: Body) -> Body:
    if best is None:
        return other
    return max(best, other, key=lambda body: (body.credible, body.worth))


def _completed(best: Body, head: Head, page: Reading) -> Body:
    """The body, or schema.org's where that goes on behind a paywall's cut."""
    told = head.facts.body
    if told and len(told) > _TRUNCATED * len(best.tidied.text):
        return _worthier(best, _told(lines_from(told), page))
    return best


def _in_tree(tree: LexborHTMLParser, page: Reading) -> Iterator[Body]:
    for node in known_bodies(tree, page.hints, page.host):
        yield read_body(node, page, known=True)
    strip_dead(tree)
    strip_elsewhere(tree, page.hints)
    for node in loose_bodies(tree, page.hints):
        yield read_body(node, page, known=False)
    if (dense := dense_body(tree)) is not None:
        yield read_body(dense, page, known=False)


def _in_scripts(text: str, head: Head, page: Reading) -> Iterator[Body]:
    if head.facts.body:
        yield _told(lines_from(head.facts.body), page)
    for lines in bodies_in_json(text):
        yield _told(lines, page)


def _told(lines: Sequence[PageLine], page: Reading) -> Body:
    return weigh(tidy(lines, title=page.title), page.description, known=True)
