"""Public bodies by their short names: a draft may say 공정위 where the articles say 공정거래위원회."""

import re
from collections.abc import Sequence

_BODY = re.compile(
    r"(?<![가-힣])[가-힣]{3,14}?(?:위원회|위원|원|처|부|청|공사|공단|협회|은행)(?=[은는이가을를의에와과도]|[^가-힣]|\Z)"
)
_SHORT = re.compile(
    r"(?<![가-힣])([가-힣]{1,4}?[위원처부청공협은])(?=(?:은|는|이|가|을|를|의|에|와|과|도|에서|으로|로|에는)?(?![가-힣]))"
)
# Syllables that the whole name has more than the short one, at least.
_LONGER = 2


def whole_names(draft: str, sentences: Sequence[str]) -> str:
    """The draft with short names of bodies written out, where the articles name one such body.

    A name that the articles use themselves, or that could be two of their bodies, stays.
    """
    text = "\n".join(sentences)
    bodies = frozenset(_BODY.findall(text))

    def written_out(hit: re.Match[str]) -> str:
        short = hit[1]
        if short in text:
            return short
        found = [body for body in bodies if _shortens(short, body)]
        return found[0] if len(found) == 1 else short

    return _SHORT.sub(written_out, draft)


def _shortens(short: str, body: str) -> bool:
    """Whether it begins alike, keeps the order of syllables, and ends with the body's kind."""
    if len(short) < _LONGER or len(body) < len(short) + _LONGER or short[0] != body[0]:
        return False
    rest = iter(body)
    return all(syllable in rest for syllable in short)
