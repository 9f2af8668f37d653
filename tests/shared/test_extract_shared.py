"""Extraction on real pages: the labelled article pages and the five seed pages."""

import re
from datetime import datetime
from itertools import pairwise
from unicodedata import normalize

import pytest
import yaml

from bench.extraction import cases, score
from bot.adapters.extract import extract_page
from bot.model import Page

pytestmark = pytest.mark.shared


def squeeze(text):
    return "".join(normalize("NFC", text).split())


@pytest.fixture(scope="module")
def scores(shared):
    return [score(case) for case in cases(shared)]


def test_the_pages_texts_are_read(scores):
    assert sum(one.f1 for one in scores) / len(scores) >= 0.96
    assert min(one.f1 for one in scores) >= 0.85


def test_every_title_and_date_of_the_pages_is_right(scores):
    assert [one.name for one in scores if not one.title_right] == []
    assert [one.name for one in scores if not one.date_right] == []


def seeds(shared):
    gold = yaml.safe_load((shared / "data/seeds/gold.yaml").read_text(encoding="utf-8"))["seeds"]
    for seed in gold:
        body = (shared / "data/seeds" / seed["file"]).read_bytes()
        articles = extract_page(Page(url="", body=body, content_type="")).articles
        yield seed, seed.get("articles", [seed]), articles


@pytest.fixture(scope="module")
def read_seeds(shared):
    return list(seeds(shared))


def test_every_seed_has_the_articles_that_it_holds(read_seeds):
    assert [len(articles) for _, _, articles in read_seeds] == [1, 1, 1, 3, 1]


def test_bodies_run_from_the_given_start_to_the_given_end(read_seeds):
    for _, golds, articles in read_seeds:
        for gold, article in zip(golds, articles, strict=True):
            start = gold["start"].replace("기사 모아보기", "")
            assert squeeze(article.text).startswith(squeeze(start))
            assert squeeze(article.text).endswith(squeeze(gold["end"]))


def test_titles_outlets_and_authors_are_as_given(read_seeds):
    for seed, golds, articles in read_seeds:
        outlet = seed.get("outlet") or golds[0]["outlet"]
        for gold, article in zip(golds, articles, strict=True):
            wanted = gold["title"]
            assert (article.title and squeeze(article.title)) == (wanted and squeeze(wanted))
            assert article.outlet == outlet
            if gold["author"] is None or re.fullmatch(r"[가-힣]{2,4}", gold["author"]):
                assert article.author == gold["author"]


def test_dates_are_as_given_and_never_guessed(read_seeds):
    for _, golds, articles in read_seeds:
        for gold, article in zip(golds, articles, strict=True):
            given = re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d\+\d\d:\d\d", str(gold.get("published")))
            if given:
                away = abs(
                    (article.published_at - datetime.fromisoformat(given[0])).total_seconds()
                )
                assert away < 120
            else:
                assert article.published_at is None


def test_no_paragraph_is_said_twice(read_seeds):
    for _, _, articles in read_seeds:
        for article in articles:
            paragraphs = [squeeze(line) for line in article.text.split("\n") if len(line) > 30]
            assert all(before != after for before, after in pairwise(sorted(paragraphs)))


@pytest.mark.parametrize(
    "noise",
    ["기자]", "@", "저작권자", "무단", "컨텐츠 바로가기", "댓글", "클릭하시면", "![", "best clicks", "다른 기사",
     "모아보기", "관련자료", "제기된다.최", "카테고리", "/뉴스", "SNS>", "계속", "질문에 답하고 있다"],
)  # fmt: skip
def test_what_stands_around_the_seeds_is_gone(read_seeds, noise):
    allowed = {"계속"}
    texts = [article.text for _, _, articles in read_seeds for article in articles]

    held = [text for text in texts if noise in text]

    assert not held or noise in allowed
