"""Status tags that newsrooms put into titles: [단독], (종합), [사설] … and what they mean."""

import re
from enum import StrEnum


class Flag(StrEnum):
    """What a title's tag says of the article."""

    EXCLUSIVE = "exclusive"
    BREAKING = "breaking"
    CORRECTION = "correction"
    EDITORIAL = "editorial"
    INTERVIEW = "interview"
    ROUNDUP = "roundup"
    PHOTO = "photo"


FLAG_WORDS = {
    Flag.EXCLUSIVE: "단독",
    Flag.BREAKING: "속보",
    Flag.CORRECTION: "정정",
    Flag.EDITORIAL: "사설·칼럼",
    Flag.INTERVIEW: "인터뷰",
    Flag.ROUNDUP: "종합",
    Flag.PHOTO: "사진",
}

# Only a tag that is nothing but the word counts: [2025 결산⑥] or [이사회 모니터] are no status.
_TAGS = {
    "단독": Flag.EXCLUSIVE,
    "속보": Flag.BREAKING,
    "긴급": Flag.BREAKING,
    "1보": Flag.BREAKING,
    "2보": Flag.BREAKING,
    "정정": Flag.CORRECTION,
    "정정보도": Flag.CORRECTION,
    "정정보도문": Flag.CORRECTION,
    "반론": Flag.CORRECTION,
    "반론보도": Flag.CORRECTION,
    "바로잡습니다": Flag.CORRECTION,
    "사설": Flag.EDITORIAL,
    "칼럼": Flag.EDITORIAL,
    "기고": Flag.EDITORIAL,
    "기자수첩": Flag.EDITORIAL,
    "인터뷰": Flag.INTERVIEW,
    "단독인터뷰": Flag.INTERVIEW,
    "종합": Flag.ROUNDUP,
    "종합2보": Flag.ROUNDUP,
    "종합3보": Flag.ROUNDUP,
    "상보": Flag.ROUNDUP,
    "포토": Flag.PHOTO,
    "사진": Flag.PHOTO,
}
_TAG = re.compile(r"[\[(<〈【＜]\s{0,2}([^\[\]()<>〈〉【】＜＞]{1,12}?)\s{0,2}[\])>〉】＞]")
_BARE_WORD = re.compile(r"\A\s*(단독|속보|정정보도|바로잡습니다)\s?[|:ㅣ]")
_MAX_TITLE = 400


def flags(title: str) -> tuple[Flag, ...]:
    """The flags of a title in the order in which they matter, each once."""
    words = {_word(word) for word in _TAG.findall(title[:_MAX_TITLE])}
    words |= set(_BARE_WORD.findall(title[:_MAX_TITLE]))
    found = {_TAGS[word] for word in words if word in _TAGS}
    return tuple(flag for flag in Flag if flag in found)


def without_flags(title: str) -> str:
    """The title without its status tags; other tags stay."""
    kept = _TAG.sub(lambda tag: "" if _word(tag[1]) in _TAGS else tag[0], title[:_MAX_TITLE])
    return " ".join((kept + title[_MAX_TITLE:]).split())


def _word(tag: str) -> str:
    return tag.replace(" ", "").strip("!")
