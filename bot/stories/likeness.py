"""How alike one article is to each of many, as named measures. Each is explainable alone.

All old articles are measured together: their ids stand in one array, `owner` says whose they are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bot.stories.differences import days_differ, gathers
from bot.stories.features import HALF_BITS, TELLING_BITS, Features
from bot.stories.lookup import (
    Floats,
    Many,
    Mask,
    Places,
    Reals,
    Shared,
    among,
    find,
    gather,
    many_of,
    places_of,
    shared,
    sums,
)
from bot.stories.words import Ids

LEAST_SHINGLES = 30
"""Shorter texts (captions, stubs) prove no copying."""

LEAST_AMOUNTS = 3
"""Articles with fewer amounts may well tell one event with different ones."""

_DAY = 86_400
_FEW = 4
_SUMMARY = 200
"""Code points up to which a text can be a feed's summary."""
EPOCH = 719_163
"""The ordinal of 1 January 1970."""
_MOST_DAYS = 5.0
_RAREST = 8.0
_NOTHING = 1e-6  # of a weight: what is left of a sum of which all was taken
NAMES = 2
"""Words of a title that may be a firm and a place, or a firm and its partner."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Distinct:
    """Weights of an article's title bigrams and words, less for what the stories around share."""

    title: Floats
    terms: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """A new article beside old ones: what their titles, texts and words share, looked up once.

    `titled` are bigrams of old texts that the new title has, `told` those of old titles in the new text.
    """

    new: Features
    olds: Sequence[Features]
    titles: Many
    bodies: Many
    terms: Many
    same_body: Shared
    titled: Shared
    told: Shared
    same_title: Shared
    same_terms: Shared


def beside(new: Features, olds: Sequence[Features]) -> Beside:
    """The new article beside at least one old article."""
    titles, bodies = many_of([old.title for old in olds]), many_of([old.body for old in olds])
    terms = many_of([old.terms for old in olds])
    same_body, told = find(bodies, new.body), find(titles, new.body)
    # A text's bigrams hold its title's unless it is long: then they have to be looked up apart.
    of_title = places_of(new.body, new.title)
    whole = np.count_nonzero(of_title >= 0) == len(new.title)
    return Beside(
        new=new,
        olds=olds,
        titles=titles,
        bodies=bodies,
        terms=terms,
        same_body=same_body,
        told=told,
        titled=among(same_body, of_title) if whole else find(bodies, new.title),
        same_title=among(told, of_title) if whole else find(titles, new.title),
        same_terms=find(terms, new.terms),
    )


def likeness(around: Beside, distinct: Distinct) -> list[Mapping[str, float]]:
    """For each old article its measures by name.

    0 to 1 but `meaning` (a cosine), `rarest` (idf), `amounts`, `days_apart`, `figures` (counts) and `shorter` (code
    points). `rest_…` leave out the one word of a title that the other tells best: a company's
    name is in all its news. `matter` leaves out two, and is what the other tells best of either title. `distinct` are the weights of the new article as `distinct_weights`
    gives them.
    """
    new, olds, titles, bodies = around.new, around.olds, around.titles, around.bodies
    title_weights = np.concatenate([old.title_weights for old in olds])
    body_weights = np.concatenate([old.body_weights for old in olds])
    same_body, titled, told = around.same_body, around.titled, around.told
    same_title, same_terms = around.same_title, around.same_terms
    title = _cosine(same_title, new.title_weights, title_weights, titles)
    ours, distinct_ours = titled.spread(new.title_weights), titled.spread(distinct.title)
    words = _by_word(new)
    whole = new.title_weights @ words
    ours_told = _share(ours.sum(axis=1), new.title_weights)
    theirs_told = _part(told.total(title_weights[told.theirs]), sums(titles, title_weights))
    told_words, titled_words = ours @ words, same_title.spread(new.title_weights) @ words
    theirs_words, theirs_whole = _their_words(told, titles, olds, title_weights)
    ours_rest, theirs_rest = _beyond(told_words, whole), _beyond(theirs_words, theirs_whole)
    matter = [
        _beyond_names(parts, of)
        for parts, of in (
            (told_words, whole),
            (titled_words, whole),
            (theirs_words, theirs_whole),
        )
    ]
    rare = same_terms.spread(distinct.terms)
    columns = {
        "rest_told": np.maximum(ours_rest, theirs_rest),
        "rest_both": np.minimum(ours_rest, theirs_rest),
        "rest_distinct": _beyond(distinct_ours @ words, distinct.title @ words),
        "rest_title": _beyond(titled_words, whole),
        "matter": np.max(matter, axis=0),
        "title": title,
        "body": _cosine(same_body, new.body_weights, body_weights, bodies),
        "mutual": np.minimum(
            _share(same_body.total(new.body_weights[same_body.ours]), new.body_weights),
            _part(same_body.total(body_weights[same_body.theirs]), sums(bodies, body_weights)),
        ),
        "title_in_body": np.maximum(ours_told, theirs_told),
        "both_titles_told": np.minimum(ours_told, theirs_told),
        "distinct": _share(distinct_ours.sum(axis=1), distinct.title),
        "rarest": np.sort(rare, axis=1)[:, -_FEW:].sum(axis=1) / _FEW,
        "contained": _containments(new, olds),
        "terms": _share(rare.sum(axis=1), distinct.terms),
    }
    columns |= _circumstances(new, olds) | _differences(around) | _meanings(new, olds)
    lists = [column.tolist() for column in columns.values()]
    return [dict(zip(columns, row, strict=True)) for row in zip(*lists, strict=True)]


def _circumstances(new: Features, olds: Sequence[Features]) -> dict[str, Reals]:
    """When, where and at what length they were told."""
    told = [(old.at, old.length, old.genre, old.summed_up, old.outlet) for old in olds]
    at, length, genre, summed_up, outlet = np.array(told, dtype=np.int64).T
    shorter = np.minimum(length, new.length).astype(np.float64)
    flags = {
        "no_text": shorter == 0,
        "genre_differs": genre != new.genre,
        "own_outlet": (outlet == new.outlet) & (outlet != 0),
        "later_version": (summed_up == 0) & new.summed_up,
    }
    return {
        "shorter": shorter,
        "long": np.clip((shorter - _SUMMARY) / _SUMMARY, 0.0, 1.0),
        "days_apart": np.minimum(np.abs(at - new.at) / _DAY, _MOST_DAYS),
        **{name: flag.astype(np.float64) for name, flag in flags.items()},
    }


def _differences(around: Beside) -> dict[str, Reals]:
    """The measures of amounts, names and days, most of which speak against one event."""
    new, olds, terms = around.new, around.olds, around.terms
    amounts = many_of([old.amounts for old in olds])
    same_amounts = find(amounts, new.amounts)
    figures = np.minimum(amounts.sizes, len(new.amounts)).astype(np.float64)
    none_shared = np.bincount(same_amounts.owner, minlength=len(olds)) == 0
    old_figure = _owners(amounts, new.title_figures) | _owners(
        many_of([old.title_figures for old in olds]), new.amounts
    )
    return {
        "amounts": _amounts(new, same_amounts),
        "figures": figures,
        "figures_differ": ((figures >= LEAST_AMOUNTS) & none_shared).astype(np.float64),
        "days_clash": np.array([days_differ(new, old) for old in olds], dtype=np.float64),
        "leads_unknown": _leads_unknown(new, olds, terms),
        "who_differs": _who_differs(new, olds, terms),
        "title_figures": np.array([_title_figures_differ(new, old) for old in olds], dtype=float),
        "gathers": np.array([gathers(new, old) for old in olds], dtype=np.float64),
        "old_figure": old_figure.astype(np.float64),
        "untold": _untold(around),
    }


def _meanings(new: Features, olds: Sequence[Features]) -> dict[str, Reals]:
    """The cosine of what a model understood, and whether it is known of both articles."""
    cosines, meant = np.zeros(len(olds)), np.zeros(len(olds))
    for place, old in enumerate(olds if new.understood_by else ()):
        if old.understood_by == new.understood_by and len(old.meaning) == len(new.meaning):
            ours, theirs = new.meaning.astype(np.float64), old.meaning.astype(np.float64)
            lengths = float(np.linalg.norm(ours) * np.linalg.norm(theirs))
            cosines[place] = float(ours @ theirs) / lengths if lengths else 0.0
            meant[place] = float(lengths > 0)
    return {"meaning": cosines, "meant": meant}


def plain_weights(new: Features) -> Distinct:
    """The weights of an article that stands beside no stories."""
    return Distinct(title=new.title_weights, terms=new.term_weights)


def distinct_weights(around: Beside, story_ids: Sequence[int]) -> Distinct:
    """What several of the stories around share tells none of them apart, so it weighs less."""
    _, numbers = np.unique(np.array(story_ids), return_inverse=True)
    return Distinct(
        title=_spread(around.new.title_weights, around.titled, numbers),
        terms=_spread(around.new.term_weights, around.same_terms, numbers),
    )


def _spread(weights: Floats, found: Shared, stories: Places) -> Floats:
    seen = np.zeros((int(stories.max()) + 1, len(weights)), dtype=np.bool_)
    seen[stories[found.owner], found.ours] = True
    spread: Floats = (weights / np.maximum(seen.sum(axis=0), 1)).astype(np.float32)
    return spread


def _cosine(same: Shared, ours: Floats, theirs: Floats, many: Many) -> Reals:
    dots = same.total(ours[same.ours] * theirs[same.theirs])
    return _part(dots, np.sqrt(float(ours @ ours) * sums(many, theirs * theirs)))


def _part(some: Reals, whole: Reals | Places) -> Reals:
    return np.divide(some, whole, out=np.zeros(some.shape), where=whole > 0)


def _share(some: Reals, weights: Floats) -> Reals:
    """How much of all these weights they are."""
    whole = float(weights.sum())
    return some / whole if whole > 0 else np.zeros(some.shape)


def _by_word(new: Features) -> Reals:
    """For each bigram of the new title a row with 1 in the column of its word."""
    count = int(new.title_words.max(initial=0)) + 1
    table = np.zeros((len(new.title), count))
    table[np.arange(len(new.title)), new.title_words] = 1.0
    return table


def _their_words(
    found: Shared, titles: Many, olds: Sequence[Features], weights: Floats
) -> tuple[Reals, Reals]:
    """For each old title what is found of each of its words, and what each weighs."""
    numbers = np.concatenate([old.title_words for old in olds]).astype(np.intp)
    shape = (len(olds), int(numbers.max(initial=0)) + 1)
    places = titles.owner * shape[1] + numbers
    whole = _table(places, weights, shape)
    return _table(places[found.theirs], weights[found.theirs], shape), whole


def _table(places: Places, weights: Floats, shape: tuple[int, int]) -> Reals:
    return gather(places, weights, shape[0] * shape[1]).reshape(shape)


def _beyond(parts: Reals, whole: Reals, names: int = 1) -> Reals:
    """How much of a title, whose words weigh as `whole` says, is found beyond its best words.

    A row of `parts` is what one article tells of each word; the names are what is told best.
    """
    rows = np.arange(len(parts))[:, None]
    if names == 1:
        best = parts.argmax(axis=1)[:, None]
    else:
        best = (-parts).argsort(axis=1, kind="stable")[:, :names]
    named = whole[best] if whole.ndim == 1 else whole[rows, best]
    left = whole.sum(axis=-1) - named.sum(axis=1)
    beyond = parts.sum(axis=1) - parts[rows, best].sum(axis=1)
    return _part(beyond, np.where(left > _NOTHING, left, 0.0))


def _beyond_names(parts: Reals, whole: Reals) -> Reals:
    """How much is found beyond two words; beyond one where a title has no third."""
    has_third = np.count_nonzero(whole > _NOTHING, axis=-1) > NAMES
    return np.where(has_third, _beyond(parts, whole, NAMES), _beyond(parts, whole))


def _amounts(new: Features, same: Shared) -> Reals:
    """Shared amounts, each counted by how many of its digits chance would not give."""
    telling = (new.amounts[same.ours] & np.uint32(TELLING_BITS)).astype(np.float64)
    return same.total(np.minimum(telling, _FEW)) / _FEW


def _who_differs(new: Features, olds: Sequence[Features], terms: Many) -> Reals:
    """Whether both titles begin with a name and neither text has any word of the other's."""
    if not len(new.who):
        return np.zeros(len(olds))
    names = many_of([old.who for old in olds])
    known = _owners(terms, new.who) | _owners(names, new.terms)
    return ((names.sizes > 0) & ~known).astype(np.float64)


def _owners(many: Many, wanted: Ids) -> Mask:
    """For each article whether it has any of the wanted ids."""
    found: Mask = np.bincount(find(many, wanted).owner, minlength=many.count) > 0
    return found


def _title_figures_differ(new: Features, old: Features) -> bool:
    """Whether both titles have an amount of one unit, and none in common."""
    ours, theirs = new.title_amounts, old.title_amounts
    if not len(ours) or not len(theirs) or shared(ours, theirs).any():
        return False
    return bool(np.isin(ours >> HALF_BITS, theirs >> HALF_BITS).any())


def _untold(around: Beside) -> Reals:
    """Of either title the rarest word that the other text has not; the commoner of the two.

    From 0 to 1, and 0 for another outlet: there it tells nothing.
    """
    new, olds = around.new, around.olds
    own = np.array([new.outlet == old.outlet != 0 for old in olds])
    if not own.any():
        return np.zeros(len(olds))
    told = among(around.same_terms, places_of(new.terms, new.title_terms))
    ours = np.tile(new.title_rarity, (len(olds), 1))
    ours[told.owner, told.ours] = 0.0
    titles = many_of([old.title_terms for old in olds])
    found = find(titles, new.terms)
    rarity = np.concatenate([old.title_rarity for old in olds])
    rarity[found.theirs] = 0.0
    theirs = np.zeros(len(olds))
    np.maximum.at(theirs, titles.owner, rarity)
    untold = np.minimum(ours.max(axis=1, initial=0.0), theirs)
    share: Reals = np.minimum(untold, _RAREST) / _RAREST * own
    return share


def _leads_unknown(new: Features, olds: Sequence[Features], terms: Many) -> Reals:
    """Whether neither text has the first word of the other's title."""
    ours = np.zeros(len(olds), dtype=np.bool_)
    ours[terms.owner[terms.ids == new.lead]] = True
    theirs = shared(np.array([old.lead for old in olds], dtype=np.uint32), new.terms)
    return (~ours & ~theirs).astype(np.float64)


def _containments(new: Features, olds: Sequence[Features]) -> Reals:
    """How much of the shorter text's shingles the other holds, estimated from their sketches."""
    if len(new.sketch) < LEAST_SHINGLES:
        return np.zeros(len(olds))
    many = many_of([old.sketch for old in olds])
    same = find(many, new.sketch)
    if not len(same.owner):
        return np.zeros(len(olds))
    last = [old.sketch[-1] if len(old.sketch) else 0 for old in olds]
    ceilings = np.minimum(np.array(last, dtype=np.uint32), new.sketch[-1])
    low = new.sketch[same.ours] <= ceilings[same.owner]
    both = np.bincount(same.owner[low], minlength=len(olds))
    ours = new.sketch.searchsorted(ceilings, side="right")
    theirs = np.bincount(many.owner[many.ids <= ceilings[many.owner]], minlength=len(olds))
    enough = many.sizes >= LEAST_SHINGLES
    return _part((both * enough).astype(np.float64), np.minimum(ours, theirs))
