"""Short commands beside a running bot."""

import pytest
from sqlalchemy import text

from bot.app import App, Stay
from bot.settings import Settings


@pytest.mark.parametrize(
    ("stay", "pages"), [(Stay.RUN, 1000), (Stay.ERRAND, 0)], ids=["bot", "errand"]
)
def test_only_the_bot_folds_the_log_back_into_the_file(tmp_path, stay, pages):
    settings = Settings(_env_file=None, home=tmp_path, watchlists=tmp_path / "watchlists")

    app = App(settings, stay=stay)

    with app.store.database.writing() as connection:
        kept = connection.execute(text("PRAGMA wal_autocheckpoint")).scalar_one()
    app.close()
    assert kept == pages
