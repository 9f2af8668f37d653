"""How often terms were reported on, counted by the database."""

from collections.abc import Sequence

from sqlalchemy import BigInteger, bindparam, case, func, select, type_coerce
from typing_extensions import override

from bot.adapters.store.engine import Database
from bot.adapters.store.tables import EPOCH, MICROSECOND, articles, matches
from bot.model import Relation, Reports, Salience, Stretch
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
_AWAKE = (
    select(articles.c.number)
    .where(articles.c.seen_at > bindparam("since"), articles.c.seen_at <= bindparam("until"))
    .limit(1)
)


class SqlReports(ReportBook):
    """The ReportBook port on the store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @override
    def reports(
        self, watchlists: Sequence[str], terms: Sequence[str], span: Stretch
    ) -> Sequence[Reports]:
        names = sorted(set(terms))
        asked = {
            "watchlists": sorted(set(watchlists)),
            "since": span.since,
            "until": span.until,
            "begin": (span.since - EPOCH) // MICROSECOND,
        }
        with self._database.reading() as connection:
            return [
                Reports(term=row.term, slot=EPOCH + row.slot * SLOT, count=row.told)
                for start in range(0, len(names), TERMS_AT_ONCE)
                for row in connection.execute(
                    _REPORTS, {**asked, "terms": names[start : start + TERMS_AT_ONCE]}
                )
            ]

    @override
    def was_awake(self, spans: Sequence[Stretch]) -> Sequence[bool]:
        with self._database.reading() as connection:
            return [
                connection.execute(_AWAKE, {"since": span.since, "until": span.until}).first()
                is not None
                for span in spans
            ]
