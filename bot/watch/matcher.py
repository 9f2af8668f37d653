"""Finding watched terms in an article.

title, text ─fold─▶ one pass of the automaton ─▶ candidates
  ─▶ edges (a word of its own?) ─▶ covers (a longer known name?) ─▶ excludes
  ─▶ second look (another sense?) ─▶ support of weak forms ─▶ glosses ─▶ Matching
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.model import Field, Matching, Watchlist
from bot.watch.covers import Covers
from bot.watch.credits import credited, supplied
from bot.watch.edges import Edge, compile_heads, right_edge, stands_left
from bot.watch.expressions import MAX_HITS, compile_regex
from bot.watch.gazetteer import Gazetteer, Kind
from bot.watch.lexicon import HEADS, Unit, Watched, compile_lexicon
from bot.watch.lists import glued_head, is_gloss, lent_head
from bot.watch.persons import another_person, longer_person
from bot.watch.reasons import Reason
from bot.watch.scan import Finding, Hit, Scan, broken_hits
from bot.watch.senses import (
    Scene,
    compile_cues,
    holds_word,
    other_sense,
    vouches,
    word_near,
)
from bot.watch.telling import tell

MAX_CANDIDATES = 1_000
"""Candidates judged in one field; an article has far fewer, a hostile page may have more."""
_NOTHING = Matching(matches=())
_WORD = 12
"""Code points of a word shown on either side of a rejected hit."""
_FIRMS = frozenset({Kind.COMPANY, Kind.GROUP, Kind.PRODUCT})
_SUPPLIERS = frozenset({None, Kind.COMPANY, Kind.GROUP})


class Matcher:
    """Finds all terms of the given watchlists at once. Immutable: build a new one for a change."""

    def __init__(self, watchlists: Sequence[Watchlist], gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._lexicon = compile_lexicon(watchlists, gazetteer)
        self._heads = compile_heads(gazetteer.words)
        self._cues = compile_cues(gazetteer.words)
        self._covers = Covers(self._lexicon, gazetteer, self._heads)
        self._regexes = [
            (unit, compile_regex(unit.term.regex))
            for unit in self._lexicon.units
            if unit.term.regex is not None
        ]

    def match(self, title: str, text: str) -> Matching:
        """All hits and rejections in order of appearance, title first. Never raises."""
        scans = (
            Scan(Field.TITLE, title, self._lexicon),
            Scan(Field.TEXT, text, self._lexicon),
        )
        findings = [finding for scan in scans for finding in self._special(scan)]
        if any(scan.hits for scan in scans):
            article = scans[0].text + "\n" + scans[1].text
            for scan in scans:
                findings.extend(self._judged(scan, article))
            findings = _supported(findings, article, self._lexicon.units)
        if not findings:
            return _NOTHING
        by_field = {scan.field: scan for scan in scans}
        return tell(self._lexicon, by_field, _without_glosses(_longest(findings), by_field))

    def _special(self, scan: Scan) -> Iterable[Finding]:
        """What the automaton's pass over the field cannot see."""
        for unit, regex in self._regexes:
            for number, found in enumerate(regex.finditer(scan.text)):
                if number >= MAX_HITS:
                    break
                start, end = found.span()
                if start < end:
                    yield _finding(scan, Hit(start, end, -1), unit, Reason.REGEX, counts=True)
        if "\n" in scan.text:
            yield from self._mended(scan)

    def _mended(self, scan: Scan) -> Iterable[Finding]:
        for hit, mended, start in broken_hits(scan, self._lexicon):
            end = start + hit.end - hit.start - 1
            for meaning in self._lexicon.watched[hit.pattern]:
                unit = meaning.unit
                if meaning.head or meaning.weak or not stands_left(mended, start, end, unit.kind):
                    continue
                edge = right_edge(mended, start, end, unit.kind, self._heads)
                if edge in {Edge.FREE, Edge.PARTICLE}:
                    yield _finding(scan, hit, unit, Reason.BROKEN_LINE, counts=True)

    def _judged(self, scan: Scan, article: str) -> Iterable[Finding]:
        if not scan.hits:
            return
        scene = self._scene(scan, article)
        candidates = [hit for hit in scan.hits if hit.pattern in self._lexicon.watched]
        for hit in candidates[:MAX_CANDIDATES]:
            for meaning in self._lexicon.watched[hit.pattern]:
                finding = self._candidate(scan, scene, hit, meaning)
                if finding is not None:
                    yield finding

    def _scene(self, scan: Scan, article: str) -> Scene:
        entities, known = self._gazetteer.entities, self._lexicon.known
        firms: list[Hit] = []
        rivals: list[int] = []
        for hit in scan.hits:
            for number in known.get(hit.pattern, ()):
                if entities[number].kind in _FIRMS and entities[number].prior > 0:
                    firms.append(hit)
                    if entities[number].sport:
                        rivals.append(hit.start)
                    break
        return Scene(
            text=scan.text,
            firms=[hit.start for hit in firms],
            firm_ends=frozenset(hit.end for hit in firms),
            rivals=rivals,
            article=article,
        )

    def _candidate(self, scan: Scan, scene: Scene, hit: Hit, meaning: Watched) -> Finding | None:
        unit = meaning.unit
        if not stands_left(scan.text, hit.start, hit.end, unit.kind):
            return None if meaning.head else _inside(scan, hit, unit)
        if meaning.head:
            if meaning.head == lent_head(scan.text, hit.start, hit.end, HEADS):
                return self._second_look(scan, scene, hit, meaning, Edge.FREE)
            return None
        cover = self._covers.longest(scan, hit, unit)
        if cover is not None:
            return self._covered(scan, hit, meaning, cover)
        edge = right_edge(scan.text, hit.start, hit.end, unit.kind, self._heads, owner=unit.plain)
        if edge in {Edge.INSIDE, Edge.GLUED}:
            return _inside(scan, hit, unit)
        if edge is Edge.AFFILIATE or self._lent_away(scan, hit, unit):
            return _inside(scan, hit, unit, Reason.AFFILIATE)
        return self._second_look(scan, scene, hit, meaning, edge)

    def _lent_away(self, scan: Scan, hit: Hit, unit: Unit) -> bool:
        """A bank's short name in a list of card companies is not the bank, nor a group's the group."""
        if unit.kind is Kind.GROUP:
            return glued_head(scan.text, hit.start, hit.end, HEADS) not in {None, "그룹", "차"}
        if unit.kind is not Kind.COMPANY:
            return False
        own = next((head for head in HEADS if unit.term.name.endswith(head)), None)
        if own is None or scan.text.endswith(own, hit.start, hit.end):
            return False
        lent = lent_head(scan.text, hit.start, hit.end, HEADS)
        return lent is not None and lent != own

    def _covered(self, scan: Scan, hit: Hit, meaning: Watched, cover: Hit) -> Finding | None:
        reason = self._covers.reading(cover, meaning.unit)
        if reason is None:
            return None
        if reason is Reason.PRODUCT:
            return self._product(scan, cover, meaning.unit)
        evidence = scan.text[cover.start : cover.end]
        return _finding(scan, hit, meaning.unit, reason, evidence=evidence)

    def _product(self, scan: Scan, cover: Hit, unit: Unit) -> Finding:
        near = word_near(scan.text, cover.start, cover.end, unit.near)
        if near:
            return _finding(scan, cover, unit, Reason.EXCLUDED_NEAR, evidence=near)
        if any(self._gazetteer.entities[number].venue for number in unit.entities):
            credit = credited(scan.text, cover.start, cover.end)
            if credit:
                return _finding(scan, cover, unit, Reason.CREDIT, evidence=credit)
        return _finding(scan, cover, unit, Reason.PRODUCT, counts=True)

    def _second_look(
        self, scan: Scan, scene: Scene, hit: Hit, meaning: Watched, edge: Edge
    ) -> Finding:
        unit = meaning.unit
        near = word_near(scan.text, hit.start, hit.end, unit.near)
        if near:
            return _finding(scan, hit, unit, Reason.EXCLUDED_NEAR, evidence=near)
        credit = supplied(scan.text, hit.start, hit.end) if unit.kind in _SUPPLIERS else ""
        if credit:
            return _finding(scan, hit, unit, Reason.CREDIT, evidence=credit)
        place = (hit.start, hit.end)
        namesake = another_person(scan.text, *place) if unit.person else ""
        if edge is Edge.SUFFIX and not namesake:
            namesake = longer_person(scan.text, *place)
        if namesake:
            return _finding(scan, hit, unit, Reason.OTHER_SENSE, evidence=namesake)
        vouched = False
        for number in unit.entities:
            entity = self._gazetteer.entities[number]
            other = other_sense(scene, entity, place, edge, self._cues)
            if other is not None:
                return _finding(scan, hit, unit, other[0], evidence=other[1])
            vouched = vouched or (
                meaning.weak
                and vouches(scene, entity, place, edge, self._cues, surely=meaning.sure)
            )
        reason = Reason.GENERATION if edge is Edge.GENERATION else meaning.rule
        finding = _finding(scan, hit, unit, reason, counts=True)
        surface = scan.text[hit.start : hit.end] if meaning.weak else ""
        return replace(finding, weak=meaning.weak, vouched=vouched, surface=surface)


def _finding(
    scan: Scan, hit: Hit, unit: Unit, reason: Reason, *, counts: bool = False, evidence: str = ""
) -> Finding:
    return Finding(
        unit=unit.number,
        field=scan.field,
        start=hit.start,
        end=hit.end,
        reason=reason,
        counts=counts,
        evidence=evidence,
    )


def _inside(scan: Scan, hit: Hit, unit: Unit, reason: Reason = Reason.INSIDE_WORD) -> Finding:
    """A rejection whose evidence is the whole word around the hit."""
    before = scan.text[max(0, hit.start - _WORD) : hit.start].split()
    after = scan.text[hit.end : hit.end + _WORD].split()
    low = before[-1] if before and not scan.text[hit.start - 1].isspace() else ""
    high = after[0] if after and not scan.text[hit.end].isspace() else ""
    return _finding(scan, hit, unit, reason, evidence=low + scan.text[hit.start : hit.end] + high)


def _supported(findings: Sequence[Finding], article: str, units: Sequence[Unit]) -> list[Finding]:
    """Weak findings decided: they count beside a strong form or a context word."""
    strong = {each.unit for each in findings if each.counts and not each.weak}
    return [
        each
        if not (each.counts and each.weak)
        or each.vouched
        or each.unit in strong
        or _backed(each, article, units[each.unit].context)
        else replace(each, reason=Reason.NO_SUPPORT, counts=False)
        for each in findings
    ]


def _backed(finding: Finding, article: str, context: Sequence[str]) -> bool:
    """Whether the article holds a context word that is no part of the form (최 회장, 회장)."""
    return any(word not in finding.surface and holds_word(article, word) for word in context)


def _longest(findings: Iterable[Finding]) -> list[Finding]:
    """One finding a place: what counts within a longer one that counts is the same mention."""
    kept: list[Finding] = []
    last: Finding | None = None
    for each in sorted(findings, key=lambda one: (one.unit, one.field, one.start, -one.end)):
        if each.counts:
            same = last is not None and (last.unit, last.field) == (each.unit, each.field)
            if same and last is not None and each.end <= last.end:
                continue
            last = each
        kept.append(each)
    return kept


def _without_glosses(findings: Sequence[Finding], scans: dict[Field, Scan]) -> list[Finding]:
    """In `이름(다른 이름)` both are one mention: the second no longer counts."""
    ordered = sorted(findings, key=lambda each: (each.unit, each.field, each.start, each.end))
    decided: list[Finding] = []
    last: Finding | None = None
    for finding in ordered:
        same = last is not None and (last.unit, last.field) == (finding.unit, finding.field)
        if finding.counts and last is not None and same:
            text = scans[finding.field].text
            if is_gloss(text, last.end, finding.start, finding.end):
                decided.append(replace(finding, reason=Reason.GLOSS, counts=False))
                continue
        if finding.counts:
            last = finding
        decided.append(finding)
    return decided
