"""Summaries of real articles: verbatim, free of furniture, near what a person would tell."""

import json
import re

import pytest
import yaml

from bot.summary.extractive import summarise
from bot.text.lines import TEXT_KINDS, classify

STARTS = re.compile(r"이에 |이를 |이는 |그는 |이 같은 ")


def pages(shared):
    lines = (shared / "data" / "pages" / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.mark.shared
def test_real_articles_are_quoted_word_for_word_and_without_furniture(shared):
    for page in pages(shared):
        for sentence in summarise(page["title"] or "", page["text"]).sentences:
            span = sentence.span
            assert page["text"][span.start : span.end] == sentence.text
            assert classify(sentence.text) in TEXT_KINDS
            assert len(sentence.text) <= 320


@pytest.mark.shared
def test_nearly_every_real_article_has_two_sentences_to_quote(shared):
    found = pages(shared)

    short = [page for page in found if len(summarise("", page["text"]).sentences) < 2]

    assert len(short) <= len(found) // 12


@pytest.mark.shared
def test_no_summary_opens_with_a_word_that_points_to_nothing(shared):
    for page in pages(shared):
        sentences = summarise(page["title"] or "", page["text"]).sentences
        assert not sentences or not STARTS.match(sentences[0].text)


@pytest.mark.shared
def test_the_seeds_ledes_open_their_summaries(shared):
    gold = yaml.safe_load((shared / "data/seeds/gold.yaml").read_text(encoding="utf-8"))
    for seed in gold["seeds"][2:]:
        article = seed.get("articles", [seed])[0]
        raw = (shared / "data/seeds" / seed["file"]).read_text(encoding="utf-8")
        text = raw[raw.find(article["start"]) : raw.rfind(article["end"]) + len(article["end"])]

        first = summarise(article["title"], text).sentences[0].text

        assert first.startswith(article["start"])
