"""`sosik run`: the line, with Slack's door beside it where the settings ask for one."""

from threading import Event

import typer

from bot.app import App, stop_on_signals
from bot.inbound.slack.door import is_asked_for, slack_door
from bot.observe import configure_logging
from bot.settings import load_settings

app = typer.Typer()


@app.command("run")
def run() -> None:
    """피드를 계속 지켜보며 알립니다(Ctrl+C로 멈춥니다)."""
    settings = load_settings()
    is_asked_for(settings)  # says at once what is missing
    configure_logging(settings.log_level)
    stop, lost = stop_on_signals(), Event()

    def give_up() -> None:
        """Ends the process with an error, so that its supervisor starts a new one."""
        lost.set()
        stop.set()

    sosik = App(settings)
    try:
        clean = sosik.run(stop, lambda: slack_door(sosik, give_up))
    finally:
        sosik.close()
    raise typer.Exit(0 if clean and not lost.is_set() else 1)
