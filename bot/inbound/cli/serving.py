"""`sosik run`: the line, with Slack's door and the console beside it. `sosik console`: that alone."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer

from bot.app import App, Stay, stop_on_signals
from bot.inbound.cli.staying import stay
from bot.inbound.console.server import console_beside, serve_alone
from bot.inbound.slack.door import is_asked_for, slack_door
from bot.observe import configure_logging
from bot.settings import load_settings

app = typer.Typer(add_completion=False)


@app.command("run")
def run() -> None:
    """피드를 계속 지켜보며 알립니다(Ctrl+C로 멈춥니다)."""
    settings = load_settings()
    is_asked_for(settings)  # says at once what is missing
    raise typer.Exit(stay(settings, lambda: App(settings), _doors))


@contextmanager
def _doors(sosik: App, give_up: Callable[[], None]) -> Iterator[None]:
    with slack_door(sosik, give_up), console_beside(sosik):
        yield


@app.command("console")
def console() -> None:
    """브라우저로 보는 콘솔만 엽니다(Ctrl+C로 닫습니다). `sosik run`은 콘솔도 함께 엽니다."""
    settings = load_settings()
    configure_logging(settings.log_level)
    sosik = App(settings, stay=Stay.ERRAND)
    try:
        sosik.refresh()
        serve_alone(
            sosik, stop_on_signals(), lambda address: typer.echo(f"콘솔이 열렸습니다: {address}")
        )
    finally:
        sosik.close()
