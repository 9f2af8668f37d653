"""Whether two articles tell one event: a small logistic model over the measures of `likeness`.

The weights come from `bench/fit_stories.py ../shared`; `docs/decisions.md` says from what and how good.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Log-odds are `bias` and each measure times its weight.

    Where both articles have a meaning, what the cosine of the two is above `alike` counts, too,
    times the weight `meaning`. Models differ, so neither of the two is fitted: settings say them.
    """

    bias: float
    weights: Mapping[str, float]
    meaning: float = 0.0
    alike: float = 0.0


BIAS = -5.606
WEIGHTS: Mapping[str, float] = {
    "title": 2.876,
    "body": 1.682,
    "mutual": 1.539,
    "title_in_body": 2.188,
    "both_titles_told": 3.817,
    "distinct": 0.669,
    "rest_told": 3.229,
    "rest_both": 2.927,
    "rest_title": 2.531,
    "rest_distinct": 0.774,
    "rarest": 0.616,
    "amounts": 0.000,
    "days_apart": -2.327,
    "days_clash": -0.140,
    "genre_differs": -0.728,
    "leads_unknown": -1.579,
    "figures_differ": -0.961,
    "long": -2.388,
    "no_text": 0.750,  # given beside what is fitted: most labelled articles have texts
    "terms": 0.433,
    "title_figures": 0.000,
    "own_outlet": -0.139,
    "untold": -0.206,
}
MODEL = Model(bias=BIAS, weights=WEIGHTS)

COPIED = 0.8
"""From this containment on one text was made from the other, whatever the titles say."""

SAME_TEXT = 0.97
"""From this containment on it is one text, even if the titles name others."""

STRANGER_SCORE = -1.5
"""What strangers score at most."""

FULL_TEXT = 220
"""Code points from which a text can be expected to name its subject."""

SHARED_TEXT = 0.7
UNTOLD = 0.4
HALF_TOLD = 0.5
MOSTLY_TOLD = 0.75
MANY_FIGURES = 5
ONE_FIGURE = 0.9

ANEW = 0.8
"""Days after which the same words around other figures are another event (market reports)."""

BEYOND_NAME = 0.15
"""How much of a title the other must tell beyond the one word that they share best."""

MATTER = ((120, 0.15), (60, 0.05))
"""From so many code points of the shorter text on, how much of a title beyond two names one of them
must tell of the other's: a firm does more than one thing in a town."""

VOUCHING = 20
"""Code points of the shorter text from which on an article says that two others are one event."""

SUBJECT = 0.4
"""How much of a title, but for the name, a column tells that is about the event."""

FORM_TITLE = 0.4
SAME_FORM = 0.6
"""How alike the titles of one form are whatever was filled in: an amount, a name."""

RARE_UNTOLD = 0.6
"""From this rarity on (5 of 8 in natural logarithms) a word of a title is a name."""

SHARED_SENTENCE = 0.3

COPY_SCORE = 6.0
"""What a copy scores at least."""

CEILING = 8.0
"""No pair scores higher, so that one perfect member cannot outvote the others."""


def score(measures: Mapping[str, float], model: Model = MODEL) -> float:
    """The log-odds that both tell the same event: above 0 more likely than not."""
    odds = 0.0
    for name, weight in model.weights.items():
        odds += weight * measures[name]
    odds += model.bias
    if measures["meant"]:
        odds += model.meaning * (measures["meaning"] - model.alike)
    if is_copied(measures):
        odds = max(odds, COPY_SCORE)
    elif is_form(measures) or are_strangers(measures):
        odds = min(odds, STRANGER_SCORE)
    return max(-CEILING, min(odds, CEILING))


def is_copied(measures: Mapping[str, float]) -> bool:
    """Whether one text was made from the other; a form filled in anew each day was not."""
    anew = measures["days_apart"] > ANEW and measures["figures_differ"]
    renamed = measures["who_differs"] and measures["contained"] < SAME_TEXT
    lent = is_lent(measures) or is_gathered(measures)
    return measures["contained"] >= COPIED and not (anew or renamed or lent)


def is_lent(measures: Mapping[str, float]) -> bool:
    """Whether one outlet's two titles share nothing, so that a text of both is about neither.

    A picture's caption or a series' introduction stands under many articles of an outlet.
    """
    untold = max(measures["rest_told"], measures["rest_title"]) < BEYOND_NAME
    return bool(measures["own_outlet"] and measures["leads_unknown"] and untold)


def is_gathered(measures: Mapping[str, float]) -> bool:
    """Whether a round-up that is not about the other prints its text among others."""
    return bool(measures["gathers"] and measures["both_titles_told"] < UNTOLD)


def is_name_alone(measures: Mapping[str, float]) -> bool:
    """Whether all they share is one name: no other word of a title, no amount, no sentence."""
    beyond = max(measures["rest_told"], measures["rest_title"])
    return beyond < BEYOND_NAME and not _shares_more(measures)


def are_names_alone(measures: Mapping[str, float]) -> bool:
    """Whether it is two names, say a firm and a town, and the texts are long enough to tell."""
    wanted = (least for length, least in MATTER if measures["shorter"] >= length)
    return measures["matter"] < next(wanted, 0.0) and not _shares_more(measures)


def share_names_alone(measures: Mapping[str, float]) -> bool:
    """Whether one name, or two, are all that they share."""
    return is_name_alone(measures) or are_names_alone(measures)


def can_vouch(measures: Mapping[str, float]) -> bool:
    """Whether both have a text: a flash that is its title shares names with all of a firm's matters."""
    return measures["shorter"] >= VOUCHING


def _shares_more(measures: Mapping[str, float]) -> bool:
    return measures["amounts"] > 0 or measures["contained"] >= SHARED_SENTENCE


def is_aside(measures: Mapping[str, float]) -> bool:
    """Whether neither is about the other: one only mentions it on the way to a matter of its own."""
    return max(measures["rest_told"], measures["rest_title"]) < SUBJECT


def is_form(measures: Mapping[str, float]) -> bool:
    """Whether they tell the same of somebody else, as notices, results and target prices do.

    Both titles begin with whom they are about and neither text knows the other's; or the text that
    they share is about neither, or stands in a round-up; or one outlet
    wrote both anew, and neither knows the first word of the other's title, or the titles are of
    one form and name other amounts or each a rare word that the other text has not. A later version
    (종합, 2보) of a story names new amounts, too, as does one that still tells the old ones.
    """
    lent = is_lent(measures) or is_gathered(measures)
    if measures["who_differs"] or (lent and measures["contained"] >= COPIED):
        return True
    if not measures["own_outlet"] or measures["contained"] >= COPIED:
        return False
    return bool(measures["leads_unknown"] or (_is_refilled(measures) and not _goes_on(measures)))


def _is_refilled(measures: Mapping[str, float]) -> bool:
    amounts = measures["title_figures"] and measures["title"] >= FORM_TITLE
    names = measures["untold"] >= RARE_UNTOLD and measures["title"] >= SAME_FORM
    return bool(amounts or names)


def _goes_on(measures: Mapping[str, float]) -> bool:
    return bool(measures["later_version"] or measures["old_figure"])


def are_strangers(measures: Mapping[str, float]) -> bool:
    """Whether two full texts only use the same phrases: neither speaks of the other's title.

    Releases of one trade sound alike; a telling of the same event would name its subject.
    """
    if measures["shorter"] < FULL_TEXT or measures["contained"] >= SHARED_TEXT:
        return False
    if measures["title_in_body"] < UNTOLD:
        return True
    unnamed = measures["leads_unknown"] and measures["both_titles_told"] < HALF_TOLD
    if unnamed and measures["amounts"] < ONE_FIGURE:
        return True
    other_figures = measures["figures"] >= MANY_FIGURES and measures["amounts"] < ONE_FIGURE
    return other_figures and measures["both_titles_told"] < MOSTLY_TOLD


def leading(measures: Mapping[str, float], model: Model = MODEL) -> str:
    """The measures that spoke loudest for it, for people: `title=0.62 rarest=5.1`."""
    parts = {name: by * measures[name] for name, by in model.weights.items() if by * measures[name]}
    loudest = sorted(parts, key=lambda name: -abs(parts[name]))[:4]
    if measures["meant"]:
        loudest.append("meaning")
    return " ".join(f"{name}={measures[name]:.2f}" for name in loudest)
