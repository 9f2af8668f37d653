"""The shipped examples past one machine, started as their containers would be.

The commands, settings, probes and grace periods are those of the files; addresses, ports, folders and
secrets are put in as an operator would.
"""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from bot.adapters.store import open_store
from tests.fakes.slack_socket import FakeSocketMode

ROOT = Path(__file__).parents[2]
LIST = "name: 반도체\nchannels: ['#c']\nterms: [HBM]\n"
SECRET = "a-secret-that-is-long-enough-to-be-one"
STATUS, CONSOLE = "9464", "8420"  # the ports that the files speak of
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
PATIENCE = 60.0  # seconds; the files give a start as long or longer


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One container: what it runs, and the probe that says that it is ready."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    probe: Sequence[str]
    grace: float


def composed() -> tuple[Part, list[Part]]:
    """The part that comes first, and those that wait for its end."""
    services = yaml.safe_load((ROOT / "compose.scale.yaml").read_text("utf-8"))["services"]
    parts = {
        name: Part(
            name=name,
            command=service["command"],
            environment=service["environment"],
            probe=service["healthcheck"].get("test", ("tcp",)),
            grace=float(service["stop_grace_period"].removesuffix("s")),
        )
        for name, service in services.items()
        if "build" in service
    }
    first = parts.pop("migrate")
    waits = [services[name]["depends_on"] for name in parts]
    assert waits == [{"migrate": {"condition": "service_completed_successfully"}}] * len(parts)
    replicas = services["worker"]["deploy"]["replicas"]
    return first, [each for each in parts.values() for _ in range(_count(each, replicas))]


def clustered() -> list[Part]:
    text = (ROOT / "docs/deploy/kubernetes.yaml").read_text("utf-8")
    found = [each for each in yaml.safe_load_all(text) if each]
    secret = next(each["stringData"] for each in found if each["kind"] == "Secret")
    parts = []
    for each in (each for each in found if each["kind"] == "Deployment"):
        pod = each["spec"]["template"]["spec"]
        container = pod["containers"][0]
        ready = container["readinessProbe"]
        part = Part(
            name=each["metadata"]["name"],
            command=container["args"],
            environment=secret | {one["name"]: one["value"] for one in container["env"]},
            probe=("http", ready["httpGet"]["path"]) if "httpGet" in ready else ("tcp",),
            grace=float(pod["terminationGracePeriodSeconds"]),
        )
        parts += [part] * _count(part, each["spec"]["replicas"])
    return parts


def _count(part: Part, replicas: int) -> int:
    return replicas if part.command[1] == "worker" else 1


class Host:
    """Where the parts run: a folder, a database, a Slack, and a port for each door."""

    def __init__(self, folder: Path, database: str, slack: FakeSocketMode) -> None:
        self.folder = folder
        lists = folder / "watchlists"
        lists.mkdir()
        (lists / "feeds.yaml").write_text("feeds: []\n", encoding="utf-8")
        (lists / "watch.yaml").write_text(LIST, encoding="utf-8")
        self.own = {
            "DATABASE_URL": database,
            "SOSIK_HOME": str(folder),
            "SOSIK_WATCHLISTS": str(lists),
            "SLACK_API_URL": slack.url,
            "SLACK_BOT_TOKEN": "xoxb-test",
            "SLACK_APP_TOKEN": "xapp-test",
            "SOSIK_CONSOLE_TOKEN": SECRET,
            "SOSIK_TICK_SECONDS": "1",
        }

    def settings(self, part: Part, port: int) -> dict[str, str]:
        """What the file says, but for what an operator fills in; every door on the loopback."""
        said = {
            name: value.replace(f"0.0.0.0:{STATUS}", f"127.0.0.1:{port}").replace(
                f"0.0.0.0:{CONSOLE}", f"127.0.0.1:{port}"
            )
            for name, value in part.environment.items()
        }
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return kept | {"PYTHONPATH": str(ROOT)} | said | self.own

    def start(self, part: Part, port: int) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "bot", *part.command[1:]],
            env=self.settings(part, port),
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """A part's process, and the port of its door."""

    part: Part
    process: subprocess.Popen[bytes]
    port: int

    def answers(self) -> bool:
        """Whether the part's own probe succeeds."""
        kind, *how = self.part.probe
        try:
            if kind == "CMD":
                words = [each.replace(STATUS, str(self.port)) for each in how]
                words[0] = sys.executable
                return subprocess.run(words, capture_output=True, check=False).returncode == 0
            if kind == "http":
                with urllib.request.urlopen(
                    f"http://127.0.0.1:{self.port}{how[0]}", timeout=5
                ) as answer:
                    return answer.status == 200
            socket.create_connection(("127.0.0.1", self.port), 5).close()
        except OSError:
            return False
        return True

    def becomes_ready(self) -> bool:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self.process.poll() is None:
            if self.answers():
                return True
            time.sleep(0.3)
        return False


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


@contextmanager
def started(host: Host, parts: Sequence[Part]) -> Iterator[list[Started]]:
    with ExitStack() as stack:
        running = []
        for part in parts:
            port = free_port()
            process = stack.enter_context(host.start(part, port))
            stack.callback(process.kill)
            running.append(Started(part=part, process=process, port=port))
        yield running


def ends(running: Sequence[Started]) -> dict[str, int]:
    """Asks all to end; the exit code of each, which must come within its grace period."""
    for each in running:
        each.process.terminate()
    return {
        f"{number} {each.part.name}": each.process.wait(each.part.grace)
        for number, each in enumerate(running)
    }


@pytest.fixture
def slack() -> Iterator[FakeSocketMode]:
    fake = FakeSocketMode()
    yield fake
    fake.stop()


@pytest.fixture
def host(tmp_path, empty_postgresql, slack) -> Host:
    return Host(tmp_path, empty_postgresql, slack)


def workers_of(host: Host) -> int:
    store = open_store(host.own["DATABASE_URL"])
    found = len(store.fleet.workers(LONG_AGO))
    store.close()
    return found


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_what_compose_starts_becomes_healthy_and_ends_in_order(host, slack):
    first, rest = composed()
    with started(host, [first]) as migrating:
        assert migrating[0].process.wait(PATIENCE) == 0

    with started(host, rest) as running:
        healthy = [each.part.name for each in running if each.becomes_ready()]
        slack.wait(lambda: bool(slack.live), PATIENCE)  # a moment after it is ready
        linked, at_work = len(slack.live), workers_of(host)
        codes = ends(running)

    assert sorted(healthy) == ["console", "slack", "worker", "worker"]
    assert (linked, at_work) == (1, 3)  # two workers and Slack's door
    assert set(codes.values()) == {0}, codes
    assert workers_of(host) == 0  # each said that it left


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_what_kubernetes_starts_at_once_becomes_ready_and_ends_in_order(host, slack):
    with started(host, clustered()) as running:  # on an empty database, all at the same moment
        ready = [each.part.name for each in running if each.becomes_ready()]
        slack.wait(lambda: bool(slack.live), PATIENCE)  # a moment after it is ready
        linked, at_work = len(slack.live), workers_of(host)
        codes = ends(running)

    assert sorted(ready) == ["sosik-console", "sosik-slack", "sosik-worker", "sosik-worker"]
    assert (linked, at_work) == (1, 3)
    assert set(codes.values()) == {0}, codes
