"""Whether two articles tell one event: a small logistic model over the measures of `likeness`.

The weights come from `bench/fit_stories.py`; `docs/decisions.md` says from what and how good.
"""

from collections.abc import Mapping

BIAS = -8.73
WEIGHTS: Mapping[str, float] = {
    "title": 5.63,
    "body": 2.67,
    "title_in_body": 4.39,
    "terms": 2.03,
    "rarest": 1.25,
    "amounts": 1.21,
    "days_agree": -1.85,
    "days_differ": -0.46,
    "contained": -0.97,
    "days_apart": -2.74,
    "same_outlet": -0.09,
    "genre_differs": -0.62,
    "no_text": 2.15,
}
COPIED = 0.8
"""From this containment on one text was made from the other, whatever the titles say."""

COPY_SCORE = 6.0
"""What a copy scores at least."""

CEILING = 8.0
"""No pair scores higher, so that one perfect member cannot outvote the others."""


def score(measures: Mapping[str, float]) -> float:
    """The log-odds that both tell the same event: above 0 more likely than not."""
    odds = BIAS + sum(weight * measures[name] for name, weight in WEIGHTS.items())
    if measures["contained"] >= COPIED:
        odds = max(odds, COPY_SCORE)
    return max(-CEILING, min(odds, CEILING))


def leading(measures: Mapping[str, float]) -> str:
    """The measures that spoke loudest for it, for people: `title=0.62 rarest=5.1`."""
    parts = {name: weight * measures[name] for name, weight in WEIGHTS.items() if measures[name]}
    loudest = sorted(parts, key=lambda name: -abs(parts[name]))[:4]
    return " ".join(f"{name}={measures[name]:.2f}" for name in loudest)
