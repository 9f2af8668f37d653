"""Makes bot/data/background.bin: document frequencies of n-grams seen in five texts or more.

    python bench/make_background.py [SHARED]

Counts only, from `stories/` and `corpus/` of the evaluation material (default ../shared); equal
texts count once. Bigrams and words that fewer than LEAST_TEXTS texts hold are left out.
"""

import csv
import gzip
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from bot.stories.background import LEAST_TEXTS, pack_background
from bot.stories.words import bigrams, plain, word_ids

OUT = Path(__file__).parent.parent / "bot/data/background.bin"


def texts(shared: Path) -> Iterator[str]:
    for path in sorted((shared / "data/stories").glob("*.jsonl")):
        for line in path.read_text().splitlines():
            item = json.loads(line)
            yield f"{item['title']} {item.get('summary', '')}"
    with gzip.open(shared / "data/corpus/semiconductor-2026.jsonl.gz", "rt") as lines:
        for line in lines:
            item = json.loads(line)
            yield f"{item['title']} {item['summary']}"
    with (shared / "data/corpus/naver_news.csv").open(encoding="utf-8-sig") as rows:
        for row in csv.DictReader(rows):
            yield f"{row['title']} {row['description']}"


def main() -> None:
    shared = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared")
    pairs: Counter[int] = Counter()
    terms: Counter[int] = Counter()
    distinct = {plain(text) for text in texts(shared)}
    for text in distinct:
        pairs.update(bigrams(text)[0].tolist())
        terms.update(word_ids(text))
    common = [{key: n for key, n in table.items() if n >= LEAST_TEXTS} for table in (pairs, terms)]
    OUT.write_bytes(pack_background(len(distinct), *common))
    print(f"{len(distinct)} texts, {len(common[0])} bigrams, {len(common[1])} words -> {OUT}")


if __name__ == "__main__":
    main()
