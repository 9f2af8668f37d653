"""Summarise and render: what an alert should show, as its story stands now.

notice   its text               update   the article with new facts, in the card's thread
brief    its frozen piece       card     the story
bundle   its stories, a line each
change   its text, in the card's thread
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.bundling import render_bundled
from bot.card.brief_message import render_piece
from bot.card.dates import kst_time
from bot.card.render import Earlier, Telling, render_notice, render_update
from bot.card.render import render as render_card
from bot.card.sample import render_welcome
from bot.card.tone_words import tone_line
from bot.card.trend_words import burst_lines
from bot.card.words import UNTHREADED_WORDS, judged_line
from bot.delivery import Rendered
from bot.errors import NotFound, SummariserFailed
from bot.judgements import about_story
from bot.line import Line
from bot.model import (
    Alert,
    AlertKind,
    Card,
    Judgement,
    Member,
    Relation,
    Story,
    Stretch,
    Summary,
    Watchlist,
)
from bot.people import name_of
from bot.promises import GREETING, answered, called_back, is_to_come, told_beside, told_by
from bot.threads import is_unthreaded
from bot.toning import tone_of
from bot.trends import bursts, heard_in

FRESH = timedelta(days=1)  # of a story; an older card says nothing of what is unusual now


def summarise(line: Line, story: Story, terms: Sequence[str], known: str = "") -> Summary:
    """Two or three sentences of the story, of what `known` (told before) does not say."""
    try:
        return line.summariser.summarise(story, terms, known)
    except SummariserFailed:  # the adapter has logged why
        return line.extractive.summarise(story, terms, known)


def stands(line: Line, alert: Alert) -> bool:
    """Whether the card surely shows its story as it is now, so that it need not be rendered."""
    if alert.kind is not AlertKind.CARD:
        return False
    try:
        return line.stories.story(alert.story_id).revision == alert.sent_revision
    except NotFound:
        return False


def render(line: Line, alert: Alert) -> Rendered:
    """What the alert should show, as its story stands now.

    Raises:
        NotFound: the story is gone.
    """
    if alert.kind is AlertKind.NOTICE:
        is_greeting = alert.detail == GREETING
        said = render_welcome(line.clock.now()) if is_greeting else render_notice(0, alert.detail)
        return Rendered(card=said, revision=0)
    if alert.kind is AlertKind.BRIEF:
        return Rendered(card=render_piece(alert.detail, line.clock.now()), revision=0)
    if alert.kind is AlertKind.BUNDLE:
        return render_bundled(line, alert)
    if alert.kind is AlertKind.CHANGE:
        card_id, text = told_beside(alert)
        return _in_thread(line, alert, render_notice(alert.story_id, text), card_id)
    story = line.stories.story(alert.story_id)
    matches = line.stories.matches(story.id)
    terms = tuple(dict.fromkeys(m.term for m in matches if m.watchlist in alert.watchlists))
    if alert.kind is AlertKind.UPDATE:
        return _render_update(line, alert, story, terms)
    covered, now = line.coverage(story), line.clock.now()
    judgements = line.judgements.in_force(now, alert.channel)
    lists = [each for each in line.watch().watchlists if each.name in alert.watchlists]
    lead = line.lead(story)
    telling = Telling(
        story_id=story.id,
        lead=lead,
        outlets=_others(line, story, lead),
        summary=summarise(line, story, terms),
        terms=terms,
        publishers=covered.publishers,
        releases=covered.releases,
        now=now,
        earlier=_earlier(line, story),
        remarks=(
            *_tone(line, lists, story),
            *_unusual(line, heard_in(lists, judgements), story, terms, now),
        ),
        mention=_mention(line, alert),
        judged=_judged(line, judgements, story),
    )
    return Rendered(card=render_card(telling), revision=story.revision)


def _others(line: Line, story: Story, lead: Member) -> Mapping[int, str]:
    """The outlets of the story's other articles, by article."""
    articles = [each.article for each in story.members if each.article.id != lead.article.id]
    known = {each.id: line.outlets.find(each.outlet, each.url) for each in articles}
    return {
        each.id: outlet.name if (outlet := known[each.id]) else each.outlet for each in articles
    }


def _judged(line: Line, judgements: Sequence[Judgement], story: Story) -> Sequence[str]:
    """What people of the channel decided about the story, who first said so first."""
    now = line.clock.now()
    return [
        judged_line(each.kind, name_of(line.memos, each.who), kst_time(each.at, now))
        for each in about_story(judgements, story.id)
    ]


def _mention(line: Line, alert: Alert) -> str | None:
    """The user group that one of the alert's lists wants called where it is urgent."""
    lists = line.watch().watchlists if alert.urgent else ()
    groups = [each.mention for each in lists if each.name in alert.watchlists and each.mention]
    return groups[0] if groups else None


def _tone(line: Line, lists: Sequence[Watchlist], story: Story) -> Sequence[str]:
    found = tone_of(line, line.lead(story).article, lists)
    return (tone_line(found),) if found else ()


def _unusual(
    line: Line, heard: Sequence[Watchlist], story: Story, terms: Sequence[str], now: datetime
) -> Sequence[str]:
    """What is unusual about the terms now, as the lists hear of them; the story is of the day."""
    if now - story.members[0].article.seen_at > FRESH:
        return ()
    span = Stretch(since=now - FRESH, until=now)
    asked = (tuple((each.name, each.outlets) for each in heard), tuple(terms))
    found = line.unusual.answer(asked, now, lambda: bursts(line, heard, span, terms))
    return burst_lines(found, now)


def _render_update(line: Line, alert: Alert, story: Story, terms: Sequence[str]) -> Rendered:
    article_id, card_id = told_by(alert)
    member = next(
        (each for each in story.members if each.article.id == article_id), story.members[-1]
    )
    told = replace(story, members=(member,))
    summary = summarise(line, told, terms, _told_before(line, story, member, terms))
    now = line.clock.now()
    card = render_update(story.id, member, summary, terms=terms, now=now)
    told_now = _in_thread(line, alert, card, card_id)
    return replace(told_now, revision=story.revision)


def _in_thread(line: Line, alert: Alert, card: Card, card_id: int) -> Rendered:
    """The reply to the message of `card_id`; a message of its own where that takes none."""
    if is_unthreaded(alert):
        return Rendered(card=replace(card, notes=(*card.notes, UNTHREADED_WORDS)), revision=0)
    try:
        message = _answered(line, alert, card_id)
    except NotFound:  # a bundle that was pruned before its story
        return Rendered(card=card, revision=0)
    return Rendered(
        card=card,
        revision=0,
        thread=message.receipt,
        is_early=is_to_come(message),
    )


def _answered(line: Line, reply: Alert, message_id: int) -> Alert:
    """The message that the reply answers, or the bundle that tells that card since.

    Where the story was called back from it, what tells the story instead; so also where the card
    gave way to another when their stories became one.
    """
    own = line.alerts.of_story(reply.story_id) if reply.story_id else ()
    places = [
        answered(card)
        for card in own
        if card.kind is AlertKind.CARD and card.channel == reply.channel and not called_back(card)
    ]
    try:
        place = answered(line.alerts.alert(message_id))
    except NotFound:
        if not places:
            raise
        place = places[-1]
    return line.alerts.alert(place if place in places or not places else places[-1])


def _told_before(line: Line, story: Story, member: Member, terms: Sequence[str]) -> str:
    """What the card and its thread said before this member came."""
    before = story.members[: story.members.index(member)]
    if not before:
        return ""
    singles = [each for each in before if each.relation is Relation.UPDATE]
    told = [before, *((each,) for each in singles)]
    summaries = [
        line.extractive.summarise(replace(story, members=members), terms) for members in told
    ]
    sentences = [each.text for summary in summaries for each in summary.sentences]
    return "\n".join([*(each.article.title for each in before), *sentences])


def _earlier(line: Line, story: Story) -> Earlier | None:
    if story.followup_of is None:
        return None
    try:
        before = line.stories.story(story.followup_of)
    except NotFound:  # pruned since
        return None
    article = line.lead(before).article
    return Earlier(title=article.title, at=article.published_at, link=article.url)
