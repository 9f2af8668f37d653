"""Where Korean sentences begin and end.

A boundary lies at a gap between words, or at a stop with the next sentence glued to it (다.한국).
Quotations and brackets shelter what is inside them. A line break always ends a sentence.

    text → lines → shelters (quotes, brackets) → gaps outside them → does the word before close?
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.model import Span

# Code points a quotation or a bracket may be long; one left open for longer shelters nothing.
_MAX_QUOTE = 600
_MAX_BRACKET = 300
_MAX_SINGLE = 200
# Code points of a remark in brackets that still belongs to the sentence before it.
_MAX_REMARK = 60
# Code points before and behind a gap that can decide whether the sentence closes there.
_LOOK_BACK = 48
_LOOK_AHEAD = 24

_LINE = re.compile(r"[^\n\r\v\f\x85\u2028\u2029]+")
_PAIRS = {
    "(": ")", "[": "]", "{": "}", "“": "”", "‘": "’", "「": "」", "『": "』", "《": "》",
    "〈": "〉", "<": ">", "＜": "＞", "（": "）", "［": "］", "【": "】", '"': '"', "'": "'", "`": "`",
}  # fmt: skip
_QUOTES = frozenset("\"'`“‘「『")
_ASIDES = frozenset("([{（［")
_STRAIGHT = frozenset("\"'`")
_MARK = re.compile("[" + re.escape("".join({*_PAIRS, *_PAIRS.values()})) + "]")
_CLOSERS = r"\"'”’`」』》〉>＞)）\]］】}"
_NOTE = r"\[[^\[\]\s]{1,12}(?: \d{1,3})?\]"
_FACE = r"[ㅋㅎㅠㅜㅡㅇㅅ^~～♡♥★☆♪♬;\U0001F300-\U0001FAFF\u2600-\u27BF\uFE0F\u200D]"
_STOPPED = re.compile(rf"(?P<marks>[.!?…。‥！？．]+)(?P<rest>(?:[{_CLOSERS}]|{_NOTE}|{_FACE})*)\Z")
_FACED = re.compile(rf"(?P<faces>{_FACE}+)[{_CLOSERS}]*\Z")
_ORNAMENT = re.compile(
    rf"(?:{_FACE}|[.!?…]|[:;=][-o]?[()DP]|[-TㅜT]_[-TㅜT]|{_NOTE}){{1,12}}(?=\s|\Z)"
)
_GLUE = (
    rf"(?<=[다요죠까음함임됨])[.!?]{{1,3}}(?:[{_CLOSERS}]|{_NOTE})*"
    r"(?=[가-힣A-Z“\"‘'(<《「『△▲■◇◆○●▶▷①-⑳0-9])"
)
# What goes on after a quotation: with a space before it, and written right behind the mark.
_SAYS = (
    r"이?라[고며는던면니]|하[고며는던자였여면]|했[다던고]|한다|할\s|해\s|"
    r"등[의을이]?\s|같은|따위|식[의으]|면서|뿐"
)
_SPOKEN_APART = re.compile(_SAYS)
_SPOKEN_GLUED = re.compile(
    rf"{_SAYS}|이?란\b|[고며는은이가을를와과도의에로]|으로|조차|까지|부터|처럼|만\b"
)
_ENUMERATOR = re.compile(
    r"[(\[]?(?:\d{1,3}|[가나다라마바사아자차카타파하]|[A-Za-z]|[IVX]{1,4})\.\Z"
)
_DATE = re.compile(r"(?<!\S)[(\['‘]?\d{1,4}(?:[./]\d{1,2}){0,2}\.\Z")
_ABBREVIATION = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Prof|Sr|Jr|St|Nos?|Vol|pp?|vs|Inc|Ltd|Co|Corp|Fig|cf|Jan|Feb|Mar|Apr|Jun|"
    r"Jul|Aug|Sept?|Oct|Nov|Dec|[A-Za-z](?:\.[A-Za-z]){0,4})\.\Z"
)
_ENDING = re.compile(r"(?:니다|니까|십시오|[가-힣](?:[요죠쥬군네랴걸]|구나)|까|냐|던|거야)\Z")
_POLITE = re.compile(
    r"(?:[가-힣]니[다당]|습니까|십시오|[가-힣][죠쥬]|거든|잖아|더라고|[어아]유|구먼|[네해어아세]용|"
    r"[세해어아여에예네군지까나데든래대께게와봐줘돼워져려켜셔쳐겨펴내보러구고걸텐]요)\Z"
)
_NOMINAL_END = re.compile(r"[함됨임짐줌음옴김](?:\s|[ㅋㅎㅠㅜ.!~])*\Z")
_NOMINAL = re.compile(r"(?:[것거]임|뿐임|때문임|[없않같싶좋]음)\Z")
_NOT_VERB = re.compile(
    r"(?:혼다|우간다|르완다|판다|베란다|브렌다|린다|아만다|미란다|그런다|개요|고요|기고요|가게요)\Z"
)
_CONNECTIVE = re.compile(
    r"(?:지만|[는은인한던]데|고|서|면|며|니까|에|게|도|은|는|을|를|의|와|과|로|만|나|거나|든지|려고|"
    r"도록|때문에|그런데|근데|그리고|아니|음|어|뭐|막|좀)\Z"
)
_GOES_ON = re.compile(
    r"(?:고\s|라고|라는|는\s|며\s|면\s|하[더드]|해도|하[고며는니면여지자던려]|생각|느낌|한들|치고|쳐|치더|싶|말고|보니|"
    r"보면|할|해|했|이?란|뭐|말[이을])"
)


_ASKS = re.compile(r"[!?！？]")
_SMILE = re.compile(r"[ㅋㅎㅠㅜ^]")
_QUOTE_ENDS = frozenset("\"'”’`」』》〉>＞")

# Letters with which a sentence without a stop may end; after others there is nothing to look at.
_LAST = "다당까오죠쥬든아고유먼용요음임ㅋㅎㅠㅜㅡㅇㅅ"
# Words that begin a sentence wherever they stand behind a word that can end one.
_OPENS = r"(?:하지만|그래서|근데|그런데|그러나|그래도|그러면|그러니까|그러니|안녕하세요)(?![가-힣])"
# Endings of spoken Korean and of its dialects that no written sentence has in its middle.
_SPOKEN_ENDS = (
    r"(?:(?<=걸랑)|(?<=드라구)|(?<=더라구)|(?<=드라고)|(?<=긋나)|(?<=갑소)|(?<=붓지)|(?<=간기라))"
)
_GAP = re.compile(rf"(?:(?<=[{_LAST}])|(?<![가-힣A-Za-z0-9,一-鿿\s]))\s+|{_GLUE}")
# The same for lines that are written as people talk or take notes: they cost a closer look.
_LOOSE_GAP = re.compile(
    rf"(?:(?<=[{_LAST}함됨짐줌])|(?<![가-힣A-Za-z0-9,一-鿿\s])|{_SPOKEN_ENDS})\s+|\s+(?={_OPENS})|{_GLUE}"
)
_LOOSE = re.compile(
    r"[있없겠했었았좋많]음[ㅋㅎㅠㅜ~.! ]|[것거]임[ㅋㅎㅠㅜ~.! ]|[^.?!,\"”’']\s(?:하지만|그래서|근데|그런데|그러나|그래도|그러면|그러니|안녕하세요)\s|"
    r"걸랑\s|드라[구고]\s|더라구\s|긋나\s|갑소\s|붓지\s|간기라\s"
)
_OPENING = re.compile(_OPENS)
_SPOKEN = re.compile(rf"{_SPOKEN_ENDS}\Z")
# What a sentence can end with before such a word: a verb made a noun, or a plain ending.
_MAY_END = re.compile(r"(?:[함됨임음짐줌김옴봄]|[지네라나구]|듯|[ㅋㅎㅠㅜ.~])\Z")
# Notes end in nouns made of verbs; words that only look so.
_NOTE_ENDS = re.compile(r"(?:[가-힣][함됨임짐줌음옴김]|바람)\Z")
_NO_NOTE = re.compile(
    r"(?:처음|다음|마음|웃음|얼음|모음|소음|젊음|믿음|죽음|책임|모임|게임|타임|프레임|선임|후임|담임|포함|불포함|우편함|명함|군함|결함|함함|느낌|여김|김|아침|힘|꿈|비움|도움|싸움|즐거움|외로움|어려움)\Z"
)
_SPACE = re.compile(r"\s+")
# Places of the final consonants ㄴ and ㅆ among the 28.
_NIEUN = 4
_SSANG_SIOT = 20
_PRESENT = frozenset("는한된간온본준진인킨친린난든선쓴른긴")


@dataclass(frozen=True, slots=True)
class _Shelter:
    """A quotation or bracket with its marks, outermost only."""

    start: int
    end: int
    mark: str


def sentence_spans(text: str) -> tuple[Span, ...]:
    """The sentences' spans in order, never overlapping, without the white space around them.

    Together they cover every character that is not white space. Time is linear in the length.
    """
    spans: list[Span] = []
    for line in _LINE.finditer(text):
        spans.extend(_line_spans(line.group(), line.start()))
    return tuple(spans)


def _line_spans(line: str, offset: int) -> Iterator[Span]:
    start = 0
    for cut in (*_cuts(line), len(line)):
        piece = line[start:cut]
        body = piece.strip()
        if body:
            begin = offset + start + len(piece) - len(piece.lstrip())
            yield Span(start=begin, end=begin + len(body))
        start = cut


def _shelters(line: str) -> list[_Shelter]:
    """The outermost quotations and brackets that are closed within their limit."""
    open_marks: list[tuple[str, int]] = []
    found: list[_Shelter] = []
    for hit in _MARK.finditer(line):
        mark, at = hit.group(), hit.start()
        opened = _opener_of(mark, at, open_marks) if _may_close(line, mark, at) else None
        if opened is not None:
            begin = open_marks[opened][1]
            del open_marks[opened:]
            while found and found[-1].start > begin:
                found.pop()
            found.append(_Shelter(begin, at + 1, line[begin]))
        elif mark in _PAIRS and _may_open(line, mark, at):
            open_marks.append((mark, at))
    return found


def _opener_of(mark: str, at: int, open_marks: list[tuple[str, int]]) -> int | None:
    """Which open mark this one closes: the nearest of its kind within the limit, eight deep."""
    for index in range(len(open_marks) - 1, max(-1, len(open_marks) - 9), -1):
        opener, begin = open_marks[index]
        if _PAIRS[opener] == mark:
            return index if at - begin <= _limit(opener) else None
    return None


def _limit(opener: str) -> int:
    if opener in "'`":
        return _MAX_SINGLE
    return _MAX_QUOTE if opener in _QUOTES else _MAX_BRACKET


def _may_open(line: str, mark: str, at: int) -> bool:
    if mark not in _STRAIGHT:
        return True
    before = line[at - 1] if at else " "
    after = line[at + 1] if at + 1 < len(line) else " "
    return not after.isspace() and not (mark == "'" and before.isascii() and before.isalnum())


def _may_close(line: str, mark: str, at: int) -> bool:
    if mark not in _STRAIGHT:
        return True
    return not (line[at - 1 : at].isspace() and line[at + 1 : at + 2].isalnum())


def _cuts(line: str) -> Iterator[int]:
    """Where the line is cut: the end of every sentence but the last."""
    shelters = _shelters(line)
    starts = {shelter.start: shelter for shelter in shelters}
    ends = {shelter.end: shelter for shelter in shelters}
    start = 0
    is_note = False
    for gap in _gaps(line, shelters):
        if gap <= start:
            continue
        tail = line[max(start, gap - _LOOK_BACK) : gap]
        ends_note = is_note and _ends_note(tail, line[gap : gap + _LOOK_AHEAD])
        if ends_note or _closes(line, start, gap, ends.get(gap)):
            is_note = _NOMINAL_END.search(tail) is not None
            start = _end_of_tail(line, gap, starts)
            yield start


def _ends_note(tail: str, following: str) -> bool:
    """Whether it ends in a noun made of a verb, as the note before it did."""
    return (
        " " in tail.strip()
        and _NOTE_ENDS.search(tail) is not None
        and _NO_NOTE.search(tail) is None
        and _GOES_ON.match(following.lstrip()) is None
    )


def _gaps(line: str, shelters: list[_Shelter]) -> Iterator[int]:
    """Places outside all shelters where a sentence may end."""
    rest = iter(shelters)
    shelter = next(rest, None)
    for hit in (_LOOSE_GAP if _LOOSE.search(line) else _GAP).finditer(line):
        at = hit.start() if hit.group().isspace() else hit.end()
        while shelter is not None and shelter.end <= at:
            shelter = next(rest, None)
        if shelter is None or at <= shelter.start:
            yield at


def _end_of_tail(line: str, gap: int, starts: Mapping[int, _Shelter]) -> int:
    """The end of the smiles, footnotes and short remarks in brackets that follow a sentence."""
    end = gap
    while True:
        behind = _SPACE.match(line, end)
        at = behind.end() if behind else end
        ornament = _ORNAMENT.match(line, at)
        if ornament is not None:
            end = ornament.end()
        elif (remark := starts.get(at)) is not None and _is_remark(remark, line):
            end = remark.end
        else:
            return end


def _is_remark(shelter: _Shelter, line: str) -> bool:
    if shelter.mark not in _ASIDES or shelter.end - shelter.start > _MAX_REMARK:
        return False
    inner = line[shelter.start + 1 : shelter.end - 1]
    return not line[shelter.end : shelter.end + 1].strip() and not _has_verdict(inner)


def _has_verdict(inner: str) -> bool:
    bare = inner.rstrip(".!?…ㅋㅎㅠㅜ~^ ")
    return bool(_ENDING.search(bare) or _ends_plainly(bare))


def _closes(line: str, start: int, gap: int, shelter: _Shelter | None) -> bool:
    """Whether the sentence that begins at `start` ends at `gap`, where `shelter` may just end."""
    leads = shelter is not None and not line[start : shelter.start].strip()
    if shelter is not None and leads and shelter.mark in _ASIDES:
        return _has_verdict(line[shelter.start + 1 : gap - 1])
    tail = line[max(start, gap - _LOOK_BACK) : gap].lstrip()
    following = line[gap : gap + _LOOK_AHEAD].lstrip()
    stopped = _STOPPED.search(tail)
    if stopped is None:
        return _closes_without_stop(tail, following)
    if _goes_on_after_quote(line, gap, stopped["rest"], following):
        return False
    asks = _ASKS.search(stopped["marks"]) is not None
    if (
        shelter is not None
        and gap - shelter.start > len(stopped["rest"])
        and not leads
        and (asks or shelter.mark in _ASIDES)
    ):
        return False
    if asks:
        return not _SPOKEN_APART.match(following)
    opens = _OPENING.match(following) is not None
    is_first = gap - start <= _LOOK_BACK and " " not in tail
    return _stop_closes(tail, stopped, is_first=is_first, opens=opens)


def _goes_on_after_quote(line: str, gap: int, rest: str, following: str) -> bool:
    if not rest or rest[-1] not in _QUOTE_ENDS:
        return False
    pattern = _SPOKEN_APART if line[gap : gap + 1].isspace() else _SPOKEN_GLUED
    return pattern.match(following) is not None


def _closes_without_stop(tail: str, following: str) -> bool:
    faced = _FACED.search(tail)
    core = tail[: faced.start()] if faced is not None else tail
    if _OPENING.match(following) and _MAY_END.search(tail):
        return True
    if _GOES_ON.match(following) or _NOT_VERB.search(core):
        return False
    if _POLITE.search(core) or _SPOKEN.search(core) or _ends_plainly(core):
        return True
    smiles = faced is not None and _SMILE.search(faced["faces"]) is not None
    return smiles and "가" <= core[-1:] <= "힣" and not _CONNECTIVE.search(core)


def _stop_closes(tail: str, stopped: re.Match[str], *, is_first: bool, opens: bool) -> bool:
    marks, core = stopped["marks"], tail[: stopped.start()]
    if len(marks) > 1 or marks in "…‥":
        return _ENDING.search(core) is not None or _ends_plainly(core) or opens
    if is_first and _ENUMERATOR.fullmatch(tail):
        return False
    return not (_DATE.search(tail) or _ABBREVIATION.search(tail))


def _ends_plainly(core: str) -> bool:
    """Whether it ends like a written statement: 했다, 한다, 이다, 없다, 했음, 없음, 것임."""
    if len(core) < 2 or _NOT_VERB.search(core):
        return False
    before, last = core[-2], core[-1]
    if not "가" <= before <= "힣":
        return False
    coda = (ord(before) - 0xAC00) % 28
    if last == "다":
        return (
            coda == _SSANG_SIOT
            or (before in "이않같없" and len(core) > 2)
            or (coda == _NIEUN and before in _PRESENT)
        )
    return (last == "음" and coda == _SSANG_SIOT) or _NOMINAL.search(core) is not None
