"""Judgements in the store, with the audit of who did what."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, func, insert, or_, select
from typing_extensions import override

from bot.adapters.store.engine import AnyRow, Database
from bot.adapters.store.inserts import upsert
from bot.adapters.store.tables import Moment, audit, judgements, story_aliases
from bot.model import STORY_KINDS, AuditRow, Judgement, JudgementKind
from bot.ports import JudgementBook

_KEEP = upsert(judgements, ["who", "at", "until"])
_FORGET = delete(judgements).where(
    judgements.c.channel == bindparam("of_channel"),
    judgements.c.kind == bindparam("of_kind"),
    or_(
        judgements.c.subject == bindparam("of_subject"),
        judgements.c.story_id.in_(
            select(story_aliases.c.merged_id).where(
                story_aliases.c.story_id == bindparam("of_story")
            )
        ),
    ),
)
_IN_FORCE = (
    select(
        judgements,
        func.coalesce(story_aliases.c.story_id, judgements.c.story_id).label("now_story"),
    )
    .outerjoin(story_aliases, story_aliases.c.merged_id == judgements.c.story_id)
    .where(or_(judgements.c.until.is_(None), judgements.c.until > bindparam("now", type_=Moment())))
    .order_by(judgements.c.at, judgements.c.channel, judgements.c.kind, judgements.c.subject)
)
_IN_CHANNEL = _IN_FORCE.where(judgements.c.channel == bindparam("of_channel"))
_NOTE = insert(audit)
_AUDIT = select(audit).order_by(audit.c.number.desc()).limit(bindparam("limit"))
_AUDIT_OF_CHANNEL = _AUDIT.where(audit.c.channel == bindparam("of_channel"))


class SqlJudgements(JudgementBook):
    """The JudgementBook port on the store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @override
    def keep(self, judgement: Judgement) -> None:
        is_story = judgement.kind in STORY_KINDS
        row = {
            "channel": judgement.channel,
            "kind": judgement.kind.value,
            "subject": judgement.subject,
            "story_id": int(judgement.subject) if is_story else 0,
            "who": judgement.who,
            "at": judgement.at,
            "until": judgement.until,
        }
        noted = {
            "at": judgement.at,
            "who": judgement.who,
            "action": judgement.kind.value,
            "channel": judgement.channel,
            "subject": judgement.subject,
            "detail": judgement.until.isoformat() if judgement.until else "",
        }
        with self._database.writing() as connection:
            connection.execute(_KEEP[self._database.dialect], row)
            connection.execute(_NOTE, noted)

    @override
    def withdraw(
        self, channel: str, kind: JudgementKind, subject: str, who: str, now: datetime
    ) -> bool:
        asked = {
            "of_channel": channel,
            "of_kind": kind.value,
            "of_subject": subject,
            "of_story": int(subject) if kind in STORY_KINDS else -1,
        }
        noted = {
            "at": now,
            "who": who,
            "action": f"{kind.value}_withdrawn",
            "channel": channel,
            "subject": subject,
            "detail": "",
        }
        with self._database.writing() as connection:
            if connection.execute(_FORGET, asked).rowcount == 0:
                return False
            connection.execute(_NOTE, noted)
            return True

    @override
    def in_force(self, now: datetime, channel: str | None = None) -> Sequence[Judgement]:
        statement = _IN_FORCE if channel is None else _IN_CHANNEL
        asked = {"now": now} | ({} if channel is None else {"of_channel": channel})
        with self._database.reading_once() as connection:
            return [_judgement(row) for row in connection.execute(statement, asked)]

    @override
    def note(self, row: AuditRow) -> None:
        noted = {
            "at": row.at,
            "who": row.who,
            "action": row.action,
            "channel": row.channel,
            "subject": row.subject,
            "detail": row.detail,
        }
        with self._database.writing_once() as connection:
            connection.execute(_NOTE, noted)

    @override
    def audit(self, channel: str | None, limit: int) -> Sequence[AuditRow]:
        statement = _AUDIT if channel is None else _AUDIT_OF_CHANNEL
        asked = {"limit": limit} | ({} if channel is None else {"of_channel": channel})
        with self._database.reading_once() as connection:
            return [
                AuditRow(
                    at=row.at,
                    who=row.who,
                    action=row.action,
                    channel=row.channel,
                    subject=row.subject,
                    detail=row.detail,
                )
                for row in connection.execute(statement, asked)
            ]


def _judgement(row: AnyRow) -> Judgement:
    kind = JudgementKind(row.kind)
    return Judgement(
        channel=row.channel,
        kind=kind,
        subject=str(row.now_story) if kind in STORY_KINDS else row.subject,
        who=row.who,
        at=row.at,
        until=row.until,
    )
