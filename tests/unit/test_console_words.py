"""Whatever kinds and states there are, the console has words for each."""

from bot.cadence import FeedHealth
from bot.card.words import ALERT_WORDS, HEALTH_WORDS
from bot.inbound.console.shown import KIND_WORDS, ORDER
from bot.model import AlertKind, AlertState


def test_every_kind_and_state_has_words():
    assert set(KIND_WORDS) == set(AlertKind)
    assert set(ALERT_WORDS) == set(AlertState)


def test_every_health_has_words_and_a_place():
    assert set(ORDER) == set(FeedHealth)
    assert {FeedHealth(health) for health in HEALTH_WORDS} == set(FeedHealth)
