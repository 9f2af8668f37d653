"""The demo's last table: what was read, what was told, and what became of every trap."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.demo.newsroom import Newsroom
from bot.demo.scenario import HOLDS_BACK, FeedTrap, Guard, Outlet


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the application did, in plain counts.

    `articles` and `stories` count what it keeps. `cards` counts, by channel, the cards posted
    (replies in a thread and edits apart). `alerted` gives for the address of each article whose
    story has a card how many cards that story has. `troubled` holds the addresses of feeds that it
    reports as failing.
    """

    articles: int
    stories: int
    cards: Mapping[str, int]
    alerted: Mapping[str, int]
    troubled: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingRow:
    """One line of the table: a count or a trap, whether it came out right, and why (Korean)."""

    what: str
    got: str
    held: bool
    why: str


def closing_rows(newsroom: Newsroom, told: Told) -> tuple[ClosingRow, ...]:
    """The rows in reading order: counts first, then traps in the order of the timeline."""
    return (*_counts(newsroom, told), *_item_traps(newsroom, told), *_feed_traps(newsroom, told))


def _counts(newsroom: Newsroom, told: Told) -> tuple[ClosingRow, ...]:
    scenario = newsroom.scenario
    channels = {story.channel: 0 for story in scenario.stories}
    for story in scenario.stories:
        channels[story.channel] += 1
    right = {channel: told.cards.get(channel, 0) for channel in channels} == channels
    wanted = ", ".join(f"{channel} {number}장" for channel, number in channels.items())
    return (
        ClosingRow(
            what="읽은 기사",
            got=f"{told.articles}건",
            held=told.articles == len(scenario.beats),
            why=f"{len(scenario.outlets)}개 매체가 낸 기사 {len(scenario.beats)}건",
        ),
        ClosingRow(
            what="묶은 사건",
            got=f"{told.stories}건",
            held=told.stories < told.articles,
            why="여러 매체의 같은 소식은 한 사건으로 묶습니다",
        ),
        ClosingRow(
            what="보낸 카드",
            got=f"{sum(told.cards.values())}장",
            held=right,
            why=f"알릴 사건마다 한 장: {wanted}",
        ),
    )


def _item_traps(newsroom: Newsroom, told: Told) -> tuple[ClosingRow, ...]:
    return tuple(
        _item_row(
            beat.title,
            beat.trap.why,
            cards=told.alerted.get(newsroom.article_url(beat), 0),
            wanted=0 if beat.trap.guard in HOLDS_BACK else 1,
        )
        for beat in newsroom.scenario.beats
        if beat.trap is not None
    )


def _item_row(title: str, why: str, *, cards: int, wanted: int) -> ClosingRow:
    got = "알리지 않음" if cards == 0 else f"카드 {cards}장"
    held = cards == wanted
    return ClosingRow(what=title, got=got, held=held, why=why if held else f"기대: {wanted}장")


def _feed_traps(newsroom: Newsroom, told: Told) -> tuple[ClosingRow, ...]:
    outlets = {outlet.key: outlet for outlet in newsroom.scenario.outlets}
    return tuple(
        _feed_row(newsroom, trap, outlets[trap.outlet], told)
        for trap in newsroom.scenario.feed_traps
    )


def _feed_row(newsroom: Newsroom, trap: FeedTrap, outlet: Outlet, told: Told) -> ClosingRow:
    url = newsroom.feed_url(outlet)
    troubled = url in told.troubled
    defused = trap.guard is Guard.FEED_HOSTILE and not any(
        address.startswith(url.removesuffix("rss")) for address in told.alerted
    )
    got = "문제 피드로 표시" if troubled else "탈 없이 지나감" if defused else "문제를 알리지 않음"
    return ClosingRow(what=f"{outlet.name} 피드", got=got, held=troubled or defused, why=trap.why)
