"""An app opened for one command and closed after it."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.app import App, Stay
from bot.commands.watching import Office
from bot.observe import configure_logging
from bot.settings import load_settings


@contextmanager
def opened() -> Iterator[App]:
    """The app of this environment with the present watchlists and feeds in force.

    Raises:
        BadSettings: a setting has a mistake.
    """
    settings = load_settings()
    configure_logging("warning")
    app = App(settings, stay=Stay.ERRAND)
    try:
        app.refresh()
        yield app
    finally:
        app.close()


def office(app: App) -> Office:
    """What the errands about terms need of the app."""
    return Office(line=app.line, terms=app.store.terms, gazetteer=app.tables.gazetteer)
