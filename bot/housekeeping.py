"""What the bot does for its own good: says which feeds ail, lets blocked channels try again, prunes.

Each remark is made once per change of state and goes to the operators' channel where one is set;
the log has it in any case. A remark about a remark is never made, so none can loop.
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.card.words import error_words, unreadable_words
from bot.delivery import probe_blocked
from bot.errors import Permanent, Transient
from bot.feed_remarks import feed_remarks
from bot.hindrance import hindered_alerts
from bot.line import Line
from bot.model import Alert, AlertKind, AlertState, Job, JobKind
from bot.ports import MemoBook, Store
from bot.promises import notice
from bot.rooms import Rounds
from bot.text.josa import with_particle

EVERY = timedelta(minutes=5)
PRUNE_EVERY = timedelta(hours=24)
ALERTS_LOOKED_AT = 100
MISSING = "slack:missing-scopes"  # without which no message can be read back, as last seen
_LAST, _PRUNED = "housekeeping:at", "housekeeping:pruned"
_STUCK = "housekeeping:stuck"  # what was stuck at the last look, and how new the newest was


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What housekeeping needs. `operators` is the channel for remarks, None for the log alone.

    `unreadable` gives the permissions that are missing to read messages of unknown fate back.
    """

    line: Line
    store: Store
    operators: str | None
    retention: timedelta
    rounds: Rounds
    unreadable: Callable[[], Collection[str]]


def keep_house(house: House) -> Mapping[str, object]:
    """Does what is due, at most every five minutes; returns remarks and counts for the log."""
    memos, now = house.store.memos, house.line.clock.now()
    if not _is_due(memos, _LAST, now, EVERY):
        return {}
    memos.put(_LAST, now.isoformat())
    about_feeds = feed_remarks(house.line, memos, now)
    remarks = [*about_feeds.texts, *_alert_remarks(house)]
    _tell(house, remarks, now)
    for key, mark in about_feeds.marks.items():  # only now: better told twice than never
        memos.put(key, mark)
    for channel in probe_blocked(house.store.alerts, now):
        house.line.queue.put(Job(kind=JobKind.DELIVER, key=channel))
    pruned = _prune(house, now)
    facts: dict[str, object] = {"remarks": [text for _, text in remarks], "pruned": pruned}
    return facts if remarks or pruned else {}


def go_round(house: House) -> Mapping[str, object]:
    """Looks which channels there are, first at the start and then at times; facts for the log."""
    now = house.line.clock.now()
    if not house.rounds.is_due(now):
        return {}
    try:
        moved = house.rounds.look(now)
    except (Transient, Permanent) as error:
        return {"rooms": str(error)}
    remarks = [(f"renamed:{was}:{name}:{now:%Y-%m-%d}", _renamed(was, name)) for was, name in moved]
    missing = ",".join(sorted(house.unreadable()))
    if (house.store.memos.get(MISSING) or "") != missing:
        house.store.memos.put(MISSING, missing)
        remarks += (
            [
                (
                    f"missing:{missing}:{now.isoformat()}",
                    unreadable_words(missing, house.line.outbox.on_ambiguous),
                )
            ]
            if missing
            else []
        )
    _tell(house, remarks, now)
    facts: dict[str, object] = {"renamed": moved} if moved else {}
    if missing:
        facts |= {"missing_scopes": missing, "on_ambiguous": house.line.outbox.on_ambiguous.value}
    return facts


def _renamed(was: str, name: str) -> str:
    return (
        f"채널 이름이 {was}에서 {with_particle(name, '으로/로')} 바뀌어 그대로 따라갔습니다. "
        "감시 목록 파일에 옛 이름이 있으면 고쳐 주세요."
    )


def _is_due(memos: MemoBook, key: str, now: datetime, pause: timedelta) -> bool:
    last = memos.get(key)
    return last is None or not timedelta() <= now - datetime.fromisoformat(last) < pause


def _prune(house: House, now: datetime) -> int:
    memos = house.store.memos
    if not _is_due(memos, _PRUNED, now, PRUNE_EVERY):
        return 0
    memos.put(_PRUNED, now.isoformat())
    return house.store.prune(now - house.retention)


Remark = tuple[str, str]  # what names the occasion, and the text


def _alert_remarks(house: House) -> Sequence[Remark]:
    """One remark where a channel begins to refuse, a bug holds up or more failed; none on remarks."""
    memos = house.store.memos
    newest: dict[str, Alert] = {}
    refused = house.store.alerts.alerts((AlertState.FAILED, AlertState.BLOCKED), ALERTS_LOOKED_AT)
    for alert in (*refused, *hindered_alerts(house.store.alerts)):
        if alert.kind is not AlertKind.NOTICE:
            newest.setdefault(f"{alert.state}:{alert.channel}:{alert.error}", alert)
    before = json.loads(memos.get(_STUCK) or "{}")
    stuck = {key: alert.created_at.isoformat() for key, alert in newest.items()}
    if stuck != before:
        memos.put(_STUCK, json.dumps(stuck, ensure_ascii=False))
    return [
        (f"stuck:{key}:{alert.id}", _stuck(alert))
        for key, alert in newest.items()
        if key not in before or (alert.state is AlertState.FAILED and stuck[key] > before[key])
    ]


def _stuck(alert: Alert) -> str:
    reason = error_words(alert.error or "unknown")
    return f"{alert.channel}에 알림을 보내지 못했습니다. {reason} 확인: `sosik alerts list`"


def _tell(house: House, remarks: Sequence[Remark], now: datetime) -> None:
    if house.operators is None:
        return
    channel = house.line.home_of(house.operators)
    alerts = [notice(channel, text, about=about, now=now) for about, text in remarks]
    if alerts:
        house.store.alerts.promise(alerts)
        house.line.queue.put(Job(kind=JobKind.DELIVER, key=channel))
