"""What a page says instead of an article: that there is none any more, or none for this visitor.

Such pages come with status 200 and read like short articles. They speak to the reader in polite
forms. Broadcasters' news is polite too, but it tells of others: a sign counts where it opens a
sentence, or where the reader is asked for something.
"""

import re
from collections.abc import Sequence
from enum import StrEnum

MAX_REFUSAL = 400
"""A longer text is no refusal, in code points."""


class Refusal(StrEnum):
    """Why a page holds no article."""

    MISSING = "missing"
    LOGIN = "login"
    BLOCKED = "blocked"


_SIGNS = (
    (
        Refusal.MISSING,
        re.compile(
            r"(?:페이지|주소|기사|뉴스|게시물|게시글|콘텐츠|컨텐츠|자료|문서)(?:를|을|가|이|는|은)?\s?[^.]{0,40}"
            r"(?:찾을\s?수\s?(?:가\s?)?없(?:습니다|어요)|존재하지\s?않(?:습니다|는\s?(?:페이지|기사|게시물|주소))|(?:삭제|변경)(?:되었|됐|된)[^.]{0,20}(?:습니다|합니다|니다))"
            r"|(?:삭제|변경|만료)(?:되었거나|됐거나|되거나)|(?:삭제된|존재하지\s?않는|없는)\s?(?:페이지|기사|게시물|게시글|주소)(?:입니다|에요)"
            r"|주소가\s?(?:정확한지|잘못)|[Pp]age\s?[Nn]ot\s?[Ff]ound|404\s?(?:[Nn]ot\s?[Ff]ound|[Ee]rror)|잘못된\s?(?:접근|경로|요청)입니다"
        ),
    ),
    (
        Refusal.LOGIN,
        re.compile(
            r"로그인\s?(?:후|하셔야|이\s?필요|해\s?주|하시면|하세요)|(?:회원|구독자|유료\s?회원)\s?전용|아이디(?:와|나|\(|/)\s?[^.]{0,10}비밀번호"
            r"|비밀번호를\s?(?:잊|입력)|회원\s?가입\s?(?:후|하시)"
        ),
    ),
    (
        Refusal.BLOCKED,
        re.compile(
            r"(?:접근|접속|이용|요청)(?:이|을|가)?\s?[^.]{0,20}(?:차단|제한|거부|거절)(?:되었습니다|됐습니다|됩니다|하고\s?있습니다)"
            r"|비정상적인\s?(?:접근|접속|요청|트래픽)|자동\s?(?:입력|등록)\s?방지|로봇이\s?아닙니다|보안\s?(?:문자|확인)|[Aa]ccess\s?[Dd]enied"
            r"|[Jj]ust\s?a\s?moment|[Cc]hecking\s?your\s?browser|[Vv]erify\s?(?:that\s)?you\s?are\s?(?:a\s?)?human|서비스\s?(?:점검|준비)\s?중"
        ),
    ),
)
_POLITE = re.compile(r"(?:니다|세요|어요|에요|까요|시오)[.!?]?$|[A-Za-z][.!?]?$")


def refusal_in(paragraphs: Sequence[str]) -> Refusal | None:
    """What these paragraphs say in place of an article; None where they may be one."""
    text = "\n".join(paragraphs)
    if not text or len(text) > MAX_REFUSAL:
        return None
    spoken = [line for line in paragraphs if len(line) > _LABEL]
    if not all(_POLITE.search(line) for line in spoken):
        return None
    return next((refusal for refusal, sign in _SIGNS if _speaks_of_itself(text, sign)), None)


def _speaks_of_itself(text: str, sign: re.Pattern[str]) -> bool:
    found = sign.search(text)
    if found is None:
        return False
    opened = max(text.rfind(mark, 0, found.start()) for mark in "\n.!?") + 1
    lead = text[opened : found.start()].strip()
    return not lead or _LEAD.fullmatch(lead) is not None or _ADDRESS.search(text) is not None


_LABEL = 30
_LEAD = re.compile(
    r"(?:(?:이|본|현재|지금|해당|요청하신|찾으시는|선택하신|원하시는|죄송합니다|죄송하지만|error|오류)[\s,:]{0,2}){1,4}",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"죄송합니다|죄송하지만|불편을\s?드|바랍니다|주세요|주십시오|하세요|하십시오|(?:요청|입력|선택|접속|방문)하신"
    r"|찾으시는|고객님|회원님|고객\s?센터|이전\s?(?:페이지|화면)|(?:메인|홈)(?:으로|\s?화면)|셨나요|하시겠습니까"
    r"|\b(?:you|your)\b",
    re.IGNORECASE,
)
