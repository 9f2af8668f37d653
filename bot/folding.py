"""The daily cap: a term that has sent enough cards today tells the rest in the brief.

    next card of the channel → its terms → one still below the cap? → counted, goes out
                                         → none → FOLDED, and the channel hears once why

Counting happens under the channel's lease, just before a card goes out or into a bundle, so no two
processes count at once; a card is counted by its id, so a repeat counts nothing. Urgent cards are
neither counted nor folded.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.card.dates import KST
from bot.card.render import folding_notice
from bot.line import Line
from bot.model import Alert, AlertKind, AlertState, Salience
from bot.outbox import NEVER
from bot.promises import notice


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tally:
    """The cards that went out on a day (KST) by term, as alert ids."""

    day: str
    terms: Mapping[str, Sequence[str]]


def fold_next(line: Line, alert: Alert, now: datetime) -> bool:
    """Whether this card, the next of its channel, was folded into the brief just now.

    Never without a cap or a brief to come. Call it under the channel's lease.
    """
    return bool(line.term_cap) and not below_cap(line, alert.channel, [alert], now)


def below_cap(line: Line, channel: str, cards: Sequence[Alert], now: datetime) -> Sequence[Alert]:
    """Those of these alerts that go out, counted; the others were folded into the brief.

    Call it under the channel's lease.
    """
    brief = line.next_brief(now) if line.term_cap else None
    if brief is None:
        return cards
    return [card for card in cards if not _is_folded(line, channel, card, (brief, now))]


def _is_folded(line: Line, channel: str, alert: Alert, when: tuple[datetime, datetime]) -> bool:
    """Whether the card was folded just now; else it was counted. `when` is the brief's time, now."""
    if not _may_fold(alert):
        return False
    brief, now = when
    terms, tally = _terms(line, alert), _read(line, channel, now)
    full = [term for term in terms if _is_full(tally, term, alert, line.term_cap)]
    if not terms or len(full) < len(terms):
        _count(line, channel, tally, [term for term in terms if term not in full], alert)
        return False
    at = brief.astimezone(KST)
    text = folding_notice(full[0], line.term_cap, f"{at:%H:%M}")
    about = f"folded:{tally.day}:{full[0]}"
    line.alerts.promise([notice(channel, text, about=about, now=now)])
    return line.alerts.swap(alert, replace(alert, state=AlertState.FOLDED, due_at=NEVER))


def _may_fold(alert: Alert) -> bool:
    is_new = alert.state is AlertState.PENDING and alert.attempt == 0
    return is_new and alert.kind is AlertKind.CARD and not alert.urgent


def _terms(line: Line, alert: Alert) -> list[str]:
    """The terms that the card is about; those only named in passing where there are no others."""
    own = [m for m in line.stories.matches(alert.story_id) if m.watchlist in alert.watchlists]
    weighty = [match for match in own if match.salience is not Salience.PASSING]
    return list(dict.fromkeys(match.term for match in weighty or own))


def _is_full(tally: _Tally, term: str, alert: Alert, cap: int) -> bool:
    counted = tally.terms.get(term, ())
    return len(counted) >= cap and str(alert.id) not in counted


def _count(line: Line, channel: str, tally: _Tally, terms: Sequence[str], alert: Alert) -> None:
    name = str(alert.id)
    fresh = {
        term: [*tally.terms.get(term, ()), name]
        for term in terms
        if name not in tally.terms.get(term, ())
    }
    if fresh:
        value = json.dumps([tally.day, {**tally.terms, **fresh}], ensure_ascii=False)
        line.memos.put(_key(channel), value)


def _read(line: Line, channel: str, now: datetime) -> _Tally:
    today = f"{now.astimezone(KST):%Y-%m-%d}"
    memo = line.memos.get(_key(channel))
    day, terms = json.loads(memo) if memo else (today, {})
    return _Tally(day=today, terms=terms if day == today else {})


def _key(channel: str) -> str:
    return f"cards-today:{channel}"
