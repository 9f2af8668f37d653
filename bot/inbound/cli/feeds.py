"""`sosik feeds`: what is polled and how it is."""

from datetime import timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Annotated

import typer

from bot.card.words import HEALTH_WORDS, feed_words
from bot.commands.reading import FeedRow, check_address, check_feed, list_feeds
from bot.inbound.cli.feed_table import feed_table
from bot.inbound.cli.opened import opened
from bot.inbound.cli.output import Json, console, print_json, print_rows
from bot.keeper import read_text
from bot.model import Feed
from bot.settings import load_settings
from bot.stages import read_subscriptions, write_subscriptions
from bot.tables import find_folder
from bot.urls import without_login
from bot.watch.feed_list import added_feeds
from bot.watch.load import parse_feeds

app = typer.Typer(no_args_is_help=True, add_completion=False, help="피드 목록과 상태")


@app.command("list")
def list_(as_json: Json = False) -> None:
    """피드와 그 상태를 보여 줍니다."""
    with opened() as sosik:
        found = list_feeds(sosik.line)
    if as_json:
        print_json([_row(row) for row in found])
        return
    screen = console()
    screen.print(feed_table(found, screen.width, whole=not screen.is_terminal))


def _row(row: FeedRow) -> dict[str, object]:
    return {
        "url": without_login(row.feed.url),
        "outlet": row.feed.outlet,
        "publisher": row.feed.publisher,
        "health": HEALTH_WORDS[row.checkup.health],
        "newest": row.state.newest_item_at,
        "items_per_day": None if row.state.items_per_day is None else _few(row.state.items_per_day),
        "usual_gap_minutes": _minutes(row.checkup.usual_gap),
        "longest_gap_minutes": _minutes(row.state.longest_gap),
        "last": row.state.last_success_at,
        "next": row.state.next_poll_at,
        "fails": row.state.fails,
        "note": row.state.disabled or row.state.note,
    }


def _few(number: float) -> float:
    return round(number, 1) if number < 10 else float(round(number))


def _minutes(length: timedelta | None) -> int | None:
    return None if length is None else length // timedelta(minutes=1)


@app.command("check")
def check(
    url: Annotated[str | None, typer.Argument(help="이 주소만 확인합니다.")] = None,
    as_json: Json = False,
) -> None:
    """피드를 지금 한 번 읽어 봅니다(저장하지 않습니다). 홈페이지 주소면 그 피드를 찾아봅니다."""
    with opened() as sosik, console().status("피드를 읽어 보는 중입니다…"):
        if url:
            checks = [*check_address(sosik.line, url)]
        else:
            checks = [check_feed(sosik.line, feed) for feed, _ in sosik.store.feeds.feeds()]
    rows = [
        {
            "outlet": each.feed.outlet,
            "url": without_login(each.feed.url),
            "items": each.items,
            "newest": each.newest,
            "encoding": each.encoding,
            "notes": each.notes,
            "error": feed_words(each.error) if each.error else None,
        }
        for each in checks
    ]
    found = [each.feed.url for each in checks[1:] if not each.error] if url else []
    if as_json:
        print_json(rows)
    else:
        headings = {
            "outlet": "매체",
            "items": "기사",
            "newest": "최신",
            "error": "문제",
            "url": "주소",
        }
        print_rows(f"피드 {len(rows)}곳 확인", headings, rows)
        if found:
            typer.echo("이 페이지는 피드가 아니지만, 여기서 알려 주는 피드를 찾았습니다:")
            for address in found:
                typer.echo(f"  {address}")
    raise typer.Exit(0 if found else int(any(each.error for each in checks)))


@app.command("export")
def export(as_json: Json = False) -> None:
    """피드 목록을 OPML로 내보냅니다."""
    file = find_folder(load_settings()).feeds
    feeds = parse_feeds(str(file), read_text(file))
    if as_json:
        print_json([_address(feed) for feed in feeds])
        return
    typer.echo(write_subscriptions(feeds), nl=False)


def _address(feed: Feed) -> dict[str, object]:
    return {
        "url": feed.url,
        "outlet": feed.outlet,
        "publisher": feed.publisher,
        "kind": feed.kind.value,
    }


@app.command("import")
def import_(
    opml: Annotated[Path, typer.Argument(help="OPML 파일", exists=True, dir_okay=False)],
    write: Annotated[
        bool, typer.Option("--write", help="피드 파일에 바로 씁니다. 없으면 보여 주기만 합니다.")
    ] = False,
    *,
    as_json: Json = False,
) -> None:
    """OPML의 피드를 피드 파일에 더합니다."""
    file = find_folder(load_settings()).feeds
    found = read_subscriptions(opml.read_bytes())
    before = read_text(file) if file.exists() else ""
    after = added_feeds(str(file), before, found.feeds)
    known = parse_feeds(str(file), before) if before.strip() else ()
    added = len(parse_feeds(str(file), after)) - len(known) if after.strip() else 0
    if write:
        _replace(file, after)
    if as_json:
        print_json({"added": added, "unusable": found.unusable, "written": write})
        return
    if not write:
        typer.echo(after, nl=False)
        return
    skipped = f", 쓸 수 없는 주소 {found.unusable}개" if found.unusable else ""
    typer.echo(
        f"{file}에 피드 {added}곳을 더했습니다(이미 있던 {len(found.feeds) - added}곳{skipped})."
    )


def _replace(file: Path, content: str) -> None:
    """Writes the file whole or not at all; a running bot never sees half of it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(
        "w", encoding="utf-8", dir=file.parent, prefix=f".{file.name}.", delete=False
    ) as draft:
        draft.write(content)
    if file.exists():
        Path(draft.name).chmod(file.stat().st_mode)
    Path(draft.name).replace(file)
