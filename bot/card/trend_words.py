"""Trends in words, like `‘HBM’ 보도가 하루 12건으로 평소의 6배입니다` or `보도 비중: …`."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.card.dates import kst_date
from bot.card.fit import line
from bot.model import Burst, Voice

BURSTS_TOLD = 2
"""Unusual terms named in one brief or on one card."""

VOICES_TOLD = 5
_TERM_LIMIT = 40
_JUST = timedelta(
    hours=12
)  # an unusual day that ended sooner needs no date; others bear their middle's


def burst_words(burst: Burst, now: datetime) -> str:
    """One sentence on a term's unusual day."""
    term, day = line(burst.term, _TERM_LIMIT), ""
    if now - burst.until > _JUST:
        day = f"{kst_date(burst.until - _JUST, now)} "
    if burst.usual < 1:
        return f"평소 거의 없던 ‘{term}’ 보도가 {day}하루 {burst.count}건 나왔습니다."
    return f"‘{term}’ 보도가 {day}하루 {burst.count}건으로 평소의 {burst.times:.0f}배입니다."


def burst_lines(bursts: Sequence[Burst], now: datetime) -> list[str]:
    """The loudest unusual days, each in one sentence."""
    return [burst_words(one, now) for one in bursts[:BURSTS_TOLD]]


def voice_line(voices: Sequence[Voice]) -> str:
    """`보도 비중: HBM 12건(48%) · 스타게이트 8건(32%)`; empty where fewer than two terms were told of."""
    if len(voices) < 2:
        return ""
    shown = [_voice(line(each.term, _TERM_LIMIT), each.count, each.share) for each in voices]
    if len(shown) > VOICES_TOLD:
        rest = voices[VOICES_TOLD - 1 :]
        count, share = sum(each.count for each in rest), sum(each.share for each in rest)
        shown = [*shown[: VOICES_TOLD - 1], _voice(f"그 밖의 {len(rest)}개", count, share)]
    return f"보도 비중: {' · '.join(shown)}"


def _voice(name: str, count: int, share: float) -> str:
    return f"{name} {count}건({share:.0%})"
