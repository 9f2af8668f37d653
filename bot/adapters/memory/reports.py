"""How often terms were reported on, in memory."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from typing_extensions import override

from bot.adapters.memory.tables import ArticleRow, Tables
from bot.model import Article, Relation, Reports, Salience, Stretch, Unheard
from bot.ports import SLOT, ReportBook

_REPRINTS = {Relation.COPY, Relation.RELEASE}
Told = tuple[str, int, str]  # term, story, publisher


class MemoryReports(ReportBook):
    """The ReportBook port in memory."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    @override
    def reports(
        self,
        watchlists: Sequence[str],
        terms: Sequence[str],
        span: Stretch,
        unheard: Sequence[Unheard] = (),
    ) -> Sequence[Reports]:
        lists, names, left_out = set(watchlists), set(terms), set(unheard)
        first: dict[Told, datetime] = {}
        for row in self._reporting(span):
            article = row.article
            at = min(article.published_at, article.seen_at)
            for term in {
                match.term
                for match in row.matches
                if match.watchlist in lists
                and match.term in names
                and match.salience is not Salience.PASSING
                and _telling(match.watchlist, article) not in left_out
            }:
                told = (term, row.story_id, article.publisher or article.outlet)
                first[told] = min(at, first.get(told, at))
        counts = Counter((term, _slot(at)) for (term, _, _), at in first.items() if at > span.since)
        return [
            Reports(term=term, slot=slot, count=count)
            for (term, slot), count in sorted(counts.items())
        ]

    def _reporting(self, span: Stretch) -> Iterable[ArticleRow]:
        with self._tables.lock:
            rows = list(self._tables.articles.values())
        for row in rows:
            is_own = row.placement.relation not in _REPRINTS and not row.article.backlog
            if is_own and span.since < row.article.seen_at <= span.until:
                yield row

    @override
    def outlets(self, span: Stretch) -> Sequence[tuple[str, str]]:
        with self._tables.lock:
            found = [row.article for row in self._tables.articles.values()]
        return sorted(
            {
                (each.outlet, each.publisher)
                for each in found
                if span.since < each.seen_at <= span.until
            }
        )

    @override
    def was_awake(self, spans: Sequence[Stretch]) -> Sequence[bool]:
        with self._tables.lock:
            seen = [row.article.seen_at for row in self._tables.articles.values()]
        return [any(span.since < at <= span.until for at in seen) for span in spans]


def _telling(watchlist: str, article: Article) -> Unheard:
    return Unheard(watchlist=watchlist, outlet=article.outlet, publisher=article.publisher)


def _slot(at: datetime) -> datetime:
    seconds, step = int(at.timestamp()), int(SLOT.total_seconds())
    return datetime.fromtimestamp(seconds - seconds % step, tz=at.tzinfo)
