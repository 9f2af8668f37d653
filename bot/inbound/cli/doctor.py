"""`sosik doctor`: checks everything and says what to do."""

from typing import Annotated

import typer

from bot.commands.checkup import Check, Level, check_line
from bot.commands.vitals import check_workers, vitals
from bot.fleet import is_shared
from bot.inbound.cli.opened import opened
from bot.inbound.cli.output import Json, print_json
from bot.inbound.slack.checkup import check_door

MARKS = {Level.OK: "✓", Level.WARNING: "!", Level.FAILED: "✗"}


app = typer.Typer(add_completion=False)


@app.command("doctor")
def doctor(
    quick: Annotated[bool, typer.Option("--quick", help="저장소만 봅니다(상태 검사용).")] = False,
    as_json: Json = False,
) -> None:
    """설정, 저장소, 감시 목록, 피드, 알림을 점검합니다."""
    with opened() as sosik:
        checks = list(sosik.checks())
        if not quick:
            checks += check_line(sosik.line, sosik.keeper.problems)
            checks += check_door(sosik)
            found = vitals(sosik.store.fleet, sosik.clock.now())
            checks += check_workers(found, shared=is_shared(sosik.settings))
    if as_json:
        print_json([_row(check) for check in checks])
    else:
        for check in checks:
            typer.echo(f"{MARKS[check.level]} {check.name}: {check.message}")
    raise typer.Exit(1 if any(check.level is Level.FAILED for check in checks) else 0)


def _row(check: Check) -> dict[str, object]:
    return {"name": check.name, "level": check.level.value, "message": check.message}
