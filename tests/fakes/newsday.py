"""Synthetic days of Korean news: events told by several outlets at three lengths, and hard negatives.

Events of one day share companies, trades, places and phrases; what makes two tellings one story is
the event alone. `newsday.yaml` has the phrases. Equal seeds give equal days.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import Enum
from functools import cache
from pathlib import Path
from typing import cast

import yaml

from bot.model import Article
from tests.fakes.releases import NOON, article

Slots = Mapping[str, object]
Phrases = Sequence[str]

_SYLLABLES = (
    "가강거고구규나노다단도두라로루마모무미바보부사서소수시아어오우유이자조주지차초카타태파하한호희"
)
_ENDINGS = (
    "테크",
    "산업",
    "전자",
    "에너지",
    "바이오",
    "식품",
    "모빌리티",
    "중공업",
    "소재",
    "시스템",
    "클라우드",
    "정밀",
)
_PLACES = (
    "가온",
    "나래",
    "다솜",
    "라온",
    "마루",
    "바람",
    "새솔",
    "여울",
    "은별",
    "한별",
    "고개",
    "들녘",
    "솔섬",
    "너른",
)
_FAMILY = "김이박최정강조윤장임한오서신권"
_PUBLISHED_EVERY = 7
"""Minutes between the tellings of one event."""

DAY_MINUTES = 24 * 60


class Length(Enum):
    """How much of an article is at hand, in code points at most."""

    FULL = 4_000
    SUMMARY = 170
    TITLE = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An article with the story that it belongs to, and the story that this one follows up."""

    article: Article
    story: str
    follows: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Event:
    """An event with its phrases filled in later, once for each outlet."""

    key: str
    titles: Phrases
    ledes: Phrases
    facts: Sequence[Phrases]
    slots: Slots
    start: float
    tellings: int
    follows: str = ""


@cache
def _book() -> Mapping[str, object]:
    text = (Path(__file__).parent / "newsday.yaml").read_text(encoding="utf-8")
    return cast("Mapping[str, object]", yaml.safe_load(text))


def newsday(seed: int, length: Length) -> tuple[Told, ...]:
    """A day and the evening after it, in order of arrival; ids begin at 1."""
    dice = random.Random(seed)
    told = [one for event in _events(dice) for one in _tell(dice, event, length)]
    told.sort(key=lambda one: (one.article.seen_at, one.article.title))
    return tuple(
        replace(one, article=replace(one.article, id=number, entry_id=number))
        for number, one in enumerate(told, 1)
    )


def _events(dice: random.Random) -> Iterator[_Event]:
    kinds = cast("Mapping[str, Mapping[str, object]]", _book()["kinds"])
    for number in range(9):
        company = _company(dice)
        for kind in dice.sample(sorted(kinds), dice.randint(2, 3)):
            slots = {**_elsewhere(dice, company), **_figures(dice)}
            event = _event(f"{number}-{kind}", kinds[kind], slots, dice, dice.uniform(0, 500))
            yield event
            if dice.random() < 0.5:
                yield _later(event, kinds[kind], dice)
    yield from _earnings(dice, kinds["earnings"])
    yield from _offices(dice)
    yield from _forms(dice)


def _event(
    key: str, kind: Mapping[str, object], slots: Slots, dice: random.Random, start: float
) -> _Event:
    return _Event(
        key=key,
        titles=cast("Phrases", kind["titles"]),
        ledes=cast("Phrases", kind["lede"]),
        facts=cast("Sequence[Phrases]", kind["facts"]),
        slots=slots,
        start=start,
        tellings=dice.randint(1, 6),
    )


def _later(event: _Event, kind: Mapping[str, object], dice: random.Random) -> _Event:
    later = cast("Mapping[str, object]", kind["later"])
    more = {key: value for key, value in _figures(dice).items() if key not in "abe"}
    told = _event(
        f"{event.key}-later",
        later,
        {**event.slots, **more, "d": _day(1)},
        dice,
        event.start + dice.uniform(17, 27) * 60,
    )
    return replace(told, tellings=min(told.tellings, 3), follows=event.key)


def _earnings(dice: random.Random, kind: Mapping[str, object]) -> Iterator[_Event]:
    """Firms of one trade report on the same afternoon."""
    start = dice.uniform(100, 300)
    trade = _company(dice)
    for number in range(4):
        slots = {**_company(dice), "t": trade["t"], "w": trade["w"], **_figures(dice)}
        yield _event(f"earnings-{number}", kind, slots, dice, start + dice.uniform(0, 60))


def _offices(dice: random.Random) -> Iterator[_Event]:
    """A minister tells two things on one day."""
    briefings = cast("Sequence[Mapping[str, object]]", _book()["briefings"])
    for title, short in dice.sample(cast("Sequence[tuple[str, str]]", _book()["offices"]), 2):
        slots = {**_company(dice), "o": title, "s": short}
        for number in dice.sample(range(len(briefings)), 2):
            yield _event(
                f"{short}-{number}",
                briefings[number],
                {**slots, **_figures(dice)},
                dice,
                dice.uniform(0, 200),
            )


def _forms(dice: random.Random) -> Iterator[_Event]:
    """Forms filled in anew: market wraps of two days, appointments of several firms."""
    wraps = cast("Mapping[str, object]", _book()["wraps"])
    for day in range(2):
        slots = {**_company(dice), **_figures(dice), "d": _day(day)}
        event = _event(f"wrap-{day}", wraps, slots, dice, day * DAY_MINUTES + 220)
        yield replace(event, tellings=1)
    notices = cast("Mapping[str, object]", _book()["notices"])
    for number in range(3):
        slots = {**_company(dice), **_figures(dice), "m": _person(dice), "k": _person(dice)}
        event = _event(f"notice-{number}", notices, slots, dice, dice.uniform(0, 300))
        yield replace(event, tellings=1)


def _tell(dice: random.Random, event: _Event, length: Length) -> Iterator[Told]:
    first: list[str] = []
    for number in range(event.tellings):
        copied = bool(first) and dice.random() < 0.35
        sentences = _shortened(dice, first) if copied else _sentences(dice, event)
        first = first or sentences
        title = dice.choice(event.titles).format(**event.slots)
        text = " ".join(sentences)[: length.value]
        minutes = event.start + number * dice.uniform(1, _PUBLISHED_EVERY * 4)
        outlet = dice.randint(1, 40)
        placed = article(0, title, text, minutes, outlet=f"매체{outlet}")
        yield Told(article=placed, story=event.key, follows=event.follows)


def _shortened(dice: random.Random, sentences: list[str]) -> list[str]:
    kept = sorted(dice.sample(range(len(sentences)), max(2, round(len(sentences) * 0.7))))
    return [sentences[place] for place in kept]


def _sentences(dice: random.Random, event: _Event) -> list[str]:
    book = _book()
    profile = cast("Sequence[Phrases]", book["profile"])
    backgrounds = cast("Phrases", book["backgrounds"])
    facts = [dice.choice(fact) for fact in event.facts if dice.random() < 0.8]
    around = [dice.choice(fact) for fact in dice.sample(profile, dice.randint(0, 2))]
    around += dice.sample(backgrounds, dice.randint(0, 7))
    if dice.random() < 0.5:
        dice.shuffle(facts)
    return [line.format(**event.slots) for line in (dice.choice(event.ledes), *facts, *around)]


def _company(dice: random.Random) -> dict[str, object]:
    sectors = cast("Sequence[Mapping[str, Phrases]]", _book()["sectors"])
    sector = dice.choice(sectors)
    return {
        "c": _name(dice),
        "p": _name(dice),
        "t": dice.choice(sector["things"]),
        "w": dice.choice(sector["words"]),
        "x": f"{dice.choice(_PLACES)}시",
        "n": _person(dice),
        "f": dice.randint(1955, 2019),
        "j": f"{dice.randint(120, 9_990):,}",
        "l": f"{dice.randint(10_010, 98_990):,}",
    }


def _elsewhere(dice: random.Random, company: Slots) -> dict[str, object]:
    """The company in another of its matters: another partner, often another place and thing."""
    things = next(
        sector["things"]
        for sector in cast("Sequence[Mapping[str, Phrases]]", _book()["sectors"])
        if company["t"] in sector["things"]
    )
    changed: dict[str, object] = {"p": _name(dice)}
    if dice.random() < 0.6:
        changed["x"] = f"{dice.choice(_PLACES)}시"
    if dice.random() < 0.6:
        changed["t"] = dice.choice(things)
    return {**company, **changed}


def _figures(dice: random.Random) -> dict[str, object]:
    return {
        "a": dice.randint(101, 989),
        "b": dice.randint(11, 95),
        "e": dice.randint(3, 30),
        "g": f"{dice.randint(1_001, 9_989):,}",
        "h": f"{dice.randint(10_010, 98_990):,}",
        "i": f"{dice.randint(6_000, 8_990):,}",
        "d": _day(0),
    }


def _day(after: int) -> int:
    return (NOON + timedelta(days=after)).day


def _name(dice: random.Random) -> str:
    return "".join(dice.sample(_SYLLABLES, dice.randint(2, 3))) + dice.choice(_ENDINGS)


def _person(dice: random.Random) -> str:
    return dice.choice(_FAMILY) + "".join(dice.sample(_SYLLABLES, 2))
