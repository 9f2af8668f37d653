"""Finding watched terms in an article.

    title, text ─fold─▶ one pass of the automaton ─▶ candidates
      ─▶ edges (a word of its own?) ─▶ covers (a longer known name?) ─▶ excludes
      ─▶ second look (another sense?) ─▶ support of weak forms ─▶ all_of ─▶ salience ─▶ Matching
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.model import Field, Match, Matching, Rejection, Salience, Span, Watchlist
from bot.text.index import IndexText, index_text
from bot.watch.edges import Edge, compile_heads, right_edge, stands_left
from bot.watch.gazetteer import Gazetteer, Kind, Standing
from bot.watch.lexicon import Lexicon, Unit, Watched, compile_lexicon, standing_to
from bot.watch.lists import lends_head
from bot.watch.reasons import Reason
from bot.watch.salience import grade
from bot.watch.senses import Scene, compile_cues, other_sense, word_near

_NOTHING = Matching(matches=())
_COMPANIES = frozenset({Kind.COMPANY, Kind.GROUP})
_KIND_REASONS = {Kind.TEAM: Reason.TEAM, Kind.WORD: Reason.OTHER_SENSE, Kind.PLACE: Reason.OTHER_SENSE, Kind.PERSON: Reason.OTHER_SENSE}
_STANDING_REASONS = {Standing.TEAM: Reason.TEAM, Standing.AFFILIATE: Reason.AFFILIATE, Standing.PLACE: Reason.OTHER_SENSE, Standing.PRODUCT: Reason.PRODUCT}


@dataclass(frozen=True, slots=True)
class Hit:
    """A pattern found in the folded field."""

    start: int
    end: int
    pattern: int


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of one candidate: its place in a field and the rule that decided."""

    unit: int
    field: Field
    start: int
    end: int
    reason: Reason
    counts: bool
    weak: bool = False
    evidence: str = ""


class Scan:
    """One field of an article, folded and searched."""

    __slots__ = ("field", "hits", "index", "original", "scene", "starts")

    def __init__(self, field: Field, original: str, lexicon: Lexicon) -> None:
        self.field = field
        self.original = original
        self.index: IndexText = index_text(original)
        haystack = self.index.folded.replace("\n", " ")
        found = lexicon.automaton.find_matches_as_indexes(haystack, overlapping=True)
        self.hits = sorted((Hit(start, end, number) for number, start, end in found), key=_place)
        self.starts = [hit.start for hit in self.hits]
        self.scene: Scene | None = None

    @property
    def text(self) -> str:
        """The folded field."""
        return self.index.folded


def _place(hit: Hit) -> tuple[int, int]:
    return hit.start, -hit.end


class Matcher:
    """Finds all terms of the given watchlists at once. Immutable: build a new one for a change."""

    def __init__(self, watchlists: Sequence[Watchlist], gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._lexicon = compile_lexicon(watchlists, gazetteer)
        self._heads = compile_heads(gazetteer.words)
        self._cues = compile_cues(gazetteer.words)

    def match(self, title: str, text: str) -> Matching:
        """All hits and rejections in order of appearance, title first. Never raises."""
        scans = (
            Scan(Field.TITLE, title, self._lexicon),
            Scan(Field.TEXT, text, self._lexicon),
        )
        watched = self._lexicon.watched
        if not any(hit.pattern in watched for scan in scans for hit in scan.hits):
            return _NOTHING
        article = scans[0].text + "\n" + scans[1].text
        findings = [each for scan in scans for each in self._judge(scan, article)]
        return self._tell(scans, _supported(findings, article, self._lexicon.units))

    def _judge(self, scan: Scan, article: str) -> Iterable[Finding]:
        self._set_scene(scan, article)
        for hit in scan.hits:
            for meaning in self._lexicon.watched.get(hit.pattern, ()):
                finding = self._candidate(scan, hit, meaning)
                if finding is not None:
                    yield finding

    def _set_scene(self, scan: Scan, article: str) -> None:
        companies = [
            hit
            for hit in scan.hits
            if any(self._gazetteer.entities[number].kind in _COMPANIES for number in self._lexicon.known.get(hit.pattern, ()))
        ]
        scan.scene = Scene(
            text=scan.text,
            company_starts=frozenset(hit.start for hit in companies),
            company_ends=frozenset(hit.end for hit in companies),
            article=article,
        )

    def _candidate(self, scan: Scan, hit: Hit, meaning: Watched) -> Finding | None:
        unit = meaning.unit
        text = scan.text
        if not stands_left(text, hit.start, hit.end, unit.kind):
            return None if meaning.head else self._found(scan, hit, meaning, Reason.INSIDE_WORD)
        if meaning.head:
            return self._elliptic(scan, hit, meaning)
        cover = self._cover(scan, hit, unit)
        if cover is not None:
            return self._covered(scan, hit, meaning, cover)
        edge = right_edge(text, hit.start, hit.end, unit.kind, self._heads)
        refused = _refusal(edge, unit)
        if refused is not None:
            return self._found(scan, hit, meaning, refused)
        return self._second_look(scan, hit, meaning, edge)

    def _elliptic(self, scan: Scan, hit: Hit, meaning: Watched) -> Finding | None:
        if not lends_head(scan.text, hit.end, meaning.head):
            return None
        return self._found(scan, hit, meaning, Reason.ELLIPSIS, counts=True)

    def _second_look(self, scan: Scan, hit: Hit, meaning: Watched, edge: Edge) -> Finding:
        unit = meaning.unit
        near = word_near(scan.text, hit.start, hit.end, unit.near)
        if near:
            return self._found(scan, hit, meaning, Reason.EXCLUDED_NEAR, evidence=near)
        assert scan.scene is not None
        for number in unit.entities:
            entity = self._gazetteer.entities[number]
            other = other_sense(scan.scene, entity, (hit.start, hit.end), edge, self._cues)
            if other is not None:
                return self._found(scan, hit, meaning, other[0], evidence=other[1])
        reason = Reason.GENERATION if edge is Edge.GENERATION else meaning.rule
        return self._found(scan, hit, meaning, reason, counts=True)

    def _found(
        self,
        scan: Scan,
        hit: Hit,
        meaning: Watched,
        reason: Reason,
        *,
        counts: bool = False,
        evidence: str = "",
    ) -> Finding:
        return Finding(
            unit=meaning.unit.number,
            field=scan.field,
            start=hit.start,
            end=hit.end,
            reason=reason,
            counts=counts,
            weak=meaning.weak,
            evidence=evidence,
        )

    def _cover(self, scan: Scan, hit: Hit, unit: Unit) -> Hit | None:
        """The longest valid known or excluded name that strictly holds the hit."""
        low = bisect_left(scan.starts, hit.start - self._lexicon.longest)
        high = bisect_right(scan.starts, hit.start)
        best: Hit | None = None
        for other in scan.hits[low:high]:
            longer = other.end >= hit.end and other.end - other.start > hit.end - hit.start
            if longer and (best is None or other.end - other.start > best.end - best.start):
                if self._is_cover(scan, other, unit):
                    best = other
        return best

    def _is_cover(self, scan: Scan, other: Hit, unit: Unit) -> bool:
        lexicon = self._lexicon
        if unit.number in lexicon.excluded.get(other.pattern, ()):
            return True
        numbers = lexicon.known.get(other.pattern, ())
        if numbers:
            kind = self._gazetteer.entities[numbers[0]].kind
            if not stands_left(scan.text, other.start, other.end, kind):
                return False
            if kind in {Kind.WORD, Kind.TEAM, Kind.PLACE}:
                return True
            edge = right_edge(scan.text, other.start, other.end, kind, self._heads)
            return edge not in {Edge.INSIDE, Edge.GLUED}
        return self._is_watched_cover(scan, other, unit)

    def _is_watched_cover(self, scan: Scan, other: Hit, unit: Unit) -> bool:
        """Whether the other hit is a longer word of this term, or of one nobody else knows."""
        for meaning in self._lexicon.watched.get(other.pattern, ()):
            if meaning.head:
                continue
            own = meaning.unit is unit
            stranger = meaning.unit.kind is None and not meaning.weak and " " not in self._lexicon.patterns[other.pattern]
            if (own or stranger) and stands_left(scan.text, other.start, other.end, unit.kind):
                edge = right_edge(scan.text, other.start, other.end, unit.kind, self._heads)
                if edge not in {Edge.INSIDE, Edge.GLUED}:
                    return True
        return False

    def _covered(self, scan: Scan, hit: Hit, meaning: Watched, cover: Hit) -> Finding | None:
        unit = meaning.unit
        lexicon = self._lexicon
        evidence = scan.text[cover.start : cover.end]
        if unit.number in lexicon.excluded.get(cover.pattern, ()):
            return self._found(scan, hit, meaning, Reason.EXCLUDED, evidence=evidence)
        if any(other.unit is unit for other in lexicon.watched.get(cover.pattern, ()) if not other.head):
            return None
        numbers = lexicon.known.get(cover.pattern, ())
        standing = standing_to(unit, numbers, self._gazetteer)
        if standing is Standing.PRODUCT:
            return self._product(scan, cover, meaning)
        if standing is not None:
            return self._found(scan, hit, meaning, _STANDING_REASONS[standing], evidence=evidence)
        kind = self._gazetteer.entities[numbers[0]].kind if numbers else None
        reason = _KIND_REASONS.get(kind, Reason.LONGER_NAME) if kind else Reason.LONGER_NAME
        return self._found(scan, hit, meaning, reason, evidence=evidence)

    def _product(self, scan: Scan, cover: Hit, meaning: Watched) -> Finding:
        finding = self._second_look(scan, cover, meaning, Edge.FREE)
        if not finding.counts:
            return finding
        return self._found(scan, cover, meaning, Reason.PRODUCT, counts=True)

    def _tell(self, scans: tuple[Scan, Scan], findings: Sequence[Finding]) -> Matching:
        by_field = {scan.field: scan for scan in scans}
        by_unit: dict[int, list[Finding]] = {}
        for finding in findings:
            by_unit.setdefault(finding.unit, []).append(finding)
        matches: list[Match] = []
        rejections: list[Rejection] = []
        for owner in self._lexicon.owners:
            own = [finding for unit in owner.units for finding in by_unit.get(unit, ())]
            if not own:
                continue
            counting = [finding for finding in own if finding.counts]
            complete = {finding.unit for finding in counting} == set(owner.units)
            placed = _spans(counting, by_field)
            if complete:
                matches += _matches(owner.watchlist, owner.term.name, placed, by_field, owner.units)
            else:
                rejections += [_rejection(owner.watchlist, owner.term.name, f, s, by_field, Reason.INCOMPLETE) for f, s in placed]
            refused = _spans([finding for finding in own if not finding.counts], by_field)
            rejections += [_rejection(owner.watchlist, owner.term.name, f, s, by_field, f.reason) for f, s in refused]
        return Matching(
            matches=tuple(sorted(matches, key=_appearance)),
            rejections=tuple(sorted(rejections, key=_appearance)),
        )


def _appearance(found: Match | Rejection) -> tuple[bool, int, int, str, str]:
    return found.field is Field.TEXT, found.span.start, found.span.end, found.watchlist, found.term


def _spans(findings: Sequence[Finding], scans: dict[Field, Scan]) -> list[tuple[Finding, Span]]:
    return [(each, scans[each.field].index.span(each.start, each.end)) for each in findings]


def _rejection(
    watchlist: str, term: str, finding: Finding, span: Span, scans: dict[Field, Scan], rule: Reason
) -> Rejection:
    return Rejection(
        watchlist=watchlist,
        term=term,
        surface=scans[finding.field].original[span.start : span.end],
        field=finding.field,
        span=span,
        rule=rule,
        evidence=finding.evidence,
    )


def _matches(
    watchlist: str,
    term: str,
    placed: Sequence[tuple[Finding, Span]],
    scans: dict[Field, Scan],
    units: Sequence[int],
) -> list[Match]:
    text = scans[Field.TEXT].original
    salience: dict[int, Salience] = {}
    for unit in units:
        spans = [span for finding, span in placed if finding.unit == unit and finding.field is Field.TEXT]
        numbers = [i for i, (finding, _) in enumerate(placed) if finding.unit == unit and finding.field is Field.TEXT]
        salience |= dict(zip(numbers, grade(text, spans), strict=True)) if spans else {}
    return [
        Match(
            watchlist=watchlist,
            term=term,
            surface=scans[finding.field].original[span.start : span.end],
            field=finding.field,
            span=span,
            salience=salience.get(number, Salience.TITLE),
            rule=Reason.ALL_OF if len(units) > 1 else finding.reason,
        )
        for number, (finding, span) in enumerate(placed)
    ]


def _refusal(edge: Edge, unit: Unit) -> Reason | None:
    if edge in {Edge.INSIDE, Edge.GLUED}:
        return Reason.INSIDE_WORD
    if edge is Edge.AFFILIATE:
        return Reason.AFFILIATE
    return None


def _supported(
    findings: Sequence[Finding], article: str, units: Sequence[Unit]
) -> list[Finding]:
    """Findings with weak ones decided: they count beside a strong form or a context word."""
    strong = {finding.unit for finding in findings if finding.counts and not finding.weak}
    decided: list[Finding] = []
    for finding in findings:
        if finding.counts and finding.weak and finding.unit not in strong:
            if not any(word in article for word in units[finding.unit].context):
                finding = Finding(  # noqa: PLW2901 - the same finding, decided otherwise
                    unit=finding.unit,
                    field=finding.field,
                    start=finding.start,
                    end=finding.end,
                    reason=Reason.NO_SUPPORT,
                    counts=False,
                    weak=True,
                )
        decided.append(finding)
    return decided
