"""npm `emulate`, an independent Slack-compatible server, started for a test.

Fetched once per machine into the user's cache; `EmulateMissing` says why it can't be had. The
synchronous client posts forms and JSON, both of which it takes, so nothing stands in between.
"""

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn
from urllib.request import urlopen

import pytest

PACKAGE = "emulate@0.11.2"  # 0.12 needs a newer Node than Debian's
TOKEN = "xoxb-emulated"
START_WITHIN = 60.0  # seconds
STARTS = 3  # another process may take the port before it does
SCOPES = (
    "chat:write",
    "channels:read",
    "groups:read",
    "channels:history",
    "groups:history",
    "channels:join",
    "users:read",
)


class EmulateMissing(Exception):
    """Emulate can't be had here; the message says why."""


@dataclass(frozen=True, kw_only=True)
class Emulate:
    """A running emulator."""

    url: str
    token: str = TOKEN


@contextmanager
def emulate(folder: Path, *channels: str) -> Iterator[Emulate]:
    """A running emulator with these channels, one app, and a bot token of its own.

    Raises:
        EmulateMissing: no Node, no registry, or it does not start.
    """
    program, seed = _program(), folder / "seed.yaml"
    seed.write_text(json.dumps({"slack": _seed(channels)}), "utf-8")
    process, port = _started(program, seed, folder)
    try:
        yield Emulate(url=f"http://127.0.0.1:{port}/api/")
    finally:
        process.terminate()
        process.wait(10)


def give_up(reason: EmulateMissing) -> NoReturn:
    """Skips the test with the reason; where everything must run, fails it."""
    if os.environ.get("CI") and shutil.which("npm"):
        pytest.fail(f"emulate: {reason}")
    pytest.skip(f"emulate: {reason}")


def _started(program: Path, seed: Path, folder: Path) -> tuple[subprocess.Popen[bytes], int]:
    for start in range(STARTS):
        port, log = _free_port(), folder / f"emulate-{start}.log"
        command = ["node", program, "start", "--service", "slack", "--seed", seed, "-p", str(port)]
        with log.open("wb") as file:
            process = subprocess.Popen(command, stdout=file, stderr=file, cwd=folder)
        try:
            _await(process, f"http://127.0.0.1:{port}/", log)
        except EmulateMissing:
            if start + 1 == STARTS:
                raise
        else:
            return process, port
    raise AssertionError("no start was tried")


def _seed(channels: tuple[str, ...]) -> dict[str, object]:
    identity = {"bot_id": "B0SOSIK00", "bot_user_id": "U0SOSIK00", "app_id": "A0SOSIK00"}
    app = {
        **identity,
        "client_id": "1.2",
        "client_secret": "secret",
        "name": "Sosik",
        "bot_name": "sosik",
        "redirect_uris": [],
        "scopes": [*SCOPES],
    }
    token = {
        **identity,
        "token": TOKEN,
        "type": "bot",
        "user_id": identity["bot_user_id"],
        "scopes": [*SCOPES],
    }
    return {
        "team": {"name": "소식 시험", "domain": "sosik-test"},
        "users": [{"name": "minji", "real_name": "민지"}],
        "channels": [{"name": name} for name in channels],
        "oauth_apps": [app],
        "tokens": [token],
        "strict_scopes": True,
    }


def _program() -> Path:
    if shutil.which("node") is None or shutil.which("npm") is None:
        raise EmulateMissing("Node and npm are not installed")
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    home = cache / "sosik" / PACKAGE.replace("@", "-")
    program = home / "node_modules" / "emulate" / "dist" / "index.js"
    if not program.exists():
        home.mkdir(parents=True, exist_ok=True)
        flags = ["--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(home)]
        try:
            subprocess.run(
                ["npm", "install", *flags, PACKAGE], check=True, capture_output=True, timeout=60
            )
        except (subprocess.SubprocessError, OSError) as error:
            raise EmulateMissing(f"npm could not install {PACKAGE}") from error
    return program


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + START_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(url, timeout=1):
                return
        except OSError as error:
            if getattr(error, "code", None):
                return
            time.sleep(0.1)
    process.kill()
    raise EmulateMissing(f"emulate did not start: {log.read_text('utf-8', 'replace')[-500:]}")
