"""Korean words of the ways in, for what `card.words` does not say."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.card.dates import kst_time
from bot.judgements import Held
from bot.model import STORY_KINDS, Judgement, JudgementKind
from bot.watch.alerting import DecisionReason
from bot.watch.backtest import Backtest
from bot.watch.order import Suggestion

DECISION_WORDS: Mapping[DecisionReason, str] = {
    DecisionReason.ALERT: "바로 알립니다",
    DecisionReason.BELOW_THRESHOLD: "본문에만 나와서 바로 알리지 않습니다",
    DecisionReason.OUTLET_EXCLUDED: "이 목록에서 뺀 매체입니다",
    DecisionReason.NO_MATCH: "걸린 감시어가 없습니다",
    DecisionReason.BACKLOG: "구독 전에 나온 기사라 알리지 않습니다",
}


JUDGEMENT_WORDS: Mapping[JudgementKind, str] = {
    JudgementKind.MUTE_TERM: "감시어 음소거",
    JudgementKind.MUTE_STORY: "사건 음소거",
    JudgementKind.NEVER_OUTLET: "매체 제외",
    JudgementKind.ACKNOWLEDGE: "확인(담당)",
    JudgementKind.IRRELEVANT: "무관",
}


def judgement_words(judgement: Judgement, now: datetime) -> str:
    """What was decided, about what and until when, without saying by whom."""
    about = "" if judgement.kind in STORY_KINDS else f": '{judgement.subject}'"
    until = f" ({kst_time(judgement.until, now)}까지)" if judgement.until else ""
    return f"{JUDGEMENT_WORDS[judgement.kind]}{about}{until}"


def held_words(held: Held, now: datetime) -> str:
    """Why a channel hears nothing of it."""
    return f"{held.channel}에는 알리지 않습니다 — {judgement_words(held.judgement, now)}"


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


def suggestion_lines(found: Suggestion) -> Sequence[str]:
    """Other names and spellings of a term, in lines for people; none if nothing is known."""
    lines = []
    if found.homonyms:
        lines.append(f"다른 이름과 가려 찾습니다: {', '.join(found.homonyms)}")
    if found.aliases:
        lines.append(f"함께 찾는 이름: {', '.join(found.aliases)}")
    if found.spellings:
        lines.append(f"이렇게 적어도 찾습니다: {', '.join(found.spellings)}")
    if found.glosses:
        names = ", ".join(found.glosses)
        lines.append(f"기사에 같은 이름으로 적혀 있습니다(별칭으로 더할 수 있습니다): {names}")
    return lines
