"""An article's headline: from the meta data without the site's name, or from the page's headings.

meta data ─ site and section off ─┬─ a heading says the same: as readers see it
                                  └─ it only says where the page stands: the heading over the text
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from html import unescape

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.adapters.extract.hints import Hints
from bot.text.cleanup import letters
from bot.text.paragraphs import fold

SEPARATOR = re.compile(r"\s?(?:\s[-–—:<>]{1,2}\s|[|ㅣ│｜]|::|\s?<\s)\s?")
_SECTION_NAMES = (
    "정치 경제 사회 국제 세계 문화 스포츠 연예 산업 증권 금융 부동산 "
    "생활 오피니언 전국 지역 과학 기술 IT 뉴스 종합 칼럼 사설 건강 "
    "여행 기업 사람 사람들 북한 정책 기획 특집 라이프 방송 국방 외교 "
    "교육 노동 환경 법조 속보 홈 기사 기사본문"
)
_SECTIONS = frozenset(_SECTION_NAMES.split())
# What a board calls its pages: `보도자료 < 시정소식 < ○○시청`.
_BOARD = re.compile(
    r"(?:보도\s?자료|보도\s?설명|언론\s?보도|해명|공지(?:\s?사항)?|새\s?소식|소식|알림(?:\s?마당)?|게시판|게시글|상세(?:\s?보기|\s?화면|\s?페이지)?|"
    r"보기|목록|리스트|자료실|뉴스룸|뉴스|최신\s?뉴스|전체\s?기사|기사\s?(?:보기|상세|뷰)|브리핑(?:룸)?|고시\s?공고|view|detail|read|newsroom|press(?:\srelease)?|news)"
    r"(?:\s?[/·]\s?[가-힣]{2,6})?",
    re.IGNORECASE,
)
_CRUMB = re.compile(r"\s?[<>|›»ㅣ│｜]\s?|\s[-–:]\s")
_FRAME = re.compile(
    r"nav|gnb|lnb|menu|foot|quick|banner|popup|rank|breadcrumb|location|sitemap|logo"
)
# Headings for readers of screens, and of boxes beside the text.
_LANDMARK = re.compile(
    r"(?:영역|메뉴|바로\s?가기|검색|안내|사이트|서비스|링크|목록|정보|첨부파일|만족도.{0,12})$"
)
_MIN_HEADLINE = 8
_LONGEST = 200
_ONE_WORD = 14
_KEYWORDS = 3  # commas of a title that lists what the site is found by


def plain(text: str) -> str:
    """The text of an attribute or title tag in one form; some are escaped twice."""
    return fold(unescape(unescape(text)))


def title_of(
    told: Iterable[str], sites: Sequence[str], tree: LexborHTMLParser, hints: Hints
) -> str | None:
    """The headline as readers see it, without the site's name or section behind it.

    `told` are the page's own words for it in order of trust, `sites` the site's names.
    """
    names = {letters(site) for site in sites if site}
    candidates = [without_site(plain(text), names) for text in told if text]
    candidates = [text for text in candidates if len(text) >= 4 and letters(text) not in names]
    if candidates and not _names_the_place(candidates[0], _headings(tree, hints)):
        return _as_seen(candidates[0], _headings(tree, hints))
    if candidates and (part := _headline_in(candidates[0])):
        return _as_seen(part, _headings(tree, hints))
    return _headline_on_page(tree, hints, names) or next(iter(candidates), None)


def _names_the_place(title: str, headings: Iterable[str] = ()) -> bool:
    """Whether the title tells where on the site the page stands, and not what it says.

    A short or listing title that the page shows as a heading (`[인사]○○부`) says something.
    """
    if any(_BOARD.fullmatch(part) for part in _parts(title)):
        return True
    doubtful = title.count(",") >= _KEYWORDS or (len(title) <= _ONE_WORD and " " not in title)
    return doubtful and letters(title) not in map(letters, headings)


def _parts(title: str) -> list[str]:
    return [part.strip() for part in _CRUMB.split(title) if part.strip()]


def _headline_in(title: str) -> str | None:
    """The part of a title with board names around it that reads like a headline."""
    return next(
        (
            part
            for part in _parts(title)
            if len(part) >= _ONE_WORD and _may_head(part, set()) and not _SITE.search(part)
        ),
        None,
    )


_SITE = re.compile(
    r"(?:홈페이지|누리집|포털|사이트|시청|군청|구청|도청|위원회|공사|공단|센터|뉴스룸)$"
)


def _headline_on_page(tree: LexborHTMLParser, hints: Hints, names: set[str]) -> str | None:
    """The first heading that may be one; none where only menus, links and boards have headings."""
    if labelled := _labelled(tree):
        return labelled
    for selector in hints.subjects:
        for node in tree.css(selector)[:12]:
            text = fold(node.text(separator=" "))
            if _may_head(text, names) and not _is_framed(node) and not _is_linked(node, text):
                return text
    return None


def _may_head(text: str, names: set[str]) -> bool:
    return (
        _MIN_HEADLINE <= len(text) <= _LONGEST
        and " " in text
        and not text.startswith("-")
        and not _LANDMARK.search(text)
        and letters(text) not in names
        and not _names_the_place(text)
    )


def _is_linked(node: LexborNode, text: str) -> bool:
    return sum(len(link.text()) for link in node.css("a")[:4]) * 2 >= len(text)


def _labelled(tree: LexborHTMLParser) -> str | None:
    """What stands in the cell beside 제목."""
    for label in tree.css("th, dt")[:60]:
        if fold(label.text()).strip(" :") == "제목" and (cell := label.next) is not None:
            while cell is not None and cell.tag not in {"td", "dd"}:
                cell = cell.next
            text = fold(cell.text(separator=" ")) if cell is not None else ""
            if len(text) >= _MIN_HEADLINE:
                return text[:_LONGEST]
    return None


def _is_framed(node: LexborNode) -> bool:
    place: LexborNode | None = node
    while place is not None and place.tag not in {"body", "html"}:
        attributes = place.attributes
        name = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".lower()
        if place.tag in {"nav", "header", "footer", "aside", "a"} or _FRAME.search(name):
            return True
        place = place.parent
    return False


def _headings(tree: LexborHTMLParser, hints: Hints) -> Iterator[str]:
    for selector in hints.titles:
        for node in tree.css(selector)[:12]:
            text = fold(node.text(separator=" "))
            if 4 <= len(text) <= _LONGEST:
                yield text


def _as_seen(title: str, headings: Iterable[str]) -> str:
    """The heading that says the same, or of which the title is the start: what readers see."""
    wanted = letters(title)
    for heading in headings:
        seen = letters(heading)
        if seen == wanted:
            return heading
        if len(seen) >= 8 and wanted.startswith(seen) and SEPARATOR.match(title[len(heading) :]):
            return heading
    return title


def without_site(title: str, names: set[str]) -> str:
    """The title without ` - 매체` or `-정치ㅣ매체` behind it (and `매체 | ` in front)."""
    stripped = False
    for _ in range(3):
        marks = list(SEPARATOR.finditer(title))
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
