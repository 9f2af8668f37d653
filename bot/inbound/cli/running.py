"""`sosik poll`, `demo`, `migrate`."""

from typing import Annotated

import typer

from bot.app import migrate_store
from bot.commands.reading import poll_once
from bot.demo.show import show
from bot.inbound.cli.opened import opened
from bot.inbound.cli.output import console, print_json
from bot.settings import load_settings

app = typer.Typer()


@app.command("poll")
def poll(
    everything: Annotated[bool, typer.Option("--all", help="때가 안 된 피드도 읽습니다.")] = False,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """때가 된 피드를 한 번 읽고, 새 기사를 처리합니다."""
    with opened() as app, console().status("피드를 읽는 중입니다…"):
        done = poll_once(app.line, everything=everything)
    if as_json:
        print_json(
            {"polled": done.polled, "failed": dict(done.failed), "new": done.new, "read": done.read}
        )
        return
    typer.echo(
        f"피드 {done.polled}곳을 읽어 새 기사 {done.new}건 가운데 {done.read}건을 처리했습니다."
    )
    for url, error in done.failed:
        typer.echo(f"  실패 {url}: {error}")


@app.command("demo")
def demo() -> None:
    """가상의 언론사들로 전체 과정을 1분 남짓에 보여 줍니다."""
    raise typer.Exit(show(console()))


@app.command("migrate")
def migrate() -> None:
    """데이터베이스를 이 판의 형식으로 맞춥니다."""
    settings = load_settings()
    applied = migrate_store(settings)
    typer.echo(f"바꾼 형식: {', '.join(applied)}" if applied else "이미 이 판의 형식입니다.")
