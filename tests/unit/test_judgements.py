"""What people judged holds back what it says, in its channel, and nothing else."""

from datetime import UTC, datetime

import pytest

from bot.judgements import About, Held, held_back
from bot.model import Judgement, JudgementKind

NOW = datetime(2026, 11, 22, tzinfo=UTC)
ABOUT = About(
    terms=("가람전자", "HBM"), stories=frozenset({7, 5}), outlets=("나래일보", "나래미디어")
)


def judged(kind: JudgementKind, subject: str, channel: str = "#가") -> Judgement:
    return Judgement(channel=channel, kind=kind, subject=subject, who="U1", at=NOW)


@pytest.mark.parametrize(
    ("judgements", "holds"),
    [
        pytest.param([], False, id="nothing judged"),
        pytest.param([judged(JudgementKind.MUTE_TERM, "HBM")], False, id="one of two terms muted"),
        pytest.param(
            [judged(JudgementKind.MUTE_TERM, "hbm"), judged(JudgementKind.MUTE_TERM, "가람전자")],
            True,
            id="every term muted, in any case",
        ),
        pytest.param([judged(JudgementKind.MUTE_STORY, "7")], True, id="the story muted"),
        pytest.param(
            [judged(JudgementKind.MUTE_STORY, "5")], True, id="the story it follows up muted"
        ),
        pytest.param([judged(JudgementKind.MUTE_STORY, "6")], False, id="another story muted"),
        pytest.param([judged(JudgementKind.IRRELEVANT, "7")], True, id="the story irrelevant"),
        pytest.param([judged(JudgementKind.ACKNOWLEDGE, "7")], False, id="somebody handles it"),
        pytest.param(
            [judged(JudgementKind.NEVER_OUTLET, "나래일보")], True, id="the outlet excluded"
        ),
        pytest.param(
            [judged(JudgementKind.NEVER_OUTLET, "나래미디어")], True, id="its publisher excluded"
        ),
        pytest.param(
            [judged(JudgementKind.NEVER_OUTLET, "가람일보")], False, id="another outlet excluded"
        ),
    ],
)
def test_a_judgement_holds_back_what_it_says(judgements, holds):
    held = held_back(["#가"], ABOUT, judgements)

    assert bool(held) is holds


def test_a_judgement_speaks_for_its_channel_alone():
    mute = judged(JudgementKind.MUTE_STORY, "7", channel="#나")

    held = held_back(["#가", "#나"], ABOUT, [mute])

    assert held == (Held(channel="#나", judgement=mute),)


def test_no_term_is_not_every_term_muted():
    about = About(terms=(), stories=frozenset(), outlets=("",))

    held = held_back(["#가"], about, [judged(JudgementKind.NEVER_OUTLET, "")])

    assert held == ()
