"""Fits the weights of bot/stories/scoring.py and prints how well they carry over to unseen days.

    python bench/fit_stories.py [SHARED] [MORE.jsonl ...]

Pairs of labelled articles → measures of `likeness` → logistic regression (Newton, ridge) in which
no measure may speak against its sense. Each set is left out once, and the day that was left out is
then grouped online, article by article, with the weights of the others. The last lines are the
weights fitted on all: what `bot/stories/scoring.py` has comes from the shared material and this
file alone. MORE are further labelled days in the form of the shared ones, fitted too; a .meta.json
beside each may name pairs of stories to ignore. Synthetic days
(`tests/fakes/newsday.py`) at three lengths count little: `SHARES`.
"""

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from bench.labelled import Labelled, load, parts
from bench.stories import ours, scores
from bot.model import Article, Meaning
from bot.stories.features import measure
from bot.stories.grouping import MAX_CANDIDATES
from bot.stories.keys import keys
from bot.stories.likeness import beside, distinct_weights, likeness, plain_weights
from bot.stories.scoring import WEIGHTS, Model
from tests.fakes.newsday import Length, newsday

GIVEN = {"no_text": WEIGHTS["no_text"]}
"""Weights that these days cannot tell, since most of their articles have a text. Added after the fit."""

NAMES = tuple(name for name in WEIGHTS if name not in GIVEN)
AGAINST = frozenset(
    {
        "days_apart",
        "days_clash",
        "genre_differs",
        "leads_unknown",
        "figures_differ",
        "long",
        "title_figures",
        "own_outlet",
        "untold",
    }
)
"""Measures that may only speak against one event; all others only for it."""

RIDGE = 1.0
SHARES = {
    "synthetic full": 0.01,
    "synthetic summary": 0.003,
    "synthetic title": 0.003,
}
SYNTHETIC = (
    (1, Length.FULL),
    (2, Length.FULL),
    (3, Length.SUMMARY),
    (4, Length.SUMMARY),
    (5, Length.TITLE),
)
# One broad topic under which everything of a day was filed: not what a story is here.
LEFT_OUT = {"daum_samsung_2023-03-15"}
_STEPS = 25
_SWEEPS = 200


def pairs(
    labelled: Labelled,
    names: Sequence[str] = NAMES,
    understand: Callable[[Article], Meaning | None] = lambda _: None,
) -> tuple[np.ndarray, np.ndarray]:
    """The named measures of every pair that counts, and whether both tell one story."""
    background, outlets = parts()
    measured = [
        measure(article, background, outlets, understand(article)) for article in labelled.articles
    ]
    found = [set(keys(features)) for features in measured]
    numbers = {story: number for number, story in enumerate(dict.fromkeys(labelled.stories))}
    rows, labels = [], []
    for new in range(1, len(measured)):
        around = _around(found, new)
        weights = plain_weights(measured[new])
        if around:
            weights = distinct_weights(
                beside(measured[new], [measured[old] for old in around]),
                [numbers[labelled.stories[old]] for old in around],
            )
        told = [old for old in range(new) if labelled.counts(new, old)]
        same = [labelled.stories[new] == labelled.stories[old] for old in told]
        measures = likeness(beside(measured[new], measured[:new]), weights)
        rows += [[measures[old][name] for name in names] for old in told]
        labels += same
    return np.array(rows), np.array(labels, dtype=float)


def synthetic(seed: int, length: Length) -> Labelled:
    """A synthetic day: phrases, names and places alone must not make a story."""
    told = newsday(seed, length)
    return Labelled(
        name=f"synthetic {length.name.lower()} {seed}",
        articles=tuple(one.article for one in told),
        stories=tuple(one.story for one in told),
        ambiguous=(False,) * len(told),
        disputed=frozenset(),
    )


def _around(found: list[set[int]], new: int) -> list[int]:
    """The candidates that a desk would give for this article."""
    shared = sorted(((len(found[new] & found[old]), old) for old in range(new)), reverse=True)
    return [old for count, old in shared[:MAX_CANDIDATES] if count]


def fit(
    rows: np.ndarray, labels: np.ndarray, shares: np.ndarray, names: Sequence[str] = NAMES
) -> Model:
    """Newton's steps, each solved by coordinate descent that keeps every sign."""
    design = np.c_[rows, np.ones(len(rows))]
    signs = np.array([-1.0 if name in AGAINST else 1.0 for name in names] + [0.0])
    ridge = np.full(design.shape[1], RIDGE)
    ridge[-1] = 1e-6
    weights = np.zeros(design.shape[1])
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-design @ weights))
        slope = design.T @ (shares * (chance - labels)) + ridge * weights
        curve = (design * (shares * chance * (1 - chance))[:, None]).T @ design + np.diag(ridge)
        weights = _descend(curve, slope - curve @ weights, weights, signs)
    fitted = [float(weight) for weight in weights]
    weights_of = dict(zip(names, fitted, strict=False))
    return Model(bias=fitted[-1], weights=weights_of | GIVEN)


def _descend(
    curve: np.ndarray, linear: np.ndarray, start: np.ndarray, signs: np.ndarray
) -> np.ndarray:
    weights = start.copy()
    for _ in range(_SWEEPS):
        for j in range(len(weights)):
            rest = curve[j] @ weights - curve[j, j] * weights[j]
            weights[j] = -(linear[j] + rest) / curve[j, j]
            if signs[j] * weights[j] < 0:
                weights[j] = 0.0
    return weights


def fitted(
    data: Mapping[str, tuple[np.ndarray, np.ndarray]],
    names: list[str],
    measures: Sequence[str] = NAMES,
) -> Model:
    """The model of these sets, each counted by its share."""
    shares = [np.full(len(data[name][1]), _share(name)) for name in names]
    return fit(
        np.vstack([data[name][0] for name in names]),
        np.concatenate([data[name][1] for name in names]),
        np.concatenate(shares),
        measures,
    )


def _share(name: str) -> float:
    return next((share for start, share in SHARES.items() if name.startswith(start)), 1.0)


def learning(labelled: Iterable[Labelled]) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """The pairs of the labelled sets that are fitted, and of the synthetic days, by name."""
    return {one.name: pairs(one) for one in learnt(labelled)}


def learnt(labelled: Iterable[Labelled]) -> list[Labelled]:
    """The labelled sets that are fitted, and the synthetic days."""
    sets = [one for one in labelled if one.name not in LEFT_OUT]
    return sets + [synthetic(seed, length) for seed, length in SYNTHETIC]


def main() -> None:
    shared = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared")
    sets = learnt(load(shared, sys.argv[2:]))
    data = {one.name: pairs(one) for one in sets}
    for one in sets:
        model = fitted(data, [other for other in data if other != one.name])
        pair, cubed = scores(one, ours(one.articles, model))
        print(f"{one.name}: {len(one.articles)} articles left out, grouped online by the weights of "
              f"the others: pair F1 {pair:.3f}, B-cubed {cubed:.3f}", flush=True)  # fmt: skip
    model = fitted(data, list(data))
    print(f"BIAS = {model.bias:.3f}")
    for name, weight in model.weights.items():
        print(f'    "{name}": {weight:.3f},')


if __name__ == "__main__":
    main()
