"""From a fragment of HTML, as feeds carry it, to plain text."""

import re
from html import unescape

from bot.text.normalise import clean

MAX_FRAGMENT = 200_000  # characters of a fragment that are looked at
_UNESCAPES = 2  # feeds escape twice at most; a third time the text means what it says

_INLINE = (
    "a|abbr|acronym|audio|b|bdi|bdo|big|cite|code|del|dfn|em|embed|font|i|iframe|img|ins|kbd|label"
    "|map|mark|noscript|object|param|picture|q|ruby|rt|s|samp|small|source|span|strike|strong|sub"
    "|sup|svg|time|track|tt|u|var|video|wbr"
)
_BLOCK = (
    "address|article|aside|blockquote|body|br|button|canvas|caption|center|col|colgroup|dd|div|dl"
    "|dt|fieldset|figcaption|figure|footer|form|h[1-6]|head|header|hr|html|input|legend|li|link"
    "|main|meta|nav|ol|option|p|pre|section|select|table|tbody|td|textarea|tfoot|th|thead|title|tr"
    "|ul"
)
_REST = r"""(?=[\s/>])(?:(?:[^<>"']++|"[^"]*+"|'[^']*+')*+>|[^<>]*+>)"""
_INLINE_TAG = re.compile(rf"</?(?:{_INLINE}){_REST}", re.IGNORECASE)
_BLOCK_TAG = re.compile(rf"</?(?:{_BLOCK}){_REST}", re.IGNORECASE)
# What is not closed hides the rest, as in a browser; so each scan ends and the cost stays linear.
_HIDDEN = re.compile(
    r"<(script|style)\b[^<>]*+>.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)|<!\[CDATA\[|\]\]>",
    re.IGNORECASE | re.DOTALL,
)
_MARKS_OF_HIDDEN = ("<!", "]]>", "<s", "<S")


def plain_text(fragment: str) -> str:
    """The fragment's text, its blocks on lines of their own.

    Only real tags go: `<속보>` is text. Escapes are undone until nothing changes, twice at most.
    """
    text = _unescaped(fragment[:MAX_FRAGMENT])
    if any(mark in text for mark in _MARKS_OF_HIDDEN):
        text = _HIDDEN.sub("", text)
    if "<" in text:
        text = _INLINE_TAG.sub("", _BLOCK_TAG.sub("\n", text))
    lines = (" ".join(line.split()) for line in _cleaned(text).split("\n"))
    return "\n".join(filter(None, lines))


def plain_line(fragment: str) -> str:
    """The fragment's text on one line."""
    if "&" not in fragment and "<" not in fragment and "]]>" not in fragment:
        return " ".join(_cleaned(fragment[:MAX_FRAGMENT]).split())
    return " ".join(plain_text(fragment).split())


def _cleaned(text: str) -> str:
    return text if text.isascii() and text.isprintable() else clean(text)


def _unescaped(text: str) -> str:
    for _ in range(_UNESCAPES):
        if "&" not in text:
            return text
        text = unescape(text)
    return text
