"""The counter: takes what Bolt acknowledged, asks for leave, does it once, answers.

    claim the occasion → who, where → refusal? → command → answer

Every answer is best effort: an answer that Slack does not take is logged, never tried again.
"""

from collections import OrderedDict, deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from uuid import uuid4

import structlog
from slack_sdk.webhook import WebhookClient

from bot.adapters.slack.api import SlackApi
from bot.adapters.slack.blocks import Json
from bot.card.words import error_words
from bot.commands.rooms import greet, reopen
from bot.commands.watching import Office
from bot.errors import ChannelBlocked, MessageRefused, SosikError, Transient
from bot.inbound.slack import buttons, errands, payloads, views
from bot.inbound.slack.answers import (
    BROKEN,
    BUSY,
    TOO_FAST,
    Answer,
    blocks_of,
    fallback_of,
    say,
)
from bot.inbound.slack.errands import NEEDS, Clerk
from bot.inbound.slack.home import Home
from bot.inbound.slack.parse import Errand, Verb, parse_command, tidy
from bot.inbound.slack.payloads import Asked, Payload
from bot.inbound.slack.people import Ourselves, People
from bot.inbound.slack.permissions import Need, Place, Refusal, Role, refusal
from bot.inbound.slack.rooms import Room, Rooms
from bot.inbound.slack.words import REFUSAL_WORDS
from bot.model import AuditRow
from bot.people import remember_name

ONCE_FOR = timedelta(hours=1)  # an occasion is remembered; Slack redelivers within minutes
COMMANDS_A_MINUTE = 10  # of one person
PEOPLE_PACED = 2_000  # remembered at once
ANSWER_TIMEOUT = 10  # seconds

_log = structlog.get_logger("slack")


class Pace:
    """At most ten commands a minute of one person. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._recent: OrderedDict[str, deque[datetime]] = OrderedDict()

    def allows(self, user: str, now: datetime) -> bool:
        """Whether this one is not too many; it counts if it is not."""
        with self._lock:
            recent = self._recent.setdefault(user, deque(maxlen=COMMANDS_A_MINUTE))
            self._recent.move_to_end(user)
            if len(self._recent) > PEOPLE_PACED:
                self._recent.popitem(last=False)
            if len(recent) == COMMANDS_A_MINUTE and now - recent[0] < timedelta(minutes=1):
                return False
            recent.append(now)
            return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    """Who asks, from where."""

    role: Role
    room: Room


class Counter:
    """Everything that Slack asks of us, once acknowledged. Safe to share between threads."""

    def __init__(self, api: SlackApi, clerk: Clerk, ourselves: Ourselves, rooms: Rooms) -> None:
        self._api = api
        self._clerk = clerk
        self._ourselves = ourselves
        self._rooms = rooms
        self.people = People(api, clerk.office.line.clock, ourselves.team)
        self._home = Home(clerk, self.people, rooms)
        self._pace = Pace()

    @property
    def _office(self) -> Office:
        return self._clerk.office

    # --- what was asked -------------------------------------------------------------------------

    def command(self, body: Payload) -> None:
        """A slash command."""
        asked = payloads.command(body)
        errand = parse_command(payloads.text(body, "text"))
        self._once(asked, lambda: self._command(asked, errand))

    def _command(self, asked: Asked, errand: Errand) -> None:
        if not self._pace.allows(asked.user, self._office.line.clock.now()):
            self._answer(asked, TOO_FAST)
            return
        if errand.verb is Verb.MODAL:
            self._open_modal(asked)
            return
        need = NEEDS[errand.verb]
        self._served(asked, need, lambda room: errands.run(self._clerk, room, asked.user, errand))

    def action(self, body: Payload, pressed: Payload) -> None:
        """A press of a button."""
        asked = payloads.action(body, pressed)
        act = buttons.act_of(payloads.text(pressed, "action_id"))
        words = buttons.words_of(act, payloads.value_of(pressed), asked.thread)
        if act == "open":
            self._once(asked, lambda: self._open_modal(asked))
            return
        if words[:1] == ("in",) and len(words) > 2:  # of the App Home, which is in no channel
            self._once(asked, lambda: self._press_at_home(asked, act, words))
            return
        self._once(
            asked,
            lambda: self._served(
                asked,
                buttons.need_of(act),
                lambda room: buttons.press(self._office, room, asked.user, act, words),
            ),
        )

    def _press_at_home(self, asked: Asked, act: str, words: tuple[str, ...]) -> None:
        leave = self._leave(asked.user, words[1], chosen=True)
        why_not = refusal(buttons.need_of(act), leave.role, leave.room.place)
        if why_not is None:
            buttons.press(self._office, leave.room, asked.user, act, words[2:])
        else:
            self._note_refusal(asked, why_not)
        self._publish(asked.user)

    def submission(self, body: Payload) -> None:
        """The modal sent off; its order was read once before it was acknowledged."""
        asked, order = payloads.submission(body), tidy(payloads.order_of(body))
        errand = Errand(verb=Verb.ADD, rest=order)

        def add(room: Room) -> Answer:
            if not self._pace.allows(asked.user, self._office.line.clock.now()):
                return TOO_FAST
            return errands.run(self._clerk, room, asked.user, errand)

        def work() -> None:
            self._say_in_modal(asked, self._outcome(asked, Need.CHANGE, add, chosen=True))

        self._once(asked, work, self._say_in_modal)

    def shortcut(self, body: Payload) -> None:
        """The message shortcut: the modal with the names that the message holds."""
        asked = payloads.shortcut(body)
        said = tidy(payloads.text(body, "message", "text"))
        self._once(asked, lambda: self._open_modal(asked, said))

    def home_opened(self, body: Payload) -> None:
        """Somebody looks at the App Home."""
        asked = payloads.event(body)
        if payloads.text(body, "event", "tab") in {"", "home"}:
            self._once(asked, lambda: self._publish(asked.user))

    def joined(self, body: Payload) -> None:
        """Somebody came into a channel; where it is we, the channel is greeted."""
        asked = payloads.event(body)
        if asked.user == self._ourselves.bot_user:
            self._once(asked, lambda: self._greet(asked))

    def _greet(self, asked: Asked) -> None:
        self._rooms.forget(asked.channel)
        room = self._rooms.room(asked.channel)
        if room.place is Place.CHANNEL:
            greet(self._office, room.id, room.name)
            reopen(self._office, room.names)

    def channel_changed(self, body: Payload) -> None:
        """A channel was renamed, archived or opened again."""
        asked = payloads.event(body)

        def work() -> None:
            self._rooms.forget(asked.channel)
            room = self._rooms.room(asked.channel)
            if room.place is Place.CHANNEL:
                reopen(self._office, room.names)

        self._once(asked, work)

    # --- how it is served -----------------------------------------------------------------------

    def _once(
        self,
        asked: Asked,
        work: Callable[[], None],
        answer: Callable[[Asked, Answer], None] | None = None,
    ) -> None:
        """Does the work unless the same occasion was served before; whatever happens is logged.

        `answer` tells the person where it went wrong.
        """
        tell = answer or self._answer
        line, began = self._office.line, self._office.line.clock.now()
        kind = asked.occasion.partition(":")[0]
        try:
            name, owner = f"once:{asked.occasion}", uuid4().hex
            if not line.leases.take(name, owner, began, began + ONCE_FOR):
                _log.info("slack_repeat", kind=kind)
                return
            work()
        except SosikError as error:
            _log.warning("slack_failed", kind=kind, error=type(error).__name__)
            tell(asked, _apology(error))
        except Exception as error:  # noqa: BLE001 — a mistake of ours costs one answer, not the door
            _log.error("slack_broken", kind=kind, error=type(error).__name__, exc_info=True)
            tell(asked, BROKEN)
        else:
            _log.info("slack_served", kind=kind, ms=_milliseconds(line.clock.now() - began))

    def _served(self, asked: Asked, need: Need, work: Callable[[Room], Answer]) -> None:
        self._answer(asked, self._outcome(asked, need, work))

    def _outcome(
        self, asked: Asked, need: Need, work: Callable[[Room], Answer], *, chosen: bool = False
    ) -> Answer:
        leave = self._leave(asked.user, asked.channel, chosen=chosen)
        why_not = refusal(need, leave.role, leave.room.place)
        if why_not is not None:
            self._note_refusal(asked, why_not)
            return say(REFUSAL_WORDS[why_not])
        try:
            return work(leave.room)
        except SosikError as error:
            return _apology(error)

    def _leave(self, user: str, channel: str, *, chosen: bool) -> Leave:
        """Who and where; a channel that was `chosen` rather than asked from is one they are in."""
        role = self.people.role(user)
        remember_name(self._office.line.memos, user, self.people.name(user))
        room = self._rooms.room(channel)
        if chosen and room.place is Place.CHANNEL and channel not in self.people.channels(user):
            room = Room(id=room.id, name=room.name, place=Place.OUTSIDE, is_private=True)
        return Leave(role=role, room=room)

    def _note_refusal(self, asked: Asked, why_not: Refusal) -> None:
        self._office.line.judgements.note(
            AuditRow(
                at=self._office.line.clock.now(),
                who=asked.user,
                action="refused",
                channel=asked.channel,
                subject=asked.occasion.partition(":")[0],
                detail=why_not.value,
            )
        )

    def _open_modal(self, asked: Asked, about: str = "") -> None:
        """Opened first, within the trigger's three seconds; leave is asked for at its sending."""
        order = ", ".join(errands.names_in(self._office, about)) if about else ""
        view = views.add_modal(asked.channel, order, about)
        if not self._write("views.open", {"trigger_id": asked.trigger, "view": view}):
            self._answer(asked, BUSY)

    def _publish(self, user: str) -> None:
        self._write("views.publish", {"user_id": user, "view": self._home.view(user)})

    def _write(self, method: str, arguments: Json) -> bool:
        try:
            self._api.write(method, arguments)
        except SosikError as error:
            _log.warning("slack_refused", method=method, error=str(error))
            return False
        return True

    def _say_in_modal(self, asked: Asked, answer: Answer) -> None:
        view = views.said_modal(answer)
        self._write("views.update", {"view_id": asked.thread, "view": view})

    def _answer(self, asked: Asked, answer: Answer) -> None:
        if not asked.respond_to:
            return
        thread = (answer.thread or asked.thread) if answer.is_public else None
        message: Json = {
            "text": fallback_of(answer),
            "blocks": blocks_of(answer),
            "response_type": "in_channel" if answer.is_public else "ephemeral",
            "replace_original": False,
            **({"thread_ts": thread} if thread else {}),
        }
        status = 0
        with suppress(OSError, ValueError):  # the client lets through what urllib raises
            client = WebhookClient(asked.respond_to, timeout=ANSWER_TIMEOUT, retry_handlers=[])
            status = client.send_dict(message).status_code
        if status != 200:
            _log.warning("slack_unanswered", status=status)


def _apology(error: SosikError) -> Answer:
    if isinstance(error, Transient):
        return BUSY
    if isinstance(error, ChannelBlocked | MessageRefused):  # Slack's own words are for the log
        return say(error_words(error.code))
    return say(*str(error).split("\n"))


def _milliseconds(duration: timedelta) -> int:
    return duration // timedelta(milliseconds=1)
