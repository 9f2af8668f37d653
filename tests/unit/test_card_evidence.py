"""The chain of decisions is told in words: every measure and rule of grouping has some."""

import ast
from pathlib import Path

import pytest

from bot.card.evidence import MEASURE_WORDS, RULE_WORDS, evidence_words
from bot.model import Evidence
from bot.pipeline import CORRECTS
from bot.stories import verdicts
from bot.stories.reprints import SHARES
from bot.stories.scoring import MODEL
from tests.fakes.releases import article


def test_every_measure_that_weighs_has_words():
    assert set(MODEL.weights) <= set(MEASURE_WORDS)


def test_every_rule_that_decides_has_words():
    tree = ast.parse(Path(verdicts.__file__).read_text(encoding="utf-8"))
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
    others = {"joined", "copied", "merged", "later_day", "too_different", SHARES, CORRECTS}
    assert vetoes | others == set(RULE_WORDS)


def test_rule_score_and_measures_are_told():
    told = Evidence(rule="joined", score=3.21, detail="story 7, nearest article 9: title=0.62")

    assert evidence_words(told) == "같은 사건으로 봄, 점수 +3.2 · 제목끼리 비슷함 0.62"


def test_an_unknown_code_stands_as_it_is():
    assert evidence_words(Evidence(rule="new", score=-1.0)) == "new, 점수 -1.0"


def test_the_nearest_article_is_called_by_outlet_and_title():
    told = Evidence(rule="joined", score=3.21, detail="story 7, nearest article 9: title=0.62")
    known = {9: article(9, "공장 화재", "", outlet="새벽일보")}

    said = evidence_words(told, known)

    assert said == "같은 사건으로 봄, 점수 +3.2 · 새벽일보 ‘공장 화재’ · 제목끼리 비슷함 0.62"


@pytest.mark.parametrize(
    ("evidence", "said"),
    [
        (Evidence(rule="shares_text", score=0.82, detail="article 9"), "본문을 함께 씀(82%) · 새벽일보 ‘공장 화재’"),
        (Evidence(rule="merged", score=2.0, detail="story 7, nearest article 8: title=0.50"), "두 사건이 하나임을 알게 함, 점수 +2.0 · 합친 사건 7 · 제목끼리 비슷함 0.50"),
        (Evidence(rule="corrects", score=1.0), "이 사건의 기사를 바로잡음"),
    ],
    ids=["shared text", "merged story", "correction"],
)  # fmt: skip
def test_what_else_decided_is_told_without_codes(evidence, said):
    assert evidence_words(evidence, {9: article(9, "공장 화재", "", outlet="새벽일보")}) == said
