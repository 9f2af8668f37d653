"""The sample card: what a new channel sees before any news has come."""

from dataclasses import replace
from datetime import datetime

from bot.card.dates import kst_time
from bot.model import Card


def render_sample(now: datetime) -> Card:
    """A card that says that it is a sample."""
    return Card(
        headline="소식이 연결되었습니다",
        url="",
        byline=f"소식 · {kst_time(now, now)}",
        terms=("견본",),
        sentences=(
            "이 채널에 사건마다 이런 카드를 한 장씩 보내 드립니다.",
            "다른 매체가 뒤따르면 카드의 매체 수만 바뀌고, 새 사실은 댓글로 답니다.",
            "실제 카드에는 왜 왔나 · 확인 · 음소거 · 이 매체 제외 · 무관 버튼이 붙습니다.",
        ),
        coverage="외 3개 매체 (보도자료 전재 2)",
        notes=("시험용 카드라 실제 기사가 아닙니다.",),
        fallback="소식이 연결되었습니다(견본 카드).",
        story_id=0,
    )


def render_welcome(now: datetime) -> Card:
    """The sample card with the first steps, for a channel that invited the bot."""
    return replace(
        render_sample(now),
        headline="안녕하세요, 소식입니다",
        notes=(
            "이 카드는 견본입니다. 실제 기사가 아닙니다.",
            "감시어를 더하려면: /watch add HBM, 고대역폭메모리",
            "살펴보려면: /watch list · 도움말: /watch help",
        ),
        fallback="안녕하세요, 소식입니다. /watch add 로 감시어를 더해 주세요.",
    )
