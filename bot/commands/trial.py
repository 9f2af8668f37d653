"""`try` and `why`: the straight line on one article, stage by stage, and what it decided."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from bot import pipeline
from bot.errors import NotFound
from bot.further import whole
from bot.hearing import held
from bot.intake import from_page
from bot.judgements import Held
from bot.line import Line, MatchedArticle, ReadEntry
from bot.model import (
    STORY_KINDS,
    Alert,
    Article,
    Entry,
    Judgement,
    Match,
    Page,
    Placement,
    Rejection,
    Story,
    Summary,
    Tone,
    Watchlist,
)
from bot.summary.extractive import summarise
from bot.toning import tone_of
from bot.urls import MAX_ID, canonical, identity
from bot.watch.alerting import Decision, decide


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What one watchlist says of an article; `held` are the channels that hear nothing of it."""

    watchlist: str
    channels: tuple[str, ...]
    decision: Decision
    held: tuple[Held, ...] = ()
    tone: Tone | None = None

    @property
    def alerts(self) -> bool:
        """Whether some channel is told at once, or would be if the watchlist had one."""
        return self.decision.alerts and (not self.channels or len(self.held) < len(self.channels))


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One article's way down the line. `placement` is where it would go (nothing is kept)."""

    article: Article
    matches: tuple[Match, ...]
    rejections: tuple[Rejection, ...]
    verdicts: tuple[Verdict, ...]
    placement: Placement
    summary: Summary

    @property
    def alerts(self) -> bool:
        """Whether some watchlist would tell its channels at once."""
        return any(verdict.alerts for verdict in self.verdicts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What a page led to; no trials only with a reason."""

    trials: tuple[Trial, ...]
    reason: str | None


class _Undo(Exception):
    """Rolls the grouping transaction back."""


def try_page(line: Line, page: Page) -> Tried:
    """The page taken down the line up to its alerts, without keeping anything."""
    extraction = whole(line, page)
    if not extraction.articles:
        return Tried(trials=(), reason=extraction.reason or "no_body")
    entry = _entry(line, page, extraction.articles[0].outlet)
    articles = from_page(entry, extraction.articles, line.outlets)
    matched = pipeline.match(line, ReadEntry(entry=entry, articles=articles))
    return Tried(
        trials=tuple(_trial(line, item) for item in matched.articles), reason=extraction.reason
    )


def _entry(line: Line, page: Page, named: str | None) -> Entry:
    outlet = line.outlets.by_url(page.url)
    key = identity("try", page.url)
    return Entry(
        id=key,
        feed_url="",
        outlet=outlet.name if outlet else named or "",
        url=page.url,
        title="",
        summary="",
        published_at=None,
        first_seen_at=line.clock.now(),
        identity_keys=(key,),
    )


def _trial(line: Line, item: MatchedArticle) -> Trial:
    article, matches = item.article, item.matching.matches
    terms = tuple(dict.fromkeys(match.term for match in matches))
    placement = _would_place(line, item)
    return Trial(
        article=article,
        matches=matches,
        rejections=item.matching.rejections,
        verdicts=_verdicts(line, article, matches, placement),
        placement=placement,
        summary=summarise(article.title, article.text, terms),
    )


def _verdicts(
    line: Line, article: Article, matches: Sequence[Match], placement: Placement
) -> tuple[Verdict, ...]:
    return tuple(
        _verdict(line, watchlist, decide(watchlist, article, matches), article, placement)
        for watchlist in line.watch().watchlists
    )


def _verdict(
    line: Line, watchlist: Watchlist, decision: Decision, article: Article, placement: Placement
) -> Verdict:
    deaf: tuple[Held, ...] = ()
    if decision.alerts:
        deaf = held(line, watchlist, decision.terms, article, placement)
    return Verdict(
        watchlist=watchlist.name,
        channels=watchlist.channels,
        decision=decision,
        held=deaf,
        tone=tone_of(line, article, [watchlist]),
    )


def _would_place(line: Line, item: MatchedArticle) -> Placement:
    placements: list[Placement] = []
    with suppress(_Undo), line.stories.placing() as desk:
        placements.append(pipeline.group(line.grouper, desk, item.article, item.fingerprint))
        _undo()
    return placements[0]


def _undo() -> None:
    raise _Undo


@dataclass(frozen=True, slots=True, kw_only=True)
class Reasons:
    """What was decided about an article that the store knows.

    `judgements` are those of people about its story, in every channel.
    """

    article: Article
    matches: tuple[Match, ...]
    rejections: tuple[Rejection, ...]
    verdicts: tuple[Verdict, ...]
    story: Story
    alerts: tuple[Alert, ...]
    judgements: tuple[Judgement, ...] = ()


def why(line: Line, what: str) -> Reasons:
    """Everything decided about the article with this address, or with this article or story id.

    Raises:
        NotFound: the store knows neither.
    """
    article = _find(line, what)
    matching = line.watch().matcher.match(article.title, article.text)
    story = line.stories.story_of(article.id)
    relation = next(m.relation for m in story.members if m.article.id == article.id)
    placement = Placement(story_id=story.id, relation=relation, followup_of=story.followup_of)
    return Reasons(
        article=article,
        matches=matching.matches,
        rejections=matching.rejections,
        verdicts=_verdicts(line, article, matching.matches, placement),
        story=story,
        alerts=tuple(line.alerts.of_story(story.id)),
        judgements=tuple(
            each
            for each in line.judgements.in_force(line.clock.now())
            if each.kind in STORY_KINDS and each.subject == str(story.id)
        ),
    )


def _find(line: Line, what: str) -> Article:
    if "://" in what:
        article = line.stories.find_url(what) or line.stories.find_url(canonical(what))
        if article is not None:
            return article
    elif what.isdecimal() and len(what) <= len(str(MAX_ID)) and int(what) <= MAX_ID:
        try:
            return line.stories.article(int(what))
        except NotFound:
            return line.stories.story(int(what)).members[0].article
    raise NotFound(
        f"모르는 기사입니다: {what}\n아직 읽지 않은 주소라면 `sosik try 주소`로 확인해 주세요."
    )
