"""Card → Slack message: one rich_text block, whose text nothing can turn into a mention or a link.

    rich_text  headline (a link, bold) · byline · terms
               two or three sentences, quoted
               coverage · notes · at most one mention, of a user group that the watchlist names
    actions    the buttons, each with the story's id as its value
    text       one escaped line for notifications and screen readers

Lengths stay far below Slack's limits: a whole message below `MESSAGE_LIMIT`, plain text below what
chat.update takes.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.adapters.slack.texts import escaped_line, line, units, web_address
from bot.model import ButtonKind, Card

Json = dict[str, object]

MESSAGE_LIMIT = 8_000  # units in all blocks together; Slack refuses at about 11,000
PLAIN_LIMIT = 3_900  # units of a message without blocks; chat.update takes 4,000
FALLBACK_LIMIT = 600
URL_IN_PLAIN = 1_000  # a longer one would crowd out the text
HEADLINE_LIMIT = 300
BYLINE_LIMIT = 150
TERM_LIMIT = 60
TERMS_SHOWN = 12
SENTENCE_LIMIT = 600
SENTENCES_SHOWN = 3
COVERAGE_LIMIT = 200
NOTE_LIMIT = 300
NOTES_SHOWN = 4

BUTTON_LABELS: Mapping[ButtonKind, str] = {
    ButtonKind.WHY: "왜 왔나",
    ButtonKind.ACKNOWLEDGE: "확인",
    ButtonKind.MUTE: "음소거",
    ButtonKind.NEVER_OUTLET: "이 매체 제외",
    ButtonKind.IRRELEVANT: "무관",
}
ACTION_PREFIX = "sosik_"  # before the button's kind, in action_id
NOTHING_TO_SAY = "소식"  # Slack takes no empty message

_USER_GROUP = re.compile(r"S[A-Z0-9]{2,20}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackMessage:
    """What chat.postMessage and chat.update are given; without blocks `text` is the message."""

    text: str
    blocks: tuple[Json, ...]


def lay_out(card: Card) -> SlackMessage:
    """The card as a message within Slack's limits; a plain card has no blocks."""
    if card.plain:
        return SlackMessage(text=_plain(card), blocks=())
    fallback = escaped_line(card.fallback or card.headline, FALLBACK_LIMIT)
    rich: Json = {"type": "rich_text", "elements": [*_parts(card)]}
    actions = [_actions(card)] if card.buttons else []
    return SlackMessage(text=fallback or NOTHING_TO_SAY, blocks=(rich, *actions))


def text_units(value: object) -> int:
    """Units of every string in these blocks that a reader or Slack's counter may see."""
    match value:
        case str():
            return units(value)
        case Mapping():
            return sum(text_units(inner) for key, inner in value.items() if key != "type")
        case list() | tuple():
            return sum(text_units(inner) for inner in value)
        case _:
            return 0


def _parts(card: Card) -> Iterable[Json]:
    yield _section(_head(card))
    sentences = _lines(card.sentences[:SENTENCES_SHOWN], SENTENCE_LIMIT)
    if sentences:
        yield {"type": "rich_text_quote", "elements": [_text("\n".join(sentences))]}
    tail = list(_tail(card))
    if tail:
        yield _section(tail)


def _head(card: Card) -> list[Json]:
    headline = line(card.headline, HEADLINE_LIMIT) or NOTHING_TO_SAY
    address = web_address(card.url)
    elements = [_link(address, headline) if address else _text(headline, bold=True)]
    byline = line(card.byline, BYLINE_LIMIT)
    if byline:
        elements.append(_text(f"\n{byline}"))
    for index, term in enumerate(_lines(card.terms[:TERMS_SHOWN], TERM_LIMIT)):
        elements.append(_text(" " if index or byline else "\n"))
        elements.append({"type": "text", "text": term, "style": {"code": True}})
    return elements


def _tail(card: Card) -> Iterable[Json]:
    lines = [
        *_lines([card.coverage], COVERAGE_LIMIT),
        *_lines(card.notes[:NOTES_SHOWN], NOTE_LIMIT),
    ]
    if lines:
        yield _text("\n".join(lines))
    if card.mention is not None and _USER_GROUP.fullmatch(card.mention):
        if lines:
            yield _text("\n")
        yield {"type": "usergroup", "usergroup_id": card.mention}


def _actions(card: Card) -> Json:
    return {
        "type": "actions",
        "elements": [
            {
                "type": "button",
                "action_id": f"{ACTION_PREFIX}{button.value}",
                "text": {"type": "plain_text", "text": BUTTON_LABELS[button], "emoji": False},
                "value": str(card.story_id),
            }
            for button in dict.fromkeys(card.buttons)
        ],
    }


def _plain(card: Card) -> str:
    """Escaped lines, most important first, as many as fit."""
    address = web_address(card.url).replace("&", "&amp;")
    lines = [
        escaped_line(card.headline, HEADLINE_LIMIT),
        f"<{address}>" if address and units(address) < URL_IN_PLAIN else "",
        escaped_line(card.byline, BYLINE_LIMIT),
        *(escaped_line(text, SENTENCE_LIMIT) for text in card.sentences[:SENTENCES_SHOWN]),
        escaped_line(card.coverage, COVERAGE_LIMIT),
        *(escaped_line(text, NOTE_LIMIT) for text in card.notes[:NOTES_SHOWN]),
    ]
    room, kept = PLAIN_LIMIT, list[str]()
    for text in filter(None, lines):
        room -= units(text) + 1
        if room < 0:
            break
        kept.append(text)
    return "\n".join(kept) or NOTHING_TO_SAY


def _lines(texts: Iterable[str], limit: int) -> list[str]:
    return [shown for text in texts if (shown := line(text, limit))]


def _section(elements: list[Json]) -> Json:
    return {"type": "rich_text_section", "elements": elements}


def _text(text: str, *, bold: bool = False) -> Json:
    plain: Json = {"type": "text", "text": text}
    return plain | {"style": {"bold": True}} if bold else plain


def _link(address: str, text: str) -> Json:
    return {"type": "link", "url": address, "text": text, "style": {"bold": True}}
