"""`sosik alerts`: the outbox."""

from typing import Annotated

import typer

from bot.card.words import alert_words
from bot.commands.reading import list_alerts, retry_alert
from bot.inbound.cli.opened import opened
from bot.inbound.cli.output import Json, print_json, print_rows
from bot.model import Alert, AlertState
from bot.urls import MAX_ID

app = typer.Typer(no_args_is_help=True, add_completion=False, help="알림과 그 전달 상태")


@app.command("list")
def list_(
    state: Annotated[list[AlertState] | None, typer.Option(help="이 상태만")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 50,
    as_json: Json = False,
) -> None:
    """알림을 새것부터 보여 줍니다."""
    with opened() as sosik:
        rows = [_row(alert) for alert in list_alerts(sosik.line, state or (), limit)]
    if as_json:
        print_json(rows)
        return
    headings = {
        "id": "번호",
        "created_at": "시각",
        "channel": "채널",
        "kind": "종류",
        "words": "상태",
        "error": "문제",
    }
    print_rows(f"알림 {len(rows)}건", headings, rows)


def _row(alert: Alert) -> dict[str, object]:
    return {
        "id": str(alert.id),
        "story_id": str(alert.story_id),
        "created_at": alert.created_at,
        "channel": alert.channel,
        "kind": alert.kind.value,
        "state": alert.state.value,
        "words": alert_words(alert),
        "attempt": alert.attempt,
        "error": alert.error,
    }


@app.command("retry")
def retry(
    alert_id: Annotated[int, typer.Argument(max=MAX_ID, metavar="ID", help="알림 번호")],
    missing: Annotated[
        bool,
        typer.Option("--missing", help="채널에 없는 것을 보았으니 되읽지 않고 바로 보냅니다."),
    ] = False,
    *,
    as_json: Json = False,
) -> None:
    """실패하거나 막힌 알림을 다시 보냅니다."""
    with opened() as sosik:
        alert = retry_alert(sosik.line, alert_id, is_missing=missing)
    if as_json:
        print_json(_row(alert))
        return
    typer.echo(f"{alert.channel}에 다시 보내겠습니다.")
