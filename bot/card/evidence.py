"""Why an article joined its story or began one, in words: what grouping's codes and measures say."""

import re
from collections.abc import Mapping

from bot.card.fit import line
from bot.model import Article, Evidence, Story

RULE_WORDS: Mapping[str, str] = {
    "joined": "같은 사건으로 봄",
    "copied": "같은 글에서 나옴",
    "merged": "두 사건이 하나임을 알게 함",
    "later_day": "다른 날의 일이라 후속으로 봄",
    "too_different": "가장 가까운 기사와도 다름",
    "name_alone": "이름 하나만 같음",
    "names_alone": "이름들만 같음",
    "mentioned_only": "곁들여 말했을 뿐인 칼럼",
    "counter_differs": "차수가 다름(2차, 3차)",
    "stale": "오래전에 끝난 사건",
    "another_edition": "다른 때의 시황·정리 기사",
    "days_differ": "다른 날의 일을 말함",
    "turned": "결과가 바뀐 새 국면",
    "shares_text": "본문을 함께 씀",
    "corrects": "이 사건의 기사를 바로잡음",
}
MEASURE_WORDS: Mapping[str, str] = {
    "title": "제목끼리 비슷함",
    "body": "본문끼리 비슷함",
    "mutual": "서로 겹치는 말",
    "title_in_body": "제목의 말이 상대 본문에 있음",
    "both_titles_told": "두 제목의 말을 서로 다룸",
    "distinct": "남다른 말이 겹침",
    "rest_told": "이름 말고도 겹치는 말",
    "rest_both": "양쪽 제목에서 이름 말고도 겹치는 말",
    "rest_title": "이름을 뺀 제목끼리 비슷함",
    "rest_distinct": "이름 말고도 남다른 말이 겹침",
    "rarest": "함께 쓴 드문 말",
    "amounts": "같은 수치",
    "days_apart": "며칠 떨어짐",
    "days_clash": "서로 다른 날을 말함",
    "genre_differs": "글의 갈래가 다름",
    "leads_unknown": "상대가 모르는 이름으로 시작함",
    "figures_differ": "수치가 다름",
    "long": "긴 글이라 더 엄하게 봄",
    "no_text": "본문이 없음",
    "terms": "낱말이 겹침",
    "title_figures": "제목의 수치가 다름",
    "own_outlet": "같은 매체가 씀",
    "untold": "상대에게 없는 드문 말",
}
_MEASURE = re.compile(r"(\w+)=(-?\d+(?:\.\d+)?)")
_ARTICLE = re.compile(r"\barticle (\d+)")
_STORY = re.compile(r"\bstory (\d+)")
_LONGEST_TITLE = 40
_NOBODY: Mapping[int, Article] = {}


def evidence_words(evidence: Evidence, known: Mapping[int, Article] = _NOBODY) -> str:
    """The rule that decided, beside which article, and the measures that weighed most.

    `known` are articles by id, to be called by outlet and title; unknown codes stand as they are.
    """
    rule = RULE_WORDS.get(evidence.rule, evidence.rule)
    if evidence.rule == "corrects":
        return rule
    if evidence.rule == "shares_text":
        said = f"{rule}({evidence.score:.0%})"
    else:
        said = f"{rule}, 점수 {evidence.score:+.1f}"
    measures = [
        f"{MEASURE_WORDS.get(name, name)} {float(value):.2f}"
        for name, value in _MEASURE.findall(evidence.detail)
    ]
    parts = [said, *_merged(evidence), *_nearest(evidence, known)]
    return " · ".join([*parts, ", ".join(measures)] if measures else parts)


def _merged(evidence: Evidence) -> list[str]:
    found = _STORY.search(evidence.detail) if evidence.rule == "merged" else None
    return [f"합친 사건 {found[1]}"] if found else []


def _nearest(evidence: Evidence, known: Mapping[int, Article]) -> list[str]:
    found = _ARTICLE.search(evidence.detail)
    article = known.get(int(found[1])) if found else None
    if article is None:
        return []
    return [f"{article.outlet} ‘{line(article.title, _LONGEST_TITLE)}’".strip()]


def articles_of(story: Story) -> Mapping[int, Article]:
    """The story's articles by id, as `evidence_words` wants them."""
    return {member.article.id: member.article for member in story.members}
