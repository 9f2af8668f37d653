"""From bytes to text, for feeds and pages: no Korean document becomes mojibake for a wrong label.

The ladder: BOM · ISO-2022-KR's own mark · strict UTF-8 · what is declared (every Korean alias read
as cp949, as browsers do) · strict cp949 · a mixed document line by line · fewest U+FFFD.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

HEAD = 4096  # bytes in which a document declares its encoding
REPLACEMENT = "\ufffd"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """The text, the encoding that gave it, and short codes of what was wrong.

    Codes: `label_wrong` (declared as something else), `bad_bytes` (some became U+FFFD), `mixed`
    (lines in two encodings).
    """

    text: str
    encoding: str
    notes: tuple[str, ...] = ()


_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NAKED_UTF16 = tuple(  # a document that begins with <?xml, <rss, <!DOCTYPE or <html, without a BOM
    (f"<{letter}".encode(name), name) for letter in "?r!hH" for name in ("utf-16-le", "utf-16-be")
)
_NEVER_IN_TEXT = bytes(
    (*range(9), 0x0B, *range(0x10, 0x1B), *range(0x1C, 0x20))
)  # but for ISO-2022
_SAMPLE = 65_536  # bytes, or code points, by which a file is told from a text
_MOST_CONTROLS = 0.01  # of them; bytes of any kind hold a tenth
_ISO_2022_KR_MARK = b"\x1b$)C"

_HEADER_LABEL = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:\-]+)", re.IGNORECASE | re.ASCII)
_XML_LABEL = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']?\s*([\w.:\-]+)", re.IGNORECASE)
_META_LABEL = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:\-]+)", re.IGNORECASE)

_CP949 = (
    "euckr euckr1987 cp949 949 ms949 uhc windows949 xwindows949 ksc5601 ksc56011987 ksc56011989 "
    "isoir149 csksc56011987 cseuckr korean ksx1001 kseuckr ksc xeuckr ansi949 cpms949"
)
_JOHAB = "johab cp1361 1361 ms1361 ksc56011992 xjohab windows1361"
_CP949_NAMES = frozenset(_CP949.split())
_JOHAB_NAMES = frozenset(_JOHAB.split())
_BROWSER_NAMES = {
    "iso88591": "cp1252", "latin1": "cp1252", "usascii": "cp1252", "ascii": "cp1252",
    "gb2312": "gb18030", "gbk": "gb18030", "shiftjis": "cp932", "sjis": "cp932", "xsjis": "cp932",
    "windows31j": "cp932", "big5": "cp950", "utf8": "utf-8", "unicode11utf8": "utf-8",
    "utf16": "utf-16", "iso88599": "cp1254", "tis620": "cp874",
}  # fmt: skip
# Python also knows codecs that are no charsets, some of them slow on purpose-made input.
_CHARSETS = re.compile(
    r"utf-(?:8|16|32).*|cp\d+|iso.*|euc.*|big5.*|gb.*|hz|shift.*|koi8.*|mac.*|tis.*"
)
_KOREAN_CODECS = frozenset(("utf-8", "cp949", "johab", "iso2022_kr"))
KOREAN_SHARE = 0.05  # of the letters beyond ASCII that common syllables make up in any Korean prose
# The twelve commonest syllables of Korean prose: about a fifth of any text, of no wrong reading.
_COMMON = "이다는의에을가고한하지로"


def decode(body: bytes, content_type: str) -> Decoded:
    """The text of a document; some text comes back whatever the bytes are.

    `content_type` is the header as it came, empty where there was none. A leading BOM is dropped.
    """
    marked = _by_mark(body)
    if marked is not None:
        return marked
    labels = tuple(dict.fromkeys(_labels(body, content_type)))
    first = labels[0] if labels else None
    for name in _ladder(labels, body):
        text = _strictly(body, name)
        if text is not None:
            return _told(text, name, first)
    return _damaged(body, first)


def codec_name(label: str) -> str | None:
    """Python's name of the encoding that a browser uses for the label, None for an unknown one."""
    bare = re.sub(r"[^a-z0-9]", "", label.lower())
    if bare in _CP949_NAMES:
        return "cp949"
    if bare in _JOHAB_NAMES:
        return "johab"
    try:
        name = codecs.lookup(_BROWSER_NAMES.get(bare, label)).name
    except (LookupError, ValueError):
        return None
    return name if _CHARSETS.fullmatch(name) else None


def _by_mark(body: bytes) -> Decoded | None:
    for bom, name in _BOMS:
        if body.startswith(bom):
            return _loosely(body[len(bom) :], name)
    for start, name in _NAKED_UTF16:
        if body.startswith(start):
            return _loosely(body, name)
    if _ISO_2022_KR_MARK in body[:HEAD] and b"\x0e" in body:
        return _loosely(body, "iso2022_kr")
    return None


def _labels(body: bytes, content_type: str) -> Iterator[str]:
    head = body[:HEAD]
    found = [_HEADER_LABEL.search(content_type)]
    declared = [_XML_LABEL.search(head), _META_LABEL.search(head)]
    for label in [m[1] for m in found if m] + [m[1].decode("ascii") for m in declared if m]:
        name = codec_name(label)
        if name is not None:
            yield name


def _ladder(labels: tuple[str, ...], body: bytes) -> Iterator[str]:
    """The encodings to try strictly, in order.

    A foreign label is believed unless the bytes read as Korean prose: almost any bytes make some
    text under it.
    """
    yield "utf-8"
    if any(name not in _KOREAN_CODECS for name in labels) and _reads_as_korean(body):
        yield "cp949"
    yield from labels
    yield "cp949"


def _reads_as_korean(body: bytes) -> bool:
    text = _strictly(body, "cp949") or ""
    foreign = sum(not letter.isascii() for letter in text)
    return _common(text) > foreign * KOREAN_SHARE


def _strictly(body: bytes, name: str) -> str | None:
    try:
        return body.decode(name)
    except (UnicodeError, ValueError):
        return None


def _loosely(body: bytes, name: str) -> Decoded:
    text = body.decode(name, "replace")
    return Decoded(text=text, encoding=name, notes=_flaws(text))


def _told(text: str, name: str, declared: str | None) -> Decoded:
    wrong = declared is not None and declared != name and not text.isascii()
    return Decoded(text=text, encoding=name, notes=("label_wrong",) if wrong else ())


def _flaws(text: str) -> tuple[str, ...]:
    return ("bad_bytes",) if REPLACEMENT in text else ()


def _damaged(body: bytes, declared: str | None) -> Decoded:
    """The best reading of bytes that no encoding reads without a fault."""
    candidates = [_line_by_line(body)]
    for name in dict.fromkeys(("utf-8", "cp949", "johab", declared or "utf-8")):
        text = body.decode(name, "replace")
        candidates.append(Decoded(text=text, encoding=name, notes=_flaws(text)))
    best = min(candidates, key=lambda one: _unlikeliness(one.text))
    if declared is not None and best.encoding != declared:
        return Decoded(text=best.text, encoding=best.encoding, notes=(*best.notes, "label_wrong"))
    return best


def _line_by_line(body: bytes) -> Decoded:
    """A document put together from parts in UTF-8 and cp949, each line read as what it is."""
    lines = [_line(line) for line in body.split(b"\n")]
    names = [name for _, name in lines if name is not None]
    text = "\n".join(text for text, _ in lines)
    main = max(("utf-8", "cp949"), key=names.count)
    notes = ("mixed",) if len(set(names)) > 1 else ()
    return Decoded(text=text, encoding=main, notes=(*_flaws(text), *notes))


def _line(line: bytes) -> tuple[str, str | None]:
    if line.isascii():
        return line.decode("ascii"), None
    readings = ((line.decode(name, "replace"), name) for name in ("utf-8", "cp949"))
    return min(readings, key=lambda reading: _unlikeliness(reading[0]))


def _common(text: str) -> int:
    return sum(map(text.count, _COMMON))


def _unlikeliness(text: str) -> tuple[float, int]:
    """Lower is better: faults weighed against common syllables, then the faults alone."""
    faults = text.count(REPLACEMENT)
    return faults * 4 - _common(text), faults


def is_binary(body: bytes, text: str) -> bool:
    """Whether the bytes, read as this text, are a picture, an archive or another file that is none."""
    sample = body.strip(b"\0")[:_SAMPLE]  # a text may come in a larger buffer than it fills
    if _controls(sample) <= len(sample) * _MOST_CONTROLS:
        return False
    read = text.strip("\0")[:_SAMPLE]  # the bytes of UTF-16 alone look like it
    return _controls(read.encode(errors="replace")) > len(read) * _MOST_CONTROLS


def _controls(sample: bytes) -> int:
    return len(sample) - len(sample.translate(None, _NEVER_IN_TEXT))
