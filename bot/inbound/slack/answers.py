"""Answers to one person: lines of text and buttons, laid out so that nothing in them can fire."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.adapters.slack.blocks import ACTION_PREFIX, Json
from bot.adapters.slack.texts import cut, escaped_line, line
from bot.model import JudgementKind
from bot.text.normalise import clean

LINE_LIMIT = 300  # units
ALL_LIMIT = 6_000  # units of all lines together
LINES_SHOWN = 60
BUTTONS_SHOWN = 20
LABEL_LIMIT = 70
_OPEN, _CLOSE = "\ue000", "\ue001"  # around a user id; of no script, so of no text
_MARKS = {ord(_OPEN): None, ord(_CLOSE): None}
_USER = re.compile(r"[UW][A-Z0-9]{2,20}")
_PERSON = re.compile(f"{_OPEN}({_USER.pattern}){_CLOSE}")
VALUE_LIMIT = 1_900  # units; Slack takes 2,000
FALLBACK_LIMIT = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A button: `act` is what it does, `value` the words that the handler is given back."""

    label: str
    act: str
    value: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What somebody is told; what `is_public` is told in the card's thread, or in `thread`.

    `laid` are blocks laid out already; then `lines` are for notifications alone.
    """

    lines: tuple[str, ...]
    buttons: tuple[Button, ...] = ()
    is_public: bool = False
    laid: tuple[Json, ...] = ()
    thread: str = ""


def say(*lines: str, buttons: Sequence[Button] = ()) -> Answer:
    """An answer to one person."""
    return Answer(lines=lines, buttons=tuple(buttons))


def blocks_of(answer: Answer) -> list[Json]:
    """The answer as blocks, within Slack's limits."""
    if answer.laid:
        return [*answer.laid]
    shown = [line(each, LINE_LIMIT) for each in answer.lines[:LINES_SHOWN]]
    if len(answer.lines) > LINES_SHOWN:
        shown.append(f"… 외 {len(answer.lines) - LINES_SHOWN}줄")
    text = cut("\n".join(shown), ALL_LIMIT) or "…"
    elements = _elements(text)
    section: Json = {"type": "rich_text_section", "elements": elements}
    blocks: list[Json] = [{"type": "rich_text", "elements": [section]}]
    if answer.buttons:
        buttons = answer.buttons[:BUTTONS_SHOWN]
        blocks.append(
            {"type": "actions", "elements": [_button(each, i) for i, each in enumerate(buttons)]}
        )
    return blocks


def mentioned(who: str) -> str:
    """The person in a line of an answer, as Slack shows them where `who` is a user id of Slack's."""
    return f"{_OPEN}{who}{_CLOSE}" if _USER.fullmatch(who) else who


def _elements(text: str) -> list[Json]:
    """The text with its persons; an answer to one person notifies nobody else."""
    pieces = _PERSON.split(text)
    elements: list[Json] = []
    for number, piece in enumerate(pieces):
        if number % 2:
            elements.append({"type": "user", "user_id": piece})
        elif piece:
            elements.append({"type": "text", "text": piece.translate(_MARKS)})
    return elements


def fallback_of(answer: Answer) -> str:
    """One escaped line for notifications and screen readers."""
    first = answer.lines[0].translate(_MARKS) if answer.lines else ""
    return escaped_line(first, FALLBACK_LIMIT) or "소식"


def _button(button: Button, number: int) -> Json:
    return {
        "type": "button",
        "action_id": f"{ACTION_PREFIX}{button.act}:{number}",
        "text": {"type": "plain_text", "text": line(button.label, LABEL_LIMIT), "emoji": False},
        "value": packed(button.value),
    }


def packed(words: Sequence[str]) -> str:
    """The words as a button's value; too long ones are left out, so that the button says no."""
    value = json.dumps([clean(word) for word in words], ensure_ascii=False)
    return value if len(value.encode("utf-16-le")) // 2 <= VALUE_LIMIT else "[]"


def unpacked(value: str) -> tuple[str, ...]:
    """The words of a button's value; of a card's button its one word, empty where it is none."""
    try:
        words = json.loads(value)
    except ValueError:
        return ()
    if isinstance(words, list) and all(isinstance(word, str) for word in words):
        return tuple(words)
    return (value,) if value.isascii() and value.isdigit() else ()


def undo_judgement(kind: JudgementKind, subject: str) -> Button:
    """The button that takes a judgement back."""
    return Button(label="되돌리기", act="undo", value=("judgement", kind.value, subject))


BUSY = say("지금은 처리하지 못했습니다. 잠시 뒤 다시 해 주세요.")
BROKEN = say("처리하지 못했습니다. 계속되면 관리자에게 알려 주세요.")
TOO_FAST = say("명령은 1분에 10번까지 받습니다. 잠시 뒤 다시 해 주세요.")
STALE = say("오래되었거나 알 수 없는 버튼입니다. /watch help 를 입력해 주세요.")
