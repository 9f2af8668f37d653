"""What came first and what came of it: a draft may not turn the order that the articles tell.

"경기 회복 지연으로 상환 능력이 떨어졌다" is not "상환 능력이 떨어지면서 경기 회복이 지연됐다"
"""

import re
from collections.abc import Sequence

from bot.summary.claims import Told
from bot.summary.wording import Term, is_common

# What lies left of it is the cause of what lies right of it, or goes along with it.
_CAUSE = re.compile(
    r"(?:면서|[아어해여워켜져]서|때문에|탓에|덕에|덕분에|바람에|여파로|영향으로|로\s?인해|에\s?따라)(?=[\s,])"
)
# What lies left of it came first.
_AFTER = re.compile(r"(?<=\s)(?:뒤|후|다음|이후)(?:에|에야)?(?=[\s,])")
# A sentence that tells what came of it first and why behind.
_WHY = re.compile(
    r"(?:것은|것도|이유는|이유로는|배경은|배경에는|배경으로|원인은|원인으로)(?=[\s,])"
)
# Who hands it on stands on neither side of a link.
_SAYS = re.compile(r"(?:말|설명|분석|강조|주장|전망|예상|평가|진단)(?:했|하)")
# Terms right beside a link that say what it links.
_BESIDE = 2


def inverted(told: Told, place: Told) -> str:
    """The link of the draft's sentence whose sides stand the other way round at the place."""
    terms = [t for t in told.terms if not is_common(t.stem) and not _SAYS.match(t.text)]
    if not _WHY.search(place.text):
        for link in _CAUSE.finditer(told.text):
            left = [term for term in terms if term.at < link.start()][-_BESIDE:]
            right = [term for term in terms if term.at >= link.end()][: _BESIDE + 1]
            if _lies_behind(left, right, place):
                return link.group()
    for link in _AFTER.finditer(told.text):
        if _came_later(terms, link, place):
            return link.group()
    return ""


def _lies_behind(left: Sequence[Term], right: Sequence[Term], place: Told) -> bool:
    """Whether all of the left stands behind all of the right at the place."""
    lefts = [_stands(term, place) for term in left]
    told = [term for term in right if _stands(term, place)][:_BESIDE]
    if len(lefts) < _BESIDE or not all(lefts) or not told:
        return False
    if len(told) == 1 and any(
        other.role == "subject" for other in place.terms if other.root.startswith(told[0].root)
    ):
        return False
    return min(min(each) for each in lefts) > max(max(_stands(term, place)) for term in told)


def _came_later(terms: Sequence[Term], link: re.Match[str], place: Told) -> bool:
    """Whether a name told to come first stands behind the place's own link, another before it."""
    theirs = _AFTER.search(place.text)
    if theirs is None:
        return False
    firsts = [_stands(term, place) for term in terms if term.is_name and term.at < link.start()]
    lasts = [_stands(term, place) for term in terms if term.is_name and term.at >= link.end()]
    return any(each and min(each) > theirs.start() for each in firsts) and any(
        each and max(each) < theirs.start() for each in lasts
    )


def _stands(term: Term, place: Told) -> list[int]:
    return [
        other.at
        for other in place.terms
        if other.root.startswith(term.root) or (other.way and other.way == term.way)
    ]
