"""Story grouping decided online, beside the rules of peers: pair F1 and B-cubed F1 per day.

    python bench/stories.py [SHARED] [MORE.jsonl ...]

Ambiguous items are placed but not scored; disputed pairs of stories are ignored. The peers' rules
are written again from their descriptions; each joins an article to the story of its most alike
earlier article. Also prints each day grouped by its titles alone, as where no page can be read, and
with weights fitted on the other days, and how much shuffling arrivals within ten minutes changes; last,
how many follow-ups of synthetic days are linked.
"""

import random
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import product
from pathlib import Path

import numpy as np

from bench.labelled import Labelled, load, parts
from bot.model import Article
from bot.stories.grouping import Grouper
from bot.stories.lookup import shared as shared_ids
from bot.stories.scoring import MODEL, Model
from bot.stories.words import bigrams, plain
from tests.fakes.desk import GroupingDesk
from tests.fakes.newsday import Length, newsday

SHUFFLE_SECONDS = 600
FOLLOWUP_SEEDS = (21, 22, 31, 32)
Alike = Callable[[Article, Article], float]


def ours(articles: Sequence[Article], model: Model = MODEL) -> dict[int, int]:
    desk = GroupingDesk(Grouper(*parts(), model))
    return {article.id: desk.place(article).story_id for article in articles}


def linked(articles: Sequence[Article], alike: Alike, least: float) -> dict[int, int]:
    placed: dict[int, int] = {}
    before: list[Article] = []
    for article in articles:
        scores = [(alike(article, other), -other.id) for other in before]
        best = max(scores, default=(0.0, 0))
        placed[article.id] = placed[-best[1]] if best[0] >= least else article.id
        before.append(article)
    return placed


def title_words(article: Article) -> set[str]:
    return set(re.findall(r"\w+", article.title.casefold()))


def title_jaccard(one: Article, other: Article) -> float:
    left, right = title_words(one), title_words(other)
    return len(left & right) / max(1, len(left | right))


def overlap(one: Article, other: Article) -> float:
    left, right = title_words(one), title_words(other)
    both = len(left & right)
    return both / max(1, min(len(left), len(right))) if both >= 3 else 0.0


def sequence(one: Article, other: Article) -> float:
    matcher = SequenceMatcher(None, one.title, other.title)
    if matcher.real_quick_ratio() < 0.4 or matcher.quick_ratio() < 0.4:
        return 0.0
    return matcher.ratio()


def tf_idf(articles: Sequence[Article]) -> Alike:
    background, _ = parts()
    vectors = {}
    for article in articles:
        ids, counts = bigrams(plain(f"{article.title} {article.text}"))
        weights = background.bigrams.idf(ids) * counts
        vectors[article.id] = ids, weights / (np.linalg.norm(weights) or 1)

    def cosine(one: Article, other: Article) -> float:
        (left, heavy), (right, light) = vectors[one.id], vectors[other.id]
        both = shared_ids(left, right)
        return float(heavy[both] @ light[np.searchsorted(right, left[both])])

    return cosine


def scores(labelled: Labelled, placed: dict[int, int]) -> tuple[float, float]:
    """Pair F1 and B-cubed F1."""
    stories = [placed[article.id] for article in labelled.articles]
    scored = [i for i, ambiguous in enumerate(labelled.ambiguous) if not ambiguous]
    right = wrong = missed = 0
    precision, recall = 0.0, 0.0
    for one in scored:
        ours_, theirs, both = 1, 1, 1
        for other in scored:
            if one == other or not labelled.counts(one, other):
                continue
            together = stories[one] == stories[other]
            wanted = labelled.stories[one] == labelled.stories[other]
            ours_ += together
            theirs += wanted
            both += together and wanted
            right += together and wanted
            wrong += together and not wanted
            missed += wanted and not together
        precision += both / ours_
        recall += both / theirs
    precision, recall = precision / len(scored), recall / len(scored)
    pair = 2 * right / max(1, 2 * right + wrong + missed)
    return pair, 2 * precision * recall / (precision + recall)


def shuffled(labelled: Labelled, seed: int) -> list[Article]:
    dice = random.Random(seed)
    return sorted(
        labelled.articles,
        key=lambda article: article.seen_at.timestamp() + dice.uniform(0, SHUFFLE_SECONDS),
    )


def followups() -> tuple[int, int]:
    """Of the first articles of later matters on synthetic days: how many link their event, of all."""
    told_of = total = 0
    for seed, length in product(FOLLOWUP_SEEDS, (Length.FULL, Length.SUMMARY)):
        desk = GroupingDesk(Grouper(*parts()))
        stories: dict[str, set[int]] = {}
        for told in newsday(seed, length):
            placement = desk.place(told.article)
            if told.follows and told.story not in stories:
                total += 1
                told_of += placement.followup_of in stories.get(told.follows, set())
            stories.setdefault(told.story, set()).add(placement.story_id)
    return told_of, total


def main() -> None:
    # The fit needs this module's `ours`.
    from bench.fit_stories import LEFT_OUT, fitted, learning

    where = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared")
    data = learning(load(where))
    print(f"{'':34}pair F1  B-cubed")
    for labelled in load(where, sys.argv[2:]):
        print(f"{labelled.name} ({len(labelled.articles)} items)")
        cosine = tf_idf(labelled.articles)
        rules = [("title Jaccard >= 0.5", title_jaccard, 0.5), ("overlap >= 0.6, 3 words", overlap, 0.6),
                 ("SequenceMatcher > 0.40", sequence, 0.4001)]  # fmt: skip
        for name, alike, least in rules:
            report(name, *scores(labelled, linked(labelled.articles, alike, least)))
        tried = [
            scores(labelled, linked(labelled.articles, cosine, step / 50)) for step in range(3, 25)
        ]
        report("char-2 tf-idf, best threshold here", *max(tried))
        pair, cubed = scores(labelled, ours(labelled.articles))
        report("sosik", pair, cubed)
        titles = [replace(article, text="") for article in labelled.articles]
        report("sosik, titles alone", *scores(labelled, ours(titles)))
        if labelled.name in data and labelled.name not in LEFT_OUT:
            model = fitted(data, [name for name in data if name != labelled.name])
            report(
                "sosik, weights of other days", *scores(labelled, ours(labelled.articles, model))
            )
        others = [scores(labelled, ours(shuffled(labelled, seed)))[1] for seed in range(5)]
        print(f"  shuffled within 10 minutes: B-cubed {min(others):.4f} to {max(others):.4f}, "
              f"mean change {np.mean(others) - cubed:+.4f}")  # fmt: skip

    told_of, total = followups()
    print(f"synthetic days: {told_of} of {total} follow-ups are linked to their event")


def report(name: str, pair: float, cubed: float) -> None:
    print(f"  {name:32}{pair:.4f}   {cubed:.4f}")


if __name__ == "__main__":
    main()
