"""Tone in words: `논조 부정 — “…” (과징금)`, always with what decided."""

from collections.abc import Mapping

from bot.card.fit import line
from bot.model import Tone, ToneLabel

TONE_WORDS: Mapping[ToneLabel, str] = {
    ToneLabel.POSITIVE: "긍정",
    ToneLabel.NEUTRAL: "중립",
    ToneLabel.NEGATIVE: "부정",
}
UNDECIDED = "판단 보류"
"""What a neutral label is called where no word spoke for either side."""

_SENTENCE_LIMIT = 140
_WORDS_TOLD = 4


def tone_line(tone: Tone) -> str:
    """The label with the sentence that decided and the words in it that counted."""
    label = f"논조 {TONE_WORDS[tone.label]}"
    if tone.is_mixed:
        return f"{label} — 긍정과 부정 표현이 엇갈립니다."
    if not tone.sentence:
        return f"논조 {UNDECIDED} — 뚜렷한 표현이 없습니다."
    words = ", ".join(line(word, 20) for word in tone.words[:_WORDS_TOLD])
    return f"{label} — “{line(tone.sentence, _SENTENCE_LIMIT)}” ({words})"
