"""Credits: places where a name only says who supplied a picture or where something is posted."""

import re

_SUPPLIED_BEFORE = re.compile(
    r"(?:사진|영상|이미지|자료|그래픽|출처)(?:\s?제공)?\s?[=:]\s?\Z|제공\s?=\s?\Z"
)
_OPENED_BEFORE = re.compile(r"[(/\[<〈ⓒ©]\s?\Z")
# 구글 '제미나이' 생성 이미지: who made the picture.
_MADE_AFTER = re.compile(
    r"\s?(?:['\"‘“][^'\"’”\n]{1,16}['\"’”]|[가-힣a-z0-9.-]{1,12})?\s?(?:ai\s?)?(?:(?:으?로|을|를)\s)?(?:생성|제작|활용|이용)(?:한)?\s?(?:ai\s)?(?:이미지|사진|그림|그래픽|일러스트|영상)(?=\s?(?:\Z|[)\]\n.=|/>]))"
)
_SUPPLIED_AFTER = re.compile(r"\s?제공(?=\s?[)\]>〉.]|\s|\Z)")
_CAPTION_BEFORE = re.compile(r"[가-힣…)]\.\s\Z")
_CAPTION_AFTER = re.compile(r"\s제공(?=\s?['\"‘“)\]\n]|\s?\Z)")
_CREDIT_BEFORE = re.compile(
    r"(?:사진|영상|이미지|출처|자료|캡처|화면|그래픽)(?:\s?출처|\s?제공)?\s?[=:|∥/]\s?[^\n]{0,12}\Z"
)
_CREDIT_AFTER = re.compile(
    r"\s?[:=]\s?(?:['\"‘“<@]|[a-z0-9_]{3,}|[가-힣]{1,8}\s?(?:제보|채널))"
    r"|\s?(?:검색\s?)?(?:창|란)에\s|\s?(?:id|아이디)(?:\s?[:=]|\s['\"‘“<@]?[a-z0-9_]{3,})"
    r"|[^\s.,]{0,6}\s?(?:[가-힣a-z]{1,6}\s?){0,2}(?:캡처|캡쳐|갈무리)"
    r"|(?:에서도?|톡|톡에서)?\]?\s?[^.\n]{0,20}(?:구독하기|구독해|구독\s?클릭|채널\s?추가|친구\s?추가|검색해)"
)
_VENUE_AFTER = re.compile(
    r"[가-힣a-z0-9+]{0,6}(?:에|에서|로|으로|을\s통해|를\s통해)\s?(?:만\s)?[^.,\n]{0,14}(?:생중계|중계|다운|내려받|시청|검색|공개[된됐되]|올[라렸린려]|게시|게재|방영|스트리밍|볼 수|정리해|공유[했하된]|입력[하해]|작성해|저장[되된])"
)


def credited(text: str, start: int, end: int) -> str:
    """The words that make a platform's name a mere credit, prompt or venue; empty if none do."""
    before = _CREDIT_BEFORE.search(text[max(0, start - 24) : start])
    if before is not None:
        return before.group()
    after = _CREDIT_AFTER.match(text, end, end + 30) or _VENUE_AFTER.match(text, end, end + 40)
    return after.group() if after is not None else ""


def supplied(text: str, start: int, end: int) -> str:
    """The words that make a firm's name the credit of a picture; empty if none do."""
    before = text[max(0, start - 8) : start]
    told = _SUPPLIED_BEFORE.search(before)
    if told is not None:
        return told.group()
    caption = _CAPTION_AFTER.match(text, end)
    if caption is not None and _CAPTION_BEFORE.search(before):
        return caption.group()
    made = _MADE_AFTER.match(text, end)
    if made is not None:
        return made.group()
    after = _SUPPLIED_AFTER.match(text, end)
    return after.group() if after is not None and _OPENED_BEFORE.search(before) else ""
