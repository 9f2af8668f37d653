"""Briefs as Slack blocks, as Slack's plain text, and on a terminal."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from rich.console import Console
from slack_sdk.models.blocks import Block

from bot.adapters.memory import ManualClock
from bot.adapters.slack.blocks import MESSAGE_LIMIT, PLAIN_LINES_LIMIT, lay_out, text_units
from bot.adapters.slack.texts import units
from bot.adapters.terminal import TerminalChat
from bot.card.brief import Brief, BriefStory, Health
from bot.card.brief_message import pieces, render_piece
from bot.model import CardLine, Salience

UNTIL = datetime(2026, 11, 22, 22, 30, tzinfo=UTC)


def a_story(title, section="자사", url="https://news.example/1"):
    return BriefStory(
        title=title,
        url=url,
        outlet="가나일보",
        at=UNTIL,
        section=section,
        terms=("가나",),
        publishers=2,
        releases=0,
        salience=Salience.TITLE,
    )


def cards(*stories):
    brief = Brief(
        since=UNTIL - timedelta(hours=14),
        until=UNTIL,
        stories=stories,
        articles=9,
        health=Health(feeds_well=3, feeds=3, median_delay=None),
    )
    return [render_piece(piece, UNTIL) for piece in pieces(brief)]


def rich(card):
    (block,) = lay_out(card).blocks
    return block["elements"]


def test_headings_are_sections_and_stories_items_of_a_list():
    (card,) = cards(a_story("착공"), a_story("<!channel> & 증설"), a_story("규제", "정책·규제"))

    kinds = [element["type"] for element in rich(card)]

    assert kinds == [
        "rich_text_section",
        "rich_text_section",
        "rich_text_list",
        "rich_text_section",
        "rich_text_list",
        "rich_text_section",
    ]
    first, second = rich(card)[2]["elements"]
    assert first["elements"][0] == {
        "type": "link",
        "url": "https://news.example/1",
        "text": "착공",
        "style": {"bold": True},
    }
    assert second["elements"][0]["text"] == "<!channel> & 증설"
    assert first["elements"][1]["text"] == " — 가나일보 외 1개 매체 · 11월 23일 07:30"


def test_a_story_without_a_link_stands_as_text():
    (card,) = cards(a_story("착공", url="javascript:alert(1)"))

    (item,) = rich(card)[2]["elements"]

    assert item["elements"][0] == {"type": "text", "text": "착공", "style": {"bold": True}}


@pytest.mark.parametrize(
    "title", ["가" * 200, "🚨" * 200, "&<>" * 60], ids=["Hangul", "emoji", "escaped"]
)
def test_every_piece_stays_below_slacks_limits_and_loses_no_line(title):
    stories = [
        a_story(f"{n} {title}", url=f"https://news.example/{n}{'a' * 300}") for n in range(90)
    ]

    told = cards(*stories)

    assert len(told) > 1
    for card in told:
        message = lay_out(card)
        assert text_units(message.blocks) <= MESSAGE_LIMIT
        assert Block.parse_all([*message.blocks])
        items = sum(len(e["elements"]) for e in rich(card) if e["type"] == "rich_text_list")
        assert items == sum(not one.is_heading for one in card.lines)


def test_a_refused_brief_goes_out_whole_in_plain_text():
    stories = [
        a_story(f"{n} 소식 <b> & {'가' * 60}", url=f"https://news.example/{n}?a=1&b=2")
        for n in range(40)
    ]
    (card, *_) = cards(*stories)

    message = lay_out(replace(card, plain=True))

    assert message.blocks == ()
    assert units(message.text) <= PLAIN_LINES_LIMIT
    assert message.text.count("\n• ") == sum(not one.is_heading for one in card.lines)
    assert "*자사 40건*" in message.text
    assert "&lt;b&gt;" in message.text
    assert "<https://news.example/1?a=1&amp;b=2>" in message.text


def test_a_card_with_more_lines_than_fit_is_cut_rather_than_refused():
    (card,) = cards(a_story("착공"))
    flood = tuple(CardLine(text="가" * 300) for _ in range(200))

    message = lay_out(replace(card, lines=flood))

    assert text_units(message.blocks) <= MESSAGE_LIMIT


def test_a_terminal_shows_headings_titles_and_links():
    out = StringIO()
    chat = TerminalChat(Console(file=out, width=100), ManualClock(UNTIL))
    (card,) = cards(a_story("착공"), a_story("규제", "정책·규제"))

    chat.post("#test", card, "d", None)

    shown = out.getvalue()
    for piece in (
        "자사 1건",
        "· 착공",
        "가나일보 외 1개 매체",
        "https://news.example/1",
        "피드 3/3",
    ):
        assert piece in shown
