"""The command `sosik`: every group, and the one place where errors become exits."""

import os
import sys

import typer

from bot import __version__
from bot.errors import BadSettings, BadWatchlist, SosikError
from bot.inbound.cli import alerts, batch, doctor, explain, feeds, running, slack, stories, watch
from bot.inbound.cli.output import errors

app = typer.Typer(
    name="sosik",
    help="한국어 뉴스를 지켜보다가 사건마다 한 번만 알립니다.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(feeds.app, name="feeds")
app.add_typer(watch.app, name="watch")
app.add_typer(stories.app, name="stories")
app.add_typer(alerts.app, name="alerts")
app.add_typer(batch.app, name="batch")
app.add_typer(slack.app, name="slack")
running.add_to(app)
explain.add_to(app)
doctor.add_to(app)


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
    try:
        app()
    except (BadSettings, BadWatchlist) as error:
        _end(error, 2)
    except SosikError as error:
        _end(error, 1)
    except BrokenPipeError:  # the reader of our output went away, as `| head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


def _end(error: SosikError, code: int) -> None:
    errors().print(str(error), style="red", markup=False, highlight=False, soft_wrap=True)
    sys.exit(code)
