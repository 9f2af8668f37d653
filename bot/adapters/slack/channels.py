"""Channel names → ids, listed once and again only for a name that is not there."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from threading import Lock

from bot.adapters.slack.api import Answer, SlackApi
from bot.errors import ChannelBlocked, FateUnknown, MessageRefused, NotSent
from bot.model import ChatRoom
from bot.ports import Clock
from bot.text.normalise import clean
from bot.text.rooms import is_room_id

LIST_AGAIN_AFTER = timedelta(seconds=60)


class Channels:
    """The workspace's channels by name, as the app can see them. Safe to share between threads.

    `recall` gives the id of a name that Slack lists no more, because the channel was renamed.
    """

    def __init__(
        self,
        api: SlackApi,
        clock: Clock,
        recall: Callable[[str], str | None] = lambda _name: None,
    ) -> None:
        self._api = api
        self._clock = clock
        self._recall = recall
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
        if is_room_id(name):
            return name
        with self._lock:
            if name.casefold() not in self._ids and self._may_list():
                self._ids = _by_name(self._list())
                self._listed_at = self._clock.now()
            found = self._ids.get(name.casefold()) or self._recall(name)
        if found is None:
            raise ChannelBlocked(
                f"There is no channel {channel} that the app can see: create it, or invite the app.",
                code="channel_not_found",
                whole_workspace=False,
            )
        return found

    def rooms(self) -> Sequence[ChatRoom]:
        """Every channel as it is listed now.

        Raises:
            NotSent: the channels can't be listed now.
            ChannelBlocked: Slack refuses the app.
        """
        listed = self._list()
        with self._lock:
            self._ids, self._listed_at = _by_name(listed), self._clock.now()
        return [
            ChatRoom(
                id=str(one.get("id", "")),
                name=str(one.get("name", "")),
                is_member=one.get("is_member") is True,
                is_open=one.get("is_archived") is not True,
            )
            for one in listed
            if one.get("id") and one.get("name")
        ]

    def forget(self) -> None:
        """Lists the channels again at the next name."""
        with self._lock:
            self._ids, self._listed_at = {}, None

    def _may_list(self) -> bool:
        now = self._clock.now()
        return (
            self._listed_at is None or not timedelta() <= now - self._listed_at < LIST_AGAIN_AFTER
        )

    def _list(self) -> Sequence[Answer]:
        try:
            try:
                return self._of_types("public_channel,private_channel")
            except ChannelBlocked as error:
                if error.code != "missing_scope":
                    raise
                return self._of_types("public_channel")
        except (FateUnknown, MessageRefused) as error:
            raise NotSent("Slack's channels can't be listed now.") from error

    def _of_types(self, types: str) -> list[Answer]:
        return [*self._api.read_all("conversations.list", "channels", {"types": types})]


def _by_name(listed: Sequence[Answer]) -> Mapping[str, str]:
    """Of an archived channel and an open one with the same name the open one counts."""
    archived_first = sorted(listed, key=lambda one: one.get("is_archived") is not True)
    return {str(one.get("name", "")).casefold(): str(one.get("id", "")) for one in archived_first}
