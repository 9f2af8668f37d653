"""The port to what people decided about terms, stories and outlets."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.model import AuditRow, Judgement, JudgementKind


class JudgementBook(Protocol):
    """Judgements by channel, with an audit row for every change."""

    def keep(self, judgement: Judgement) -> None:
        """Keeps it in the place of the channel's one of the same kind and subject. Repeat-safe."""
        ...

    def withdraw(
        self, channel: str, kind: JudgementKind, subject: str, who: str, now: datetime
    ) -> bool:
        """Takes it back; false where the channel had none (then nothing is noted)."""
        ...

    def in_force(self, now: datetime, channel: str | None = None) -> Sequence[Judgement]:
        """What holds now (in this channel where one is given), oldest first.

        A judgement about a merged story speaks of the story that it went into.
        """
        ...

    def note(self, row: AuditRow) -> None:
        """Keeps a remark in the audit: what was asked and refused, for instance."""
        ...

    def audit(self, channel: str | None, limit: int) -> Sequence[AuditRow]:
        """The newest audit rows (of this channel where one is given), terms' rows too."""
        ...
