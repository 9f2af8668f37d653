"""Whether an article's matches alert a watchlist's channels at once, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.model import Article, Field, Match, Outlets, Salience, Watchlist
from bot.text.index import fold

URGENT_NEAR = 40
"""Code points between a term and an urgent word that stands beside it."""

_RANK = {Salience.TITLE: 0, Salience.LEDE: 1, Salience.BODY: 2, Salience.PASSING: 3}


class DecisionReason(StrEnum):
    """Why a watchlist's channels are told at once, or not."""

    ALERT = "alert"
    BELOW_THRESHOLD = "below_threshold"
    OUTLET_EXCLUDED = "outlet_excluded"
    NO_MATCH = "no_match"
    BACKLOG = "backlog"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What one watchlist makes of an article.

    `terms` are those that hit, most salient first. `urgent` asks for no waiting; then `urgent_word`
    is what stood beside a term.
    """

    reason: DecisionReason
    terms: tuple[str, ...] = ()
    urgent_word: str = ""

    @property
    def alerts(self) -> bool:
        """Whether the channels are told at once."""
        return self.reason is DecisionReason.ALERT

    @property
    def urgent(self) -> bool:
        """Whether the alert may not wait."""
        return self.alerts and bool(self.urgent_word)


def decide(watchlist: Watchlist, article: Article, matches: Sequence[Match]) -> Decision:
    """What the watchlist makes of the article; matches of other watchlists are ignored."""
    own = sorted(
        (match for match in matches if match.watchlist == watchlist.name),
        key=lambda match: _RANK[match.salience],
    )
    terms = tuple(dict.fromkeys(match.term for match in own))
    if not own:
        return Decision(reason=DecisionReason.NO_MATCH)
    if article.backlog:
        return Decision(reason=DecisionReason.BACKLOG, terms=terms)
    if not _takes(watchlist.outlets, article):
        return Decision(reason=DecisionReason.OUTLET_EXCLUDED, terms=terms)
    if _RANK[own[0].salience] > _RANK[watchlist.alert_on]:
        return Decision(reason=DecisionReason.BELOW_THRESHOLD, terms=terms)
    word = _urgent_word(watchlist.urgent, article, own)
    return Decision(reason=DecisionReason.ALERT, terms=terms, urgent_word=word)


def _takes(outlets: Outlets, article: Article) -> bool:
    names = {fold(article.outlet), fold(article.publisher)}
    if any(fold(outlet) in names for outlet in outlets.never):
        return False
    return not outlets.only or any(fold(outlet) in names for outlet in outlets.only)


def _urgent_word(words: Sequence[str], article: Article, matches: Sequence[Match]) -> str:
    for match in matches:
        text = article.title if match.field is Field.TITLE else article.text
        around = fold(
            text[max(0, match.span.start - URGENT_NEAR) : match.span.start]
            + "\n"
            + text[match.span.end : match.span.end + URGENT_NEAR]
        )
        for word in words:
            if fold(word) in around:
                return word
    return ""
