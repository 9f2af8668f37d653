"""Another look at what shows a story: one statement for each dialect."""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    and_,
    any_,
    bindparam,
    case,
    func,
    or_,
    select,
    update,
)

from bot.adapters.store.tables import Moment, alerts
from bot.model import BUNDLED, AlertState
from bot.ports import UNSETTLED

_UNSETTLED = [state.value for state in UNSETTLED]
_own, _card, _bundle = alerts.alias("own"), alerts.alias("card"), alerts.alias("bundle")
# What shows the story: its own alerts, and the bundles that its cards went into. Put as a choice of
# two conditions, PostgreSQL would look at every alert; as a join, at every alert for every alert
# where it planned that while there were none. An array is made first, and once.
_showing = (
    select(_own.c.number)
    .where(_own.c.story_id == bindparam("story"))
    .union_all(
        select(_bundle.c.number)
        .join(_card, _card.c.detail == _bundle.c.delivery_id)
        .where(
            _card.c.story_id == bindparam("story"),
            _card.c.state == AlertState.FOLDED.value,
            _card.c.error == BUNDLED,
        )
    )
)
_at = bindparam("at", type_=Moment())
# Few alerts show a story and nearly all are sent, so SQLite must not look them up by their state.
_state = func.coalesce(alerts.c.state, "")
_is_sent = and_(_state == AlertState.SENT.value, alerts.c.due_at > _at)
_is_coming = and_(
    _state.in_(_UNSETTLED),
    or_(alerts.c.refresh_at.is_(None), alerts.c.refresh_at > _at),
)
_LOOK_AGAIN = (
    update(alerts)
    .where(or_(_is_sent, _is_coming))
    .values(
        due_at=case((_is_sent, _at), else_=alerts.c.due_at),
        version=case((_is_sent, alerts.c.version + 1), else_=alerts.c.version),
        refresh_at=case((_is_sent, alerts.c.refresh_at), else_=_at),
    )
)
_as_array = func.array(_showing.scalar_subquery(), type_=ARRAY(BigInteger))
REFRESH = {
    "sqlite": _LOOK_AGAIN.where(alerts.c.number.in_(_showing)),
    "postgresql": _LOOK_AGAIN.where(alerts.c.number == any_(_as_array)),
}
"""Another look at the sent cards of `story` at `at`, and at those on their way once they are sent."""
