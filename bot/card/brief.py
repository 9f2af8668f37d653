"""Briefs: the stories of a span of time on one page, by section, as Markdown or as plain rows.

    Brief → order (sections, then lesser mentions, then muted ones) → Markdown · rows
            └ brief_message: messages of a channel └ brief_page: HTML for mail

Nothing here raises, whatever the titles hold.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.card.dates import kst_time
from bot.card.fit import line
from bot.card.flags import FLAG_WORDS, Flag, flags, without_flags
from bot.card.render import NO_TITLE, coverage_line
from bot.card.tone_words import TONE_WORDS
from bot.card.trend_words import burst_lines, voice_line
from bot.model import Burst, Salience, ToneLabel, Voice

SECTIONS = ("자사", "경쟁사", "업계·기술", "정책·규제", "해외")
"""The order that Korean communications teams expect; other sections follow by name."""

ELSEWHERE = "기타"
MENTIONS = "그 밖의 언급"
MUTED = "음소거한 소식"
_LAST = (ELSEWHERE, MENTIONS, MUTED)
NOTHING_NEW = "이상 없음 — 새로 알려 드릴 소식이 없습니다."
NOTHING_SEEN = (
    "새로 알려 드릴 소식이 없습니다. 다만 읽지 못한 피드가 많아 빠뜨린 것이 있을 수 있습니다."
)
WELL_ENOUGH = 0.8
"""Share of feeds that must be well for a quiet brief to say that all is well."""
UPDATED = "새 사실"

_TITLE_LIMIT = 160
_NOTE_LIMIT = 200
_TOLD_TONES = {ToneLabel.POSITIVE, ToneLabel.NEGATIVE}  # a neutral story needs no mark
_MARKDOWN = re.compile(r"([\\`*_\[\]<>|~#])")
_FORMULA = ("=", "+", "-", "@")


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefStory:
    """A story as a line of a brief; `salience` is the strongest place where a term stood.

    `tier` is the best of its outlets' tiers (1 is top), None where none is known. `marks` are
    flags that some telling carries beside the title's own. `is_minor` is true where its terms
    stood too deep to alert, `is_update` where an earlier story has new facts. `tone` is None
    where no watchlist asks for it.
    """

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
    tier: int | None = None
    marks: tuple[Flag, ...] = ()
    is_minor: bool = False
    is_update: bool = False
    tone: ToneLabel | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """The proof that somebody watched: how many feeds answered, and the usual delay of news."""

    feeds_well: int
    feeds: int
    median_delay: timedelta | None


class Edition(StrEnum):
    """Which brief it is; the value names it in memos and messages."""

    DAILY = "daily"
    WEEKLY = "weekly"


EDITION_WORDS = {Edition.DAILY: "소식 브리핑", Edition.WEEKLY: "주간 소식 브리핑"}
MOST_A_SECTION = {Edition.WEEKLY: 10}
"""Stories of one section that are shown; a daily brief shows all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """What a brief tells: the stories since then, and the health of the watch.

    `repeats` counts earlier stories that only found more outlets, `remarks` are lines of the caller
    (briefs that were missed). `bursts` are terms told of far more than usual, `voices` how often
    each term was reported on.
    """

    since: datetime
    until: datetime
    stories: tuple[BriefStory, ...]
    articles: int
    health: Health
    repeats: int = 0
    remarks: tuple[str, ...] = ()
    bursts: tuple[Burst, ...] = ()
    voices: tuple[Voice, ...] = ()
    edition: Edition = Edition.DAILY


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefRow:
    """A row of a table that pastes into a word processor."""

    section: str
    title: str
    outlets: str
    time: str
    terms: str
    marks: str
    url: str


HEADINGS = BriefRow(
    section="구분",
    title="제목",
    outlets="매체",
    time="시각",
    terms="감시어",
    marks="표시",
    url="주소",
)


def headline(brief: Brief) -> str:
    """What stands over the brief."""
    return f"{EDITION_WORDS[brief.edition]} · {kst_time(brief.until, brief.until)}"


def as_markdown(brief: Brief) -> str:
    """The brief as Markdown, one bullet a story, ended by the proof line."""
    lines = [f"# {headline(brief)}", "", summary_line(brief)]
    lines += [_escaped(remark) for remark in remarks(brief)]
    for section in shown_sections(brief):
        lines += ["", f"## {_escaped(section.heading)}"]
        lines += [_bullet(story, brief.until) for story in section.stories]
        lines += [f"- {section.rest}"] if section.rest else []
    lines += [text for said in closing(brief) for text in ("", _escaped(said))]
    return "\n".join([*lines, ""])


def as_rows(brief: Brief) -> tuple[BriefRow, ...]:
    """The brief as rows of plain text, in the same order."""
    return tuple(
        BriefRow(
            section=section,
            title=title_of(story),
            outlets=outlets_of(story),
            time=kst_time(story.at, brief.until),
            terms=", ".join(line(term, 60) for term in story.terms),
            marks=" · ".join(marks_of(story)),
            url=line(story.url, 2_000),
        )
        for section, stories in sections(brief.stories)
        for story in stories
    )


def as_table(brief: Brief) -> str:
    """The rows with tabs between their cells, under a row of headings."""
    return "".join(
        "\t".join(
            _cell(text)
            for text in (
                row.section,
                row.title,
                row.outlets,
                row.time,
                row.terms,
                row.marks,
                row.url,
            )
        )
        + "\n"
        for row in (HEADINGS, *as_rows(brief))
    )


def _cell(text: str) -> str:
    """The text, made sure to be no formula for a spreadsheet."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def sections(stories: Sequence[BriefStory]) -> Iterable[tuple[str, list[BriefStory]]]:
    """The sections in their order, each with its stories, the weightiest first."""
    groups: dict[str, list[BriefStory]] = {}
    for story in stories:
        groups.setdefault(_section(story), []).append(story)
    for section in sorted(groups, key=section_rank):
        yield section, sorted(groups[section], key=_weight)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSection:
    """A section as it is laid out: `자사 12건`, its stories, and `외 2건` where some are left out."""

    heading: str
    stories: tuple[BriefStory, ...]
    rest: str
    now: datetime


def shown_sections(brief: Brief) -> Iterable[ShownSection]:
    """The sections with what is shown of them, the weightiest stories first."""
    for section, stories in sections(brief.stories):
        most = MOST_A_SECTION.get(brief.edition, len(stories))
        left = len(stories) - most
        yield ShownSection(
            heading=f"{section} {len(stories)}건",
            stories=tuple(stories[:most]),
            rest=f"외 {left}건" if left > 0 else "",
            now=brief.until,
        )


def _section(story: BriefStory) -> str:
    if story.is_muted:
        return MUTED
    if story.is_minor or story.salience is Salience.PASSING:
        return MENTIONS
    return line(story.section or "", 40) or ELSEWHERE


def section_rank(section: str) -> tuple[int, str]:
    """Sorts sections: the expected ones, others by name, then what ends a brief."""
    if section in SECTIONS:
        return SECTIONS.index(section), ""
    if section in _LAST:
        return len(SECTIONS) + 1 + _LAST.index(section), ""
    return len(SECTIONS), section


def _weight(story: BriefStory) -> tuple[int, int, int, float]:
    order = (Salience.TITLE, Salience.LEDE, Salience.BODY, Salience.PASSING)
    place = order.index(story.salience)
    return place, -story.publishers, story.tier or len(order) + 1, -story.at.timestamp()


def summary_line(brief: Brief) -> str:
    """The numbers of the brief, or that there is nothing new."""
    since = f"{kst_time(brief.since, brief.until)} 이후"
    repeats = f"추가 보도가 나온 앞선 소식 {brief.repeats}건" if brief.repeats else ""
    if not brief.stories:
        said = NOTHING_NEW if _is_watching(brief.health) else NOTHING_SEEN
        return " · ".join(part for part in (f"{since} {said}", repeats) if part)
    counts = Counter(mark for story in brief.stories for mark in marks_of(story))
    named = [FLAG_WORDS[flag] for flag in (Flag.EXCLUSIVE, Flag.CORRECTION)]
    parts = [f"{since} 소식 {len(brief.stories)}건", f"기사 {brief.articles}건"]
    parts += [f"{word} {counts[word]}건" for word in named if counts[word]]
    parts.append(_tones(brief.stories))
    return " · ".join(part for part in (*parts, repeats) if part)


def _is_watching(health: Health) -> bool:
    return health.feeds > 0 and health.feeds_well >= WELL_ENOUGH * health.feeds


def _tones(stories: Sequence[BriefStory]) -> str:
    """`논조 긍정 5, 중립·보류 6, 부정 1`; empty where nobody asks for it."""
    counts = Counter(story.tone for story in stories if story.tone is not None)
    words = {**TONE_WORDS, ToneLabel.NEUTRAL: f"{TONE_WORDS[ToneLabel.NEUTRAL]}·보류"}
    told = ", ".join(f"{words[label]} {counts[label]}" for label in ToneLabel)
    return f"논조 {told}" if counts else ""


def remarks(brief: Brief) -> list[str]:
    """The caller's remarks and what is unusual, each one tidy line."""
    said = (*brief.remarks, *burst_lines(brief.bursts, brief.until))
    return [text for remark in said if (text := line(remark, _NOTE_LIMIT))]


def closing(brief: Brief) -> list[str]:
    """What ends a brief: how loud each term was, and the proof that somebody watched."""
    return [text for text in (voice_line(brief.voices), proof(brief.health)) if text]


def proof(health: Health) -> str:
    """How well the watch is: `피드 61/61 정상, 지연 중앙값 3분`."""
    feeds = f"피드 {health.feeds_well}/{health.feeds} 정상"
    if health.median_delay is None:
        return feeds
    return f"{feeds}, 지연 중앙값 {in_words(health.median_delay)}"


def in_words(delay: timedelta) -> str:
    """`3분`, `2시간 5분`, `1분 미만`."""
    minutes = max(0, round(delay.total_seconds() / 60))
    if minutes < 1:
        return "1분 미만"
    return f"{minutes}분" if minutes < 120 else f"{minutes // 60}시간 {minutes % 60}분"


def facts_of(story: BriefStory, now: datetime) -> str:
    """What stands behind a story's title: outlets, tier, time and marks."""
    tier = f"T{story.tier}" if story.tier else ""
    facts = [outlets_of(story), tier, kst_time(story.at, now), *marks_of(story)]
    return " · ".join(fact for fact in facts if fact)


def title_of(story: BriefStory) -> str:
    """The story's title as one line without status tags."""
    title = line(without_flags(story.title) or story.title, _TITLE_LIMIT)
    return title or NO_TITLE


def outlets_of(story: BriefStory) -> str:
    """The leading outlet and how many more carry the story."""
    outlet, coverage = line(story.outlet, 40), coverage_line(story.publishers, story.releases)
    if not outlet and coverage:
        coverage = coverage.replace(f"외 {story.publishers - 1}개", f"{story.publishers}개", 1)
    return " ".join(part for part in (outlet, coverage) if part)


def marks_of(story: BriefStory) -> list[str]:
    """단독, 정정 … and whether it is an earlier story with new facts."""
    found = {*flags(story.title), *story.marks}
    words = [FLAG_WORDS[flag] for flag in Flag if flag in found]
    words += [UPDATED] if story.is_update else []
    return [*words, TONE_WORDS[story.tone]] if story.tone in _TOLD_TONES else words


def address(url: str) -> str:
    """The address where it is one of the web, else empty."""
    one = line(url, 2_001)
    is_web = one.startswith(("http://", "https://")) and len(one) <= 2_000
    return one if is_web and " " not in one else ""


def _bullet(story: BriefStory, now: datetime) -> str:
    title, url = _escaped(title_of(story)), _in_markdown(address(story.url))
    head = f"[{title}]({url})" if url else title
    return f"- {head} — {_escaped(facts_of(story, now))}"


def _escaped(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", text)


def _in_markdown(url: str) -> str:
    for letter, code in (("(", "%28"), (")", "%29"), ("<", "%3C"), (">", "%3E")):
        url = url.replace(letter, code)
    return url
