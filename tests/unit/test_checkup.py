"""What `doctor` says of work that waits."""

from datetime import timedelta

import pytest

from bot.commands.checkup import Level, check_line, name_checks
from bot.errors import FetchFailed
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


@pytest.mark.parametrize(
    ("minutes", "level"),
    [(0, Level.OK), (1, Level.WARNING)],
    ids=["not asked yet", "asked in vain"],
)
def test_a_feed_that_never_gave_anything_is_not_called_well(tmp_path, minutes, level):
    town = Town(tmp_path, load_tables(), watchlists={"w.yaml": WATCHLIST})
    town.outlets("gana", "dara")
    app = town.open()
    town.down |= {f"https://{name}.example/rss": FetchFailed("away") for name in ("gana", "dara")}
    app.refresh()
    town.pass_minutes(minutes)

    (check,) = [each for each in check_line(app.line, ()) if each.name == "피드"]

    app.close()
    assert "2곳 가운데 0곳 정상" in check.message
    assert "2곳은 아직 한 번도" in check.message
    assert check.level is level


def test_a_name_that_is_no_setting_is_told_with_the_likely_one():
    told = name_checks([("SOSIK_TICK_SECOND", "SOSIK_TICK_SECONDS"), ("SOSIK_X", "")])

    assert [check.level for check in told] == [Level.WARNING] * 2
    assert "'SOSIK_TICK_SECONDS'를 쓰려던" in told[0].message
    assert "쓰려던" not in told[1].message
