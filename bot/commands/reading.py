"""`feeds`, `poll`, `stories`, `alerts`, `search`: what the store and the outlets have."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot import pipeline, polling
from bot.cadence import Checkup, checkup, failure_code
from bot.card.failures import failure_words
from bot.errors import BadFeed, NotFound, SosikError
from bot.line import Line
from bot.model import Alert, AlertState, Article, Feed, FeedState, Job, JobKind, Story, Validators
from bot.outbox import resent, retried
from bot.stories.coverage import Coverage
from bot.urls import host, without_login

LEADS_TRIED = 5  # feeds that a page names and that are read


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedRow:
    """A feed with its state and how it is."""

    feed: Feed
    state: FeedState
    checkup: Checkup


def list_feeds(line: Line) -> Sequence[FeedRow]:
    """All registered feeds in the order of their file."""
    now = line.clock.now()
    return [
        FeedRow(feed=feed, state=state, checkup=checkup(state, now))
        for feed, state in line.feeds.feeds()
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedCheck:
    """What one feed gave when asked just now; `error` is the code of why it gave nothing.

    `leads` are the addresses of feeds that a page which is none names.
    """

    feed: Feed
    items: int
    newest: datetime | None
    encoding: str | None
    notes: tuple[str, ...]
    error: str | None
    leads: tuple[str, ...] = ()


def check_address(line: Line, url: str) -> Sequence[FeedCheck]:
    """Reads the feed at the address, registered or not; of a page, the feeds that it names too."""
    try:
        feed, _ = line.feeds.feed(url)
    except NotFound:
        feed = Feed(url=url, outlet=host(url) or url)
    first = check_feed(line, feed)
    named = [replace(feed, url=lead) for lead in first.leads[:LEADS_TRIED]]
    return [first, *(check_feed(line, each) for each in named)]


def check_feed(line: Line, feed: Feed) -> FeedCheck:
    """Reads the feed once, unconditionally, keeping nothing."""
    try:
        polled = line.readers[feed.kind].poll(feed, Validators())
    except SosikError as error:
        return FeedCheck(
            feed=feed,
            items=0,
            newest=None,
            encoding=None,
            notes=(),
            error=failure_code(error),
            leads=error.leads if isinstance(error, BadFeed) else (),
        )
    parsed = polled.feed
    entries = parsed.entries if parsed else ()
    dates = [entry.published_at for entry in entries if entry.published_at]
    return FeedCheck(
        feed=feed,
        items=len(entries),
        newest=max(dates, default=None),
        encoding=parsed.encoding if parsed else None,
        notes=parsed.notes if parsed else (),
        error=None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PollRound:
    """What one round of polling and reading came to."""

    polled: int
    failed: tuple[tuple[str, str], ...]
    new: int
    read: int


def poll_once(line: Line, *, everything: bool) -> PollRound:
    """Polls the due feeds (or all), reads what is new, and delivers what is due; one thread."""
    failed: list[tuple[str, str]] = []
    new = polled = 0
    poll = polling.poll_now if everything else polling.poll
    for feed, _ in line.feeds.feeds():
        try:
            facts = poll(line, feed.url)
        except SosikError as error:
            failed.append((without_login(feed.url), failure_words(error)))
            continue
        polled += bool(facts)
        new += int(str(facts.get("new", 0)))
    return PollRound(polled=polled, failed=tuple(failed), new=new, read=_read_all(line))


def _read_all(line: Line) -> int:
    done = 0
    for waiting in line.entries.waiting(line.clock.now(), pipeline.WAITING_ENTRIES):
        try:
            pipeline.read(line, waiting.id)
        except SosikError:
            continue
        done += 1
    for channel in line.alerts.channels_due(line.clock.now()):
        pipeline.deliver(line, channel)
    return done


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryRow:
    """A story with the count of those who tell it."""

    story: Story
    coverage: Coverage
    title: str
    terms: tuple[str, ...]


def list_stories(line: Line, since: timedelta, limit: int) -> Sequence[StoryRow]:
    """Stories that changed within `since`, newest first."""
    stories = line.stories.stories(line.clock.now() - since, limit)
    return [_row(line, story) for story in stories]


def list_watched(
    line: Line, since: timedelta, limit: int, term: str | None = None
) -> Sequence[StoryRow]:
    """Those of them in which the term (None: any) was found, newest first."""
    stories = line.stories.watched(line.clock.now() - since, limit, term)
    return [_row(line, story) for story in stories]


def show_story(line: Line, story_id: int) -> StoryRow:
    """One story.

    Raises:
        NotFound: no such story.
    """
    return _row(line, line.stories.story(story_id))


def _row(line: Line, story: Story) -> StoryRow:
    return StoryRow(
        story=story,
        coverage=line.coverage(story),
        title=line.lead(story).article.title,
        terms=tuple(dict.fromkeys(match.term for match in line.stories.matches(story.id))),
    )


def list_alerts(line: Line, states: Sequence[AlertState], limit: int) -> Sequence[Alert]:
    """Alerts in these states (all where empty), newest first."""
    return line.alerts.alerts(states, limit)


def retry_alert(line: Line, alert_id: int, *, is_missing: bool = False) -> Alert:
    """Sends a failed or blocked alert again.

    One that may stand in the channel is looked for first, unless a person saw that it `is_missing`.

    Raises:
        NotFound: no such alert, or it is not in a state that can be retried.
    """
    alert = line.alerts.alert(alert_id)
    if alert.state not in {AlertState.FAILED, AlertState.BLOCKED}:
        raise NotFound(f"다시 보낼 수 있는 상태가 아닙니다: {alert.state}")
    now = line.clock.now()
    is_known = is_missing and alert.state is AlertState.FAILED
    again = resent(alert, now) if is_known else retried(alert, now)
    if not line.alerts.swap(alert, again):
        raise NotFound("방금 상태가 바뀌었습니다. 다시 확인해 주세요.")
    line.queue.put(Job(kind=JobKind.DELIVER, key=alert.channel))
    return again


def search_articles(line: Line, query: str, limit: int) -> Sequence[Article]:
    """Articles that hold every word of the query, newest first."""
    return line.stories.search(query, limit)
