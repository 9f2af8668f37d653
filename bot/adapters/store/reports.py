"""How often terms were reported on, counted by the database."""

from collections.abc import Sequence
from functools import cache

from sqlalchemy import BigInteger, Select, bindparam, case, exists, func, select, type_coerce
from typing_extensions import override

from bot.adapters.store.engine import Database
from bot.adapters.store.tables import EPOCH, MICROSECOND, articles, matches
from bot.model import Relation, Reports, Salience, Stretch, Unheard
from bot.ports import SLOT, ReportBook

TERMS_AT_ONCE = 500  # names in one statement

_REPRINTS = [Relation.COPY.value, Relation.RELEASE.value]
_SLOT = SLOT // MICROSECOND
_at = type_coerce(
    case(
        (articles.c.published_at < articles.c.seen_at, articles.c.published_at),
        else_=articles.c.seen_at,
    ),
    BigInteger,
)
_publisher = func.coalesce(func.nullif(articles.c.publisher, ""), articles.c.outlet)
_BETWEEN = "\x1f"
_told_by = matches.c.watchlist + _BETWEEN + articles.c.outlet + _BETWEEN + articles.c.publisher
_first = (
    select(matches.c.term, func.min(_at, type_=BigInteger).label("at"))
    .join(articles, articles.c.number == matches.c.number)
    .where(
        matches.c.watchlist.in_(bindparam("watchlists", expanding=True)),
        matches.c.term.in_(bindparam("terms", expanding=True)),
        matches.c.salience != Salience.PASSING.value,
        articles.c.relation.not_in(_REPRINTS),
        articles.c.backlog.is_(False),
        articles.c.seen_at > bindparam("since"),
        articles.c.seen_at <= bindparam("until"),
        _told_by.not_in(bindparam("unheard", expanding=True)),
    )
    .group_by(matches.c.term, articles.c.story_id, _publisher)
    .subquery("first")
)
_slot = (_first.c.at // _SLOT).label("slot")
_REPORTS = (
    select(_first.c.term, _slot, func.count().label("told"))
    .where(_first.c.at > type_coerce(bindparam("begin"), BigInteger))
    .group_by(_first.c.term, _slot)
    .order_by(_first.c.term, _slot)
)
_OUTLETS = (
    select(articles.c.outlet, articles.c.publisher)
    .where(articles.c.seen_at > bindparam("since"), articles.c.seen_at <= bindparam("until"))
    .distinct()
)


@cache
def _awake(spans: int) -> Select[*tuple[bool, ...]]:
    """One question about so many spans: a column each, and one journey to the server for all."""
    return select(
        *(
            exists()
            .where(
                articles.c.seen_at > bindparam(f"since_{at}"),
                articles.c.seen_at <= bindparam(f"until_{at}"),
            )
            .label(f"awake_{at}")
            for at in range(spans)
        )
    )


class SqlReports(ReportBook):
    """The ReportBook port on the store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @override
    def reports(
        self,
        watchlists: Sequence[str],
        terms: Sequence[str],
        span: Stretch,
        unheard: Sequence[Unheard] = (),
    ) -> Sequence[Reports]:
        names = sorted(set(terms))
        asked = {
            "watchlists": sorted(set(watchlists)),
            "unheard": sorted({_key(each) for each in unheard}),
            "since": span.since,
            "until": span.until,
            "begin": (span.since - EPOCH) // MICROSECOND,
        }
        is_one = len(names) <= TERMS_AT_ONCE
        asking = self._database.reading_once if is_one else self._database.reading
        with asking() as connection:
            return [
                Reports(term=row.term, slot=EPOCH + row.slot * SLOT, count=row.told)
                for start in range(0, len(names), TERMS_AT_ONCE)
                for row in connection.execute(
                    _REPORTS, {**asked, "terms": names[start : start + TERMS_AT_ONCE]}
                )
            ]

    @override
    def outlets(self, span: Stretch) -> Sequence[tuple[str, str]]:
        asked = {"since": span.since, "until": span.until}
        with self._database.reading_once() as connection:
            return sorted(
                (row.outlet, row.publisher) for row in connection.execute(_OUTLETS, asked)
            )

    @override
    def was_awake(self, spans: Sequence[Stretch]) -> Sequence[bool]:
        if not spans:
            return []
        asked = {f"since_{at}": span.since for at, span in enumerate(spans)}
        asked |= {f"until_{at}": span.until for at, span in enumerate(spans)}
        with self._database.reading_once() as connection:
            return [bool(each) for each in connection.execute(_awake(len(spans)), asked).one()]


def _key(each: Unheard) -> str:
    return _BETWEEN.join((each.watchlist, each.outlet, each.publisher))
