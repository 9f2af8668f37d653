"""What a headline says beside its subject: status marks, genre, counters."""

import re
from dataclasses import dataclass
from enum import IntEnum

_STATUS = r"속보|긴급|[1-9]보|종합\s?[1-9]?보?|상보|단독|포토|사진|영상|화보|그래픽|카드뉴스|업데이트|update"
_MARK = re.compile(rf"[\[(【<〈]\s?(?:{_STATUS})\s?[\])】>〉]", re.IGNORECASE)
# Round brackets are tags before the subject alone: behind it they explain.
_BRACKET = re.compile(
    r"[\[【<〈《]([^\[\]【】<>〈〉《》]{1,30})[\]】>〉》]|^\s*[(（]([^()（）]{1,30})[)）]|^\s*(사설|칼럼|기고)\s?[:|]"
)
_TAIL_OUTLET = re.compile(r"\s[-–|]\s(?:[^-–|]{2,20})$")
_SUMMED_UP = re.compile(
    r"[\[(【]\s?종합\s?[1-9]?보?\s?[\])】]|[\[(]\s?[2-9]보\s?[\])]|[\[(]\s?상보\s?[\])]"
)
# Not 2차전지, 4차 산업혁명, 1차 협력사, 3차례, 2차로, 5회 연속: they count no turn of one matter.
_COUNTER = re.compile(
    r"(?<![\d.])(?:제\s?)?(\d{1,2})\s?(?:차|번째|회)(?![가-힣]?장|원|례|로|선|량|말|초|\s?(?:전지|산업|협력|벤더|하청|가해|피해|연속|이상|이하))"
    r"|(두|세|네|다섯)\s?번째"
)
_SPELLED = {"두": 2, "세": 3, "네": 4, "다섯": 5}
_OPINION = re.compile(
    r"사설|칼럼|기고(?!만장)|시론|시평|기자수첩|취재수첩|취재여담|오피니언|논단|기자의\s?눈|만평|횡설수설|발언대|만물상|시시각각"
    r"|^(?:여적|광화문|지평선|분수대|시선|데스크)$|의\s(?:시선|눈)$|광화문에서|데스크\s?(?:칼럼|시각|시선|의\s?눈)|(?:아침|노트북)을\s?열며"
    r"|의\s?[가-힣]{0,6}세상|세상\s?읽기|독자\s?(?:기고|투고|마당|의견)"
)
_WRAP = re.compile(
    r"시황|특징주|증시|코스피|환율|마켓\s?(?:뷰|리뷰|워치|레이더)|마켓$|오늘의|이\s?시각|주요\s?뉴스|헤드라인|뉴스\s?픽|간추린|일정|운세|날씨"
    r"|^브리핑$|(?:모닝|뉴스|주간|일일|아침|마감|마켓|경제)\s?브리핑|모닝|주간(?!조선|동아|경향|한국|현대)|위클리|(?<!이)데일리(?!안)"
    r"|(?<![가-힣])(?:인사|부고|동정|게시판|알림|표)(?![가-힣])|시세표"
)
# Headlines put who it is about first and set it off by a comma or an opening quotation mark.
_WHO = re.compile(r"""^\s*(?P<who>[^,，"“”‘’'「『…?!:|]{2,24}?)\s?(?:[,，]\s|["“‘「『:])""")
_TAG = re.compile(r"^\s*(?:[\[【<〈(（][^\[\]【】<>〈〉()（）]{1,30}[\]】>〉)）]\s*)+")
_MOST_WHO = 4
# Words that say that a matter has moved on; each bit is one turn a story can take.
_TURNS = tuple(
    re.compile(words)
    for words in (
        r"반박|부인|사실\s?무근|해명|일축|“?사실\s?아니",
        r"정정|반론|바로잡",
        r"철회|취소|무산|불발|백지화|중단",
        r"확정|최종\s?(?:합의|승인|선정)|타결|가결|통과",
        r"사망|숨져|사상자|실종",
        r"구속|기소|압수수색|체포|선고|무죄|유죄",
        r"사과|사퇴|사임|해임|경질",
    )
)
_PICTURE = re.compile(r"포토|사진(?!\s?=)|화보|그래픽|카드뉴스|영상(?!의학|의료|통화)")


class Genre(IntEnum):
    """What kind of piece a headline announces. The number is stored: never renumber."""

    NEWS = 0
    OPINION = 1
    WRAP = 2
    PICTURE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """A title without its marks, and what the marks said.

    `counter` is the N of 3차 or 세 번째, 0 without one. `summed_up` means (종합), [2보], [상보].
    `status` has a bit for each turn that the title reports (denied, called off, settled, …).
    `untagged` is the subject without the series tags before it, `who` what a comma or quotation
    mark sets off at its beginning, as headlines do with whom they are about; empty without one.
    """

    subject: str
    untagged: str
    who: str
    genre: Genre
    summed_up: bool
    counter: int
    status: int


def read_headline(title: str) -> Headline:
    """The headline of a title; series tags stay in the subject, status marks do not."""
    subject = _TAIL_OUTLET.sub("", _MARK.sub(" ", title)).strip() or title.strip()
    counted = _COUNTER.search(subject)
    counter = 0
    if counted:
        counter = int(counted[1]) if counted[1] else _SPELLED[counted[2]]
    untagged = _TAG.sub("", subject) or subject
    return Headline(
        subject=subject,
        untagged=untagged,
        who=_who(untagged),
        genre=_genre(title),
        summed_up=_SUMMED_UP.search(title) is not None,
        counter=counter,
        status=sum(1 << bit for bit, turn in enumerate(_TURNS) if turn.search(subject)),
    )


def _who(untagged: str) -> str:
    """The words set off at the beginning; none where they are a clause rather than a name."""
    found = _WHO.match(untagged)
    return found["who"] if found and len(found["who"].split()) <= _MOST_WHO else ""


def _genre(title: str) -> Genre:
    tags = ["".join(found).strip() for found in _BRACKET.findall(title)]
    kinds = ((_OPINION, Genre.OPINION), (_WRAP, Genre.WRAP), (_PICTURE, Genre.PICTURE))
    for words, genre in kinds:
        if any(words.search(tag) for tag in tags):
            return genre
    return Genre.NEWS
