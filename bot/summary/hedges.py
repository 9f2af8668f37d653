"""Words that keep a statement from being a plain fact: hearsay, possibility, plan, claim, denial.

`is_reserved` asks for any; `reserves` says what each cue of a sentence speaks of:

    "2028년 완공할 계획인 것으로 알려졌다" → plan of 완공, hearsay of 완공
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.summary.wording import Term, is_common


class Hedge(StrEnum):
    """Kinds of reserve. Losing one turns a report into a fact."""

    HEARSAY = "hearsay"
    POSSIBILITY = "possibility"
    REVIEW = "review"
    PLAN = "plan"
    CLAIM = "claim"
    SUSPICION = "suspicion"
    SPEECH = "speech"
    NEGATION = "negation"


_MAY = r"(?:할|될|일|을|올|갈|날|질|줄|칠|킬|릴|설|쓸|낼|볼)"
# Any syllable that ends on ㄹ; before a noun such ones are nouns too (매출 전망).
_WILL = f"[{''.join(chr(each) for each in range(ord('가') + 8, ord('힣') + 1, 28))}]"
_GUESS = (
    r"(?:(?:관측|추정|추산|전망|예상|예측|분석|(?<![가-힣])풀이|해석|우려|기대|시사)"
    r"(?:이다|이라|[이가도]\s?(?:나|제기|있|커|크|높)|된|됐|되[고는며]|돼)|(?:관측|추정|추산|전망|예상|예측|우려|기대)(?:했|한다|하[고는며]))"
)
_CUES = {
    Hedge.HEARSAY: re.compile(
        r"알려(?:졌|진|지)|전해(?:졌|진|지)|것으로\s?(?:파악|확인|나타|드러|조사)|(?:[가-힣]다고|이?라고(?<!하라고))\s?(?:한다|함)|소식통|복수의\s?관계자|후문|전언"
    ),
    Hedge.POSSIBILITY: re.compile(
        rf"가능성|{_WILL}\s?수\s?(?:도\s?)?있|(?:로|인|할|될|일|한|된)\s?(?:듯|보(?:인|이다|임|여))|것으로\s?보|"
        rf"{_WILL}\s?것(?:이라|으로|이다)|내다봤|내다본|유력|점쳐|불투명|미지수|{_GUESS}|{_MAY}\s?(?:전망|예상|우려|관측)"
    ),
    Hedge.REVIEW: re.compile(r"검토|논의|협의|구상|모색|타진|저울질|조율|고심"),
    Hedge.PLAN: re.compile(
        r"계획|예정|방침|추진(?:하|한|할|해|키로|\s?중|된|되)|하기로|기로\s?[했하함한]|목표(?!치|주가|가\s)|겠다(?!는\s?의지)|나설\s|나선다"
    ),
    Hedge.CLAIM: re.compile(r"주장|반박|부인|해명|지적|비판|요구|촉구"),
    Hedge.SUSPICION: re.compile(r"의혹|혐의|논란|의심"),
    Hedge.SPEECH: re.compile(
        r"말했|말한|강조|평가[했한하]|진단|덧붙|설명했|호소|경고|당부|전망했|예상했|분석했|[라다]고\s?[했한밝전]|며\s?[“\"‘']|입장|따르면|밝혔|밝힌"
    ),
    Hedge.NEGATION: re.compile(
        r"않|없|못(?:했|하|할|한|해|\s)|아니(?!라고)|아닌|(?<![가-힣])안\s?(?:된|되|했|한다|될|돼|하)|부결|무산|취소|철회|거부|중단|미정|불발|결렬|실패|보류|"
        r"불가능|금지|기(?:는|가|도)?\s?(?:어렵|어려|힘들)"
    ),
}
# What may stand in another's place: nobody takes a plan for hearsay, but a guess for a rumour.
_INSTEAD: dict[Hedge, frozenset[Hedge]] = {
    Hedge.HEARSAY: frozenset({Hedge.POSSIBILITY, Hedge.SPEECH, Hedge.CLAIM}),
    Hedge.POSSIBILITY: frozenset({Hedge.HEARSAY}),
    Hedge.REVIEW: frozenset(),
    Hedge.PLAN: frozenset({Hedge.REVIEW}),
    Hedge.CLAIM: frozenset({Hedge.SPEECH}),
    Hedge.SPEECH: frozenset({Hedge.CLAIM, Hedge.HEARSAY, Hedge.POSSIBILITY}),
}
_BIEUP, _NIEUN = 17, 4  # final consonants ㅂ, ㄴ
_POLITE = re.compile(
    rf"([{''.join(chr(each) for each in range(ord('가') + _BIEUP, ord('힣') + 1, 28))}])니다"
)
# Words on the way from what is reserved to the cue that reserves it.
_BRIDGE = re.compile(
    r"(?:않|없|못|것|수|가능|계획|예정|방침|전망|예상|관측|추정|분석|의혹|혐의|논의|검토|방안|우려|기대|주장|추진|목표(?!치|주가|가\s)|입장|하|되|있|된|될|할|대해|대한)"
)
# How a statement ends that is told for itself, so that no reserve behind it reaches back to it.
_CLOSED = re.compile(
    r"[았었였했됐갔왔났졌렸췄](?:고|으며|으나|지만|는데)\Z|[고어아여해]\s있(?:어|고|으며|으나|지만|는데)\Z"
)
# A thing that is settled, and one that still is not.
_DECIDED = re.compile(
    r"기로\s?(?:했|하였|결정|확정|합의)|(?:확정|결정|합의|의결|체결|타결|성사)(?:했|됐|하였|되었|된|돼)|맺었|끝냈|마쳤|마무리"
)
_OPEN = re.compile(r"추진|방안|검토|협의|논의|여부|협상|조율|타진|저울질")
# Two terms before a cue are what it speaks of; further ones only lead there.
_REACH = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Reserve:
    """One cue: its kind, the stems it speaks of, nearest first, and where it stands."""

    hedge: Hedge
    about: tuple[str, ...]
    at: int


def plain(sentence: str) -> str:
    """The sentence with 합니다체 told in 한다체, each letter where it was (전해집니다. → 전해진다 .)."""
    return _POLITE.sub(_untold, sentence)


def _untold(hit: re.Match[str]) -> str:
    stem = hit[1]
    if stem == "습":
        return "다  "
    # Final ㅂ becomes ㄴ; the copula has none.
    return f"{'이' if stem == '입' else chr(ord(stem) - _BIEUP + _NIEUN)}다 "


def is_reserved(sentence: str) -> bool:
    """Whether it makes any reserve beyond saying whose words it hands on."""
    told = plain(sentence)
    return any(cue.search(told) for hedge, cue in _CUES.items() if hedge is not Hedge.SPEECH)


def reserves(sentence: str, terms: Sequence[Term]) -> list[Reserve]:
    """Every reserve of the sentence with what it speaks of."""
    told = plain(sentence)
    return [
        Reserve(hedge=hedge, about=_about(hit, terms), at=hit.start())
        for hedge, cue in _CUES.items()
        for hit in cue.finditer(told)
    ]


def _about(hit: re.Match[str], terms: Sequence[Term]) -> tuple[str, ...]:
    before = [
        term.root
        for term in terms
        if term.at <= hit.start()
        and not _BRIDGE.match(term.stem)
        and not hit[0].startswith(term.root)
        and not is_common(term.stem)
    ]
    return tuple(reversed(before[-_REACH:]))


def is_overstated(clause: str, place: str) -> bool:
    """Whether the clause calls decided what the place calls open (추진, 검토, 여부)."""
    return bool(_DECIDED.search(clause) and _OPEN.search(place) and not _DECIDED.search(place))


def stands_for(kept: frozenset[Hedge], lost: Hedge) -> bool:
    """Whether a draft that keeps these kinds of reserve has kept that one."""
    return lost in kept or bool(_INSTEAD.get(lost, frozenset()) & kept)


def is_closed(clause: str) -> bool:
    """Whether the clause is told for itself (늘었고, 했지만) and no later reserve reaches it."""
    return _CLOSED.search(clause.rstrip(" ,")) is not None
