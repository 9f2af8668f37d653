"""Sentence boundaries against human gold: the lines of a file joined by a space, then split."""

import pytest

from bot.text.sentences import sentence_spans


def visible(text):
    return len("".join(text.split()))


def boundary_f1(lines):
    gold, total = set(), 0
    for line in lines:
        total += visible(line)
        gold.add(total)
    text = " ".join(lines)
    found, total = set(), 0
    for span in sentence_spans(text):
        total += visible(text[span.start : span.end])
        found.add(total)
    return 2 * len(gold & found) / (len(gold) + len(found))


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("wikipedia", 0.98),
        ("sample", 0.98),
        ("nested", 0.98),
        ("blogs_ko", 0.91),
        ("blogs_lee", 0.93),
        ("tweets", 0.80),
        ("v_ending", 0.75),
    ],
)
def test_boundaries_agree_with_the_gold(shared, name, least):
    text = (shared / "data" / "summ" / f"{name}.txt").read_text(encoding="utf-8")
    lines = [line.strip() for line in text.splitlines() if line.strip()]

    assert boundary_f1(lines) >= least
