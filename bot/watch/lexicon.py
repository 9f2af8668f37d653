"""Everything that is looked up, compiled into one automaton.

    watchlists ─▶ units (one a distinct term) ─▶ forms ─▶ spellings ┐
    gazetteer  ─▶ entities ─▶ forms ─▶ spellings ───────────────────┴▶ patterns ─▶ automaton

A *unit* is one thing to find: a plain term, or one part of an `all_of` term.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick, MatchKind

from bot.model import Term, Watchlist
from bot.text.index import fold
from bot.watch.exclusions import holding_excludes, stray_excludes
from bot.watch.forms import spelled_letters, spellings
from bot.watch.gazetteer import Entity, Gazetteer, Kind, Standing, form_key
from bot.watch.lists import HANJA_HEADS
from bot.watch.persons import is_personal
from bot.watch.reasons import Reason


@dataclass(frozen=True, slots=True, eq=False)
class Unit:
    """One thing to find, with what is known of it. `number` is its place in the lexicon.

    `plain` is its name folded and without joints.
    """

    number: int
    term: Term
    entities: tuple[int, ...]
    kind: Kind | None
    person: bool
    context: tuple[str, ...]
    near: tuple[str, ...]
    plain: str


@dataclass(frozen=True, slots=True, eq=False)
class Watched:
    """What a pattern means for one unit: `rule` if it counts; `head` where it is a list's stem.

    `sure` marks a weak form that is the thing's own name to everybody but this watchlist.
    """

    unit: Unit
    rule: Reason
    weak: bool = False
    sure: bool = False
    head: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Owner:
    """A term as its watchlist has it: found when all its units are found."""

    watchlist: str
    term: Term
    units: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """The compiled whole. Patterns are numbered; most of them carry one meaning only."""

    automaton: AhoCorasick
    patterns: Sequence[str]
    watched: dict[int, tuple[Watched, ...]]
    known: dict[int, tuple[int, ...]]
    excluded: dict[int, frozenset[int]]
    units: tuple[Unit, ...]
    owners: tuple[Owner, ...]
    owners_of: dict[int, tuple[int, ...]]
    longest: int


HEADS = (
    "저축은행",
    "자동차",
    "중공업",
    "디스플레이",
    "은행",
    "증권",
    "금융",
    "카드",
    "생명",
    "화재",
    "손보",
    "캐피탈",
    "전자",
    "건설",
    "제약",
    "항공",
    "그룹",
    "해운",
    "통신",
    "텔레콤",
    "타이어",
    "백화점",
    "차",
)
"""Common heads that only the last name of an elliptic list carries (신한·하나은행)."""
_SPELLED_KINDS = frozenset({Kind.COMPANY, Kind.GROUP})


def compile_lexicon(watchlists: Sequence[Watchlist], gazetteer: Gazetteer) -> Lexicon:
    """The lexicon of all watchlists' terms over the gazetteer. 10,000 terms take under 1 s."""
    return _Compiler(gazetteer).compile(watchlists)


class _Compiler:
    """Collects patterns while watchlists and gazetteer are read."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self.numbers: dict[str, int] = {}
        self.watched: dict[int, dict[int, Watched]] = {}
        self.known: dict[int, list[int]] = {}
        self.excluded: dict[int, set[int]] = {}
        self.units: dict[Term, Unit] = {}

    def compile(self, watchlists: Sequence[Watchlist]) -> Lexicon:
        owners = [
            Owner(watchlist.name, term, self._units_of(term, watchlist))
            for watchlist in watchlists
            for term in watchlist.terms
        ]
        for number, entity in enumerate(self.gazetteer.entities):
            self._know(number, entity)
        patterns = list(self.numbers)
        automaton = AhoCorasick(patterns, matchkind=MatchKind.Standard, store_patterns=False)
        return Lexicon(
            automaton=automaton,
            patterns=patterns,
            watched={key: tuple(each.values()) for key, each in self.watched.items()},
            known={key: tuple(each) for key, each in self.known.items()},
            excluded={key: frozenset(each) for key, each in self.excluded.items()},
            units=tuple(self.units.values()),
            owners=tuple(owners),
            owners_of=_owners_of(owners),
            longest=max(map(len, patterns), default=0),
        )

    def _units_of(self, term: Term, watchlist: Watchlist) -> tuple[int, ...]:
        if not term.all_of:
            return (self._unit(term).number,)
        named = {other.name: other for other in watchlist.terms if not other.all_of}
        return tuple(self._unit(named.get(part, Term(name=part))).number for part in term.all_of)

    def _unit(self, term: Term) -> Unit:
        if term in self.units:
            return self.units[term]
        numbers = self.gazetteer.find(term.name)
        entities = [self.gazetteer.entities[number] for number in numbers]
        unit = Unit(
            number=len(self.units),
            term=term,
            entities=numbers,
            kind=entities[0].kind if entities else None,
            person=entities[0].kind is Kind.PERSON if entities else is_personal(term.name),
            context=_folded([*term.context, *(w for e in entities for w in e.context)]),
            near=_folded((*term.exclude_near, *stray_excludes(term))),
            plain=fold(term.name).replace("_", ""),
        )
        self.units[term] = unit
        self._watch(unit, entities)
        return unit

    def _watch(self, unit: Unit, entities: Sequence[Entity]) -> None:
        term = unit.term
        weak = {form_key(form) for form in term.weak}
        sure = {form_key(form) for entity in entities for form in entity.forms}
        for form in term.weak:
            self._watch_form(unit, form, Reason.SUPPORTED, weak=True, sure=form_key(form) in sure)
        own = [term.name] if not term.regex else []
        for form in (*own, *term.aliases):
            self._watch_form(unit, form, _rule_of(form, term), weak=form_key(form) in weak)
        for entity in entities:
            for form in entity.forms:
                self._watch_form(unit, form, _rule_of(form, term), weak=form_key(form) in weak)
                self._watch_stem(unit, form)
            for form in entity.weak:
                self._watch_form(unit, form, Reason.SUPPORTED, weak=True)
            for stem in entity.stems:
                self._watch_stems(unit, stem, entity.forms[0])
        if not entities:
            self._watch_stem(unit, term.name)
        for longer in holding_excludes(term):
            for spelling in spellings(longer):
                self.excluded.setdefault(self._number(spelling), set()).add(unit.number)

    def _watch_form(
        self, unit: Unit, form: str, rule: Reason, *, weak: bool, sure: bool = False
    ) -> None:
        for spelling in self._spellings(form, unit.kind):
            self._mean(spelling, Watched(unit, Reason.SUPPORTED if weak else rule, weak, sure))

    def _spellings(self, form: str, kind: Kind | None) -> Iterable[str]:
        yield from spellings(form)
        if kind in _SPELLED_KINDS:
            spelled = spelled_letters(form)
            if spelled is not None:
                yield spelled
            plain = fold(form).replace("_", "")
            for head, hanja in HANJA_HEADS.items():
                if plain.endswith(head) and len(plain) > len(head) + 1:
                    yield plain.removesuffix(head) + hanja

    def _watch_stem(self, unit: Unit, form: str) -> None:
        folded = fold(form).replace("_", "")
        for head in HEADS:
            if folded.endswith(head) and len(folded) >= len(head) + 2:
                self._mean(folded.removesuffix(head), Watched(unit, Reason.ELLIPSIS, head=head))
                return

    def _watch_stems(self, unit: Unit, stem: str, form: str) -> None:
        head = next((head for head in HEADS if form.endswith(head)), "")
        self._mean(fold(stem), Watched(unit, Reason.ELLIPSIS, head=head or form))

    def _mean(self, spelling: str, meaning: Watched) -> None:
        if not spelling:
            return
        meanings = self.watched.setdefault(self._number(spelling), {})
        present = meanings.get(meaning.unit.number)
        if present is None or (present.head and not meaning.head):
            meanings[meaning.unit.number] = meaning

    def _know(self, number: int, entity: Entity) -> None:
        for form in entity.forms:
            for spelling in self._spellings(form, entity.kind):
                self.known.setdefault(self._number(spelling), []).append(number)

    def _number(self, spelling: str) -> int:
        return self.numbers.setdefault(spelling, len(self.numbers))


def standing_to(unit: Unit, others: Iterable[int], gazetteer: Gazetteer) -> Standing | None:
    """How the first related one of the other entities stands to the unit's, None if none does."""
    for entity in unit.entities:
        for other in others:
            standing = gazetteer.standings.get((entity, other))
            if standing is not None:
                return standing
    return None


def _owners_of(owners: Sequence[Owner]) -> dict[int, tuple[int, ...]]:
    found: dict[int, list[int]] = {}
    for number, owner in enumerate(owners):
        for unit in owner.units:
            found.setdefault(unit, []).append(number)
    return {unit: tuple(numbers) for unit, numbers in found.items()}


def _rule_of(form: str, term: Term) -> Reason:
    if form == term.name:
        return Reason.NAME
    return Reason.SPELLING if form_key(form) == form_key(term.name) else Reason.ALIAS


def _folded(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fold(word) for word in words if word))
