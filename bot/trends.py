"""What of the terms is unusual now, and how loud each is: asked of the store, judged by the rules.

    terms → reports of the last day → enough of them? → reports of six weeks → Burst
    terms → reports of a span       → Voice

A habit begins when a term was first watched, and knows no day on which the bot saw nothing at all:
where less than a week of such days is left, nothing is said.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.line import Line
from bot.model import (
    Burst,
    Judgement,
    JudgementKind,
    Reports,
    Stretch,
    Unheard,
    Voice,
    Watchlist,
)
from bot.summary.trends import (
    DAY,
    HABIT,
    LEAST_COUNT,
    burst,
    count_in,
    same_days,
    voices,
)
from bot.watch.alerting import takes

MOST_DAYS = 4  # of one brief that are looked at one by one; a weekend with a holiday


def voices_in(line: Line, lists: Sequence[Watchlist], span: Stretch) -> tuple[Voice, ...]:
    """The lists' terms that were reported on in the span, the loudest first."""
    asked = Stretch(since=span.since, until=span.until)
    reports = line.reports.reports(
        _names(lists), _terms(lists), asked, _unheard(line, lists, asked)
    )
    return voices(reports, span)


def bursts(
    line: Line,
    lists: Sequence[Watchlist],
    span: Stretch,
    terms: Sequence[str] | None = None,
) -> tuple[Burst, ...]:
    """The unusual days of the lists' terms (all where `terms` is None) within the span.

    The loudest first, one a term. The day is the 24 hours up to the span's end, and those before
    it while the span is longer.
    """
    days = max(1, min(MOST_DAYS, round((span.until - span.since) / DAY)))
    names, ends = _names(lists), [span.until - back * DAY for back in range(days)]
    recent = Stretch(since=ends[-1] - DAY, until=span.until)
    wanted = _terms(lists) if terms is None else terms
    loud = _loud(line.reports.reports(names, wanted, recent, _unheard(line, lists, recent)), ends)
    if not loud:
        return ()
    past = Stretch(since=span.until - HABIT - DAY * days, until=span.until)
    by_term = _by_term(line.reports.reports(names, loud, past, _unheard(line, lists, past)))
    watched = _watched_since(line, lists)
    found: dict[str, Burst] = {}
    for end in ends:
        awake = _awake(line, end)
        for term in loud:
            one = _burst(term, by_term.get(term, ()), end, awake, watched.get(term))
            if one is not None and one.times > (found[term].times if term in found else 0):
                found[term] = one
    return tuple(sorted(found.values(), key=lambda one: (-one.times, one.term)))


def heard_in(lists: Sequence[Watchlist], judgements: Sequence[Judgement]) -> tuple[Watchlist, ...]:
    """The lists as a channel hears them that left out outlets of its own."""
    never = tuple(each.subject for each in judgements if each.kind is JudgementKind.NEVER_OUTLET)
    return tuple(
        replace(each, outlets=replace(each.outlets, never=(*each.outlets.never, *never)))
        for each in lists
    )


def _unheard(line: Line, lists: Sequence[Watchlist], span: Stretch) -> list[Unheard]:
    """The outlets of the span's articles that the lists do not take."""
    choosy = [each for each in lists if each.outlets.only or each.outlets.never]
    if not choosy:
        return []
    return [
        Unheard(watchlist=each.name, outlet=outlet, publisher=publisher)
        for outlet, publisher in line.reports.outlets(span)
        for each in choosy
        if not takes(each.outlets, outlet, publisher)
    ]


def _loud(reports: Sequence[Reports], ends: Sequence[datetime]) -> list[str]:
    """The terms with enough reports on one of the days to be unusual at all."""
    by_term = _by_term(reports)
    days = [Stretch(since=end - DAY, until=end) for end in ends]
    return [
        term
        for term, own in by_term.items()
        if any(count_in(own, day) >= LEAST_COUNT for day in days)
    ]


def _awake(line: Line, end: datetime) -> list[Stretch]:
    past = same_days(end, line.is_holiday)
    return [day for day, awake in zip(past, line.reports.was_awake(past), strict=True) if awake]


def _burst(
    term: str,
    reports: Sequence[Reports],
    end: datetime,
    awake: Sequence[Stretch],
    watched_since: datetime | None,
) -> Burst | None:
    """The term's burst; a habit begins when it was first watched or, unknown, first reported on."""
    first = min((each.slot for each in reports), default=end)
    begun = min(first, watched_since) if watched_since else first
    past = [count_in(reports, day) for day in awake if day.since >= begun]
    return burst(term, count_in(reports, Stretch(since=end - DAY, until=end)), past, end)


def _by_term(reports: Sequence[Reports]) -> Mapping[str, list[Reports]]:
    found: dict[str, list[Reports]] = {}
    for each in reports:
        found.setdefault(each.term, []).append(each)
    return found


def _names(lists: Sequence[Watchlist]) -> list[str]:
    return [each.name for each in lists]


def _terms(lists: Sequence[Watchlist]) -> list[str]:
    return [*dict.fromkeys(term.name for each in lists for term in each.terms)]


# --- since when a term is watched ---------------------------------------------------------------


def note_watched(line: Line) -> None:
    """Remembers since when each term has been watched. Repeats change nothing."""
    now = line.clock.now()
    for each in line.watch().watchlists:
        known = _noted(line, each.name)
        noted = {term.name: known.get(term.name, now.isoformat()) for term in each.terms}
        if noted != known:
            line.memos.put(_key(each.name), json.dumps(noted, ensure_ascii=False))


def _watched_since(line: Line, lists: Sequence[Watchlist]) -> Mapping[str, datetime]:
    """Since when each term is known to be watched; of several lists the earliest counts."""
    found: dict[str, datetime] = {}
    for each in lists:
        for term, since in _noted(line, each.name).items():
            at = datetime.fromisoformat(since)
            found[term] = min(at, found.get(term, at))
    return found


def _noted(line: Line, name: str) -> dict[str, str]:
    memo = line.memos.get(_key(name))
    noted: dict[str, str] = json.loads(memo) if memo else {}
    return noted


def _key(name: str) -> str:
    return f"watched-since:{name}"
