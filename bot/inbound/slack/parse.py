"""What stands behind `/watch`, read into an errand. Nothing here raises."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from unicodedata import normalize

from bot.commands.judging import MuteLength
from bot.text.normalise import clean

TEXT_LIMIT = 3_000  # code points looked at


class Verb(StrEnum):
    """What somebody wants."""

    MODAL = "modal"
    ADD = "add"
    REMOVE = "remove"
    LIST = "list"
    MUTE = "mute"
    UNMUTE = "unmute"
    WHY = "why"
    TEST = "test"
    BRIEF = "brief"
    STATUS = "status"
    HELP = "help"
    LIST_ALL = "list_all"
    UNKNOWN = "unknown"


VERBS: Mapping[str, Verb] = {
    "add": Verb.ADD,
    "추가": Verb.ADD,
    "remove": Verb.REMOVE,
    "delete": Verb.REMOVE,
    "삭제": Verb.REMOVE,
    "빼기": Verb.REMOVE,
    "list": Verb.LIST,
    "목록": Verb.LIST,
    "mute": Verb.MUTE,
    "음소거": Verb.MUTE,
    "unmute": Verb.UNMUTE,
    "해제": Verb.UNMUTE,
    "why": Verb.WHY,
    "왜": Verb.WHY,
    "test": Verb.TEST,
    "시험": Verb.TEST,
    "brief": Verb.BRIEF,
    "브리핑": Verb.BRIEF,
    "status": Verb.STATUS,
    "상태": Verb.STATUS,
    "help": Verb.HELP,
    "도움말": Verb.HELP,
}
_ALL = {"all", "전체"}
_HOUR = re.compile(r"\s+(1\s?시간|한\s?시간|1h|hour)$", re.IGNORECASE)
_TODAY = re.compile(r"\s+(오늘|today)$", re.IGNORECASE)
_OFF = re.compile(r"\s+(해제|off)$", re.IGNORECASE)
_INVISIBLE = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_WIDE = str.maketrans(
    {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    | {"\u3000": " ", "\u00a0": " ", "、": ",", "“": '"', "”": '"', "‘": "'", "’": "'"}
)
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
_LINK = re.compile(r"<(https?://[^|>\s]+)(?:\|[^>]*)?>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """A verb with what followed it; `length` is how long a mute lasts."""

    verb: Verb
    rest: str = ""
    length: MuteLength = MuteLength.TODAY


def tidy(text: str) -> str:
    """What somebody typed in one line of plain NFC text: no invisible or full-width characters."""
    text = normalize("NFC", clean(text[:TEXT_LIMIT])).translate(_WIDE)
    text = _LINK.sub(r"\1", _INVISIBLE.sub("", text).replace("\r", "").replace("\n", ", "))
    for entity, character in _ENTITIES:
        text = text.replace(entity, character)
    return re.sub(r"\s+", " ", text).strip().strip(",").strip()


def parse_command(text: str) -> Errand:
    """The errand that the text after `/watch` asks for; a bare command asks for the modal."""
    line = tidy(text)
    if not line:
        return Errand(verb=Verb.MODAL)
    word, _, rest = line.partition(" ")
    verb = VERBS.get(word.casefold(), Verb.UNKNOWN)
    rest = rest.strip()
    if verb is Verb.LIST and rest.casefold() in _ALL:
        return Errand(verb=Verb.LIST_ALL)
    if verb is Verb.MUTE:
        return _mute(rest)
    if verb in {Verb.REMOVE, Verb.UNMUTE}:
        return Errand(verb=verb, rest=rest.strip("\"'"))
    return Errand(verb=verb, rest=line if verb is Verb.UNKNOWN else rest)


def _mute(rest: str) -> Errand:
    padded = f" {rest}"
    if _OFF.search(padded):
        return Errand(verb=Verb.UNMUTE, rest=_OFF.sub("", padded).strip(" \"'"))
    length = MuteLength.HOUR if _HOUR.search(padded) else MuteLength.TODAY
    name = _TODAY.sub("", _HOUR.sub("", padded)).strip(" \"'")
    return Errand(verb=Verb.MUTE, rest=name, length=length)
