"""The chain of decisions is told in words: every measure and rule of grouping has some."""

import ast
from pathlib import Path

from bot.card.evidence import MEASURE_WORDS, RULE_WORDS, evidence_words
from bot.model import Evidence
from bot.stories import grouping
from bot.stories.scoring import MODEL


def test_every_measure_that_weighs_has_words():
    assert set(MODEL.weights) <= set(MEASURE_WORDS)


def test_every_rule_that_decides_has_words():
    tree = ast.parse(Path(grouping.__file__).read_text(encoding="utf-8"))
    vetoes = {
        node.value.value
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef) and function.name.endswith("_veto")
        for node in ast.walk(function)
        if isinstance(node, ast.Return)
        and isinstance(node.value, ast.Constant)
        and node.value.value
    }

    assert len(vetoes) >= 4
    assert vetoes | {"joined", "copied", "merged", "later_day", "too_different"} == set(RULE_WORDS)


def test_rule_score_and_measures_are_told():
    told = Evidence(rule="joined", score=3.21, detail="story 7, nearest article 9: title=0.62")

    assert evidence_words(told) == "같은 사건으로 봄, 점수 +3.2 · 제목끼리 비슷함 0.62"


def test_an_unknown_code_stands_as_it_is():
    assert evidence_words(Evidence(rule="new", score=-1.0)) == "new, 점수 -1.0"
