"""How common bigrams and words are in Korean news: the background against which rarity counts.

The file (`bot/data/background.bin`) holds document frequencies of n-grams seen in five texts or
more; `bench/make_background.py` makes it.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.errors import BadSettings
from bot.stories.words import Ids

LEAST_TEXTS = 5
"""N-grams of fewer texts are not in the file and count as if seen in half as many."""

MAGIC = b"SBG1"
_HEADER = struct.Struct("<4sIII")
_ID = np.dtype("<u4")
_COUNT = np.dtype("<u2")
_UNSEEN = LEAST_TEXTS / 2
_UNREADABLE = "The background file cannot be read: make it again (bench/make_background.py)."


@dataclass(frozen=True, slots=True, kw_only=True)
class Frequencies:
    """Ids in ascending order, and the weight log(texts / frequency) of each."""

    ids: Ids
    weights: npt.NDArray[np.float32]
    unseen: float

    def idf(self, ids: Ids) -> npt.NDArray[np.float32]:
        """The weight of each id; an id that is not known is as rare as can be."""
        if not len(self.ids):
            return np.full(len(ids), self.unseen, dtype=np.float32)
        places = np.minimum(np.searchsorted(self.ids, ids), len(self.ids) - 1)
        known = self.ids[places] == ids
        return np.where(known, self.weights[places], np.float32(self.unseen))


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """Document frequencies of bigrams and of words."""

    bigrams: Frequencies
    words: Frequencies


def parse_background(content: bytes) -> Background:
    """The background that the file's bytes hold.

    Raises:
        BadSettings: the bytes are no such file.
    """
    try:
        magic, texts, bigrams, words = _HEADER.unpack_from(content)
    except struct.error as error:
        raise BadSettings(_UNREADABLE) from error
    size = _HEADER.size + (bigrams + words) * (_ID.itemsize + _COUNT.itemsize)
    if magic != MAGIC or len(content) != size:
        raise BadSettings(_UNREADABLE)
    ids = np.frombuffer(content, _ID, bigrams + words, _HEADER.size)
    counts = np.frombuffer(content, _COUNT, bigrams + words, _HEADER.size + ids.nbytes)
    return Background(
        bigrams=_frequencies(ids[:bigrams], counts[:bigrams], texts),
        words=_frequencies(ids[bigrams:], counts[bigrams:], texts),
    )


def pack_background(texts: int, bigrams: Mapping[int, int], words: Mapping[int, int]) -> bytes:
    """The bytes that `parse_background` reads; `texts` were counted, the maps give id to texts."""
    parts = [_HEADER.pack(MAGIC, texts, len(bigrams), len(words))]
    parts.append(np.array([*sorted(bigrams), *sorted(words)], dtype=_ID).tobytes())
    counts = [*(bigrams[key] for key in sorted(bigrams)), *(words[key] for key in sorted(words))]
    parts.append(np.array(counts, dtype=_COUNT).tobytes())
    return b"".join(parts)


def _frequencies(ids: Ids, counts: npt.NDArray[np.uint16], texts: int) -> Frequencies:
    weights = np.log((texts + 1) / counts.astype(np.float64)).astype(np.float32)
    return Frequencies(ids=ids, weights=weights, unseen=float(np.log((texts + 1) / _UNSEEN)))
