"""What waits and who works, in the store."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, func, select
from typing_extensions import override

from bot.adapters.store.engine import AnyRow, Database
from bot.adapters.store.inserts import upsert
from bot.adapters.store.tables import Moment, alerts, entries, feeds, leases, workers
from bot.model import AlertState, Waits, WorkerReport
from bot.ports import FleetBook

_now = bindparam("now", type_=Moment())
_UNDONE = [s.value for s in (AlertState.PENDING, AlertState.SENDING, AlertState.UNKNOWN)]


_FEEDS = select(func.min(feeds.c.next_poll_at), func.count()).where(
    feeds.c.position >= 0, feeds.c.disabled.is_(None), feeds.c.next_poll_at <= _now
)
_ENTRIES = select(func.min(entries.c.first_seen_at), func.count()).where(
    entries.c.closed.is_(None), ~entries.c.backlog, entries.c.due_at <= _now
)
_ALERTS = select(func.min(alerts.c.due_at), func.count()).where(
    alerts.c.state.in_(_UNDONE), alerts.c.due_at <= _now
)
_EXPIRED = (
    select(func.count())
    .select_from(leases)
    .where(leases.c.name.startswith("channel:", autoescape=True), leases.c.until <= _now)
)
_REPORT = upsert(workers, [column.name for column in workers.c if column.name != "owner"])
_LEAVE = delete(workers).where(workers.c.owner == bindparam("of_owner"))
_WORKERS = (
    select(workers)
    .where(workers.c.at >= bindparam("after", type_=Moment()))
    .order_by(workers.c.owner)
)


class SqlFleet(FleetBook):
    """The FleetBook port on the store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @override
    def waits(self, now: datetime) -> Waits:
        asked = {"now": now}
        with self._database.reading() as connection:
            feed_since, feeds_due = connection.execute(_FEEDS, asked).one()
            article_since, articles_due = connection.execute(_ENTRIES, asked).one()
            card_since, cards_due = connection.execute(_ALERTS, asked).one()
            expired = connection.execute(_EXPIRED, asked).scalar_one()
        return Waits(
            feed_since=feed_since,
            feeds=feeds_due,
            article_since=article_since,
            articles=articles_due,
            card_since=card_since,
            cards=cards_due,
            expired=expired,
        )

    @override
    def report(self, report: WorkerReport) -> None:
        row = {
            "owner": report.owner,
            "kinds": " ".join(report.kinds),
            "since": report.since,
            "at": report.at,
            "done": report.done,
            "failed": report.failed,
            "load": report.load,
        }
        with self._database.writing_once() as connection:
            connection.execute(_REPORT[self._database.dialect], row)

    @override
    def leave(self, owner: str) -> None:
        with self._database.writing_once() as connection:
            connection.execute(_LEAVE, {"of_owner": owner})

    @override
    def workers(self, since: datetime) -> Sequence[WorkerReport]:
        with self._database.reading_once() as connection:
            return [_report(row) for row in connection.execute(_WORKERS, {"after": since})]


def _report(row: AnyRow) -> WorkerReport:
    return WorkerReport(
        owner=row.owner,
        kinds=tuple(row.kinds.split()),
        since=row.since,
        at=row.at,
        done=row.done,
        failed=row.failed,
        load=row.load,
    )
