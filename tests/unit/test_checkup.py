"""What `doctor` says of work that waits."""

from datetime import timedelta

import pytest

from bot.commands.checkup import Level, check_line
from bot.tables import load_tables
from tests.fakes.small_town import Town

WATCHLIST = 'name: 시험\nchannels: ["#test"]\nterms: [{name: 가람반도체}]\n'


@pytest.mark.parametrize(
    ("minutes", "level"), [(10, Level.OK), (45, Level.WARNING)], ids=["soon", "long"]
)
def test_feeds_that_nobody_polls_for_long_are_said(tmp_path, minutes, level):
    town = Town(tmp_path, load_tables(), watchlists={"w.yaml": WATCHLIST})
    town.outlets("gana")
    app = town.open()
    town.pass_minutes(3)

    town.clock.advance(timedelta(minutes=minutes))
    (check,) = [each for each in check_line(app.line, ()) if each.name == "밀린 일"]

    app.close()
    assert check.level is level
    assert ("피드" in check.message) is (level is Level.WARNING)
