"""The App Home: the channels that somebody can see, their terms, what is muted, how the watch is."""

from collections.abc import Sequence

from bot.adapters.slack.blocks import Json
from bot.commands.judging import judgements_of
from bot.inbound.slack.errands import Clerk, lists_of, status
from bot.inbound.slack.people import People
from bot.inbound.slack.permissions import Need, Place, refusal
from bot.inbound.slack.rooms import Room, Rooms
from bot.inbound.slack.views import RoomSheet, home_view, refused_home
from bot.inbound.slack.words import REFUSAL_WORDS
from bot.inbound.words import JUDGEMENT_WORDS
from bot.model import STORY_KINDS, JudgementKind

ROOMS_SHOWN = 30
TERMS_SHOWN = 30


class Home:
    """Makes App Homes."""

    def __init__(self, clerk: Clerk, people: People, rooms: Rooms) -> None:
        self._clerk = clerk
        self._people = people
        self._rooms = rooms

    def view(self, user: str) -> Json:
        """The App Home of this person.

        Raises:
            NotSent, FateUnknown, ChannelBlocked: Slack does not say who they are.
        """
        why_not = refusal(Need.WORKSPACE, self._people.role(user), Place.DIRECT)
        if why_not is not None:
            return refused_home(REFUSAL_WORDS[why_not])
        return home_view(self._sheets(user), status(self._clerk).lines)

    def _sheets(self, user: str) -> Sequence[RoomSheet]:
        sheets = []
        spoken_to = self._spoken_to()
        for channel, name in sorted(self._people.channels(user).items()):
            if not {channel, name, f"#{name}"} & spoken_to:
                continue
            room = self._rooms.room(channel)
            if room.place is not Place.CHANNEL:
                continue
            sheet = self._sheet(room)
            if sheet.terms or sheet.muted:
                sheets.append(sheet)
            if len(sheets) == ROOMS_SHOWN:
                break
        return sheets

    def _spoken_to(self) -> frozenset[str]:
        """Everything that lists and judgements call channels, so that few are asked for."""
        line = self._clerk.office.line
        lists = (*line.watch().watchlists, *self._clerk.office.terms.watchlists())
        judged = {each.channel for each in line.judgements.in_force(line.clock.now())}
        return frozenset(channel for each in lists for channel in each.channels) | judged

    def _sheet(self, room: Room) -> RoomSheet:
        office = self._clerk.office
        names = [term.name for each in lists_of(office, room) for term in each.terms]
        more = [f"외 {len(names) - TERMS_SHOWN}개"] if len(names) > TERMS_SHOWN else []
        muted = [
            each
            for each in judgements_of(office, room.name)
            if each.kind is not JudgementKind.ACKNOWLEDGE
        ]
        return RoomSheet(
            id=room.id,
            name=room.name,
            terms=(*names[:TERMS_SHOWN], *more),
            muted=tuple(
                (
                    JUDGEMENT_WORDS[each.kind] if each.kind in STORY_KINDS else each.subject,
                    ("judgement", each.kind.value, each.subject),
                )
                for each in muted
            ),
        )
