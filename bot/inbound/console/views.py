"""The console's pages: each asks `commands` for one thing and shows it."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import cache, partial

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import BadRequest

from bot.app import App, brief_desk
from bot.card.brief import Edition
from bot.card.brief_page import as_page
from bot.card.words import ALERT_WORDS
from bot.commands.briefs import make_brief
from bot.commands.checkup import Check, Level, check_line
from bot.commands.reading import (
    StoryRow,
    list_alerts,
    list_feeds,
    list_stories,
    list_watched,
    search_articles,
    show_story,
)
from bot.commands.trial import Reasons, why
from bot.commands.vitals import check_workers, vitals
from bot.commands.watching import Office, all_watchlists, check_term
from bot.errors import NotFound
from bot.fleet import is_shared
from bot.inbound.console.shown import (
    alert_shown,
    feed_shown,
    reasons_shown,
    story_row,
    story_shown,
)
from bot.inbound.console.standing import loudness, standing
from bot.inbound.slack.checkup import check_door
from bot.inbound.words import backtest_lines, judgement_words, suggestion_lines
from bot.model import AlertState
from bot.people import name_of
from bot.text.normalise import clean
from bot.urls import MAX_ID

TODAY_SHOWN = 100  # stories
FIRST = "50"
LENGTHS: Mapping[str, str] = {"50": "200", "200": "500", "500": ""}
"""How many rows a list shows, and the next longer one."""

LOOKED_AT = 30  # articles of a story, for one with a find
DAY = timedelta(days=1)
FOUND_SHOWN = 100
MOST_CHARACTERS = 2_000  # of a question
SPANS: Mapping[str, tuple[str, timedelta]] = {
    "1": ("하루", timedelta(days=1)),
    "3": ("사흘", timedelta(days=3)),
    "7": ("한 주", timedelta(days=7)),
    "30": ("한 달", timedelta(days=30)),
}
STUCK = (AlertState.FAILED, AlertState.BLOCKED, AlertState.UNKNOWN)
STORY_ID = f"<int(max={MAX_ID}):story_id>"


def office_of(sosik: App) -> Office:
    """What the errands about terms need of the app."""
    return Office(line=sosik.line, terms=sosik.store.terms, gazetteer=sosik.tables.gazetteer)


def add_views(site: Flask, sosik: App) -> None:
    """Gives the site its pages."""
    _add_news(site, sosik)
    _add_watch(site, sosik)
    _add_workings(site, sosik)


def _add_news(site: Flask, sosik: App) -> None:
    @site.get("/")
    def today() -> str:
        rows = list_watched(sosik.line, DAY, TODAY_SHOWN)
        wrong = [check for check in _checks(sosik) if check.level is not Level.OK]
        return render_template(
            "today.html",
            stories=[story_row(row) for row in rows],
            all_stories=sosik.line.stories.changed(sosik.clock.now() - DAY),
            cut=len(rows) == TODAY_SHOWN,
            wrong=wrong,
            stands=standing(sosik),
            loud=loudness(sosik),
        )

    @site.get("/stories")
    def stories() -> str:
        span = _chosen("days", SPANS, "1")
        term = _asked("term")
        every = request.args.get("all") == "1" and not term
        shown = int(_chosen("show", LENGTHS, FIRST))
        if every:
            rows = list_stories(sosik.line, SPANS[span][1], shown + 1)
        else:
            rows = list_watched(sosik.line, SPANS[span][1], shown + 1, term or None)
        watched = {each.name for lists in sosik.line.watch().watchlists for each in lists.terms}
        more = LENGTHS[str(shown)] if len(rows) > shown else ""
        return render_template(
            "stories.html",
            stories=[story_row(row) for row in rows[:shown]],
            spans={key: words for key, (words, _) in SPANS.items()},
            span=span,
            terms=sorted(watched | ({term} if term else set())),
            term=term,
            every=every,
            more=more,
            cut=len(rows) > shown and not more,
        )

    @site.get(f"/stories/{STORY_ID}")
    def story(story_id: int) -> str:
        row = show_story(sosik.line, story_id)
        reasons = _telling(sosik, row)
        return render_template(
            "story.html",
            story=story_shown(row),
            reasons=reasons_shown(reasons, sosik.clock.now()),
        )

    @site.get("/search")
    def search() -> str:
        query = _asked("q")
        found = search_articles(sosik.line, query, FOUND_SHOWN) if query else ()
        return render_template("search.html", query=query, articles=found, most=FOUND_SHOWN)

    @site.get("/why")
    def reasons() -> str:
        what = _asked("q")
        if not what:
            return render_template("why.html", what="", reasons=None, unknown="")
        try:
            found = why(sosik.line, what)
        except NotFound as error:
            return render_template("why.html", what=what, reasons=None, unknown=str(error))
        shown = reasons_shown(found, sosik.clock.now())
        return render_template("why.html", what=what, reasons=shown, unknown="")


def _add_watch(site: Flask, sosik: App) -> None:
    @site.get("/watch")
    def watch() -> str:
        office, now = office_of(sosik), sosik.clock.now()
        own = {each.name for each in office.terms.watchlists()}
        judgements = sosik.line.judgements.in_force(now)
        return render_template(
            "watch.html",
            watchlists=all_watchlists(office),
            own=own,
            problems=sosik.keeper.problems,
            judgements=[
                (each, judgement_words(each, now), name_of(sosik.line.memos, each.who))
                for each in judgements
            ],
        )

    @site.get("/watch/test")
    def rehearse() -> str:
        order = _asked("order")
        if not order:
            return render_template("rehearsal.html", order="", term=None, lines=())
        tested = check_term(office_of(sosik), order)
        lines = (*backtest_lines(tested.backtest), *suggestion_lines(tested.suggestion))
        return render_template("rehearsal.html", order=order, term=tested.term, lines=lines)


def _add_workings(site: Flask, sosik: App) -> None:
    @site.get("/feeds")
    def feeds() -> str:
        rows = [feed_shown(row) for row in list_feeds(sosik.line)]
        rows.sort(key=lambda row: row.order)
        return render_template("feeds.html", feeds=rows, well=sum(row.is_well for row in rows))

    @site.get("/alerts")
    def alerts() -> str:
        chosen = request.args.get("state", "")
        states = {"": (), "stuck": STUCK} | {state.value: (state,) for state in AlertState}
        if chosen not in states:
            raise BadRequest
        shown = int(_chosen("show", LENGTHS, FIRST))
        found = list_alerts(sosik.line, states[chosen], shown + 1)
        title = cache(partial(_title, sosik))
        rows = [alert_shown(alert, title(alert.story_id)) for alert in found[:shown]]
        return render_template(
            "alerts.html",
            alerts=rows,
            chosen=chosen,
            words=ALERT_WORDS,
            more=LENGTHS[str(shown)] if len(found) > shown else "",
        )

    @site.get("/brief")
    def brief() -> str:
        channels = sorted({c for each in sosik.line.watch().watchlists for c in each.channels})
        channel = request.args.get("channel") or None
        weekly = request.args.get("weekly") == "1"
        return render_template(
            "brief.html",
            channels=channels,
            channel=channel,
            asked=_asked_brief(channel, weekly=weekly),
        )

    @site.get("/brief/page")
    def brief_page() -> Response:
        edition = Edition.WEEKLY if request.args.get("weekly") == "1" else Edition.DAILY
        channel = request.args.get("channel") or None
        made = make_brief(brief_desk(sosik), channel=channel, edition=edition)
        page = Response(as_page(made), mimetype="text/html")
        # A mail's styles stand in its tags.
        page.headers["Content-Security-Policy"] = (
            "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; "
            "frame-ancestors 'self'; base-uri 'none'"
        )
        return page

    @site.get("/checks")
    def checks() -> str:
        return render_template(
            "checks.html",
            checks=_checks(sosik),
            stands=standing(sosik),
            shared=is_shared(sosik.settings),
        )


def _checks(sosik: App) -> Sequence[Check]:
    line = check_line(sosik.line, sosik.keeper.problems)
    found = vitals(sosik.store.fleet, sosik.clock.now())
    workers = check_workers(found, shared=is_shared(sosik.settings))
    return (*line, *workers, *sosik.checks(), *check_door(sosik))


def _telling(sosik: App, row: StoryRow) -> Reasons:
    """The reasons of the first article in which a term was found, else of the first."""
    first = why(sosik.line, str(row.story.members[0].article.id))
    if first.matches or not row.terms:
        return first
    for member in row.story.members[1:LOOKED_AT]:
        found = why(sosik.line, str(member.article.id))
        if found.matches:
            return found
    return first


def _title(sosik: App, story_id: int) -> str:
    try:
        return sosik.line.lead(sosik.line.stories.story(story_id)).article.title
    except NotFound:
        return ""


def _asked_brief(channel: str | None, *, weekly: bool) -> dict[str, str]:
    return ({"channel": channel} if channel else {}) | ({"weekly": "1"} if weekly else {})


def _asked(name: str) -> str:
    return clean(request.args.get(name, "")).strip()[:MOST_CHARACTERS]


def _chosen(name: str, choices: Mapping[str, object], usual: str) -> str:
    value = request.args.get(name, usual)
    return value if value in choices else usual
