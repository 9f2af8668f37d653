"""The modal that adds a term, and the App Home."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.adapters.slack.blocks import ACTION_PREFIX, Json
from bot.adapters.slack.texts import line
from bot.inbound.slack.answers import Answer, blocks_of, packed

ADD_VIEW = "sosik_add"
SHORTCUT = "watch_from_message"
CHANNEL_BLOCK, ORDER_BLOCK, INPUT = "channel", "order", "value"
ORDER_MOST = 600  # code points typed into the modal
CONTEXT_LIMIT = 300
BLOCKS_SHOWN = 90  # of an App Home; Slack takes 100
OPEN_ACTION = f"{ACTION_PREFIX}open"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomSheet:
    """What the App Home shows of one channel: its terms, and what is muted with undo values."""

    id: str
    name: str
    terms: tuple[str, ...]
    muted: tuple[tuple[str, tuple[str, ...]], ...]


def add_modal(channel: str, order: str = "", about: str = "") -> Json:
    """The modal; `channel` is chosen in advance where it is one, `about` is what it came from."""
    chosen = {"initial_conversation": channel} if channel.startswith(("C", "G")) else {}
    typed = {"initial_value": order[:ORDER_MOST]} if order else {}
    blocks: list[Json] = [
        {
            "type": "input",
            "block_id": CHANNEL_BLOCK,
            "label": _plain("알릴 채널"),
            "element": {
                "type": "conversations_select",
                "action_id": INPUT,
                "filter": {
                    "include": ["public", "private"],
                    "exclude_bot_users": True,
                    "exclude_external_shared_channels": False,
                },
                **chosen,
            },
        },
        {
            "type": "input",
            "block_id": ORDER_BLOCK,
            "label": _plain("감시어"),
            "hint": _plain("쉼표로 별칭을, +로 맥락어를, -로 제외어를 붙입니다."),
            "element": {
                "type": "plain_text_input",
                "action_id": INPUT,
                "min_length": 2,
                "max_length": ORDER_MOST,
                "placeholder": _plain("HBM, 고대역폭메모리 -채용"),
                **typed,
            },
        },
    ]
    if about:
        blocks.insert(0, _text_block(line(about, CONTEXT_LIMIT)))
    return {
        "type": "modal",
        "callback_id": ADD_VIEW,
        "title": _plain("감시어 추가"),
        "submit": _plain("추가"),
        "close": _plain("닫기"),
        "blocks": blocks,
    }


def said_modal(answer: Answer) -> Json:
    """The modal once the term was asked for: only the answer."""
    texts = [block for block in blocks_of(answer) if block["type"] != "actions"]
    return {
        "type": "modal",
        "title": _plain("감시어 추가"),
        "close": _plain("닫기"),
        "blocks": texts,
    }


def home_view(sheets: Sequence[RoomSheet], health: Sequence[str]) -> Json:
    """The App Home: health, then each channel that the person can see."""
    blocks: list[Json] = [
        {"type": "header", "text": _plain("소식")},
        _text_block("\n".join(line(each, CONTEXT_LIMIT) for each in health)),
        {"type": "actions", "elements": [_button("감시어 추가", OPEN_ACTION, "[]")]},
    ]
    for sheet in sheets:
        room = _room_blocks(sheet)
        if len(blocks) + len(room) > BLOCKS_SHOWN:
            blocks.append(_text_block("채널이 더 있습니다. 채널에서 /watch list 를 입력해 주세요."))
            break
        blocks += room
    if not sheets:
        blocks.append(
            _text_block(
                "보여 드릴 채널이 없습니다. 채널에 @sosik 을 초대하고 감시어를 더해 주세요."
            )
        )
    return {"type": "home", "blocks": blocks}


def _room_blocks(sheet: RoomSheet) -> list[Json]:
    terms = ", ".join(line(term, 60) for term in sheet.terms) or "감시어가 없습니다."
    blocks: list[Json] = [{"type": "divider"}, _text_block(sheet.name, line(terms, 2_000))]
    buttons = [
        _button(f"{label} 해제", f"{ACTION_PREFIX}undo:{number}", packed(("in", sheet.id, *value)))
        for number, (label, value) in enumerate(sheet.muted[:10])
    ]
    if buttons:
        blocks.append({"type": "actions", "elements": buttons})
    return blocks


def refused_home(words: str) -> Json:
    """The App Home of somebody who may see nothing."""
    return {"type": "home", "blocks": [_text_block(words)]}


def mistakes(message: str) -> dict[str, str]:
    """What stands under the modal's input where the order can't be read."""
    return {ORDER_BLOCK: line(message, 200)}


def _text_block(text: str, more: str = "") -> Json:
    elements: list[Json] = [{"type": "text", "text": text or " "}]
    if more:
        elements[0]["style"] = {"bold": True}
        elements.append({"type": "text", "text": f"\n{more}"})
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": elements}],
    }


def _button(label: str, action_id: str, value: str) -> Json:
    return {
        "type": "button",
        "action_id": action_id,
        "text": {"type": "plain_text", "text": line(label, 70), "emoji": False},
        "value": value,
    }


def _plain(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": False}
