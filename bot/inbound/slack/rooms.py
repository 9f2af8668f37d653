"""Channel ids → the names under which lists, files and alerts know the channels.

A room's name is its present `#name` (see `bot.rooms`, which keeps names and ids together).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from bot.adapters.slack.api import Answer, SlackApi
from bot.commands.watching import Office
from bot.errors import ChannelBlocked, FateUnknown, MessageRefused
from bot.inbound.slack.permissions import Place
from bot.rooms import Roster
from bot.text.rooms import room_name

REMEMBERED = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A channel: Slack's id, our name of it, and how it stands to the app."""

    id: str
    name: str
    place: Place
    is_private: bool = False

    @property
    def names(self) -> list[str]:
        """Everything that a list may call it."""
        return list(dict.fromkeys([self.name, self.name.removeprefix("#"), self.id]))


class Rooms:
    """The workspace's channels, asked for one by one. Safe to share between threads."""

    def __init__(self, api: SlackApi, office: Office) -> None:
        self._api = api
        self._office = office
        self._roster = Roster(office.line, office.terms, self._name_of)
        self._lock = Lock()
        self._known: dict[str, tuple[datetime, Room]] = {}

    def room(self, channel_id: str) -> Room:
        """The channel with this id, moved along where it has a new name.

        Raises:
            NotSent, FateUnknown: Slack can't be reached.
        """
        if not channel_id or channel_id.startswith("D"):
            return Room(id=channel_id, name="", place=Place.DIRECT, is_private=True)
        now = self._office.line.clock.now()
        with self._lock:
            kept = self._known.get(channel_id)
            if kept is not None and timedelta() <= now - kept[0] < REMEMBERED:
                return kept[1]
        room = self._ask(channel_id)
        if room.place is Place.CHANNEL:
            with self._lock:
                self._roster.settle(room.id, room.name)
                self._known[channel_id] = (now, room)
        return room

    def forget(self, channel_id: str) -> None:
        """Asks Slack again at the next question."""
        with self._lock:
            self._known.pop(channel_id, None)

    def _ask(self, channel_id: str) -> Room:
        about = self._about(channel_id)
        if about is None or about.get("is_im") is True or about.get("is_mpim") is True:
            place = Place.ABSENT if about is None else Place.DIRECT
            return Room(id=channel_id, name="", place=place, is_private=True)
        name = room_name(str(about.get("name") or channel_id))
        is_here = about.get("is_member") is not False and about.get("is_archived") is not True
        return Room(
            id=channel_id,
            name=name,
            place=Place.CHANNEL if is_here else Place.ABSENT,
            is_private=about.get("is_private") is True,
        )

    def _name_of(self, channel_id: str) -> str:
        about = self._about(channel_id)
        return str(about.get("name") or "") if about is not None else ""

    def _about(self, channel_id: str) -> Answer | None:
        try:
            about = self._api.read("conversations.info", {"channel": channel_id}).get("channel")
        except (ChannelBlocked, MessageRefused) as error:
            if isinstance(error, ChannelBlocked) and error.whole_workspace:
                raise FateUnknown("Slack does not say what channel this is.") from error
            return None
        return about if isinstance(about, Mapping) else None
