"""Whether two articles tell one event: a small logistic model over the measures of `likeness`.

The weights come from `bench/fit_stories.py`; `docs/decisions.md` says from what and how good.
"""

from collections.abc import Mapping

BIAS = -8.24
WEIGHTS: Mapping[str, float] = {
    "title": 5.84,
    "title_squared": 1.69,
    "body": 1.24,
    "mutual": 1.71,
    "title_in_body": 2.7,
    "distinct": 3.9,
    "rarest": 1.04,
    "amounts": 2.46,
    "days_apart": -2.25,
    "genre_differs": -0.84,
    "no_text": 1.77,
}
COPIED = 0.8
"""From this containment on one text was made from the other, whatever the titles say."""

ANEW = 0.8
"""Days after which the same words around other figures are another event (market reports)."""

COPY_SCORE = 6.0
"""What a copy scores at least."""

CEILING = 8.0
"""No pair scores higher, so that one perfect member cannot outvote the others."""


def score(measures: Mapping[str, float]) -> float:
    """The log-odds that both tell the same event: above 0 more likely than not."""
    odds = BIAS + sum(weight * measures[name] for name, weight in WEIGHTS.items())
    if is_copied(measures):
        odds = max(odds, COPY_SCORE)
    return max(-CEILING, min(odds, CEILING))


def is_copied(measures: Mapping[str, float]) -> bool:
    """Whether one text was made from the other; a form filled in anew each day was not."""
    anew = measures["days_apart"] > ANEW and measures["figures_differ"]
    return measures["contained"] >= COPIED and not anew


def leading(measures: Mapping[str, float]) -> str:
    """The measures that spoke loudest for it, for people: `title=0.62 rarest=5.1`."""
    parts = {name: weight * measures[name] for name, weight in WEIGHTS.items() if measures[name]}
    loudest = sorted(parts, key=lambda name: -abs(parts[name]))[:4]
    return " ".join(f"{name}={measures[name]:.2f}" for name in loudest)
