"""Korean words of the ways in, for what `card.words` does not say."""

from collections.abc import Mapping, Sequence

from bot.watch.alerting import DecisionReason
from bot.watch.backtest import Backtest

DECISION_WORDS: Mapping[DecisionReason, str] = {
    DecisionReason.ALERT: "바로 알립니다",
    DecisionReason.BELOW_THRESHOLD: "본문에만 나와서 바로 알리지 않습니다",
    DecisionReason.OUTLET_EXCLUDED: "이 목록에서 뺀 매체입니다",
    DecisionReason.NO_MATCH: "감시어가 없습니다",
    DecisionReason.BACKLOG: "구독 전에 나온 기사라 알리지 않습니다",
}


def backtest_lines(tested: Backtest) -> Sequence[str]:
    """What a term would have caught, in lines for people."""
    return [repr(tested)]
