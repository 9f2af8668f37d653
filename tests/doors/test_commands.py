"""The doors that people script: what each prints, and how it exits."""

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from bot.inbound.cli.main import app
from bot.tables import load_tables
from tests.fakes.killed_line import FIRST_LIFE, ITEMS, RETITLED, SITE, START, Fuse, live, prepare

LONG = "36500"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A home after a quarter of an hour of news: one backlog item, a card and its update."""
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


def data(text):
    return json.loads(text)


def test_feeds_list_names_every_feed_with_its_health(sosik):
    (row,) = data(sosik("feeds", "list", "--json"))

    assert (row["url"], row["outlet"]) == (f"{SITE}/rss", "가나일보")
    assert row["last"].endswith("+09:00")
    assert "가나일보" in sosik("feeds", "list")


def test_stories_list_counts_articles_and_terms(sosik):
    rows = data(sosik("stories", "list", "--days", LONG, "--matched", "--json"))

    told = next(row for row in rows if row["articles"] == 2)
    assert told["terms"] == ["가람반도체"]
    assert told["publishers"] == 1
    assert "패키징" in sosik("stories", "list", "--days", LONG)


def test_stories_show_tells_the_chain_of_decisions(sosik):
    rows = data(sosik("stories", "list", "--days", LONG, "--json"))
    story = next(row for row in rows if row["articles"] == 2)

    shown = data(sosik("stories", "show", story["id"], "--json"))

    assert [member["relation"] for member in shown["members"]] == ["first", "update"]
    assert shown["members"][1]["evidence"]
    assert "새 사실" in sosik("stories", "show", story["id"])


def test_alerts_list_shows_the_outbox(sosik):
    rows = data(sosik("alerts", "list", "--json"))

    assert {(row["channel"], row["state"]) for row in rows} == {("#test", "sent")}
    assert {row["kind"] for row in rows} == {"card", "change", "update"}
    assert "보냄" in sosik("alerts", "list")
    assert data(sosik("alerts", "list", "--state", "failed", "--json")) == []


def test_only_stuck_alerts_can_be_retried(sosik):
    alert = data(sosik("alerts", "list", "--json"))[0]

    sosik("alerts", "retry", alert["id"], code=1)


def test_why_tells_what_was_decided_about_an_address(sosik):
    told = data(sosik("why", f"{SITE}/view/first", "--json"))

    assert told["title"] == RETITLED[2]
    assert told["matches"][0]["term"] == "가람반도체"
    assert [verdict["reason"] for verdict in told["verdicts"]] == ["alert"]
    assert {alert["state"] for alert in told["alerts"]} == {"sent"}
    assert data(sosik("why", told["article_id"], "--json")) == told
    assert "바로 알립니다" in sosik("why", told["story_id"])


def test_why_of_the_backlog_says_that_it_is_older_than_the_subscription(sosik):
    assert "구독 전에" in sosik("why", f"{SITE}/view/old")


def test_why_of_an_unknown_address_points_to_try(sosik):
    sosik("why", "https://nowhere.example/1", code=1)


def test_search_finds_what_was_read(sosik):
    found = data(sosik("search", "패키징", "공장", "--json"))

    assert {row["url"] for row in found} >= {f"{SITE}/view/first"}
    assert data(sosik("search", "없는낱말임", "--json")) == []


def test_watch_add_answers_with_the_backtest_and_list_shows_it(sosik):
    answer = sosik("watch", "add", "패키징,", "첨단", "패키징", "-c", "#chips")

    assert "#chips에 '패키징' 감시어를 더했습니다." in answer
    rows = data(sosik("watch", "list", "--json"))
    assert ["#chips"] in [row["channels"] for row in rows if row["term"] == "패키징"]
    assert "패키징" in sosik("watch", "export")
    assert "뺐습니다" in sosik("watch", "remove", "패키징", "-c", "#chips")
    sosik("watch", "remove", "패키징", "-c", "#chips", code=1)


@pytest.mark.parametrize("channel", ["", "#", "a b", "#" + "x" * 81])
def test_a_channel_that_none_is_called_gets_no_term(channel, tmp_path):
    done = run_process("watch", "add", "HBM", "-c", channel, SOSIK_HOME=str(tmp_path))

    assert done.returncode == 2
    assert "#ai-infra처럼" in done.stderr


def test_a_term_that_excludes_itself_is_refused(tmp_path):
    done = run_process("watch", "test", "KT, 케이티 -kt", SOSIK_HOME=str(tmp_path))

    assert done.returncode == 2
    assert "찾을 말이면서 뺄 말" in done.stderr


def test_watch_test_names_what_else_the_name_could_be(sosik):
    said = data(sosik("watch", "test", "카카오", "--json"))["suggestion"]

    assert "카카오뱅크" in said["homonyms"]
    assert "Kakao" in said["aliases"]


def test_watch_test_keeps_nothing(sosik):
    before = sosik("watch", "list", "--json")

    tested = data(sosik("watch", "test", "가람반도체", "--json"))

    assert tested["term"] == "가람반도체"
    assert sosik("watch", "list", "--json") == before


def test_try_takes_a_file_down_the_line_without_keeping_it(sosik, tmp_path):
    _, _, title, text = ITEMS[2]
    page = tmp_path / "page.html"
    page.write_text(f"<html><title>{title}</title><article><h1>{title}</h1><p>{text}</p>")
    before = sosik("stories", "list", "--days", LONG, "--json")

    tried = data(sosik("try", str(page), "--json"))

    (article,) = tried["articles"]
    assert article["title"] == title
    assert article["alerts"] is True
    assert article["summary"]
    assert "바로 알립니다" in sosik("try", str(page))
    assert sosik("stories", "list", "--days", LONG, "--json") == before


def test_try_unpacks_a_file_and_takes_the_outlet_that_the_page_names(sosik, tmp_path):
    _, _, title, text = ITEMS[2]
    page = tmp_path / "page.html.gz"
    site = '<meta property="og:site_name" content="다라신문">'
    page.write_bytes(
        gzip.compress(
            f"<html><head><title>{title}</title>{site}</head><article><p>{text}</p>".encode()
        )
    )

    (article,) = data(sosik("try", str(page), "--json"))["articles"]

    assert (article["title"], article["outlet"]) == (title, "다라신문")


def test_try_says_why_there_is_no_article(sosik, tmp_path):
    page = tmp_path / "empty.html"
    page.write_text("<html><title>로그인</title><body></body></html>")

    answer = data(sosik("try", str(page), "--json", code=1))

    assert answer["articles"] == []
    assert answer["reason"]


def test_doctor_looks_at_everything(sosik):
    checks = data(sosik("doctor", "--json"))

    assert {check["name"] for check in checks} >= {"저장소", "감시 목록", "피드", "알림"}
    assert {check["level"] for check in checks} <= {"ok", "warning"}
    assert "저장소" in sosik("doctor", "--quick")


def test_migrate_says_that_all_is_well(sosik):
    assert "이미" in sosik("migrate")


def run_process(*arguments, given="", **environment):
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        input=given,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )


def test_misuse_exits_with_two(tmp_path):
    assert run_process("feeds", "nonsense").returncode == 2
    wrong = run_process("doctor", SOSIK_HOME=str(tmp_path), SOSIK_WORKERS="0")

    assert wrong.returncode == 2
    assert "SOSIK_WORKERS" in wrong.stderr


def test_an_unreadable_watchlist_is_misuse(tmp_path):
    missing = run_process("batch", "match", "--watchlists", str(tmp_path / "none"))

    assert missing.returncode == 2
    assert "감시 목록" in missing.stderr


def test_the_tone_of_each_list_is_told_with_its_reason(tmp_path):
    (tmp_path / "a.yaml").write_text("name: 우리\nterms: [가람반도체]\n", encoding="utf-8")
    given = [
        {"id": 1, "title": "가람반도체, 과징금 3억", "text": "가람반도체가 과징금을 냈다."},
        {"id": 2, "title": "날씨", "text": "맑다."},
    ]

    done = run_process(
        "batch",
        "tone",
        "--watchlists",
        str(tmp_path),
        given="".join(json.dumps(each, ensure_ascii=False) + "\n" for each in given),
    )

    assert [json.loads(line) for line in done.stdout.splitlines()] == [
        {
            "id": 1,
            "tones": [
                {
                    "watchlist": "우리",
                    "label": "negative",
                    "sentence": "가람반도체, 과징금 3억",
                    "words": ["과징금"],
                    "is_mixed": False,
                }
            ],
        },
        {"id": 2, "tones": []},
    ]


@pytest.mark.parametrize(
    ("door", "answer"),
    [
        pytest.param(("match", "--watchlists", "watchlists"), "matches", id="match"),
        pytest.param(("tone", "--watchlists", "watchlists"), "tones", id="tone"),
        pytest.param(("group",), "story_id", id="group"),
        pytest.param(("summarise",), "sentences", id="summarise"),
    ],
)
def test_half_a_character_ends_no_batch(door, answer):
    torn = {"title": "KT클라우드 \ud800", "text": "\udfff", "url": "https://a.b/\ud83d"}
    line = json.dumps({"id": 1, "outlet": "\ud800", **torn})

    done = run_process("batch", *door, given=f"{line}\n{line}\n")

    answers = [json.loads(each) for each in done.stdout.splitlines()]
    assert (done.returncode, len(answers)) == (0, 2)
    assert all(answer in each and "error" not in each for each in answers)


@pytest.mark.parametrize("door", [("alerts", "retry"), ("stories", "show"), ("why",)], ids=str)
@pytest.mark.parametrize("number", ["9" * 30, "9" * 19, "²"])
def test_a_number_that_nothing_can_have_is_no_bug(door, number, tmp_path):
    done = run_process(*door, number, SOSIK_HOME=str(tmp_path))

    assert done.returncode in {1, 2}
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("days", ["nan", "inf", "1e300", "-1"])
def test_a_span_that_no_calendar_holds_is_misuse(days, tmp_path):
    done = run_process("stories", "list", "--days", days, SOSIK_HOME=str(tmp_path))

    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_search_for_nothing_is_misuse(tmp_path):
    done = run_process("search", " ", SOSIK_HOME=str(tmp_path))

    assert done.returncode == 2
    assert "찾을 말" in done.stderr


@pytest.mark.parametrize("door", [("feeds", "list"), ("batch", "summarise"), ("migrate",)], ids=str)
def test_a_full_output_is_told_without_a_traceback(door, tmp_path):
    line = '{"id": 1, "title": "", "text": "맑다."}\n'
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "bot", *door],
            input=line,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            env={**os.environ, "SOSIK_HOME": str(tmp_path)},
        )

    assert done.returncode == 1
    assert "No space left" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-"])
def test_a_closed_stream_is_an_empty_one(closed, tmp_path):
    done = subprocess.run(
        ["/bin/sh", "-c", f'exec "$0" -m bot batch summarise {closed}', sys.executable],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "SOSIK_HOME": str(tmp_path)},
    )

    assert (done.returncode, done.stderr) == (0, "")


def test_whoever_reads_one_line_gets_it_and_no_traceback(tmp_path):
    done = subprocess.run(
        [
            "/bin/sh",
            "-c",
            'yes \'{"id": 1, "text": "맑다."}\' | "$0" -m bot batch summarise | head -n 1',
            sys.executable,
        ],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "SOSIK_HOME": str(tmp_path)},
    )

    assert json.loads(done.stdout)["id"] == 1
    assert done.stderr == ""


def commands_of(group, names=()):
    """Every command with the words that open it."""
    context = typer.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if hasattr(command, "commands"):
            yield from (((*names, name, inner), each) for inner, each in command.commands.items())
        yield (*names, name), command


STAYING = {"run", "demo", "worker", "console", "slack", "batch"}  # and the batch doors
NOT_JSON = {("feeds",), ("watch",), ("stories",), ("alerts",)}


def test_every_answer_can_be_had_as_json_and_no_door_installs_anything():
    doors = dict(commands_of(typer.main.get_group(app)))
    options = {
        names: {option for each in command.params for option in each.opts}
        for names, command in doors.items()
    }

    assert not any("--install-completion" in each for each in options.values())
    answering = {names for names in doors if names[0] not in STAYING} - NOT_JSON
    assert sorted(names for names in answering if "--json" not in options[names]) == []


def test_what_is_changed_is_answered_in_json_too(sosik):
    sosik("watch", "add", "나래톡", "-c", "#chips")

    lists = data(sosik("watch", "export", "--json"))
    gone = data(sosik("watch", "remove", "나래톡", "-c", "#chips", "--json"))

    assert [term["name"] for each in lists for term in each["terms"]] == ["나래톡"]
    assert gone == {"channel": "#chips", "term": "나래톡"}
    assert data(sosik("migrate", "--json")) == {"applied": []}
    assert [feed["outlet"] for feed in data(sosik("feeds", "export", "--json"))] == ["가나일보"]


def test_an_address_that_may_not_be_reached_is_told_in_korean(sosik, tmp_path):
    done = run_process("try", "http://127.0.0.1:9/x", SOSIK_HOME=str(tmp_path))

    assert done.returncode == 1
    assert "SOSIK_ALLOWED_NETWORKS" in done.stderr
    assert "갈 수 없는 주소" in done.stderr


def test_a_home_that_cannot_be_made_is_misuse(tmp_path):
    (tmp_path / "file").write_text("")

    done = run_process("stories", "list", SOSIK_HOME=str(tmp_path / "file" / "home"))

    assert done.returncode == 2
    assert "SOSIK_HOME" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_a_second_run_on_the_same_database_refuses(tmp_path):
    (tmp_path / "watchlists").mkdir()
    (tmp_path / "watchlists" / "feeds.yaml").write_text("feeds: []\n")
    environment = {"SOSIK_HOME": str(tmp_path), "SOSIK_WATCHLISTS": str(tmp_path / "watchlists")}
    first = subprocess.Popen(
        [sys.executable, "-m", "bot", "run"],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
    )
    try:
        assert '"start"' in first.stderr.readline()

        second = run_process("run", **environment)
        beside = run_process("watch", "add", "HBM", **environment)

        assert second.returncode == 1
        assert str(first.pid) in second.stderr
        assert beside.returncode == 0
    finally:
        first.terminate()
        _, rest = first.communicate(timeout=30)
    assert first.returncode == 0
    assert '"stop"' in rest
