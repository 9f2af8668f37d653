"""Every code that a person may see has Korean words."""

import re
from pathlib import Path

import pytest

import bot
from bot.cadence import FeedHealth
from bot.card.failures import failure_words
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
from bot.errors import AddressRefused, BadFeed, BadPage, FetchFailed, NotFound
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


def test_every_reason_that_the_adapters_give_is_said_in_korean():
    sources = (
        path.read_text("utf-8") for path in (Path(bot.__file__).parent / "adapters").rglob("*.py")
    )
    given = {code for source in sources for code in re.findall(r'reason="([a-z_]+)"', source)}

    unsaid = sorted(code for code in given if "알 수 없는 까닭" in error_words(code))

    assert len(given) > 10
    assert unsaid == []


@pytest.mark.parametrize(
    "error",
    [
        AddressRefused("The address lies in a private network."),
        FetchFailed("The server did not answer in time."),
        FetchFailed("The server asks for patience (HTTP 503).", status=503),
        BadPage("The page is empty.", reason="empty"),
        BadFeed("The file is no OPML.", reason="not_opml"),
    ],
    ids=repr,
)
def test_what_went_wrong_on_the_way_is_told_in_korean_with_what_to_do(error):
    words = failure_words(error)

    assert HANGUL.search(words)
    assert str(error) not in words
    assert words.endswith("요.")


FEED_REASONS = ("forbidden", "encoding", "redirects", "missing", "gone", "refused", "empty")


def test_nobody_is_told_to_save_a_feed_from_the_browser():
    advice = [failure_words(BadFeed("x", reason=code)) for code in FEED_REASONS]

    assert not [words for words in advice if "브라우저" in words]
    assert all(words.endswith("요.") for words in advice)


def test_a_message_that_is_for_people_already_stands_as_it_is():
    assert failure_words(NotFound("그런 사건이 없습니다: 5")) == "그런 사건이 없습니다: 5"
