"""How often terms were reported on, counted by the database."""

from collections.abc import Sequence

from sqlalchemy import BigInteger, bindparam, case, func, select, type_coerce
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
        with self._database.reading() as connection:
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
        with self._database.reading() as connection:
            return sorted(
                (row.outlet, row.publisher) for row in connection.execute(_OUTLETS, asked)
            )

    @override
    def was_awake(self, spans: Sequence[Stretch]) -> Sequence[bool]:
        with self._database.reading() as connection:
            return [
                connection.execute(_AWAKE, {"since": span.since, "until": span.until}).first()
                is not None
                for span in spans
            ]


def _key(each: Unheard) -> str:
    return _BETWEEN.join((each.watchlist, each.outlet, each.publisher))
