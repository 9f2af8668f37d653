"""Prints how well sentences are split and articles are summed up, and what that costs.

    python bench/summaries.py [SHARED]

Boundary F1: the gold lines of a file joined by a space, split again, boundaries compared by position.
Summary bigram F1: character bigrams of the summary against those of sentences that a person chose
(one annotator, PICKED below: spans in the texts of `data/pages/gold.jsonl`) or wrote (the seeds'
`summary_ko`), beside the same figure for the first three sentences of the text.
"""

import html
import json
import re
import sys
import time
from collections import Counter
from pathlib import Path

import yaml

from bot.summary.extractive import summarise
from bot.text.sentences import sentence_spans

BOUNDARIES = ("wikipedia", "sample", "nested", "blogs_ko", "blogs_lee", "tweets", "v_ending")
TAG = re.compile(r"</?(?:p|div|br|fig\w*|span|strong|b|h\d|section|img|a|em)\b[^>]*>")

# Character spans of the sentences that one annotator would tell an executive.
PICKED = {
    "chosun_01": ((0, 77), (78, 135), (136, 199)),
    "mbc_01": ((0, 63), (64, 117), (180, 250)),
    "mbc_03": ((0, 38), (120, 207), (694, 823)),
    "mbc_05": ((0, 45), (181, 239), (342, 433)),
    "mbc_07": ((0, 19), (20, 90), (91, 196)),
    "mbc_09": ((0, 44), (45, 112), (187, 239)),
    "mbc_11": ((0, 58), (59, 136), (137, 178)),
    "mbc_13": ((0, 93), (94, 239), (348, 483)),
    "mbc_15": ((7, 69), (334, 400), (552, 596)),
    "mbn_01": ((45, 126), (717, 771), (924, 971)),
    "mbn_03": ((0, 87), (88, 137), (720, 764)),
    "sbs_01": ((0, 77), (249, 311), (316, 391)),
    "sbs_03": ((50, 128), (284, 356), (900, 959)),
    "sbs_05": ((0, 73), (159, 245), (289, 392)),
    "sbs_07": ((0, 58), (212, 285), (351, 381)),
    "sbs_09": ((0, 66), (717, 756), (1392, 1426)),
    "sbs_11": ((0, 61), (66, 173), (727, 802)),
    "sbs_13": ((0, 93), (157, 246), (775, 835)),
    "yonhapnewstv_01": ((26, 145), (145, 242), (876, 946)),
    "yonhapnewstv_03": ((26, 136), (207, 265), (265, 327)),
    "hankookilbo_2025_05_15": ((59, 125), (126, 193), (490, 620)),
    "hankookilbo_2026_01_29": ((87, 139), (184, 281), (384, 435)),
}


def visible(text):
    return len("".join(text.split()))


def boundary_f1(lines):
    gold, total = set(), 0
    for line in lines:
        total += visible(line)
        gold.add(total)
    text, found, total = " ".join(lines), set(), 0
    for span in sentence_spans(text):
        total += visible(text[span.start : span.end])
        found.add(total)
    return 2 * len(gold & found) / (len(gold) + len(found))


def bigrams(text):
    text = "".join(text.split())
    return Counter(text[at : at + 2] for at in range(len(text) - 1))


def bigram_f1(one, other):
    left, right = bigrams(one), bigrams(other)
    return 2 * (left & right).total() / max(1, left.total() + right.total())


def pages(data):
    for line in (data / "pages" / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        page = json.loads(line)
        if page["id"] in PICKED:
            text = page["text"]
            yield page["title"] or "", text, " ".join(text[a:b] for a, b in PICKED[page["id"]])


def seeds(data):
    gold = yaml.safe_load((data / "seeds" / "gold.yaml").read_text(encoding="utf-8"))
    for seed in gold["seeds"]:
        raw = (data / "seeds" / seed["file"]).read_text(encoding="utf-8")
        for article in seed.get("articles", [seed]):
            if "summary_ko" in article:
                start, end = raw.find(article["start"]), raw.rfind(article["end"])
                text = html.unescape(TAG.sub("\n", raw[start : end + len(article["end"])]))
                yield article["title"] or "", text, article["summary_ko"]


def report(name, articles):
    ours = first = seconds = 0.0
    for title, text, gold in articles:
        began = time.process_time()
        summary = summarise(title, text)
        seconds += time.process_time() - began
        three = [text[span.start : span.end] for span in sentence_spans(text)[:3]]
        ours += bigram_f1(" ".join(sentence.text for sentence in summary.sentences), gold)
        first += bigram_f1(" ".join(three), gold)
    count = len(articles)
    print(
        f"{name:10} {count:3} articles  bigram F1 {ours / count:.3f}  first three "
        f"{first / count:.3f}  ratio {ours / first:.2f}  {seconds / count * 1000:.2f} ms/article"
    )


def main():
    data = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared") / "data"
    for name in BOUNDARIES:
        text = (data / "summ" / f"{name}.txt").read_text(encoding="utf-8")
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        print(f"{name:10} boundary F1 {boundary_f1(lines):.4f}")
    report("pages", list(pages(data)))
    report("seeds", list(seeds(data)))


if __name__ == "__main__":
    main()
