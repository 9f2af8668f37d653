"""The Slack adapter against an independent Slack-compatible server."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from slack_sdk import WebClient

from bot.adapters.clock import SystemClock
from bot.adapters.memory import MemoryStore
from bot.adapters.slack import ChannelProblem, Sample, SlackChat
from bot.delivery import Outcome, Rendered, Sender, deliver_next
from bot.errors import ChannelBlocked, MessageRefused
from bot.model import Alert, AlertKind, ButtonKind, Card, CardLine
from bot.outbox import OutboxPolicy, delivery_id
from tests.fakes.emulate import Emulate, EmulateMissing, emulate, give_up

CARD = Card(
    headline="가온전자, 새 공장 <!here> 착공",
    url="https://news.example/1?a=1&b=2",
    byline="한빛일보 · 12:00",
    terms=("HBM",),
    sentences=("가온전자가 20일 공장을 착공했다.",),
    coverage="외 2개 매체",
    notes=(),
    fallback="가온전자, 새 공장 착공",
    story_id=7,
    buttons=tuple(ButtonKind),
)
MISSING = "0" * 32


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    try:
        with emulate(tmp_path_factory.mktemp("emulate"), "ai-infra", "경제부") as running:
            yield running
    except EmulateMissing as reason:
        give_up(reason)


@pytest.fixture
def chat(server: Emulate):
    return SlackChat(server.token, server.url, clock=SystemClock())


def name_of(test: str) -> str:
    return delivery_id("#ai-infra", AlertKind.CARD, 7, test)


def test_a_card_is_posted_found_changed_and_taken_back(chat):
    began, name = datetime.now(UTC), name_of("whole")

    receipt = chat.post("#ai-infra", CARD, name, None)
    found = chat.find("#ai-infra", name, began, None)
    chat.update(receipt, replace(CARD, coverage="외 3개 매체"), name)
    still = chat.find("#ai-infra", name, began, None)
    chat.delete(receipt)
    gone = chat.find("#ai-infra", name, began, None)

    assert found == still == [receipt]
    assert gone == []


def test_a_reply_is_found_in_its_thread_only(chat):
    began, name = datetime.now(UTC), name_of("reply")
    parent = chat.post("#경제부", CARD, name_of("parent"), None)

    reply = chat.post("#경제부", CARD, name, parent)

    assert chat.find("#경제부", name, began, parent) == [reply]
    assert chat.find("#경제부", name, began, None) == []


def test_a_bundle_with_its_menu_is_taken_and_changed(chat):
    began, name = datetime.now(UTC), name_of("bundle")
    lines = tuple(CardLine(text=f"소식 {n}", story_id=2**62 + n) for n in range(20))

    receipt = chat.post("#ai-infra", replace(CARD, buttons=(), lines=lines), name, None)
    chat.update(receipt, replace(CARD, buttons=(), lines=lines[:3]), name)

    assert chat.find("#ai-infra", name, began, None) == [receipt]


def test_no_reply_is_found_to_a_message_that_is_gone(chat):
    began, name = datetime.now(UTC), name_of("orphan")
    parent = chat.post("#ai-infra", CARD, name_of("gone"), None)
    chat.delete(parent)

    assert chat.find("#ai-infra", name, began, parent) == []


def test_more_messages_than_a_page_holds_are_all_read(chat):
    began = datetime.now(UTC)
    receipts = [chat.post("#경제부", CARD, name_of(f"page {n}"), None) for n in range(205)]

    assert chat.find("#경제부", name_of("page 0"), began, None) == receipts[:1]
    assert chat.find("#경제부", name_of("page 204"), began, None) == receipts[-1:]


def test_what_is_not_there_is_said(chat):
    receipt = chat.post("#ai-infra", CARD, name_of("deleted"), None)
    chat.delete(receipt)

    with pytest.raises(ChannelBlocked):
        chat.post("#no-such", CARD, MISSING, None)
    with pytest.raises(MessageRefused):
        chat.update(receipt, CARD, MISSING)
    chat.delete(receipt)


def test_the_check_asks_for_an_invitation_and_is_fine_after_it(chat, server):
    web = WebClient(server.token, server.url, retry_handlers=[])
    sample = Sample(card=CARD, delivery_id=lambda channel: name_of(f"sample {channel}"))

    uninvited = chat.check(["#ai-infra"], sample)
    for channel in web.conversations_list()["channels"]:
        web.conversations_join(channel=channel["id"])
    found = chat.check(["#ai-infra", "#경제부"], sample)

    assert [each.problem for each in uninvited.channels] == [ChannelProblem.NOT_A_MEMBER]
    assert found.is_fine
    assert found.team == "소식 시험"


def test_an_outbox_delivers_and_keeps_its_card_true(chat):
    store, clock, revision = MemoryStore(), SystemClock(), [1]
    now, name = clock.now(), name_of("outbox")
    store.alerts.promise(
        [
            Alert(
                id=1,
                delivery_id=name,
                channel="#ai-infra",
                kind=AlertKind.CARD,
                story_id=7,
                watchlists=("AI",),
                created_at=now,
                due_at=now,
            )
        ]
    )
    sender = Sender(
        alerts=store.alerts,
        chat=chat,
        clock=clock,
        policy=OutboxPolicy(look_again=timedelta()),
        render=lambda _alert: Rendered(card=CARD, revision=revision[0]),
        jitter=lambda: 0.0,
    )

    sent = deliver_next("#ai-infra", sender)
    revision[0] = 2
    updated = deliver_next("#ai-infra", sender)

    assert [sent.outcome, updated.outcome] == [Outcome.SENT, Outcome.UPDATED]
    assert len(chat.find("#ai-infra", name, now, None)) == 1
