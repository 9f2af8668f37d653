"""A fixed sample of the kill -9 sweep; `make sweep` runs every point."""

import pytest

from bot.tables import load_tables
from tests.fakes.killed_line import moments, run_point

SAMPLE = (
    "after reader.poll",
    "after feeds.save_poll",
    "before desk.save",
    "after rechecks.take",
    "after desk.amend",
    "before rechecks.save",
    "after desk.promise",
    "after placing",
    "before chat.post",
    "after chat.post",
    "after alerts.swap",
    "after chat.update",
)


@pytest.fixture(scope="module")
def tables():
    return load_tables()


@pytest.fixture(scope="module")
def names(tables, tmp_path_factory):
    return moments(tmp_path_factory.mktemp("undisturbed"), tables)


@pytest.mark.parametrize("name", SAMPLE)
def test_a_life_cut_short_loses_and_doubles_nothing(name, names, tables, tmp_path):
    last = len(names) - names[::-1].index(name)

    outcome = run_point(tmp_path, tables, last)

    assert outcome.died
    assert (outcome.lost, outcome.doubled) == (0, 0)


def test_the_sweep_passes_every_port_of_the_line(names):
    ports = {name.split()[1].split(".")[0] for name in names}

    assert ports >= {"feeds", "reader", "entries", "pages", "extractor", "desk", "alerts", "chat"}
