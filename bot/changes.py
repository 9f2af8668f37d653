"""What became of a told article: its page looked at again, beside what was read of it.

the page ─┬─ still holds the article ─┬─ another headline ─── HEADLINE
          │                           ├─ a correction in it ─ CORRECTED
          │                           └─ anything else ────── SAME (an edit is no news)
          ├─ 404, 410, a farewell, the front page ─────────── MISSING (a suspicion, to be confirmed)
          └─ anything else ────────────────────────────────── UNCLEAR (nothing is concluded)
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from html import unescape
from urllib.parse import urlsplit

from bot.card.flags import Flag, flags, without_flags
from bot.model import Article, Extracted, Extraction
from bot.urls import canonical, fold_title

HELD = 0.3  # of the article's text that a page must still hold to be its page
GRAM, STRIDE, GRAMS = 12, 20, 200  # letters of a sample, letters between two, samples at most
SENTENCE_LIMIT = 200  # code points of a correction that are told
GONE_REASONS = frozenset(("missing", "gone"))  # a page reader's words for 404 and 410

_CORRECTING = re.compile(
    r"\A[\W_]{0,6}(?:정정\s?보도|반론\s?보도|추후\s?보도|바로\s?잡습니다|정정합니다)"
    r"|(?:바로\s?잡습니다|바로\s?잡았습니다|정정합니다|정정했습니다|수정했습니다)\W{0,3}\Z"
)
_FRONT = re.compile(r"/?(?:(?:index|main|home|default)(?:\.\w{2,5})?/?)?", re.IGNORECASE)


_CORRECTION_TITLE = re.compile(
    r"\A\W{0,3}(?:정정\s?보도문?|반론\s?보도문?|추후\s?보도문?|바로\s?잡습니다|정정합니다)"
    r"|(?:정정\s?보도문?|반론\s?보도문?|추후\s?보도문?|바로\s?잡습니다|정정합니다)\W{0,2}\Z"
)
_QUOTED = re.compile(
    r"[‘“「『〈《<\[\"']([^‘’“”「」『』〈〉《》<>\[\]\n]{8,150})[’”」』〉》>\]\"']"
)
# Which telling it is, as agencies count them, and what came with it: (종합4보), [3보], <영상>.
_TELLING = re.compile(
    r"[\[(<〈【＜]\s{0,2}(?:(?:재?종합|속보|긴급)\s?(?:\d{1,2}\s?보)?|\d{1,2}\s?보|수정\d?|재송|업데이트|"
    r"update|(?:동)?영상|그래픽|화보|포토|표|현장)\s{0,2}[\])>〉】＞]",
    re.IGNORECASE,
)
_STATUS = re.compile(r"\A\s*(?:단독|속보|긴급|정정보도|바로잡습니다)\s?[|:ㅣ]")
_PARTED = re.compile(r"\s*[|｜ㅣ]\s*|\s+(?:[<>:–—·-]|::)\s+")
_DOTS = ("…", "...", "⋯")
WHOLE_LETTERS = 8  # letters and digits that a headline has at least, to be known in a longer one
QUOTE_LETTERS = 8  # letters and digits of a quote that may be a headline
QUOTES = 6  # looked for


class Change(StrEnum):
    """What a look at a told article's page came to."""

    SAME = "same"
    HEADLINE = "headline"
    CORRECTED = "corrected"
    MISSING = "missing"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The change, with the new headline or the correction's sentence as its evidence."""

    change: Change
    evidence: str = ""


def compare(article: Article, url: str, page: Extraction) -> tuple[Finding, ...]:
    """What the page, fetched from the article's address and found at `url`, says of the article.

    At least one finding; a headline may change beside a correction.
    """
    held = _of(article, page)
    if not held:
        is_lost = page.farewell or _is_front(article.url, url)
        return (Finding(change=Change.MISSING if is_lost else Change.UNCLEAR),)
    found = max(held, key=lambda each: (_same_headline(article, each), _share(article, each)))
    findings = []
    if sentence := _correction(article, found):
        findings.append(Finding(change=Change.CORRECTED, evidence=sentence))
    if len(page.articles) == 1 and found.title and _is_new_headline(article, found.title):
        findings.append(Finding(change=Change.HEADLINE, evidence=found.title))
    return tuple(findings) or (Finding(change=Change.SAME),)


def holds(article: Article, page: Extraction) -> bool:
    """Whether the page still is the article's."""
    return bool(_of(article, page))


def _of(article: Article, page: Extraction) -> list[Extracted]:
    """What on the page is the article: by its text, or by its headline unless it says farewell."""
    return [
        each
        for each in page.articles
        if _share(article, each) >= HELD
        or (_same_headline(article, each) and each.text.strip() and not page.farewell)
    ]


def _share(article: Article, found: Extracted) -> float:
    """How much of the article's text the found text still holds, by samples of its letters."""
    before, after = fold_title(article.text), fold_title(found.text)
    starts = range(0, max(1, len(before) - GRAM + 1), STRIDE)[:GRAMS]
    samples = [before[start : start + GRAM] for start in starts]
    kept = [sample for sample in samples if len(sample) == GRAM]
    return sum(sample in after for sample in kept) / len(kept) if kept else 0.0


def _same_headline(article: Article, found: Extracted) -> bool:
    return bool(found.title) and not _differs(article, found.title or "")


def is_headed_otherwise(article: Article, title: str) -> bool:
    """Whether this title is another than those that the article is known by."""
    return bool(title) and _differs(article, title)


def _is_new_headline(article: Article, title: str) -> bool:
    """Only what the page itself once said otherwise has changed; a feed may always word its own."""
    return article.headline is not None and _differs(article, title)


def _differs(article: Article, title: str) -> bool:
    names = (fold_title(article.outlet), fold_title(article.publisher))
    new = _bare(title, names)
    told = [known for known in (article.title, article.headline or "") if known]
    if not new or any(new == _bare(known, names) for known in told):
        return False
    return not any(_is_part(known, title, names) for known in told)


def _is_part(known: str, title: str, names: Sequence[str]) -> bool:
    """Whether one is the other with a site's name or section behind it, or cut short with dots."""
    for one, other in ((known, title), (title, known)):
        whole = _bare(one, names)
        pieces = {_bare(piece, names) for piece in _PARTED.split(unescape(other))}
        start = _bare(other.rstrip("….· "), names) if other.rstrip().endswith(_DOTS) else ""
        if len(whole) >= WHOLE_LETTERS and whole in pieces:
            return True
        if len(start) >= WHOLE_LETTERS and whole.startswith(start):
            return True
    return False


def _bare(title: str, names: Sequence[str]) -> str:
    """The headline's letters without status tags and without its outlet's name at either end."""
    title = _STATUS.sub(" ", _TELLING.sub(" ", unescape(unescape(title))))
    folded = fold_title(without_flags(title))
    for name in names:
        if name and folded != name:
            folded = folded.removesuffix(name).removeprefix(name)
    return folded


def _correction(article: Article, found: Extracted) -> str:
    """The line that says that the article was corrected, where it did not say so before."""
    known = fold_title(article.text)
    for line in found.text.splitlines():
        if _CORRECTING.search(line.strip()) and fold_title(line) not in known:
            return line.strip()[:SENTENCE_LIMIT]
    before = {*flags(article.title), *flags(article.headline or "")}
    is_marked = Flag.CORRECTION in flags(found.title or "") and Flag.CORRECTION not in before
    return (found.title or "") if is_marked else ""


def is_correction(title: str) -> bool:
    """Whether an article of this title is itself a correction of another."""
    return Flag.CORRECTION in flags(title) or _CORRECTION_TITLE.search(title.strip()) is not None


def quoted_headlines(text: str) -> tuple[str, ...]:
    """What the text quotes that may be a headline, in order."""
    quotes = (quote.strip() for quote in _QUOTED.findall(text))
    long = (quote for quote in quotes if len(fold_title(quote)) >= QUOTE_LETTERS)
    return tuple(dict.fromkeys(long))[:QUOTES]


def _is_front(asked: str, found: str) -> bool:
    """Whether the address of an article led to a site's front page."""
    parts = urlsplit(canonical(found))
    is_front = _FRONT.fullmatch(parts.path) is not None and not parts.query
    return is_front and canonical(asked) != canonical(found)
