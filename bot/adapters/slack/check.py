"""`sosik slack check`: whether the token, the scopes and the channels allow what Sosik promises."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from bot.adapters.slack.api import SlackApi
from bot.adapters.slack.channels import Channels
from bot.errors import ChannelBlocked, Permanent, ReadBackFailed, Transient
from bot.model import Card
from bot.ports import Chat, Clock

REQUIRED_SCOPES = frozenset(
    {"chat:write", "channels:read", "groups:read", "channels:history", "groups:history"}
)
PICTURE_SCOPES = frozenset({"files:write", "files:read"})  # without them briefs have words alone
COMMAND_SCOPES = frozenset({"commands", "users:read"})  # for /watch and buttons, not for cards
READ_BACK_SCOPES = frozenset({"channels:history", "groups:history"})
READ_BACK_TRIES = 5  # a fresh message may not be in the history at once
READ_BACK_PAUSE = timedelta(seconds=2)


class ChannelProblem(StrEnum):
    """Why a channel can't be served."""

    NOT_FOUND = "not_found"
    NOT_A_MEMBER = "not_a_member"
    ARCHIVED = "archived"
    HISTORY_UNREADABLE = "history_unreadable"
    NOT_READ_BACK = "not_read_back"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelCheck:
    """One channel: None for no problem, and Slack's own word for one."""

    channel: str
    problem: ChannelProblem | None
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackCheck:
    """What was found. `refusal` is Slack's word for not taking the token, "" where it does.

    `scopes` is empty where Slack names none (fakes); what is missing is then empty too. `app_token`
    is what Slack says to the app-level token: "" that it takes it, None where none is set.
    """

    refusal: str
    team: str
    user: str
    scopes: frozenset[str]
    missing: frozenset[str]
    channels: tuple[ChannelCheck, ...]
    app_token: str | None = None

    @property
    def is_fine(self) -> bool:
        """Whether everything that was looked at allows to deliver exactly once."""
        is_right = not (self.refusal or self.missing or self.app_token)
        return is_right and not any(each.problem for each in self.channels)

    @property
    def uncommanded(self) -> frozenset[str]:
        """The scopes that commands and buttons want beside; cards go out without them."""
        return COMMAND_SCOPES - self.scopes if self.scopes else frozenset()

    @property
    def shows_pictures(self) -> bool:
        """Whether the weekly brief's picture can be shown, as far as Slack names scopes."""
        return not self.scopes or self.scopes >= PICTURE_SCOPES

    @property
    def reads_back(self) -> bool:
        """Whether messages of unknown fate can be looked for; else see SOSIK_ON_AMBIGUOUS."""
        return not self.refusal and not self.missing & READ_BACK_SCOPES


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A card to try a channel with, under a delivery id that was never used."""

    card: Card
    delivery_id: Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checker:
    """Looks a workspace over by asking Slack; `sample` also posts a card and reads it back."""

    api: SlackApi
    channels: Channels
    chat: Chat
    clock: Clock
    sample: Sample | None = None

    def check(self, channels: Sequence[str]) -> SlackCheck:
        """What is right and wrong with the token and these channels.

        Raises:
            NotSent, FateUnknown: Slack can't be reached.
        """
        try:
            who = self.api.read("auth.test", {})
        except ChannelBlocked as error:
            return SlackCheck(
                refusal=error.code,
                team="",
                user="",
                scopes=frozenset(),
                missing=frozenset(),
                channels=(),
            )
        scopes = self.api.scopes
        return SlackCheck(
            refusal="",
            team=str(who.get("team", "")),
            user=str(who.get("user", "")),
            scopes=scopes,
            missing=REQUIRED_SCOPES - scopes if scopes else frozenset(),
            channels=tuple(self._checked(channel) for channel in channels),
        )

    def _checked(self, channel: str) -> ChannelCheck:
        try:
            problem, code = self._problem(channel), ""
        except ChannelBlocked as error:
            problem, code = PROBLEMS.get(error.code, ChannelProblem.REFUSED), error.code
        except ReadBackFailed as error:
            problem, code = ChannelProblem.HISTORY_UNREADABLE, str(error)
        except Permanent as error:
            problem, code = ChannelProblem.REFUSED, str(error)
        except Transient as error:
            problem, code = ChannelProblem.UNREACHABLE, str(error)
        return ChannelCheck(channel=channel, problem=problem, code=code)

    def _problem(self, channel: str) -> ChannelProblem | None:
        place = self.channels.id_of(channel)
        about = self.api.read("conversations.info", {"channel": place}).get("channel")
        known = about if isinstance(about, Mapping) else {}
        if known.get("is_archived") is True:
            return ChannelProblem.ARCHIVED
        if known.get("is_member") is False:
            return ChannelProblem.NOT_A_MEMBER
        self.chat.find(channel, "", self.clock.now(), None)
        return self._try(channel, self.sample) if self.sample else None

    def _try(self, channel: str, sample: Sample) -> ChannelProblem | None:
        began, delivery_id = self.clock.now(), sample.delivery_id(channel)
        receipt = self.chat.post(channel, sample.card, delivery_id, None)
        for _ in range(READ_BACK_TRIES):
            if receipt in self.chat.find(channel, delivery_id, began, None):
                return None
            self.clock.sleep(READ_BACK_PAUSE)
        return ChannelProblem.NOT_READ_BACK


PROBLEMS = {
    "channel_not_found": ChannelProblem.NOT_FOUND,
    "not_in_channel": ChannelProblem.NOT_A_MEMBER,
    "is_archived": ChannelProblem.ARCHIVED,
}
