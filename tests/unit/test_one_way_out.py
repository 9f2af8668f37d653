"""Addresses from feeds, pages and people are fetched by the guarded client, since nothing else can.

Slack, mail, the language model and the database are reached by addresses from the settings; those modules are named.
"""

import ast
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from bot.adapters.address import target_of
from bot.adapters.guard import Deadline, Guard, Resolver
from bot.adapters.transport import GuardedTransport
from bot.errors import AddressRefused

BOT = Path(__file__).resolve().parents[2] / "bot"
NETWORK = {
    "aiohttp", "asyncio", "ftplib", "http", "httpcore", "httplib2", "httpx", "imaplib", "poplib",
    "requests", "slack_sdk", "slack_bolt", "smtplib", "socket", "socketserver", "telnetlib",
    "urllib3", "websocket", "websockets", "xmlrpc",
}  # fmt: skip
OPENERS = {"urllib.request", "trafilatura.downloads"}
GUARDED = {
    "adapters/guard.py": {"httpcore", "socket"},
    "adapters/http.py": {"httpcore", "httpx"},  # the answer's type, and the roots of TLS
    "adapters/transport.py": {"httpcore"},
}
SETTINGS_OR_LOCAL = (
    "adapters/slack/", "adapters/mail", "adapters/llm.py", "adapters/embeddings.py",
    "adapters/openai.py", "adapters/queue_pgqueuer", "adapters/sandbox.py",
    "adapters/nursery.py", "inbound/", "demo/", "app.py",
)  # fmt: skip


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


MODULES = [path.relative_to(BOT).as_posix() for path in sorted(BOT.rglob("*.py"))]


@pytest.mark.parametrize("module", [m for m in MODULES if not m.startswith(SETTINGS_OR_LOCAL)])
def test_only_the_guarded_client_knows_the_network(module):
    names = imported(BOT / module)

    found = {name.partition(".")[0] for name in names} & NETWORK

    assert found <= GUARDED.get(module, set())
    assert not names & OPENERS


def test_nobody_goes_around_the_guarded_transport():
    calls = [
        ast.unparse(call.func)
        for module in MODULES
        if not module.startswith(SETTINGS_OR_LOCAL)
        for call in ast.walk(ast.parse((BOT / module).read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
    ]
    clients = {"Client", "AsyncClient", "HTTPTransport", "AsyncHTTPTransport"}
    pools = {"ConnectionPool", "HTTPConnection", "HTTP11Connection", "HTTPProxy", "SOCKSProxy"}
    clients |= {"get", "head", "post", "put", "patch", "delete", "options", "request", "stream"}

    around = {name for name in calls if name in {f"httpx.{client}" for client in clients}}
    connections = [name for name in calls if name in {f"httpcore.{pool}" for pool in pools}]

    assert not around
    assert sorted(connections) == ["httpcore.HTTPConnection", "httpcore.HTTPProxy"]  # transport.py
    assert calls.count("GuardedTransport") == 1


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "https://[::1]/", "http://169.254.169.254/"])
def test_the_transport_refuses_by_itself_whoever_uses_it(url):
    transport = GuardedTransport(Guard(), Resolver(), httpx.create_ssl_context)

    with (
        pytest.raises(AddressRefused),
        transport.asked(target_of(url), [], Deadline(timedelta(seconds=5))),
    ):
        pass
