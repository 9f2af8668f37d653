"""Whether an article's matches alert a watchlist's channels at once, and why."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.model import Article, Field, Match, Outlets, Salience, Watchlist
from bot.text.index import fold

URGENT_NEAR = 40
"""Code points between a term and an urgent word that stands beside it."""

# What may follow a crisis word that then is another word: 장애인, 유출입, 화재보험.
_OTHER_WORDS = {
    "장애": re.compile(r"인|물|우|학|아(?!파)|아동|등급|인식"),
    "유출": re.compile(r"입"),
    "화재": re.compile(r"\s?(?:보험|해상)"),
    "사망": re.compile(r"\s?보험"),
    "구속": re.compile(r"력"),
    "폭발": re.compile(r"적|력"),
    "손해": re.compile(r"\s?(?:보험|사정)"),
    "파업": re.compile(r"소"),
    "해킹": re.compile(r"\s?(?:방지|대회|방어)"),
    "사고": re.compile(r"력|방식|파는"),
}
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
    if not takes(watchlist.outlets, article.outlet, article.publisher):
        return Decision(reason=DecisionReason.OUTLET_EXCLUDED, terms=terms)
    if _RANK[own[0].salience] > _RANK[watchlist.alert_on]:
        return Decision(reason=DecisionReason.BELOW_THRESHOLD, terms=terms)
    word = _urgent_word(watchlist.urgent, article, own)
    return Decision(reason=DecisionReason.ALERT, terms=terms, urgent_word=word)


def takes(outlets: Outlets, outlet: str, publisher: str) -> bool:
    """Whether a list with these outlets takes what that outlet of that publisher tells."""
    names = {fold(outlet), fold(publisher)}
    if any(fold(each) in names for each in outlets.never):
        return False
    return not outlets.only or any(fold(each) in names for each in outlets.only)


def _urgent_word(words: Sequence[str], article: Article, matches: Sequence[Match]) -> str:
    texts = {
        Field.TITLE: _without_names(article.title, Field.TITLE, matches),
        Field.TEXT: _without_names(article.text, Field.TEXT, matches),
    }
    for match in matches:
        text = texts[match.field]
        around = fold(
            text[max(0, match.span.start - URGENT_NEAR) : match.span.start]
            + "\n"
            + text[match.span.end : match.span.end + URGENT_NEAR]
        )
        for word in words:
            if _stands(fold(word), around):
                return word
    return ""


def _without_names(text: str, field: Field, matches: Sequence[Match]) -> str:
    """The text with spaces for the terms found in it: 삼성화재 is no fire."""
    letters = list(text)
    for match in matches:
        if match.field is field:
            at = match.span
            letters[at.start : at.end] = " " * (at.end - at.start)
    return "".join(letters)


def _stands(word: str, around: str) -> bool:
    """Whether the word stands there as itself, not as the beginning of another one."""
    other, at = _OTHER_WORDS.get(word), around.find(word)
    while at >= 0:
        if other is None or not other.match(around, at + len(word)):
            return True
        at = around.find(word, at + 1)
    return False
