"""What a page says of its article: title, outlet, author, first publication. None where silent."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from html import unescape

from selectolax.lexbor import LexborHTMLParser

from bot.adapters.extract.hints import Hints, other_names
from bot.adapters.extract.structured import Facts
from bot.outlets import OutletTable
from bot.text.bylines import byline_names
from bot.text.cleanup import letters
from bot.text.paragraphs import fold
from bot.text.timestamps import Stamp, parse_timestamp

MAX_LINES = 1_500
"""Visible lines searched for a date."""

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
_SEPARATOR = re.compile(r"\s?(?:\s[-–—:<>]{1,2}\s|[|ㅣ│｜]|::|\s?<\s)\s?")
_SECTION_NAMES = (
    "정치 경제 사회 국제 세계 문화 스포츠 연예 산업 증권 금융 부동산 "
    "생활 오피니언 전국 지역 과학 기술 IT 뉴스 종합 칼럼 사설 건강 "
    "여행 기업 사람 사람들 북한 정책 기획 특집 라이프 방송 국방 외교 "
    "교육 노동 환경 법조 속보 홈 기사 기사본문"
)
_SECTIONS = frozenset(_SECTION_NAMES.split())
_FIRST_LABEL = re.compile(
    r"(?:최초\s?)?(?:기사\s?)?(?:입력|등록|승인|작성|발행|게시|게재|송고|표출|공개|출고|보도)"
    r"(?:일시|일자|시간|시각|일)?|Published|Posted|[Dd]ate"
)
_LATER_LABEL = re.compile(r"수정|업데이트|최종|Updated|갱신|조회|종료|마감")
_VISIBLE = re.compile(
    r"(?<!\d)(?P<date>20\d\d\s?[.\-/년]\s?\d{1,2}\s?[.\-/월]\s?\d{1,2})(?!\d)\s?[일.]?\s{0,3}"
    r"(?:\([월화수목금토일]\)|[월화수목금토일]요일)?[\s|,·T]{0,3}"
    r"(?P<time>(?:오전|오후|AM|PM|am|pm)?\s?\d{1,2}\s?[:시]\s?\d{1,2}(?:\s?[:분]\s?\d{1,2}초?|분)?(?:\s?(?:AM|PM|am|pm))?)?"
)
_URL_DATE = re.compile(
    r"(?<!\d)(20[0-3]\d)[/.-]?(0[1-9]|1[0-2])[/.-]?(0[1-9]|[12]\d|3[01])(?!\d{1,3}(?!\d))"
)
_KST = timedelta(hours=9)
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
                if plain := _plain(value):
                    yield plain


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
        title_tag=_plain(title.text()) if title else "",
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


def _headings(tree: LexborHTMLParser, hints: Hints) -> Iterator[str]:
    for selector in hints.titles:
        for node in tree.css(selector)[:12]:
            text = fold(node.text(separator=" "))
            if 4 <= len(text) <= 200:
                yield text


def _date_attributes(tree: LexborHTMLParser, hints: Hints) -> Iterator[str]:
    for selector, attribute in hints.dates:
        for node in tree.css(selector)[:2]:
            if value := node.attributes.get(attribute):
                yield value


def _plain(text: str) -> str:
    return fold(unescape(unescape(text)))


def title_of(head: Head, sites: Sequence[str], tree: LexborHTMLParser, hints: Hints) -> str | None:
    """The headline as readers see it, without the site's name or section behind it."""
    told = [
        *head.all(_TITLE_KEYS[:2]),
        head.facts.headline or "",
        *head.all(_TITLE_KEYS[2:]),
        head.title_tag,
    ]
    names = {letters(site) for site in sites if site}
    candidates = [without_site(_plain(text), names) for text in told if text]
    candidates = [text for text in candidates if len(text) >= 4 and letters(text) not in names]
    if not candidates:
        return next((text for text in _headings(tree, hints) if len(text) >= 8), None)
    return _as_seen(candidates[0], _headings(tree, hints))


def _as_seen(title: str, headings: Iterable[str]) -> str:
    """The heading that says the same, or of which the title is the start: what readers see."""
    wanted = letters(title)
    for heading in headings:
        seen = letters(heading)
        if seen == wanted:
            return heading
        if len(seen) >= 8 and wanted.startswith(seen) and _SEPARATOR.match(title[len(heading) :]):
            return heading
    return title


def without_site(title: str, names: set[str]) -> str:
    """The title without ` - 매체` or `-정치ㅣ매체` behind it (and `매체 | ` in front)."""
    stripped = False
    for _ in range(3):
        marks = list(_SEPARATOR.finditer(title))
        if not marks:
            break
        tail = title[marks[-1].end() :]
        if letters(tail) in names or (stripped and tail in _SECTIONS):
            title, stripped = title[: marks[-1].start()].rstrip(), True
            continue
        front = title[: marks[0].start()]
        if letters(front) in names and len(marks) >= 1:
            title, stripped = title[marks[0].end() :].lstrip(), True
            continue
        break
    if stripped:
        front, dash, section = title.rpartition("-")
        if dash and section.strip() in _SECTIONS:
            title = front.rstrip()
    return title


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
    parts = _SEPARATOR.split(head.title_tag)
    tail = parts[-1].strip()
    if len(parts) < 2 or not 2 <= len(tail) <= _MAX_SITE:
        return ""
    like = table.by_name(tail) or _SITE_LIKE.search(tail) or letters(tail) in letters(host)
    return tail if like else ""


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
        for part in (value, *_SEPARATOR.split(value)):
            if known := table.by_name(part):
                return known.name
    site = head.first("og:site_name") or head.facts.publisher or signed_site(head, table, host)
    if site and not portal and len(site) <= 40 and not site.startswith("http"):
        return site
    return _carried(head) if portal else None


def _carried(head: Head) -> str | None:
    """The outlet that a portal names beside the article that it carries."""
    for value in head.all(("article:media_name", "og:article:author")):
        name = _SEPARATOR.split(value)[0].strip()
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


def published_of(
    head: Head, lines: Callable[[], Sequence[str]], url: str, text: str
) -> Stamp | None:
    """When the article first appeared: meta data, then a labelled line, then the address.

    `lines` are the visible lines; they are asked for only where the meta data leave a doubt.
    `text` is the page's markup.
    """
    told = [head.facts.published or "", *head.all(_PUBLISHED_KEYS), *head.attributes]
    stamps = {raw: stamp for raw in told if raw and (stamp := parse_timestamp(raw))}
    exact = next((raw for raw, stamp in stamps.items() if stamp.has_time), None)
    if exact and not (_GREENWICH.search(exact) and _shows_clock(text, stamps[exact])):
        return stamps[exact]
    seen = first_published(lines())
    if exact:
        return _checked(stamps[exact], seen)
    if seen and (not stamps or seen.has_time):
        return seen
    return next(iter(stamps.values()), None) or url_date(url)


_GREENWICH = re.compile(r"(?:Z|[+-]00:?00|GMT|UTC)\s?$")


def _shows_clock(text: str, told: Stamp) -> bool:
    """Whether Greenwich's clock stands on the page other than in a stamp of Greenwich."""
    clock = f"{told.at:%H:%M}"
    return any(not text.startswith("T", place - 1) for place in _places(text, clock))


def _places(text: str, wanted: str) -> Iterator[int]:
    place = text.find(wanted)
    while place >= 0:
        yield place
        place = text.find(wanted, place + 1)


def _checked(told: Stamp, seen: Stamp | None) -> Stamp:
    """A page that labels Korean time as Greenwich's shows the same clock in its visible line."""
    if seen and seen.has_time and abs(told.at - seen.at - _KST) < timedelta(minutes=1):
        return seen
    return told


def first_published(lines: Sequence[str]) -> Stamp | None:
    """The earliest labelled publication in these lines, else the first line that is only a date."""
    labelled = [stamp for line in lines[:MAX_LINES] for stamp in _labelled(line)]
    if labelled:
        timed = [stamp for stamp in labelled if stamp.has_time] or labelled
        return min(timed, key=lambda stamp: stamp.at)
    bare = (_bare(line) for line in lines[:MAX_LINES])
    return next((stamp for stamp in bare if stamp and stamp.has_time), None)


def _labelled(line: str) -> Iterator[Stamp]:
    if len(line) > 300:
        return
    before = 0
    for found in _VISIBLE.finditer(line):
        label = line[before : found.start()][-24:]
        behind = line[found.end() : found.end() + 14]
        before = found.end()
        first = _FIRST_LABEL.search(label) or re.search(r"표출|게재|송고", behind)
        if first and not _LATER_LABEL.search(label) and (stamp := parse_timestamp(found[0])):
            yield stamp


def _bare(line: str) -> Stamp | None:
    line = line.strip(" []()|·-")
    found = _VISIBLE.match(line) if len(line) <= 60 else None
    if found and len(line) - found.end() <= 12 and not _LATER_LABEL.search(line):
        return parse_timestamp(found[0])
    return None


def url_date(url: str) -> Stamp | None:
    """The day in an article's address, None where the digits are no plausible day."""
    path = url.split("?", maxsplit=1)[0].rsplit("://", maxsplit=1)[-1]
    found = _URL_DATE.search(path)
    return parse_timestamp("-".join(found.groups())) if found else None
