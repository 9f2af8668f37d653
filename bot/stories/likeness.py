"""How alike two articles are, as a short list of named measures. Each is explainable alone."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from bot.stories.features import Features
from bot.stories.words import Ids

NAMES = (
    "title",
    "body",
    "title_in_body",
    "terms",
    "rarest",
    "amounts",
    "days_agree",
    "days_differ",
    "contained",
    "days_apart",
    "same_outlet",
    "genre_differs",
    "counter_differs",
    "no_text",
)
"""The measures in the order of the weights in `scoring.py`."""

_DAY = 86_400
_FEW = 4
Floats = npt.NDArray[np.float32]


def likeness(new: Features, old: Features) -> Mapping[str, float]:
    """Every measure of NAMES: 0 to 1 but `rarest` (idf), `amounts` and `days_apart` (counts)."""
    shared_terms = _shared(new.terms, old.terms)
    rarity = new.term_weights[shared_terms]
    days = _days(new, old)
    return {
        "title": _cosine(new.title, new.title_weights, old.title, old.title_weights),
        "body": _cosine(new.body, new.body_weights, old.body, old.body_weights),
        "title_in_body": max(
            _covered(new.title, new.title_weights, old.body),
            _covered(old.title, old.title_weights, new.body),
        ),
        "terms": _ratio(
            float(rarity.sum()), min(float(new.term_weights.sum()), float(old.term_weights.sum()))
        ),
        "rarest": float(np.sort(rarity)[-_FEW:].sum()) / _FEW,
        "amounts": min(float(_shared(new.amounts, old.amounts).sum()), float(_FEW)),
        "days_agree": float(days > 0),
        "days_differ": float(days < 0),
        "contained": containment(new.sketch, old.sketch),
        "days_apart": abs(new.at - old.at) / _DAY,
        "same_outlet": float(new.outlet == old.outlet != 0),
        "genre_differs": float(new.genre != old.genre),
        "counter_differs": float(
            new.counter != old.counter and 0 not in {new.counter, old.counter}
        ),
        "no_text": float(new.length == 0 or old.length == 0),
    }


def containment(one: Ids, other: Ids) -> float:
    """How much of the shorter text's shingles the other holds, estimated from their sketches."""
    if not len(one) or not len(other):
        return 0.0
    ceiling = min(one[-1], other[-1])
    left, right = one[one <= ceiling], other[other <= ceiling]
    return float(_shared(left, right).sum()) / min(len(left), len(right))


def _shared(ids: Ids, others: Ids) -> npt.NDArray[np.bool_]:
    if not len(others) or not len(ids):
        return np.zeros(len(ids), dtype=np.bool_)
    places = np.searchsorted(others, ids)
    places[places == len(others)] = 0
    found: npt.NDArray[np.bool_] = others[places] == ids
    return found


def _cosine(ids: Ids, weights: Floats, others: Ids, other_weights: Floats) -> float:
    if not len(ids) or not len(others):
        return 0.0
    places = np.searchsorted(others, ids)
    places[places == len(others)] = 0
    hit = others[places] == ids
    dot = float(weights[hit] @ other_weights[places[hit]])
    return _ratio(dot, float(np.sqrt((weights @ weights) * (other_weights @ other_weights))))


def _covered(title: Ids, weights: Floats, body: Ids) -> float:
    return _ratio(float(weights[_shared(title, body)].sum()), float(weights.sum()))


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole > 0 else 0.0


def _days(new: Features, old: Features) -> int:
    if not len(new.days) or not len(old.days):
        return 0
    return 1 if len(np.intersect1d(new.days, old.days)) else -1
