"""What every test may use, and the clean environment that all of them run in."""

import os
from pathlib import Path

import pytest

pytest_plugins = ["tests.contract.databases"]

REPOSITORY = Path(__file__).resolve().parent.parent
OURS = (
    "SOSIK_",
    "SLACK_",
    "OPENAI_",
    "NAVER_",
    "DART_",
    "SMTP_",
    "CONSOLE",
    "DATABASE_URL",
)
KEPT = {"SOSIK_SHARED", "SOSIK_SHARED_REQUIRED"}


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the developer's own shell reaches a test."""
    for name in list(os.environ):
        if name.startswith(OURS) and name not in KEPT:
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The evaluation material, or a skip that says how to name it."""
    named = os.environ.get("SOSIK_SHARED", "../shared")
    path = (REPOSITORY / named).resolve()
    if not (path / "data").is_dir():
        pytest.skip(f"no evaluation material at {path}: set SOSIK_SHARED")
    return path
