"""Stories on real days: labelled ones, the seeds' pairs, and groups of identical descriptions."""

import csv
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import datetime

import pytest

from bench.labelled import read
from bench.stories import ours, scores, shuffled
from bot.stories.body import telling
from bot.stories.grouping import Grouper
from tests.fakes.desk import GroupingDesk
from tests.fakes.releases import article
from tests.fakes.tables import background, outlets

pytestmark = pytest.mark.shared


def test_a_labelled_day_is_grouped_as_people_do(shared):
    day = read(shared / "data/stories/semiconductor_2026-07-14_16.jsonl")

    pair, cubed = scores(day, ours(day.articles))

    assert pair >= 0.92
    assert cubed >= 0.95


def test_the_day_is_grouped_by_its_titles_alone_where_nothing_else_could_be_read(shared):
    day = read(shared / "data/stories/semiconductor_2026-07-14_16.jsonl")
    titles = [replace(article, text="") for article in day.articles]

    pair, cubed = scores(day, ours(titles))

    assert pair >= 0.8
    assert cubed >= 0.92


def test_order_within_ten_minutes_does_not_matter(shared):
    day = read(shared / "data/stories/semiconductor_2026-07-14_16.jsonl")
    straight = scores(day, ours(day.articles))[1]

    changes = [abs(scores(day, ours(shuffled(day, seed)))[1] - straight) for seed in range(3)]

    assert max(changes) < 0.01


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_identical_descriptions_are_one_story(shared):
    desk = GroupingDesk(Grouper(background(), outlets()))
    groups = defaultdict(list)
    with (shared / "data/corpus/naver_news.csv").open(encoding="utf-8-sig") as rows:
        for number, row in enumerate(csv.DictReader(rows), 1):
            at = datetime.fromisoformat(f"{row['pubDate']}+09:00")
            desk.place(
                article(number, row["title"], row["description"], published_at=at, seen_at=at)
            )
            if telling(row["description"]):
                groups[row["description"].strip()].append(number)
    largest = [
        Counter(desk.story_of[number] for number in group).most_common(1)[0][1] / len(group)
        for group in groups.values()
        if len(group) > 1
    ]

    assert len(largest) > 200
    assert min(largest) >= 0.99


def test_last_years_meeting_is_another_story(shared):
    desk = GroupingDesk(Grouper(background(), outlets()))
    seeds = shared / "data/seeds"
    texts = [next(seeds.glob(f"{seed}*")).read_text(errors="replace") for seed in ("002", "004")]

    answers = [desk.place(article(number, "", text)) for number, text in enumerate(texts, 1)]

    assert len({answer.story_id for answer in answers}) == 2
