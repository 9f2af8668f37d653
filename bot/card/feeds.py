"""What operators hear of feeds: who ails and why, what to do, who recovered, and that all are away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.card.fit import line
from bot.card.words import feed_words
from bot.urls import without_login

NAMED = 5
"""Feeds named in one remark; more are counted."""

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

_HEADINGS: Mapping[str, str] = {
    "disabled": "더는 읽지 않는 피드",
    "broken": "읽지 못하는 피드",
    "stale": "오랫동안 새 글이 없는 피드",
    "quiet": "평소보다 조용한 피드",
}
_ADVICE: Mapping[str, str] = {
    "disabled": "feeds.yaml에서 새 주소로 바꾸거나 지워 주세요. "
    "`sosik feeds check 홈페이지주소`가 새 주소를 찾아 줍니다",
    "broken": "계속 다시 시도합니다. `sosik feeds check 주소`로 확인해 주세요",
    "stale": "피드 주소가 바뀌었을 수 있습니다. `sosik feeds check 홈페이지주소`로 확인해 주세요",
    "quiet": "이어지면 다시 알려 드립니다",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ailing:
    """An outlet's feed that ails: how long without a new item, its habit, failures in a row and why.

    `seen` is false where it was never read.
    """

    outlet: str
    age: timedelta | None
    usual_gap: timedelta | None
    fails: int
    note: str
    seen: bool


def ailing_remark(found: str, feeds: Sequence[Ailing]) -> str:
    """Says which outlets' feeds came to ail in this way, by what evidence, and what to do."""
    named = [f"{line(each.outlet, 40)}({_evidence(found, each)})" for each in feeds[:NAMED]]
    return f"{_HEADINGS[found]}: {_listed(named, len(feeds))}. {_ADVICE[found]}."


def recovered_remark(outlets: Sequence[str]) -> str:
    """Says which outlets' feeds are well again."""
    named = [line(outlet, 40) for outlet in outlets[:NAMED]]
    return f"피드가 되살아났습니다: {_listed(named, len(outlets))}."


def moved_remark(outlet: str, old: str, new: str) -> str:
    """Says that a feed moved for good and where it is asked now."""
    old, new = without_login(old), without_login(new)
    return (
        f"{line(outlet, 40)} 피드가 옮겨 가 새 주소에서 읽습니다: {line(new, 300)} "
        f"feeds.yaml의 주소({line(old, 300)})를 바꿔 주세요."
    )


def outage_remark(away: int, feeds: int) -> str:
    """Says that nothing answers any more, which is rather our network than all the outlets."""
    return (
        f"피드 {feeds}곳 가운데 {away}곳에서 응답이 없고, 읽히는 곳이 없습니다. "
        "인터넷 연결, 방화벽, SOSIK_PROXY를 확인해 주세요. 이어지면 스스로 다시 읽습니다."
    )


def restored_remark(length: timedelta, waiting: int) -> str:
    """Says that feeds answer again after an outage."""
    return f"연결이 돌아왔습니다({duration(length)} 만). 밀린 피드 {waiting}곳을 지금 읽습니다."


def duration(length: timedelta) -> str:
    """A stretch of time in its largest fitting unit."""
    if length >= 2 * _DAY:
        return f"{length // _DAY}일"
    if length >= _HOUR:
        return f"{length // _HOUR}시간"
    return f"{max(1, length // _MINUTE)}분"


def _evidence(found: str, feed: Ailing) -> str:
    if found in {"quiet", "stale"} and feed.age is not None:
        usual = f", 보통 {duration(feed.usual_gap)}에 한 건" if feed.usual_gap else ""
        return f"새 글 없이 {duration(feed.age)}째{usual}"
    if found == "broken":
        since = f"{feed.fails}번 잇달아" if feed.seen else "더한 뒤로 한 번도 읽지 못함"
        return f"{since}, {feed_words(feed.note)}" if feed.note else since
    return feed_words(feed.note)


def _listed(named: Sequence[str], count: int) -> str:
    more = f" 외 {count - len(named)}곳" if count > len(named) else ""
    return f"{', '.join(named)}{more}"
