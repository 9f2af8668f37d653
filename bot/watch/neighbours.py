"""What stands right beside a name, and what it says of it.

㈜대상, 토스 대표, 배달 앱 '배민'  a firm      영화 '메타'              a work
(보령=통신)                        a place     김선수(25·하나금융)      an athlete's sponsor
"""

import re

_MARK_BEFORE = re.compile(r"(?:\(주\)|주식회사)\s?\Z")
_MARK_AFTER = re.compile(r"\s?(?:\(주\)|주식회사|社|[\[(]a?[0-9]{6}[\])])")
_OFFICE = re.compile(
    r"\s?(?:\([^()]{1,20}\)\s?)?(?:의\s)?(?:회장|부회장|대표|사장|부사장|의장|총괄|ceo|cto|cfo|측|그룹|주가|본사|창업자|관계자|노조|노사"
    r"|임직원|임원|최고경영자|이사회|주주|관계사|계열사|경영진|오너|사주|총수|(?:전일|전날)\s종가|종가|목표주?가|시가총액|공식\s(?:홈|페이스|유튜브|인스타|쇼핑|온라인|앱))"
)
# 화상회의 업체 줌, 배달 앱 '배민': what stands before says what sort of firm it is.
_SORT_BEFORE = re.compile(
    r"(?:앱|어플|업체|기업|회사|플랫폼|메신저|포털|카드사|제조사|스타트업|증권사|게임사|통신사|유통사|협업툴|화상회의|운영사|운용사|개발사|자회사|모회사|기획사|제약사|건설사|항공사|여행사|출판사|보험사|금융사|반도체사|식품사|배달앱|이커머스|쇼핑몰|빅테크|경쟁사|프랜차이즈|유니콘|ott|대행사|거래소|제작사|배급사|완성차|중개업체|공룡|대기업|중견기업|강소기업|벤처기업|상장사|솔루션사)"
    r"\s?(?:인\s)?['\"‘“<〈]?\Z"
)
# 증권은 20일 풍산에 대해: analysts speak of firms.
_ANALYST_BEFORE = re.compile(r"(?:증권|투자|연구원|證)[은는이가]?\s(?:[0-9]{1,2}일\s)?\Z")
_ANALYST_AFTER = re.compile(r"(?:[\[(]a?[0-9]{6}[\])])?에\s대해")
_BROKER_BEFORE = re.compile(r"(?:증권|證|투자)\s['\"‘“]\Z")
_LEAD = re.compile(r"(?:\A|[\n\]'\"‘“….!?△▲■◇]\s?)\Z")
_COMMA = re.compile(r"\s?,|\s?[-–]\s?[가-힣a-z]|…|\s['\"‘“](?=\S)")
_WORK_BEFORE = re.compile(
    r"(?:영화|드라마|소설|시집|노래|신곡|뮤지컬|연극|단편|장편|다큐|다큐멘터리|애니메이션|에세이|산문집|동화|오페라|발레|앨범|싱글|타이틀곡|수록곡|전시|개인전|기획전|사진전|예능|교양프로그램|희곡|시트콤|만화|자서전|동요|교향곡|곡)"
    r"\s?['\"‘“<〈《「『]\s?\Z"
)
_WORK_AFTER = re.compile(r"\s?['\"’”>〉》」』]")
# (보령·서산=통신) names where the report was written.
_DATELINE_BEFORE = re.compile(r"(?:\A|[\s\n\]])[(\[](?:[가-힣]{2,5}[·,]){0,3}\Z")
_DATELINE_AFTER = re.compile(r"(?:[·,][가-힣]{2,5}){0,3}=[가-힣a-z0-9]{2,10}[)\]]")
_OTHER_FIRM_BEFORE = re.compile(
    r"(?:농업회사법인|영농조합법인|어업회사법인)\s?(?:\(주\)|주식회사)?\s?\Z"
)
_ATHLETE_BEFORE = re.compile(
    r"[가-힣]{2,4}\s?\(\s?(?:이상\s)?(?:[0-9]{2}(?:세|살)?\s?[.·,‧]\s?)?\Z"
)
# 김선수(25·하나금융): a bare age beside the name is how athletes are written; (52·네이버 부장) is not.
_AGED_BEFORE = re.compile(
    r"(?<!대표)(?<!회장)(?<!사장)(?<!의장)(?<!교수)(?<!이사)(?<!상무)(?<!전무)(?<!부장)(?<!팀장)(?<!연구원)(?<!씨)\s?\(\s?(?:이상\s)?[0-9]{2}\s?[·‧]\s?\Z"
)


def firm_weight(text: str, start: int, end: int, *, alone: bool) -> int:
    """How far the neighbours show that a firm is meant; `alone` if nothing is glued to the name."""
    before = text[max(0, start - 14) : start]
    weight = 0
    if _MARK_BEFORE.search(before) or _MARK_AFTER.match(text, end):
        weight += 3
    if names_office(text, end):
        weight += 2
    if alone and _LEAD.search(before[-2:]) and _COMMA.match(text, end):
        weight += 2
    if _SORT_BEFORE.search(before) or text.startswith("그룹", end):
        weight += 3
    analysed = _ANALYST_BEFORE.search(before) and _ANALYST_AFTER.match(text, end)
    if analysed or (_BROKER_BEFORE.search(before) and _COMMA.match(text, end)):
        weight += 3
    return weight


def names_office(text: str, end: int) -> bool:
    """Whether an office or body of a firm follows the name that ended at `end`."""
    return _OFFICE.match(text, end) is not None


def work_title(text: str, start: int, end: int) -> str:
    """The words that make a quoted name the title of a work; empty if none do."""
    if _WORK_AFTER.match(text, end) is None:
        return ""
    work = _WORK_BEFORE.search(text[max(0, start - 10) : start])
    return work.group() + text[start:end] if work is not None else ""


def namesake(text: str, start: int, end: int) -> str:
    """The words that show a place of a dateline or a farm's company of that name; empty if none."""
    before = text[max(0, start - 20) : start]
    place = _DATELINE_AFTER.match(text, end)
    if place is not None and _DATELINE_BEFORE.search(before):
        return text[start : place.end()]
    other = _OTHER_FIRM_BEFORE.search(before)
    return other.group() + text[start:end] if other is not None else ""


def employs_athlete(text: str, start: int, end: int) -> bool:
    """Whether the name alone stands behind an age in the brackets behind a person's name."""
    return text.startswith(")", end) and (
        _AGED_BEFORE.search(text[max(0, start - 14) : start]) is not None
    )


def sponsors(text: str, start: int, end: int) -> bool:
    """Whether the name stands in brackets behind a person's, as teams and sponsors do."""
    return text.startswith(")", end) and (
        _ATHLETE_BEFORE.search(text[max(0, start - 14) : start]) is not None
    )
