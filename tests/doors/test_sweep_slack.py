"""A fixed sample of `python -m bench.sweep_slack`: killed on the way, the story is still told once."""

import time
from dataclasses import replace

import pytest

from bench.sweep_slack import FACTOR, primed

SAMPLE = (
    "placing.commit.before#1",
    "placing.commit.after#1",
    "chat.post.after#1",
    "chat.update.after#1",
)


@pytest.fixture(scope="module")
def sweep():
    with primed(slack=True) as sweep:
        yield sweep


@pytest.mark.slow
@pytest.mark.parametrize("point", SAMPLE)
def test_a_bot_killed_at_a_port_call_tells_the_story_once(sweep, point, tmp_path):
    verdict = sweep.point(tmp_path, point)

    assert verdict.was_killed
    assert verdict.is_right


@pytest.mark.slow
def test_a_weekly_brief_meanwhile_is_no_second_card(sweep, tmp_path):
    monday = 67.6 * 3_600 / FACTOR  # from the start until just before the time of the weekly brief

    verdict = replace(sweep, born=time.time() - monday).point(tmp_path, "leases.release.after#2")

    assert verdict.is_right
