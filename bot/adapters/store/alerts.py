"""The outbox in the store."""

import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    and_,
    bindparam,
    case,
    delete,
    exists,
    literal_column,
    or_,
    select,
    union,
    union_all,
    update,
)
from typing_extensions import override

from bot.adapters.store.engine import AnyRow, Database, Turn
from bot.adapters.store.inserts import add_new
from bot.adapters.store.tables import alerts
from bot.errors import NotFound
from bot.model import BUNDLED, Alert, AlertKind, AlertState, Receipt
from bot.ports import HOLDING, REPLIES, RESTING, TOLD, AlertBook, has_twin

_HOLDING = [state.value for state in HOLDING]
_RESTING = [state.value for state in RESTING]
_TOLD = [state.value for state in TOLD]
_FREE = [AlertState.PENDING.value, *_RESTING]
_holder = alerts.alias("holder")


def _holds(table: FromClause) -> ColumnElement[bool]:
    """Whether an alert holds its channel; see `ports.holds`."""
    tried = and_(
        table.c.state == AlertState.PENDING.value,
        table.c.attempt > 0,
        table.c.kind.not_in([kind.value for kind in REPLIES]),
    )
    # The states alone are what the index of a channel's alerts knows.
    maybe = table.c.state.in_([*_HOLDING, AlertState.PENDING.value])
    return and_(maybe, or_(table.c.state.in_(_HOLDING), tried))


_due = alerts.c.due_at <= bindparam("now")
_with_free = select(alerts.c.channel).where(_due, alerts.c.state.in_(_FREE)).distinct().subquery()
# Whether a channel is held is asked once for it, not once for each of the alerts that wait for it.
_CHANNELS = union(
    select(alerts.c.channel).where(_due, _holds(alerts)),
    select(_with_free.c.channel).where(
        ~exists().where(_holder.c.channel == _with_free.c.channel, _holds(_holder))
    ),
).order_by("channel")
_MINE = select(alerts).where(alerts.c.channel == bindparam("channel")).limit(1)
_HELD_BY = _MINE.where(_holds(alerts)).order_by(alerts.c.due_at, alerts.c.number)
_PENDING = _MINE.where(
    alerts.c.state == AlertState.PENDING.value, alerts.c.due_at <= bindparam("now")
).order_by(alerts.c.created_at, alerts.c.number)
_REST = _MINE.where(alerts.c.state.in_(_RESTING), alerts.c.due_at <= bindparam("now")).order_by(
    alerts.c.due_at, alerts.c.number
)
# All three in one question: who holds the channel, who waits, whose card is to be looked at again.
_NEXT = union_all(
    *(
        select(literal_column(str(turn)).label("turn"), *each.subquery(f"turn_{turn}").c)
        for turn, each in enumerate((_HELD_BY, _PENDING, _REST))
    )
)
_HELD_TURN = 0
_ONE = select(alerts).where(alerts.c.id == bindparam("alert_id"))
_NEWEST = (
    select(alerts)
    .order_by(alerts.c.created_at.desc(), alerts.c.number.desc())
    .limit(bindparam("limit"))
)
_IN_STATES = _NEWEST.where(alerts.c.state.in_(bindparam("states", expanding=True)))
_OF_STORY = (
    select(alerts)
    .where(alerts.c.story_id == bindparam("story"))
    .order_by(alerts.c.created_at, alerts.c.number)
)
ADD = add_new(alerts)
"""New alerts; known ones are left as they are."""

_CHANGING = (
    "watchlists",
    "urgent",
    "detail",
    "state",
    "attempt",
    "first_attempt_at",
    "negative_reads",
    "ever_unknown",
    "degraded",
    "sent_revision",
    "receipt_channel",
    "receipt_ts",
    "error",
)
_wished = and_(alerts.c.refresh_at.is_not(None), alerts.c.refresh_at < bindparam("due_at"))
_SWAP_BASE = (
    update(alerts)
    .where(alerts.c.id == bindparam("alert_id"), alerts.c.version == bindparam("old_version"))
    .values({name: bindparam(name) for name in _CHANGING})
    .values(version=alerts.c.version + 1)
)
_SWAP = _SWAP_BASE.values(due_at=bindparam("due_at"))
_SWAP_SENT = _SWAP_BASE.values(
    due_at=case((_wished, alerts.c.refresh_at), else_=bindparam("due_at")), refresh_at=None
)
_MOVE = (
    update(alerts)
    .where(alerts.c.story_id == bindparam("merged"))
    .values(story_id=bindparam("story"))
)
_twin = alerts.alias("twin")
# Of two cards that came to be about one story, one that nobody has begun to send goes.
_DROP_DOUBLES = delete(alerts).where(
    alerts.c.story_id != 0,
    alerts.c.kind == AlertKind.CARD.value,
    alerts.c.state == AlertState.PENDING.value,
    alerts.c.attempt == 0,
    exists().where(
        _twin.c.story_id == alerts.c.story_id,
        _twin.c.channel == alerts.c.channel,
        _twin.c.kind == AlertKind.CARD.value,
        _twin.c.id != alerts.c.id,
        or_(
            _twin.c.state.in_(_TOLD),
            and_(_twin.c.state == AlertState.FOLDED.value, _twin.c.error == BUNDLED),
            and_(
                _twin.c.state == AlertState.PENDING.value,
                or_(
                    _twin.c.attempt > 0,
                    _twin.c.due_at < alerts.c.due_at,
                    and_(_twin.c.due_at == alerts.c.due_at, _twin.c.number < alerts.c.number),
                ),
            ),
        ),
    ),
)
_DROP_DOUBLES_OF_STORY = _DROP_DOUBLES.where(alerts.c.story_id == bindparam("story"))
_DROP_DOUBLES_OF_CHANNEL = _DROP_DOUBLES.where(alerts.c.channel == bindparam("of_channel"))
_RENAME = (
    update(alerts)
    .where(alerts.c.channel == bindparam("old_name"))
    .values(channel=bindparam("new_name"), version=alerts.c.version + 1)
)
_IN_CHANNEL = (
    select(alerts)
    .where(
        alerts.c.channel == bindparam("channel"),
        alerts.c.state.in_(bindparam("states", expanding=True)),
    )
    .order_by(alerts.c.created_at, alerts.c.number)
    .limit(bindparam("limit"))
)
_older = alerts.alias("older")
_BLOCKED = (
    select(alerts)
    .where(
        alerts.c.state == AlertState.BLOCKED.value,
        ~exists().where(
            _older.c.channel == alerts.c.channel,
            _older.c.state == AlertState.BLOCKED.value,
            or_(
                _older.c.created_at < alerts.c.created_at,
                and_(_older.c.created_at == alerts.c.created_at, _older.c.number < alerts.c.number),
            ),
        ),
    )
    .order_by(alerts.c.channel)
)


class SqlAlerts(AlertBook):
    """The AlertBook port on the store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @override
    def channels_due(self, now: datetime) -> Sequence[str]:
        with self._database.reading_once() as connection:
            return connection.execute(_CHANNELS, {"now": now}).scalars().all()

    @override
    def next_due(self, channel: str, now: datetime) -> Alert | None:
        with self._database.reading_once() as connection:
            rows = connection.execute(_NEXT, {"channel": channel, "now": now}).all()
        if not rows:
            return None
        first = min(rows, key=lambda row: row.turn)
        if first.turn == _HELD_TURN and first.due_at > now:
            return None
        return alert_of(first)

    @override
    def swap(self, old: Alert, new: Alert) -> bool:
        with self._database.writing_once() as connection:
            return _swap(connection, old, new)

    @override
    def bring_back(self, old: Alert, new: Alert) -> bool:
        with self._database.writing(Turn.PLACING) as connection:
            row = connection.execute(_ONE, {"alert_id": old.id}).one_or_none()
            if row is None or has_twin(alert_of(row), alerts_of(connection, row.story_id)):
                return False
            return _swap(connection, old, new)

    @override
    def alert(self, alert_id: int) -> Alert:
        with self._database.reading_once() as connection:
            row = connection.execute(_ONE, {"alert_id": alert_id}).one_or_none()
        if row is None:
            raise NotFound(f"보관된 알림이 없습니다: {alert_id}")
        return alert_of(row)

    @override
    def alerts(self, states: Sequence[AlertState], limit: int) -> Sequence[Alert]:
        statement = _IN_STATES if states else _NEWEST
        asked = {"limit": limit} | ({"states": [s.value for s in states]} if states else {})
        with self._database.reading_once() as connection:
            return [alert_of(row) for row in connection.execute(statement, asked)]

    @override
    def promise(self, alerts: Sequence[Alert]) -> None:
        with self._database.writing() as connection:
            add_alerts(connection, alerts)

    @override
    def rename(self, old: str, new: str) -> int:
        with self._database.writing() as connection:
            moved = connection.execute(_RENAME, {"old_name": old, "new_name": new}).rowcount
            if moved:
                connection.execute(_DROP_DOUBLES_OF_CHANNEL, {"of_channel": new})
            return moved

    @override
    def of_story(self, story_id: int) -> Sequence[Alert]:
        with self._database.reading_once() as connection:
            return alerts_of(connection, story_id)

    @override
    def in_channel(self, channel: str, states: Sequence[AlertState], limit: int) -> Sequence[Alert]:
        asked = {"channel": channel, "states": [s.value for s in states], "limit": limit}
        with self._database.reading_once() as connection:
            return [alert_of(row) for row in connection.execute(_IN_CHANNEL, asked)]

    @override
    def blocked(self) -> Sequence[Alert]:
        with self._database.reading_once() as connection:
            return [alert_of(row) for row in connection.execute(_BLOCKED)]

    @override
    def bundle(self, new: Sequence[Alert], changes: Sequence[tuple[Alert, Alert]]) -> bool:
        try:
            with self._database.writing(Turn.PLACING) as connection:
                add_alerts(connection, new)
                _swap_all(connection, changes)
        except _Outrun:
            return False
        return True


class _Outrun(Exception):
    """Somebody else moved an alert first: rolls the transaction back."""


def _swap(connection: Connection, old: Alert, new: Alert) -> bool:
    row = alert_row(new)
    values = {name: row[name] for name in (*_CHANGING, "due_at")}
    values |= {"alert_id": old.id, "old_version": old.version}
    statement = _SWAP_SENT if new.state is AlertState.SENT else _SWAP
    return connection.execute(statement, values).rowcount == 1


def _swap_all(connection: Connection, changes: Sequence[tuple[Alert, Alert]]) -> None:
    for old, new in changes:
        if not _swap(connection, old, new):
            raise _Outrun


def add_alerts(connection: Connection, new: Sequence[Alert]) -> None:
    """Keeps new alerts; known ones are left as they are."""
    if new:
        connection.execute(ADD[connection.dialect.name], [alert_row(alert) for alert in new])


def alerts_of(connection: Connection, story_id: int) -> Sequence[Alert]:
    """The story's alerts, oldest first."""
    return [alert_of(row) for row in connection.execute(_OF_STORY, {"story": story_id})]


def move_alerts(connection: Connection, merged: int, story_id: int) -> None:
    """Gives a merged story's alerts to the story it went into; cards that wait become one."""
    connection.execute(_MOVE, {"merged": merged, "story": story_id})
    connection.execute(_DROP_DOUBLES_OF_STORY, {"story": story_id})


def alert_row(alert: Alert) -> dict[str, object]:
    """The alert as a row of its table."""
    receipt = alert.receipt
    return {
        "id": alert.id,
        "delivery_id": alert.delivery_id,
        "channel": alert.channel,
        "kind": alert.kind.value,
        "story_id": alert.story_id,
        "watchlists": json.dumps(alert.watchlists, ensure_ascii=False),
        "created_at": alert.created_at,
        "due_at": alert.due_at,
        "urgent": alert.urgent,
        "detail": alert.detail,
        "state": alert.state.value,
        "attempt": alert.attempt,
        "first_attempt_at": alert.first_attempt_at,
        "negative_reads": alert.negative_reads,
        "ever_unknown": alert.ever_unknown,
        "degraded": alert.degraded,
        "sent_revision": alert.sent_revision,
        "receipt_channel": receipt.channel if receipt else None,
        "receipt_ts": receipt.ts if receipt else None,
        "error": alert.error,
        "version": alert.version,
    }


def alert_of(row: AnyRow) -> Alert:
    """The alert in a row of its table."""
    receipt = None
    if row.receipt_ts is not None:
        receipt = Receipt(channel=row.receipt_channel, ts=row.receipt_ts)
    return Alert(
        id=row.id,
        delivery_id=row.delivery_id,
        channel=row.channel,
        kind=AlertKind(row.kind),
        story_id=row.story_id,
        watchlists=tuple(json.loads(row.watchlists)),
        created_at=row.created_at,
        due_at=row.due_at,
        urgent=row.urgent,
        detail=row.detail,
        state=AlertState(row.state),
        attempt=row.attempt,
        first_attempt_at=row.first_attempt_at,
        negative_reads=row.negative_reads,
        ever_unknown=row.ever_unknown,
        degraded=row.degraded,
        sent_revision=row.sent_revision,
        receipt=receipt,
        error=row.error,
        version=row.version,
    )
