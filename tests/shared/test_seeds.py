"""The five pages that the product was first described with, through the public doors."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

pytestmark = pytest.mark.shared
REPOSITORY = Path(__file__).resolve().parents[2]
ARTICLES = {"000": "", "001": "", "002": "", "003a": "a", "003b": "b", "003c": "c", "004": ""}


def door(*arguments, lines):
    answer = subprocess.run(
        [sys.executable, "-m", "bot", "batch", *arguments],
        input="".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines),
        capture_output=True,
        text=True,
        check=True,
        cwd=REPOSITORY,
    )
    return {line["id"]: line for line in map(json.loads, answer.stdout.splitlines())}


@pytest.fixture(scope="module")
def seeds(shared):
    return shared / "data" / "seeds"


@pytest.fixture(scope="module")
def gold(seeds):
    return yaml.safe_load((seeds / "gold.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def expected(gold):
    """What a perfect reader returns, by article."""
    by_article = {}
    for seed in gold["seeds"]:
        number = seed["file"][:3]
        for article in seed.get("articles", [seed]):
            by_article[number + article.get("id", "")] = article
    return by_article


@pytest.fixture(scope="module")
def articles(seeds):
    """What `batch extract` returns, by article."""
    lines = [{"id": path.name[:3], "path": str(path)} for path in sorted(seeds.glob("0*.txt"))]
    by_article = {}
    for number, answer in door("extract", lines=lines).items():
        several = len(answer["articles"]) > 1
        for letter, article in zip("abc", answer["articles"], strict=False):
            by_article[number + letter * several] = article
    return by_article


@pytest.fixture(scope="module")
def matches(articles):
    lines = [
        {"id": name, "title": article["title"], "text": article["text"]}
        for name, article in articles.items()
    ]
    return door("match", "--watchlists", "watchlists", lines=lines)


def saliences(matches, name, term):
    return {m["salience"] for m in matches[name]["matches"] if m["term"] == term}


def test_each_page_gives_its_articles(articles):
    assert set(articles) == set(ARTICLES)


@pytest.mark.parametrize("name", ARTICLES)
def test_the_body_runs_from_start_to_end(name, articles, expected):
    text, gold = articles[name]["text"], expected[name]

    start = gold["start"].replace("기사 모아보기", "")

    assert text.startswith(start)
    assert text.endswith(gold["end"])
    assert len(text.split("\n")) == len(set(text.split("\n")))


@pytest.mark.parametrize("name", ["000", "001", "002", "003a", "004"])
def test_title_and_author_are_the_golds(name, articles, expected):
    assert articles[name]["title"] == expected[name]["title"]
    assert articles[name]["author"] == expected[name]["author"]


@pytest.mark.parametrize("name", ["003b", "003c"])
def test_titles_of_the_other_articles_of_the_newspaper_page(name, articles, expected):
    assert articles[name]["title"] == expected[name]["title"]


@pytest.mark.parametrize(
    ("name", "outlet"),
    [
        ("000", "이데일리"),
        ("001", "한국금융신문"),
        ("002", "매일경제"),
        ("003a", "메트로신문"),
        ("004", "더벨"),
    ],
)
def test_outlets(name, outlet, articles):
    assert articles[name]["outlet"] == outlet


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("000", ("2025-08-24T18:08", None)),
        ("001", (None,)),
        ("002", ("2024-06-27", None)),
        ("003a", (None,)),
        ("003b", (None,)),
        ("003c", (None,)),
        ("004", ("2025-02-04T12:56:00+09:00",)),
    ],
)
def test_a_date_is_right_or_null_never_a_guess(name, begins, articles):
    published_at = articles[name]["published_at"]

    assert any(
        published_at is None if each is None else str(published_at).startswith(each)
        for each in begins
    )


def test_the_listed_noise_is_gone(articles):
    noise = {
        "000": ["작성일", "목록", "김현아 기자", "무단전재", "슈퍼주니어", "로그인"],
        "001": ["기사 모아보기", "cfnimage", "KT&G", "[AD]"],
        "002": ["컨텐츠 바로가기", "06.30", "댓글", "주소복사", "SNS>", "클릭하시면", "재배포"],
        "003a": ["/뉴스", "질문에 답하고 있다", "금융감독원"],
        "003b": ["1면"],
        "003c": ["1면"],
        "004": ["best clicks", "최신뉴스", "다른 기사 보기", "저작권자", "삼성전자", "OCI홀딩스"],
    }

    for name, strings in noise.items():
        for string in ("@", *strings):
            assert string not in articles[name]["text"], (name, string)


def test_broken_columns_and_glued_sentences_are_mended(articles):
    assert "AI 비서 서비스" in articles["003a"]["text"]
    assert "올트먼 CEO는 카카오 미디어데이에" in articles["003a"]["text"]
    assert "제기된다. 최 회장은" in articles["004"]["text"]


def test_kt_cloud_fires_in_001_and_not_in_000(matches):
    assert saliences(matches, "001", "KT클라우드")
    assert not saliences(matches, "000", "KT클라우드")


def test_stargate_stands_in_the_title_of_003a(matches):
    assert "title" in saliences(matches, "003a", "스타게이트")


@pytest.mark.parametrize("name", ["002", "003a"])
def test_hbm_is_only_a_body_mention(name, matches):
    assert saliences(matches, name, "HBM")
    assert saliences(matches, name, "HBM") <= {"body", "passing"}


@pytest.mark.parametrize("name", ["003b", "003c"])
def test_bank_articles_match_nothing(name, matches):
    assert matches[name]["matches"] == []


def test_every_span_slices_its_surface(matches, articles):
    for name, answer in matches.items():
        for match in answer["matches"]:
            field = articles[name][match["field"]] or ""
            assert field[match["start"] : match["end"]] == match["surface"]


def test_earlier_events_stay_stories_of_their_own(articles, gold):
    lines = [{"id": name, "url": "", **article} for name, article in articles.items()]

    groups = door("group", lines=lines)

    apart = [p for p in gold["pairs"] if p["rel"] in {"prior_event", "same_saga"}]
    assert apart
    for pair in apart:
        assert groups[pair["a"]]["story_id"] != groups[pair["b"]]["story_id"], pair["rel"]


def test_summaries_quote_the_articles(articles):
    lines = [{"id": name, **article} for name, article in articles.items()]

    summaries = door("summarise", lines=lines)

    for name, answer in summaries.items():
        assert 2 <= len(answer["sentences"]) <= 3
        for sentence, (start, end) in zip(answer["sentences"], answer["spans"], strict=True):
            source = iter(articles[name]["text"][start:end])
            assert all(character in source for character in sentence)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "alerts"), [("003_18c05a7db6ff3871.txt", True), ("001_6fdbaf6004766c1c.txt", True)]
)
def test_try_tells_whether_it_would_alert(name, alerts, seeds, tmp_path):
    environment = {**os.environ, "SOSIK_HOME": str(tmp_path), "SOSIK_WATCHLISTS": "watchlists"}

    answer = subprocess.run(
        [sys.executable, "-m", "bot", "try", str(seeds / name), "--json"],
        capture_output=True,
        text=True,
        check=True,
        cwd=REPOSITORY,
        env=environment,
    )

    tried = json.loads(answer.stdout)["articles"]
    assert tried[0]["alerts"] is alerts
    assert not any(article["alerts"] for article in tried[1:])
    assert all(article["verdicts"] for article in tried)
