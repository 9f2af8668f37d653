"""The two edges of a name within its word: is it a word of its own here?

left:  KT after a letter is SKT; 메타 after Hangul is 페타메타
right: nothing, a particle, a bound ending, a generation, a part (노조), another firm (카드) …
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from bot.text.josa import hangul_run, is_hangul, is_particle
from bot.watch.gazetteer import Kind, Words
from bot.watch.neighbours import names_office


class Edge(Enum):
    """What follows a name within its word."""

    FREE = "free"
    PARTICLE = "particle"
    SUFFIX = "suffix"
    GENERATION = "generation"
    PART = "part"
    VERSUS = "versus"
    AFFILIATE = "affiliate"
    GLUED = "glued"
    INSIDE = "inside"


SHORT_HANGUL = 3
"""Names of at most so many syllables must begin their word and may not have unknown endings."""
SHORT_LATIN = 3
"""The same for letters."""

_LEFT_RUN = re.compile(r"[가-힣]*\Z")
_PREFIXES = frozenset(
    [
        "주식회사",
        "한국",
        "미국",
        "일본",
        "중국",
        "북미",
        "유럽",
        "인도",
        "독일",
        "영국",
        "대만",
        "국내",
        "해외",
        "글로벌",
        "모회사",
        "자회사",
        "모기업",
        "계열사",
        "차세대",
        "맞춤형",
        "커스텀",
        "한국형",
        "국산",
        "고성능",
        "초거대",
        "최신",
        "서버용",
    ]
)
_GENERATION = re.compile(r"-?\d{1,3}(?:\.\d)?[a-z]{0,2}(?![a-z0-9])")
_FIRMS = frozenset({Kind.GROUP, Kind.COMPANY, None})
# 갤럭시아SM is another firm; 맞춤형HBM and 가나다KT 사장 are not.
_GLUED_LETTERS = frozenset({Kind.GROUP, Kind.COMPANY})
# 방통위원장, 공정위원회: a commission's short name runs into the long one.
_COMMISSION = re.compile("원장|원회|원들|상임위원|부위원장")
_HANJA_HEADS = frozenset("重證電車")
"""One hanja that makes another firm of a name (효성重, 신한證)."""
# 우리 은행나무: the other 은행.
_GINKGO = re.compile("잎|나무|알|열매")
_SUFFIX = re.compile(
    r"(?:측|발|향|산|식|판|가|계|표|제|행|용|형|우|우선주|그룹|들|등|당|내|외|간|별|류|씨|사|씨와|님|화|적|전용|출신|관련|대비|이후|이전|처럼|때문|덕|탓)(?P<rest>[가-힣]*)"
)
_PERSON_SUFFIX = re.compile(r"(?:씨|측|표|식|계|님|발|호|가|체제|들|도)(?P<rest>[가-힣]*)")
# 한전MCS, 쿠팡CLS are firms; 카카오AI, 현대차EV and 포스코DX부문 are parts.
_LATIN_AFTER = re.compile(r"[a-z][a-z&]{1,9}(?![a-z0-9가-힣]*(?:부문|사업|본부|조직|센터))")
_PLAIN_LATIN = re.compile(
    r"(?:ai|it|ict|ev|dx|ds|mx|vd|tv|hr|ir|pr|esg|ceo|cfo|cto|coo|cio|vip|app|apt|mou|ipo|etf|els|elw|rsu|pb|wm|ib|cb|eb|bw|dr|vs|pc|gpu|npu|api|llm|sw|rnd|r&d)(?![a-z])"
)
_TITLES = re.compile(
    r"(?:정부|정권|행정부|내각|캠프|대선|후보|당선|인수위|비서|부부|일가|특검|호의)|\s?(?:前|전|현)?\s?(?:회장|부회장|대표|사장|부사장|의장|총괄|전무|상무|이사|총수|의원|장관|위원장|위원|교수|감독|기자|대통령|총리|창업자|박사|최고|씨|사단|체제)"
)


@dataclass(frozen=True, slots=True)
class Heads:
    """Heads that may be glued to a name, as one expression each."""

    affiliate: re.Pattern[str]
    part: re.Pattern[str]


def compile_heads(words: Words) -> Heads:
    """The gazetteer's heads, longest first."""
    return Heads(affiliate=_any_of(words.affiliate_heads), part=_any_of(words.part_heads))


def stands_left(text: str, start: int, end: int, kind: Kind | None) -> bool:
    """Whether a word begins at `start` of the folded text, or something harmless precedes."""
    if start == 0:
        return True
    before, first = text[start - 1], text[start]
    if before == "@" or (before in "./" and text[end : end + 1] == "."):
        return False
    if first.isascii():
        if not first.isalnum():
            return True
        if before == "&":
            return not text[start - 2 : start - 1].isalnum()
        if is_hangul(before) and kind in _GLUED_LETTERS and end - start <= SHORT_LATIN:
            return _prefixed(text, start) or names_office(text, end)
        return not (before.isascii() and before.isalnum())
    if is_hangul(before):
        return _may_be_glued(text, start, end, kind)
    if before.isascii() and before.isalnum():
        return _syllables(text, start, end) > 2 or kind is Kind.TOPIC
    return True


def right_edge(
    text: str, start: int, end: int, kind: Kind | None, heads: Heads, *, owner: str = ""
) -> Edge:
    """What follows the name `text[start:end]` within its word, in the folded text.

    `owner` is the folded full name of what is meant: shorter names of it bear less beside them
    (한전 MCS and 아시아나 컨트리클럽, glued, are not 한국전력 and 아시아나항공).
    """
    if end >= len(text):
        return Edge.FREE
    after, last = text[end], text[end - 1]
    if last.isascii() and last.isalnum() and after.isascii():
        return _after_latin(text, start, end, kind)
    if after in _HANJA_HEADS and kind in _FIRMS:
        return Edge.AFFILIATE
    run = hangul_run(text, end)
    if run:
        if text.endswith("은행", start, end) and _GINKGO.match(run):
            return Edge.INSIDE
        return _after_run(text[start:end], run, kind, heads, owner)
    if after.isascii() and after.isalnum():
        return _latin_edge(text, end, kind, shorter=end - start < len(owner))
    return Edge.FREE


def _latin_edge(text: str, end: int, kind: Kind | None, *, shorter: bool) -> Edge:
    """What letters or digits right behind a Hangul name make of it."""
    if kind is Kind.GROUP:
        return Edge.AFFILIATE
    other = shorter and _LATIN_AFTER.match(text, end) and not _PLAIN_LATIN.match(text, end)
    return Edge.AFFILIATE if other else Edge.FREE


def _after_latin(text: str, start: int, end: int, kind: Kind | None) -> Edge:
    after = text[end]
    if after.isalnum():
        if kind is Kind.TOPIC or (kind is None and end - start > 2):
            if text[end : end + 1] == "s" and not text[end + 1 : end + 2].isalnum():
                return Edge.SUFFIX
            if _GENERATION.match(text, end):
                return Edge.GENERATION
        return Edge.INSIDE
    follower = text[end + 1 : end + 2]
    if after == "&" and follower.isalnum():
        return Edge.INSIDE
    if after == "." and follower.isascii() and follower.isalpha():
        return Edge.INSIDE
    return Edge.FREE


def _after_run(name: str, run: str, kind: Kind | None, heads: Heads, owner: str) -> Edge:
    if is_particle(run, name[-1]):
        return Edge.PARTICLE
    if kind is Kind.TOPIC or (name.endswith("위") and _COMMISSION.match(run)):
        return Edge.PART
    if kind is Kind.PERSON:
        return _person_edge(run)
    if run[0] == "전" and (len(run) == 1 or is_particle(run[1:], "전")):
        return Edge.VERSUS
    if run.startswith("그룹") or _is_ending(_SUFFIX.fullmatch(run)):
        return Edge.SUFFIX
    return _compound_edge(name, run, kind, heads, owner)


def _is_ending(found: re.Match[str] | None) -> bool:
    """Whether a bound ending was found with nothing but particles behind it."""
    if found is None:
        return False
    rest = found.group("rest")
    return not rest or is_particle(rest, found.string[len(found.string) - len(rest) - 1])


def _compound_edge(name: str, run: str, kind: Kind | None, heads: Heads, owner: str) -> Edge:
    part = heads.part.match(run)
    other = heads.affiliate.match(run)
    if other is not None and (part is None or other.end() >= part.end()):
        return Edge.AFFILIATE
    if part is not None:
        return Edge.PART
    if name.isascii():
        return Edge.GLUED if len(name) <= SHORT_LATIN else Edge.PART
    stem = len(name) < len(owner) and owner.startswith(name)
    short = stem or _syllables(name, 0, len(name)) <= SHORT_HANGUL
    return Edge.GLUED if short or kind is Kind.GROUP else Edge.PART


def _person_edge(run: str) -> Edge:
    if _is_ending(_PERSON_SUFFIX.fullmatch(run)):
        return Edge.SUFFIX
    return Edge.PART if _TITLES.match(run) else Edge.GLUED


def _may_be_glued(text: str, start: int, end: int, kind: Kind | None) -> bool:
    if kind is Kind.TOPIC:
        return True
    if _prefixed(text, start):
        return kind is not Kind.PERSON
    return _syllables(text, start, end) > SHORT_HANGUL and kind is not Kind.PERSON


def _prefixed(text: str, start: int) -> bool:
    found = _LEFT_RUN.search(text[max(0, start - 6) : start])
    return found is not None and found.group() in _PREFIXES


def _syllables(text: str, start: int, end: int) -> int:
    return sum(1 for char in text[start:end] if is_hangul(char) or char.isalnum())


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    ordered = sorted(set(words), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, ordered)) if ordered else r"(?!)")
