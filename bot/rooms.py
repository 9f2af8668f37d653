"""Channels under one name each: what a word for one stands for, and what moves when it is renamed.

    a file's or a person's word → `#name` or id → the id known for it → that id's name now

Which id a name stands for is kept in the store, so a channel that files still call by an old name
goes on, and a new channel that takes the old name finds nothing of the other's.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.line import Line
from bot.model import AlertState, ChatRoom, Job, JobKind
from bot.ports import MemoBook, TermBook
from bot.promises import greeting
from bot.text.rooms import is_room_id, room_name

LOOK_EVERY = timedelta(minutes=10)
LOOK_AGAIN = timedelta(seconds=30)  # after a look that failed
OURSELVES = "sosik"  # who moved what in the audit
_MOVED_MEMOS = ("brief:", "cards-today:")  # memos of a channel that its new name needs


def home_of(memos: MemoBook, channel: str) -> str:
    """The name that the channel goes by now; a word that nobody knows is only brought into form."""
    name = room_name(channel)
    room_id = name if is_room_id(name) else memos.get(f"room-of:{name}")
    return (memos.get(f"room:{room_id}") or name) if room_id else name


def id_of(memos: MemoBook, name: str) -> str | None:
    """The id that the name stands for or stood for, None where nobody knows."""
    return memos.get(f"room-of:{room_name(name)}")


class Roster:
    """Keeps names, ids and what belongs to them together.

    `ask` gives the present name of an id, "" where Slack shows no such channel.
    """

    def __init__(self, line: Line, terms: TermBook, ask: Callable[[str], str]) -> None:
        self._line = line
        self._terms = terms
        self._ask = ask

    def settle(self, room_id: str, name: str) -> str | None:
        """Sees to it that what stands under the name is the room's own; its old name if it moved."""
        if is_room_id(name):
            return None
        memos = self._line.memos
        was, owner = memos.get(f"room:{room_id}"), self._owner(name)
        if was == name and owner == room_id:
            return None
        moved = was is not None and was != name and self._owner(was) == room_id
        if moved:
            self.move(str(was), name)
        if owner not in {None, room_id}:
            self._evict(name, str(owner))
        memos.put(f"room:{room_id}", name)
        memos.put(f"room-of:{name}", room_id)
        self.move(room_id, name)  # what was kept under the bare id
        return was if moved else None

    def move(self, old: str, new: str) -> int:
        """Moves terms, judgements and alerts to the channel's new name; returns how many."""
        line, now, moved = self._line, self._line.clock.now(), 0
        for watchlist in self._terms.watchlists():
            for term in watchlist.terms if watchlist.name == old else ():
                self._terms.add(new, term, OURSELVES, now)
                self._terms.remove(old, term.name, OURSELVES, now)
                moved += 1
        for judgement in line.judgements.in_force(now, old):
            line.judgements.keep(replace(judgement, channel=new))
            line.judgements.withdraw(old, judgement.kind, judgement.subject, OURSELVES, now)
            moved += 1
        for prefix in _MOVED_MEMOS:
            value = line.memos.get(prefix + old)
            if value is not None and line.memos.get(prefix + new) is None:
                line.memos.put(prefix + new, value)
        moved += line.alerts.rename(old, new)
        if moved:
            line.queue.put(Job(kind=JobKind.SWEEP, key=""))
        return moved

    def _owner(self, name: str) -> str | None:
        return self._line.memos.get(f"room-of:{name}")

    def _evict(self, name: str, owner: str) -> None:
        """The name went to another channel while nobody looked; what was there follows its owner."""
        new = room_name(self._ask(owner) or owner)
        target = new if new != name else owner
        self.move(name, target)
        self._line.memos.put(f"room:{owner}", target)
        self._line.memos.put(f"room-of:{target}", owner)


class Rounds:
    """Looks now and then which channels there are: follows renames, greets where the bot is new."""

    def __init__(
        self, line: Line, terms: TermBook, listed: Callable[[], Sequence[ChatRoom]]
    ) -> None:
        self._line = line
        self._terms = terms
        self._listed = listed
        self._looked_at: datetime | None = None
        self._pause = LOOK_EVERY

    def is_due(self, now: datetime) -> bool:
        """Whether it is time; at the start of a process it is, and soon after a look that failed."""
        last = self._looked_at
        return last is None or not timedelta() <= now - last < self._pause

    def look(self, now: datetime) -> Sequence[tuple[str, str]]:
        """The channels that were renamed since the last look, old and new name.

        Raises:
            NotSent, FateUnknown, ChannelBlocked: nobody can say now; the next look comes in time.
        """
        self._looked_at, self._pause = now, LOOK_AGAIN
        rooms = self._listed()
        self._pause = LOOK_EVERY
        names = {room.id: room.name for room in rooms}
        roster = Roster(self._line, self._terms, lambda room_id: names.get(room_id, ""))
        spoken = {c for each in self._line.watch().watchlists for c in each.channels}
        moved = []
        for room in rooms:
            name = room_name(room.name)
            if room.is_member or {name, room.id} & spoken:
                was = roster.settle(room.id, name)
                moved += [(was, name)] if was else []
            if room.is_member and room.is_open:
                greet(self._line, room.id, name)
        return moved


def greet(line: Line, room_id: str, name: str) -> bool:
    """Promises the channel its welcome card, once for ever; whether it did just now."""
    key = f"greeted:{room_id}"
    if line.memos.get(key) is not None:
        return False
    now = line.clock.now()
    is_new = not line.alerts.in_channel(name, (AlertState.SENT,), 1)
    if is_new:
        line.alerts.promise([greeting(name, now)])
        line.queue.put(Job(kind=JobKind.DELIVER, key=name))
    line.memos.put(key, now.isoformat())
    return is_new
