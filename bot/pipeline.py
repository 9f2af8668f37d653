"""THE straight line: the path of one article, top to bottom.

    poll → ‖ → fetch → extract → match → place → ‖ → summarise → render → deliver

    poll       Feed → new Entries          entries and validators in ONE commit (polling.py)
    fetch      Entry → FetchedEntry        the page, or a note why the feed's summary must do
    extract    FetchedEntry → ReadEntry    its Articles
    match      ReadEntry → MatchedEntry    the Matches of each Article
    place      MatchedEntry → Placed       stories, relations and alerts in ONE transaction
    summarise  Story → Summary
    render     Alert → Card
    deliver    channel → the outbox's next steps

`‖` is a durable cut: what is left of it is committed before what is right of it is queued. Every
job may be done twice, at any time, by anybody; `sweep` puts again whatever was left undone.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.bundling import bundle_next
from bot.cadence import at_home
from bot.card.render import frozen_notice
from bot.correcting import Corrected, corrected, told_elsewhere, with_stories
from bot.delivery import Delivered, Outcome, Sender, deliver_one
from bot.errors import (
    AddressRefused,
    BadPage,
    EmbedderFailed,
    FetchFailed,
    SosikError,
)
from bot.folding import fold_next
from bot.further import whole
from bot.hearing import heard, still_hearing
from bot.intake import from_feed, from_page, wake_poll, wake_read
from bot.line import FetchedEntry, Line, MatchedArticle, MatchedEntry, Placed, ReadEntry, Watch
from bot.model import (
    Alert,
    AlertState,
    Article,
    Entry,
    EntryClosed,
    Evidence,
    Fingerprint,
    Job,
    JobKind,
    Meaning,
    Placement,
    Relation,
)
from bot.ports import Desk
from bot.promises import Call, Joined, Timing, corrections, frozen, hastened, promises
from bot.recalling import hold_next
from bot.rechecking import wake_rechecks
from bot.rendering import render, stands
from bot.stories.grouping import Grouper
from bot.watch.alerting import decide

EDITS_CLOSED = ("edit_window_closed", "cant_update_message")  # Slack's words for it
CORRECTS = "corrects"  # the evidence of a correction that names the article it corrects
PAGE_TRIES = 3  # failed fetches of a page before the feed's own summary must do
PAGE_BACK_OFF = timedelta(minutes=1)  # before the second try; doubles after that
PAGE_BACK_OFF_MOST = timedelta(minutes=10)
BUG_BACK_OFF_MOST = timedelta(hours=6)  # an entry that meets a bug waits for its mending
DUE_FEEDS = 500  # woken per sweep
WAITING_ENTRIES = 2_000  # woken per sweep
BACK_PRESSURE = 1_000  # waiting entries above which no feed is polled
CROWD = 200  # waiting entries above which no told article is looked at again
STEPS_PER_JOB = 60  # outbox steps of one channel per job
RENEWED = 1 / 4  # of a lease's time after which it is renewed before the next step


# --- sweep: whatever was left undone, put again ------------------------------------------------


def sweep(line: Line) -> Mapping[str, object]:
    """Wakes what is due; returns counts for the log. Repeats wake the same things again."""
    now = line.clock.now()
    channels = line.alerts.channels_due(now)
    waiting = line.entries.waiting(now, WAITING_ENTRIES)
    due = line.feeds.due(now, DUE_FEEDS) if len(waiting) < BACK_PRESSURE else ()
    for channel in channels:
        line.queue.put(Job(kind=JobKind.DELIVER, key=channel))
    for feed, state in due:
        line.queue.put(wake_poll(at_home(feed, state), feed.url))
    for entry in waiting:
        line.queue.put(wake_read(entry))
    rechecks = wake_rechecks(line) if len(waiting) < CROWD else ()
    for job in rechecks:
        line.queue.put(job)
    counts = {
        "channels": len(channels),
        "entries": len(waiting),
        "feeds": len(due),
        "rechecks": len(rechecks),
    }
    return counts if any(counts.values()) else {}


# --- read: fetch → extract → match → place -----------------------------------------------------


def read(line: Line, entry_id: int) -> Mapping[str, object]:
    """Takes one entry down the line to its alerts; returns counts for the log.

    Raises:
        FetchFailed: the page cannot be had now; the entry waits.
    """
    entry = line.entries.opened(entry_id)
    if entry is None:
        return {}
    try:
        matched = match(line, extract(line, fetch(line, entry)))
        placed = place(line, matched)
    except SosikError:
        raise
    except Exception as error:  # a bug: said by whoever runs the job, and no hot loop
        pause = min(PAGE_BACK_OFF * 2 ** min(entry.tries, 12), BUG_BACK_OFF_MOST)
        line.entries.postpone(entry.id, line.clock.now() + pause, repr(error))
        raise
    for channel in placed.channels:
        line.queue.put(Job(kind=JobKind.DELIVER, key=channel))
    counts: dict[str, object] = {
        "articles": len(matched.articles),
        "matches": sum(len(item.matching.matches) for item in matched.articles),
        "alerts": len(placed.channels),
        "note": matched.note,
    }
    if placed.merged:
        counts["merged"] = [f"{gone}>{into}" for gone, into in placed.merged]
    return counts


def fetch(line: Line, entry: Entry) -> FetchedEntry:
    """The entry's page; none where it is backlog, has no link, or cannot be read.

    Raises:
        FetchFailed: not now, and not yet too often; the entry was postponed.
    """
    if entry.backlog:
        return FetchedEntry(entry=entry, page=None, note="backlog")
    if entry.url == entry.feed_url:
        return FetchedEntry(entry=entry, page=None, note="no_link")
    try:
        return FetchedEntry(entry=entry, page=line.pages.read(entry.url))
    except BadPage as error:
        return FetchedEntry(entry=entry, page=None, note=error.reason)
    except AddressRefused:
        return FetchedEntry(entry=entry, page=None, note="address_refused")
    except FetchFailed as error:
        if entry.tries + 1 >= PAGE_TRIES:
            return FetchedEntry(entry=entry, page=None, note="gave_up")
        wished = max(PAGE_BACK_OFF * 2**entry.tries, error.retry_after or timedelta())
        until = line.clock.now() + min(wished, PAGE_BACK_OFF_MOST)
        line.entries.postpone(entry.id, until, str(error))
        raise


def extract(line: Line, fetched: FetchedEntry) -> ReadEntry:
    """The page's articles; where it holds none, the feed's own title and summary."""
    entry, note = fetched.entry, fetched.note
    if fetched.page is not None:
        extraction = whole(line, fetched.page)
        note = extraction.reason or ""
        if extraction.articles:
            articles = line.learned.clean(from_page(entry, extraction.articles, line.outlets))
            return ReadEntry(entry=entry, articles=articles, note=note)
    return ReadEntry(entry=entry, articles=(from_feed(entry, line.outlets),), note=note)


def match(line: Line, read_entry: ReadEntry) -> MatchedEntry:
    """What is watched, found in each article. Cannot fail."""
    watch = line.watch()
    articles = tuple(
        MatchedArticle(
            article=article,
            matching=watch.matcher.match(article.title, article.text),
            fingerprint=line.grouper.fingerprint(article, _meaning(line, article)),
        )
        for article in read_entry.articles
    )
    return MatchedEntry(
        entry=read_entry.entry, articles=articles, watch=watch, note=read_entry.note
    )


def _meaning(line: Line, article: Article) -> Meaning | None:
    """None for backlog, too: it is never told, and a new feed brings much of it at once."""
    if article.backlog:
        return None
    try:
        return line.embedder.meaning(article)
    except EmbedderFailed:  # the adapter has logged why; words place it alone
        return None


def place(line: Line, matched: MatchedEntry) -> Placed:
    """Gives each article its story and makes the alerts it calls for, in one transaction.

    A waiting card that turned urgent is hurried after it; where that is lost, the card waits.
    Corrections come last: the other articles may make one of the stories that they name.
    """
    stories: list[int] = []
    merged: list[tuple[int, int]] = []
    channels: set[str] = set()
    hurried: list[tuple[Alert, Alert]] = []
    meant = {each.article.id: corrected(line, each.article) for each in matched.articles}
    with line.stories.placing() as desk:
        for item in sorted(matched.articles, key=lambda each: bool(meant[each.article.id])):
            if desk.is_placed(item.article.id):
                continue
            named = with_stories(line, desk, meant[item.article.id])
            placement = _place_one(line, desk, item, named)
            alerts, sooner = _alerts(line, desk, item, placement, matched.watch)
            alerts = (*alerts, *told_elsewhere(line, desk, item.article, named[1:]))
            desk.promise(alerts)
            hurried += sooner
            desk.refresh(placement.story_id, line.clock.now() + line.pauses.refresh)
            stories.append(placement.story_id)
            merged += [(gone, placement.story_id) for gone in placement.merged]
            channels.update(alert.channel for alert in alerts)
        how = EntryClosed.BACKLOG if matched.entry.backlog else EntryClosed.PLACED
        desk.close_entry(matched.entry.id, how, matched.note)
    channels.update(old.channel for old, new in hurried if line.alerts.swap(old, new))
    return Placed(stories=tuple(stories), channels=tuple(sorted(channels)), merged=tuple(merged))


def _place_one(
    line: Line, desk: Desk, item: MatchedArticle, named: Sequence[Corrected]
) -> Placement:
    """A correction joins the story that it names first."""
    if not named:
        placement = group(line.grouper, desk, item.article, item.fingerprint)
    else:
        evidence = (Evidence(rule=CORRECTS, score=1.0),)
        placement = Placement(
            story_id=named[0].story_id, relation=Relation.UPDATE, evidence=evidence
        )
    desk.save(item.article, item.fingerprint, item.matching.matches, placement)
    return placement


def group(grouper: Grouper, desk: Desk, article: Article, fingerprint: Fingerprint) -> Placement:
    """The story that the article belongs to, as the articles placed so far have it."""
    since = article.seen_at - grouper.window
    candidates = desk.candidates(fingerprint.keys, since, grouper.max_candidates)
    sight = grouper.look(fingerprint, candidates)
    return grouper.place(article, sight, desk.members(sight.stories, grouper.max_members))


def _alerts(
    line: Line, desk: Desk, item: MatchedArticle, placement: Placement, watch: Watch
) -> tuple[tuple[Alert, ...], tuple[tuple[Alert, Alert], ...]]:
    """The new alerts, and the waiting cards that may not wait any more with what they become."""
    article, matches = item.article, item.matching.matches
    joined = Joined(article_id=article.id, story_id=placement.story_id, relation=placement.relation)
    if any(each.rule == CORRECTS for each in placement.evidence):
        told = desk.story_alerts(placement.story_id)
        cards = still_hearing(line, told, placement.story_id, article)
        if replies := corrections(joined, cards, _timing(line, desk)):
            return replies, ()
    decisions = [(each, decide(each, article, matches)) for each in watch.watchlists]
    calls = [Call(watchlist=each, urgent=d.urgent) for each, d in decisions if d.alerts]
    if not calls:
        return (), ()
    terms = {each.name: decision.terms for each, decision in decisions}
    calls = [heard(line, call, terms[call.watchlist.name], article, placement) for call in calls]
    existing, timing = desk.story_alerts(placement.story_id), _timing(line, desk)
    return promises(joined, calls, existing, timing), hastened(calls, existing, timing)


def _timing(line: Line, desk: Desk) -> Timing:
    now = desk.after_promised(line.clock.now())
    quiet_until = line.pauses.quiet_until
    return Timing(
        now=now,
        urgent=now,
        gathered=quiet_until(now + line.pauses.gather),
        update=quiet_until(now),
    )


# --- deliver: summarise → render (`rendering`) → the outbox's next steps -------------------------------------


def deliver(line: Line, channel: str) -> Mapping[str, object]:
    """Does the channel's due steps one after another, holding its lease; returns counts.

    A bug holds up what meets it, and is raised after the others had their turn.

    Raises:
        StoreBusy: the store is locked or away; the next sweep comes back to the channel.
    """
    home = line.home_of(channel)
    if home != channel:  # promised under a name that the channel had, or has beside
        line.alerts.rename(channel, home)
        line.queue.put(Job(kind=JobKind.DELIVER, key=home))
        return {"home": home}
    name, outcomes, bugs = f"channel:{channel}", Counter[str](), dict[str, Exception]()
    renew_at = line.clock.now()
    sender = Sender(
        alerts=line.alerts,
        chat=line.chat,
        clock=line.clock,
        policy=line.outbox,
        render=lambda alert: render(line, alert),
        jitter=line.jitter,
        stands=lambda alert: stands(line, alert),
    )
    try:
        for _ in range(STEPS_PER_JOB):
            now = line.clock.now()
            if now >= renew_at:
                if not line.leases.take(name, line.owner, now, now + line.pauses.lease):
                    break
                renew_at = now + line.pauses.lease * RENEWED
            alert = line.alerts.next_due(channel, now)
            if alert is None:
                break
            if gathered := _gather(line, alert, now, bugs):
                outcomes.update(gathered)
                continue
            done = deliver_one(alert, sender)
            if done.outcome is Outcome.IDLE:
                break
            outcomes[done.outcome] += 1
            if done.bug:
                bugs[done.outcome] = done.bug
            _say_if_frozen(line, done)
            if done.pause:
                break
            if done.spoke:
                line.clock.sleep(line.pauses.pace)
    finally:
        line.leases.release(name, line.owner)
    for bug in bugs.values():
        raise bug
    return outcomes


def _gather(
    line: Line, alert: Alert, now: datetime, bugs: dict[str, Exception]
) -> Mapping[str, int]:
    """How many waiting cards were held back or told together just now.

    Where a bug is, they go out one by one.
    """
    for name, gather in (("held", hold_next), ("bundled", bundle_next), ("folded", fold_next)):
        try:
            if name not in bugs and (count := int(gather(line, alert, now))):
                return {name: count}
        except SosikError:
            raise
        except Exception as bug:  # noqa: BLE001 — raised once the channel has had its turn
            bugs[name] = bug
    return {}


def _say_if_frozen(line: Line, done: Delivered) -> None:
    """A message whose edits Slack has closed says in its thread that its count stands still."""
    alert = done.alert
    if alert and alert.state is AlertState.SENT and alert.error in EDITS_CLOSED:
        now = line.clock.now()
        due_at = line.pauses.quiet_until(now)
        line.alerts.promise([frozen(alert, frozen_notice(), now=now, due_at=due_at)])
