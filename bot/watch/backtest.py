"""What a term would have caught in the articles of the last days."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.model import Article, Matching, Rejection, Term, Watchlist
from bot.watch.gazetteer import Gazetteer
from bot.watch.matcher import Matcher
from bot.watch.reasons import OTHER_SENSES, Reason

HEADLINES = 5
"""Sample headlines shown."""
EXCLUDES = 5
"""Ready-made excludes offered."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Backtest:
    """What a term would have caught.

    `articles` were looked at, `hits` of them matched, `hits_a_day` on average. `headlines` are
    samples, newest first. `other_sense_share` (0 to 1) is the share of articles holding the name
    in which it means something else; `excludes` are the longer names that did so most often.
    """

    articles: int
    hits: int
    hits_a_day: float
    headlines: tuple[str, ...]
    other_sense_share: float
    excludes: tuple[str, ...]


def backtest(term: Term, articles: Sequence[Article], gazetteer: Gazetteer) -> Backtest:
    """What the term would have caught in the articles."""
    matcher = Matcher([Watchlist(name="", channels=(), terms=(term,))], gazetteer)
    tested = [(article, matcher.match(article.title, article.text)) for article in articles]
    hits = [article for article, matching in tested if matching.matches]
    other = [matching for _, matching in tested if not matching.matches and _means_other(matching)]
    newest = sorted(hits, key=lambda article: article.published_at, reverse=True)
    return Backtest(
        articles=len(articles),
        hits=len(hits),
        hits_a_day=len(hits) / _days(articles),
        headlines=tuple(dict.fromkeys(article.title for article in newest))[:HEADLINES],
        other_sense_share=len(other) / max(1, len(hits) + len(other)),
        excludes=_excludes([each for _, matching in tested for each in matching.rejections], term),
    )


def _days(articles: Sequence[Article]) -> float:
    if not articles:
        return 1.0
    times = [article.published_at for article in articles]
    return max(1.0, (max(times) - min(times)) / _DAY)


def _means_other(matching: Matching) -> bool:
    return any(rejection.rule in OTHER_SENSES for rejection in matching.rejections)


def _excludes(rejections: Sequence[Rejection], term: Term) -> tuple[str, ...]:
    longer = Counter(
        rejection.evidence
        for rejection in rejections
        if rejection.rule
        in {Reason.LONGER_NAME, Reason.TEAM, Reason.AFFILIATE, Reason.SPORTS, Reason.OTHER_SENSE}
        and rejection.evidence
        and rejection.evidence not in term.exclude
    )
    return tuple(word for word, _ in longer.most_common(EXCLUDES))
