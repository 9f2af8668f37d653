"""How alike one article is to each of many, as named measures. Each is explainable alone.

All old articles are measured together: their ids stand in one array, `owner` says whose they are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.stories.differences import days_differ, gathers
from bot.stories.features import HALF_BITS, TELLING_BITS, Features
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
Floats = npt.NDArray[np.float32]
Reals = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Many:
    """Ids of several articles in one array; `owner` says whose each is."""

    count: int
    ids: Ids
    owner: Places
    sizes: Places


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shared:
    """Where ids of old articles are found among the new one's: whose, which of theirs and ours."""

    count: int
    owner: Places
    theirs: Places
    ours: Places

    def total(self, weights: Floats | Reals) -> Reals:
        """For each old article the sum of the weights of what it shares."""
        return _gather(self.owner, weights, self.count)

    def spread(self, weights: Floats) -> Reals:
        """A row for each old article: the new one's weights where it shares them, else 0."""
        table = np.zeros((self.count, len(weights)))
        table[self.owner, self.ours] = weights[self.ours]
        return table


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
    titles: _Many
    bodies: _Many
    terms: _Many
    same_body: _Shared
    titled: _Shared
    told: _Shared
    same_title: _Shared
    same_terms: _Shared


def beside(new: Features, olds: Sequence[Features]) -> Beside:
    """The new article beside at least one old article."""
    titles, bodies = _many([old.title for old in olds]), _many([old.body for old in olds])
    terms = _many([old.terms for old in olds])
    same_body, told = _find(bodies, new.body), _find(titles, new.body)
    # A text's bigrams hold its title's unless it is long: then they have to be looked up apart.
    of_title = _places(new.body, new.title)
    whole = np.count_nonzero(of_title >= 0) == len(new.title)
    return Beside(
        new=new,
        olds=olds,
        titles=titles,
        bodies=bodies,
        terms=terms,
        same_body=same_body,
        told=told,
        titled=_among(same_body, of_title) if whole else _find(bodies, new.title),
        same_title=_among(told, of_title) if whole else _find(titles, new.title),
        same_terms=_find(terms, new.terms),
    )


def likeness(around: Beside, distinct: Distinct) -> list[Mapping[str, float]]:
    """For each old article its measures by name.

    0 to 1 but `meaning` (a cosine), `rarest` (idf), `amounts`, `days_apart`, `figures` (counts) and `shorter` (code
    points). `rest_…` leave out the one word of a title that the other tells best: a company's
    name is in all its news. `distinct` are the weights of the new article as `distinct_weights`
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
    theirs_told = _part(told.total(title_weights[told.theirs]), _sums(titles, title_weights))
    ours_rest = _beyond(ours @ words, whole)
    theirs_rest = _theirs_beyond(told, titles, olds, title_weights)
    rare = same_terms.spread(distinct.terms)
    columns = {
        "rest_told": np.maximum(ours_rest, theirs_rest),
        "rest_both": np.minimum(ours_rest, theirs_rest),
        "rest_distinct": _beyond(distinct_ours @ words, distinct.title @ words),
        "rest_title": _beyond(same_title.spread(new.title_weights) @ words, whole),
        "title": title,
        "body": _cosine(same_body, new.body_weights, body_weights, bodies),
        "mutual": np.minimum(
            _share(same_body.total(new.body_weights[same_body.ours]), new.body_weights),
            _part(same_body.total(body_weights[same_body.theirs]), _sums(bodies, body_weights)),
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
    amounts = _many([old.amounts for old in olds])
    same_amounts = _find(amounts, new.amounts)
    figures = np.minimum(amounts.sizes, len(new.amounts)).astype(np.float64)
    none_shared = np.bincount(same_amounts.owner, minlength=len(olds)) == 0
    old_figure = _owners(amounts, new.title_figures) | _owners(
        _many([old.title_figures for old in olds]), new.amounts
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


def _spread(weights: Floats, found: _Shared, stories: Places) -> Floats:
    seen = np.zeros((int(stories.max()) + 1, len(weights)), dtype=np.bool_)
    seen[stories[found.owner], found.ours] = True
    spread: Floats = (weights / np.maximum(seen.sum(axis=0), 1)).astype(np.float32)
    return spread


def shared(ids: Ids, others: Ids) -> Mask:
    """For each of the ids whether it is among the others, which ascend."""
    if not len(others):
        return np.zeros(len(ids), dtype=np.bool_)
    places = np.searchsorted(others, ids)
    places[places == len(others)] = 0
    found: Mask = others[places] == ids
    return found


def _many(parts: Sequence[Ids]) -> _Many:
    sizes = np.array(list(map(len, parts)))
    owner = np.arange(len(parts)).repeat(sizes)
    return _Many(count=len(parts), ids=np.concatenate(parts), owner=owner, sizes=sizes)


def _find(many: _Many, wanted: Ids) -> _Shared:
    if not len(wanted):
        none = np.empty(0, dtype=np.intp)
        return _Shared(count=many.count, owner=none, theirs=none, ours=none)
    places = wanted.searchsorted(many.ids)
    places[places == len(wanted)] = 0
    theirs = np.flatnonzero(wanted[places] == many.ids)
    return _Shared(count=many.count, owner=many.owner[theirs], theirs=theirs, ours=places[theirs])


def _places(ids: Ids, wanted: Ids) -> Places:
    """For each of the ids its place among the wanted, -1 where it has none."""
    if not len(wanted):
        return np.full(len(ids), -1)
    places = wanted.searchsorted(ids)
    places[places == len(wanted)] = 0
    return np.where(wanted[places] == ids, places, -1)


def _among(found: _Shared, places: Places) -> _Shared:
    """Of what was found among ids what is found among some of them, too, whose places these are."""
    ours = places[found.ours]
    kept = np.flatnonzero(ours >= 0)
    return _Shared(
        count=found.count, owner=found.owner[kept], theirs=found.theirs[kept], ours=ours[kept]
    )


def _gather(owner: Places, weights: Floats | Reals, count: int) -> Reals:
    return np.bincount(owner, weights=weights, minlength=count).astype(np.float64, copy=False)


def _sums(many: _Many, weights: Floats) -> Reals:
    return _gather(many.owner, weights, many.count)


def _cosine(same: _Shared, ours: Floats, theirs: Floats, many: _Many) -> Reals:
    dots = same.total(ours[same.ours] * theirs[same.theirs])
    return _part(dots, np.sqrt(float(ours @ ours) * _sums(many, theirs * theirs)))


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


def _theirs_beyond(
    found: _Shared, titles: _Many, olds: Sequence[Features], weights: Floats
) -> Reals:
    """How much of each old title is found beyond the one word that is found best."""
    numbers = np.concatenate([old.title_words for old in olds]).astype(np.intp)
    if not len(numbers):
        return np.zeros(len(olds))
    shape = (len(olds), int(numbers.max()) + 1)
    places = titles.owner * shape[1] + numbers
    whole = _table(places, weights, shape)
    return _beyond(_table(places[found.theirs], weights[found.theirs], shape), whole)


def _table(places: Places, weights: Floats, shape: tuple[int, int]) -> Reals:
    return _gather(places, weights, shape[0] * shape[1]).reshape(shape)


def _beyond(parts: Reals, whole: Reals) -> Reals:
    """How much of a title, whose words weigh as `whole` says, is found beyond its best word.

    A row of `parts` is what one article tells of each word; the name is what is told best.
    """
    rows = np.arange(len(parts))
    best = parts.argmax(axis=1)
    left = whole.sum(axis=-1) - (whole[best] if whole.ndim == 1 else whole[rows, best])
    return _part(parts.sum(axis=1) - parts[rows, best], left)


def _amounts(new: Features, same: _Shared) -> Reals:
    """Shared amounts, each counted by how many of its digits chance would not give."""
    telling = (new.amounts[same.ours] & np.uint32(TELLING_BITS)).astype(np.float64)
    return same.total(np.minimum(telling, _FEW)) / _FEW


def _who_differs(new: Features, olds: Sequence[Features], terms: _Many) -> Reals:
    """Whether both titles begin with a name and neither text has any word of the other's."""
    if not len(new.who):
        return np.zeros(len(olds))
    names = _many([old.who for old in olds])
    known = _owners(terms, new.who) | _owners(names, new.terms)
    return ((names.sizes > 0) & ~known).astype(np.float64)


def _owners(many: _Many, wanted: Ids) -> Mask:
    """For each article whether it has any of the wanted ids."""
    found: Mask = np.bincount(_find(many, wanted).owner, minlength=many.count) > 0
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
    told = _among(around.same_terms, _places(new.terms, new.title_terms))
    ours = np.tile(new.title_rarity, (len(olds), 1))
    ours[told.owner, told.ours] = 0.0
    titles = _many([old.title_terms for old in olds])
    found = _find(titles, new.terms)
    rarity = np.concatenate([old.title_rarity for old in olds])
    rarity[found.theirs] = 0.0
    theirs = np.zeros(len(olds))
    np.maximum.at(theirs, titles.owner, rarity)
    untold = np.minimum(ours.max(axis=1, initial=0.0), theirs)
    share: Reals = np.minimum(untold, _RAREST) / _RAREST * own
    return share


def _leads_unknown(new: Features, olds: Sequence[Features], terms: _Many) -> Reals:
    """Whether neither text has the first word of the other's title."""
    ours = np.zeros(len(olds), dtype=np.bool_)
    ours[terms.owner[terms.ids == new.lead]] = True
    theirs = shared(np.array([old.lead for old in olds], dtype=np.uint32), new.terms)
    return (~ours & ~theirs).astype(np.float64)


def _containments(new: Features, olds: Sequence[Features]) -> Reals:
    """How much of the shorter text's shingles the other holds, estimated from their sketches."""
    if len(new.sketch) < LEAST_SHINGLES:
        return np.zeros(len(olds))
    many = _many([old.sketch for old in olds])
    same = _find(many, new.sketch)
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
