"""Briefs: the stories of a span of time on one page, by section, as Markdown or as plain rows.

    Brief → order (sections, then passing mentions, then muted ones) → Markdown · rows · pieces

Nothing here raises, whatever the titles hold.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.card.dates import kst_time
from bot.card.fit import cut, line
from bot.card.flags import FLAG_WORDS, flags, without_flags
from bot.card.render import NO_TITLE, coverage_line
from bot.model import Salience

SECTIONS = ("자사", "경쟁사", "업계·기술", "정책·규제", "해외")
"""The order that Korean communications teams expect; other sections follow by name."""

ELSEWHERE = "기타"
PASSING = "스쳐 지나간 언급"
MUTED = "음소거한 이야기"
_LAST = (ELSEWHERE, PASSING, MUTED)
NOTHING_NEW = "이상 없음 — 새로 알려 드릴 이야기가 없습니다."

PIECE_LIMIT = 3_500
"""Code points of one piece of a long brief, far below what a chat service takes in one message."""

_TITLE_LIMIT = 160
_MARKDOWN = re.compile(r"([\\`*_\[\]<>|~#])")


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefStory:
    """A story as a line of a brief; `salience` is the strongest place where a term stood."""

    title: str
    url: str
    outlet: str
    at: datetime
    section: str | None
    terms: tuple[str, ...]
    publishers: int
    releases: int
    salience: Salience
    is_muted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """The proof that somebody watched: how many feeds answered, and the usual delay of news."""

    feeds_well: int
    feeds: int
    median_delay: timedelta | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """What a brief tells: the stories since then, and the health of the watch."""

    since: datetime
    until: datetime
    stories: tuple[BriefStory, ...]
    articles: int
    health: Health


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefRow:
    """A row of a table that pastes into a word processor."""

    section: str
    title: str
    outlets: str
    time: str
    terms: str
    url: str


def as_markdown(brief: Brief) -> str:
    """The brief as Markdown, one bullet a story, ended by the proof line."""
    lines = [f"# 소식 브리핑 · {kst_time(brief.until, brief.until)}", "", _summary_line(brief)]
    for section, stories in _sections(brief.stories):
        lines += ["", f"## {_escaped(section)}"]
        lines += [_bullet(story, brief.until) for story in stories]
    return "\n".join([*lines, "", _proof(brief.health), ""])


def as_rows(brief: Brief) -> tuple[BriefRow, ...]:
    """The brief as rows of plain text, in the same order."""
    return tuple(
        BriefRow(
            section=section,
            title=_title(story),
            outlets=_outlets(story),
            time=kst_time(story.at, brief.until),
            terms=", ".join(line(term, 60) for term in story.terms),
            url=line(story.url, 2_000),
        )
        for section, stories in _sections(brief.stories)
        for story in stories
    )


def in_pieces(text: str, limit: int = PIECE_LIMIT) -> tuple[str, ...]:
    """The text cut between its lines into pieces of at most `limit` code points."""
    pieces: list[str] = []
    piece = ""
    for one in text.split("\n"):
        row = cut(one, limit)
        if piece and len(piece) + 1 + len(row) > limit:
            pieces.append(piece)
            piece = row
        else:
            piece = f"{piece}\n{row}" if piece else row
    return tuple(piece.strip("\n") for piece in [*pieces, piece] if piece.strip())


def _sections(stories: Sequence[BriefStory]) -> Iterable[tuple[str, list[BriefStory]]]:
    groups: dict[str, list[BriefStory]] = {}
    for story in stories:
        groups.setdefault(_section(story), []).append(story)
    for section in sorted(groups, key=_rank):
        yield section, sorted(groups[section], key=_weight)


def _section(story: BriefStory) -> str:
    if story.is_muted:
        return MUTED
    if story.salience is Salience.PASSING:
        return PASSING
    return line(story.section or "", 40) or ELSEWHERE


def _rank(section: str) -> tuple[int, str]:
    if section in SECTIONS:
        return SECTIONS.index(section), ""
    if section in _LAST:
        return len(SECTIONS) + 1 + _LAST.index(section), ""
    return len(SECTIONS), section


def _weight(story: BriefStory) -> tuple[int, int, float]:
    """Titles before ledes before bodies; then the widest told; then the newest."""
    return list(Salience).index(story.salience), -story.publishers, -story.at.timestamp()


def _summary_line(brief: Brief) -> str:
    since = f"{kst_time(brief.since, brief.until)} 이후"
    if not brief.stories:
        return f"{since} {NOTHING_NEW}"
    exclusive = sum(1 for story in brief.stories if "단독" in _marks(story))
    extra = f" · 단독 {exclusive}건" if exclusive else ""
    return f"{since} 이야기 {len(brief.stories)}건 · 기사 {brief.articles}건{extra}"


def _proof(health: Health) -> str:
    feeds = f"피드 {health.feeds_well}/{health.feeds} 정상"
    if health.median_delay is None:
        return feeds
    return f"{feeds}, 지연 중앙값 {_delay(health.median_delay)}"


def _delay(delay: timedelta) -> str:
    minutes = max(0, round(delay.total_seconds() / 60))
    if minutes < 1:
        return "1분 미만"
    return f"{minutes}분" if minutes < 120 else f"{minutes // 60}시간 {minutes % 60}분"


def _bullet(story: BriefStory, now: datetime) -> str:
    title, url = _escaped(_title(story)), _address(story.url)
    head = f"[{title}]({url})" if url else title
    facts = [_escaped(_outlets(story)), kst_time(story.at, now), *_marks(story)]
    return f"- {head} — {' · '.join(fact for fact in facts if fact)}"


def _title(story: BriefStory) -> str:
    title = line(without_flags(story.title) or story.title, _TITLE_LIMIT)
    return title or NO_TITLE


def _outlets(story: BriefStory) -> str:
    coverage = coverage_line(story.publishers, story.releases)
    return " ".join(part for part in (line(story.outlet, 40), coverage) if part)


def _marks(story: BriefStory) -> list[str]:
    return [FLAG_WORDS[flag] for flag in flags(story.title)]


def _escaped(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", text)


def _address(url: str) -> str:
    address = line(url, 2_001)
    is_web = address.startswith(("http://", "https://")) and len(address) <= 2_000
    if not is_web or " " in address:
        return ""
    return address.replace("(", "%28").replace(")", "%29").replace("<", "%3C").replace(">", "%3E")
