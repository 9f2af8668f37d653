"""A correction that an outlet publishes as an article of its own: whose story it belongs to.

    a correction by its title → the headlines that it quotes → the same outlet's article so headed

Such texts share little with what they correct, so grouping alone would start a story for them.
"""

import re

from bot.changes import is_correction, quoted_headlines
from bot.line import Line
from bot.model import Article
from bot.urls import fold_title, host, registrable_domain

FOUND_AT_ONCE = 20
_WORD = re.compile(r"[^\W_]+")
WORDS = 8  # of a quoted headline that are looked for


def corrected(line: Line, article: Article) -> Article | None:
    """The kept article that this one corrects, None where it is no correction or names none."""
    if article.backlog or not is_correction(article.title):
        return None
    for headline in quoted_headlines(f"{article.title}\n{article.text}"):
        query = " ".join(_WORD.findall(headline)[:WORDS])
        for found in line.stories.search(query, FOUND_AT_ONCE):
            if found.id != article.id and _is_meant(headline, found, article):
                return found
    return None


def _is_meant(headline: str, found: Article, article: Article) -> bool:
    quoted, known = fold_title(headline), fold_title(found.title)
    is_so_headed = quoted in known or (bool(known) and known in quoted)
    here, there = (registrable_domain(host(each.url)) for each in (article, found))
    is_same_house = here == there or article.publisher == found.publisher
    return is_so_headed and is_same_house and not is_correction(found.title)
