"""Which sentences of an article may stand in a summary.

text → lines (furniture out) → sentences → heads and additive connectives cut off → Passages
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.model import Span
from bot.text.bylines import split_head, split_tail
from bot.text.lines import TAIL_KINDS, TEXT_KINDS, LineKind, classify
from bot.text.sentences import sentence_spans

# Sentences of an article that are looked at: the first ones and the last few.
MAX_HEAD = 48
MAX_TAIL = 12
# Code points of a text that are looked at, and of a sentence that may be quoted.
MAX_TEXT = 60_000
MIN_SENTENCE = 15
# What a text without any longer sentence may give instead.
SHORT_SENTENCE = 6
MAX_SENTENCE = 320

# Longer sentences are no caption, prompt or signature that the line around them did not show.
_FURNITURE = 120
# A notice about rights or links ends the article only behind this share of its text.
_TAIL_FROM = 0.4
# An unfinished line shorter than this is a sub-heading.
_CUT_LINE = 40
# A text of so many lines, so many of which break off in mid-sentence, was cut at a fixed width.
_WRAPPED_LINES = 6
_WRAPPED_SHARE = 0.6
# Where more of the sentences than this end with a stop, one without is a headline or a deck.
_STOPPED_SHARE = 0.6

_LINE = re.compile(r"[^\n\r\v\f\x85\u2028\u2029]+")
_ONE_LINE = dict.fromkeys(map(ord, "\n\r\v\f\x85\u2028\u2029"), " ")
_FINISHED = re.compile(
    r"(?:다|요|죠|까|함|임|음|됨|자|라|네|듯|것|때문)(?:[.!?…。]|\.{2,3})?[\"'”’)\]」』》>]{0,3}"
    r"(?:\s?(?:\([^()]{1,40}\)|\[[^\[\]]{1,12}\]))?[.!?]?\Z|[.!?。][\"'”’)\]」』》>]{0,3}\Z"
)
_STOP = re.compile(r"[.!?…。][\"'”’)\]」』》>]{0,3}(?:\[[^\[\]]{1,6}\])?\Z")
# A line of an article, of 40 code points at least: a teaser under a link is shorter or breaks off.
_TOLD_ON = re.compile(r".{38}다\.[”\"’']?\Z")
_STATEMENT = re.compile(r"(?<!니)다\.[”\"]?\Z")
_STUB = re.compile(
    r"후속\s?(?:기사|보도)|(?:자세한|상세한)\s?(?:내용|소식|기사)은|속보(?:가|로)?\s?이어|이어집니다|계속(?:됩니다|\))|"
    r"작성\s?중|업데이트\s?(?:될\s?예정|예정)|기사\s?(?:제보|문의)|이\s?기사는|본\s?(?:기사|콘텐츠)는|AI(?:가|로)\s?(?:작성|요약|생성)|"
    r"구독|영상\s?(?:편집|취재)|(?:사진|자료|그래픽|이미지|출처)\s?[=:/]|사진\s?제공|무단\s?(?:전재|복제)|저작권|"
    r"(?:뉴스|소식)(?:입니다|였습니다)\.?\Z|기자입니다\.?\Z|(?:전해\s?드립니다|보도합니다|전합니다|취재했습니다|보시죠)\.?\Z"
)
# What a broadcast lets somebody say: never clear who speaks.
_STAGED = re.compile(
    r"[▶▷■]?\s?(?:인터뷰|스탠딩|녹취|싱크|현장음|말)\s?[:：(]|"
    r"[<〈\[(][^<>\[\]()]{2,40}[>〉\])]\s?[\"“]"
)
_SOUND_BITE = re.compile(r"[\"“‘'][^\"”]{2,}[\"”’'][.!?‥…]{0,3}\Z")
# A particle with a space behind it at the start of a line belongs to the line before;
# not 이, which is a surname (이 대표는) or points at something (이 은행은).
_LOOSE_PARTICLE = re.compile(r"(?:은|는|가|을|를|와|과|의|에|로|도|만|에서|으로)\s")
_ADDITIVE = re.compile(
    r"(?:한편|또한|또|아울러|이와\s함께|더불어|이와\s더불어|이밖에|이\s밖에|이\s외에도?|이외에도?|그러면서|이어|이어서|여기에|그리고|더구나|게다가|특히|이에(?=,))"
    r"(?:,\s?|\s)(?=\S)"
)
_CUE = r"[\[【◀<〈]\s?(?:앵커(?:\s?멘트)?|기자|리포트|리포터|스튜디오)\s?[\]】▶>〉]"
# Markup that somebody left in the text, around a sentence.
_TAG_HEAD = re.compile(r"(?:</?[A-Za-z][^<>]{0,300}>\s{0,4})+")
_TAG_TAIL = re.compile(r"(?:\s{0,4}</?[A-Za-z][^<>]{0,300}>)+\Z")
_MARKER = re.compile(rf"(?:{_CUE}|[△▲▷▶◇◆○●■□※·•☆★*-]|\d{{1,2}}[.)]|[①-⑳])\s{{0,2}}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A sentence that may be quoted: `span` slices the text to `text` exactly.

    `order` counts sentences from the start of the text, `paragraph` its lines.
    `is_whole` is false where the text breaks off in it or begins in its middle.
    """

    text: str
    span: Span
    order: int
    paragraph: int
    is_whole: bool = True
    was_joined: bool = False


def passages(text: str, *, with_answers: bool = False) -> tuple[Passage, ...]:
    """What of the text may be quoted, in its order; unfinished pieces only where nothing is whole.

    `with_answers` takes bare quotations too, whose speaker an interview names elsewhere. A text
    without a sentence of the usual length gives its short ones that end with a stop.
    """
    found = _found(text, with_answers=with_answers, least=MIN_SENTENCE)
    if not found:
        short = _found(text, with_answers=with_answers, least=SHORT_SENTENCE)
        found = tuple(each for each in short if each in found or _STOP.search(each.text[-8:]))
    stopped = [passage for passage in found if _STOP.search(passage.text[-8:])]
    if len(stopped) > len(found) * _STOPPED_SHARE:
        found = tuple(stopped)
    chosen = tuple(passage for passage in found if passage.is_whole) or found
    if len(chosen) > MAX_HEAD + MAX_TAIL:
        return (*chosen[:MAX_HEAD], *chosen[-MAX_TAIL:])
    return chosen


def _found(text: str, *, with_answers: bool, least: int) -> tuple[Passage, ...]:
    return tuple(
        passage
        for passage in _passages(text[:MAX_TEXT], least)
        if with_answers or not _SOUND_BITE.match(passage.text)
    )


def _passages(text: str, least: int) -> Iterator[Passage]:
    order = 0
    for paragraph, (start, end) in enumerate(_paragraphs(text)):
        pieces = sentence_spans(text[start:end].translate(_ONE_LINE))
        fragment = _LOOSE_PARTICLE.match(text, start) is not None
        for piece in pieces:
            span = Span(start=start + piece.start, end=start + piece.end)
            passage = _passage(text, span, order, paragraph, least=least)
            order += 1
            if passage is not None:
                yield replace(passage, is_whole=False) if fragment else passage
            fragment = False


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of the paragraphs; lines cut at a fixed width are one paragraph together."""
    lines = list(_body_lines(text))
    if not _is_wrapped(text, lines):
        yield from ((start, end) for kind, start, end in lines if _is_text(kind, end - start))
        return
    begin = None
    for _, start, end in lines:
        begin = start if begin is None else begin
        if _FINISHED.search(text[start:end].rstrip()[-60:]):
            yield begin, end
            begin = None
    if begin is not None:
        yield begin, lines[-1][2]


def _is_text(kind: LineKind, length: int) -> bool:
    return kind is not LineKind.SUBHEAD or length >= _CUT_LINE


def _is_wrapped(text: str, lines: Sequence[tuple[LineKind, int, int]]) -> bool:
    """Whether most lines break off in the middle of a sentence."""
    cut = sum(not _FINISHED.search(text[start:end].rstrip()[-60:]) for _, start, end in lines)
    return len(lines) >= _WRAPPED_LINES and cut > len(lines) * _WRAPPED_SHARE


def _body_lines(text: str) -> Iterator[tuple[LineKind, int, int]]:
    """Kind, start and end of the lines of the article proper, without heads and tails."""
    for line in _LINE.finditer(text):
        kind = classify(line.group())
        is_late = kind in TAIL_KINDS and line.start() > len(text) * _TAIL_FROM
        if is_late and (kind is LineKind.COPYRIGHT or not _goes_on(text, line.end())):
            return
        if kind in TEXT_KINDS:
            start, end = _inner(line.group())
            yield kind, line.start() + start, line.start() + end


def _goes_on(text: str, at: int) -> bool:
    """Whether the article goes on behind the link that ends there: with a statement, no headline."""
    for line in _LINE.finditer(text, at):
        kind = classify(line.group())
        if kind is LineKind.COPYRIGHT:
            return False
        if kind is LineKind.BODY and _TOLD_ON.search(line.group().rstrip()):
            return True
    return False


def _inner(line: str) -> tuple[int, int]:
    """Where the line's text begins behind a dateline or signature, and ends before one."""
    body = split_head(line)[1]
    start = len(line) - len(body)
    kept = split_tail(body)[1]
    return start, start + len(kept)


def _passage(text: str, span: Span, order: int, paragraph: int, *, least: int) -> Passage | None:
    span = _without_tags(text, span)
    sentence = text[span.start : span.end]
    start = span.start
    marker = _MARKER.match(sentence)
    if marker is not None:
        start += marker.end()
    joined = _ADDITIVE.match(text, start, span.end)
    if joined is not None and span.end - joined.end() >= MIN_SENTENCE:
        start = joined.end()
    sentence = text[start : span.end]
    if not least <= len(sentence) <= MAX_SENTENCE or not _may_quote(sentence):
        return None
    return Passage(
        text=sentence,
        span=Span(start=start, end=span.end),
        order=order,
        paragraph=paragraph,
        is_whole=_FINISHED.search(sentence[-60:]) is not None,
        was_joined=joined is not None,
    )


def _without_tags(text: str, span: Span) -> Span:
    head = _TAG_HEAD.match(text, span.start, span.end)
    start = head.end() if head else span.start
    tail = (
        _TAG_TAIL.search(text[start : span.end]) if text[span.end - 1 : span.end] == ">" else None
    )
    return Span(start=start, end=start + tail.start() if tail else span.end)


def _may_quote(sentence: str) -> bool:
    if _STUB.search(sentence) or _STAGED.match(sentence):
        return False
    is_statement = len(sentence) > _FURNITURE or _STATEMENT.search(sentence) is not None
    return is_statement or classify(sentence) in TEXT_KINDS
