"""`sosik slack`: checking the Slack set-up."""

from typing import Annotated

import typer

from bot.app import check_slack
from bot.inbound.cli.output import print_json
from bot.settings import load_settings

app = typer.Typer(no_args_is_help=True, help="슬랙 연결 점검")


@app.callback()
def slack() -> None:
    """슬랙 연결 점검."""


@app.command("check")
def check(
    channel: Annotated[
        str | None, typer.Argument(help="시험 카드를 보낼 채널 (예: #ai-infra)")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """토큰과 권한을 확인하고, 채널을 주면 시험 카드를 보내고 다시 읽어 봅니다."""
    steps = check_slack(load_settings(), channel)
    if as_json:
        print_json([{"name": s.name, "level": s.level.value, "message": s.message} for s in steps])
    else:
        for step in steps:
            typer.echo(f"{step.level.value:8}{step.name}: {step.message}")
    raise typer.Exit(1 if any(step.level.value == "failed" for step in steps) else 0)
