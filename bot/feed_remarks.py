"""What is to be said of feeds: each change of health once, and one word where everything is away.

nothing answers ─ one remark, and nothing of single feeds until a while after it ended
else ─ of each feed: worse than last told, or well again, or moved ─ one remark for each kind
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.cadence import UNREACHABLE, Checkup, FeedHealth, checkup, has_moved
from bot.card.feeds import (
    Ailing,
    ailing_remark,
    moved_remark,
    outage_remark,
    recovered_remark,
    restored_remark,
)
from bot.line import Line
from bot.model import Feed, FeedState
from bot.ports import MemoBook

AILING = (FeedHealth.QUIET, FeedHealth.STALE, FeedHealth.BROKEN, FeedHealth.DISABLED)  # by gravity
OUTAGE_FEEDS = 3  # without an answer, at least
OUTAGE_SHARE = 0.6  # of all feeds
OUTAGE_AFTER = timedelta(minutes=10)  # without any success
SETTLING = timedelta(minutes=30)  # after an outage, until single feeds are spoken of again
_OUTAGE = "feeds:outage"

Rows = Sequence[tuple[Feed, FeedState]]


@dataclass(slots=True)
class FeedRemarks:
    """Texts by what names their occasion, and the marks to keep once they are told."""

    texts: list[tuple[str, str]] = field(default_factory=list)
    marks: dict[str, str] = field(default_factory=dict)


def feed_remarks(line: Line, memos: MemoBook, now: datetime) -> FeedRemarks:
    """What changed since the last look. An outage's end sends everybody on again at once."""
    rows = line.feeds.feeds()
    said = FeedRemarks()
    if not _outage(line, memos, rows, said, now):
        _single(memos, rows, said, now)
    return said


# --- everything away ---------------------------------------------------------------------------


def _outage(line: Line, memos: MemoBook, rows: Rows, said: FeedRemarks, now: datetime) -> bool:
    """Whether single feeds are not to be spoken of: all are away, or only just came back."""
    memo = json.loads(memos.get(_OUTAGE) or "{}")
    since, ended = _moment(memo.get("since")), _moment(memo.get("ended"))
    away = [state for _, state in rows if state.fails and state.note == UNREACHABLE]
    if since is not None and ended is None:
        if not any(state.last_success_at and state.last_success_at > since for _, state in rows):
            return True
        for state in away:
            line.feeds.save_state(replace(state, fails=0, next_poll_at=now))
        said.texts.append((f"restored:{since}", restored_remark(now - since, len(away))))
        said.marks[_OUTAGE] = json.dumps({"since": since.isoformat(), "ended": now.isoformat()})
        return True
    if _is_outage(rows, len(away), now):
        said.texts.append((f"outage:{now}", outage_remark(len(away), len(rows))))
        said.marks[_OUTAGE] = json.dumps({"since": now.isoformat()})
        return True
    return ended is not None and timedelta() <= now - ended < SETTLING


def _is_outage(rows: Rows, away: int, now: datetime) -> bool:
    is_most = away >= max(OUTAGE_FEEDS, OUTAGE_SHARE * len(rows))
    last = [state.last_success_at for _, state in rows if state.last_success_at]
    return is_most and (not last or now - max(last) > OUTAGE_AFTER)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


# --- single feeds ------------------------------------------------------------------------------


def _single(memos: MemoBook, rows: Rows, said: FeedRemarks, now: datetime) -> None:
    ill: dict[FeedHealth, list[Ailing]] = {}
    well: list[str] = []
    for feed, state in rows:
        found, key = checkup(state, now), f"health:{feed.url}"
        before, is_worse = memos.get(key), _gravity(found.health)
        if is_worse > _gravity(before):
            ill.setdefault(found.health, []).append(_ailing(feed, found))
        elif found.health is FeedHealth.OK and _gravity(before):
            well.append(feed.outlet)
        if is_worse != _gravity(before):
            said.marks[key] = found.health.value
        _moved(memos, feed, state, said)
    for kind, feeds in ill.items():
        said.texts.append((f"{kind}:{now}", ailing_remark(kind, feeds)))
    if well:
        said.texts.append((f"well:{now}", recovered_remark(well)))


def _ailing(feed: Feed, found: Checkup) -> Ailing:
    return Ailing(
        outlet=feed.outlet,
        age=found.age,
        usual_gap=found.usual_gap,
        fails=found.fails,
        note=found.note or "",
        seen=found.seen,
    )


def _gravity(found: str | None) -> int:
    """How ill that is; nothing for what is never spoken of."""
    return AILING.index(FeedHealth(found)) + 1 if found in AILING else 0


def _moved(memos: MemoBook, feed: Feed, state: FeedState, said: FeedRemarks) -> None:
    new, key = has_moved(state), f"moved:{feed.url}"
    if new is not None and memos.get(key) != new:
        said.texts.append((f"{key}:{new}", moved_remark(feed.outlet, feed.url, new)))
        said.marks[key] = new
