"""Judgements in memory."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from typing_extensions import override

from bot.adapters.memory.tables import Tables
from bot.model import STORY_KINDS, AuditRow, Judgement, JudgementKind
from bot.ports import JudgementBook


class MemoryJudgements(JudgementBook):
    """The JudgementBook port in memory."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    @override
    def keep(self, judgement: Judgement) -> None:
        key = (judgement.channel, judgement.kind, judgement.subject)
        with self._tables.lock:
            self._tables.judgements[key] = judgement
            self._tables.audit.append(
                AuditRow(
                    at=judgement.at,
                    who=judgement.who,
                    action=judgement.kind.value,
                    channel=judgement.channel,
                    subject=judgement.subject,
                    detail=judgement.until.isoformat() if judgement.until else "",
                )
            )

    @override
    def withdraw(
        self, channel: str, kind: JudgementKind, subject: str, who: str, now: datetime
    ) -> bool:
        with self._tables.lock:
            gone = [
                key
                for key, one in self._tables.judgements.items()
                if key[:2] == (channel, kind) and subject in {key[2], self._of_today(one).subject}
            ]
            if not gone:
                return False
            for key in gone:
                del self._tables.judgements[key]
            self._tables.audit.append(
                AuditRow(
                    at=now,
                    who=who,
                    action=f"{kind.value}_withdrawn",
                    channel=channel,
                    subject=subject,
                    detail="",
                )
            )
            return True

    @override
    def in_force(self, now: datetime, channel: str | None = None) -> Sequence[Judgement]:
        with self._tables.lock:
            found = [
                self._of_today(one)
                for one in self._tables.judgements.values()
                if channel in {None, one.channel} and (one.until is None or one.until > now)
            ]
        return sorted(found, key=lambda one: (one.at, one.channel, one.kind, one.subject))

    def _of_today(self, judgement: Judgement) -> Judgement:
        if judgement.kind not in STORY_KINDS:
            return judgement
        story_id = int(judgement.subject)
        return replace(judgement, subject=str(self._tables.aliases.get(story_id, story_id)))

    @override
    def note(self, row: AuditRow) -> None:
        with self._tables.lock:
            self._tables.audit.append(row)

    @override
    def audit(self, channel: str | None, limit: int) -> Sequence[AuditRow]:
        with self._tables.lock:
            found = [row for row in self._tables.audit if channel in {None, row.channel}]
        return found[::-1][:limit]
