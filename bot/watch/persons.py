"""Namesakes: the office beside a person's name that shows somebody else of that name."""

import re

_SURNAMES = frozenset(
    "김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민진지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용"
)
_FULL_NAME = 3
"""Syllables of an ordinary Korean name."""

_OFFICES = (
    "교수|특파원|아나운서|앵커|배우|가수|투수|타자|포수|내야수|외야수|선수|코치|세터|골키퍼|변호사|판사|검사|부장판사|부장검사|작가|시인|화백|소설가|평론가|지휘자|연출가|개그맨|원장|병원장|이장|지점장|조합장|교장|교감|교사"
    "|경위|경감|경정|경사|경장|순경|총경|경무관|소방사|소방장|소방관|중사|상사|하사|병장|대위|소령|대령|시의원|도의원|구의원|군의원|구청장|군수|도지사|주무관|사무관|서기관|과장|팀장|계장|차장|대리|사원|연구원|박사|약사|수의사|전문의|애널리스트|셰프|농부|목사|신부|스님|군|양|pd|mc"
)
_ORGANISATION = r"(?!(?:전|현)?\s?(?:부?회장|총수|의장|대표|사장|이사))[가-힣a-z0-9·&()]{1,14}(?<![은는이가을를의과와도])\s"
_AFTER = re.compile(
    rf"\s?(?:{_ORGANISATION}){{0,2}}?(?:[가-힣]{{0,8}}?(?:대|대학교?|병원|경찰서|투자증권|증권|학과|학부))?\s?"
    rf"(?:명예|객원|석좌|수석|초빙|선임|책임|부|조|전\s|현\s|책임)?(?:{_OFFICES})(?:팀|들)?"
    r"(?![가-힣])"
)
_AFTER_ENDING = re.compile(
    rf"\s?(?:{_ORGANISATION}){{0,2}}?(?:[가-힣]{{1,8}}?(?:학과|학부)\s)?"
    rf"(?:명예|객원|석좌|수석|초빙|선임|책임|전\s|[가-힣]{{2,8}}(?=과장|팀장|계장))?(?:{_OFFICES})"
    r"(?:팀|들)?(?:은|는|이|가|을|를|의|와|과|도|에|로|께|님|에게|으로|에서)(?![가-힣])"
)
_REPORTER = re.compile(
    r"\s?(?:[가-힣]{1,6}\s?)?기자(?!\s?(?:간담|회견|단|들|실))|\s?감독(?![가-힣\s]*(?:당국|원|기관|위))|\s?(?:씨)?\s?\([0-9]{1,2}(?:세|살)?\)"
)
_BEFORE = re.compile(
    r"(?:투수|타자|포수|내야수|외야수|선수|감독|배우|가수|아나운서|앵커|작가|시인|화가|코치|기자|연출|각본|변호사|교수|검사|판사|의사|셰프|개그맨|방송인|mc|글|사진|취재|촬영|편집|출연|피해자|주민|상인|농민|시민|직장인|대학생|회사원|자영업자|(?:팀|과|부|국|실|센터|본부|소|원|이|반)장|연구원|경위|경감|경정|경사)"
    r"\s?[=:]?\s?\Z"
)


def is_personal(name: str) -> bool:
    """Whether the name has the shape of a Korean person's: a surname and two syllables."""
    return len(name) == _FULL_NAME and name[0] in _SURNAMES and min(name) >= "가"


def longer_person(text: str, start: int, end: int) -> str:
    """The words that show that name and next syllable are a person's name (배민식 과장은, of 배민)."""
    longer = is_personal(text[start : end + 1]) and end - start == _FULL_NAME - 1
    return another_person(text, start, end + 1) if longer else ""


def another_person(text: str, start: int, end: int) -> str:
    """The words that show somebody else of the name `text[start:end]`, empty if none do."""
    after = _REPORTER.match(text, end) or _AFTER.match(text, end) or _AFTER_ENDING.match(text, end)
    if after is not None:
        return text[start:end] + after.group()
    before = _BEFORE.search(text[max(0, start - 8) : start])
    return before.group() + text[start:end] if before is not None else ""
