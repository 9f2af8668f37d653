"""Matching on real sentences and on the seed pages: the promised quality."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from bot.model import Article, BodySource, Matching, Salience, Term, Watchlist
from bot.tables import load_tables
from bot.watch.alerting import decide
from bot.watch.gazetteer import Gazetteer
from bot.watch.load import notes, parse_watchlist
from bot.watch.matcher import Matcher

pytestmark = pytest.mark.shared

REPOSITORY = Path(__file__).resolve().parents[2]
NOW = datetime(2025, 2, 5, tzinfo=UTC)


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_tables().gazetteer


@pytest.fixture(scope="module")
def shipped() -> list[Watchlist]:
    paths = sorted((REPOSITORY / "watchlists").glob("*.yaml"))
    return [
        parse_watchlist(path.name, path.read_text(encoding="utf-8"))
        for path in paths
        if path.name != "feeds.yaml"
    ]


@pytest.mark.parametrize(("version", "least"), [("bare", 0.96), ("curated", 0.96)])
def test_labelled_sentences(shared, gazetteer, version, least):
    terms = yaml.safe_load((shared / "data/match/terms.yaml").read_text(encoding="utf-8"))["terms"]
    lines = (shared / "data/match/cases.jsonl").read_text(encoding="utf-8").splitlines()
    cases = [case for case in map(json.loads, lines) if case["sure"]]
    matchers = {each["term"]: _matcher(each[version], gazetteer) for each in terms}

    found = [bool(matchers[case["term"]].match("", case["text"]).matches) for case in cases]

    told = [case["mention"] for case in cases]
    right = sum(a and b for a, b in zip(found, told, strict=True))
    assert 2 * right / (sum(found) + sum(told)) >= least


@pytest.mark.slow
def test_names_of_listed_companies(shared, gazetteer):
    path = shared / "data/names/klue-company-names.dev.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    matchers = {name: _matcher({"name": name}, gazetteer) for name in {r["name"] for r in rows}}

    found = [_covers(matchers[row["name"]].match("", row["text"]), row) for row in rows]

    told = [row["label"] == "exact_org" for row in rows]
    right = sum(a and b for a, b in zip(found, told, strict=True))
    assert 2 * right / (sum(found) + sum(told)) >= 0.75


def _matcher(spec: dict[str, object], gazetteer: Gazetteer) -> Matcher:
    lists = {key: tuple(value) for key, value in spec.items() if key != "name"}
    term = Term(name=str(spec["name"]), **lists)
    return Matcher([Watchlist(name="w", channels=(), terms=(term,))], gazetteer)


def _covers(matching: Matching, row: dict[str, int]) -> bool:
    return any(
        match.span.start <= row["start"] and match.span.end >= row["end"]
        for match in matching.matches
    )


def _article(shared: Path, seed: str, part: str | None = None) -> Article:
    gold = yaml.safe_load((shared / "data/seeds/gold.yaml").read_text(encoding="utf-8"))["seeds"]
    page = next(each for each in gold if each["file"].startswith(seed))
    told = next(a for a in page["articles"] if a["id"] == part) if part else page
    text = (shared / "data/seeds" / page["file"]).read_text(encoding="utf-8")
    start = text.index(told["start"])
    body = text[start : text.index(told["end"], start) + len(told["end"])]
    return Article(
        id=1, entry_id=1, url="https://example.com/1", title=told["title"] or "", outlet="가",
        publisher="가", author=None, published_at=NOW, seen_at=NOW, text=body,
        body_source=BodySource.PAGE,
    )  # fmt: skip


@pytest.mark.parametrize(
    "case",
    [
        ("001", None, "KT클라우드", Salience.LEDE),
        ("000", None, "KT클라우드", None),
        ("003", "a", "스타게이트", Salience.TITLE),
        ("003", "a", "HBM", Salience.BODY),
        ("002", None, "HBM", Salience.BODY),
        ("004", None, "삼성전자", None),
    ],
)
def test_what_the_shipped_watchlists_find_in_the_seeds(shared, gazetteer, shipped, case):
    seed, part, term, salience = case
    article = _article(shared, seed, part)

    matching = Matcher(shipped, gazetteer).match(article.title, article.text)

    order = list(Salience)
    grades = [match.salience for match in matching.matches if match.term == term]
    assert min(grades, key=order.index, default=None) == salience


@pytest.mark.parametrize(
    "case",
    [("003", "a", True), ("003", "b", False), ("003", "c", False), ("001", None, True)],
)
def test_which_seeds_alert(shared, gazetteer, shipped, case):
    seed, part, alerts = case
    article = _article(shared, seed, part)
    matches = Matcher(shipped, gazetteer).match(article.title, article.text).matches

    decisions = [decide(watchlist, article, matches) for watchlist in shipped]

    assert any(decision.alerts for decision in decisions) is alerts


def test_the_shipped_watchlists_need_no_notes(shipped):
    assert [note for watchlist in shipped for note in notes(watchlist)] == []
