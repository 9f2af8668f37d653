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
    if not tested.articles:
        return ["아직 읽어 둔 기사가 없어 시험하지 못했습니다. 기사가 쌓이면 다시 해 보세요."]
    lines = [
        (
            f"최근 기사 {tested.articles:,}건 가운데 {tested.hits:,}건이 걸렸습니다"
            f"(하루 {tested.hits_a_day:.1f}건)."
        )
    ]
    lines += [f"· {title}" for title in tested.headlines]
    if tested.other_sense_share > 0:
        lines.append(
            f"같은 글자가 다른 뜻으로 쓰인 기사 {tested.other_sense_share:.0%}는 뺐습니다."
        )
    if tested.excludes:
        lines.append("더 확실히 빼려면: " + " ".join(f"-{word}" for word in tested.excludes))
    return lines
