"""Cards from stories: the pieces of text that a chat adapter lays out.

    Telling (lead, summary, terms, counts …) → render → Card
    Reply (an article with new facts)        → render_update → Card for the thread
    a remark of our own                      → render_notice → Card for the thread or the channel

Nothing here raises, whatever the texts hold: each piece is one tidy line within its limit, and all
together stay under CARD_LIMIT.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.card.dates import kst_date, kst_time
from bot.card.fit import line
from bot.card.flags import FLAG_WORDS, Flag, flags, without_flags
from bot.card.words import BODY_WORDS
from bot.model import Article, BodySource, ButtonKind, Card, Member, Summary, SummarySentence

CARD_LIMIT = 8_000
"""Code points of all text of a card together."""

HEADLINE_LIMIT = 300
URL_LIMIT = 2_000
BYLINE_LIMIT = 120
TERM_LIMIT = 60
TERMS_SHOWN = 10
SENTENCE_LIMIT = 500
SENTENCES_SHOWN = 3
NOTE_LIMIT = 300
NOTES_SHOWN = 6
FALLBACK_LIMIT = 400
NOTICE_LIMIT = 1_200

NO_TITLE = "(제목 없음)"
BY_MODEL = "요약은 AI가 썼습니다."
CARD_BUTTONS = tuple(ButtonKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """The story that this one follows: its headline, when it was, and where its card stands."""

    title: str
    at: datetime
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What a card tells, and the counts behind its coverage line.

    `judged` says who handles the story and the like. `publishers` counts the families that carry the story, the lead's too; `releases` those that
    only reprint a press release. `outlets` names those of other articles (by id), which the card
    writes behind what it takes from them. `remarks` are notes of the caller.
    """

    story_id: int
    lead: Member
    summary: Summary
    terms: Sequence[str]
    publishers: int
    releases: int
    now: datetime
    earlier: Earlier | None = None
    remarks: Sequence[str] = ()
    judged: Sequence[str] = ()
    mention: str | None = None
    outlets: Mapping[int, str] = field(default_factory=dict)


def render(telling: Telling) -> Card:
    """The story's card."""
    article = telling.lead.article
    headline = _headline(without_flags(article.title) or article.title)
    byline = _byline(article, telling.now)
    coverage = coverage_line(telling.publishers, telling.releases)
    return Card(
        headline=headline,
        url=_url(article.url),
        byline=byline,
        terms=_terms(telling.terms),
        sentences=_sentences(telling.summary, telling.outlets),
        coverage=coverage,
        notes=_notes(telling),
        fallback=_fallback(headline, byline, coverage),
        story_id=telling.story_id,
        buttons=CARD_BUTTONS,
        mention=telling.mention,
    )


def render_update(
    story_id: int, member: Member, summary: Summary, *, terms: Sequence[str] = (), now: datetime
) -> Card:
    """The reply in a card's thread that tells what an article adds: `[새 사실] …`."""
    article = member.article
    headline = _headline(f"[{_update_word(article.title)}] {without_flags(article.title)}")
    byline = _byline(article, now)
    return Card(
        headline=headline,
        url=_url(article.url),
        byline=byline,
        terms=_terms(terms),
        sentences=_sentences(summary),
        coverage="",
        notes=_by_model(summary),
        fallback=_fallback(headline, byline, ""),
        story_id=story_id,
    )


def render_notice(story_id: int, text: str, *, url: str = "") -> Card:
    """A remark of our own: one line, no buttons."""
    headline = line(text, NOTICE_LIMIT) or NO_TITLE
    return Card(
        headline=headline,
        url=_url(url),
        byline="",
        terms=(),
        sentences=(),
        coverage="",
        notes=(),
        fallback=line(text, FALLBACK_LIMIT) or NO_TITLE,
        story_id=story_id,
    )


def coverage_line(publishers: int, releases: int) -> str:
    """`외 3개 매체 (보도자료 전재 2)`; empty where nobody else carries the story.

    Where all carry the release, the one on the card too, it says 모두: a number would exceed the
    others.
    """
    others = max(0, publishers - 1)
    if others == 0:
        return ""
    if releases >= publishers:
        return f"외 {others}개 매체 (모두 보도자료 전재)"
    return (
        f"외 {others}개 매체 (보도자료 전재 {releases})" if releases > 0 else f"외 {others}개 매체"
    )


def folding_notice(term: str, stories: int, brief: str) -> str:
    """Says that a term that fires too often goes to the brief from now on today."""
    return (
        f"‘{line(term, TERM_LIMIT)}’ 소식이 오늘 {stories}건을 넘어, 다음 소식부터는 "
        f"{line(brief, 40)} 브리핑에 모아 전해 드립니다."
    )


def deletion_notice(outlet: str, title: str) -> str:
    """Says that the page of an article already sent is gone."""
    return f"{line(outlet, 40)}의 기사가 삭제되었습니다: {line(title, 200)}"


def frozen_notice() -> str:
    """Says that a message's count and outlets stay as they are."""
    return (
        "워크스페이스 설정 때문에 이 메시지를 더 고칠 수 없어, 앞으로 늘어나는 매체 수는 담지 못합니다. "
        "새 사실은 계속 댓글로 알려 드립니다."
    )


def headline_notice(outlet: str, before: str, after: str) -> str:
    """Says that the headline of an article already sent has changed."""
    return f"{line(outlet, 40)}: 제목이 바뀌었습니다. {line(before, 200)} → {line(after, 200)}"


def correction_notice(outlet: str, title: str, sentence: str) -> str:
    """Says that an article already sent carries a correction, with the line that says so."""
    return (
        f"{line(outlet, 40)}의 기사에 정정이 실렸습니다: {line(title, 200)} — {line(sentence, 200)}"
    )


def _headline(title: str) -> str:
    return line(title, HEADLINE_LIMIT) or NO_TITLE


def _byline(article: Article, now: datetime) -> str:
    when = kst_time(article.published_at, now)
    marks = " · ".join(FLAG_WORDS[flag] for flag in flags(article.title))
    outlet = line(article.outlet, BYLINE_LIMIT - len(when) - len(marks) - 6)
    return " · ".join(part for part in (marks, outlet, when) if part)


def _url(url: str) -> str:
    address = line(url, URL_LIMIT + 1)
    is_web = address.startswith(("https://", "http://")) and " " not in address
    return address if is_web and len(address) <= URL_LIMIT else ""


def _terms(terms: Sequence[str]) -> tuple[str, ...]:
    names = [name for term in dict.fromkeys(terms) if (name := line(term, TERM_LIMIT))]
    if len(names) <= TERMS_SHOWN:
        return tuple(names)
    return (*names[: TERMS_SHOWN - 1], f"외 {len(names) - TERMS_SHOWN + 1}")


def _sentences(summary: Summary, outlets: Mapping[int, str] | None = None) -> tuple[str, ...]:
    """The summary's sentences; behind one of another article than the lead stands its outlet."""
    texts = (_sentence(sentence, outlets or {}) for sentence in summary.sentences)
    return tuple(text for text in texts if text)[:SENTENCES_SHOWN]


def _sentence(sentence: SummarySentence, outlets: Mapping[int, str]) -> str:
    outlet = outlets.get(sentence.article_id, "") if sentence.article_id is not None else ""
    source = f" ({line(outlet, BYLINE_LIMIT)})" if outlet else ""
    text = line(sentence.text, SENTENCE_LIMIT - len(source))
    return f"{text}{source}" if text else ""


def _notes(telling: Telling) -> tuple[str, ...]:
    article = telling.lead.article
    notes = [*telling.judged]
    if telling.earlier is not None:
        notes.append(_follows(telling.earlier, telling.now))
    if article.gone_at is not None:
        notes.append(f"원문이 삭제되었습니다({kst_time(article.gone_at, telling.now)} 확인).")
    if article.body_source is not BodySource.PAGE:
        notes.append(f"{BODY_WORDS[article.body_source]}.")
    notes.extend(_by_model(telling.summary))
    notes.extend(telling.remarks)
    tidy = (line(note, NOTE_LIMIT) for note in notes)
    return tuple(note for note in tidy if note)[:NOTES_SHOWN]


def _by_model(summary: Summary) -> tuple[str, ...]:
    """Says it where the sentences stand in no article."""
    is_written = any(sentence.span is None for sentence in summary.sentences)
    return (BY_MODEL,) if is_written else ()


def _follows(earlier: Earlier, now: datetime) -> str:
    link = _url(earlier.link)
    room = NOTE_LIMIT - len(link) - 40
    text = f"이어지는 소식: {line(earlier.title, max(40, room))} ({kst_date(earlier.at, now)})"
    return f"{text} {link}" if link and len(text) + len(link) < NOTE_LIMIT else text


def _update_word(title: str) -> str:
    found = flags(title)
    if Flag.CORRECTION in found:
        return FLAG_WORDS[Flag.CORRECTION]
    return "새 사실"


def _fallback(headline: str, byline: str, coverage: str) -> str:
    rest = " · ".join(part for part in (byline, coverage) if part)
    return f"{line(headline, FALLBACK_LIMIT - len(rest) - 3)} — {rest}" if rest else headline
