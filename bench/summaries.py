"""Prints how well sentences are split and articles are summed up, and what that costs.

    python bench/summaries.py [SHARED [ANNOTATED.jsonl ...]]

Boundary F1: the gold lines of a file joined by a space, split again, boundaries compared by position.
Summary bigram F1: character bigrams of the summary against those of sentences that a person chose
(one annotator, PICKED below: spans in the texts of `data/pages/gold.jsonl`) or wrote (the seeds'
`summary_ko`), beside the same figure for the first three sentences of the text, and for the first
three that are no byline, caption or prompt; "again" is a second annotator's choice (SECOND). What weights
refitted without each article give stands in `python -m bench.fit_summaries`. The program's weights were fitted to other articles (docs/decisions.md).
The ratio's interval is the middle 90 % of 2,000 draws of as many articles with replacement.
Gate: how many of the drafts of `tests/unit/gate` pass, the faithful ones and the tampered ones.
"""

import html
import json
import random
import re
import sys
import time
from collections import Counter
from pathlib import Path

import yaml

from bot.summary.extractive import summarise
from bot.summary.gate import judge
from bot.summary.passages import passages
from bot.text.normalise import clean
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

# The same by another annotator, who saw neither those nor any summary before: what happened and to
# whom, how much or when, what comes next or is said against it; no background.
SECOND = {
    "chosun_01": ((0, 77), (78, 135), (956, 998)),
    "mbc_01": ((0, 63), (64, 117), (180, 250)),
    "mbc_03": ((0, 38), (694, 823), (905, 956)),
    "mbc_05": ((0, 45), (181, 239), (342, 433)),
    "mbc_07": ((0, 19), (20, 90), (91, 196)),
    "mbc_09": ((45, 112), (136, 186), (187, 239)),
    "mbc_11": ((0, 58), (59, 136), (137, 178)),
    "mbc_13": ((0, 93), (94, 239), (348, 483)),
    "mbc_15": ((7, 69), (334, 400), (552, 596)),
    "mbn_01": ((45, 126), (358, 400), (717, 771)),
    "mbn_03": ((0, 87), (648, 719), (720, 764)),
    "sbs_01": ((97, 157), (249, 311), (452, 493)),
    "sbs_03": ((50, 128), (900, 959), (1224, 1290)),
    "sbs_05": ((0, 73), (159, 245), (250, 284)),
    "sbs_07": ((0, 58), (212, 285), (433, 466)),
    "sbs_09": ((0, 66), (717, 756), (1392, 1426)),
    "sbs_11": ((0, 61), (66, 173), (727, 802)),
    "sbs_13": ((0, 93), (157, 246), (775, 835)),
    "yonhapnewstv_01": ((26, 145), (145, 242), (277, 342)),
    "yonhapnewstv_03": ((26, 136), (207, 265), (265, 327)),
    "hankookilbo_2025_05_15": ((59, 125), (1063, 1102), (1663, 1731)),
    "hankookilbo_2026_01_29": ((87, 139), (384, 435), (1165, 1252)),
    "entermedia_0ec9": ((1306, 1451), (2013, 2064), (2207, 2250)),
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


def pages(data, picked=PICKED):
    for line in (data / "pages" / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        page = json.loads(line)
        if page["id"] in picked:
            text = page["text"]
            yield page["title"] or "", text, " ".join(text[a:b] for a, b in picked[page["id"]])


def second(data):
    return pages(data, SECOND)


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
    ours, first, clean, seconds = [], [], [], 0.0
    for title, text, gold in articles:
        began = time.process_time()
        summary = summarise(title, text)
        seconds += time.process_time() - began
        three = [text[span.start : span.end] for span in sentence_spans(text)[:3]]
        ours.append(bigram_f1(" ".join(sentence.text for sentence in summary.sentences), gold))
        first.append(bigram_f1(" ".join(three), gold))
        clean.append(bigram_f1(" ".join(each.text for each in passages(text)[:3]), gold))
    count = len(articles)
    low, high = interval(ours, first)
    print(
        f"{name:10} {count:3} articles  bigram F1 {mean(ours):.3f}  first three {mean(first):.3f}  "
        f"ratio {mean(ours) / mean(first):.2f} ({low:.2f} to {high:.2f})  "
        f"first three without furniture {mean(clean):.3f}  {seconds / count * 1000:.2f} ms/article"
    )


def mean(figures):
    return sum(figures) / len(figures)


def interval(ours, first):
    chance, places, ratios = random.Random(1), range(len(ours)), []
    for _ in range(2000):
        drawn = chance.choices(places, k=len(ours))
        ratios.append(sum(ours[at] for at in drawn) / sum(first[at] for at in drawn))
    ratios.sort()
    return ratios[100], ratios[1899]


def gate():
    passed, faithful, caught, tampered, seconds = 0, 0, 0, 0, 0.0
    for path in sorted(Path("tests/unit/gate").glob("*.yaml")):
        for case in yaml.safe_load(path.read_text(encoding="utf-8")):
            drafts = [(draft, True) for draft in case["faithful"]]
            drafts += [(draft, False) for each in case["tampered"] for draft in each.values()]
            for draft, is_faithful in drafts:
                began = time.process_time()
                is_open = judge(draft, [case["article"]]).is_open
                seconds += time.process_time() - began
                faithful += is_faithful
                tampered += not is_faithful
                passed += is_open and is_faithful
                caught += not is_open and not is_faithful
    print(
        f"gate       {passed} of {faithful} faithful drafts pass, {caught} of {tampered} tampered "
        f"ones are caught  {seconds / (faithful + tampered) * 1000:.1f} ms/draft"
    )


TURNS = (
    ("것으로 알려졌다", "다"), ("할 계획이다", "했다"), ("할 예정이다", "했다"), ("가능성이 있다", "다"),
    ("지 않았다", "었다"), ("없다", "있다"), ("못했다", "했다"), ("늘었", "줄었"), ("증가", "감소"),
    ("상승", "하락"), ("하락", "상승"), ("확대", "축소"), ("올해", "내년"), ("지난해", "올해"),
    ("오전", "오후"), ("오후", "오전"), ("%", "%포인트"), ("억원", "만원"), ("명", "곳"),
)  # fmt: skip


def turned(sentence):
    """The sentence with one thing changed each time."""
    digit = re.search(r"\d", sentence)
    if digit:
        at = digit.start()
        yield sentence[:at] + str((int(digit[0]) + 3) % 10) + sentence[at + 1 :]
    yield from (sentence.replace(a, b, 1) for a, b in TURNS if a in sentence)
    yield sentence + " 관계자는 “매우 뜻깊은 일”이라고 말했다."
    name = re.search(r"([가-힣]{3,8})(?:은|는|이|가)\s", sentence)
    if name:
        yield sentence.replace(name[1], "하람텍산업", 1)


def gate_on_pages(articles):
    """The sentences of real summaries as drafts: as they stand, and with one thing changed."""
    passed = told = caught = changed = 0
    for title, text, _ in articles:
        for sentence in summarise(title, text).sentences:
            draft = " ".join(clean(sentence.text).split())
            told += 1
            passed += judge(draft, [f"{title}\n{text}"]).is_open
            for forged in turned(draft):
                changed += 1
                caught += not judge(forged, [f"{title}\n{text}"]).is_open
    print(
        f"gate       on real pages {passed} of {told} as they stand, {caught} of {changed} changed"
    )


def annotated(path):
    """Articles of one's own: JSON Lines of {title, text, gold: [sentence, ...]}."""
    for line in path.read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        yield item["title"], item["text"], " ".join(item["gold"])


def main():
    data = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared") / "data"
    for name in BOUNDARIES:
        text = (data / "summ" / f"{name}.txt").read_text(encoding="utf-8")
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        print(f"{name:10} boundary F1 {boundary_f1(lines):.4f}")
    report("pages", list(pages(data)))
    report("again", list(second(data)))
    report("seeds", list(seeds(data)))
    for path in map(Path, sys.argv[2:]):
        report(path.stem, list(annotated(path)))
    gate()
    gate_on_pages([*pages(data), *seeds(data)])


if __name__ == "__main__":
    main()
