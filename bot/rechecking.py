"""Looks back at what was told: a changed headline, a correction, a deletion of a sent article.

    a card or update was sent → its article is listed → looked at AFTER it was told, ever more seldom
        same, unclear → the next look           correction → told in the thread, card mended
        headline → once more; the same again → told, mended; one that it had before → only mended
        missing → once more, with a neighbour of the same host as a witness → deleted: told, mended

What is listed, due and held stands in the store. Few are held at once, so that looking back never
keeps anybody from looking forward; each takes its turn at the host like any other page.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from bot.card.render import correction_notice, deletion_notice, headline_notice
from bot.changes import GONE_REASONS, Change, Finding, compare, holds, is_headed_otherwise
from bot.errors import AddressRefused, BadPage, FetchFailed, NotFound, SosikError
from bot.hearing import still_hearing
from bot.intake import lane
from bot.line import Line
from bot.model import (
    Alert,
    AlertKind,
    AlertState,
    Article,
    BodySource,
    Job,
    JobKind,
    Recheck,
)
from bot.outbox import NEVER
from bot.promises import changes, out, told_by
from bot.urls import canonical, fold_title, host, identity

AFTER = tuple(timedelta(minutes=each) for each in (10, 60, 6 * 60, 24 * 60))  # since it was told
LISTED_FOR = timedelta(hours=25)  # what was told before that is not looked at any more
PROMISED_FOR = timedelta(
    days=14
)  # a card may have waited so long for its channel before it was told
LISTED_AT_ONCE = 50
AT_ONCE = 2  # held at any time, whatever the number of threads and processes
HOLD = timedelta(minutes=5)  # longer than a look can last
CONFIRM_AFTER = timedelta(minutes=10)  # between the looks that find a page missing
CONFIRMED = 2  # looks in a row that find it missing
RETRY = timedelta(minutes=10)  # after a look that could not be made; doubles
TRIES = 3  # before the look is left out
NEIGHBOURS = 300  # newest articles among which a witness is looked for
NEIGHBOUR_AGE = timedelta(days=3)
WITNESSES = 2  # asked at most


def wake_rechecks(line: Line) -> Sequence[Job]:
    """Lists what was told since the last time, and holds what is due: a job for each."""
    now = line.clock.now()
    told = line.rechecks.unlisted(now - PROMISED_FOR, LISTED_AT_ONCE)
    line.rechecks.enlist([(alert, _first_look(line, alert)) for alert in told])
    jobs = []
    for held in line.rechecks.take(now, now + HOLD, AT_ONCE):
        try:
            where = lane(line.stories.article(held.article_id).url)
        except NotFound:  # pruned since
            where = ""
        jobs.append(Job(kind=JobKind.RECHECK, key=str(held.article_id), lane=where))
    return jobs


def recheck(line: Line, article_id: int) -> Mapping[str, object]:
    """Looks at one told article again if that is due; returns what came of it for the log.

    Raises:
        FetchFailed: the page cannot be had now; the look waits.
    """
    try:
        held = line.rechecks.recheck(article_id)
    except NotFound:
        return {}
    try:
        article = line.stories.article(article_id)
    except NotFound:  # pruned since: it must not be held again and again
        line.rechecks.save(replace(held, due_at=NEVER))
        return {}
    if held.due_at > line.clock.now():
        return {}
    try:
        findings = look(line, article)
        following = _after(line, held, article, findings)
    except FetchFailed:
        line.rechecks.save(_postponed(line, held))
        raise
    except SosikError:
        raise
    except Exception:  # a bug: said by whoever runs the job, and no hot loop
        line.rechecks.save(_stepped(line, held))
        raise
    line.rechecks.save(following)
    return {"found": [each.change.value for each in findings], "step": following.step}


def hasten(line: Line, url: str, title: str) -> bool:
    """Has the told article at this address looked at soon, since its feed heads it otherwise now.

    Only a first look that is still to come is hastened, and by few titles an hour; the page
    decides what is told.
    """
    article = line.stories.find_url(url)
    if article is None or not is_headed_otherwise(article, title):
        return False
    now = line.clock.now()
    if not line.hastened.is_new(article.id, title, now):
        return False
    hastened = line.rechecks.hasten(article.id, now, NEVER)
    if hastened:
        line.hastened.note(article.id, title, now)
    return hastened


def look(line: Line, article: Article) -> tuple[Finding, ...]:
    """What the article's page says of it now.

    Raises:
        FetchFailed: not now.
    """
    try:
        page = line.pages.read(article.url)
    except BadPage as error:
        was_read = article.body_source is not BodySource.FEED  # else it never was there for us
        is_gone = was_read and error.reason in GONE_REASONS
        change = Change.MISSING if is_gone else Change.UNCLEAR
        return (Finding(change=change, evidence=error.reason),)
    except AddressRefused:
        return (Finding(change=Change.UNCLEAR, evidence="refused"),)
    return compare(article, page.url, line.extractor.extract(page))


# --- listing -----------------------------------------------------------------------------------


def _first_look(line: Line, alert: Alert) -> Recheck | None:
    """When the article that the message leads to is looked at first; None where it never is."""
    told = _told_at(line, alert)
    if told < line.clock.now() - LISTED_FOR:
        return None
    try:
        article_id = _shown(line, alert)
    except NotFound:  # pruned since
        return None
    return Recheck(article_id=article_id, since=told, due_at=told + AFTER[0])


def _told_at(line: Line, alert: Alert) -> datetime:
    """When the channel was told: what waited long for its channel, or for a bundle, was told late."""
    message = alert
    if alert.state is AlertState.FOLDED:
        with suppress(NotFound):  # pruned since
            message = line.alerts.alert(identity(alert.detail))
    return message.first_attempt_at or message.created_at


def _shown(line: Line, alert: Alert) -> int:
    """The article that the message leads to.

    Raises:
        NotFound: its story was pruned.
    """
    if alert.kind is AlertKind.UPDATE:
        return told_by(alert)[0]
    return line.lead(line.stories.story(alert.story_id)).article.id


# --- what follows a look -----------------------------------------------------------------------


def _after(line: Line, held: Recheck, article: Article, findings: Sequence[Finding]) -> Recheck:
    """Tells what there is to tell, and gives the looks to come."""
    was_clear = held.suspected is None
    for finding in findings:
        match finding.change:
            case Change.CORRECTED:
                text = correction_notice(article.outlet, article.title, finding.evidence)
                _tell(line, article, text, about=f"corrected:{fold_title(finding.evidence)}")
            case Change.HEADLINE:
                held = _after_headline(line, held, article, finding.evidence)
            case Change.MISSING if article.gone_at is None:
                return _after_missing(line, held, article, finding)
            case Change.UNCLEAR:  # neither clears a suspicion nor adds to it
                return _stepped(line, held)
            case _:
                pass
    return _after_suspicion(line, replace(held, missing=0), findings, was_clear=was_clear)


def _after_suspicion(
    line: Line, held: Recheck, findings: Sequence[Finding], *, was_clear: bool
) -> Recheck:
    """A first suspicion is looked into soon, once; titles that rotate wait for the next look."""
    if Change.HEADLINE not in {each.change for each in findings}:
        held = replace(held, suspected=None)
    if was_clear and held.suspected is not None:
        return replace(held, tries=0, due_at=line.clock.now() + CONFIRM_AFTER)
    return _stepped(line, held)


def _after_headline(line: Line, held: Recheck, article: Article, headline: str) -> Recheck:
    """Tells a headline that two looks in a row found; some outlets try out two for a while.

    One that the article had before only goes back on the card, so that nobody hears of A, B, A.
    """
    seen = _named(headline)
    amended = replace(article, title=headline, headline=headline)
    if held.suspected != seen and seen not in held.headlines:
        return replace(held, suspected=seen)
    if held.suspected != seen:
        _amend(line, amended)
        return replace(held, suspected=None)
    known = (*held.headlines, _named(article.title), _named(article.headline or ""), seen)
    told = replace(held, headlines=tuple(dict.fromkeys(known)))
    # Kept before it is told: a kill in between leaves the suspicion, which tells it under one name.
    line.rechecks.save(replace(told, due_at=line.clock.now() + HOLD))
    text = headline_notice(article.outlet, article.title, headline)
    _tell(line, amended, text, about=f"headline:{fold_title(headline)}")
    return replace(told, suspected=None)


def _named(headline: str) -> int:
    return identity("headline", fold_title(headline))


def _after_missing(line: Line, held: Recheck, article: Article, finding: Finding) -> Recheck:
    now = line.clock.now()
    suspected = replace(held, missing=held.missing + 1, tries=0)
    if suspected.missing < CONFIRMED:
        return replace(suspected, due_at=now + CONFIRM_AFTER)
    if not _witnessed(line, article, finding):
        return _stepped(line, replace(suspected, missing=CONFIRMED - 1))
    text = deletion_notice(article.outlet, article.title)
    _tell(line, replace(article, gone_at=now), text, about="gone")
    return replace(suspected, step=len(AFTER), due_at=NEVER)


def _stepped(line: Line, held: Recheck) -> Recheck:
    """The next look whose time has not passed yet; none after the last one.

    A look that was hastened stands for none of them.
    """
    now = line.clock.now()
    coming = [step for step in range(held.step, len(AFTER)) if held.since + AFTER[step] > now]
    step = coming[0] if coming else len(AFTER)
    due_at = held.since + AFTER[step] if coming else NEVER
    return replace(held, step=step, tries=0, due_at=due_at)


def _postponed(line: Line, held: Recheck) -> Recheck:
    if held.tries + 1 >= TRIES:
        return _stepped(line, held)
    pause = RETRY * 2**held.tries
    return replace(held, tries=held.tries + 1, due_at=line.clock.now() + pause)


# --- witnesses ---------------------------------------------------------------------------------


def _witnessed(line: Line, article: Article, finding: Finding) -> bool:
    """Whether another article of the same host still stands, so that not the whole site is away.

    After a 404 any page must answer; where the page answered, the neighbour must hold its text.

    Raises:
        FetchFailed: the host does not answer now.
    """
    for neighbour in _neighbours(line, article)[:WITNESSES]:
        try:
            page = line.pages.read(neighbour.url)
        except (BadPage, AddressRefused):
            continue
        if finding.evidence in GONE_REASONS and canonical(page.url) == canonical(neighbour.url):
            return True
        if holds(neighbour, line.extractor.extract(page)):
            return True
    return False


def _neighbours(line: Line, article: Article) -> Sequence[Article]:
    """Other articles of the host, newest first."""
    since = line.clock.now() - NEIGHBOUR_AGE
    own, here = host(article.url), canonical(article.url)
    return [
        each
        for each in line.stories.articles(since, NEIGHBOURS)
        if host(each.url) == own
        and each.gone_at is None
        and each.body_source is not BodySource.FEED
        and canonical(each.url) != here
    ]


# --- telling -----------------------------------------------------------------------------------


def _amend(line: Line, amended: Article) -> None:
    """Keeps the article as it is now; its card follows, and nobody is told."""
    with line.stories.placing() as desk:
        story = line.stories.story_of(amended.id)
        desk.amend(amended)
        desk.refresh(story.id, line.clock.now())
    for channel in {alert.channel for alert in line.alerts.of_story(story.id)}:
        line.queue.put(Job(kind=JobKind.DELIVER, key=channel))


def _tell(line: Line, amended: Article, text: str, *, about: str) -> None:
    """Keeps the article as it is now and the remarks about it, in one transaction."""
    with line.stories.placing() as desk:
        now = desk.after_promised(line.clock.now())
        story = line.stories.story_of(amended.id)  # in here, so that no merge comes between
        cards = still_hearing(line, desk.story_alerts(story.id), story.id, amended)
        remarks = changes(
            out(cards),
            text,
            about=f"{amended.id}:{about}",
            now=now,
            due_at=line.pauses.quiet_until(now),
        )
        desk.amend(amended)
        desk.promise(remarks)
        desk.refresh(story.id, now)
    for channel in {card.channel for card in cards}:
        line.queue.put(Job(kind=JobKind.DELIVER, key=channel))
