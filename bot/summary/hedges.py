"""Words that keep a statement from being a plain fact: hearsay, possibility, plan, claim, denial."""

import re
from enum import StrEnum


class Hedge(StrEnum):
    """Kinds of reserve. Losing one turns a report into a fact."""

    HEARSAY = "hearsay"
    POSSIBILITY = "possibility"
    PLAN = "plan"
    CLAIM = "claim"
    NEGATION = "negation"


_CUES = {
    Hedge.HEARSAY: re.compile(
        r"알려(?:졌|진|지)|전해(?:졌|진|지)|것으로\s?(?:파악|확인|나타|드러|조사)|(?:한|된|난|인|이)다고\s?(?:한다|합니다|함)|소식통|복수의\s?관계자"
    ),
    Hedge.POSSIBILITY: re.compile(
        r"가능성|(?:할|될|일|을|올|갈|날|질|줄|칠|킬|릴)\s?수\s?(?:도\s?)?있|(?:로|인|할|될|일|한|된)\s?(?:듯|보(?:인|입니|임|여))|것으로\s?보|"
        r"관측|추정|추산|전망|예상|예측|분석|풀이|해석|우려|기대|유력|시사|점쳐|불투명|미지수"
    ),
    Hedge.PLAN: re.compile(
        r"계획|예정|방침|검토|추진|논의|협의|하기로|기로\s?[했하함]|목표|구상|모색|타진|저울질"
    ),
    Hedge.CLAIM: re.compile(r"주장|의혹|혐의|논란|반박|부인|해명|지적|비판|요구|촉구"),
    Hedge.NEGATION: re.compile(
        r"않|없(?!이)|못(?:했|하|할|한|해)|아니(?!라\s)|아닌|안\s?(?:된|되|했|한다|될)|부결|무산|취소|철회|거부|중단|미정|불발|결렬"
    ),
}


def hedges(sentence: str) -> frozenset[Hedge]:
    """The kinds of reserve that the sentence makes."""
    return frozenset(hedge for hedge, cue in _CUES.items() if cue.search(sentence))


def lost_hedges(told: str, source: str) -> frozenset[Hedge]:
    """The reserves of `source` that `told` drops. Hearsay and possibility stand for each other."""
    lost = set(hedges(source) - hedges(told))
    if hedges(told) & {Hedge.HEARSAY, Hedge.POSSIBILITY}:
        lost -= {Hedge.HEARSAY, Hedge.POSSIBILITY} - (
            {Hedge.POSSIBILITY} if "가능성" in source and "가능성" not in told else set()
        )
    return frozenset(lost)
