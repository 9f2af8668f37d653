"""Who somebody is and which channels they can see, asked of Slack and remembered for a minute."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import TypeVar

from bot.adapters.slack.api import Answer, SlackApi
from bot.errors import ChannelBlocked
from bot.inbound.slack.permissions import Role
from bot.ports import Clock

REMEMBERED = timedelta(minutes=1)
MOST_PEOPLE = 1_000  # remembered at once
_CHANNEL_TYPES = "public_channel,private_channel"
Kept = TypeVar("Kept")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ourselves:
    """The workspace and the app's own user in it."""

    team: str
    bot_user: str
    bot_id: str


def who_we_are(api: SlackApi) -> Ourselves:
    """What Slack says of the token.

    Raises:
        NotSent, FateUnknown, ChannelBlocked: Slack can't be reached, or takes no such token.
    """
    answer = api.read("auth.test", {})
    return Ourselves(
        team=_text(answer, "team_id"),
        bot_user=_text(answer, "user_id"),
        bot_id=_text(answer, "bot_id"),
    )


class People:
    """The workspace's people as the app may see them. Safe to share between threads."""

    def __init__(self, api: SlackApi, clock: Clock, team: str) -> None:
        self._api = api
        self._clock = clock
        self._team = team
        self._lock = Lock()
        self._roles: dict[str, tuple[datetime, Role]] = {}
        self._names: dict[str, str] = {}
        self._channels: dict[str, tuple[datetime, Mapping[str, str]]] = {}

    def role(self, user: str) -> Role:
        """Who they are.

        Raises:
            NotSent, FateUnknown: Slack can't be reached, or knows nobody such.
            ChannelBlocked: the app may not ask (users:read is missing).
        """
        kept = self._kept(self._roles.get(user))
        if kept is not None:
            return kept
        answer = self._api.read("users.info", {"user": user})
        about = answer.get("user")
        role = _role(about, self._team) if isinstance(about, Mapping) else Role.STRANGER
        with self._lock:
            if len(self._roles) >= MOST_PEOPLE:
                self._roles.clear()
                self._names.clear()
            self._roles[user] = (self._clock.now(), role)
            if isinstance(about, Mapping):
                self._names[user] = _name(about)
        return role

    def name(self, user: str) -> str:
        """The name that they go by, as Slack said with their role; "" where it said none."""
        with self._lock:
            return self._names.get(user, "")

    def channels(self, user: str) -> Mapping[str, str]:
        """The channels that they are in, id → name; private ones only where the bot is in them too.

        Raises:
            NotSent, FateUnknown, MessageRefused, ChannelBlocked: Slack does not say.
        """
        kept = self._kept(self._channels.get(user))
        if kept is not None:
            return kept
        asked = {"user": user, "types": _CHANNEL_TYPES, "exclude_archived": True}
        try:
            listed = self._api.read_all("users.conversations", "channels", asked)
        except ChannelBlocked as error:
            if error.code != "missing_scope":
                raise
            asked["types"] = "public_channel"
            listed = self._api.read_all("users.conversations", "channels", asked)
        found = {_text(one, "id"): _text(one, "name") for one in listed}
        with self._lock:
            if len(self._channels) >= MOST_PEOPLE:
                self._channels.clear()
            self._channels[user] = (self._clock.now(), found)
        return found

    def forget(self) -> None:
        """Asks Slack again at the next question."""
        with self._lock:
            self._roles.clear()
            self._channels.clear()

    def _kept(self, kept: tuple[datetime, Kept] | None) -> Kept | None:
        if kept is None or not timedelta() <= self._clock.now() - kept[0] < REMEMBERED:
            return None
        return kept[1]


def _role(about: Answer, team: str) -> Role:
    theirs = _text(about, "team_id") or team
    is_other = theirs != team or any(
        about.get(flag) is True for flag in ("is_stranger", "is_bot", "deleted")
    )
    if is_other:
        return Role.STRANGER
    if about.get("is_restricted") is True or about.get("is_ultra_restricted") is True:
        return Role.GUEST
    if any(about.get(flag) is True for flag in ("is_admin", "is_owner", "is_primary_owner")):
        return Role.ADMIN
    return Role.MEMBER


def _name(about: Answer) -> str:
    """The name that Slack shows: the chosen one before the full one."""
    profile = about.get("profile")
    chosen = _text(profile, "display_name") if isinstance(profile, Mapping) else ""
    full = _text(profile, "real_name") if isinstance(profile, Mapping) else ""
    return chosen or full or _text(about, "real_name") or _text(about, "name")


def _text(answer: Answer, key: str) -> str:
    value = answer.get(key)
    return value if isinstance(value, str) else ""
