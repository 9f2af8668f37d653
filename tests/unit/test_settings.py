"""Settings come from the environment and say what is wrong with them."""

import re
from datetime import UTC, datetime, time
from ipaddress import ip_network
from pathlib import Path

import pytest

from bot.errors import BadSettings
from bot.outbox import OnAmbiguous
from bot.settings import Window, load_settings, quiet_until, unknown_names
from bot.summary.calendar import WeekTime

NOTHING = Path("/nonexistent.env")


def test_defaults_need_no_environment():
    settings = load_settings(NOTHING)

    assert settings.database.startswith("sqlite:////")
    assert settings.slack_bot_token is None
    assert settings.on_ambiguous is OnAmbiguous.RECONCILE


def test_the_environment_beats_the_file(tmp_path, monkeypatch):
    file = tmp_path / ".env"
    file.write_text("SOSIK_WORKERS=7\nSOSIK_TICK_SECONDS=3\n")
    monkeypatch.setenv("SOSIK_WORKERS", "9")

    settings = load_settings(file)

    assert (settings.workers, settings.tick_seconds) == (9, 3.0)


def test_networks_and_quiet_hours_are_parsed(monkeypatch):
    monkeypatch.setenv("SOSIK_ALLOWED_NETWORKS", "127.0.0.0/8, fd00::/8")
    monkeypatch.setenv("SOSIK_QUIET_HOURS", "22:30-07:00")

    settings = load_settings(NOTHING)

    assert settings.allowed_networks == (ip_network("127.0.0.0/8"), ip_network("fd00::/8"))
    assert settings.quiet_hours == Window(start=1350, end=420)


@pytest.mark.parametrize(
    ("value", "when"),
    [
        ("fri 16:30", WeekTime(weekday=4, at=time(16, 30))),
        ("금 16:30", WeekTime(weekday=4, at=time(16, 30))),
        ("Mon 08:00", WeekTime(weekday=0, at=time(8, 0))),
        ("", None),
    ],
)
def test_the_weekly_brief_has_a_day_and_a_time(monkeypatch, value, when):
    monkeypatch.setenv("SOSIK_WEEKLY_BRIEF", value)

    assert load_settings(NOTHING).weekly_brief == when


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SOSIK_WORKERS", "0"),
        ("SOSIK_QUIET_HOURS", "late"),
        ("SOSIK_QUIET_HOURS", "25:00-07:00"),
        ("SOSIK_WEEKLY_BRIEF", "someday 08:00"),
        ("SOSIK_WEEKLY_BRIEF", "mon"),
        ("SOSIK_ALLOWED_NETWORKS", "office"),
        ("SLACK_BOT_TOKEN", "xapp-1-wrong-kind"),
        ("SLACK_API_URL", "slack.com/api"),
        ("SOSIK_LOG_LEVEL", "loud"),
    ],
)
def test_a_mistake_names_its_variable(monkeypatch, name, value):
    monkeypatch.setenv(name, value)

    with pytest.raises(BadSettings, match=name):
        load_settings(NOTHING)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SOSIK_TICK_SECONDS", "soon"),
        ("SOSIK_WORKERS", "0"),
        ("SOSIK_WORKERS", "1000"),
        ("SOSIK_WORKERS", "2.5"),
        ("SOSIK_CONSOLE", "here"),
        ("SOSIK_LOG_LEVEL", "loud"),
        ("SOSIK_ON_AMBIGUOUS", "maybe"),
        ("SOSIK_ALLOWED_NETWORKS", "office"),
        ("SOSIK_PROXY", "proxy.office:3128"),
        ("SOSIK_BRIEFS", "noon"),
        ("SOSIK_BRIEF_MAIL_TO", "nobody"),
        ("SMTP_URL", "mail.office"),
        ("SLACK_APP_TOKEN", "xoxb-1"),
        ("OPENAI_BASE_URL", "localhost"),
    ],
)
def test_a_mistake_is_told_in_korean_without_the_librarys_words(monkeypatch, name, value):
    monkeypatch.setenv(name, value)

    with pytest.raises(BadSettings) as caught:
        load_settings(NOTHING)

    told = str(caught.value).split("\n", 1)[1]
    assert name in told
    assert re.search("[가-힣]", told)
    assert not re.search("Value error|Input should|valid", told)


@pytest.mark.parametrize(
    "content", [b"\xff\xfeS\x00", "SOSIK_CONTACT=편집국".encode("cp949")], ids=repr
)
def test_a_file_in_another_encoding_is_a_mistake_that_is_named(tmp_path, content):
    file = tmp_path / ".env"
    file.write_bytes(content)

    with pytest.raises(BadSettings, match="UTF-8"):
        load_settings(file)


def test_a_name_that_is_no_setting_is_told_with_the_one_that_was_meant(tmp_path, monkeypatch):
    file = tmp_path / ".env"
    file.write_text(
        "# SOSIK_NOTHING=1\nSOSIK_TICK_SECOND=5\nSOSIK_Home=/x\nSOSIK_CONTACT=a@b.example\nPATH_TO=1\n"
    )
    monkeypatch.setenv("SOSIK_RETENTION", "9")

    told = dict(unknown_names(file))

    assert told == {
        "SOSIK_TICK_SECOND": "SOSIK_TICK_SECONDS",
        "SOSIK_RETENTION": "SOSIK_RETENTION_DAYS",
    }


def test_a_file_that_is_not_there_holds_no_unknown_names(tmp_path):
    assert unknown_names(tmp_path / "none") == []


@pytest.mark.parametrize("missing", ["ALIKE", "WEIGHT"])
def test_an_embedding_model_is_weighed_or_refused(monkeypatch, missing):
    monkeypatch.setenv("OPENAI_EMBEDDING_MODEL", "m")
    monkeypatch.setenv("SOSIK_EMBEDDING_ALIKE", "0.9")
    monkeypatch.setenv("SOSIK_EMBEDDING_WEIGHT", "9")
    assert load_settings(NOTHING).embedding_weight == 9.0

    monkeypatch.setenv(f"SOSIK_EMBEDDING_{missing}", "")

    with pytest.raises(BadSettings, match=f"SOSIK_EMBEDDING_{missing}"):
        load_settings(NOTHING)


def test_a_mistaken_token_is_not_repeated(monkeypatch):
    monkeypatch.setenv("SLACK_BOT_TOKEN", "secret-without-prefix")

    with pytest.raises(BadSettings) as caught:
        load_settings(NOTHING)

    assert "secret-without-prefix" not in str(caught.value)


def test_secrets_do_not_print(monkeypatch):
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-very-secret")
    monkeypatch.setenv("DATABASE_URL", "postgresql://sosik:hidden@db/sosik")

    settings = load_settings(NOTHING)

    assert "very-secret" not in repr(settings)
    assert "hidden" not in repr(settings)
    assert settings.database == "postgresql://sosik:hidden@db/sosik"


def test_empty_variables_count_as_unset(monkeypatch):
    for name in ("SLACK_BOT_TOKEN", "DATABASE_URL", "SOSIK_WATCHLISTS", "SOSIK_QUIET_HOURS"):
        monkeypatch.setenv(name, "")

    settings = load_settings(NOTHING)

    assert settings.slack_bot_token is settings.watchlists is settings.quiet_hours is None


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-22T{text}:00+09:00").astimezone(UTC)


@pytest.mark.parametrize(
    ("moment", "end"),
    [
        pytest.param("21:59", "21:59", id="before"),
        pytest.param("06:59", "07:00", id="after midnight"),
        pytest.param("07:00", "07:00", id="at the end"),
    ],
)
def test_quiet_hours_hold_until_their_end(moment, end):
    window = Window(start=22 * 60, end=7 * 60)

    assert quiet_until(window, at(moment)) == at(end)


def test_quiet_hours_that_begin_today_end_tomorrow():
    window = Window(start=22 * 60, end=7 * 60)
    tomorrow = datetime.fromisoformat("2026-11-23T07:00:00+09:00").astimezone(UTC)

    assert quiet_until(window, at("23:30")) == tomorrow


def test_quiet_hours_within_a_day():
    window = Window(start=12 * 60, end=13 * 60)

    assert quiet_until(window, at("12:30")) == at("13:00")
    assert quiet_until(window, at("13:30")) == at("13:30")
    assert quiet_until(None, at("12:30")) == at("12:30")


@pytest.mark.parametrize("name", ["HOME", "WATCHLISTS", "FEEDS"])
def test_a_tilde_in_a_folder_means_the_home_of_the_user(name, monkeypatch, tmp_path):
    monkeypatch.setenv(f"SOSIK_{name}", "~/news")

    settings = load_settings(tmp_path / "no.env")

    assert getattr(settings, name.lower()) == Path.home() / "news"
