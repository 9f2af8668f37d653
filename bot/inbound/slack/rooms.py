"""Channel ids → the names under which lists, files and alerts know the channels.

A room's name is `#name`, as in watchlist files, or what a list says of it (its id). Which id a name
stands for is remembered in the store: where a channel was renamed, what belongs to it moves along,
and a new channel that takes the old name finds nothing of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from bot.adapters.slack.api import Answer, SlackApi
from bot.commands.rooms import rename
from bot.commands.watching import Office
from bot.errors import ChannelBlocked, FateUnknown, MessageRefused
from bot.inbound.slack.permissions import Place
from bot.ports import MemoBook

REMEMBERED = timedelta(minutes=1)
OURSELVES = "sosik"  # who moved what in the audit


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

    def __init__(self, api: SlackApi, office: Office, memos: MemoBook) -> None:
        self._api = api
        self._office = office
        self._memos = memos
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
                self._settle(room)
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
        name = f"#{about.get('name') or channel_id}"
        listed = self._listed()
        name = next((one for one in (channel_id, name, name[1:]) if one in listed), name)
        is_here = about.get("is_member") is not False and about.get("is_archived") is not True
        return Room(
            id=channel_id,
            name=name,
            place=Place.CHANNEL if is_here else Place.ABSENT,
            is_private=about.get("is_private") is True,
        )

    def _about(self, channel_id: str) -> Answer | None:
        try:
            about = self._api.read("conversations.info", {"channel": channel_id}).get("channel")
        except (ChannelBlocked, MessageRefused) as error:
            if isinstance(error, ChannelBlocked) and error.whole_workspace:
                raise FateUnknown("Slack does not say what channel this is.") from error
            return None
        return about if isinstance(about, Mapping) else None

    def _listed(self) -> frozenset[str]:
        lists = self._office.line.watch().watchlists
        return frozenset(channel for each in lists for channel in each.channels)

    def _settle(self, room: Room) -> None:
        """Sees to it that what stands under the room's name is the room's own."""
        if room.name == room.id:
            return
        was = self._memos.get(f"room:{room.id}")
        if was is not None and was != room.name and self._owner(was) == room.id:
            self._move(was, room.name)
        owner = self._owner(room.name)
        if owner not in {None, room.id}:
            self._evict(room.name, str(owner))
        if owner != room.id or was != room.name:
            self._memos.put(f"room:{room.id}", room.name)
            self._memos.put(f"room-of:{room.name}", room.id)

    def _owner(self, name: str) -> str | None:
        return self._memos.get(f"room-of:{name}")

    def _evict(self, name: str, owner: str) -> None:
        """The name went to another channel while nobody looked; what was there follows its owner."""
        about = self._about(owner)
        new = about.get("name") if about is not None else None
        target = f"#{new}" if isinstance(new, str) and f"#{new}" != name else owner
        self._move(name, target)
        self._memos.put(f"room:{owner}", target)
        self._memos.put(f"room-of:{target}", owner)

    def _move(self, old: str, new: str) -> None:
        rename(self._office, old, new, OURSELVES)
