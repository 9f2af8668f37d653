"""What a brief tells: the stories of a span of time as a channel's watchlists see them.

stories since then → tellings that a watchlist takes → new, with new facts, or only repeated
                   → BriefStory (lead, section, outlets, tier, flags, muted) → Brief
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from statistics import median

from bot.cadence import FeedHealth, health
from bot.card.brief import Brief, BriefStory, Edition, Health, section_rank
from bot.card.flags import Flag, flags
from bot.line import Line
from bot.model import (
    Judgement,
    JudgementKind,
    Match,
    Member,
    Relation,
    Salience,
    Story,
    Stretch,
    ToneLabel,
    Watchlist,
)
from bot.text.index import fold
from bot.toning import tone_of
from bot.trends import bursts, heard_in, voices_in
from bot.watch.alerting import Decision, DecisionReason, decide

STORIES_LOOKED_AT = 20_000  # of one span; a busy desk has a few thousand a day
WELL = {FeedHealth.OK, FeedHealth.QUIET}
_TAKEN = {DecisionReason.ALERT, DecisionReason.BELOW_THRESHOLD}
_CARRIED = (Flag.EXCLUSIVE, Flag.CORRECTION)  # flags that count whoever of the tellings has them
_DEPTHS = (Salience.TITLE, Salience.LEDE, Salience.BODY, Salience.PASSING)


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefOrder:
    """What a brief is asked to tell: whose watchlists, after `since` up to `until`.

    `judgements` are the decisions of the channel's people that are in force.
    """

    watchlists: tuple[Watchlist, ...]
    since: datetime
    until: datetime
    judgements: tuple[Judgement, ...] = ()
    remarks: tuple[str, ...] = ()
    edition: Edition = Edition.DAILY


@dataclass(frozen=True, slots=True, kw_only=True)
class _Telling:
    """A member of a story that a watchlist takes; `salience` is its strongest place."""

    member: Member
    watchlist: Watchlist
    decision: Decision
    salience: Salience


def of_channel(watchlists: Iterable[Watchlist], channel: str | None) -> tuple[Watchlist, ...]:
    """The watchlists that speak to the channel; all of them where it is None."""
    return tuple(each for each in watchlists if channel is None or channel in each.channels)


def stories_since(line: Line, since: datetime) -> Sequence[Story]:
    """What `gather` reads; briefs of several channels may share it."""
    return line.stories.stories(since, STORIES_LOOKED_AT)


def gather(line: Line, order: BriefOrder, recent: Sequence[Story] | None = None) -> Brief:
    """The brief of that order, as the store has it now.

    `recent` are the stories since the order's `since` where the caller has them already.
    """
    if recent is None:
        recent = stories_since(line, order.since)
    stories = [_until(story, order.until) for story in recent]
    told = list[BriefStory]()
    repeats = articles = 0
    for story in stories:
        tellings = _tellings(line, story, order)
        fresh = [each for each in tellings if each.member.article.seen_at > order.since]
        articles += len({each.member.article.id for each in fresh})
        if not fresh:
            continue
        brief_story = _brief_story(line, story, tellings, fresh, order)
        if brief_story is None:
            repeats += 1
        else:
            told.append(brief_story)
    span = Stretch(since=order.since, until=order.until)
    heard = heard_in(order.watchlists, order.judgements)
    return Brief(
        since=order.since,
        until=order.until,
        stories=tuple(told),
        articles=articles,
        health=_health(line, stories, order.since),
        repeats=repeats,
        remarks=order.remarks,
        bursts=bursts(line, heard, span),
        voices=voices_in(line, heard, span),
        edition=order.edition,
    )


def _until(story: Story, until: datetime) -> Story:
    """The story as it stood at that time, without what is older than the subscription."""
    kept = (
        each for each in story.members if each.article.seen_at <= until and not each.article.backlog
    )
    return replace(story, members=tuple(kept))


# --- which tellings count -----------------------------------------------------------------------


def _tellings(line: Line, story: Story, order: BriefOrder) -> list[_Telling]:
    names = {watchlist.name for watchlist in order.watchlists}
    known = line.stories.matches(story.id) if story.members else ()
    if not any(match.watchlist in names for match in known):
        return []
    banned = _subjects(order, JudgementKind.NEVER_OUTLET)
    return [
        telling
        for member in story.members
        if not banned & {fold(member.article.outlet), fold(member.article.publisher)}
        for telling in _taken(line, member, order)
    ]


def _taken(line: Line, member: Member, order: BriefOrder) -> Iterable[_Telling]:
    article = member.article
    matches = line.watch().matcher.match(article.title, article.text).matches
    for watchlist in order.watchlists:
        decision = decide(watchlist, article, matches)
        if decision.reason in _TAKEN:
            yield _Telling(
                member=member,
                watchlist=watchlist,
                decision=decision,
                salience=_strongest(watchlist, matches),
            )


def _strongest(watchlist: Watchlist, matches: Sequence[Match]) -> Salience:
    own = (match.salience for match in matches if match.watchlist == watchlist.name)
    return min(own, key=_DEPTHS.index, default=Salience.PASSING)


def _subjects(order: BriefOrder, *kinds: JudgementKind) -> frozenset[str]:
    return frozenset(fold(each.subject) for each in order.judgements if each.kind in kinds)


# --- a story as a line --------------------------------------------------------------------------


def _brief_story(
    line: Line,
    story: Story,
    tellings: Sequence[_Telling],
    fresh: Sequence[_Telling],
    order: BriefOrder,
) -> BriefStory | None:
    """The story's line; None where it was told before and only found more outlets."""
    is_update = len(fresh) < len(tellings)
    shown = [each for each in fresh if _has_news(each.member)] if is_update else tellings
    if not shown:
        return None
    members = dict.fromkeys(each.member.article.id for each in shown)
    lead = line.lead(
        replace(story, members=tuple(m for m in story.members if m.article.id in members))
    )
    covered = line.coverage(story)
    terms = tuple(dict.fromkeys(term for each in shown for term in each.decision.terms))
    return BriefStory(
        title=lead.article.title,
        url=lead.article.url,
        outlet=_outlet(line, lead),
        at=lead.article.published_at,
        section=_section(shown),
        terms=terms,
        publishers=covered.publishers,
        releases=covered.releases,
        salience=min((each.salience for each in shown), key=_DEPTHS.index),
        is_muted=_is_muted(story, terms, order),
        tier=_tier(line, story),
        marks=_marks(fresh),
        is_minor=not any(each.decision.alerts for each in shown),
        is_update=is_update,
        tone=_tone(line, lead, shown),
    )


def _tone(line: Line, lead: Member, shown: Sequence[_Telling]) -> ToneLabel | None:
    found = tone_of(line, lead.article, [each.watchlist for each in shown])
    return found.label if found else None


def _outlet(line: Line, lead: Member) -> str:
    known = line.outlets.find(lead.article.outlet, lead.article.url)
    return known.name if known else lead.article.outlet


def _has_news(member: Member) -> bool:
    return member.relation is Relation.UPDATE or Flag.CORRECTION in flags(member.article.title)


def _section(tellings: Sequence[_Telling]) -> str | None:
    alerting = [each for each in tellings if each.decision.alerts] or tellings
    named = [each.watchlist.section for each in alerting if each.watchlist.section]
    return min(named, key=section_rank, default=None)


def _marks(tellings: Sequence[_Telling]) -> tuple[Flag, ...]:
    found = {flag for each in tellings for flag in flags(each.member.article.title)}
    return tuple(flag for flag in _CARRIED if flag in found)


def _tier(line: Line, story: Story) -> int | None:
    articles = (member.article for member in story.members)
    known = (line.outlets.find(each.outlet, each.url) for each in articles)
    return min((outlet.tier for outlet in known if outlet), default=None)


def _is_muted(story: Story, terms: Sequence[str], order: BriefOrder) -> bool:
    if str(story.id) in _subjects(order, JudgementKind.MUTE_STORY, JudgementKind.IRRELEVANT):
        return True
    muted = _subjects(order, JudgementKind.MUTE_TERM)
    return bool(terms) and all(fold(term) in muted for term in terms)


# --- how well the watch was ---------------------------------------------------------------------


def _health(line: Line, stories: Sequence[Story], since: datetime) -> Health:
    now = line.clock.now()
    states = [state for _, state in line.feeds.feeds()]
    articles = (member.article for story in stories for member in story.members)
    delays = [
        (article.seen_at - article.published_at).total_seconds()
        for article in articles
        if article.seen_at > since and article.published_at < article.seen_at
    ]
    return Health(
        feeds_well=sum(health(state, now) in WELL for state in states),
        feeds=len(states),
        median_delay=timedelta(seconds=median(delays)) if delays else None,
    )
