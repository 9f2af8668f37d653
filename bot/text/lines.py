"""What a line of a Korean news page is: text, or one of the things that stand around it.

The rules need no outlet: they know the habits that all Korean newsrooms share. `classify` sees one
line alone; what only the neighbours can tell (a run of link lines, a deck under the title) is
decided by `cleanup`.
"""

import re
from enum import StrEnum

from bot.text.bylines import is_byline, split_head

MAX_FURNITURE = 300
"""Longer lines are text whatever words they hold, in code points."""


class LineKind(StrEnum):
    """What a line is."""

    BLANK = "blank"
    BODY = "body"
    SUBHEAD = "subhead"
    DATELINE = "dateline"
    BYLINE = "byline"
    CREDITS = "credits"
    CAPTION = "caption"
    COPYRIGHT = "copyright"
    PROMPT = "prompt"
    RELATED = "related"
    STAMP = "stamp"
    CUE = "cue"
    IMAGE = "image"


TEXT_KINDS = frozenset({LineKind.BODY, LineKind.SUBHEAD})
"""The kinds that belong to an article's text."""

TAIL_KINDS = frozenset({LineKind.COPYRIGHT, LineKind.RELATED})
"""The kinds behind which an article never goes on."""

_AGENCY = r"(?:뉴시스|뉴스1|뉴스원|연합뉴스|연합|뉴스핌|AP|AFP|EPA|로이터|신화|게티이미지(?:뱅크|코리아)?|셔터스톡|픽사베이|이데일리|OSEN|News1|NEWS1|Getty ?Images|Reuters|Shutterstock|스포츠조선|마이데일리|스타뉴스|엑스포츠뉴스|뉴스엔)"
_COPYRIGHT = re.compile(
    r"저작권자|(?:Copyright|COPYRIGHT|copyright)[s]?\b|All [Rr]ights? [Rr]eserved|ALL RIGHTS RESERVED"
    r"|무단\s?(?:전재|복제|배포|사용|도용|게재)|재\s?배포\s?(?:및|금지|를)|(?:AI|인공지능)\s?(?:데이터\s?)?학습\s?(?:및\s?활용\s?|이용\s?|활용\s?|목적)"
    r"|^[\[(<＜〈]?\s?[ⓒ©]|저작권법[^.]{0,20}보호"
)
_MASTHEAD = re.compile(
    r"등록번호|청소년\s?보호\s?책임|사업자\s?등록|통신판매|(?:발행|편집)\s?[·‧/]?\s?(?:편집)?인\b|대표\s?(?:전화|이사|번호)|제호\s?[:：]|"
    r"등록일자?|발행일자?|팩스|FAX|Fax|우편번호|개인정보\s?처리방침|이용\s?약관|고충처리|윤리강령|Tel|TEL"
)
_PROMPT = re.compile(
    r"(?:유료|프리미엄|멤버십|구독|정기)\s?(?:회원|구독자|독자)[^.]{0,12}(?:전용|에게만|만\s)|구독하시면|기사\s?(?:전문|전체)[를은을]?\s?(?:보|읽|열람)"
    r"|대한민국\s?공식\s?(?:전자정부\s?)?누리집|공공누리"
    r"|구독(?:하기|하세요|하고|신청|해\s?주세요|과\s|!|$)|채널\s?추가|카카오톡?\s?(?:채널|플친|플러스|친구|[:@]|ID|아이디|검색|ok)|카톡/라인|라인\s?[:@]"
    r"|제보\s?(?:하기|를\s?기다|주세요|는|는요|[:：]|메일|전화|$)|여러분의\s?(?:소중한\s?)?제보|(?:당신의|시청자)\s?제보|기사\s?(?:문의|제보)"
    r"|로그인|회원가입|댓글|좋아요\s?(?:\d|응원|버튼|$)|공유하기|(?:주소|URL|링크|클립보드)[가를이에]?\s?복사|글자\s?크기|본문\s?듣기|기사\s?듣기"
    r"|클릭하시면|이미지\s?(?:를\s?)?(?:확대|크게)|(?:사진|그림)\s?(?:을\s?)?크게|컨텐츠\s?바로가기|본문\s?바로가기|메뉴\s?바로가기"
    r"|기사를\s?(?:재생|읽어)|음성\s?(?:재생|으로)|자동\s?(?:재생|요약)|동영상\s?(?:고정|재생|플레이어|뉴스$)|브라우저(?:가|는|에서)|video\s?태그"
    r"|(?:카테고리|분류)[는로를].{0,20}언론사|언론사[가는]\s?.{0,20}분류|네이버에서|네이버\s?(?:메인|채널|뉴스스탠드)|구글\s?뉴스에서|다음에서"
    r"|앱\s?(?:다운|설치|에서\s?보기)|스크랩|프린트|인쇄하기|폰트|기사\s?저장|북마크|이\s?기사를\s?(?:공유|추천)|첫\s?댓글|의견을\s?남겨"
    r"|Play\s?Video|Video\s?Player|JavaScript|javascript|자바스크립트|Loading|광고\s?(?:닫기|건너|$)|AD$|^ADVERTISEMENT|^Advertisement"
    r"|(?:이메일|전화|홈페이지)\s?[:：]?\s?[\w.@:/-]{6,}|^▷(?!.{2,80}(?<!니다)(?<!세요)(?<!시오)[.?]$)|다시\s?시도|새창|팝업|더보기|펼치기|접기|맨\s?위로|^TOP$|^닫기$|기사\s?원문|원문\s?보기"
)
_PROMPT_WHOLE = re.compile(
    r"(?:이전|다음|목록|인쇄|공유|닫기|가|가가|확대|축소|추천|스크랩|검색|메뉴|홈|전체|신고|수정|삭제|답글|등록|광고|AD|PDF|음성|듣기|요약|번역|"
    r"페이스북|트위터|카카오톡|카카오스토리|네이버|밴드|라인|텔레그램|이메일|메일|보내기|설정|글씨|뉴스|홈으로|기사|본문|전체기사|"
    r"Facebook|Twitter|X|URL|SNS|Kakao|Naver|Band|\d{1,3}|[-–—=_*·.…|]{1,20}|[가-힣A-Za-z]{1,8}\s?>\s?[가-힣A-Za-z/·\s]{1,30})"
)
_RELATED = re.compile(
    r"^(?:[☞☛►➤👉⇒]|▶▶|▶(?!\s?인터뷰)|>>|※\s?(?:관련|더|이\s?기사))"
    r"|^[\[<【〈(]?\s?(?:관련\s?(?:기사|뉴스|자료|콘텐츠|영상|이슈|태그|키워드)|함께\s?(?:보면|읽으면|볼)|많이\s?본|가장\s?많이|추천\s?(?:기사|뉴스|콘텐츠|영상)|"
    r"인기\s?(?:기사|뉴스)|주요\s?(?:기사|뉴스)|최신\s?(?:기사|뉴스)|이\s?시각\s?(?:주요|핫|헤드|추천)|오늘의\s?(?:주요|핫|추천|인기)|"
    r"핫\s?(?:이슈|뉴스|클릭)|실시간\s?(?:뉴스|인기|랭킹)|베스트\s?(?:기사|클릭|뉴스)|이\s?기사\s?(?:어때|와\s?함께)|다른\s?기사|"
    r"best\s?clicks?|Best\s?Clicks?|BEST\s?CLICKS?|HOT\s?(?:ISSUE|뉴스|클릭)|Hot\s?(?:Issue|News)|TOP\s?(?:뉴스|\d)|[가-힣]{2,10}\s?(?:랭킹|인기)\s?뉴스)"
    r"|(?:기자|작가|특파원)의\s?(?:다른|최신|최근)\s?(?:기사|글)|다른\s?기사\s?(?:더\s?)?보기|기사\s?(?:더|모아)\s?보기|(?:더|전체)\s?보기$|바로\s?가기$"
)
_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_ENGLISH_DAY = rf"(?:{_MONTHS})[a-z]{{0,6}}\.?\s\d{{1,2}},?\s20\d\d|\d{{1,2}}\s(?:{_MONTHS})[a-z]{{0,6}}\.?\s20\d\d"
_STAMP = re.compile(
    r"^(?:[\[(]?\s?(?:기사\s?)?(?:최초\s?)?(?:최종\s?)?(?:입력|등록|승인|수정|업데이트|작성|발행|게시|송고|공개|게재|방송|출고|Published|Updated|Posted|업뎃)(?:일자|일시|시간|시각|일|됨)?\s?[:：|]?\s?)"
    r"(?=.{0,4}\d{2,4}\s?[.\-/년])"
    r"|^\d{2,4}\s?[.\-/년]\s?\d{1,2}\s?[.\-/월]\s?\d{1,2}\s?(?:일|\.)?\s?(?:\([월화수목금토일]\)|[월화수목금토일]요일)?[\s,|.]{0,3}(?:(?:오전|오후|AM|PM|am|pm)?\s?\d{1,2}\s?[:시]\s?\d{1,2}(?:분|:\d{1,2})?)?\s?(?:AM|PM|입력|수정|등록|KST)?$"
    r"|^\d{1,2}[./]\d{1,2}\.?\s?\([월화수목금토일]\)(?:\s?\d{1,2}:\d{2})?$|이\s?기사는\s?\d{4}\s?년.{0,40}(?:표출|게재|출고|공개|노출|송고|등록|보도)"
    rf"|^(?:[A-Z][A-Za-z ]{{2,14}}\s?[:|-]?\s)?(?:\d{{1,2}}:\d\d\s)?(?:{_ENGLISH_DAY})(?:\s?[-,–|]?\s?\d{{1,2}}:\d\d(?:\s?[ap]\.?m\.?)?)?(?:\s?\(?KST\)?)?$"
    r"|^(?:조회\s?수?|읽음|Views?|view)\s?[:：]?\s?[\d,]+$"
)
_CUE = re.compile(
    r"[◀<\[【〈＜(■◇◆#]{1,2}\s?(?:앵커(?:멘트|\s?멘트)?|기자|리포트|리포터|인터뷰|VCR|영상|현장음|현장|녹취|자막|CG|기자멘트|앵커\s?클로징|아나운서|캐스터|본문|내용|전문|스튜디오|질문|답변)\s?[▶>\]】〉＞)■◇◆]{0,2}"
)
_CREDITS = re.compile(
    r"[가-힣]{2,4}\s?/\s?(?:사진|화면|영상|자료)\s?(?:=|[:：]|제공|캡처|출처)|[(\[<]?\s?(?:영상\s?(?:취재|편집|제작|촬영|출처|제공|디자인)|화면\s?(?:출처|제공|캡처|편집)|촬영\s?기자|취재\s?(?:[:：/·]|기자|지원|협조)|자료\s?(?:조사|제공)\s?[:：]|"
    r"그래픽\s?[:：=/]|디자인\s?[:：=]|일러스트\s?[:：=]|제작\s?[:：=]|구성\s?[:：=]|편집\s?[:：=]|연출\s?[:：=]|작가\s?[:：=]|CG\s?[:：=]|VJ\s?[:：=]|사진\s?(?:=|[:：]|제공\b|출처)|글[·/\s]사진)"
)
_CAPTION_HEAD = re.compile(
    r"^(?:사진\s?설명|사진\s?[=|:：/ⓒ]|\[?사진\s?[\]=]|\(사진|〈사진|<사진|/?사진\s?제공|자료\s?사진|그래픽\s?[=|:：/]|이미지\s?[=:：]|자료\s?[=:：]|표\s?=|"
    r"[▲△◇]\s?(?:위\s)?(?:사진|자료|이미지|그림))"
)
_CAPTION_TAIL = re.compile(
    rf"(?:[/=|©ⓒ]\s?(?:사진\s?[=:]?\s?)?(?:[가-힣A-Za-z0-9 .]{{0,16}}\s?제공|{_AGENCY}|뉴스)|[ⓒ©]\s?[가-힣A-Za-z0-9 .=/]{{2,24}}|"
    rf"[<(\[〈]\s?(?:사진\s?[=:ⓒ]?\s?)?[^<>()\[\]〈〉\n]{{1,30}}(?:제공|SNS|캡처|갈무리|자료사진|DB|{_AGENCY}|기자)\s?[>)\]〉]|"
    rf"(?:사진|자료|이미지|그래픽)\s?[=:/|]\s?[^.\n]{{2,40}}|{_AGENCY}\s?(?:제공|자료사진)|자료\s?사진|(?:홈페이지|유튜브|방송|화면|영상|SNS|인스타그램|페이스북)\s?(?:화면\s?)?(?:캡처|갈무리))"
    r"[.)\]>]?\s?(?:\d{4}[.-]\d{1,2}[.-]\d{1,2}\.?)?$"
)
_CAPTION_MARK = re.compile(r"^[▲△↑▼◀▶←→]\s?[^▲△]*$")
_CAPTION_END = re.compile(
    r"(?:모습|전경|장면|현장|사진|캡처|이미지|포스터|로고|조감도|투시도|사옥|본사|고\s?있다|제공)\.?$"
)
_IMAGE = re.compile(r"^!\[|^<img\b|^\S+\.(?:jpg|jpeg|png|gif|webp)$", re.IGNORECASE)
_HASHTAGS = re.compile(r"^(?:#[\w가-힣·&-]{1,30}[\s,]{0,2}){1,20}$")
_FINISHED = re.compile(r"[.?!。…”\"’']\)?$")

_SUBHEAD_LENGTH = 60


def classify(line: str) -> LineKind:
    """What this one line is. Any length is safe: long lines are text without a closer look."""
    line = line.strip()
    if not line:
        return LineKind.BLANK
    if line.startswith("!["):
        return LineKind.IMAGE
    if len(line) > MAX_FURNITURE or _is_plain_statement(line):
        return LineKind.BODY
    return _furniture(line) or _text(line)


def _is_plain_statement(line: str) -> bool:
    """A long finished sentence with no sign of furniture: most lines, so the closer look is saved."""
    return (
        len(line) > _STATEMENT_LENGTH
        and line.endswith(("다.", "다.”", '다."', "다.’", "다.'"))
        and not line.startswith(_FURNITURE_STARTS)
        and not any(mark in line for mark in _FURNITURE_MARKS)
    )


_STATEMENT_LENGTH = 50
_FURNITURE_STARTS = (
    "사진", "자료", "그래픽", "이미지", "표", "▲", "△", "◇", "▶", "▷", "◀", "※", "☞", "[", "(", "<", "〈",
    "【", "/", "ⓒ", "©", "#", "이 기사", "본 기사", "기사", "언론사", "■", "◆", "브라우저",
)  # fmt: skip
_FURNITURE_MARKS = (
    "ⓒ", "©", "저작권", "무단", "재배포", "Copyright", "@", "구독", "제보", "클릭", "로그인", "댓글", "브라우저",
    "카테고리", "언론사", "표출", "AI학습", "등록번호",
)  # fmt: skip


def _text(line: str) -> LineKind:
    if len(line) <= _SUBHEAD_LENGTH and not _FINISHED.search(line):
        return LineKind.SUBHEAD
    return LineKind.BODY


def _furniture(line: str) -> LineKind | None:
    if _IMAGE.search(line):
        return LineKind.IMAGE
    if _STAMP.search(line):
        return LineKind.STAMP
    if _CUE.fullmatch(line):
        return LineKind.CUE
    if kind := _signature(line):
        return kind
    if _is_copyright(line):
        return LineKind.COPYRIGHT
    if is_caption(line):
        return LineKind.CAPTION
    return _invitation(line)


def _signature(line: str) -> LineKind | None:
    if is_byline(line):
        return LineKind.BYLINE
    if len(line) <= 120 and not split_head(line)[1]:
        return LineKind.DATELINE
    if len(line) <= 160 and _CREDITS.match(line) and not line.endswith("다."):
        return LineKind.CREDITS
    return None


def _is_copyright(line: str) -> bool:
    if len(set(_MASTHEAD.findall(line))) >= 2:
        return True
    return _COPYRIGHT.search(line) is not None and (len(line) <= 160 or not line.endswith("다."))


def is_caption(line: str) -> bool:
    """Whether the line alone tells that it stands under a picture."""
    if _CAPTION_HEAD.search(line):
        return True
    if len(line) > 200:
        return False
    if _CAPTION_TAIL.search(line, max(0, len(line) - 80)):
        return True
    return bool(_CAPTION_MARK.match(line) and _CAPTION_END.search(line))


def _invitation(line: str) -> LineKind | None:
    """Links and prompts are short and are no finished statement."""
    if _PROMPT_WHOLE.fullmatch(line) or _HASHTAGS.match(line):
        return LineKind.PROMPT
    statement = line.endswith(("다.", "다.”", '다."')) and not line.endswith(("니다.", "주십시오."))
    if statement:
        return None
    if _RELATED.search(line):
        return LineKind.RELATED
    if len(line) <= 120 and _PROMPT.search(line):
        return LineKind.PROMPT
    return None
