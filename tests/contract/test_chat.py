"""What every Chat promises: memory, terminal, and Slack over HTTP."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from rich.console import Console

from bot.adapters.memory import ManualClock, MemoryChat
from bot.adapters.slack import SlackChat
from bot.adapters.terminal import TerminalChat
from bot.errors import MessageRefused
from bot.model import ButtonKind, Card, Receipt
from tests.fakes.slack_web import fake_slack
from tests.fakes.slack_workspace import Workspace

ONE, OTHER = "1" * 32, "2" * 32
CHANNEL, ELSEWHERE = "#ai", "#news"
CARD = Card(
    headline="가온전자, 새 공장 착공",
    url="https://news.example/1",
    byline="한빛일보 · 12:00",
    terms=("HBM",),
    sentences=("문장입니다.",),
    coverage="외 2개 매체",
    notes=(),
    fallback="가온전자, 새 공장 착공",
    story_id=7,
    buttons=tuple(ButtonKind),
)


@pytest.fixture
def clock():
    return ManualClock(datetime.now(UTC))


@pytest.fixture(params=["memory", "terminal", "slack"])
def chat(request, clock, tmp_path):
    match request.param:
        case "memory":
            yield MemoryChat(clock)
        case "terminal":
            yield TerminalChat(Console(file=StringIO()), clock, tmp_path / "receipts.jsonl")
        case _:
            space = Workspace()
            for name in (CHANNEL, ELSEWHERE):
                space.add_channel(name.removeprefix("#"))
            with fake_slack(space) as fake:
                yield SlackChat(space.token, fake.url, clock=clock, timeout=timedelta(seconds=5))


def test_what_was_posted_is_found_by_its_delivery_id(chat, clock):
    began = clock.now()
    receipt = chat.post(CHANNEL, CARD, ONE, None)

    assert chat.find(CHANNEL, ONE, began, None) == [receipt]
    assert chat.find(CHANNEL, OTHER, began, None) == []
    assert chat.find(ELSEWHERE, ONE, began, None) == []


def test_a_second_message_of_one_delivery_is_found_after_the_first(chat, clock):
    began = clock.now()
    receipts = [chat.post(CHANNEL, CARD, ONE, None) for _ in range(3)]

    assert [*chat.find(CHANNEL, ONE, began, None)] == receipts
    assert len(set(receipts)) == 3


def test_a_reply_is_found_in_its_thread(chat, clock):
    began = clock.now()
    parent = chat.post(CHANNEL, CARD, ONE, None)
    reply = chat.post(CHANNEL, CARD, OTHER, parent)

    assert [*chat.find(CHANNEL, OTHER, began, parent)] == [reply]
    assert [*chat.find(CHANNEL, OTHER, began, None)] == []


def test_an_update_may_be_repeated_and_adds_no_message(chat, clock):
    began = clock.now()
    receipt = chat.post(CHANNEL, CARD, ONE, None)

    for _ in range(2):
        chat.update(receipt, replace(CARD, coverage="외 3개 매체"), ONE)

    assert [*chat.find(CHANNEL, ONE, began, None)] == [receipt]


def test_a_plain_card_is_taken_too(chat):
    receipt = chat.post(CHANNEL, replace(CARD, plain=True), ONE, None)

    chat.update(receipt, replace(CARD, plain=True), ONE)


def test_a_message_taken_back_is_found_no_more(chat, clock):
    began = clock.now()
    receipt = chat.post(CHANNEL, CARD, ONE, None)

    for _ in range(2):
        chat.delete(receipt)

    assert [*chat.find(CHANNEL, ONE, began, None)] == []


def test_a_message_that_is_not_there_cannot_be_changed(chat):
    known = chat.post(CHANNEL, CARD, ONE, None)
    unknown = Receipt(channel=known.channel, ts="1000000000.000001")

    with pytest.raises(MessageRefused):
        chat.update(unknown, CARD, ONE)
