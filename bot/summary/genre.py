"""What kind of article it is, as far as that changes where its point stands."""

import re
from enum import StrEnum


class Genre(StrEnum):
    """Kinds of articles that put their point in different places."""

    NEWS = "news"
    OPINION = "opinion"
    INTERVIEW = "interview"
    MARKET = "market"


_OPINION = re.compile(
    r"사설|칼럼|기고|기자수첩|취재수첩|시론|시평|논단|오피니언|데스크|세상읽기|만물상|횡설수설|"
    r"의\s?(?:눈|창|시선|생각|시각|이슈읽기)\]"
)
_INTERVIEW = re.compile(r"인터뷰|일문일답|대담|Q\s?&\s?A")
_MARKET = re.compile(
    r"마감\s?시황|개장\s?시황|특징주|시황|(?:코스피|코스닥|증시|환율|뉴욕증시|나스닥|다우).{0,24}(?:마감|출발|개장|상승|하락|급등|급락|강세|약세)"
)


def genre_of(title: str, text: str) -> Genre:
    """The article's genre by its title and the manner of its text."""
    if _OPINION.search(title):
        return Genre.OPINION
    if _INTERVIEW.search(title):
        return Genre.INTERVIEW
    if _MARKET.search(title):
        return Genre.MARKET
    head = text[:3000]
    if head.count("\n-") + head.count("\nQ") + head.count("\n▷") >= 4 and head.count("?") >= 4:
        return Genre.INTERVIEW
    return Genre.NEWS
