"""`sosik brief`: the forms of a brief, and what is misuse."""

import json

import pytest
from typer.testing import CliRunner

from bot.inbound.cli.main import app
from bot.tables import load_tables
from tests.fakes.killed_line import FIRST_LIFE, SITE, START, Fuse, live, prepare

AT = "2026-11-20T09:30"
SPAN = ("--at", AT, "--since", "2026-11-20T08:59")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("home")
    prepare(folder)
    live(folder, load_tables(), Fuse(0), START, FIRST_LIFE)
    return folder


@pytest.fixture
def sosik(home, monkeypatch):
    monkeypatch.setenv("SOSIK_HOME", str(home))
    monkeypatch.setenv("SOSIK_WATCHLISTS", str(home / "watchlists"))

    def run(*arguments, code=0):
        result = CliRunner().invoke(app, arguments)
        assert result.exit_code == code, (result.output, result.exception)
        return result.stdout

    return run


def test_json_names_each_story_with_its_section(sosik):
    made = json.loads(sosik("brief", *SPAN, "--json"))

    assert made["until"] == "2026-11-20T09:30:00+09:00"
    (story,) = made["stories"]
    assert story["terms"] == "가람반도체"
    assert story["url"].startswith(SITE)


@pytest.mark.parametrize(
    ("form", "begins"),
    [
        ("markdown", "# 소식 브리핑 · 11월 20일 09:30\n"),
        ("html", "<!DOCTYPE html>"),
        ("rows", "구분\t제목\t매체\t시각\t감시어\t표시\t주소\n"),
        ("slack", "[\n"),
    ],
)
def test_every_form_tells_the_story(sosik, form, begins):
    text = sosik("brief", *SPAN, "--channel", "#test", "--format", form)

    assert text.startswith(begins)
    assert "패키징" in text


def test_slack_blocks_are_what_slack_takes(sosik):
    (message,) = json.loads(sosik("brief", *SPAN, "--format", "slack"))

    (block,) = message["blocks"]
    assert block["type"] == "rich_text"
    kinds = [element["type"] for element in block["elements"]]
    assert "rich_text_list" in kinds


@pytest.mark.parametrize(
    "arguments",
    [
        ("--at", "내일"),
        ("--at", "2199-01-01T00:00"),
        ("--since", "25:99"),
        ("--at", AT, "--since", "2026-11-20T10:00"),
        ("--format", "pdf"),
    ],
    ids=["no time", "future", "no such minute", "since after at", "no such form"],
)
def test_misuse_exits_2(sosik, arguments):
    sosik("brief", *arguments, code=2)


def test_an_unknown_channel_exits_1(sosik):
    sosik("brief", "--channel", "#nowhere", code=1)


@pytest.mark.parametrize("since", ["12h", "3d", "07:30", "2026-01-01"])
def test_spans_can_be_said_shortly(sosik, since):
    made = json.loads(sosik("brief", "--since", since, "--json"))

    assert made["since"] < made["until"]
