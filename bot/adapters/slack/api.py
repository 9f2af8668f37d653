"""The Slack Web API as one call that tells the truth about its fate.

The client never retries by itself: its built-in handler posts a message twice when the reply to the
first is lost. It never logs either, since what it logs holds messages and addresses. Causes are cut
off the errors raised here, because the client's carry the token in their request headers.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from threading import Lock

from slack_sdk import WebClient
from slack_sdk.web import SlackResponse
from typing_extensions import override

from bot.adapters.slack.outcomes import outcome
from bot.errors import BadSettings, FateUnknown, NotSent
from bot.ports import Clock

SLACK_API_URL = "https://slack.com/api/"
CLIENT_TIMEOUT = timedelta(seconds=10)  # OutboxPolicy.settle counts on it
PAGE_SIZE = 200  # objects a page of a list
MOST_PAGES = 50  # of one list; more is taken for an endless one

_SILENT = logging.getLogger("bot.adapters.slack.silent")

Answer = Mapping[str, object]


class SlackApi:
    """One workspace's Web API under one token. Safe to share between threads."""

    def __init__(
        self,
        token: str,
        *,
        clock: Clock,
        api_url: str = SLACK_API_URL,
        timeout: timedelta = CLIENT_TIMEOUT,
        proxy: str | None = None,
    ) -> None:
        if not token or not token.isascii() or not token.isprintable() or " " in token.strip():
            raise BadSettings("SLACK_BOT_TOKEN holds no usable token: paste it again (xoxb-…).")
        _SILENT.setLevel(logging.CRITICAL + 1)
        self._clock = clock
        self._address = api_url
        self._lock = Lock()
        self._paused: dict[str, datetime] = {}
        self._skew = timedelta()
        self._scopes = frozenset[str]()
        self._web = WebClient(
            token, api_url, logger=_SILENT, retry_handlers=[], timeout=_seconds(timeout)
        )
        # The client takes HTTPS_PROXY for every address; urllib does too, but heeds NO_PROXY.
        self._web.proxy = proxy

    @override
    def __repr__(self) -> str:
        return "SlackApi(token=…)"

    @property
    def address(self) -> str:
        """Where the Web API stands."""
        return self._address

    @property
    def skew(self) -> timedelta:
        """How far Slack's clock is ahead of ours, by its last answer; zero before the first."""
        return self._skew

    @property
    def scopes(self) -> frozenset[str]:
        """The scopes that Slack's last answer named, empty before the first."""
        return self._scopes

    def read(self, method: str, arguments: Mapping[str, object]) -> Answer:
        """What a reading method answers; its arguments travel as a form.

        Raises:
            NotSent, FateUnknown, MessageRefused, ChannelBlocked: as the port Chat.post.
        """
        return self._call(method, params=arguments)

    def write(self, method: str, arguments: Mapping[str, object]) -> Answer:
        """What a writing method answers; its arguments travel as JSON. Never sent twice.

        Raises:
            NotSent, FateUnknown, MessageRefused, ChannelBlocked: as the port Chat.post.
        """
        return self._call(method, json=arguments)

    def read_all(self, method: str, key: str, arguments: Mapping[str, object]) -> Sequence[Answer]:
        """Every object under `key` of every page.

        Raises:
            FateUnknown: the pages do not end, or one does not say how it goes on.
            NotSent, MessageRefused, ChannelBlocked: as the port Chat.post.
        """
        found: list[Answer] = []
        cursor = ""
        for _ in range(MOST_PAGES):
            paging = {"limit": PAGE_SIZE} | ({"cursor": cursor} if cursor else {})
            answer = self.read(method, {**arguments, **paging})
            objects = answer.get(key)
            if not isinstance(objects, list):
                raise FateUnknown(f"Slack left out {key}.")
            found.extend(one for one in objects if isinstance(one, Mapping))
            cursor = _next_cursor(answer)
            if not cursor:
                if answer.get("has_more"):
                    raise FateUnknown("Slack has more, but does not say where.")
                return found
        raise FateUnknown("Slack's pages do not end.")

    def _call(
        self,
        method: str,
        *,
        json: Mapping[str, object] | None = None,
        params: Mapping[str, object] | None = None,
    ) -> Answer:
        self._heed_pause(method)
        try:
            response = self._web.api_call(
                method, json=None if json is None else {**json}, params={**(params or {})}
            )
            self._remember(response)
            answer = response.data
        except Exception as error:  # noqa: BLE001 — the client lets through all that urllib, ssl, codecs and json raise
            failure = outcome(error)
            if isinstance(failure, NotSent) and failure.retry_after is not None:
                self._pause(method, failure.retry_after)
            raise failure from None
        if not isinstance(answer, Mapping):
            raise FateUnknown("Slack's answer is no object.")
        return answer

    def _heed_pause(self, method: str) -> None:
        now = self._clock.now()
        with self._lock:
            until = self._paused.get(method, now)
        if until > now:
            raise NotSent("Slack asked for a pause.", retry_after=until - now)

    def _pause(self, method: str, wait: timedelta) -> None:
        with self._lock:
            self._paused[method] = self._clock.now() + wait

    def _remember(self, response: SlackResponse) -> None:
        headers = {str(name).lower(): str(value) for name, value in response.headers.items()}
        if scopes := headers.get("x-oauth-scopes"):
            self._scopes = frozenset(scope.strip() for scope in scopes.split(","))
        try:
            theirs = parsedate_to_datetime(headers.get("date", ""))
        except ValueError:
            return
        if theirs.tzinfo is not None:
            self._skew = theirs.astimezone(UTC) - self._clock.now()


def _next_cursor(answer: Answer) -> str:
    metadata = answer.get("response_metadata")
    cursor = metadata.get("next_cursor") if isinstance(metadata, Mapping) else None
    return cursor if isinstance(cursor, str) else ""


def _seconds(timeout: timedelta) -> int:
    """The client's type says whole seconds; what urllib takes is a float."""
    return timeout.total_seconds()  # type: ignore[return-value]
