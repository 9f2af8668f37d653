"""Words and character bigrams of Korean news text, as numbers. No morphology needed.

A bigram's number is its two code units, so no two bigrams share one; a word's number is a 32-bit
hash of the word without its particle.
"""

import re
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import xxhash

Ids = npt.NDArray[np.uint32]

REMEMBERED = 16_384
"""Words whose numbers are kept at hand, some 3 MB: news says the same words again and again."""

_SPACE = 0x20
# Hanja that headlines use for a word of two or more syllables.
_HANJA = str.maketrans(
    {
        "美": "미국 ",
        "中": "중국 ",
        "日": "일본 ",
        "韓": "한국 ",
        "北": "북한 ",
        "英": "영국 ",
        "佛": "프랑스 ",
        "獨": "독일 ",
        "印": "인도 ",
        "臺": "대만 ",
        "與": "여당 ",
        "野": "야당 ",
        "靑": "청와대 ",
        "檢": "검찰 ",
        "銀": "은행 ",
        "車": "자동차 ",
        "前": "전 ",
        "新": "신 ",
        "發": "발 ",
        "社": "사 ",
        "株": "주 ",
        "李": "이 ",
        "金": "김 ",
        "朴": "박 ",
        "尹": "윤 ",
        "文": "문 ",
    }
)
_HAS_HANJA = re.compile(f"[{''.join(map(chr, _HANJA))}]")
_OTHER = re.compile(r"[^0-9a-z가-힣一-鿿ぁ-ヿ%]+")
_WORD = re.compile(r"[a-z][a-z0-9]+|[가-힣][가-힣0-9a-z]+|[0-9]+[a-z가-힣]+")
_PARTICLE = re.compile(
    r"(?<=[가-힣a-z0-9]{2})(?:에서는|에서도|으로는|으로도|이라는|이라며|이라고|에게서|까지는|부터는|에는|에도|에서|에게|으로|라는|라며|라고|까지|부터|처럼|보다|만의|과의|와의|로의|들의|들은|들이|들을|이다|했다|한다|된다|됐다|하는|하고|하며|해|은|는|이|가|을|를|과|와|의|에|로|도|만|측|들)$"
)


# Every article of a day names the day.
_TIME = re.compile(r"^[0-9]+(?:년|월|일|시|분|분께|시께|년대)$")
# Verbs, endings and the like say that something happened, never to whom.
_VERB = re.compile(
    r"[가-힣]{2}다$"
    r"|(?:하며|하고|하는|했고|했으며|되는|되며|되고|하기|위해|위한|대한|통해|따르면|면서|지만|도록|이며|으며|했던|하던|되던|이라|라며|라고|에서|따라|관련|대해)$"
)


def plain(text: str) -> str:
    """Casefolded text of letters, digits and single spaces; headline hanja written out."""
    spelled = text.translate(_HANJA) if _HAS_HANJA.search(text) else text
    return _OTHER.sub(" ", spelled.casefold()).strip()


def bigrams(plain_text: str) -> tuple[Ids, npt.NDArray[np.int64]]:
    """Distinct bigrams inside words, ascending, with how often each occurs."""
    ids, _ = _all_bigrams(plain_text)
    return np.unique(ids, return_counts=True)


def bigram_words(plain_text: str, distinct: Ids) -> Ids:
    """For each of the distinct bigrams the number of the word that it first stands in."""
    ids, words_of = _all_bigrams(plain_text)
    first = np.full(len(distinct), len(plain_text), dtype=np.uint32)
    np.minimum.at(first, distinct.searchsorted(ids), words_of)
    return first


def _all_bigrams(plain_text: str) -> tuple[Ids, Ids]:
    """Every bigram in order of appearance, and the number of the word that it stands in."""
    units = np.frombuffer(plain_text.encode("utf-16-le", "ignore"), dtype=np.uint16)
    spaces = units == _SPACE
    wide = units.astype(np.uint32)
    inside = ~(spaces[:-1] | spaces[1:])
    ids = ((wide[:-1] << np.uint32(16)) | wide[1:])[inside]
    return ids, np.cumsum(spaces, dtype=np.uint32)[:-1][inside]


def words(plain_text: str) -> tuple[str, ...]:
    """Distinct words of two letters or more without their particles, in order of appearance.

    Verbs are left out: what is asked for are names and things.
    """
    bare = dict.fromkeys(map(_bare, _WORD.findall(plain_text)))
    return tuple(word for word in bare if word)


def word_ids(plain_text: str) -> tuple[int, ...]:
    """The numbers of these words, each once, in order of appearance."""
    numbers = dict.fromkeys(map(_number, _WORD.findall(plain_text)))
    return tuple(number for number in numbers if number is not None)


@lru_cache(maxsize=REMEMBERED)
def _number(hit: str) -> int | None:
    word = _bare(hit)
    return word_id(word) if word else None


def _bare(hit: str) -> str:
    """The word without its particle; empty for verbs and times."""
    if _VERB.search(hit):
        return ""
    word = _PARTICLE.sub("", hit)
    return "" if _TIME.match(word) else word


def word_id(word: str) -> int:
    """The 32-bit number of a word."""
    return xxhash.xxh32_intdigest(word.encode())
