"""Where a page that is no feed says that its feeds are.

<link rel=alternate type=…rss|atom…>, which browsers and readers follow › links that look like one
"""

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

MOST = 10
"""Addresses given, those that the page itself declares first."""

MAX_URL = 2_000  # characters
MAX_LINKS = 5_000  # looked at

_TYPES = re.compile(r"(?:rss|atom|rdf|feed)\+?(?:xml|json)?\s*$|application/xml", re.IGNORECASE)
_LOOKS = re.compile(
    r"(?:^|[/.?&=_-])(?:rss|atom|feeds?)(?:[/.?&=_-]|$)|\.(?:rss|rdf|atom)(?:$|\?)|rss\w*\.(?:xml|php|html?|jsp|do)",
    re.IGNORECASE,
)


def leads_in(markup: str, base: str) -> tuple[str, ...]:
    """The addresses of feeds that the page names, made whole against `base`; none where it is none."""
    tree = LexborHTMLParser(markup)
    found = dict.fromkeys(url for raw in _named(tree) if (url := _whole(raw, base)))
    return tuple(found)[:MOST]


def _named(tree: LexborHTMLParser) -> Iterator[str]:
    for link in tree.css("link[href]")[:MAX_LINKS]:
        relation = _attribute(link, "rel").lower().split()
        if "alternate" in relation and _TYPES.search(_attribute(link, "type")):
            yield _attribute(link, "href")
    for link in tree.css("a[href]")[:MAX_LINKS]:
        if _LOOKS.search(_attribute(link, "href")):
            yield _attribute(link, "href")


def _attribute(node: LexborNode, name: str) -> str:
    return (node.attributes.get(name) or "").strip()


def _whole(raw: str, base: str) -> str:
    try:
        url = urljoin(base, raw).partition("#")[0]
    except ValueError:
        return ""
    is_web = url.startswith(("http://", "https://")) and len(url) <= MAX_URL
    return url if is_web and url != base and not any(map(str.isspace, url)) else ""
