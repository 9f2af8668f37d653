"""Refits the weights of `bot/summary/extractive.py` and says what they give where nothing was fitted.

    python -m bench.fit_summaries [SHARED]

For each page of the evaluation material (two annotators, `bench/summaries.py`): the weights are fitted to
the other pages by ridge regression of each sentence's overlap with the chosen ones on its traits, and
choose from this one. Beside it the shipped weights, the first three sentences of the text, and the first
three without furniture. The shipped weights were fitted to other articles; a refit that does better here
by chance is no reason to ship it.
"""

import sys
from dataclasses import fields, replace
from pathlib import Path

import numpy as np

from bench.summaries import bigram_f1, bigrams, interval, mean, pages, second
from bot.summary.extractive import Weights, choose, scored, summarise
from bot.summary.genre import Genre, genre_of
from bot.summary.passages import passages
from bot.text.sentences import sentence_spans

FITTED = ("early", "second", "last", "central", "title", "day", "reserve")
RIDGE = 2.0
NOTHING = Weights(**{field.name: 0.0 for field in fields(Weights)})


def told(title, text, weights):
    found = passages(text, with_answers=genre_of(title, text) is Genre.INTERVIEW)
    return scored(found, title, weights, (), "")


def traits(title, text):
    """A row a sentence, a column a trait: its score where that trait alone counts."""
    columns = []
    for name in FITTED:
        with_it = told(title, text, replace(NOTHING, **{name: 1.0}))
        columns.append([each.score + each.follows for each in with_it])
    return np.array(columns).T


def wanted(title, text, gold):
    """How much of each sentence stands in the chosen ones."""
    theirs = bigrams(gold)
    rows = []
    for each in told(title, text, NOTHING):
        mine = bigrams(each.passage.text)
        rows.append((mine & theirs).total() / max(1, mine.total()))
    return np.array(rows)


def fitted(rows, targets):
    """The ridge solution, as large as the shipped weights are together."""
    x, y = np.concatenate(rows), np.concatenate(targets)
    x, y = x - x.mean(axis=0), y - y.mean()
    solved = np.linalg.solve(x.T @ x + RIDGE * np.eye(len(FITTED)), x.T @ y)
    shipped = sum(abs(getattr(Weights(), name)) for name in FITTED)
    scale = shipped / max(1e-9, np.abs(solved).sum())
    return Weights(
        **{name: float(value * scale) for name, value in zip(FITTED, solved, strict=True)}
    )


def three(title, text, weights):
    chosen = sorted(choose(told(title, text, weights)), key=lambda each: each.passage.order)
    return " ".join(each.passage.text for each in chosen)


def report(name, articles):
    ours, refit, first, clean = [], [], [], []
    rows = [traits(title, text) for title, text, _ in articles]
    targets = [wanted(*article) for article in articles]
    for at, (title, text, gold) in enumerate(articles):
        others = [number for number in range(len(articles)) if number != at]
        weights = fitted([rows[each] for each in others], [targets[each] for each in others])
        refit.append(bigram_f1(three(title, text, weights), gold))
        ours.append(
            bigram_f1(" ".join(each.text for each in summarise(title, text).sentences), gold)
        )
        spans = sentence_spans(text)[:3]
        first.append(bigram_f1(" ".join(text[span.start : span.end] for span in spans), gold))
        clean.append(bigram_f1(" ".join(each.text for each in passages(text)[:3]), gold))
    print(
        f"{name}: {len(articles)} articles, shipped {mean(ours):.3f}, refitted without each "
        f"{mean(refit):.3f}, first three {mean(first):.3f}, without furniture {mean(clean):.3f}"
    )
    for weights_name, figures in (("shipped", ours), ("refitted", refit)):
        for base, theirs in (("first three", first), ("without furniture", clean)):
            low, high = interval(figures, theirs)
            ratio = mean(figures) / mean(theirs)
            print(f"  {weights_name} beside {base}: {ratio:.2f} ({low:.2f} to {high:.2f})")


def main():
    data = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared") / "data"
    one, other = list(pages(data)), list(second(data))
    report("first annotator", one)
    report("second annotator", other)
    title_of = {text: gold for _, text, gold in other}
    both = [(title, text, gold, title_of[text]) for title, text, gold in one]
    agreed = mean([bigram_f1(gold, theirs) for _, _, gold, theirs in both])
    print(f"the annotators' choices beside each other: {agreed:.3f}")


if __name__ == "__main__":
    main()
