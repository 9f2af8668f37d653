"""Public bodies by their short names: a draft may say 공정위 where the articles say 공정거래위원회."""

import re
from collections.abc import Sequence

from bot.summary.body_names import may_mean

_BODY = re.compile(
    r"(?<![가-힣])([가-힣]{3,14}?(위원회|위원|원|처|부|청|공사|공단|협회|은행))(?=[은는이가을를의에와과도]|[^가-힣]|\Z)"
)
_SHORT = re.compile(  # of four syllables at most; one of five, as 과학기술부, is a name in full
    r"(?<![가-힣])([가-힣]{1,3}?[위원처부청공협은])(?=(?:은|는|이|가|을|를|의|에|와|과|도|에서|으로|로|에는)?(?![가-힣]))"
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
        found = [body for body, kind in bodies if _shortens(short, body, kind)]
        return found[0] if len(found) == 1 else short

    return _SHORT.sub(written_out, draft)


def _shortens(short: str, body: str, kind: str) -> bool:
    """Whether it begins alike, keeps the order of syllables, and ends with the body's kind.

    한수원 is none of 한국수자원공사: a name that the table has is its own body's alone.
    """
    if len(short) < _LONGER or len(body) < len(short) + _LONGER:
        return False
    if (short[0], short[-1]) != (body[0], kind[0]) or not may_mean(short, body):
        return False
    rest = iter(body)
    return all(syllable in rest for syllable in short)
