"""Cards on a terminal, for trying Sosik out and for running it without Slack.

    post    card → panel → receipt → one line of the receipts file
    update  card → one line that says what changed
    find    from the receipts, which survive a restart where there is a file

The receipt is written after the panel, so a process killed between the two shows a card once more.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from pathlib import Path
from threading import Lock

from rich import box
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text
from typing_extensions import override

from bot.card.fit import line
from bot.errors import FateUnknown, MessageRefused, NotSent, ReadBackFailed
from bot.model import Card, CardLine, Receipt
from bot.ports import Chat, Clock, Gallery

MAX_WIDTH = 100
"""Columns that a card takes at most."""

_LINE_LIMIT = 2_000
_REPLY_INDENT = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    receipt: Receipt
    delivery_id: str
    at: datetime
    thread: str | None


class TerminalChat(Chat):
    """The Chat port on a terminal.

    `receipts` is a small append-only file (JSON Lines) that is made when first needed; without one
    receipts live as long as the process. One process at a time may use a file.
    """

    def __init__(self, console: Console, clock: Clock, receipts: Path | None = None) -> None:
        self._console = console
        self._clock = clock
        self._path = receipts
        self._lock = Lock()
        self._shown: dict[Receipt, _Shown] | None = None if receipts else {}
        self._count = 0

    @override
    def post(self, channel: str, card: Card, delivery_id: str, thread: Receipt | None) -> Receipt:
        with self._lock:
            shown = self._known()
            now = self._clock.now()
            self._count += 1
            receipt = Receipt(channel=channel, ts=f"{int(now.timestamp())}.{self._count:06d}")
            self._print(_panel(channel, card, is_reply=thread is not None))
            shown[receipt] = _Shown(
                receipt=receipt,
                delivery_id=delivery_id,
                at=now,
                thread=thread.ts if thread else None,
            )
            self._append(_row(shown[receipt]))
            return receipt

    @override
    def update(self, receipt: Receipt, card: Card, delivery_id: str) -> None:
        with self._lock:
            if receipt not in self._known():
                raise MessageRefused("고칠 카드가 없습니다.", code="message_not_found")
            self._print(_change(receipt.channel, card))

    @override
    def find(
        self, channel: str, delivery_id: str, since: datetime, thread: Receipt | None
    ) -> Sequence[Receipt]:
        with self._lock:
            try:
                shown = self._receipts()
            except OSError as error:
                raise ReadBackFailed(f"{self._path}을(를) 읽지 못했습니다.") from error
            return [
                item.receipt
                for item in shown.values()
                if item.receipt.channel == channel
                and item.delivery_id == delivery_id
                and item.at >= since
                and item.thread == (thread.ts if thread else None)
            ]

    @override
    def delete(self, receipt: Receipt) -> None:
        with self._lock:
            if self._known().pop(receipt, None) is not None:
                self._print(Text(f"{receipt.channel}  카드를 거두었습니다.", style="dim"))
                self._append({"channel": receipt.channel, "ts": receipt.ts, "delivery_id": ""})

    def _print(self, what: RenderableType) -> None:
        text = self._drawn(what)
        try:
            text.encode(self._console.encoding)
        except UnicodeEncodeError:
            text = text.encode(self._console.encoding, "replace").decode(self._console.encoding)
        try:
            self._console.file.write(text)
            self._console.file.flush()
        except OSError as error:
            raise FateUnknown("터미널에 쓰지 못했습니다.") from error

    def _drawn(self, what: RenderableType) -> str:
        """The text to write. Rich must not write it: it answers a broken pipe by ending us."""
        console, written = self._console, StringIO()
        page = Console(
            file=written,
            width=min(MAX_WIDTH, console.width),
            force_terminal=console.is_terminal,
            color_system="standard" if console.color_system else None,
        )
        page.print(what)
        return written.getvalue()

    def _known(self) -> dict[Receipt, _Shown]:
        try:
            return self._receipts()
        except OSError as error:
            raise NotSent(f"{self._path}을(를) 읽지 못했습니다.") from error

    def _receipts(self) -> dict[Receipt, _Shown]:
        if self._shown is None:
            rows = list(_rows(self._path))
            self._shown, self._count = _replayed(rows), len(rows)
        return self._shown

    def _append(self, row: dict[str, object]) -> None:
        if self._path is None:
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("a+b") as file:
                torn = file.tell() > 0 and _last_byte(self._path) != b"\n"
                text = json.dumps(row, ensure_ascii=False)
                file.write((b"\n" if torn else b"") + text.encode() + b"\n")
        except OSError as error:
            raise FateUnknown(f"{self._path}에 쓰지 못했습니다.") from error


class FolderGallery(Gallery):
    """The Gallery port without a chat service: pictures as files of a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @override
    def hang(self, name: str, png: bytes, alt: str) -> str:
        path = self._folder / name
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            path.write_bytes(png)
        except OSError as error:
            raise NotSent(f"{path}에 쓰지 못했습니다.") from error
        return str(path)


def _row(item: _Shown) -> dict[str, object]:
    return {
        "channel": item.receipt.channel,
        "ts": item.receipt.ts,
        "delivery_id": item.delivery_id,
        "at": item.at.isoformat(),
        "thread": item.thread,
    }


def _replayed(rows: Sequence[dict[str, object]]) -> dict[Receipt, _Shown]:
    """The receipts that stand after all these rows."""
    shown: dict[Receipt, _Shown] = {}
    for row in rows:
        receipt = Receipt(channel=str(row["channel"]), ts=str(row["ts"]))
        if "at" not in row:
            shown.pop(receipt, None)
            continue
        thread = row.get("thread")
        shown[receipt] = _Shown(
            receipt=receipt,
            delivery_id=str(row["delivery_id"]),
            at=datetime.fromisoformat(str(row["at"])),
            thread=None if thread is None else str(thread),
        )
    return shown


def _rows(path: Path | None) -> Iterator[dict[str, object]]:
    """The file's rows; a line that a killed process left unfinished is skipped."""
    text = path.read_bytes().decode(errors="replace") if path and path.exists() else ""
    for raw in text.splitlines():
        try:
            row = json.loads(raw)
        except ValueError:
            continue
        if isinstance(row, dict) and {"channel", "ts"} <= row.keys():
            yield row


def _last_byte(path: Path) -> bytes:
    with path.open("rb") as file:
        file.seek(-1, 2)
        return file.read(1)


def _panel(channel: str, card: Card, *, is_reply: bool) -> RenderableType:
    panel = Panel(
        _body(card),
        title=Text(line(channel, 80)),
        title_align="left",
        box=box.ROUNDED,
        border_style="cyan" if not is_reply else "dim",
    )
    return Padding(panel, (0, 0, 0, _REPLY_INDENT)) if is_reply else panel


def _body(card: Card) -> Text:
    body = Text(line(card.headline, _LINE_LIMIT), style="bold")
    head = "  ".join((line(card.byline, _LINE_LIMIT), *(_term(term) for term in card.terms)))
    if head.strip():
        body.append(f"\n{head}", style="not bold green")
    for sentence in card.sentences:
        body.append(f"\n│ {line(sentence, _LINE_LIMIT)}", style="not bold")
    for one in card.lines:
        body.append(*_line(one))
    tail = [card.coverage, *card.notes, f"@{card.mention}" if card.mention else ""]
    for text in tail:
        if text:
            body.append(f"\n{line(text, _LINE_LIMIT)}", style="not bold yellow")
    if card.picture:
        body.append(f"\n{line(card.picture.alt, _LINE_LIMIT)}", style="not bold")
        body.append(f"\n{line(card.picture.place, _LINE_LIMIT)}", style="not bold dim")
    if card.url:
        body.append(f"\n{line(card.url, _LINE_LIMIT)}", style="not bold dim")
    return body


def _line(one: CardLine) -> tuple[str, str]:
    """A line of a brief and its style."""
    text = line(one.text, _LINE_LIMIT)
    if one.is_heading:
        return f"\n\n{text}", "bold"
    rest = "".join(f"\n    {line(part, _LINE_LIMIT)}" for part in (one.note, one.url) if part)
    return f"\n· {text}{rest}", "not bold"


def _term(term: str) -> str:
    return f"[{line(term, 80)}]"


def _change(channel: str, card: Card) -> Text:
    parts = (line(channel, 80), line(card.headline, 120), line(card.coverage, 80))
    return Text("고침  " + " · ".join(part for part in parts if part), style="dim")
