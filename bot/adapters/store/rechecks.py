"""Looks back at told articles, in the store."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, bindparam, func, or_, select, update
from typing_extensions import override

from bot.adapters.store.alerts import alert_of
from bot.adapters.store.engine import AnyRow, Database, Turn
from bot.adapters.store.inserts import add_new, upsert
from bot.adapters.store.tables import Moment, alerts, listed_alerts, rechecks
from bot.errors import NotFound
from bot.model import BUNDLED, Alert, AlertKind, AlertState, Recheck
from bot.ports.rechecks import RecheckBook

_UNLISTED = (
    select(alerts)
    .outerjoin(listed_alerts, listed_alerts.c.alert_id == alerts.c.id)
    .where(
        or_(
            alerts.c.state == AlertState.SENT.value,
            and_(alerts.c.state == AlertState.FOLDED.value, alerts.c.error == BUNDLED),
        ),
        alerts.c.created_at >= bindparam("since"),
        alerts.c.kind.in_([AlertKind.CARD.value, AlertKind.UPDATE.value]),
        or_(listed_alerts.c.revision.is_(None), listed_alerts.c.revision != alerts.c.sent_revision),
    )
    .order_by(alerts.c.created_at, alerts.c.number)
    .limit(bindparam("limit"))
)
_LIST = upsert(listed_alerts, ["revision"])
_ADD = add_new(rechecks)
_free = or_(rechecks.c.held_until.is_(None), rechecks.c.held_until <= bindparam("now"))
_HELD = select(func.count()).where(rechecks.c.held_until > bindparam("now"))
_DUE = (
    select(rechecks)
    .where(and_(rechecks.c.due_at <= bindparam("now"), _free))
    .order_by(rechecks.c.due_at, rechecks.c.article_id)
    .limit(bindparam("limit"))
)
_HOLD = (
    update(rechecks)
    .where(rechecks.c.article_id == bindparam("of_article"))
    .values(held_until=bindparam("until"))
)
_ONE = select(rechecks).where(rechecks.c.article_id == bindparam("of_article"))
_HASTEN = (
    update(rechecks)
    .where(
        rechecks.c.article_id == bindparam("of_article"),
        rechecks.c.due_at > bindparam("now"),
        rechecks.c.due_at < bindparam("before"),
        rechecks.c.suspected.is_(None),
        rechecks.c.missing == 0,
        rechecks.c.tries == 0,
        _free,
    )
    .values(due_at=bindparam("now", type_=Moment()))
)
_KEPT = ("due_at", "step", "tries", "missing", "suspected", "headlines")
_SAVE = (
    update(rechecks)
    .where(rechecks.c.article_id == bindparam("of_article"))
    .values({name: bindparam(name) for name in _KEPT})
    .values(held_until=None)
)


class SqlRechecks(RecheckBook):
    """The RecheckBook port on the store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @override
    def unlisted(self, since: datetime, limit: int) -> Sequence[Alert]:
        with self._database.reading_once() as connection:
            rows = connection.execute(_UNLISTED, {"since": since, "limit": limit})
            return [alert_of(row) for row in rows]

    @override
    def enlist(self, listed: Sequence[tuple[Alert, Recheck | None]]) -> None:
        if not listed:
            return
        dialect = self._database.dialect
        shown = [{"alert_id": alert.id, "revision": alert.sent_revision} for alert, _ in listed]
        looks = [_row(recheck) for _, recheck in listed if recheck is not None]
        with self._database.writing() as connection:
            connection.execute(_LIST[dialect], shown)
            if looks:
                connection.execute(_ADD[dialect], looks)

    @override
    def take(self, now: datetime, until: datetime, at_once: int) -> Sequence[Recheck]:
        with self._database.writing(Turn.RECHECKING) as connection:
            held = connection.execute(_HELD, {"now": now}).scalar_one()
            asked = {"now": now, "limit": max(0, at_once - held)}
            taken = [_recheck(row) for row in connection.execute(_DUE, asked)]
            if taken:
                rows = [{"of_article": each.article_id, "until": until} for each in taken]
                connection.execute(_HOLD, rows)
            return taken

    @override
    def recheck(self, article_id: int) -> Recheck:
        with self._database.reading_once() as connection:
            row = connection.execute(_ONE, {"of_article": article_id}).one_or_none()
        if row is None:
            raise NotFound(f"다시 볼 기사가 아닙니다: {article_id}")
        return _recheck(row)

    @override
    def hasten(self, article_id: int, now: datetime, before: datetime) -> bool:
        asked = {"of_article": article_id, "now": now, "before": before}
        with self._database.writing_once() as connection:
            return connection.execute(_HASTEN, asked).rowcount == 1

    @override
    def save(self, recheck: Recheck) -> None:
        row = _row(recheck)
        values = {name: row[name] for name in _KEPT} | {"of_article": recheck.article_id}
        with self._database.writing_once() as connection:
            connection.execute(_SAVE, values)


def _row(recheck: Recheck) -> dict[str, object]:
    return {
        "article_id": recheck.article_id,
        "since": recheck.since,
        "due_at": recheck.due_at,
        "step": recheck.step,
        "tries": recheck.tries,
        "missing": recheck.missing,
        "suspected": recheck.suspected,
        "headlines": " ".join(map(str, recheck.headlines)),
        "held_until": recheck.held_until,
    }


def _recheck(row: AnyRow) -> Recheck:
    return Recheck(
        article_id=row.article_id,
        since=row.since,
        due_at=row.due_at,
        step=row.step,
        tries=row.tries,
        missing=row.missing,
        suspected=row.suspected,
        headlines=tuple(map(int, row.headlines.split())),
        held_until=row.held_until,
    )
