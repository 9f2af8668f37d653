"""How alike two articles are, as a short list of named measures. Each is explainable alone."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from bot.stories.features import TELLING_BITS, Features
from bot.stories.words import Ids

LEAST_SHINGLES = 30
"""Shorter texts (captions, stubs) prove no copying."""

_DAY = 86_400
_FEW = 4
_MOST_DAYS = 5.0
Floats = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]


def likeness(new: Features, old: Features, distinct: Floats) -> Mapping[str, float]:
    """The measures by name: 0 to 1 but `rarest` (idf), `amounts` and `days_apart` (counts).

    `distinct` are the title weights of the new article as `distinct_weights` gives them.
    """
    shared_terms = shared(new.terms, old.terms)
    rarity = new.term_weights[shared_terms]
    titled = shared(new.title, old.body)
    told = shared(new.body, old.body)
    title = _cosine(new.title, new.title_weights, old.title, old.title_weights)
    return {
        "title": title,
        "title_squared": title * title,
        "body": _cosine(new.body, new.body_weights, old.body, old.body_weights),
        "mutual": min(
            _part(new.body_weights, told), _covered(old.body, old.body_weights, new.body)
        ),
        "title_in_body": max(
            _part(new.title_weights, titled), _covered(old.title, old.title_weights, new.body)
        ),
        "distinct": _part(distinct, titled),
        "rarest": float(np.sort(rarity)[-_FEW:].sum()) / _FEW,
        "amounts": _amounts(new, old),
        "figures_differ": float(_figures_differ(new, old)),
        "contained": containment(new.sketch, old.sketch),
        "days_apart": min(abs(new.at - old.at) / _DAY, _MOST_DAYS),
        "genre_differs": float(new.genre != old.genre),
        "no_text": float(new.length == 0 or old.length == 0),
    }


def distinct_weights(new: Features, stories: Sequence[Sequence[Features]]) -> Floats:
    """Title weights, less for what several of the stories around share: it tells none apart."""
    crowd = np.zeros(len(new.title), dtype=np.float32)
    for members in stories:
        crowd += np.logical_or.reduce([shared(new.title, old.body) for old in members])
    return (new.title_weights / np.maximum(crowd, 1)).astype(np.float32)


def counters_differ(new: Features, old: Features) -> bool:
    """Whether both titles count (2차, 세 번째) and count differently."""
    return new.counter != old.counter and 0 not in {new.counter, old.counter}


def days_differ(new: Features, old: Features) -> bool:
    """Whether both name days further off than yesterday, and none in common."""
    both = len(new.days) > 0 and len(old.days) > 0
    return both and not set(new.days.tolist()) & set(old.days.tolist())


def containment(one: Ids, other: Ids) -> float:
    """How much of the shorter text's shingles the other holds, estimated from their sketches.

    0 for texts too short to tell.
    """
    if min(len(one), len(other)) < LEAST_SHINGLES:
        return 0.0
    ceiling = min(one[-1], other[-1])
    left, right = one[one <= ceiling], other[other <= ceiling]
    return float(np.count_nonzero(shared(left, right))) / max(1, min(len(left), len(right)))


def shared(ids: Ids, others: Ids) -> Mask:
    """For each of the ids whether it is among the others; both ascend."""
    if not len(others):
        return np.zeros(len(ids), dtype=np.bool_)
    places = np.searchsorted(others, ids)
    places[places == len(others)] = 0
    found: Mask = others[places] == ids
    return found


def _cosine(ids: Ids, weights: Floats, others: Ids, other_weights: Floats) -> float:
    if not len(others):
        return 0.0
    places = np.searchsorted(others, ids)
    places[places == len(others)] = 0
    hit = others[places] == ids
    dot = float(weights[hit] @ other_weights[places[hit]])
    return _ratio(dot, float(np.sqrt((weights @ weights) * (other_weights @ other_weights))))


def _covered(ids: Ids, weights: Floats, others: Ids) -> float:
    return _part(weights, shared(ids, others))


def _part(weights: Floats, chosen: Mask) -> float:
    return _ratio(float(weights[chosen].sum()), float(weights.sum()))


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole > 0 else 0.0


def _amounts(new: Features, old: Features) -> float:
    """Shared amounts, each counted by how many of its digits chance would not give."""
    both = new.amounts[shared(new.amounts, old.amounts)]
    telling = (both & np.uint32(TELLING_BITS)).astype(np.float32)
    return float(np.minimum(telling, _FEW).sum()) / _FEW


def _figures_differ(new: Features, old: Features) -> bool:
    both = len(new.amounts) > 0 and len(old.amounts) > 0
    return both and not shared(new.amounts, old.amounts).any()
