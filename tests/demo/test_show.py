"""The demo ends when it is asked to."""

from datetime import timedelta

import pytest

from bot.adapters.memory import ManualClock
from bot.demo.scenario import START
from bot.demo.show import demo_settings, play


class Endless:
    """An app that works until it is told to stop."""

    def run(self, stop):
        return stop.wait()


class Interrupted(ManualClock):
    """Ctrl+C comes while the demo waits."""

    def sleep(self, pause):
        raise KeyboardInterrupt


@pytest.mark.timeout(20)
def test_ctrl_c_stops_the_newsroom_too():
    with pytest.raises(KeyboardInterrupt):
        play(Endless(), Interrupted(START))


def test_the_app_is_stopped_at_the_given_moment():
    clock = ManualClock(START)

    play(Endless(), clock, START + timedelta(minutes=5))

    assert clock.now() == START + timedelta(minutes=5)


def test_nothing_that_is_set_outside_reaches_the_demo(tmp_path, monkeypatch):
    before = demo_settings(tmp_path)
    monkeypatch.setenv("OPENAI_MODEL", "a-model")
    monkeypatch.setenv("OPENAI_EMBEDDING_MODEL", "a-model that nobody weighed")
    monkeypatch.setenv("SLACK_APP_TOKEN", "no token at all")
    monkeypatch.setenv("SOSIK_TERM_DAILY_CAP", "1")

    assert demo_settings(tmp_path) == before
