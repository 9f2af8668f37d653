"""The names of one public body, and one of them for all: 문체부 where the articles say 문화체육관광부.

    articles → whose names stand in them? → draft and articles alike: each such body by one name

By hand, from the bodies' own names. No name is here that is an ordinary word (예보, 신보, 거래소), that
bodies of places have, too (선관위, 해경), or that a body had before its work changed; but for a few that
count beside another name of theirs alone.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

_LISTED = """
과학기술정보통신부 과기정통부 과기부
기획재정부 기재부
재정경제부 재경부
기획예산처 기획처
산업통상자원부 산업부
산업통상부 산업부
문화체육관광부 문체부
국토교통부 국토부
고용노동부 고용부 노동부
보건복지부 복지부
행정안전부 행안부
농림축산식품부 농식품부
해양수산부 해수부
중소벤처기업부 중기부
여성가족부 여가부
성평등가족부 성평등부
기후에너지환경부 기후환경부 기후부
국가보훈부 보훈부
국무조정실 국조실
인사혁신처 인사처
식품의약품안전처 식약처
지식재산처 지재처
국가데이터처 데이터처
질병관리청 질병청
방위사업청 방사청
농촌진흥청 농진청
우주항공청 우주청
해양경찰청 해경청
대검찰청 대검
서울중앙지방검찰청 서울중앙지검
서울중앙지방법원 서울중앙지법
서울고등법원 서울고법
헌법재판소 헌재
공정거래위원회 공정위
금융위원회 금융위
방송통신위원회 방통위
방송미디어통신위원회 방미통위
개인정보보호위원회 개인정보위 개보위
국민권익위원회 국민권익위 권익위
국가인권위원회 국가인권위 인권위
중앙선거관리위원회 중앙선관위
원자력안전위원회 원안위
고위공직자범죄수사처 공수처
금융감독원 금감원
국가정보원 국정원
국립과학수사연구원 국과수
건강보험심사평가원 심평원
국민건강보험공단 건강보험공단 건보공단
한국토지주택공사 토지주택공사 LH
주택도시보증공사 HUG
한국주택금융공사 주택금융공사 주금공
한국철도공사 철도공사 코레일
한국전력공사 한국전력 한전
한국수력원자력 한수원
한국수자원공사 수자원공사
한국가스공사 가스공사
한국석유공사 석유공사
한국농어촌공사 농어촌공사
인천국제공항공사 인천공항공사 인국공
한국자산관리공사 자산관리공사 캠코
대한무역투자진흥공사 코트라 KOTRA
한국은행 한은
한국산업은행 산업은행 산은
한국수출입은행 수출입은행
대한상공회의소 대한상의
한국경영자총협회 경총
한국경제인협회 한경협
전국경제인연합회 전경련
중소기업중앙회 중기중앙회
금융투자협회 금투협
전국은행연합회 은행연합회
전국민주노동조합총연맹 민주노총
한국노동조합총연맹 한국노총
전국교직원노동조합 전교조
대한의사협회 의협
"""
_BODIES = tuple(tuple(line.split()) for line in _LISTED.strip().splitlines())
# A mountain (산은), an office of every university: the body only where it is called otherwise, too.
_WORDS = frozenset(("산은", "기획처"))
_SHARED = frozenset(
    name for name, times in Counter(name for body in _BODIES for name in body).items() if times > 1
)
_PARTICLE = r"(?:은|는|이|가|을|를|의|에|와|과|도|만|에서|에서는|에는|에도|에게|에만|로|으로|까지|부터|보다|측은|측이|측|라고|이라고)"
_NAME = re.compile(
    r"(?<![가-힣A-Za-z0-9])(?:"
    + "|".join(sorted({name for body in _BODIES for name in body}, key=len, reverse=True))
    + rf")(?={_PARTICLE}?(?![가-힣A-Za-z0-9]))"
)
# Another country's ministry may be called like ours (미국 노동부, 중국 해경).
_ABROAD = re.compile(
    r"(?:미국?|美|중국?|中|일본?|日|영국?|독일|프랑스|러시아|인도|대만|유럽|캐나다|호주|베트남|북한|우크라이나|이스라엘|이란|필리핀|태국)"
    r"(?:\s?(?:의|연방|정부|정부의))?\s?\Z"
)
_REACH = 12  # letters before a name in which such a country stands


def one_name_each(articles: Sequence[str]) -> Mapping[str, str]:
    """For the names of the bodies that the articles tell of the one that stands for all.

    It is the fullest that the articles use. A fuller one than that counts as the same only where
    both begin alike: 보건복지부 is not surely 복지부, which other countries have, too.
    """
    told, abroad = set[str](), set[str]()
    for text in articles:
        for hit in _NAME.finditer(text):
            (abroad if _is_abroad(hit) else told).add(hit.group())
    names: dict[str, str] = {}
    for body in _BODIES:
        own = [name for name in body if name in told]
        if _WORDS.issuperset(own) or not abroad.isdisjoint(body):
            continue
        at = body.index(own[0])
        alike = [name for name in body[:at] if name[0] == own[0][0]]
        names |= {
            name: own[0]
            for name in (*alike, *body[at:])
            if name not in _SHARED or _is_of_one(name, told)
        }
    return names


def may_mean(name: str, body: str) -> bool:
    """Whether the name may be this body's: false for a name of others here."""
    own = [names for names in _BODIES if name in names]
    return not own or any(body in names for names in own)


def _is_of_one(name: str, told: set[str]) -> bool:
    """Whether of the bodies that share a short name the articles tell of one alone."""
    return sum(body[0] in told for body in _BODIES if name in body) == 1


def renamed(text: str, names: Mapping[str, str]) -> str:
    """The text with each body by the one name."""

    def by_one(hit: re.Match[str]) -> str:
        return hit.group() if _is_abroad(hit) else names.get(hit.group(), hit.group())

    return _NAME.sub(by_one, text) if names else text


def _is_abroad(hit: re.Match[str]) -> bool:
    """Whether it is another country's."""
    before = hit.string[max(hit.start() - _REACH, 0) : hit.start()]
    return _ABROAD.search(before) is not None
