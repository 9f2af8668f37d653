"""From findings about units to matches and rejections of each watchlist's terms."""

from collections.abc import Mapping, Sequence

from bot.model import Field, Match, Matching, Rejection, Salience, Span
from bot.watch.lexicon import Lexicon, Owner
from bot.watch.reasons import Reason
from bot.watch.salience import Stage
from bot.watch.scan import Finding, Scan

_RANK = (Salience.TITLE, Salience.LEDE, Salience.BODY, Salience.PASSING)


def tell(lexicon: Lexicon, scans: Mapping[Field, Scan], findings: Sequence[Finding]) -> Matching:
    """All matches and rejections in order of appearance.

    A term of several units matches where each of them is found; its hits are then no more salient
    than the best hit of the least salient unit.
    """
    by_unit: dict[int, list[Finding]] = {}
    for finding in findings:
        by_unit.setdefault(finding.unit, []).append(finding)
    matches: list[Match] = []
    rejections: list[Rejection] = []
    numbers = {number for unit in by_unit for number in lexicon.owners_of.get(unit, ())}
    stage = Stage(scans[Field.TEXT].original)
    for number in sorted(numbers):
        owner = lexicon.owners[number]
        own = [by_unit.get(unit, []) for unit in owner.units]
        if all(any(each.counts for each in unit) for unit in own):
            matches += _matches(owner, own, scans, stage)
        else:
            rejections += [
                _rejection(owner, each, scans, Reason.INCOMPLETE)
                for unit in own
                for each in unit
                if each.counts
            ]
        rejections += [
            _rejection(owner, each, scans, each.reason)
            for unit in own
            for each in unit
            if not each.counts
        ]
    return Matching(
        matches=tuple(sorted(matches, key=_appearance)),
        rejections=tuple(sorted(rejections, key=_appearance)),
    )


def _appearance(found: Match | Rejection) -> tuple[bool, int, int, str, str]:
    span = found.span
    return found.field is Field.TEXT, span.start, span.end, found.watchlist, found.term


def _matches(
    owner: Owner, units: Sequence[Sequence[Finding]], scans: Mapping[Field, Scan], stage: Stage
) -> list[Match]:
    graded = [_graded([each for each in unit if each.counts], scans, stage) for unit in units]
    bound = max(min(_RANK.index(salience) for _, _, salience in unit) for unit in graded)
    several = len(units) > 1
    return [
        Match(
            watchlist=owner.watchlist,
            term=owner.term.name,
            surface=scans[finding.field].original[span.start : span.end],
            field=finding.field,
            span=span,
            salience=_RANK[max(bound, _RANK.index(salience))] if several else salience,
            rule=Reason.ALL_OF if several else finding.reason,
        )
        for unit in graded
        for finding, span, salience in unit
    ]


def _graded(
    findings: Sequence[Finding], scans: Mapping[Field, Scan], stage: Stage
) -> list[tuple[Finding, Span, Salience]]:
    spans = [scans[each.field].index.span(each.start, each.end) for each in findings]
    inside = [span for each, span in zip(findings, spans, strict=True) if each.field is Field.TEXT]
    grades = iter(stage.grade(inside))
    return [
        (each, span, next(grades) if each.field is Field.TEXT else Salience.TITLE)
        for each, span in zip(findings, spans, strict=True)
    ]


def _rejection(
    owner: Owner, finding: Finding, scans: Mapping[Field, Scan], rule: Reason
) -> Rejection:
    scan = scans[finding.field]
    span = scan.index.span(finding.start, finding.end)
    return Rejection(
        watchlist=owner.watchlist,
        term=owner.term.name,
        surface=scan.original[span.start : span.end],
        field=finding.field,
        span=span,
        rule=rule,
        evidence=finding.evidence,
    )
