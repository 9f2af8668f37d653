"""`sosik slack check` says what is wrong with a workspace before an alert has to."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.adapters.memory import ManualClock
from bot.adapters.slack import ChannelProblem, Sample, SlackChat
from bot.errors import NotSent
from bot.model import Card
from tests.fakes.slack_web import Fault, Script, fake_slack
from tests.fakes.slack_workspace import Workspace

SAMPLE = Sample(
    card=Card(
        headline="시험 카드",
        url="",
        byline="",
        terms=(),
        sentences=(),
        coverage="",
        notes=(),
        fallback="시험 카드",
        story_id=0,
    ),
    delivery_id=lambda channel: f"check-{channel}",
)


@pytest.fixture
def fake():
    space = Workspace()
    space.add_channel("ai")
    space.add_channel("gone", is_archived=True)
    space.add_channel("strange", is_member=False)
    with fake_slack(space) as running:
        yield running


@pytest.fixture
def chat(fake):
    clock = ManualClock(datetime.now(UTC))
    return SlackChat(fake.workspace.token, fake.url, clock=clock, timeout=timedelta(seconds=1))


def test_a_good_workspace_is_fine_and_the_card_is_read_back(fake, chat):
    found = chat.check(["#ai"], SAMPLE)

    assert found.is_fine
    assert found.reads_back
    assert (found.team, found.user) == ("소식 시험", "sosik")
    assert [message.delivery_id for message in fake.workspace.standing()] == ["check-#ai"]


def test_without_a_sample_nothing_is_posted(fake, chat):
    assert chat.check(["#ai"]).is_fine
    assert fake.workspace.standing() == []


def test_each_channel_has_its_own_problem(chat):
    found = chat.check(["#ai", "#gone", "#strange", "#no-such"])

    assert [each.problem for each in found.channels] == [
        None,
        ChannelProblem.ARCHIVED,
        ChannelProblem.NOT_A_MEMBER,
        ChannelProblem.NOT_FOUND,
    ]
    assert not found.is_fine


def test_a_missing_scope_is_named(fake, chat):
    fake.workspace.scopes = "chat:write,channels:read,groups:read"

    found = chat.check(["#ai"])

    assert found.missing == {"channels:history", "groups:history"}
    assert not found.reads_back
    assert found.channels[0].problem is ChannelProblem.HISTORY_UNREADABLE


def test_a_refused_token_is_told_with_slacks_word(fake, chat):
    fake.workspace.token = "another"

    found = chat.check(["#ai"])

    assert (found.refusal, found.is_fine, found.reads_back) == ("invalid_auth", False, False)


def test_a_card_that_never_shows_is_noticed(fake, chat):
    fake.workspace.history_lag = 1_000.0

    found = chat.check(["#ai"], SAMPLE)

    assert found.channels[0].problem is ChannelProblem.NOT_READ_BACK


def test_a_slow_channel_is_told_apart_from_a_wrong_one(fake, chat):
    fake.plan = Script("conversations.info", [Fault.RESET_BEFORE])

    assert chat.check(["#ai"]).channels[0].problem is ChannelProblem.UNREACHABLE


def test_a_refused_card_is_told(fake, chat):
    fake.workspace.refusals["chat.postMessage"] = "no_text"

    assert chat.check(["#ai"], SAMPLE).channels[0].problem is ChannelProblem.REFUSED


def test_no_slack_at_all_is_an_error(fake, chat):
    fake.plan = Script("auth.test", [Fault.TOO_MANY])

    with pytest.raises(NotSent):
        chat.check(["#ai"])
