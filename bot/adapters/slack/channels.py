"""Channel names → ids, listed once and again only for a name that is not there."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from threading import Lock

from bot.adapters.slack.api import Answer, SlackApi
from bot.errors import ChannelBlocked, FateUnknown, MessageRefused, NotSent
from bot.ports import Clock
from bot.text.normalise import clean

LIST_AGAIN_AFTER = timedelta(seconds=60)

_ID = re.compile(r"[CGD][A-Z0-9]{7,20}")


class Channels:
    """The workspace's channels by name, as the app can see them. Safe to share between threads."""

    def __init__(self, api: SlackApi, clock: Clock) -> None:
        self._api = api
        self._clock = clock
        self._lock = Lock()
        self._ids: Mapping[str, str] = {}
        self._listed_at: datetime | None = None

    def id_of(self, channel: str) -> str:
        """The id of `#name`, `name` or an id.

        Raises:
            NotSent: the channels can't be listed now.
            ChannelBlocked: there is no such channel, or Slack refuses the app.
        """
        name = clean(channel).strip().removeprefix("#")
        if _ID.fullmatch(name):
            return name
        with self._lock:
            if name.casefold() not in self._ids and self._may_list():
                self._ids = self._list()
                self._listed_at = self._clock.now()
            found = self._ids.get(name.casefold())
        if found is None:
            raise ChannelBlocked(
                f"There is no channel {channel} that the app can see: create it, or invite the app.",
                code="channel_not_found",
                whole_workspace=False,
            )
        return found

    def forget(self) -> None:
        """Lists the channels again at the next name."""
        with self._lock:
            self._ids, self._listed_at = {}, None

    def _may_list(self) -> bool:
        now = self._clock.now()
        return (
            self._listed_at is None or not timedelta() <= now - self._listed_at < LIST_AGAIN_AFTER
        )

    def _list(self) -> Mapping[str, str]:
        try:
            try:
                listed = self._of_types("public_channel,private_channel")
            except ChannelBlocked as error:
                if error.code != "missing_scope":
                    raise
                listed = self._of_types("public_channel")
        except (FateUnknown, MessageRefused) as error:
            raise NotSent("Slack's channels can't be listed now.") from error
        ids: dict[str, str] = {}
        for channel in sorted(listed, key=lambda one: one.get("is_archived") is not True):
            ids[str(channel.get("name", "")).casefold()] = str(channel.get("id", ""))
        return ids

    def _of_types(self, types: str) -> list[Answer]:
        return [*self._api.read_all("conversations.list", "channels", {"types": types})]
