"""The ids of several articles in one array, and where they are found among one article's."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.stories.words import Ids

Floats = npt.NDArray[np.float32]
Reals = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True)
class Many:
    """Ids of several articles in one array; `owner` says whose each is."""

    count: int
    ids: Ids
    owner: Places
    sizes: Places


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """Where ids of old articles are found among the new one's: whose, which of theirs and ours."""

    count: int
    owner: Places
    theirs: Places
    ours: Places

    def total(self, weights: Floats | Reals) -> Reals:
        """For each old article the sum of the weights of what it shares."""
        return gather(self.owner, weights, self.count)

    def spread(self, weights: Floats) -> Reals:
        """A row for each old article: the new one's weights where it shares them, else 0."""
        table = np.zeros((self.count, len(weights)))
        table[self.owner, self.ours] = weights[self.ours]
        return table


def shared(ids: Ids, others: Ids) -> Mask:
    """For each of the ids whether it is among the others, which ascend."""
    if not len(others):
        return np.zeros(len(ids), dtype=np.bool_)
    places = np.searchsorted(others, ids)
    places[places == len(others)] = 0
    found: Mask = others[places] == ids
    return found


def many_of(parts: Sequence[Ids]) -> Many:
    """The ids of these articles, at least one."""
    sizes = np.array(list(map(len, parts)))
    owner = np.arange(len(parts)).repeat(sizes)
    return Many(count=len(parts), ids=np.concatenate(parts), owner=owner, sizes=sizes)


def find(many: Many, wanted: Ids) -> Shared:
    """Where each wanted id, which ascend, is found."""
    if not len(wanted):
        none = np.empty(0, dtype=np.intp)
        return Shared(count=many.count, owner=none, theirs=none, ours=none)
    places = wanted.searchsorted(many.ids)
    places[places == len(wanted)] = 0
    theirs = np.flatnonzero(wanted[places] == many.ids)
    return Shared(count=many.count, owner=many.owner[theirs], theirs=theirs, ours=places[theirs])


def places_of(ids: Ids, wanted: Ids) -> Places:
    """For each of the ids its place among the wanted, -1 where it has none."""
    if not len(wanted):
        return np.full(len(ids), -1)
    places = wanted.searchsorted(ids)
    places[places == len(wanted)] = 0
    return np.where(wanted[places] == ids, places, -1)


def among(found: Shared, places: Places) -> Shared:
    """Of what was found among ids what is found among some of them, too, whose places these are."""
    ours = places[found.ours]
    kept = np.flatnonzero(ours >= 0)
    return Shared(
        count=found.count, owner=found.owner[kept], theirs=found.theirs[kept], ours=ours[kept]
    )


def gather(owner: Places, weights: Floats | Reals, count: int) -> Reals:
    """For each article the sum of the weights that are its own."""
    return np.bincount(owner, weights=weights, minlength=count).astype(np.float64, copy=False)


def sums(many: Many, weights: Floats) -> Reals:
    """For each article the sum of all its weights."""
    return gather(many.owner, weights, many.count)
