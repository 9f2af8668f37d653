"""What scoring needs of an article, measured once and kept as a compact, versioned blob."""

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import accumulate

import numpy as np
import numpy.typing as npt
import xxhash

from bot.errors import Permanent
from bot.model import Article, Meaning
from bot.outlets import OutletTable
from bot.stories.background import Background, Frequencies
from bot.stories.body import telling
from bot.stories.headlines import Genre, read_headline
from bot.stories.words import Ids, bigram_words, bigrams, plain, word_ids
from bot.text.event_dates import KST, event_dates
from bot.text.numbers import Amount, amounts

VERSION = 4
REMEMBERED = 2_048
"""Blobs whose features are kept at hand, about 4 kB each: one article is asked for many times."""
LEDE = 250
"""Code points of the text that say what the article is about: as much as a feed's summary has."""
FIGURES = 700
"""Code points in which amounts are looked for: they tell events apart further down, too."""
MAX_BODY_BIGRAMS = 220
MAX_WORDS = 48
MAX_AMOUNTS = 16
MAX_WHO = 4
NAME_RARITY = 5.0
"""From this weight on (natural logarithm, one text in 150) a title's first word is a name."""
MAX_DATES = 8
SKETCH_SIZE = 96
TELLING_BITS = 7
"""Mask of the bits of an amount that count its significant digits."""
HALF_BITS = 16
HALF = (1 << HALF_BITS) - 1
"""Mask of the half of a title's amount that stands for its value; the rest is its unit."""
SHINGLE = 5
"""Code points of one shingle of the copy sketch."""

# The meaning's length stands where older blobs have zeros.
_HEADER = struct.Struct("<BBBBBxHqIIIH11H")
_ID = np.dtype("<u4")
_WEIGHT = np.dtype("<f2")
_DAY = np.dtype("<i4")
_PART = np.dtype("i1")
_MOST_PART = 127
_PRIME, _SHIFT = np.uint64(0x9E3779B97F4A7C15), np.uint64(29)
# Dates further away are background.
_NEAR_DAYS = 45


class UnknownFeatures(Permanent):
    """A stored blob has another version: the article's fingerprint has to be made again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """One article as numbers. Ids ascend; weights are rarities (idf), not yet normalised.

    `lead` is the title's first word, `who` the words of the name at its
    beginning: set off by a comma or a quotation mark, or rare and in the text, too. `title_words` numbers the word that each bigram of the title
    stands in. `title` and `body` hold bigrams (the body's include the title's), `terms` the rarest words in
    the order of their ids, `title_rarity` the weights of those in the title, `amounts` hashes of numbers with units, `title_amounts`
    those of the title as half a hash of the unit above half of one of the value, `days` ordinals of event dates,
    `title_figures` whole hashes of the title's amounts, as `amounts` has them, `sketch` the smallest shingle hashes of the text. `length` is of the text in code points.
    `meaning` is the direction of the vector that the model with the hash `understood_by` gave; mostly there is none.
    """

    at: int
    outlet: int
    publisher: int
    lead: int
    genre: Genre
    summed_up: bool
    counter: int
    status: int
    length: int
    title: Ids
    title_weights: npt.NDArray[np.float32]
    title_words: Ids
    body: Ids
    body_weights: npt.NDArray[np.float32]
    terms: Ids
    term_weights: npt.NDArray[np.float32]
    title_terms: Ids
    title_rarity: npt.NDArray[np.float32]
    who: Ids
    amounts: Ids
    title_amounts: Ids
    title_figures: Ids
    days: npt.NDArray[np.int32]
    sketch: Ids
    understood_by: int
    meaning: npt.NDArray[np.int8]


def measure(
    article: Article,
    background: Background,
    outlets: OutletTable,
    meaning: Meaning | None = None,
) -> Features:
    """The features of an article. Title alone is enough; the text may be empty."""
    headline = read_headline(article.title)
    text = telling(article.text)
    subject, lede = plain(headline.subject), plain(text[:LEDE])
    untagged = plain(headline.untagged)
    title, title_counts = bigrams(subject)
    body, body_counts = bigrams(f"{subject} {lede}")
    rarity = background.bigrams.idf(body)
    in_title, in_lede = word_ids(subject), word_ids(lede)
    terms = _ascending((*in_title, *in_lede))
    terms, term_weights = _rarest(terms, background.words.idf(terms), MAX_WORDS)
    title_terms = _common(terms.tolist(), in_title)
    title_weights = _weigh(rarity[body.searchsorted(title)], title_counts)
    body, body_weights = _rarest(body, _weigh(rarity, body_counts), MAX_BODY_BIGRAMS)
    figures = amounts(headline.subject)
    known = outlets.find(article.outlet, article.url)
    return Features(
        at=int(article.published_at.timestamp()),
        outlet=_name_id(known.name if known else article.outlet),
        publisher=_name_id(known.publisher if known else article.publisher or article.outlet),
        lead=next(iter(word_ids(untagged)), 0),
        genre=headline.genre,
        summed_up=headline.summed_up,
        counter=headline.counter,
        status=headline.status,
        length=min(len(text), 0xFFFF),
        title=title,
        title_weights=title_weights,
        title_words=bigram_words(subject, title),
        body=body,
        body_weights=body_weights,
        terms=terms,
        term_weights=term_weights,
        title_terms=title_terms,
        title_rarity=term_weights[terms.searchsorted(title_terms)],
        who=_who(headline.who, untagged, in_lede, background.words),
        amounts=_amounts(amounts(f"{headline.subject}\n{text[:FIGURES]}")),
        title_amounts=_title_amounts(figures),
        title_figures=_amounts(figures),
        days=_days(f"{headline.subject}\n{text[:LEDE]}", article.published_at),
        sketch=sketch(text),
        understood_by=_name_id(meaning.model) if meaning else 0,
        meaning=_direction(meaning),
    )


def _direction(meaning: Meaning | None) -> npt.NDArray[np.int8]:
    """The vector stretched to the whole range of a byte.

    Parts below a 254th of its longest fall away; where no few parts outweigh all others together,
    that changes a cosine by less than a hundredth.
    """
    if meaning is None:
        return np.empty(0, dtype=_PART)
    vector = np.array(meaning.vector, dtype=np.float64)
    most = np.abs(vector).max(initial=0.0)
    return np.round(vector / (most or 1.0) * _MOST_PART).astype(_PART)


def sketch(text: str) -> Ids:
    """The SKETCH_SIZE smallest hashes of the text's shingles: enough to estimate containment."""
    units = np.frombuffer(plain(text).replace(" ", "").encode("utf-16-le", "ignore"), np.uint16)
    count = len(units) - SHINGLE + 1
    if count < 1:
        return np.empty(0, dtype=_ID)
    mixed = np.zeros(count, dtype=np.uint64)
    for offset in range(SHINGLE):
        mixed ^= units[offset : offset + count]
        mixed *= _PRIME
        mixed ^= mixed >> _SHIFT
    return np.unique((mixed >> np.uint64(32)).astype(_ID))[:SKETCH_SIZE]


def _weigh(
    rarity: npt.NDArray[np.float32], counts: npt.NDArray[np.int64]
) -> npt.NDArray[np.float32]:
    return rarity * (1 + np.log(counts)).astype(np.float32)


def _rarest(
    ids: Ids, weights: npt.NDArray[np.float32], most: int
) -> tuple[Ids, npt.NDArray[np.float32]]:
    if len(ids) <= most:
        return ids, weights
    keep = np.sort(np.argsort(-weights, kind="stable")[:most])
    return ids[keep], weights[keep]


def _ascending(ids: Iterable[int]) -> Ids:
    return np.array(sorted(set(ids)), dtype=_ID)


def _common(ids: Iterable[int], others: Iterable[int]) -> Ids:
    return _ascending(set(ids).intersection(others))


def _amounts(told: Sequence[Amount]) -> Ids:
    """Hashes of the amounts; the low bits of each say how telling it is (significant digits)."""
    found = {
        xxhash.xxh32_intdigest(f"{amount.value:f}{amount.unit}".encode()) & ~TELLING_BITS
        | min(len(amount.value.as_tuple().digits), TELLING_BITS)
        for amount in told
    }
    return np.array(sorted(found)[:MAX_AMOUNTS], dtype=_ID)


def _who(who: str, untagged: str, in_lede: Sequence[int], background: Frequencies) -> Ids:
    """Whom the title is about.

    A name set off at its beginning, or its first word if it is rare and the text has it, too.
    """
    if who:
        return _ascending(word_ids(plain(who)))[:MAX_WHO]
    lead = _ascending(word_ids(untagged.partition(" ")[0]))
    return _common(lead[background.idf(lead) >= NAME_RARITY].tolist(), in_lede)


def _title_amounts(told: Sequence[Amount]) -> Ids:
    found = {
        xxhash.xxh32_intdigest(amount.unit.encode()) & ~HALF
        | xxhash.xxh32_intdigest(f"{amount.value:f}".encode()) & HALF
        for amount in told
        if amount.unit
    }
    return np.array(sorted(found)[:MAX_AMOUNTS], dtype=_ID)


def _days(text: str, published: datetime) -> npt.NDArray[np.int32]:
    today = published.astimezone(KST).date().toordinal()
    days = {
        day
        for found in event_dates(text, published)
        for day in {found.first.toordinal(), found.last.toordinal()}
        if abs(day - today) <= _NEAR_DAYS
    }
    return np.array(sorted(days)[:MAX_DATES], dtype=_DAY)


def _name_id(name: str) -> int:
    return xxhash.xxh32_intdigest(name.encode()) if name else 0


def pack(features: Features) -> bytes:
    """The blob of the features; `unpack` reads it."""
    f = features
    header = _HEADER.pack(
        VERSION, f.genre, f.summed_up, f.counter, f.status, len(f.meaning), f.at, f.outlet, f.publisher, f.lead, f.length,
        len(f.title), len(f.title_words), len(f.body), len(f.terms), len(f.title_terms), len(f.who),
        len(f.amounts), len(f.title_amounts), len(f.title_figures), len(f.sketch), len(f.days),
    )  # fmt: skip
    ids = [
        f.title,
        f.title_words,
        f.body,
        f.terms,
        f.title_terms,
        f.who,
        f.amounts,
        f.title_amounts,
        f.title_figures,
        f.sketch,
    ]
    weights = [f.title_weights, f.body_weights, f.term_weights]
    return b"".join(
        [
            header,
            *(part.astype(_ID, copy=False).tobytes() for part in ids),
            f.days.astype(_DAY, copy=False).tobytes(),
            *(part.astype(_WEIGHT).tobytes() for part in weights),
            *(
                (f.understood_by.to_bytes(4, "little"), f.meaning.tobytes())
                if len(f.meaning)
                else ()
            ),
        ]
    )


@lru_cache(maxsize=REMEMBERED)
def unpack(blob: bytes) -> Features:
    """The features in a blob; of the blobs read last they are remembered.

    Raises:
        UnknownFeatures: another version wrote it, or it is damaged.
    """
    try:
        header = _HEADER.unpack_from(blob)
        if header[0] != VERSION:
            raise UnknownFeatures(f"features of version {header[0]}, not {VERSION}")
        return _read(blob, header)
    except (struct.error, ValueError) as error:
        raise UnknownFeatures("damaged features") from error


def _read(blob: bytes, header: tuple[int, ...]) -> Features:
    _, genre, summed_up, counter, status, meant, at, *names, lead, length = header[:11]
    sizes = header[11:]
    everything = np.frombuffer(blob, _ID, sum(sizes[:-1]), _HEADER.size)
    (
        title,
        title_words,
        body,
        terms,
        title_terms,
        who,
        numbers,
        title_numbers,
        figures,
        sketched,
    ) = _slices(everything, sizes[:-1])
    place = _HEADER.size + everything.nbytes
    days = np.frombuffer(blob, _DAY, sizes[-1], place)
    place += days.nbytes
    end = len(blob) - (meant + _ID.itemsize if meant else 0)
    weights = np.frombuffer(blob[place:end], _WEIGHT).astype(np.float32)
    if len(weights) != len(title) + len(body) + len(terms):
        raise ValueError("the blob has another length")
    rarity = weights[len(title) + len(body) :]
    return Features(
        at=at,
        outlet=names[0],
        publisher=names[1],
        lead=lead,
        genre=Genre(genre),
        summed_up=bool(summed_up),
        counter=counter,
        status=status,
        length=length,
        title=title,
        title_weights=weights[: len(title)],
        title_words=title_words,
        body=body,
        body_weights=weights[len(title) : len(title) + len(body)],
        terms=terms,
        term_weights=rarity,
        title_terms=title_terms,
        title_rarity=rarity[terms.searchsorted(title_terms)],
        who=who,
        amounts=numbers,
        title_amounts=title_numbers,
        title_figures=figures,
        days=days,
        sketch=sketched,
        understood_by=int.from_bytes(blob[end : end + _ID.itemsize], "little") if meant else 0,
        meaning=np.frombuffer(blob[len(blob) - meant :], _PART),
    )


def _slices(ids: Ids, sizes: Sequence[int]) -> list[Ids]:
    ends = list(accumulate(sizes))
    return [ids[end - size : end] for size, end in zip(sizes, ends, strict=True)]
