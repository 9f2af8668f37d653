"""The table of `sosik feeds list`: two lines a feed, so that it is read at 80 columns as well."""

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from bot.cadence import FeedHealth
from bot.card.words import HEALTH_WORDS, feed_words
from bot.commands.reading import FeedRow
from bot.inbound.cli.output import short_time
from bot.urls import without_login

WIDE = 110  # columns from which on the rarer figures have room
_COLOURS = {
    FeedHealth.OK: "green",
    FeedHealth.QUIET: "yellow",
    FeedHealth.STALE: "red",
    FeedHealth.BROKEN: "red",
    FeedHealth.DISABLED: "red",
}


def feed_table(rows: Sequence[FeedRow], width: int, *, whole: bool) -> Table:
    """The feeds in so many columns; long addresses and notes are cut unless they are to be `whole`."""
    table = Table(title=f"피드 {len(rows)}곳", title_justify="left", show_edge=False)
    is_wide = width >= WIDE
    overflow = "fold" if whole else "ellipsis"
    table.add_column("매체 · 주소", overflow=overflow, no_wrap=not whole, ratio=5)  # type: ignore[arg-type]
    table.add_column("상태 · 비고", overflow="fold", ratio=4)
    for heading in ("새 글", *(("하루", "마지막 성공") if is_wide else ()), "다음"):
        table.add_column(heading, no_wrap=True, justify="right" if heading == "하루" else "left")
    table.expand = True
    table.width = width
    for row in rows:
        table.add_row(*_cells(row, is_wide=is_wide))
    return table


def _cells(row: FeedRow, *, is_wide: bool) -> Sequence[Text | str]:
    state, health = row.state, row.checkup.health
    note = feed_words(state.disabled or state.note or "")
    more = (a_day(state.items_per_day), short_time(state.last_success_at)) if is_wide else ()
    return (
        _two(row.feed.outlet, without_login(row.feed.url).removeprefix("https://")),
        _two(HEALTH_WORDS[health], note, _COLOURS.get(health, "")),
        short_time(state.newest_item_at),
        *more,
        "-" if state.disabled else short_time(state.next_poll_at),
    )


def _two(first: str, second: str, style: str = "") -> Text:
    text = Text(first, style=style)
    return text.append(f"\n{second}", style="dim") if second else text


def a_day(items: float | None) -> str:
    """Items a day, with a place behind the point where they are few."""
    if items is None:
        return "-"
    return f"{items:.1f}" if items < 10 else f"{items:,.0f}"
