"""Labelled days: what the story benches share. Reads the evaluation material, prints nothing.

Beside the labelled days of `stories/` stand four spans of days of `corpus/`: `corpus_days.json` has
for the number of a line there the number of its story, labelled by hand, and no text. `told_at` has
the times of lines that the corpus itself does not date, from their addresses.
"""

import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from bot.model import Article, BodySource
from bot.outlets import OutletTable, parse_outlets
from bot.stories.background import Background, parse_background

DATA = Path(__file__).parent.parent / "bot/data"
CORPUS_DAYS = Path(__file__).parent / "corpus_days.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """One day's articles in arrival order with the story that a person gave each."""

    name: str
    articles: tuple[Article, ...]
    stories: tuple[str, ...]
    ambiguous: tuple[bool, ...]
    disputed: frozenset[frozenset[str]]

    def counts(self, one: int, other: int) -> bool:
        """Whether this pair enters the scores."""
        if self.ambiguous[one] or self.ambiguous[other]:
            return False
        return frozenset({self.stories[one], self.stories[other]}) not in self.disputed


@cache
def parts() -> tuple[Background, OutletTable]:
    background = parse_background((DATA / "background.bin").read_bytes())
    return background, parse_outlets((DATA / "outlets.yaml").read_text())


def load(shared: Path, more: Sequence[str] = ()) -> Iterator[Labelled]:
    for path in sorted((shared / "data/stories").glob("*.jsonl")):
        yield read(path)
    yield from corpus_days(shared)
    for name in more:
        yield read(Path(name))


def corpus_days(shared: Path) -> Iterator[Labelled]:
    """The labelled items of `corpus/`, in arrival order."""
    with gzip.open(shared / "data/corpus/semiconductor-2026.jsonl.gz", "rt") as lines:
        items = [json.loads(line) | {"i": number} for number, line in enumerate(lines)]
    for name, day in json.loads(CORPUS_DAYS.read_text()).items():
        for line, at in day.get("told_at", {}).items():
            items[int(line)]["published_at"] = at
        told = sorted(
            ((items[int(line)], str(story)) for line, story in day["stories"].items()),
            key=lambda pair: (pair[0]["published_at"], pair[0]["i"]),
        )
        yield Labelled(
            name=name,
            articles=tuple(_article(item) for item, _ in told),
            stories=tuple(story for _, story in told),
            ambiguous=tuple(item["i"] in day["ambiguous"] for item, _ in told),
            disputed=frozenset(frozenset(map(str, pair)) for pair in day["ignore_between"]),
        )


def read(path: Path) -> Labelled:
    items = [json.loads(line) for line in path.read_text().splitlines()]
    meta = path.with_suffix(".meta.json")
    disputed = json.loads(meta.read_text())["ignore_between"] if meta.exists() else []
    return Labelled(
        name=path.stem,
        articles=tuple(_article(item) for item in items),
        stories=tuple(item["story"] for item in items),
        ambiguous=tuple(item["ambiguous"] for item in items),
        disputed=frozenset(frozenset(pair) for pair in disputed),
    )


def _article(item: dict[str, str]) -> Article:
    _, outlets = parts()
    host = item.get("host", "")
    day = item["published_at"]
    at = datetime.fromisoformat(day if "T" in day else f"{day}T00:00:00+09:00")
    return Article(
        id=int(item["i"]) + 1,
        entry_id=int(item["i"]) + 1,
        url=item.get("link", ""),
        title=item["title"],
        outlet="" if outlets.is_portal(host) else host,
        publisher="",
        author=None,
        published_at=at,
        seen_at=at,
        text=item.get("summary", ""),
        body_source=BodySource.FEED,
    )
