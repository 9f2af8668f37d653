"""`sosik feeds list` on narrow and wide screens, and its codes in Korean words."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from rich.console import Console

from bot.adapters.memory import MemoryStore
from bot.cadence import checkup
from bot.card.feeds import moved_remark
from bot.card.words import feed_words
from bot.commands.reading import FeedRow
from bot.inbound.cli.feed_table import feed_table
from bot.inbound.console.shown import feed_shown
from bot.model import Feed

NOW = datetime(2026, 11, 27, tzinfo=UTC)
LONG = "https://www.gana-ilbo.example/rss/section/economy/allArticle.xml"


def row(note=None, url=LONG, **changes):
    store = MemoryStore()
    store.feeds.register([Feed(url=url, outlet="가나일보")], NOW)
    ((feed, state),) = store.feeds.feeds()
    state = replace(
        state,
        primed=True,
        note=note,
        last_success_at=NOW,
        newest_item_at=NOW - timedelta(hours=1),
        items_per_day=150.0,
        **changes,
    )
    return FeedRow(feed=feed, state=state, checkup=checkup(state, NOW))


def shown(rows, width, *, whole=False):
    screen = Console(width=width, file=StringIO())
    screen.print(feed_table(rows, width, whole=whole))
    return screen.file.getvalue()


@pytest.mark.parametrize("width", [80, 120])
def test_the_list_fits_the_screen_and_keeps_times_on_one_line(width):
    text = shown([row("repaired,label_wrong"), row("http_503", fails=7)], width)

    assert "깨진 곳을 고쳐 읽음" in text
    assert "서버 오류(503)" in text
    assert text.count("11-27 08:00") == 2
    assert ("마지막 성공" in text) == (width == 120)
    assert "http_503" not in text


def test_an_address_is_cut_on_a_screen_and_whole_elsewhere():
    cut, whole = shown([row()], 80), shown([row()], 80, whole=True)

    column = "".join(line.split("│")[0].strip() for line in whole.splitlines()[4:])
    assert "…" in cut
    assert LONG.removeprefix("https://") in column


def test_the_console_says_notes_in_words_too():
    assert feed_shown(row("repaired")).note == "깨진 곳을 고쳐 읽음"
    assert feed_shown(row()).note == ""


@pytest.mark.parametrize(
    "code",
    [
        "broken",
        "bug",
        "empty",
        "encoding",
        "forbidden",
        "gone",
        "hostile",
        "http_429",
        "http_503",
        "missing",
        "no_key",
        "not_a_feed",
        "redirects",
        "refused",
        "repaired",
        "too_large",
        "unreachable",
    ],
)
def test_every_code_has_korean_words(code):
    words = feed_words(code)

    assert re.search("[가-힣]", words)
    assert code not in words


def test_a_name_and_password_in_an_address_are_shown_nowhere():
    secret = row(url="https://minji:geheim@gana.example/rss")
    remark = moved_remark("가나일보", secret.feed.url, "https://minji:geheim@gana.example/new")

    told = (shown([secret], 200), feed_shown(secret).url, remark)

    assert all("gana.example/" in each and "geheim" not in each for each in told)
