"""Longest name wins: the longer known names around a candidate, and what they make of it."""

import re
from collections.abc import Sequence

from bot.watch.edges import Edge, Heads, right_edge, stands_left
from bot.watch.gazetteer import Gazetteer, Kind, Standing
from bot.watch.lexicon import Lexicon, Unit, standing_to
from bot.watch.reasons import Reason
from bot.watch.scan import Hit, Scan

_REASONS = {
    Kind.TEAM: Reason.TEAM,
    Kind.WORD: Reason.OTHER_SENSE,
    Kind.PLACE: Reason.OTHER_SENSE,
    Kind.PERSON: Reason.OTHER_SENSE,
}
_STANDING_REASONS = {
    Standing.TEAM: Reason.TEAM,
    Standing.AFFILIATE: Reason.AFFILIATE,
    Standing.PLACE: Reason.OTHER_SENSE,
    Standing.PRODUCT: Reason.PRODUCT,
}
_FIRM = frozenset({Kind.WORD, Kind.TEAM, Kind.PLACE})
_BROKEN = frozenset({Edge.INSIDE, Edge.GLUED})
# 한화 건설부문 is a part of 한화, 한화 건설 is another firm.
_DIVISION = re.compile(r"\s?(?:부문|사업부|사업본부|사업|분야|계열)")


class Covers:
    """Finds and reads the longer names around candidates."""

    def __init__(self, lexicon: Lexicon, gazetteer: Gazetteer, heads: Heads) -> None:
        self._lexicon = lexicon
        self._gazetteer = gazetteer
        self._heads = heads

    def longest(self, scan: Scan, hit: Hit, unit: Unit) -> Hit | None:
        """The longest valid name that strictly holds the hit, None if none does."""
        best: Hit | None = None
        length = hit.end - hit.start
        for other in scan.around(hit.start, hit.end, self._lexicon.longest):
            longer = other.end - other.start
            if longer > length and self._is_valid(scan, other, hit, unit):
                best, length = other, longer
        return best

    def reading(self, cover: Hit, unit: Unit) -> Reason | None:
        """What the cover makes of the unit: None where it is the unit itself, longer."""
        lexicon = self._lexicon
        if unit.number in lexicon.excluded.get(cover.pattern, ()):
            return Reason.EXCLUDED
        if any(
            each.unit is unit and not each.head for each in lexicon.watched.get(cover.pattern, ())
        ):
            return None
        numbers = lexicon.known.get(cover.pattern, ())
        standing = standing_to(unit, numbers, self._gazetteer)
        if standing is not None:
            return _STANDING_REASONS[standing]
        kind = self._gazetteer.entities[numbers[0]].kind if numbers else None
        return _REASONS.get(kind, Reason.LONGER_NAME) if kind else Reason.LONGER_NAME

    def _is_valid(self, scan: Scan, other: Hit, hit: Hit, unit: Unit) -> bool:
        lexicon = self._lexicon
        if unit.number in lexicon.excluded.get(other.pattern, ()):
            return True
        numbers = lexicon.known.get(other.pattern, ())
        if numbers:
            return (
                self._stands(scan, other, numbers)
                and not self._describes(scan, other, hit)
                and not self._names_kind(numbers, unit)
            )
        return any(
            (each.unit is unit or self._is_stranger(each.unit, other, weak=each.weak))
            and not each.head
            and self._is_word(scan, other, unit.kind)
            for each in lexicon.watched.get(other.pattern, ())
        )

    def _stands(self, scan: Scan, other: Hit, numbers: Sequence[int]) -> bool:
        kind = self._gazetteer.entities[numbers[0]].kind
        if not stands_left(scan.text, other.start, other.end, kind):
            return False
        if kind in _FIRM:
            return True
        return self._is_word(scan, other, kind)

    def _is_word(self, scan: Scan, other: Hit, kind: Kind | None) -> bool:
        if not stands_left(scan.text, other.start, other.end, kind):
            return False
        return right_edge(scan.text, other.start, other.end, kind, self._heads) not in _BROKEN

    def _is_stranger(self, owner: Unit, other: Hit, *, weak: bool) -> bool:
        """A watched name that the gazetteer does not know, one word: nobody else can mean it."""
        return owner.kind is None and not weak and " " not in self._lexicon.patterns[other.pattern]

    def _names_kind(self, numbers: Sequence[int], unit: Unit) -> bool:
        """A product or narrower topic whose name holds the topic is one of its kind."""
        kind = self._gazetteer.entities[numbers[0]].kind
        return unit.kind is Kind.TOPIC and kind in {Kind.PRODUCT, Kind.TOPIC}

    @staticmethod
    def _describes(scan: Scan, other: Hit, hit: Hit) -> bool:
        spaced = scan.text[hit.end : hit.end + 1] == " " and other.start == hit.start
        return spaced and _DIVISION.match(scan.text, other.end) is not None
