"""`sosik feeds`: what is polled and how it is."""

from typing import Annotated

import typer

from bot.card.words import HEALTH_WORDS
from bot.commands.reading import FeedRow, check_feed, list_feeds
from bot.inbound.cli.opened import opened
from bot.inbound.cli.output import console, kst, print_json, print_rows

app = typer.Typer(no_args_is_help=True, help="피드 목록과 상태")

Json = Annotated[bool, typer.Option("--json", help="기계가 읽을 JSON으로 보여 줍니다.")]


@app.command("list")
def list_(as_json: Json = False) -> None:
    """피드와 그 상태를 보여 줍니다."""
    with opened() as sosik:
        rows = [_row(row) for row in list_feeds(sosik.line)]
    if as_json:
        print_json(
            [row | {"last": kst(row["last"]), "next": kst(row["next"])} for row in rows]  # type: ignore[arg-type]
        )
        return
    headings = {
        "outlet": "매체",
        "health": "상태",
        "last": "마지막 성공",
        "next": "다음",
        "note": "비고",
        "url": "주소",
    }
    print_rows(f"피드 {len(rows)}곳", headings, rows)


def _row(row: FeedRow) -> dict[str, object]:
    return {
        "url": row.feed.url,
        "outlet": row.feed.outlet,
        "publisher": row.feed.publisher,
        "health": HEALTH_WORDS[row.checkup.health],
        "last": row.state.last_success_at,
        "next": row.state.next_poll_at,
        "fails": row.state.fails,
        "note": row.state.disabled or row.state.note,
    }


@app.command("check")
def check(
    url: Annotated[str | None, typer.Argument(help="이 주소만 확인합니다.")] = None,
    as_json: Json = False,
) -> None:
    """피드를 지금 한 번 읽어 봅니다(저장하지 않습니다)."""
    with opened() as sosik, console().status("피드를 읽어 보는 중입니다…"):
        feeds = [feed for feed, _ in sosik.store.feeds.feeds() if url in {None, feed.url}]
        if url and not feeds:
            feeds = [sosik.store.feeds.feed(url)[0]]
        checks = [check_feed(sosik.line, feed) for feed in feeds]
    rows = [
        {
            "outlet": each.feed.outlet,
            "url": each.feed.url,
            "items": each.items,
            "newest": each.newest,
            "encoding": each.encoding,
            "notes": each.notes,
            "error": each.error,
        }
        for each in checks
    ]
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
    raise typer.Exit(1 if any(each.error for each in checks) else 0)
