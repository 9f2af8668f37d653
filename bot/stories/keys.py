"""Keys under which the store finds an article's kin without looking at any other.

Copies share the smallest hashes of their text; tellings of one event share rare words. Titles made
of common words are found by pairs of them. A store looks at the newest few articles of a key only,
so a word that suddenly everybody writes costs no more than another.
"""

from itertools import combinations

import numpy as np

from bot.stories.features import Features

MAX_KEYS = 40
"""Most keys of one article."""

COPY_KEYS = 8
"""Of two texts of which one holds 70 % of the other, all of eight differ once in 15,000 times."""

TITLE_WORDS = 10
TEXT_WORDS = 16
RARE = 4.0
"""A word is rare from this weight on (natural logarithm): it stands in under 2 % of texts."""

_PRIME = 0x9E3779B97F4A7C15
_BITS_63 = (1 << 63) - 1
_COPY, _WORD, _PAIR = 1, 2, 3


def keys(features: Features) -> tuple[int, ...]:
    """At most MAX_KEYS 63-bit keys, the same for the same features."""
    weights = dict(zip(features.terms.tolist(), features.term_weights.tolist(), strict=True))
    order = np.argsort(-features.term_weights, kind="stable")  # of equal ones the smaller first
    ranked: list[int] = features.terms[order].tolist()
    titled = set(features.title_terms.tolist())
    rare = [term for term in ranked if weights[term] >= RARE]
    in_title = [term for term in rare if term in titled][:TITLE_WORDS]
    in_text = [term for term in rare if term not in titled][:TEXT_WORDS]
    found = [_key(_COPY, value, 0) for value in features.sketch[:COPY_KEYS].tolist()]
    found += [_key(_WORD, term, 0) for term in in_title + in_text]
    found += [_key(_PAIR, *pair) for pair in _common_pairs(ranked, titled, weights)]
    return tuple(dict.fromkeys(found))[:MAX_KEYS]


def _common_pairs(
    ranked: list[int], titled: set[int], weights: dict[int, float]
) -> list[tuple[int, int]]:
    in_title = [term for term in ranked if term in titled][:TITLE_WORDS]
    return [
        (min(pair), max(pair))
        for pair in combinations(in_title, 2)
        if min(weights[term] for term in pair) < RARE
    ]


def _key(kind: int, one: int, other: int) -> int:
    mixed = ((one << 32 | other) ^ kind * _PRIME) * _PRIME & (1 << 64) - 1
    mixed ^= mixed >> 29
    return (mixed * _PRIME ^ mixed >> 32) & _BITS_63
