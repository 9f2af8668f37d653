"""Briefs as messages of a channel: split where one message would grow too long, frozen as text.

    Brief → pieces (each a JSON text for the outbox) → render_piece → Card

The text of a piece is frozen when the brief is promised, so that a restart sends the same pieces.
Nothing here raises but for a piece that is none.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from bot.card.brief import (
    Brief,
    address,
    closing,
    facts_of,
    headline,
    in_words,
    remarks,
    shown_sections,
    summary_line,
    title_of,
)
from bot.card.dates import kst_time
from bot.card.fit import line
from bot.model import Card, CardLine, Picture

PIECE_UNITS = 6_000
"""UTF-16 units of text and addresses in one message; Slack refuses about twice as many."""

MOST_PIECES = 6
LATE_AFTER = timedelta(minutes=5)
"""A brief that goes out later than this after its time says so."""

_ADDRESS_LIMIT = 1_000  # a longer one would crowd out other stories
NEVER_TOLD = "외 {count}건은 `sosik brief`로 보실 수 있습니다."


def pieces(brief: Brief) -> tuple[str, ...]:
    """The brief in as many messages as it needs, at most MOST_PIECES; never none."""
    parts = _split([*_lines(brief)])
    kept, left = parts[:MOST_PIECES], parts[MOST_PIECES:]
    count = sum(not one.is_heading for part in left for one in part)
    texts = []
    for number, part in enumerate(kept, start=1):
        is_last = number == len(kept)
        of = f" ({number}/{len(kept)})" if len(kept) > 1 else ""
        notes = closing(brief) if is_last else []
        if is_last and count:
            notes.insert(0, NEVER_TOLD.format(count=count))
        texts.append(
            json.dumps(
                {
                    "headline": headline(brief) + of,
                    "byline": summary_line(brief) if number == 1 else "",
                    "sentences": remarks(brief) if number == 1 else [],
                    "lines": [[one.text, one.url, one.note, one.is_heading] for one in part],
                    "notes": notes,
                    "due": brief.until.isoformat(),
                },
                ensure_ascii=False,
                separators=(",", ":"),
            )
        )
    return tuple(texts)


def picture_piece(until: datetime, picture: Picture) -> str:
    """The message that shows the picture of the weekly brief of that time."""
    return json.dumps(
        {
            "headline": f"주간 보도 추이 · {kst_time(until, until)}",
            "byline": "",
            "sentences": [],
            "lines": [],
            "notes": [],
            "due": until.isoformat(),
            "picture": [picture.place, picture.alt],
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def render_piece(piece: str, now: datetime) -> Card:
    """The message of a piece, with a word of excuse where it is late."""
    told: Mapping[str, object] = json.loads(piece)
    late = late_words(datetime.fromisoformat(str(told["due"])), now)
    notes = [*late, *_texts(told["notes"])]
    head, byline = str(told["headline"]), str(told["byline"])
    picture = _picture(told.get("picture"))
    told_aloud = picture.alt if picture else byline
    return Card(
        headline=head,
        url="",
        byline=byline,
        terms=(),
        sentences=tuple(_texts(told["sentences"])),
        coverage="",
        notes=tuple(notes),
        fallback=" — ".join(part for part in (head, told_aloud) if part),
        story_id=0,
        lines=tuple(_card_lines(told["lines"])),
        picture=picture,
    )


def late_words(due: datetime, now: datetime) -> Sequence[str]:
    """An excuse, where `now` is later than a reader would not mind."""
    late = now.astimezone(UTC) - due
    if late < LATE_AFTER:
        return ()
    return (f"예정보다 {in_words(late)} 늦게 보내 드립니다. 늦어서 죄송합니다.",)


def _lines(brief: Brief) -> Iterable[CardLine]:
    for section in shown_sections(brief):
        yield CardLine(text=section.heading, is_heading=True)
        for story in section.stories:
            url = address(story.url)
            yield CardLine(
                text=title_of(story),
                url=url if len(url) <= _ADDRESS_LIMIT else "",
                note=facts_of(story, brief.until),
            )
        if section.rest:
            yield CardLine(text=section.rest)


def _split(lines: Sequence[CardLine]) -> list[list[CardLine]]:
    """The lines in parts that fit a message; a heading goes with what follows it."""
    parts: list[list[CardLine]] = [[]]
    room, section = PIECE_UNITS, None
    for at, one in enumerate(lines):
        section = one if one.is_heading else section
        follower = lines[at + 1] if one.is_heading and at + 1 < len(lines) else None
        needed = _units(one) + (_units(follower) if follower else 0)
        if needed > room and parts[-1]:
            parts.append([])
            room = PIECE_UNITS
            if section is not None and not one.is_heading:
                parts[-1].append(CardLine(text=f"{section.text} (이어서)", is_heading=True))
                room -= _units(section)
        parts[-1].append(one)
        room -= _units(one)
    return parts


def _units(one: CardLine) -> int:
    text = one.text + one.url + one.note
    return len(text) + sum(letter > "\uffff" for letter in text) + 8


def _picture(told: object) -> Picture | None:
    if not isinstance(told, list):
        return None
    place, alt = told
    return Picture(place=str(place), alt=line(str(alt), 1_900))


def _texts(values: object) -> Sequence[str]:
    return [line(str(value), 400) for value in values] if isinstance(values, list) else []


def _card_lines(rows: object) -> Iterable[CardLine]:
    for text, url, note, is_heading in rows if isinstance(rows, list) else ():
        yield CardLine(text=text, url=url, note=note, is_heading=bool(is_heading))
