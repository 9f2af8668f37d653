"""What of a channel's brief is unusual: each term against the same brief of earlier days.

    brief → its counts kept under its hour and length → bursts against the kept ones → remarks

The 07:30 brief of a Tuesday is compared with those of other nights, Monday's with other weekends.
"""

import json
from collections.abc import Mapping
from dataclasses import replace

from bot.card.brief import Brief
from bot.card.dates import KST
from bot.card.fit import line
from bot.ports import MemoBook
from bot.summary.trends import Burst, burst

KEPT = 20  # briefs of one hour and length
TOLD = 2  # bursts named in one brief


def with_trends(memos: MemoBook, channel: str, brief: Brief) -> Brief:
    """The brief with a remark for each burst; remembers its counts. Repeat-safe."""
    key, name = _key(channel, brief), brief.until.isoformat()
    memo = memos.get(key)
    kept: dict[str, Mapping[str, int]] = json.loads(memo) if memo else {}
    past = [counts for at, counts in sorted(kept.items()) if at != name][-KEPT:]
    found = [
        each
        for term, count in brief.mentions
        if (each := burst(term, count, [counts.get(term, 0) for counts in past]))
    ]
    kept = dict(sorted({**kept, name: dict(brief.mentions)}.items())[-KEPT:])
    memos.put(key, json.dumps(kept, ensure_ascii=False))
    loudest = sorted(found, key=lambda each: -each.times)[:TOLD]
    return replace(brief, remarks=(*brief.remarks, *map(_words, loudest)))


def _key(channel: str, brief: Brief) -> str:
    at = brief.until.astimezone(KST)
    hours = round((brief.until - brief.since).total_seconds() / 3600)
    return f"mentions:{channel}:{at:%H:%M}:{hours}h"


def _words(found: Burst) -> str:
    usual = f"평소의 {found.times:.0f}배입니다" if found.usual >= 1 else "평소에는 거의 없었습니다"
    return f"‘{line(found.term, 60)}’ 기사가 {found.count}건으로 {usual}."
