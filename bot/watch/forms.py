"""Spellings of a name: where a separator may come and go, and letters spelled in Hangul."""

import re
from itertools import pairwise, product

from bot.text.index import fold

MAX_JOINTS = 3
"""More joints than this are only opened all together, so that spellings stay few."""

_LETTERS = dict(
    zip(
        "abcdefghijklmnopqrstuvwxyz",
        [
            "에이",
            "비",
            "씨",
            "디",
            "이",
            "에프",
            "지",
            "에이치",
            "아이",
            "제이",
            "케이",
            "엘",
            "엠",
            "엔",
            "오",
            "피",
            "큐",
            "알",
            "에스",
            "티",
            "유",
            "브이",
            "더블유",
            "엑스",
            "와이",
            "제트",
        ],
        strict=True,
    )
)
_CHANGE = re.compile(r"(?<=[가-힣])(?=[a-z])|(?<=[a-z+])(?=[가-힣])|(?<=[0-9])(?=[가-힣]{2})")
_JOINT = re.compile(r"[ _-]")
_LATIN = re.compile(r"[a-z]+")
_SPELLABLE = re.compile(r"(?:[가-힣]+|(?<![a-z])[a-z]{2,3}(?![a-z])|[ _])+")


def spellings(form: str) -> tuple[str, ...]:
    """Folded spellings of a form, its own first.

    A joint is a space, `_`, hyphen, or change between Latin and Hangul; there a space may stand or
    not. Between Latin pieces a hyphen may stand too.
    """
    folded = fold(form).strip()
    marked = _CHANGE.sub("_", folded)
    pieces = [piece for piece in _JOINT.split(marked) if piece]
    own = folded.replace("_", "")
    if len(pieces) < 2:
        return (own,) if own else ()
    if len(pieces) - 1 > MAX_JOINTS:
        return tuple(dict.fromkeys((own, "".join(pieces), " ".join(pieces))))
    choices = [_separators(left, right) for left, right in pairwise(pieces)]
    spelled = [
        pieces[0] + "".join(sep + piece for sep, piece in zip(chosen, pieces[1:], strict=True))
        for chosen in product(*choices)
    ]
    return tuple(dict.fromkeys((own, *spelled)))


def spelled_letters(form: str) -> str | None:
    """The form with its acronyms spelled in Hangul (SK텔레콤, 에스케이텔레콤), else None."""
    folded = fold(form)
    if _LATIN.search(folded) is None or _SPELLABLE.fullmatch(folded) is None:
        return None
    spelled = _LATIN.sub(
        lambda found: "".join(_LETTERS[letter] for letter in found.group()), folded
    )
    return re.sub("[ _]", "", spelled)


def _separators(left: str, right: str) -> tuple[str, ...]:
    latin = left[-1].isascii() and right[0].isascii()
    return ("", " ", "-") if latin else ("", " ")
