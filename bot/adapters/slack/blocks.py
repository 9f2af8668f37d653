"""Card → Slack message: one rich_text block, whose text nothing can turn into a mention or a link.

    rich_text  headline (a link, bold) · byline · terms
               two or three sentences, quoted
               of a brief: headings and lists of linked lines
               coverage · notes · at most one mention, of a user group that the watchlist names
    image      of a weekly brief: a file of ours, with its words for those who cannot see it
    actions    the buttons, each with the story's id as its value; of a bundle a menu of its stories
    text       one escaped line for notifications and screen readers

Lengths stay far below Slack's limits: a whole message below `MESSAGE_LIMIT`, plain text below what
chat.update takes.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.adapters.slack.texts import escaped_line, line, units, web_address
from bot.model import ButtonKind, Card, CardLine, Picture

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
NOTES_SHOWN = 6
ALT_LIMIT = 1_900  # Slack takes 2,000
LINES_LIMIT = 7_000  # units of a brief's lines, addresses too; its maker keeps below it
LINE_LIMIT = 300
PLAIN_LINES_LIMIT = 12_000  # units of a brief without blocks; it is never updated

BUTTON_LABELS: Mapping[ButtonKind, str] = {
    ButtonKind.WHY: "왜 왔나",
    ButtonKind.ACKNOWLEDGE: "확인",
    ButtonKind.MUTE: "음소거",
    ButtonKind.NEVER_OUTLET: "이 매체 제외",
    ButtonKind.IRRELEVANT: "무관",
}
ACTION_PREFIX = "sosik_"  # before the button's kind, in action_id
PICK = "pick"  # a story of a bundle
PICKED_LIMIT = 40  # units of a story's name in the menu; Slack takes 75
PICKED_MOST = 100  # stories in a menu
PICK_WORDS = "소식을 고르면 왜 왔나·확인·음소거·제외·무관 버튼이 나옵니다"
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
    images = [_image(card.picture)] if card.picture else []
    told = [one for one in _that_fit(card.lines) if one.story_id][:PICKED_MOST]
    actions = [_actions(card)] if card.buttons else [_menu(told)] if told else []
    return SlackMessage(text=fallback or NOTHING_TO_SAY, blocks=(rich, *images, *actions))


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
    yield from _body(card.lines)
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


def _body(lines: Iterable[CardLine]) -> Iterable[Json]:
    """A heading is a section of its own; what stands between two headings is one list.

    Lines that can be picked are numbered, as they are in the menu.
    """
    items, shown = list[Json](), list(_that_fit(lines))
    style = "ordered" if any(one.story_id for one in shown) else "bullet"
    for one in shown:
        if not one.is_heading:
            items.append(_section(_item(one)))
            continue
        if items:
            yield _list(items, style)
            items = []
        yield _section([_text(f"\n{line(one.text, LINE_LIMIT)}", bold=True)])
    if items:
        yield _list(items, style)


def _that_fit(lines: Iterable[CardLine]) -> Iterable[CardLine]:
    room = LINES_LIMIT
    for one in lines:
        room -= units(one.text) + units(one.url) + units(one.note)
        if room < 0:
            return
        yield one


def _item(one: CardLine) -> list[Json]:
    text, note = line(one.text, LINE_LIMIT) or NOTHING_TO_SAY, line(one.note, NOTE_LIMIT)
    address = web_address(one.url)
    elements = [_link(address, text) if address else _text(text, bold=True)]
    return [*elements, _text(f" — {note}")] if note else elements


def _list(items: list[Json], style: str) -> Json:
    return {"type": "rich_text_list", "style": style, "elements": items}


def _image(picture: Picture) -> Json:
    alt = line(picture.alt, ALT_LIMIT) or NOTHING_TO_SAY
    return {"type": "image", "slack_file": {"id": picture.place}, "alt_text": alt}


def _actions(card: Card) -> Json:
    return {
        "type": "actions",
        "elements": [
            {
                "type": "button",
                "action_id": f"{ACTION_PREFIX}{button.value}",
                "text": _label(BUTTON_LABELS[button]),
                "value": str(card.story_id),
            }
            for button in dict.fromkeys(card.buttons)
        ],
    }


def _menu(lines: Iterable[CardLine]) -> Json:
    """A select menu of the lines' stories, by their numbers."""
    options = [
        {"text": _label(line(f"{number}. {one.text}", PICKED_LIMIT)), "value": str(one.story_id)}
        for number, one in enumerate(lines, 1)
    ]
    menu = {
        "type": "static_select",
        "action_id": f"{ACTION_PREFIX}{PICK}",
        "placeholder": _label(PICK_WORDS),
        "options": options,
    }
    return {"type": "actions", "elements": [menu]}


def _label(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": False}


def _plain(card: Card) -> str:
    """Escaped lines, most important first, as many as fit."""
    address = web_address(card.url).replace("&", "&amp;")
    lines = [
        escaped_line(card.headline, HEADLINE_LIMIT),
        f"<{address}>" if address and units(address) < URL_IN_PLAIN else "",
        escaped_line(card.byline, BYLINE_LIMIT),
        *(escaped_line(text, SENTENCE_LIMIT) for text in card.sentences[:SENTENCES_SHOWN]),
        *(_plain_line(one) for one in card.lines),
        escaped_line(card.coverage, COVERAGE_LIMIT),
        *(escaped_line(text, NOTE_LIMIT) for text in card.notes[:NOTES_SHOWN]),
        escaped_line(card.picture.alt, ALT_LIMIT) if card.picture else "",
    ]
    room, kept = PLAIN_LINES_LIMIT if card.lines else PLAIN_LIMIT, list[str]()
    for text in filter(None, lines):
        room -= units(text) + 1
        if room < 0:
            break
        kept.append(text)
    return "\n".join(kept) or NOTHING_TO_SAY


def _plain_line(one: CardLine) -> str:
    text, note = escaped_line(one.text, LINE_LIMIT), escaped_line(one.note, NOTE_LIMIT)
    if one.is_heading:
        return f"*{text}*"
    address = web_address(one.url).replace("&", "&amp;")
    return " ".join(part for part in ("•", text, f"<{address}>" if address else "", note) if part)


def _lines(texts: Iterable[str], limit: int) -> list[str]:
    return [shown for text in texts if (shown := line(text, limit))]


def _section(elements: list[Json]) -> Json:
    return {"type": "rich_text_section", "elements": elements}


def _text(text: str, *, bold: bool = False) -> Json:
    plain: Json = {"type": "text", "text": text}
    return plain | {"style": {"bold": True}} if bold else plain


def _link(address: str, text: str) -> Json:
    return {"type": "link", "url": address, "text": text, "style": {"bold": True}}
