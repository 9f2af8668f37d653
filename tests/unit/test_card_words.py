"""Every code that a person may see has Korean words."""

import re

import pytest

from bot.cadence import FeedHealth
from bot.card.flags import FLAG_WORDS, Flag
from bot.card.words import (
    ALERT_WORDS,
    BODY_WORDS,
    BUTTON_WORDS,
    CLOSED_WORDS,
    HEALTH_WORDS,
    PERMISSION_WORDS,
    REASON_WORDS,
    RELATION_WORDS,
    SALIENCE_WORDS,
    error_words,
    reason_words,
)
from bot.model import (
    AlertState,
    BodySource,
    ButtonKind,
    EntryClosed,
    Permission,
    Relation,
    Salience,
)
from bot.watch.reasons import Reason

HANGUL = re.compile("[가-힣]")


@pytest.mark.parametrize(
    ("codes", "words"),
    [
        (AlertState, ALERT_WORDS),
        (BodySource, BODY_WORDS),
        (ButtonKind, BUTTON_WORDS),
        (EntryClosed, CLOSED_WORDS),
        (FeedHealth, HEALTH_WORDS),
        (Flag, FLAG_WORDS),
        (Permission, PERMISSION_WORDS),
        (Relation, RELATION_WORDS),
        (Salience, SALIENCE_WORDS),
        (Reason, REASON_WORDS),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_every_code_has_a_word(codes, words):
    assert set(codes) == set(words)
    assert all(HANGUL.search(word) for word in words.values())


def test_reasons_and_errors_are_said_in_korean():
    assert reason_words("name") == REASON_WORDS["name"]
    assert error_words("not_in_channel").startswith("채널에 초대되지 않았습니다")


def test_unknown_codes_still_say_something():
    assert reason_words("new_rule") == "new_rule"
    assert error_words("new_code") == "알 수 없는 까닭입니다(new_code)."
