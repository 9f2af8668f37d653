"""`sosik poll`, `demo`, `migrate`, `worker`, `copy`."""

from typing import Annotated

import typer

from bot.app import App
from bot.commands.reading import poll_once
from bot.demo.show import show
from bot.errors import BadSettings
from bot.fleet import copy_store, migrate_store
from bot.inbound.cli.opened import opened
from bot.inbound.cli.output import Json, console, print_json
from bot.inbound.cli.staying import stay
from bot.model import JobKind
from bot.settings import load_settings

app = typer.Typer(add_completion=False)


@app.command("poll")
def poll(
    everything: Annotated[bool, typer.Option("--all", help="때가 안 된 피드도 읽습니다.")] = False,
    as_json: Json = False,
) -> None:
    """때가 된 피드를 한 번 읽고, 새 기사를 처리합니다."""
    with opened() as app, console().status("피드를 읽는 중입니다…"):
        done = poll_once(app.line, everything=everything)
    if as_json:
        print_json(
            {"polled": done.polled, "failed": dict(done.failed), "new": done.new, "read": done.read}
        )
    else:
        typer.echo(
            f"피드 {done.polled}곳을 읽어 새 기사 {done.new}건 가운데 {done.read}건을 처리했습니다."
        )
        for url, error in done.failed:
            typer.echo(f"  실패 {url}: {error}")
    raise typer.Exit(1 if done.failed and not done.polled else 0)


@app.command("demo")
def demo() -> None:
    """가상의 언론사들로 전체 과정을 1분 남짓에 보여 줍니다."""
    raise typer.Exit(show(console()))


@app.command("migrate")
def migrate(as_json: Json = False) -> None:
    """데이터베이스를 이 버전의 형식으로 맞춥니다."""
    settings = load_settings()
    applied = migrate_store(settings)
    if as_json:
        print_json({"applied": list(applied)})
        return
    typer.echo(f"바꾼 형식: {', '.join(applied)}" if applied else "이미 이 버전의 형식입니다.")


@app.command("worker")
def worker(
    kinds: Annotated[
        str, typer.Option("--kinds", help="맡을 일을 쉼표로: poll, read, deliver(기본: 모두).")
    ] = "",
) -> None:
    """여러 대 가운데 하나로 일합니다(PostgreSQL). 멈추면 하던 일만 마칩니다."""
    settings, wanted = load_settings(), _kinds(kinds)
    raise typer.Exit(stay(settings, lambda: App(settings, kinds=wanted)))


def _kinds(names: str) -> tuple[JobKind, ...]:
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    try:
        kinds = tuple(JobKind(name) for name in wanted) or tuple(JobKind)
    except ValueError as error:
        raise BadSettings("--kinds에는 poll, read, deliver를 쉼표로 이어 적어 주세요") from error
    return (*kinds, JobKind.RECHECK) if JobKind.READ in kinds else kinds  # both read pages


@app.command("copy")
def copy(
    old: Annotated[str, typer.Option("--from", help="지금의 데이터베이스(sqlite:///…).")],
    new: Annotated[str, typer.Option("--to", help="옮길 빈 데이터베이스(postgresql://…).")],
    as_json: Json = False,
) -> None:
    """데이터베이스를 다른 곳으로 통째로 옮겨 적고, 줄 수가 같은지 확인합니다."""
    copied = copy_store(old, new)
    if as_json:
        print_json(copied)
        return
    for table, rows in copied.items():
        typer.echo(f"{rows:>10,}  {table}")
    typer.echo("모두 옮겼습니다. 이제 DATABASE_URL을 새 주소로 바꿔 주세요.")
