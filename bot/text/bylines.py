"""Reporters' signatures and wire datelines: recognise them, take them off, read the names.

Signatures stand alone on a line (`/홍길동 기자 a@b.kr`), at the head of the first sentence
(`[○○일보 홍길동 기자] …`, `(서울=○○통신) 홍길동 기자 = …`) or behind the last one
(`… 말했다. 홍길동 기자 a@b.kr`). Every pattern looks at a bounded stretch of text, so a hostile line
costs no more than an honest one.
"""

import re

MAX_SIGNATURE = 120
"""Longest signature looked for, in code points."""

MAX_NAMES = 4
"""More names than this on one line are a list of people, not a signature."""

_ROLE = (
    r"(?:선임|전문|수석|인턴|객원|수습|시민|사진|영상|책임|뉴스|스포츠|의학|과학|경제|정치|문화|북한|교열|취재|명예|청년)?\s?"
    r"(?:기자|특파원|통신원|논설위원|논설실장|논설고문|앵커|리포터|에디터|캐스터|아나운서|칼럼니스트|평론가|"
    r"편집위원|편집장|편집국장|해설위원|PD|피디|크리에이터|작가)"
)
_EMAIL = r"[A-Za-z0-9][A-Za-z0-9._%+-]{0,40}@(?:[A-Za-z0-9-]{1,40}(?:\.[A-Za-z0-9-]{1,20}){0,4})?"
_NAME = r"[가-힣]{2,4}"

_MAIL = re.compile(_EMAIL)
_PHONE = re.compile(r"\b0\d{1,2}[-)]\s?\d{3,4}-\d{4}\b|\b1\d{3}-\d{4}\b")
_STAMP = re.compile(
    r"(?:기사\s?)?(?:입력|등록|승인|공개|작성|발행|게시|송고|수정)?\s{0,2}:?\s{0,2}"
    r"20\d\d[.\-/년]\s?\d{1,2}[.\-/월]\s?\d{1,2}[일.]?\s{0,2}(?:오전|오후)?\s{0,2}(?:\d{1,2}:\d{2}(?::\d{2})?)?"
)
_SPLIT = re.compile(r"[\s·,/|=&:;()\[\]{}<>〈〉【】＜＞■◆▶☞*•ㆍ・．ⓒ©–—-]+")
_ROLE_WORD = re.compile(rf"(?:{_ROLE})")
_NAME_AND_ROLE = re.compile(rf"({_NAME})(?:{_ROLE})")
_NAME_ONLY = re.compile(_NAME)
_WORD = re.compile(r"[A-Za-z가-힣0-9.&]{1,20}")
_SIGN_OFF = re.compile(
    r"(?:지금까지\s)?[^.?!]{0,40}?(?:뉴스|NEWS|News|[A-Z]{3,4}|[가-힣]{2,8}TV|[가-힣]{2,6}에서)[ ,]{0,3}"
    rf"({_NAME})(?:입니다|이었습니다|였습니다)\.?(?:\s?[\[(]?(?:{_EMAIL})[\])]?)?\s?"
)

_ENGLISH_NAME = r"[A-Z][A-Za-z.’'-]{0,20}(?:\s[A-Z][A-Za-z.’'-]{0,20}){1,3}"
_ENGLISH = re.compile(
    rf"[Bb][Yy]\s({_ENGLISH_NAME}(?:(?:,\s|\sand\s){_ENGLISH_NAME}){{0,3}})(?:\s?[(\[<]?(?:{_EMAIL})[)\]>]?)?"
)
_AND = re.compile(r",\s|\sand\s")
# SEOUL, April 19 (Yonhap) -- | WASHINGTON/SEOUL, Oct. 3 (AP) —
_ENGLISH_WIRE = re.compile(
    r"^[A-Z][A-Z./' -]{2,40}(?:,\s[A-Z][A-Za-z. ]{2,20})?,\s[A-Z][a-z]{2,8}\.?\s\d{1,2}\s\([A-Z][A-Za-z ]{1,20}\)\s{0,2}(?:--|—|–|-)\s{0,2}"
)
_DESK = re.compile(
    rf"(?:기자명\s?|글\s?[=:]?\s?)?((?:[가-힣A-Za-z]{{2,8}}\s)?(?:온라인|디지털|인터넷|모바일|뉴미디어|이슈|속보|실시간|스포츠|연예|경제|사회|정치|국제|문화|산업|증권|취재|편집|보도|뉴스|콘텐츠)[가-힣A-Z]{{0,8}}"
    rf"(?:뉴스팀|뉴스부|뉴스룸|속보팀|이슈팀|콘텐츠팀|콘텐츠부|취재팀|취재부|취재본부|편집팀|보도팀|기획팀|기사팀|에디터팀))(?:\s?[(\[<]?(?:{_EMAIL})[)\]>]?)?"
)
MAX_DESK = 70  # code points of a line with a desk's signature
_SENTENCE = re.compile(r"[다요죠까][.?!][”’\"']?\s")
_SIGNED = re.compile(
    r"@|기자|특파원|통신원|논설|앵커|리포터|에디터|캐스터|아나운서|칼럼니스트|평론가|편집|해설위원|PD|피디|크리에이터|작가"
)
# (서울=○○뉴스) 홍길동 기자 = | [서울=○○]홍길동 기자 = | (서울·부산=○○) 홍길동 김철수 기자 =
_WIRE = re.compile(
    r"^\s{0,4}[(\[【<](?!\s?(?:사진|자료|그래픽|이미지|화면|영상|표|출처))[^()\[\]【】<>=\n]{1,30}=\s?[^()\[\]【】<>=\n]{1,24}[)\]】>]\s{0,2}"
    r"(?:(?P<names>[가-힣·,\s]{2,40}?)\s{0,2}"
    rf"(?:{_ROLE})\s{{0,2}}(?:[=＝:]|(?=[“\"'‘]))\s{{0,2}}|[=＝]\s{{0,2}})?"
)
# [○○일보 홍길동 기자] | [○○저널=홍길동 기자] | [○○=대전, 홍길동 기자] | 【서울 = 홍길동 기자】
_BRACKET = re.compile(
    rf"^\s{{0,4}}[(\[【<]([^()\[\]【】<>\n]{{2,40}}?(?:{_ROLE}))[)\]】>]\s{{0,2}}[=＝]?\s{{0,2}}"
)
# [○○미디어=홍길동의 연재]: a house and a column's name in front of the first sentence
_HOUSE = re.compile(
    r"^\s{0,4}[\[【](?!\s?(?:사진|자료|그래픽|이미지|화면|영상|표|출처))(?:[^\[\]【】=\n]{2,20})=([^\[\]【】=\n]{2,30})[\]】]\s{0,2}"
)
# 홍길동 기자 = … | ○○일보 홍길동 기자 = … (no bracket)
_BARE = re.compile(
    rf"^\s{{0,4}}(?:[가-힣A-Za-z0-9]{{2,12}}\s?[=|]?\s?)?({_NAME})\s{{0,2}}(?:{_ROLE})\s{{0,2}}[=＝|]\s{{0,2}}"
)
_TAIL = re.compile(
    r"(?P<keep>(?:[.!?…][”’\"')\]]{0,2}|[”’\"'])\s{0,3})"
    r"(?P<sign>[/\[(■◆▶=ⓒ\s]{0,4}"
    rf"(?:[가-힣A-Za-z0-9·]{{2,12}}\s?[=·|]?\s?)?{_NAME}(?:[·,/ ]{{1,2}}{_NAME}){{0,3}}\s{{0,2}}"
    rf"(?:(?:[가-힣]{{2,10}}\s)?(?:{_ROLE}))?\s{{0,2}}[/(\[|·ㆍ,=]{{0,2}}\s{{0,2}}(?:{_EMAIL})?[)\]]?)\s{{0,4}}$"
)
_TAIL_MAIL = re.compile(
    rf"(?P<keep>[.!?…][”’\"')\]]{{0,2}}\s{{0,3}})(?P<sign>[/(\[]?{_EMAIL}[)\]]?)\s{{0,4}}$"
)


def is_byline(line: str) -> bool:
    """Whether the line is a signature and nothing else: names with a role or an address."""
    return bool(byline_names(line)) or _is_address(line)


def byline_names(line: str) -> tuple[str, ...]:
    """The people who sign this line, in order; empty where it is no signature."""
    line = line.strip()
    if not line or len(line) > MAX_SIGNATURE:
        return ()
    if line.startswith(("By ", "BY ")) and (english := _ENGLISH.fullmatch(line)):
        return tuple(_AND.split(english[1]))
    if "니다" in line and (sign_off := _SIGN_OFF.fullmatch(line)):
        return (sign_off[1],)
    if not _SIGNED.search(line) or _SENTENCE.search(line):
        return ()
    has_mail = _MAIL.search(line) is not None
    words = [
        word
        for word in _SPLIT.split(_PHONE.sub(" ", _STAMP.sub(" ", _MAIL.sub(" ", line))))
        if word
    ]
    if not words or len(words) > MAX_NAMES * 3 or line.endswith(("다.", "요.", "?")):
        return ()
    return _names(words, has_mail=has_mail)


def desk_name(line: str) -> str | None:
    """The desk that signs this line (`온라인뉴스팀 a@b`), None where none does."""
    line = line.strip(" /[]()<>=")
    found = _DESK.fullmatch(line) if len(line) <= MAX_DESK else None
    return found[1] if found else None


def strip_head(text: str) -> str:
    """The text without wire dateline and signature in front of its first sentence."""
    return split_head(text)[1]


def split_head(text: str) -> tuple[tuple[str, ...], str]:
    """The names signed in front of the first sentence, and the text without that head."""
    head = text[:MAX_SIGNATURE]
    if head[:1].isascii() and (wire := _ENGLISH_WIRE.match(head)):
        return (), text[wire.end() :]
    if not head.lstrip().startswith(("(", "[", "【", "<")) and not _SIGNED.search(head):
        return (), text
    if bracket := _BRACKET.match(head):
        return _people(bracket[1]), text[bracket.end() :].lstrip()
    if (wire := _WIRE.match(head)) and wire.end() > 0:
        return _people(f"{wire['names'] or ''} 기자"), text[wire.end() :].lstrip()
    if bare := _BARE.match(head):
        return (bare[1],), text[bare.end() :].lstrip()
    if house := _HOUSE.match(head):
        return _people(house[1]), text[house.end() :].lstrip()
    return (), text


def strip_tail(text: str) -> str:
    """The text without a signature behind its last sentence."""
    return split_tail(text)[1]


def split_tail(text: str) -> tuple[tuple[str, ...], str]:
    """The names signed behind the last sentence, and the text without that tail.

    A bare name counts only with a role or an address beside it.
    """
    start = max(0, len(text) - MAX_SIGNATURE)
    if not _SIGNED.search(text, start):
        return (), text
    for pattern in (_TAIL, _TAIL_MAIL):
        found = pattern.search(text, start)
        if found and _signs(found["sign"]):
            return byline_names(found["sign"]), text[: found.start("sign")].rstrip()
    return (), text


def _signs(sign: str) -> bool:
    return _MAIL.search(sign) is not None or _ROLE_WORD.search(sign) is not None


def _is_address(line: str) -> bool:
    line = line.strip()
    return len(line) <= MAX_SIGNATURE and _MAIL.fullmatch(line.strip("()[]<>/ ")) is not None


def _people(text: str) -> tuple[str, ...]:
    words = [word for word in _SPLIT.split(text) if word]
    return _names(words, has_mail=True)


def _names(words: list[str], *, has_mail: bool) -> tuple[str, ...]:
    """Names out of `[house] name… role` groups; a word that fits nowhere ends the attempt."""
    names: list[str] = []
    waiting: list[str] = []
    signed = False
    for word in words:
        if _ROLE_WORD.fullmatch(word):
            names += _before_role(waiting)
            waiting, signed = [], True
        elif glued := _NAME_AND_ROLE.fullmatch(word):
            names.append(glued[1])
            waiting, signed = [], True
        elif _WORD.fullmatch(word):
            waiting.append(word)
        else:
            return ()
    if waiting and signed and not has_mail:
        return ()
    if not signed and has_mail:
        names = _beside_address(waiting)
    return tuple(dict.fromkeys(names)) if len(names) <= MAX_NAMES else ()


def _beside_address(words: list[str]) -> list[str]:
    """The name in `name` or `name house` beside a mail address; other words say something."""
    if len(words) > 2 or not all(len(word) > 1 and not word.endswith("는") for word in words):
        return []
    return [word for word in words if _NAME_ONLY.fullmatch(word)][:1]


def _before_role(words: list[str]) -> list[str]:
    """Of `house name`, `name house`, `name name`: the names. Houses carry a telling ending."""
    people = [
        word
        for word in words
        if _NAME_ONLY.fullmatch(word) and word not in _NO_NAMES and not _is_house(word)
    ]
    if people and len(people[-1]) == 3:
        return [word for word in people if len(word) != 2]  # places: names of two are rare
    return people


_NO_NAMES = frozenset(
    [
        "오전",
        "오후",
        "입력",
        "수정",
        "승인",
        "등록",
        "작성",
        "기자",
        "취재",
        "편집",
        "담당",
        "관련",
        "제공",
        "이메일",
        "메일",
        "기사",
        "구독",
        "공유",
        "댓글",
        "전체",
        "최신",
        "다른",
        "본지",
        "특별",
        "단독",
        "속보",
        "종합",
        "현장",
        "영상",
        "온라인",
        "디지털",
        "정치부",
        "사회부",
        "경제부",
        "산업부",
        "국제부",
        "문화부",
        "체육부",
        "편집부",
        "인턴",
        "객원",
        "선임",
        "수습",
        "전문",
        "대학생",
    ]
)
_HOUSE_ENDING = re.compile(
    r"(?:일보|신문|뉴스|데일리|경제|통신|방송|투데이|타임스|저널|미디어|닷컴|매일|헤럴드|조선|중앙|동아|한겨레|경향|"
    r"서울|부산|대구|인천|광주|대전|울산|세종|경기|강원|충북|충남|전북|전남|경북|경남|제주|수원|춘천|청주|창원|포항|"
    r"워싱턴|뉴욕|도쿄|베이징|상하이|파리|런던|베를린|글|사진|취재|편집|정리)"
)


def _is_house(word: str) -> bool:
    return _HOUSE_ENDING.search(word, max(0, len(word) - 4)) is not None and (
        len(word) != 3 or word[1:] in {"일보", "신문", "뉴스", "경제", "방송", "통신"}
    )
