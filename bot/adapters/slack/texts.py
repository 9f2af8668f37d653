"""Untrusted text made fit for Slack: tidied, measured in UTF-16 units, cut, escaped.

Texts are NFC; nothing is cut inside what a reader sees as one character.
"""

import re
from unicodedata import combining
from urllib.parse import quote, urlsplit

from bot.text.normalise import clean

URL_LIMIT = 2_000  # units; a longer one counts as none
ELLIPSIS = "…"

# Direction overrides and invisible characters that make a text read otherwise than it is written.
_DECEPTIVE = re.compile("[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_SPACE = re.compile(r"\s+")
_URL_UNSAFE = re.compile(r"[\s<>|\"`\\^{}\x00-\x20\x7f]")
_ZERO_WIDTH_JOINER = "\u200d"
_EXTENDS = (  # code points that belong to the character before them
    range(0x1160, 0x1200),  # Hangul vowels and finals, not composed
    range(0x200C, 0x200E),  # zero-width non-joiner and joiner
    range(0xFE00, 0xFE10),  # variation selectors
    range(0x1F3FB, 0x1F400),  # skin tones
    range(0xE0020, 0xE0080),  # tags of regional flags
    range(0xE0100, 0xE01F0),  # more variation selectors
)
_REGIONS = range(0x1F1E6, 0x1F200)  # letters that make flags in pairs


def units(text: str) -> int:
    """Its length in UTF-16 units, the strictest of the units that Slack may count in."""
    return len(text) + sum(character > "\uffff" for character in text)


def tidy(text: str) -> str:
    """One line of NFC text without control, direction and invisible characters."""
    return _SPACE.sub(" ", clean(_DECEPTIVE.sub("", clean(text)))).strip()


def cut(text: str, limit: int) -> str:
    """The text in at most `limit` units, ended by an ellipsis where something was left out."""
    if units(text) <= limit:
        return text
    room, end = limit - units(ELLIPSIS), 0
    while end < len(text) and (size := units(text[end])) <= room:
        room -= size
        end += 1
    while end > 0 and not _is_boundary(text, end):
        end -= 1
    return text[:end].rstrip() + ELLIPSIS if limit >= units(ELLIPSIS) else ""


def line(text: str, limit: int) -> str:
    """One tidy line in at most `limit` units."""
    return cut(tidy(text), limit)


def escape(text: str) -> str:
    """The text as Slack's `text` fields want it: nothing in it can become a mention or a link."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escaped_line(text: str, limit: int) -> str:
    """One tidy, escaped line in at most `limit` units after escaping."""
    tidied = tidy(text)
    room = limit
    while units(escaped := escape(cut(tidied, room))) > limit:
        room -= max(1, (units(escaped) - limit) // 5)
    return escaped


def web_address(url: str) -> str:
    """The address if it is one of the web that is safe to link to, else ""."""
    address = _URL_UNSAFE.sub(lambda found: quote(found[0], safe=""), url.strip())
    if units(address) > URL_LIMIT or address != clean(address):
        return ""
    try:
        parts = urlsplit(address)
        is_web = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return ""
    return address if is_web and "@" not in parts.netloc else ""


def _is_boundary(text: str, at: int) -> bool:
    """Whether the text may be cut before this index."""
    after, before = text[at], text[at - 1]
    if before == _ZERO_WIDTH_JOINER or combining(after):
        return False
    if any(ord(after) in extends for extends in _EXTENDS):
        return False
    if ord(after) not in _REGIONS:
        return True
    run = 0
    while at - run > 0 and ord(text[at - run - 1]) in _REGIONS:
        run += 1
    return run % 2 == 0
