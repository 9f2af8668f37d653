"""Whose texts may be given to a language model: nobody's whose terms of use forbid it.

A feed's outlet and its whole publisher count, whatever name or address the article goes by.
"""

from collections.abc import Iterable

from bot.model import Article, Feed, Permission
from bot.outlets import OutletTable
from bot.text.index import fold
from bot.urls import host, registrable_domain


def may_send(article: Article, feeds: Iterable[Feed], outlets: OutletTable) -> bool:
    """False where any feed of the article's outlet, publisher or domain forbids AI."""
    closed = [feed for feed in feeds if feed.terms_of_use.ai is Permission.FORBIDDEN]
    if not closed:
        return True
    own = _marks(article.outlet, article.publisher, article.url, outlets)
    return not any(
        own & _marks(feed.outlet, feed.publisher or "", feed.url, outlets) for feed in closed
    )


def _marks(name: str, publisher: str, url: str, outlets: OutletTable) -> set[str]:
    known = outlets.find(name, url)
    names = {name, publisher, *((known.name, known.publisher) if known else ())}
    place = host(url)
    domain = "" if outlets.is_portal(place) else registrable_domain(place)
    return {fold(each) for each in names if each} | ({f"@{domain}"} if domain else set())
