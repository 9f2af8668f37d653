"""The tone towards what is watched, and the sentence that it rests on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.card.tone_words import tone_line
from bot.model import Field, Match, Salience, Span, Tone, ToneLabel
from bot.summary.tone import tone

GARAM, NARAE = "가람클라우드", "나래전자"


def found(title, text, name, salience=Salience.LEDE):
    for field, hay in ((Field.TITLE, title), (Field.TEXT, text)):
        at = hay.find(name)
        while at >= 0:
            span = Span(start=at, end=at + len(name))
            yield Match(
                watchlist="우리",
                term=name,
                surface=name,
                field=field,
                span=span,
                salience=salience,
                rule="name",
            )
            at = hay.find(name, at + 1)


def told(title, text="", name=GARAM, rival=NARAE, **how):
    return tone(title, text, [*found(title, text, name, **how)], [*found(title, text, rival)])


@pytest.mark.parametrize(
    ("title", "label"),
    [
        ("가람클라우드, 고객 정보 유출", ToneLabel.NEGATIVE),
        ("가람클라우드 매출 사상 최대", ToneLabel.POSITIVE),
        ("가람클라우드, 새 대표 선임", ToneLabel.NEUTRAL),
        ("가람클라우드 “유출은 없었다”", ToneLabel.NEUTRAL),
        ("가람클라우드, 해킹 방지 서비스 내놔", ToneLabel.NEUTRAL),
        ("적자 탈출한 가람클라우드", ToneLabel.POSITIVE),
        ("흑자 전환 실패한 가람클라우드", ToneLabel.NEGATIVE),
        ("가람클라우드 영업손실 확대", ToneLabel.NEGATIVE),
        ("가람클라우드 영업손실 크게 줄어", ToneLabel.POSITIVE),
        ("나래전자는 해킹, 가람클라우드는 신제품", ToneLabel.NEUTRAL),
        ("나래전자 파업…가람클라우드 이사회", ToneLabel.NEUTRAL),
        ("가람클라우드, 나래전자를 특허 침해로 고소", ToneLabel.NEUTRAL),
        ("가람클라우드·나래전자, 담합 과징금", ToneLabel.NEGATIVE),
        ("장애인 뽑는 가람클라우드 이사회", ToneLabel.NEUTRAL),
    ],
)
def test_a_headline_speaks_of_the_watched_company(title, label):
    assert told(title).label is label


def test_the_sentence_that_decided_is_named_with_its_words():
    text = "가람클라우드는 20일 행사를 열었다. 가람클라우드는 과징금 3억원을 냈다. 날은 맑았다."

    found_tone = told("가람클라우드 이야기", text)

    assert found_tone == Tone(
        label=ToneLabel.NEGATIVE,
        sentence="가람클라우드는 과징금 3억원을 냈다.",
        words=("과징금",),
    )
    assert found_tone.sentence in text


def test_what_speaks_for_both_sides_is_neutral_and_said_so():
    mixed = told("", "가람클라우드 매출은 늘었다. 가람클라우드 영업이익은 감소했다.")

    assert (mixed.label, mixed.is_mixed) == (ToneLabel.NEUTRAL, True)
    assert tone_line(mixed) == "논조 중립 — 긍정과 부정 표현이 엇갈립니다."


def test_a_mention_in_passing_has_no_tone():
    assert told("", "가람클라우드 과징금.", salience=Salience.PASSING).label is ToneLabel.NEUTRAL


def test_a_label_is_told_with_its_reason():
    line = tone_line(told("가람클라우드, 해킹에 먹통"))

    assert line == "논조 부정 — “가람클라우드, 해킹에 먹통” (해킹, 먹통)"


@given(st.text(max_size=300), st.text(max_size=300))
def test_no_text_breaks_it(title, text):
    hay = f"{text} {GARAM} {text}"

    found_tone = told(title, hay)

    assert found_tone.sentence in {"", title} or found_tone.sentence in hay
    assert tone_line(found_tone)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        pytest.param(
            "나라물류 파업에 물량 늘어난 두레물류", "두레물류가 바빠졌다.", id="another's strike"
        ),
        pytest.param(
            "두레물류 창고 점검", "두레물류 창고에서 냄새가 난다는 신고가 들어왔다.", id="a report"
        ),
        pytest.param(
            "유가 급등에 항공주 하락", "두레물류를 비롯한 항공주가 일제히 내렸다.", id="a sector"
        ),
    ],
)
def test_words_that_are_not_about_it_decide_nothing(title, text):
    assert told(title, text, name="두레물류").label is ToneLabel.NEUTRAL


def test_no_word_at_all_is_told_as_undecided():
    quiet = told("두레물류 이사", "두레물류가 사옥을 옮긴다.", name="두레물류")

    assert tone_line(quiet) == "논조 판단 보류 — 뚜렷한 표현이 없습니다."
