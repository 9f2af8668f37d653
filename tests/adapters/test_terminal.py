"""Cards on a terminal, and receipts that outlive the process."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from rich.console import Console

from bot.adapters.terminal import TerminalChat
from bot.errors import FateUnknown, MessageRefused, NotSent, ReadBackFailed
from bot.model import Card, Receipt

START = datetime(2026, 11, 22, tzinfo=UTC)
LONG_AGO = START - timedelta(days=1)


class StillClock:
    def __init__(self):
        self.moment = START

    def now(self):
        return self.moment

    def sleep(self, pause):
        self.moment += pause


class BrokenPipe(io.StringIO):
    def write(self, text):
        raise BrokenPipeError


def card(headline="가나전자, 데이터센터 짓는다", **changes):
    values = {
        "headline": headline,
        "url": "https://news.example/1",
        "byline": "가나일보 · 11월 22일 09:05",
        "terms": ("가나전자",),
        "sentences": ("첫 문장이다.",),
        "coverage": "외 3개 매체",
        "notes": ("이어지는 소식: 부지 물색",),
        "fallback": headline,
        "story_id": 7,
        "mention": "S123",
    }
    return Card(**values | changes)


@pytest.fixture
def screen():
    return io.StringIO()


@pytest.fixture
def chat(screen):
    return TerminalChat(Console(file=screen, width=80), StillClock())


def restarted(path):
    return TerminalChat(Console(file=io.StringIO()), StillClock(), path)


def test_a_card_shows_all_its_pieces(chat, screen):
    chat.post("#ai", card(), "d1", None)

    shown = screen.getvalue()
    pieces = [
        "#ai",
        "데이터센터",
        "가나일보",
        "[가나전자]",
        "첫 문장이다.",
        "외 3개 매체",
        "부지 물색",
        "@S123",
        "https://news.example/1",
    ]
    assert [piece for piece in pieces if piece not in shown] == []


def test_markup_and_control_characters_are_only_text(chat, screen):
    chat.post("#ai", card("[bold red]빨강[/] \x1b[31m제어"), "d1", None)

    assert "[bold red]빨강[/]" in screen.getvalue()
    assert "\x1b" not in screen.getvalue()


def test_a_reply_is_indented(chat, screen):
    first = chat.post("#ai", card(), "d1", None)
    screen.truncate(0)

    chat.post("#ai", card("[새 사실] 착공"), "d2", first)

    assert all(row.startswith("    ") for row in screen.getvalue().replace("\0", "").splitlines())


def test_every_message_has_its_own_receipt(chat):
    receipts = {chat.post("#ai", card(), f"d{number}", None) for number in range(3)}

    assert len(receipts) == 3


def test_messages_are_found_by_channel_delivery_thread_and_time(chat):
    first = chat.post("#ai", card(), "d1", None)
    reply = chat.post("#ai", card(), "d2", first)

    assert chat.find("#ai", "d1", LONG_AGO, None) == [first]
    assert chat.find("#ai", "d2", LONG_AGO, first) == [reply]
    assert chat.find("#ai", "d2", LONG_AGO, None) == []
    assert chat.find("#else", "d1", LONG_AGO, None) == []
    assert chat.find("#ai", "d1", START + timedelta(seconds=1), None) == []


def test_an_update_says_what_changed_in_one_line(chat, screen):
    receipt = chat.post("#ai", card(), "d1", None)
    screen.truncate(0)

    chat.update(receipt, card(coverage="외 9개 매체"), "d1")

    assert "외 9개 매체" in screen.getvalue()


def test_an_unknown_message_cannot_be_updated(chat):
    with pytest.raises(MessageRefused):
        chat.update(Receipt(channel="#ai", ts="1.1"), card(), "d1")


def test_a_deleted_message_is_gone_and_a_repeat_does_nothing(chat):
    receipt = chat.post("#ai", card(), "d1", None)

    chat.delete(receipt)
    chat.delete(receipt)

    assert chat.find("#ai", "d1", LONG_AGO, None) == []


def test_receipts_outlive_the_process(tmp_path):
    path = tmp_path / "home" / "receipts.jsonl"
    chat = restarted(path)
    first = chat.post("#ai", card(), "d1", None)
    reply = chat.post("#ai", card(), "d2", first)
    gone = chat.post("#ai", card(), "d3", None)
    chat.delete(gone)

    later = restarted(path)

    assert later.find("#ai", "d1", LONG_AGO, None) == [first]
    assert later.find("#ai", "d2", LONG_AGO, first) == [reply]
    assert later.find("#ai", "d3", LONG_AGO, None) == []
    assert later.post("#ai", card(), "d4", None) not in {first, reply, gone}


def test_a_line_left_unfinished_by_a_killed_process_is_skipped(tmp_path):
    path = tmp_path / "receipts.jsonl"
    first = restarted(path).post("#ai", card(), "d1", None)
    with path.open("ab") as file:
        file.write(b'{"channel": "#ai", "ts": "99')

    second = restarted(path).post("#ai", card(), "d2", None)

    later = restarted(path)
    assert later.find("#ai", "d1", LONG_AGO, None) == [first]
    assert later.find("#ai", "d2", LONG_AGO, None) == [second]


def test_a_terminal_that_went_away_leaves_the_fate_unknown():
    chat = TerminalChat(Console(file=BrokenPipe()), StillClock())

    with pytest.raises(FateUnknown):
        chat.post("#ai", card(), "d1", None)


def test_a_terminal_without_hangul_gets_a_card_all_the_same():
    latin = io.TextIOWrapper(io.BytesIO(), encoding="ascii")

    TerminalChat(Console(file=latin), StillClock()).post("#ai", card("ACME 데이터"), "d1", None)

    assert b"ACME ???" in latin.buffer.getvalue()


def test_a_receipts_file_that_cannot_be_read_sends_and_concludes_nothing(tmp_path):
    chat = restarted(tmp_path)

    with pytest.raises(NotSent):
        chat.post("#ai", card(), "d1", None)
    with pytest.raises(ReadBackFailed):
        chat.find("#ai", "d1", LONG_AGO, None)


def test_a_receipt_that_cannot_be_written_is_still_known_to_this_process(tmp_path):
    path = tmp_path / "home" / "receipts.jsonl"
    (tmp_path / "home").write_text("in the way")
    chat = restarted(path)

    with pytest.raises(FateUnknown):
        chat.post("#ai", card(), "d1", None)
    assert len(chat.find("#ai", "d1", LONG_AGO, None)) == 1
