"""Socket Mode, kept up: one runner owns every reconnect, each with a fresh ticket.

    connected ── refresh asked for ──▶ a new socket, then the old one goes
        │ └──── lost, silent ────────▶ a new socket after a pause that doubles
        └────── too many, disabled ──▶ closed, a long pause

The client's own reconnecting is off: it uses a dead ticket again, or hammers Slack.
"""

import json
import logging
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from socket import MSG_DONTWAIT, MSG_PEEK, socket
from threading import Event, Lock, Thread

import structlog
from slack_bolt import App
from slack_bolt.adapter.socket_mode.internals import run_bolt_app, send_response
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from typing_extensions import override

from bot.inbound.slack.health import Health, SocketState
from bot.ports import Clock

LOOK_EVERY = timedelta(seconds=1)
PING_EVERY = 10  # seconds; four silent ones and the socket counts as dead
FIRST_PAUSE = timedelta(seconds=1)  # after a lost socket; doubles
LONGEST_PAUSE = timedelta(minutes=1)
TURNED_AWAY = timedelta(seconds=30)  # after too_many_websockets, link_disabled, a bad token
HOPELESS = timedelta(minutes=30)  # Slack gives tickets and no socket stands: the process must go
TICKET_TIMEOUT = 10  # seconds
STEADY = timedelta(minutes=1)  # a socket that stood so long makes the pauses short again

_log = structlog.get_logger("slack")


class _Client(SocketModeClient):
    """The SDK's client, whose disconnect frames go to the runner."""

    told: Callable[[str], None] = staticmethod(lambda _reason: None)

    @override
    def enqueue_message(self, message: str) -> None:
        reason = _disconnects(message)
        if reason is None:
            super().enqueue_message(message)
        else:
            self.told(reason)

    def stands(self) -> bool:
        """Whether the socket is up; the client itself learns of an end only minutes later."""
        session = self.current_session
        plain = session.sock if session is not None else None
        if plain is None:
            return False
        try:
            with socket(fileno=os.dup(plain.fileno())) as peeked:
                return peeked.recv(1, MSG_PEEK | MSG_DONTWAIT) != b""
        except BlockingIOError:
            return True  # nothing has come, and nothing has ended
        except OSError:
            return False


class SocketRunner:
    """Keeps one socket up in a thread of its own, until it is closed.

    `remember` hears of every change of state, and of an unchanged one each minute. `give_up` is
    called where only a new process may help.
    """

    def __init__(
        self,
        app: App,
        *,
        token: str,
        api_url: str,
        clock: Clock,
        remember: Callable[[SocketState], None],
        give_up: Callable[[], None],
        look_every: timedelta = LOOK_EVERY,
    ) -> None:
        self._app = app
        self._clock = clock
        self._remember = remember
        self._give_up = give_up
        self._look = look_every
        self._stop = Event()
        self._wake = Event()
        self._lock = Lock()
        self._reason = ""
        self._pause = FIRST_PAUSE * (look_every / LOOK_EVERY)
        self._state = SocketState(health=Health.CONNECTING, since=clock.now())
        self._told_at = clock.now()
        self._down_since = clock.now()
        silent = logging.getLogger("bot.inbound.slack.socket_client")
        silent.setLevel(logging.CRITICAL + 1)
        self._client = _Client(
            token,
            logger=silent,
            web_client=WebClient(
                base_url=api_url, logger=silent, retry_handlers=[], timeout=TICKET_TIMEOUT
            ),
            auto_reconnect_enabled=False,
            ping_interval=PING_EVERY,
        )
        self._client.told = self._hear
        self._client.socket_mode_request_listeners.append(self._handle)
        self._thread = Thread(target=self._run, name="slack-socket", daemon=True)

    @property
    def state(self) -> SocketState:
        """How the socket is now."""
        return self._state

    def start(self) -> None:
        """Begins connecting."""
        self._thread.start()

    def close(self) -> None:
        """Ends the socket."""
        self._stop.set()
        self._wake.set()
        self._thread.join(TICKET_TIMEOUT * 2)
        self._client.close()
        self._become(Health.STOPPED, "")

    def _run(self) -> None:
        while not self._stop.is_set():
            self._step()
            self._wake.wait(self._look.total_seconds())
            self._wake.clear()

    def _step(self) -> None:
        reason = self._heard()
        if reason in _TURNED_AWAY:
            self._client.disconnect()
            self._become(Health.TURNED_AWAY, reason)
            self._rest(TURNED_AWAY * (self._look / LOOK_EVERY))
        elif reason or not self._client.stands():
            self._reconnect(reason or self._state.health.value)
        else:
            self._stand()

    def _stand(self) -> None:
        now = self._clock.now()
        self._down_since = now
        if now - self._state.since > STEADY:
            self._pause = FIRST_PAUSE * (self._look / LOOK_EVERY)
        if now - self._told_at >= timedelta(minutes=1):
            self._become(Health.CONNECTED, self._state.reason)

    def _reconnect(self, reason: str) -> None:
        """A new socket with a ticket that nobody used, before the old one goes."""
        if self._state.health is Health.CONNECTED and not self._client.stands():
            self._become(Health.LOST, reason)
        self._client.wss_uri = None
        try:
            self._client.connect()
        except SlackApiError as error:
            self._refused(error)
        except Exception as error:  # noqa: BLE001 — the client lets through what sockets, ssl and urllib raise
            self._failed(type(error).__name__)
        else:
            if self._client.is_connected():
                self._become(Health.CONNECTED, reason)
            else:  # the client says nothing of a handshake that failed
                self._failed("handshake")

    def _failed(self, reason: str) -> None:
        self._become(Health.LOST, reason)
        if self._clock.now() - self._down_since > HOPELESS:
            _log.error("slack_socket_hopeless")
            self._give_up()
        self._rest(self._pause)
        self._pause = min(self._pause * 2, LONGEST_PAUSE)

    def _refused(self, error: SlackApiError) -> None:
        code = str(error.response.get("error", "")) if isinstance(error.response.data, dict) else ""
        self._become(Health.REFUSED if code in _BAD_TOKEN else Health.LOST, code)
        self._down_since = self._clock.now()  # no ticket: a new process would get none either
        self._rest(TURNED_AWAY * (self._look / LOOK_EVERY))

    def _rest(self, pause: timedelta) -> None:
        self._stop.wait(pause.total_seconds())

    def _hear(self, reason: str) -> None:
        with self._lock:
            self._reason = reason
        self._wake.set()

    def _heard(self) -> str:
        with self._lock:
            reason, self._reason = self._reason, ""
        return reason

    def _become(self, health: Health, reason: str) -> None:
        now = self._clock.now()
        if health is self._state.health:
            state = replace(self._state, reason=reason)
        else:
            state = SocketState(health=health, since=now, reason=reason)
            _log.info("slack_socket", health=health.value, reason=reason)
        self._state, self._told_at = state, now
        self._remember(state)

    def _handle(self, client: BaseSocketModeClient, request: SocketModeRequest) -> None:
        answer = run_bolt_app(self._app, request)
        send_response(client, request, answer, 0.0)


def _disconnects(message: str) -> str | None:
    """Slack's reason where the frame ends the socket, None for any other frame."""
    if '"disconnect"' not in message[:200]:
        return None
    try:
        frame = json.loads(message)
    except ValueError:
        return None
    if not isinstance(frame, dict) or frame.get("type") != "disconnect":
        return None
    return str(frame.get("reason") or "disconnect")


_TURNED_AWAY = {"too_many_websockets", "link_disabled"}
_BAD_TOKEN = {
    "account_inactive",
    "invalid_auth",
    "missing_scope",
    "not_allowed_token_type",
    "not_authed",
    "token_expired",
    "token_revoked",
}
