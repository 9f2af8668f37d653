"""What the gate decided of a draft, and why."""

from dataclasses import dataclass
from enum import StrEnum


class GateReason(StrEnum):
    """Why a draft may go out, or what it says that the articles do not."""

    PASSED = "passed"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    NOT_KOREAN = "not_korean"
    NUMBER = "number"
    QUOTATION = "quotation"
    NAME = "name"
    UNSUPPORTED = "unsupported"
    HEDGE = "hedge"
    NEGATION = "negation"
    DIRECTION = "direction"
    ROLE = "role"
    ORDER = "order"
    FRAME = "frame"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The gate's decision; `evidence` is the piece of the draft that decided."""

    reason: GateReason
    evidence: str = ""

    @property
    def is_open(self) -> bool:
        """Whether the draft may go out."""
        return self.reason is GateReason.PASSED


PASSED = Verdict(reason=GateReason.PASSED)
