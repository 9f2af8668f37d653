"""Articles that go on over several pages: where the rest of one stands.

Only an address that is the page's own but for its page number counts (`?page=2`, `/2`), so that
neither the next article of a blog nor a list's next page is ever taken for a continuation.
"""

import re
from itertools import takewhile
from urllib.parse import parse_qsl, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.urls import host

MAX_FURTHER = 4
"""Pages read of one article beside its first."""

_LINKS = "[rel='next'][href], a[href*='age=2'], a[href*='No=2'], a[href*='pg=2'], a[href*='p=2'], a[href$='/2'], a[href$='/2/']"
_ASIDE = re.compile(r"comment|cmt|reply|list|ranking|related")
_NUMBER = frozenset(("page", "pg", "p", "pageno", "page_no", "cpage", "articlepage", "pagenum"))
_LABEL = re.compile(
    r"(?:\d{1,2}|(?:다음|뒷)\s?(?:페이지|장|쪽)?|(?:next|continue)(?:\s?page)?)\s?[>›»▶]?",
    re.IGNORECASE,
)


def further_pages(tree: LexborHTMLParser, url: str) -> tuple[str, ...]:
    """The addresses of an article's further pages in their order; most articles have none."""
    if tree.css_first(_LINKS) is None or not host(url):
        return ()
    found: dict[int, str] = {}
    for link in tree.css("a[href], [rel='next'][href]")[:_MAX_LINKS]:
        target = _joined(url, link.attributes.get("href") or "") if _is_pager(link) else None
        if target and (number := _page_number(target, url)) is not None and not _is_aside(link):
            found.setdefault(number, target)
    if (_page_number(url, url) or 1) != 1:
        return ()
    wanted = range(2, 2 + MAX_FURTHER)
    return tuple(found[number] for number in takewhile(found.__contains__, wanted))


_MAX_LINKS = 1_500


def _joined(url: str, link: str) -> str | None:
    try:
        return urljoin(url, link).partition("#")[0]
    except ValueError:
        return None


def _is_pager(link: LexborNode) -> bool:
    told = (link.attributes.get("rel") or "").lower()
    return "next" in told or _LABEL.fullmatch(link.text().strip()) is not None


def _is_aside(link: LexborNode) -> bool:
    """Whether the link turns the pages of readers' comments or of a list."""
    place = link.parent
    while place is not None and place.tag not in {"body", "html", "head"}:
        attributes = place.attributes
        if _ASIDE.search(f"{attributes.get('class') or ''} {attributes.get('id') or ''}".lower()):
            return True
        place = place.parent
    return False


def _page_number(target: str, url: str) -> int | None:
    """Which page of the same article the address is; None where it is something else."""
    there, here = urlsplit(target), urlsplit(url)
    if (there.scheme, there.netloc) != (here.scheme, here.netloc):
        return None
    (asked, number), (own, _) = _query(there.query), _query(here.query)
    if asked != own:
        return None
    path = here.path.rstrip("/")
    if there.path.rstrip("/") == path:
        return number
    behind = there.path.removeprefix(f"{path}/").strip("/")
    is_part = there.path.startswith(f"{path}/") and path.count("/") >= _DEPTH
    return int(behind) if is_part and behind.isdecimal() and len(behind) <= 2 else None


_DEPTH = 2  # parts of an address that names an article; less is a section


def _query(query: str) -> tuple[dict[str, str], int | None]:
    """The query without its page number, and that number."""
    pairs = dict(parse_qsl(query, keep_blank_values=True))
    numbers = [value for name, value in pairs.items() if name.lower() in _NUMBER]
    rest = {name: value for name, value in pairs.items() if name.lower() not in _NUMBER}
    number = numbers[0] if len(numbers) == 1 and numbers[0].isdecimal() else None
    return rest, int(number) if number and len(number) <= 2 else None
