"""The Slack adapter against a real HTTP server that fails in every way we know of."""

import logging
import socket
import ssl
import traceback
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import Message as Headers
from io import BytesIO
from urllib.error import HTTPError, URLError

import pytest
from slack_sdk.errors import SlackApiError

from bot.adapters.memory import ManualClock
from bot.adapters.slack import SlackApi, SlackChat
from bot.adapters.slack.outcomes import outcome
from bot.errors import (
    BadSettings,
    ChannelBlocked,
    FateUnknown,
    MessageRefused,
    NotSent,
    ReadBackFailed,
)
from bot.model import ButtonKind, Card, CardLine, Receipt
from tests.fakes.slack_web import NEVER_TAKEN, FakeSlack, Fault, Script, fake_slack
from tests.fakes.slack_workspace import Workspace

DELIVERY = "0123456789abcdef" * 2
OTHER = "f" * 32
TIMEOUT = timedelta(seconds=0.4)
CARD = Card(
    headline="가온전자 <!channel> 착공",
    url="https://news.example/1",
    byline="한빛일보 · 12:00",
    terms=("HBM",),
    sentences=("문장입니다.",),
    coverage="",
    notes=(),
    fallback="가온전자 <!channel> 착공",
    story_id=7,
    buttons=tuple(ButtonKind),
)


@pytest.fixture
def fake():
    space = Workspace()
    space.add_channel("ai-infra")
    space.add_channel("경제부", is_private=True)
    with fake_slack(space, hang=1.0) as running:
        yield running


@pytest.fixture
def clock():
    return ManualClock(datetime.now(UTC))


def chat_for(fake: FakeSlack, clock: ManualClock, token: str = "") -> SlackChat:
    return SlackChat(token or fake.workspace.token, fake.url, clock=clock, timeout=TIMEOUT)


@pytest.fixture
def chat(fake, clock):
    return chat_for(fake, clock)


def calls(fake: FakeSlack, method: str) -> list[dict]:
    return [arguments for called, arguments in fake.workspace.calls if called == method]


def test_a_posted_card_stands_in_the_named_channel(fake, chat):
    receipt = chat.post("#ai-infra", CARD, DELIVERY, None)

    (message,) = fake.workspace.standing()
    assert receipt == Receipt(channel=message.channel, ts=message.ts)
    assert message.delivery_id == DELIVERY
    assert message.content["text"] == "가온전자 &lt;!channel&gt; 착공"
    assert message.content["unfurl_links"] is False
    assert message.content["unfurl_media"] is False
    assert message.content["link_names"] is False


def test_a_message_of_many_lines_is_taken_as_it_is(fake, chat):
    lines = (
        CardLine(text="업계", is_heading=True),
        CardLine(text="착공", url=CARD.url, note="HBM"),
    )

    chat.post("#ai-infra", replace(CARD, lines=lines, buttons=()), DELIVERY, None)

    (message,) = fake.workspace.standing()
    kinds = [part["type"] for part in message.content["blocks"][0]["elements"]]
    assert "rich_text_list" in kinds


def test_every_try_carries_the_same_client_message_id(fake, chat):
    chat.post("#ai-infra", CARD, DELIVERY, None)
    chat.post("#ai-infra", CARD, DELIVERY, None)
    chat.post("#ai-infra", CARD, OTHER, None)

    ids = [arguments["client_msg_id"] for arguments in calls(fake, "chat.postMessage")]
    assert ids[0] == ids[1] != ids[2]


@pytest.mark.parametrize("name", ["#경제부", "경제부", "#ai-infra", "AI-INFRA", "C00000001"])
def test_a_channel_may_be_named_in_many_ways(chat, name):
    assert chat.post(name, CARD, DELIVERY, None).channel.startswith("C0000000")


def test_channels_are_listed_once_however_many_pages(fake, chat):
    fake.workspace.page_size = 1

    for _ in range(3):
        chat.post("#경제부", CARD, DELIVERY, None)

    assert len(calls(fake, "conversations.list")) == 2


def test_an_unknown_channel_is_blocked_without_a_post(fake, chat):
    for _ in range(3):
        with pytest.raises(ChannelBlocked) as caught:
            chat.post("#no-such", CARD, DELIVERY, None)

    assert caught.value.code == "channel_not_found"
    assert not caught.value.whole_workspace
    assert len(calls(fake, "conversations.list")) == 1
    assert calls(fake, "chat.postMessage") == []


def test_a_channel_made_later_is_found(fake, chat, clock):
    with pytest.raises(ChannelBlocked):
        chat.post("#later", CARD, DELIVERY, None)

    fake.workspace.add_channel("later")
    clock.advance(timedelta(minutes=2))

    assert chat.post("#later", CARD, DELIVERY, None).ts


def test_without_the_private_scope_public_channels_still_work(fake, chat):
    fake.workspace.scopes = fake.workspace.scopes.replace("groups:read", "")

    assert chat.post("#ai-infra", CARD, DELIVERY, None).ts


@pytest.mark.parametrize("fault", [*Fault])
def test_no_fault_makes_two_posts_of_one(fake, chat, fault):
    fake.plan = Script("chat.postMessage", [fault])
    error = NotSent if fault in {Fault.TOO_MANY, Fault.RATELIMITED} else FateUnknown

    with pytest.raises(error):
        chat.post("#ai-infra", CARD, DELIVERY, None)

    assert len(calls(fake, "chat.postMessage")) == (fault not in {*NEVER_TAKEN, Fault.LATE_COMMIT})


@pytest.mark.parametrize("fault", [fault for fault in Fault if fault not in NEVER_TAKEN])
def test_what_was_taken_is_found_again(fake, chat, clock, fault):
    began = clock.now()
    fake.plan = Script("chat.postMessage", [fault])
    fake.late = 0.0
    with pytest.raises(FateUnknown):
        chat.post("#ai-infra", CARD, DELIVERY, None)

    found = ()
    for _ in range(100):
        found = found or chat.find("#ai-infra", DELIVERY, began, None)

    (message,) = fake.workspace.standing()
    assert found == [Receipt(channel=message.channel, ts=message.ts)]


def test_a_pause_holds_that_method_alone(fake, chat, clock):
    fake.plan = Script("chat.postMessage", [Fault.TOO_MANY])
    fake.retry_after = 7

    with pytest.raises(NotSent) as first:
        chat.post("#ai-infra", CARD, DELIVERY, None)
    clock.advance(timedelta(seconds=5))
    with pytest.raises(NotSent) as second:
        chat.post("#경제부", CARD, DELIVERY, None)
    found = chat.find("#ai-infra", DELIVERY, clock.now(), None)
    clock.advance(timedelta(seconds=3))
    chat.post("#ai-infra", CARD, DELIVERY, None)

    assert first.value.retry_after == timedelta(seconds=7)
    assert second.value.retry_after == timedelta(seconds=2)
    assert found == []
    assert len(calls(fake, "chat.postMessage")) == 1


REFUSALS = [
    ("invalid_blocks", MessageRefused, False),
    ("msg_too_long", MessageRefused, False),
    ("metadata_too_large", MessageRefused, False),
    ("not_in_channel", ChannelBlocked, False),
    ("is_archived", ChannelBlocked, False),
    ("restricted_action", ChannelBlocked, False),
    ("ekm_access_denied", ChannelBlocked, False),
    ("token_revoked", ChannelBlocked, True),
    ("missing_scope", ChannelBlocked, True),
    ("org_login_required", ChannelBlocked, True),
    ("accesslimited", NotSent, False),
    ("fatal_error", FateUnknown, False),
    ("internal_error", FateUnknown, False),
    ("request_timeout", FateUnknown, False),
    ("a_code_of_tomorrow", FateUnknown, False),
]


@pytest.mark.parametrize(("code", "error", "whole"), REFUSALS, ids=[row[0] for row in REFUSALS])
def test_slacks_codes_say_whose_fault_it_is(fake, chat, code, error, whole):
    fake.workspace.refusals["chat.postMessage"] = code

    with pytest.raises(error) as caught:
        chat.post("#ai-infra", CARD, DELIVERY, None)

    assert getattr(caught.value, "whole_workspace", False) is whole


def test_a_wrong_token_blocks_the_workspace_and_shows_nowhere(fake, clock, caplog):
    caplog.set_level(logging.DEBUG)
    secret = "xoxb-secret-1234567890"
    chat = chat_for(fake, clock, secret)

    with pytest.raises(ChannelBlocked) as caught:
        chat.post("#ai-infra", CARD, DELIVERY, None)

    told = "".join(traceback.format_exception(caught.value)) + caplog.text + repr(chat)
    assert caught.value.whole_workspace
    assert secret not in told + repr(SlackApi(secret, clock=clock))
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("token", ["", "xoxb-a\nb", "xoxb-a b", "xoxb-가"])
def test_what_can_be_no_token_is_refused_at_once(token, clock):
    with pytest.raises(BadSettings) as caught:
        SlackChat(token, clock=clock)

    assert "xoxb-a" not in str(caught.value)


def test_a_refused_connection_and_an_unknown_name_sent_nothing(clock):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        closed = f"http://127.0.0.1:{unused.getsockname()[1]}/api/"
    for url in (closed, "http://no-such-host.invalid/api/"):
        chat = SlackChat("xoxb-x", url, clock=clock, timeout=TIMEOUT)

        with pytest.raises(NotSent):
            chat.post("C00000001", CARD, DELIVERY, None)


def answered(status: int, data: object, headers: object = None) -> SlackApiError:
    class Response:
        status_code = status

    response = Response()
    response.data, response.headers = data, headers or {}
    return SlackApiError("failed", response)


FAILURES = [
    (URLError(socket.gaierror(-2, "unknown")), NotSent),
    (URLError(ConnectionRefusedError()), NotSent),
    (URLError(ssl.SSLCertVerificationError()), NotSent),
    (URLError(TimeoutError()), FateUnknown),
    (URLError(ConnectionResetError()), FateUnknown),
    (URLError(OSError("Tunnel connection failed: 403")), FateUnknown),
    (URLError("unknown"), FateUnknown),
    (TimeoutError(), FateUnknown),
    (ConnectionRefusedError(), NotSent),
    (HTTPError("http://x", 429, "", Headers(), BytesIO()), FateUnknown),
    (AttributeError("str has no get"), FateUnknown),
    (answered(429, {}), NotSent),
    (answered(429, "text", {"retry-after": "soon"}), NotSent),
    (answered(503, {"ok": False, "error": "ratelimited"}), FateUnknown),
    (answered(500, {"ok": False, "error": "invalid_auth"}), FateUnknown),
    (answered(200, "<html>"), FateUnknown),
    (answered(200, {"ok": False, "error": 7}), FateUnknown),
    (
        answered(200, {"ok": False, "error": "Received a response in a non-JSON format"}),
        FateUnknown,
    ),
    (SlackApiError("no response", None), FateUnknown),
]


@pytest.mark.parametrize(("failure", "error"), FAILURES, ids=range(len(FAILURES)))
def test_only_what_surely_never_left_is_never_sent(failure, error):
    assert type(outcome(failure)) is error


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("3", 3), (" 12 ", 12), ("soon", 30), ("-1", 30), ("999999999999", 3600), ("1.5", 30)],
)
def test_a_pause_is_believed_within_reason(header, seconds):
    pause = outcome(answered(429, {}, {"Retry-After": header}))

    assert pause.retry_after == timedelta(seconds=seconds)


def test_an_update_changes_the_message_and_keeps_its_kind(fake, chat):
    receipt = chat.post("#ai-infra", CARD, DELIVERY, None)

    chat.update(receipt, CARD, DELIVERY)

    (message,) = fake.workspace.standing()
    assert message.edits == 1
    assert message.delivery_id == DELIVERY
    assert [block["type"] for block in message.content["blocks"]] == ["rich_text", "actions"]


def test_a_reply_stands_in_its_thread_and_is_found_there_only(fake, chat, clock):
    began = clock.now()
    parent = chat.post("#ai-infra", CARD, DELIVERY, None)

    reply = chat.post("#ai-infra", CARD, OTHER, parent)

    assert chat.find("#ai-infra", OTHER, began, parent) == [reply]
    assert chat.find("#ai-infra", OTHER, began, None) == []
    assert chat.find("#ai-infra", DELIVERY, began, None) == [parent]


def test_every_page_is_read(fake, chat, clock):
    began = clock.now()
    first = chat.post("#ai-infra", CARD, DELIVERY, None)
    for _ in range(8):
        chat.post("#ai-infra", CARD, OTHER, None)
    second = chat.post("#ai-infra", CARD, DELIVERY, None)
    fake.workspace.page_size = 3

    assert chat.find("#ai-infra", DELIVERY, began, None) == [first, second]
    assert len(calls(fake, "conversations.history")) == 4


@pytest.mark.parametrize(
    "fault",
    [Fault.TOO_MANY, Fault.RESET_BEFORE, Fault.HTML_200_AFTER, Fault.TRUNCATED_AFTER],
)
def test_a_read_cut_short_proves_nothing(fake, chat, clock, fault):
    for _ in range(5):
        chat.post("#ai-infra", CARD, OTHER, None)
    fake.workspace.page_size = 3
    fake.plan = Script("conversations.history", [None, fault])

    with pytest.raises(ReadBackFailed):
        chat.find("#ai-infra", DELIVERY, clock.now(), None)


def test_a_read_without_the_scope_proves_nothing(fake, chat, clock):
    fake.workspace.scopes = "chat:write,channels:read,groups:read"

    with pytest.raises(ReadBackFailed):
        chat.find("#ai-infra", DELIVERY, clock.now(), None)


@pytest.mark.parametrize("hours", [-9.0, -0.9, 0.9, 9.0], ids="{:+}h".format)
def test_a_clock_that_is_wrong_hides_no_message(fake, hours):
    wrong = ManualClock(datetime.now(UTC) + timedelta(hours=hours))
    chat = chat_for(fake, wrong)
    receipt = chat.post("#ai-infra", CARD, DELIVERY, None)

    found = chat_for(fake, wrong).find("#ai-infra", DELIVERY, wrong.now(), None)

    assert found == [receipt]


def test_a_clock_set_right_before_the_post_hides_no_message(fake):
    clock = ManualClock(datetime.now(UTC) - timedelta(hours=5))
    chat = chat_for(fake, clock)
    chat.find("#ai-infra", OTHER, clock.now(), None)
    clock.advance(timedelta(hours=5))
    fake.plan = Script("chat.postMessage", [Fault.RESET_AFTER])
    with pytest.raises(FateUnknown):
        chat.post("#ai-infra", CARD, DELIVERY, None)

    found = chat.find("#ai-infra", DELIVERY, clock.now(), None)

    assert len(found) == 1


def test_a_clock_set_back_after_the_post_hides_no_message(fake, chat, clock):
    clock.advance(timedelta(hours=5))
    began = clock.now()
    receipt = chat.post("#ai-infra", CARD, DELIVERY, None)

    clock.advance(timedelta(hours=-5))

    assert chat.find("#ai-infra", DELIVERY, began, None) == [receipt]


def test_another_apps_copy_of_our_delivery_is_not_ours(fake, chat, clock):
    chat.post("#ai-infra", CARD, DELIVERY, None)
    fake.workspace.bot_id = "B0OTHER"
    shown = fake.workspace.shown
    fake.workspace.shown = lambda message, **how: shown(message, **how) | {"bot_id": "B0STRANGER"}

    assert chat.find("#ai-infra", DELIVERY, clock.now(), None) == []


def test_a_message_is_taken_back_once_and_a_missing_one_is_fine(fake, chat):
    receipt = chat.post("#ai-infra", CARD, DELIVERY, None)

    chat.delete(receipt)
    chat.delete(receipt)

    assert fake.workspace.standing() == []


def test_a_plain_card_goes_out_without_blocks(fake, chat):
    plain = replace(CARD, plain=True)
    receipt = chat.post("#ai-infra", CARD, DELIVERY, None)
    chat.update(receipt, plain, DELIVERY)

    (message,) = fake.workspace.standing()
    assert message.content["blocks"] == []
    assert "<https://news.example/1>" in message.content["text"]


ODD_ANSWERS = [
    {"ok": True},
    {"ok": True, "messages": "none"},
    {"ok": True, "messages": [], "has_more": True},
    {"ok": True, "messages": [], "response_metadata": {"next_cursor": "again"}},
    ["ok"],
]


@pytest.mark.parametrize("answer", ODD_ANSWERS, ids=range(len(ODD_ANSWERS)))
def test_an_odd_page_proves_nothing(fake, chat, clock, answer):
    usual = fake.workspace.answer
    fake.workspace.answer = lambda method, token, arguments: (
        answer if method == "conversations.history" else usual(method, token, arguments)
    )

    with pytest.raises(ReadBackFailed):
        chat.find("C00000000", DELIVERY, clock.now(), None)


@pytest.mark.parametrize("answer", [{"ok": True}, {"ok": True, "ts": 7, "channel": "C1"}, "ok", []])
def test_an_ok_without_a_place_leaves_the_fate_open(fake, chat, answer):
    fake.workspace.answer = lambda *_: answer

    with pytest.raises(FateUnknown):
        chat.post("C00000000", CARD, DELIVERY, None)


METADATA = [
    None,
    "text",
    {"event_type": "another_app", "event_payload": {"delivery_id": DELIVERY}},
    {"event_type": "sosik_delivery"},
    {"event_type": "sosik_delivery", "event_payload": "text"},
]


@pytest.mark.parametrize("metadata", METADATA, ids=range(len(METADATA)))
def test_what_is_not_our_mark_is_not_our_message(fake, chat, clock, metadata):
    usual = fake.workspace.answer
    page = {"ok": True, "messages": [{"ts": "1.1", "metadata": metadata}]}
    fake.workspace.answer = lambda method, token, arguments: (
        page if method == "conversations.history" else usual(method, token, arguments)
    )

    assert chat.find("C00000000", DELIVERY, clock.now(), None) == []


def test_channels_that_cannot_be_listed_leave_the_message_unsent(fake, chat):
    fake.plan = Script("conversations.list", [Fault.HTML_200_AFTER])

    with pytest.raises(NotSent):
        chat.post("#ai-infra", CARD, DELIVERY, None)

    assert calls(fake, "chat.postMessage") == []


def test_a_refused_listing_says_why(fake, chat):
    fake.workspace.refusals["conversations.list"] = "token_revoked"

    with pytest.raises(ChannelBlocked) as caught:
        chat.post("#ai-infra", CARD, DELIVERY, None)

    assert caught.value.whole_workspace
