"""Articles that go on over several pages, put together.

    first page → its article → addresses of the rest → each read and extracted → one article

The first page stands by itself: whatever goes wrong behind it, the article is what was read so far.
"""

from dataclasses import replace

from bot.errors import AddressRefused, BadPage, FetchFailed
from bot.line import Line
from bot.model import Extracted, Extraction, Page

MOST_TEXT = 200_000  # code points of one article


def whole(line: Line, page: Page) -> Extraction:
    """What the page holds, its article with the text of its further pages.

    Waits for the site's turn before each of them.
    """
    extraction = line.extractor.extract(page)
    if len(extraction.articles) != 1:
        return extraction
    article = extraction.articles[0]
    for url in extraction.further:
        longer = _continued(line, article, url)
        if longer is None or len(longer.text) > MOST_TEXT:
            break
        article = longer
    return replace(extraction, articles=(article,))


def _continued(line: Line, article: Extracted, url: str) -> Extracted | None:
    """The article with what the page adds; None where it adds nothing or cannot be read now."""
    try:
        found = line.extractor.extract(line.pages.read(url)).articles
    except (BadPage, FetchFailed, AddressRefused):
        return None
    if len(found) != 1 or _differ(found[0].title, article.title):
        return None
    said = set(article.text.split("\n"))
    new = [text for text in found[0].text.split("\n") if text not in said]
    if not new:
        return None
    text = "\n".join((article.text, *new))
    return replace(article, text=text, teaser=article.teaser or found[0].teaser)


def _differ(one: str | None, other: str | None) -> bool:
    return bool(one and other) and _bare(one or "") != _bare(other or "")


def _bare(title: str) -> str:
    return "".join(filter(str.isalpha, title)).casefold()
