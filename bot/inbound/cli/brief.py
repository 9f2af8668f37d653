"""`sosik brief`: what happened since the last brief, in the form that is asked for."""

import sys
from dataclasses import asdict
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

import typer

from bot.app import brief_desk
from bot.card.brief import Brief, Edition, as_markdown, as_rows, as_table
from bot.card.brief_page import as_grid, as_page
from bot.card.brief_text import as_text
from bot.chats import slack_messages
from bot.commands.briefs import make_brief, picture_of
from bot.errors import NotFound
from bot.inbound.cli.opened import opened
from bot.inbound.cli.output import KST, kst, print_json

app = typer.Typer(add_completion=False)

_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


class BriefFormat(StrEnum):
    """The forms of a brief."""

    MARKDOWN = "markdown"
    HTML = "html"
    TEXT = "text"
    TABLE = "table"
    ROWS = "rows"
    SLACK = "slack"
    JSON = "json"
    PICTURE = "picture"


@app.command("brief")
def brief(
    channel: Annotated[
        str | None, typer.Option("--channel", "-c", help="이 채널의 감시 목록만 (없으면 전부)")
    ] = None,
    at: Annotated[
        str | None, typer.Option(help="언제까지: 07:30 또는 2026-11-22T07:30 (없으면 지금)")
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(help="언제부터: 17:30, 2026-11-21T17:30, 12h, 3d (없으면 앞선 브리핑부터)"),
    ] = None,
    form: Annotated[
        BriefFormat,
        typer.Option(
            "--format",
            "-f",
            help="모양. table은 한글·Word에 붙일 표, rows는 탭으로 나눈 줄, picture는 PNG입니다.",
        ),
    ] = BriefFormat.MARKDOWN,
    *,
    weekly: Annotated[
        bool, typer.Option("--weekly", help="주간 브리핑으로(--since가 없으면 지난 7일)")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="--format json과 같습니다.")] = False,
) -> None:
    """앞선 브리핑 뒤의 소식을 한 장으로 모아 보여 줍니다(보내지는 않습니다)."""
    with opened() as sosik:
        now = sosik.clock.now()
        until = _moment(at, now, "--at")
        begin = _moment(since, until or now, "--since")
        if begin is not None and begin >= (until or now):
            raise typer.BadParameter("--since는 --at보다 앞서야 합니다.")
        edition = Edition.WEEKLY if weekly else Edition.DAILY
        desk = brief_desk(sosik)
        made = make_brief(desk, channel=channel, at=until, since=begin, edition=edition)
        if form is BriefFormat.PICTURE and not as_json:
            _print_picture(picture_of(desk, made))
            return
    _print(made, BriefFormat.JSON if as_json else form)


def _print_picture(png: bytes | None) -> None:
    if png is None:
        raise NotFound("그릴 것이 없습니다: 이 기간에 감시어를 다룬 보도가 없습니다.")
    if sys.stdout.isatty():
        raise typer.BadParameter("그림은 파일로 보내 주세요: sosik brief -f picture > 추이.png")
    sys.stdout.buffer.write(png)


def _print(made: Brief, form: BriefFormat) -> None:
    match form:
        case BriefFormat.MARKDOWN:
            sys.stdout.write(as_markdown(made))
        case BriefFormat.HTML:
            sys.stdout.write(as_page(made))
        case BriefFormat.TEXT:
            sys.stdout.write(as_text(made))
        case BriefFormat.TABLE:
            sys.stdout.write(as_grid(made))
        case BriefFormat.ROWS:
            sys.stdout.write(as_table(made))
        case BriefFormat.SLACK:
            print_json(
                [{"text": each.text, "blocks": each.blocks} for each in slack_messages(made)]
            )
        case BriefFormat.JSON:
            print_json(_plain(made))
        case BriefFormat.PICTURE:  # printed before
            return


def _plain(made: Brief) -> dict[str, object]:
    health, delay = made.health, made.health.median_delay
    return {
        "edition": made.edition.value,
        "since": kst(made.since),
        "until": kst(made.until),
        "articles": made.articles,
        "repeats": made.repeats,
        "remarks": made.remarks,
        "unusual": [
            {"term": one.term, "count": one.count, "usual": one.usual, "until": kst(one.until)}
            for one in made.bursts
        ],
        "voices": [
            {
                "term": each.term,
                "reports": each.count,
                "share": round(each.share, 4),
                "days": {str(day): count for day, count in each.days},
            }
            for each in made.voices
        ],
        "stories": [asdict(row) for row in as_rows(made)],
        "health": {
            "feeds_well": health.feeds_well,
            "feeds": health.feeds,
            "median_delay_seconds": None if delay is None else delay.total_seconds(),
        },
    }


def _moment(text: str | None, now: datetime, option: str) -> datetime | None:
    """The moment meant, KST where it has no zone; a time alone is the last one up to `now`."""
    if text is None:
        return None
    try:
        if text[-1:] in _UNITS and text[:-1].replace(".", "", 1).isdigit():
            return now - timedelta(**{_UNITS[text[-1]]: float(text[:-1])})
        if len(text) <= len("00:00"):
            local = now.astimezone(KST)
            clock = datetime.strptime(text, "%H:%M").replace(tzinfo=KST)
            moment = local.replace(hour=clock.hour, minute=clock.minute, second=0, microsecond=0)
            return moment if moment <= local else moment - timedelta(days=1)
        moment = datetime.fromisoformat(text)
    except (ValueError, OverflowError) as error:
        raise typer.BadParameter(
            f"{option}: 07:30이나 2026-11-22T07:30처럼 적어 주세요."
        ) from error
    moment = moment if moment.tzinfo else moment.replace(tzinfo=KST)
    if moment > now:
        raise typer.BadParameter(f"{option}: 아직 오지 않은 때입니다.")
    return moment
