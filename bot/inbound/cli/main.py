"""The command `sosik`: every door, and the one place where errors become exits.

A door's module is imported when somebody opens it: the database and chat libraries take longer to
load than most doors take to answer.
"""

import os
import sys
from collections.abc import Mapping
from importlib import import_module

import typer
from typer.core import TyperCommand, TyperGroup
from typing_extensions import override

from bot import __version__
from bot.card.failures import failure_words
from bot.errors import BadSettings, BadWatchlist, SosikError, StoreRefused
from bot.inbound.cli.output import errors

DOORS: Mapping[str, str] = {
    "run": "serving",
    "console": "serving",
    "demo": "running",
    "try": "explain",
    "why": "explain",
    "poll": "running",
    "feeds": "feeds",
    "watch": "watch",
    "stories": "stories",
    "alerts": "alerts",
    "brief": "brief",
    "search": "explain",
    "doctor": "doctor",
    "slack": "slack",
    "migrate": "running",
    "copy": "running",
    "worker": "running",
    "batch": "batch",
}
"""Each door and the module of this package that opens it."""


class Doors(TyperGroup):
    """The top level: a door is either a group with a module of its own or a command in one."""

    @override
    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]  # public
        return list(DOORS)

    @override
    def get_command(  # type: ignore[override]  # as above: typer's own base of it is private
        self, ctx: typer.Context, cmd_name: str
    ) -> TyperCommand | TyperGroup | None:
        if cmd_name not in DOORS:
            return None
        module = import_module(f"bot.inbound.cli.{DOORS[cmd_name]}")
        door = typer.main.get_command(module.app)
        command: TyperCommand | TyperGroup = getattr(door, "commands", {}).get(cmd_name, door)
        return command


app = typer.Typer(
    name="sosik",
    cls=Doors,
    help="한국어 뉴스를 지켜보다가 사건마다 한 번만 알립니다.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback(invoke_without_command=True)
def root(
    version: bool = typer.Option(False, "--version", help="버전을 보여 줍니다."),
) -> None:
    """한국어 뉴스를 지켜보다가 사건마다 한 번만 알립니다."""
    if version:
        typer.echo(f"sosik {__version__}")
        raise typer.Exit


def main() -> None:
    """Runs the command line: exit 0 done, 1 failed, 2 misuse."""
    _open_streams()
    try:
        _run()
    except (BadSettings, BadWatchlist, StoreRefused) as error:
        _end(error, 2)
    except SosikError as error:
        _end(error, 1)
    except BrokenPipeError:  # the reader of our output went away, as `| head` does
        _drop_output()
        sys.exit(1)
    except OSError as error:
        _drop_output()
        _say(f"파일이나 출력을 읽고 쓰지 못했습니다: {error}. 남은 공간과 권한을 확인해 주세요.")
        sys.exit(1)


def _run() -> None:
    try:
        app()
    finally:
        sys.stdout.flush()  # here a full disk can still be told


def _end(error: SosikError, code: int) -> None:
    _say(failure_words(error))
    sys.exit(code)


def _say(message: str) -> None:
    errors().print(message, style="red", markup=False, highlight=False, soft_wrap=True)


def _open_streams() -> None:
    """A stream that whoever started us has closed is an empty one; its number is nobody else's."""
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        if getattr(sys, name) is None:
            os.dup2(os.open(os.devnull, os.O_RDWR), number)
            setattr(sys, name, os.fdopen(number, mode, encoding="utf-8", closefd=False))


def _drop_output() -> None:
    """Nothing more goes out, also not at the interpreter's end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
