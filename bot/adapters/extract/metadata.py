"""What a page says of its article: title, outlet, author, first publication. None where silent."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from bot.adapters.extract.hints import Hints, other_names
from bot.adapters.extract.structured import Facts
from bot.adapters.extract.titles import SEPARATOR, plain
from bot.outlets import OutletTable
from bot.text.bylines import byline_names
from bot.text.cleanup import letters
from bot.text.paragraphs import fold

_PUBLISHED_KEYS = (
    "article:published_time", "og:article:published_time", "article:published", "datepublished",
    "og:regdate", "article:regdate", "regdate", "publishdate", "publish_date", "publish-date", "pubdate",
    "published_at", "parsely-pub-date", "sailthru.date", "dcterms.created", "dcterms.date", "dc.date.issued",
    "dc.date.created", "dc.date", "date", "dable:published_time", "bt:pubdate", "createdate",
)  # fmt: skip
_TITLE_KEYS = ("og:title", "twitter:title", "dable:title", "dc.title", "title", "headline")
_SITE_KEYS = (
    "og:site_name", "article:media_name", "og:article:author", "article:publisher", "publisher",
    "dc.publisher", "application-name", "article:author", "author", "twitter:creator", "copyright",
)  # fmt: skip
_AUTHOR_KEYS = (
    "author", "article:author", "dable:author", "og:article:author", "byl", "byline", "dc.creator",
    "parsely-author", "sailthru.author", "reporter", "article:reporter",
)  # fmt: skip
_PERSON_KEYS = ("dable:author", "byl", "byline", "dc.creator", "reporter", "article:reporter")
_MAX_AUTHOR = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The meta data of a page: `meta` by lower-case name, each with its raw values in order.

    `signatures` are the texts of the blocks that are named after reporters.
    """

    meta: Mapping[str, Sequence[str]]
    facts: Facts
    title_tag: str
    attributes: tuple[str, ...]
    signatures: tuple[str, ...]

    @property
    def description(self) -> str:
        """What the page says the article begins with."""
        return self.first("og:description", "description", "twitter:description") or ""

    def first(self, *keys: str) -> str | None:
        """The first non-empty value of these names."""
        return next(self.all(keys), None)

    def all(self, keys: Iterable[str]) -> Iterator[str]:
        """Every non-empty value of these names, in their order."""
        for key in keys:
            for value in self.meta.get(key, ()):
                if text := plain(value):
                    yield text


def read_head(tree: LexborHTMLParser, facts: Facts, hints: Hints) -> Head:
    """The meta data of the page, texts unescaped and folded."""
    meta: dict[str, list[str]] = {}
    for node in tree.css("meta")[:300]:
        attributes = node.attributes
        content = attributes.get("content")
        if content:
            for key in (
                attributes.get("property"),
                attributes.get("name"),
                attributes.get("itemprop"),
            ):
                if key:
                    meta.setdefault(key.strip().lower(), []).append(content)
    title = tree.css_first("title")
    dated = facts.published or any(key in meta for key in _PUBLISHED_KEYS)
    signed = facts.authors or any(key in meta for key in _PERSON_KEYS)
    return Head(
        meta=meta,
        facts=facts,
        title_tag=plain(title.text()) if title else "",
        attributes=() if dated else tuple(_date_attributes(tree, hints)),
        signatures=() if signed else tuple(_signatures(tree)),
    )


def _signatures(tree: LexborHTMLParser) -> Iterator[str]:
    for node in tree.css(_REPORTER)[:12]:
        text = fold(node.text(separator=" "))
        if len(text) <= _MAX_AUTHOR:
            yield text


_REPORTER = (
    "[class*='reporter'],[class*='writer'],[class*='byline'],[class*='journalist'],[class*='author'],"
    "[class*='Reporter'],[class*='Writer'],[class*='Byline'],[class*='Journalist'],[class*='Author']"
)


def _date_attributes(tree: LexborHTMLParser, hints: Hints) -> Iterator[str]:
    for selector, attribute in hints.dates:
        for node in tree.css(selector)[:2]:
            if value := node.attributes.get(attribute):
                yield value


def site_names(head: Head, table: OutletTable, host: str) -> tuple[str, ...]:
    """The names under which this site may sign its titles."""
    outlet = table.by_host(host)
    names = [*head.all(_SITE_KEYS[:1]), head.facts.publisher or ""]
    known = other_names(outlet.name) if outlet else ()
    labels = [label for label in host.split(".")[:-1] if len(label) > 2]
    named = [name for name in (*names, *known, signed_site(head, table, host), *labels) if name]
    return tuple(dict.fromkeys(named))


def signed_site(head: Head, table: OutletTable, host: str) -> str:
    """The site's name behind the headline in the title tag, empty where none reads like one."""
    parts = SEPARATOR.split(head.title_tag)
    tail = parts[-1].strip()
    if len(parts) < 2 or not 2 <= len(tail) <= _MAX_SITE:
        return ""
    like = table.by_name(tail) or _SITE_LIKE.search(tail) or letters(tail) in letters(host)
    return tail if like else ""


_HOLDER = re.compile(
    r"(?:저작권자|[Cc]opyright|COPYRIGHT|[ⓒ©])[\s:()ⓒ©\d-]{0,16}(?:by\s)?([가-힣A-Za-z][가-힣A-Za-z0-9]{1,14}(?:\s[가-힣A-Za-z]{1,8})?)"
)


def copyright_holder(lines: Iterable[str]) -> str | None:
    """The outlet's name in a copyright notice, where it reads like an outlet's name."""
    for line in lines:
        if len(line) <= _NOTICE and (found := _HOLDER.search(line)):
            name = next((n for n in (found[1], found[1].split()[0]) if _SITE_LIKE.search(n)), None)
            if name and not name.isascii():
                return name
    return None


_NOTICE = 300
_MAX_SITE = 20
_SITE_LIKE = re.compile(
    r"(?:일보|신문|뉴스|타임스|타임즈|경제|데일리|투데이|저널|미디어|방송|TV|닷컴|통신|헤럴드|매거진|뉴스룸|NEWS|News)$"
    r"|^[A-Za-z][A-Za-z.&]{2,18}$"
)


def outlet_of(head: Head, table: OutletTable, url: str, host: str) -> str | None:
    """Who published, by the address, then by what the page says; a portal is no outlet."""
    if known := table.by_url(url):
        return known.name
    portal = table.is_portal(host)
    for value in (*head.all(_SITE_KEYS), head.facts.publisher or ""):
        for part in (value, *SEPARATOR.split(value)):
            if known := table.by_name(part):
                return known.name
    site = head.first("og:site_name") or head.facts.publisher or signed_site(head, table, host)
    if site and not portal and len(site) <= 40 and not site.startswith("http"):
        known = table.by_name(site)
        return known.name if known else site
    return _carried(head) if portal else None


def _carried(head: Head) -> str | None:
    """The outlet that a portal names beside the article that it carries."""
    for value in head.all(("article:media_name", "og:article:author")):
        name = SEPARATOR.split(value)[0].strip()
        if len(name) <= _MAX_SITE and _SITE_LIKE.search(name):
            return name
    return None


def authors_of(head: Head, is_house: Callable[[str], bool]) -> tuple[str, ...]:
    """The people who sign in the meta data; a desk's signature where no person does.

    `is_house` tells the names of outlets, which sign nothing.
    """
    groups = [head.facts.authors, *(tuple(head.all((key,))) for key in _AUTHOR_KEYS)]
    told = [[text for text in group if _may_sign(text, head, is_house)] for group in groups]
    for group in told:
        if people := [name for text in group for name in _people(text)]:
            return tuple(dict.fromkeys(people))
    return tuple(text for group in told for text in group if _DESK.search(text))[:1]


def _may_sign(text: str, head: Head, is_house: Callable[[str], bool]) -> bool:
    return (
        len(text) <= _MAX_AUTHOR
        and not text.startswith(("http", "@"))
        and not is_house(text)
        and text != head.first("og:site_name")
    )


def _people(text: str) -> tuple[str, ...]:
    if _DESK.search(text) or not _NAME.search(text):
        return ()
    return byline_names(text) or byline_names(f"{text} 기자")


_NAME = re.compile(r"^[가-힣·,/ ]{2,30}(?:기자|특파원|위원|앵커|PD)?(?:\s?[\w.+-]{1,40}@.*)?$")
_DESK = re.compile(r"(?:팀|부|국|실|센터|랩|데스크|연예|뉴스룸|편집국|편집부|취재부)$")


def stamps_of(head: Head) -> Iterator[str]:
    """The meta data's stamps of publication, in order of trust; the first is mostly enough."""
    if head.facts.published:
        yield head.facts.published
    yield from head.all(_PUBLISHED_KEYS)
    yield from head.attributes


def titles_of(head: Head) -> list[str]:
    """What the page calls itself, in order of trust."""
    first, rest = _TITLE_KEYS[:2], _TITLE_KEYS[2:]
    return [*head.all(first), head.facts.headline or "", *head.all(rest), head.title_tag]


def says_article(head: Head) -> bool:
    """Whether the meta data say that this page is an article; lists and refusals do not."""
    facts = head.facts
    told = facts.headline or facts.published or head.first("article:published_time")
    return bool(told) or (head.first("og:type") or "").lower() in _ARTICLE_TYPES


_ARTICLE_TYPES = frozenset(("article", "news", "newsarticle"))
