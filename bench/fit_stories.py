"""Fits the weights of bot/stories/scoring.py and prints how well they carry over to unseen days.

    python bench/fit_stories.py [SHARED] [MORE.jsonl ...]

Pairs of labelled articles → measures of `likeness` → logistic regression (Newton, ridge). Each set
is left out once; the last line has the weights fitted on all. MORE are further labelled days in
the form of the shared ones, kept out of the repository; a .meta.json beside each may name pairs of
stories to ignore. A set of titles alone counts less: `SHARES`.
"""

import sys
from pathlib import Path

import numpy as np

from bench.labelled import Labelled, load, parts
from bot.stories.features import measure
from bot.stories.grouping import MAX_CANDIDATES
from bot.stories.keys import keys
from bot.stories.likeness import distinct_weights, likeness
from bot.stories.scoring import WEIGHTS
from tests.fakes.releases import carried, original

NAMES = tuple(WEIGHTS)

RIDGE = 1.0
SHARES = {"early": 0.5, "releases": 0.0}
RELEASES = 60
# One broad topic under which everything of a day was filed: not what a story is here.
LEFT_OUT = {"daum_samsung_2023-03-15"}


def pairs(labelled: Labelled) -> tuple[np.ndarray, np.ndarray]:
    background, outlets = parts()
    measured = [measure(article, background, outlets) for article in labelled.articles]
    found = [set(keys(features)) for features in measured]
    numbers = {story: number for number, story in enumerate(dict.fromkeys(labelled.stories))}
    rows, labels = [], []
    for new in range(1, len(measured)):
        around = _around(found, new)
        weights = distinct_weights(
            measured[new],
            [measured[old] for old in around],
            [numbers[labelled.stories[old]] for old in around],
        )
        for old, row in enumerate(likeness(measured[new], measured[:new], weights)):
            if labelled.counts(new, old):
                rows.append([row[name] for name in NAMES])
                labels.append(labelled.stories[new] == labelled.stories[old])
    return np.array(rows), np.array(labels, dtype=float)


def synthetic() -> Labelled:
    """Releases of unrelated makers in the same phrases: phrases alone must not make a story."""
    articles = [original(number) for number in range(1_000, 1_000 + RELEASES)]
    articles += [carried(number, 1) for number in range(1_000, 1_000 + RELEASES)]
    return Labelled(
        name="releases",
        articles=tuple(articles),
        stories=tuple(str(article.id // 100) for article in articles),
        ambiguous=(False,) * len(articles),
        disputed=frozenset(),
    )


def _around(found: list[set[int]], new: int) -> list[int]:
    """The candidates that a desk would give for this article."""
    shared = sorted(((len(found[new] & found[old]), old) for old in range(new)), reverse=True)
    return [old for count, old in shared[:MAX_CANDIDATES] if count]


def fit(rows: np.ndarray, labels: np.ndarray, shares: np.ndarray) -> np.ndarray:
    design = np.c_[rows, np.ones(len(rows))]
    ridge = np.full(design.shape[1], RIDGE)
    ridge[-1] = 1e-6
    weights = np.zeros(design.shape[1])
    for _ in range(60):
        chance = 1 / (1 + np.exp(-design @ weights))
        slope = design.T @ (shares * (chance - labels)) + ridge * weights
        curve = (design * (shares * chance * (1 - chance))[:, None]).T @ design
        weights -= np.linalg.solve(curve + np.diag(ridge), slope)
    return weights


def pair_f1(odds: np.ndarray, labels: np.ndarray) -> float:
    right = ((odds > 0) & (labels == 1)).sum()
    return 2 * right / ((odds > 0).sum() + labels.sum())


def main() -> None:
    shared = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared")
    sets = [one for one in load(shared, sys.argv[2:]) if one.name not in LEFT_OUT]
    sets.append(synthetic())
    data = {one.name: pairs(one) for one in sets}

    def fitted(names: list[str]) -> np.ndarray:
        shares = [np.full(len(data[name][1]), SHARES.get(name, 1.0)) for name in names]
        return fit(
            np.vstack([data[name][0] for name in names]),
            np.concatenate([data[name][1] for name in names]),
            np.concatenate(shares),
        )

    for name, (rows, labels) in data.items():
        weights = fitted([other for other in data if other != name])
        odds = np.c_[rows, np.ones(len(rows))] @ weights
        print(f"{name}: {len(labels)} pairs, {int(labels.sum())} of one event, "
              f"pair F1 unseen {pair_f1(odds, labels):.3f}")  # fmt: skip
    weights = fitted(list(data))
    print(f"BIAS = {weights[-1]:.2f}")
    for name, weight in zip(NAMES, weights, strict=False):
        print(f'    "{name}": {weight:.2f},')


if __name__ == "__main__":
    main()
