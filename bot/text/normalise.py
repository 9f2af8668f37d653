"""The one form of text inside: NFC, without control characters and lone surrogates."""

import re
from unicodedata import is_normalized, normalize

# C0 and C1 controls but tab, line feed and carriage return; lone surrogates; non-characters.
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """The text in NFC without characters that no store or chat takes."""
    if not is_normalized("NFC", text):
        text = normalize("NFC", text)
    return _UNWANTED.sub("", text)
