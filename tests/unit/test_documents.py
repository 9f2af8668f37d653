"""What the documents and the shipped files say is true."""

import re
import tomllib
from pathlib import Path

import pytest
import typer
import yaml

from bench.card_picture import OUT, draw
from bot.inbound.cli.main import app
from bot.model import Feed
from bot.outlets import parse_outlets
from bot.settings import Settings, load_settings
from bot.watch.load import parse_feeds, parse_watchlist

ROOT = Path(__file__).parent.parent.parent
READMES = ("README.md", "README.ko.md")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def variables() -> list[str]:
    return [
        str(field.validation_alias or f"SOSIK_{name.upper()}")
        for name, field in Settings.model_fields.items()
    ]


def doors() -> list[str]:
    group = typer.main.get_group(app)
    context = typer.Context(group)
    opened = {name: group.get_command(context, name) for name in group.list_commands(context)}
    return [
        f"{name} {inner}" if inner else name
        for name, command in sorted(opened.items())
        for inner in sorted(getattr(command, "commands", {})) or [""]
    ]


def dependencies() -> list[str]:
    project = tomllib.loads(read("pyproject.toml"))["project"]
    wanted = project["dependencies"] + project["optional-dependencies"]["postgresql"]
    return [re.split(r"[^a-z0-9-]", requirement)[0] for requirement in wanted]


def starter_pack() -> tuple[Feed, ...]:
    return parse_feeds("feeds.yaml", read("watchlists/feeds.yaml"))


def test_the_example_lists_every_setting_and_no_other() -> None:
    listed = re.findall(r"^([A-Z_]+)=", read(".env.example"), re.MULTILINE)

    assert sorted(listed) == sorted(variables())


def test_the_example_changes_no_default(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for variable in variables():
        monkeypatch.delenv(variable, raising=False)

    example = load_settings(ROOT / ".env.example")

    assert example == load_settings(tmp_path / "absent")


@pytest.mark.parametrize("name", READMES)
def test_the_readme_lists_every_setting_and_no_other(name: str) -> None:
    listed = re.findall(r"^\| `([A-Z_]+)` \|", read(name), re.MULTILINE)

    assert sorted(listed) == sorted(variables())


@pytest.mark.parametrize("name", READMES)
def test_the_readme_names_every_door(name: str) -> None:
    text = read(name)
    table = [line for line in text.splitlines() if line.startswith("| `sosik ")]

    missing = [
        door
        for door in doors()
        if not any(all(word in row for word in door.split()) for row in table)
        and not (door.startswith("batch ") and "`sosik batch" in text)
    ]

    assert missing == []


@pytest.mark.parametrize("name", READMES)
def test_the_watchlist_of_the_readme_is_read(name: str) -> None:
    example = re.search(r"```yaml\n(.*?)```", read(name), re.DOTALL)

    assert example
    watchlist = parse_watchlist(name, example[1])
    assert [term.name for term in watchlist.terms] == [
        "KT클라우드",
        "스타게이트",
        "HBM",
        "SK×오픈AI",
    ]


def documents() -> list[Path]:
    return [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]


def anchors(page: Path) -> list[str]:
    """What a heading is called in an address, as GitHub makes it."""
    headings = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), re.MULTILINE)
    return [re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings]


def test_links_of_documents_lead_somewhere() -> None:
    links = [
        (page, page.parent / name if name else page, anchor)
        for page in documents()
        for name, anchor in re.findall(
            r"\]\(([^)#:]*)(?:#([^)]*))?\)", page.read_text(encoding="utf-8")
        )
    ]

    broken = [
        (page.name, target.name, anchor)
        for page, target, anchor in links
        if not target.exists() or (anchor and anchor not in anchors(target))
    ]

    assert len(links) > 20
    assert broken == []


def test_benches_that_documents_name_are_there_and_take_the_options() -> None:
    named = [
        (module.removesuffix(".py").replace(".", "/"), re.findall(r"--[a-z][a-z-]*", options))
        for page in documents()
        for module, options in re.findall(
            r"python (?:-m )?(bench[./][\w./]+)([^`\n]*)", page.read_text(encoding="utf-8")
        )
    ]

    wrong = [
        (module, option)
        for module, options in named
        for option in options or [""]
        if not (file := ROOT / f"{module}.py").exists() or option not in file.read_text("utf-8")
    ]

    assert len(named) > 20
    assert wrong == []


def test_options_of_doors_that_documents_name_are_there() -> None:
    group = typer.main.get_group(app)
    context = typer.Context(group)
    named = [
        (page.name, words, option)
        for page in documents()
        for words, rest in re.findall(
            r"sosik ([a-z]+(?: [a-z]+)?)([^`\n|]*)", page.read_text(encoding="utf-8")
        )
        for option in re.findall(r"(?<![\w-])--[a-z][a-z-]*", rest)
    ]

    wrong = []
    for page, words, option in named:
        first, _, second = words.partition(" ")
        command = group.get_command(context, first)
        inner = getattr(command, "commands", {}).get(second)
        known = [each for one in (command, inner) if one for each in one.params]
        if option not in {name for each in known for name in each.opts}:
            wrong.append((page, words, option))

    assert len(named) > 10
    assert wrong == []


def test_the_starter_pack_polls_every_few_minutes_and_names_no_feed_twice() -> None:
    feeds = starter_pack()

    assert len({feed.url for feed in feeds}) == len(feeds) == 39
    pauses = {feed.every.total_seconds() / 60 for feed in feeds if feed.every}
    assert pauses <= {5, 10, 15}


def test_the_starter_pack_and_the_outlet_table_agree() -> None:
    table = parse_outlets(read("bot/data/outlets.yaml"))

    wrong = [
        feed.outlet
        for feed in starter_pack()
        if (known := table.by_name(feed.outlet)) is None
        or known.publisher != (feed.publisher or feed.outlet)
    ]

    assert wrong == []


def test_every_dependency_has_its_reason() -> None:
    decisions = read("docs/decisions.md")

    without = [name for name in dependencies() if f"| {name} |" not in decisions]

    assert without == []


def test_compose_reads_as_yaml_with_one_service_and_one_volume() -> None:
    compose = yaml.safe_load(read("compose.yaml"))

    assert list(compose["services"]) == ["sosik"]
    assert compose["services"]["sosik"]["volumes"] == ["data:/data"]


def test_the_examples_past_one_machine_run_the_doors_that_there_are() -> None:
    compose = yaml.safe_load(read("compose.scale.yaml"))["services"]
    cluster = [each for each in yaml.safe_load_all(read("docs/deploy/kubernetes.yaml")) if each]
    pods = [each["spec"]["template"]["spec"] for each in cluster if each["kind"] == "Deployment"]
    started = [service["command"] for service in compose.values() if "build" in service]
    started += [pod["containers"][0]["args"] for pod in pods]

    roles = {words[1] for words in started}
    assert roles == {"console", "migrate", "slack", "worker"}
    assert roles <= {door.split()[0] for door in doors()}
    assert compose["worker"]["deploy"]["replicas"] == 2
    assert all("readinessProbe" in pod["containers"][0] for pod in pods)


@pytest.mark.parametrize("name", ["requirements-run.lock", "requirements-build.lock"])
def test_the_image_installs_what_the_tests_ran_with(name: str) -> None:
    pins = re.compile(r"^([a-z0-9._-]+==[^ ;\\]+)", re.MULTILINE)

    tested = set(pins.findall(read("requirements.lock")))

    assert set(pins.findall(read(name))) - tested == set()


def test_the_image_installs_every_dependency() -> None:
    wanted = dependencies()

    locked = re.findall(r"^([a-z0-9._-]+)==", read("requirements-run.lock"), re.MULTILINE)

    assert [name for name in wanted if name not in locked] == []


def test_the_picture_of_a_card_is_drawn_from_our_own_blocks() -> None:
    """`python -m bench.card_picture` draws it anew."""
    assert OUT.read_text("utf-8") == draw()
