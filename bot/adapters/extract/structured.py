"""What a page says in JSON: schema.org facts, and bodies that scripts would draw.

Bodies are looked for in any JSON a page embeds (state of Fusion, Next.js, Nuxt, React Query, …),
by shape and not by framework: a long string under a telling key, or a list of blocks with text.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from bot.adapters.extract.markup import lines_of, parse
from bot.text.cleanup import PageLine

MAX_JSON = 1_500_000
"""Code points of one script that are read as JSON."""

MAX_SCRIPTS = 40
"""Scripts of one kind that are looked at."""

MAX_NODES = 60_000
"""Values of one JSON document that are looked at."""

MIN_HANGUL = 60
"""A body in JSON holds at least so many syllables."""

_LD = re.compile(r"<script[^>]{0,200}?application/ld\+json[^>]{0,200}?>", re.IGNORECASE)
_STATE = re.compile(r"=\s{0,3}(?=\{\s{0,9}\"|\[\s{0,9}[\[{])")
_CALL_STATE = re.compile(r"window\.__NUXT__\s{0,3}=\s{0,3}(?=\()")
_STATE_TAG = re.compile(
    r"<script[^>]{0,200}?(?:application/json|__NEXT_DATA__|__NUXT_DATA__)[^>]{0,200}?>",
    re.IGNORECASE,
)
_DATE_KEYS = ("deploy", "publish", "first", "reg", "service", "input", "display", "release", "send")
_STATE_DATE = re.compile(
    r"(?:ed)?[_-]?(?:[Pp]ublish|[Dd]eploy)?(?:ed)?[_-]?(?:dt|date|time|at|ymdt|dttm)(?:time)?\\?[\"']?\s?[:=]\s?"
    r"\\?[\"'](\d{4}[^\"'\\]{4,30})",
    re.IGNORECASE,
)
_AUTHOR_KEYS = ("byline", "writer", "reporter", "author", "journalist", '"by"')
_STATE_AUTHOR = re.compile(
    r"_?(?:[Nn]ame|nm|display)?\\?\"?\s?:\s?(?:\[\{)?(?:[^{}]{0,200}?\\?\"name\\?\"\s?:\s?)?\\?\"([^\"\\]{2,40})"
)
_PUSH = re.compile(r"\.push\(\s{0,3}(?=[\[{])")
_FLIGHT = re.compile(r"self\.__next_f\.push\(\[1,\s?(?=\")")
_ROW = re.compile(r"^[0-9a-f]{1,6}:(?!T)[A-Z]{0,2}[\[{\"].*$", re.MULTILINE)
_CHUNK = re.compile(r"(?:^|\n)[0-9a-f]{1,6}:T[0-9a-f]{1,8},")
_STRING = re.compile(r'"((?:[^"\\]++|\\.)*+)"', re.DOTALL)
_HANGUL_RUN = re.compile(r"[가-힣]+")
_TAGGED = re.compile(r"<(?:p|br|div|span|strong|img|figure|h\d)\b", re.IGNORECASE)

_BODY_KEYS = re.compile(
    r"^(?:content_?(?:html|text|body|elements)?|contents|article_?(?:body|content|contents|text|html)"
    r"|body_?(?:html|text|content)?|news_?(?:body|content|contents|text)|text|html|value|paragraph)$",
    re.IGNORECASE,
)
_ASIDE_KEYS = re.compile(
    r"comment|relat|recommend|popular|rank|caption|description|summary|menu|promo|copyright|seo|meta|"
    r"keyword|tag|credits|taxonomy|owner|label|reporter|bio|introduc",
    re.IGNORECASE,
)
_LONG_STRING = 200
_DECODER = json.JSONDecoder()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What schema.org data says of the article; None or empty where it says nothing.

    `free` tells whether everybody may read it whole, `paid_parts` are the selectors of those of its
    parts that not everybody may.
    """

    headline: str | None = None
    published: str | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    body: str | None = None
    free: bool | None = None
    paid_parts: tuple[str, ...] = ()


def read_facts(text: str) -> Facts:
    """The first article's facts in the page's JSON-LD."""
    for start in islice(_LD.finditer(text), MAX_SCRIPTS):
        for item in _items(_value(text, start.end())):
            if _is_article(item):
                return _facts(item)
    return Facts()


def dates_in_state(text: str) -> list[str]:
    """The stamps that embedded data give as first publication, in order, each once."""
    return list(dict.fromkeys(_behind(text, _DATE_KEYS, _STATE_DATE)))


def signatures_in_state(text: str) -> list[str]:
    """What embedded data give as the article's signature, each once."""
    return list(dict.fromkeys(_behind(text, _AUTHOR_KEYS, _STATE_AUTHOR)))


def _behind(text: str, keys: Sequence[str], value: re.Pattern[str]) -> Iterator[str]:
    """What the pattern finds right behind these words; the words are found the fast way."""
    for key in keys:
        place = text.find(key)
        for _ in range(MAX_SCRIPTS * 10):
            if place < 0:
                break
            if found := value.match(text, place + len(key)):
                yield found[1]
            place = text.find(key, place + len(key))


def bodies_in_json(text: str) -> Iterator[list[PageLine]]:
    """The candidates for the article's lines in the page's embedded JSON, the longest first."""
    found: list[tuple[int, list[PageLine]]] = []
    for value in _states(text):
        found += [(_syllables(lines), lines) for lines in _walk(value)]
    found.sort(key=lambda candidate: -candidate[0])
    yield from (lines for syllables, lines in found[:4] if syllables >= MIN_HANGUL)


def lines_from(text: str) -> list[PageLine]:
    """The lines of a JSON string that holds markup or plain text."""
    if not _TAGGED.search(text[:20_000]):
        return [PageLine(text=line) for line in text.split("\n")]
    tree = parse(f"<div>{text}</div>")
    for block in tree.css(
        "figure, figcaption, [class*='caption'], script, style, [class*='writer']"
    ):
        block.decompose()
    return lines_of(tree.html or "")


def _value(text: str, start: int) -> object:
    """The JSON value that starts here, None where there is none."""
    while start < len(text) and text[start] in " \t\r\n":
        start += 1
    value = _strict(text, start)
    return value if value is not None else _loose_value(text[start : start + MAX_JSON])


def _strict(text: str, start: int) -> object:
    try:
        return _DECODER.raw_decode(text, start)[0]
    except (ValueError, RecursionError):
        return None


def _loose_value(text: str) -> object:
    """JSON as people write it by hand: raw line breaks in strings, a comma too many."""
    end = text.find("</script")
    text = re.sub(r",(\s{0,40}[}\]])", r"\1", text[: end if end >= 0 else len(text)])
    try:
        return json.JSONDecoder(strict=False).raw_decode(text)[0]
    except (ValueError, RecursionError):
        return None


def _items(value: object) -> Iterator[Mapping[str, object]]:
    if isinstance(value, list):
        for item in value:
            yield from _items(item)
    elif isinstance(value, dict):
        yield value
        yield from _items(value.get("@graph"))


def _is_article(item: Mapping[str, object]) -> bool:
    kinds = item.get("@type")
    named = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(kind, str) and kind.endswith(("Article", "Posting")) for kind in named)


def _facts(item: Mapping[str, object]) -> Facts:
    return Facts(
        headline=_text(item.get("headline")) or _text(item.get("name")),
        published=_text(item.get("datePublished")) or _text(item.get("dateCreated")),
        authors=tuple(_names(item.get("author"))),
        publisher=next(iter(_names(item.get("publisher"))), None),
        body=_text(item.get("articleBody")),
        free=_is_free(item),
        paid_parts=tuple(_paid_parts(item.get("hasPart"))),
    )


def _is_free(item: Mapping[str, object]) -> bool | None:
    """schema.org's isAccessibleForFree, which comes as a boolean, a word or an address."""
    told = item.get("isAccessibleForFree")
    word = str(told).strip().lower().rpartition("/")[2]
    return None if told is None or word not in _FREE else _FREE[word]


_FREE = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_MAX_PARTS = 10


def _paid_parts(value: object) -> Iterator[str]:
    for part in islice(_items(value), _MAX_PARTS):
        if _is_free(part) is False:
            named = part.get("cssSelector")
            for selector in named if isinstance(named, list) else [named]:
                if isinstance(selector, str):
                    yield selector.strip()


def _names(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _names(value.get("name"))
    elif isinstance(value, list):
        for item in value[:10]:
            yield from _names(item)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _states(text: str) -> Iterator[object]:
    """Every JSON document that a script of the page carries."""
    for start in islice(_STATE_TAG.finditer(text), MAX_SCRIPTS):
        yield _value(text, start.end())
    for start in islice(_STATE.finditer(text), MAX_SCRIPTS * 5):
        yield _strict(text, start.end())
    for start in islice(_CALL_STATE.finditer(text), 1):
        yield _strings(text, start.end())
    yield from _flight(text)
    if "__next_f" not in text:
        for start in islice(_PUSH.finditer(text), MAX_SCRIPTS):
            yield _strict(text, start.end())


def _strings(text: str, start: int) -> list[object]:
    """The long strings of a script that is no JSON (Nuxt's function call and the like)."""
    end = text.find("</script", start)
    source = text[start : end if end >= 0 else start + MAX_JSON]
    return [
        {"content": _unquoted(string[1])}
        for string in _STRING.finditer(source)
        if len(string[1]) > _LONG_STRING
    ]


def _unquoted(source: str) -> str:
    try:
        return str(json.loads(f'"{source}"', strict=False))
    except ValueError:
        return source


def _flight(text: str) -> Iterator[object]:
    """The payload of Next.js' streamed components: text chunks by themselves, rows as JSON."""
    pieces = []
    for start in _FLIGHT.finditer(text):
        piece = _value(text, start.end())
        if isinstance(piece, str):
            pieces.append(piece)
    stream = "".join(pieces)[:MAX_JSON]
    if not stream:
        return
    for piece in pieces:
        chunk = _ROW.sub("", piece)
        if _syllables_in(chunk) >= MIN_HANGUL and not chunk.lstrip().startswith(("[", "{")):
            yield {"content": _CHUNK.sub("", chunk)}
    for row in re.finditer(r"(?:^|\n)[0-9a-f]{1,6}:(?=[\[{])", stream):
        yield _value(stream, row.end())


@lru_cache(maxsize=4096)
def _is_aside(key: str) -> bool:
    return _ASIDE_KEYS.search(key[:64]) is not None


@lru_cache(maxsize=4096)
def _is_body_key(key: str) -> bool:
    return _BODY_KEYS.match(key[:64]) is not None


def _may_hold(value: object) -> bool:
    if type(value) is str:  # exact types, as the JSON parser makes them
        return len(value) >= MIN_HANGUL
    return type(value) is dict or type(value) is list


def _walk(root: object) -> Iterator[list[PageLine]]:
    """Bodies by shape, each found once, in a document of any depth."""
    waiting: list[tuple[str, object]] = [("", root)]
    looked = 0
    while waiting and looked < MAX_NODES:
        key, value = waiting.pop()
        looked += 1
        if isinstance(value, str):
            if _is_body_key(key) and _syllables_in(value) >= MIN_HANGUL:
                yield lines_from(value)
        elif isinstance(value, list):
            blocks = _blocks(value)
            if blocks:
                yield blocks
            waiting += [(key, item) for item in value if _may_hold(item)]
        elif isinstance(value, dict):
            waiting += [
                (name, item)
                for name, item in value.items()
                if _may_hold(item) and not _is_aside(name)
            ]


def _blocks(items: list[object]) -> list[PageLine]:
    """The text of a list of content blocks (`[{type: text, content: …}, …]`), in order."""
    raw: list[str] = []
    texts = 0
    for item in items:
        if isinstance(item, str):
            text: object = item
        elif isinstance(item, dict):
            if str(item.get("type", "text")).lower() not in _TEXT_TYPES:
                continue
            text = next(
                (item[key] for key in ("content", "text", "html", "value") if key in item), None
            )
        else:
            return []
        if isinstance(text, str):
            texts += 1
            raw.append(text)
    lines = [line for text in raw for line in lines_from(text)] if _holds_body(raw) else []
    return lines if texts >= 2 or (texts and len(items) <= 12) else []


def _holds_body(texts: Sequence[str]) -> bool:
    return sum(map(_syllables_in, texts)) >= MIN_HANGUL


_TEXT_TYPES = frozenset(
    ("text", "paragraph", "p", "header", "heading", "quote", "html", "textblock")
)


def _syllables_in(text: str) -> int:
    return sum(map(len, _HANGUL_RUN.findall(text[:20_000])))


def _syllables(lines: list[PageLine]) -> int:
    return sum(_syllables_in(line.text) for line in lines)
