"""What the templates show, as values in Korean words: no template looks anything up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.cadence import FeedHealth
from bot.card.evidence import articles_of, evidence_words
from bot.card.words import (
    ALERT_WORDS,
    HEALTH_WORDS,
    RELATION_WORDS,
    SALIENCE_WORDS,
    error_words,
    feed_words,
    reason_words,
)
from bot.commands.reading import FeedRow, StoryRow
from bot.commands.trial import Reasons, Trial, Verdict
from bot.inbound.words import DECISION_WORDS, held_words, judgement_words
from bot.model import Alert, AlertKind, AlertState, Article, Field, Match, Rejection
from bot.urls import without_login

ORDER = {
    health: place
    for place, health in enumerate(
        (
            FeedHealth.BROKEN,
            FeedHealth.DISABLED,
            FeedHealth.STALE,
            FeedHealth.QUIET,
            FeedHealth.NEW,
            FeedHealth.OK,
        )
    )
}
WELL = {FeedHealth.OK, FeedHealth.NEW, FeedHealth.QUIET}
QUOTED = 30  # code points on each side of a find, enough to see its sense
FINDS_SHOWN = 12
RETRIED = {AlertState.FAILED, AlertState.BLOCKED}
KIND_WORDS: Mapping[AlertKind, str] = {
    AlertKind.CARD: "카드",
    AlertKind.UPDATE: "새 사실 답글",
    AlertKind.CHANGE: "바뀐 기사 답글",
    AlertKind.NOTICE: "안내",
    AlertKind.BRIEF: "브리핑",
    AlertKind.BUNDLE: "묶음 카드",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryLine:
    """A story in a list."""

    id: int
    title: str
    at: datetime
    outlets: str
    terms: tuple[str, ...]
    articles: int


def story_row(row: StoryRow) -> StoryLine:
    """The story as one line of a list."""
    first = row.story.members[0].article
    return StoryLine(
        id=row.story.id,
        title=row.title,
        at=first.published_at,
        outlets=_outlets(row),
        terms=row.terms,
        articles=len(row.story.members),
    )


def _outlets(row: StoryRow) -> str:
    first = row.coverage.outlets[0] if row.coverage.outlets else ""
    more = row.coverage.publishers - 1
    said = f"{first} 외 {more}곳" if first and more > 0 else first
    releases, publishers = row.coverage.releases, row.coverage.publishers
    if releases and releases >= publishers:
        return f"{said} (모두 보도자료 전재)"
    return f"{said} (보도자료 전재 {releases})" if releases else said


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberShown:
    """An article of a story, how it came there and why."""

    article: Article
    relation: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryShown:
    """A whole story."""

    line: StoryLine
    members: tuple[MemberShown, ...]
    followup_of: int | None


def story_shown(row: StoryRow) -> StoryShown:
    """The story with everybody who tells it."""
    known = articles_of(row.story)
    return StoryShown(
        line=story_row(row),
        members=tuple(
            MemberShown(
                article=member.article,
                relation=RELATION_WORDS[member.relation],
                evidence=tuple(evidence_words(each, known) for each in member.evidence),
            )
            for member in row.story.members
        ),
        followup_of=row.story.followup_of,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Find:
    """A stretch of an article that a term was looked for in: it counted, or it did not."""

    before: str
    surface: str
    after: str
    term: str
    counted: bool
    where: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonsShown:
    """Everything decided about an article."""

    article: Article
    story_id: int
    finds: tuple[Find, ...]
    more_finds: int
    verdicts: tuple[tuple[str, str, str, tuple[str, ...]], ...]
    alerts: tuple["AlertShown", ...]
    judgements: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialShown:
    """What would happen to an article that is not kept."""

    article: Article
    finds: tuple[Find, ...]
    sentences: tuple[str, ...]
    verdicts: tuple[tuple[str, str, str, tuple[str, ...]], ...]
    alerts: bool


def trial_shown(trial: Trial, now: datetime) -> TrialShown:
    """The trial in words."""
    finds = _finds(trial.matches, trial.rejections, trial.article)
    return TrialShown(
        article=trial.article,
        finds=finds[:FINDS_SHOWN],
        sentences=tuple(sentence.text for sentence in trial.summary.sentences),
        verdicts=tuple(_verdict(each, now) for each in trial.verdicts),
        alerts=trial.alerts,
    )


def reasons_shown(reasons: Reasons, now: datetime) -> ReasonsShown:
    """The reasons in words, with a few characters around each find."""
    found = _finds(reasons.matches, reasons.rejections, reasons.article)
    return ReasonsShown(
        article=reasons.article,
        story_id=reasons.story.id,
        finds=found[:FINDS_SHOWN],
        more_finds=max(0, len(found) - FINDS_SHOWN),
        verdicts=tuple(_verdict(each, now) for each in reasons.verdicts),
        alerts=tuple(alert_shown(alert, "") for alert in reasons.alerts),
        judgements=tuple(
            (each.channel, judgement_words(each, now), each.who) for each in reasons.judgements
        ),
    )


def _finds(
    matches: Sequence[Match], rejections: Sequence[Rejection], article: Article
) -> tuple[Find, ...]:
    found: list[Match | Rejection] = [*matches, *rejections]
    found.sort(key=lambda each: (each.field is not Field.TITLE, each.span.start))
    return tuple(_find(each, article) for each in found)


def _find(found: Match | Rejection, article: Article) -> Find:
    text = article.title if found.field is Field.TITLE else article.text
    start, end = found.span.start, found.span.end
    counted = isinstance(found, Match)
    if isinstance(found, Match):
        where, said = SALIENCE_WORDS[found.salience], reason_words(found.rule)
    else:
        where, said = "", f"{reason_words(found.rule)}: {found.evidence}".rstrip(": ")
    cut_before, cut_after = max(0, start - QUOTED), min(len(text), end + QUOTED)
    return Find(
        before=("…" if cut_before else "") + text[cut_before:start],
        surface=text[start:end],
        after=text[end:cut_after] + ("…" if cut_after < len(text) else ""),
        term=found.term,
        counted=counted,
        where=where,
        why=said,
    )


def _verdict(verdict: Verdict, now: datetime) -> tuple[str, str, str, tuple[str, ...]]:
    held: Sequence[str] = [held_words(each, now) for each in verdict.held]
    channels = ", ".join(verdict.channels)
    return verdict.watchlist, channels, DECISION_WORDS[verdict.decision.reason], tuple(held)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertShown:
    """An alert with its state in words."""

    id: int
    story_id: int
    title: str
    channel: str
    kind: str
    state: str
    created_at: datetime
    trouble: str
    can_retry: bool
    is_stuck: bool


def alert_shown(alert: Alert, title: str) -> AlertShown:
    """The alert in words."""
    return AlertShown(
        id=alert.id,
        story_id=alert.story_id,
        title=title,
        channel=alert.channel,
        kind=KIND_WORDS[alert.kind],
        state=ALERT_WORDS[alert.state],
        created_at=alert.created_at,
        trouble=error_words(alert.error) if alert.error else "",
        can_retry=alert.state in RETRIED,
        is_stuck=alert.state in RETRIED or alert.state is AlertState.UNKNOWN,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedShown:
    """A feed with its health in words; `order` puts the troubled ones first."""

    order: tuple[int, str]
    outlet: str
    url: str
    health: str
    is_well: bool
    last: datetime | None
    newest: datetime | None
    a_day: str
    next: datetime
    fails: int
    note: str


def feed_shown(row: FeedRow) -> FeedShown:
    """The feed in words."""
    state, health = row.state, row.checkup.health
    note = feed_words(state.disabled or row.checkup.note or state.note or "")
    return FeedShown(
        order=(ORDER[health], row.feed.outlet),
        outlet=row.feed.outlet,
        url=without_login(row.feed.url),
        health=HEALTH_WORDS[health],
        is_well=health in WELL,
        last=state.last_success_at,
        newest=state.newest_item_at,
        a_day="–" if state.items_per_day is None else f"{state.items_per_day:,.0f}",
        next=state.next_poll_at,
        fails=state.fails,
        note=note,
    )
