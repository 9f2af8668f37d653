"""Summaries made of an article's own sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.summary.extractive import summarise
from bot.summary.passages import passages

TITLE = "가나전자, 충남에 3조원 AI 데이터센터"
LEDE = "가나전자가 충남 아산에 3조원을 들여 AI 데이터센터를 짓는다고 22일 밝혔다."
PLAN = "가나전자는 내년 3월 착공해 2028년 데이터센터를 완공할 계획인 것으로 알려졌다."
POWER = "데이터센터에 쓸 전력 300MW는 다라에너지가 공급하기로 했다."
QUOTE = "김하늘 가나전자 대표는 “AI 수요가 예상보다 빠르게 늘고 있다”며 “투자를 앞당길 것”이라고 말했다."
PAST = "지난해 가나전자는 창립 30주년을 맞아 사옥을 옮겼다."
BODY = [LEDE, PLAN, POWER, QUOTE, PAST]


def texts(summary):
    return [sentence.text for sentence in summary.sentences]


def test_two_or_three_sentences_in_the_article_s_order_led_by_the_lede():
    summary = summarise(TITLE, "\n".join(BODY))

    chosen = texts(summary)
    assert 2 <= len(chosen) <= 3
    assert chosen[0] == LEDE
    assert chosen == sorted(chosen, key=BODY.index)


def test_each_span_slices_the_text_to_its_sentence():
    text = "(서울=가나통신) 홍길동 기자 = " + "\n\n".join(BODY)

    for sentence in summarise(TITLE, text).sentences:
        assert text[sentence.span.start : sentence.span.end] == sentence.text


@pytest.mark.parametrize(
    "furniture",
    [
        pytest.param("홍길동 기자 hong@gana.example", id="byline"),
        pytest.param("22일 문을 연 가나전자 데이터센터 전경. [사진=가나전자 제공]", id="caption"),
        pytest.param("저작권자 ⓒ 가나일보, 무단 전재 및 재배포 금지", id="copyright"),
        pytest.param("네이버에서 가나일보를 구독하세요", id="prompt"),
        pytest.param(
            "가나전자 데이터센터 관련 후속 기사가 이어집니다.", id="stub of breaking news"
        ),
        pytest.param(
            "가나전자 AI 데이터센터, 자세한 내용은 곧 전해드립니다.", id="promise of more"
        ),
        pytest.param("◀ 앵커 ▶", id="cue"),
        pytest.param(
            "“가나전자의 데이터센터는 AI 시대의 공장입니다.”", id="sound bite without a speaker"
        ),
        pytest.param("MBX뉴스 홍길동입니다.", id="sign-off"),
    ],
)
def test_furniture_is_never_chosen(furniture):
    for text in ("\n".join([furniture, *BODY[:2]]), "\n".join([*BODY[:2], furniture])):
        assert texts(summarise(TITLE, text)) == BODY[:2]


def test_datelines_and_signatures_are_cut_off_the_sentence():
    text = f"[가나일보 홍길동 기자] {LEDE}\n{PLAN} 홍길동 기자 hong@gana.example"

    assert texts(summarise(TITLE, text)) == [LEDE, PLAN]


def test_a_leading_connective_that_only_adds_is_trimmed():
    text = f"{LEDE}\n한편, {POWER}"

    assert texts(summarise(TITLE, text)) == [LEDE, POWER]


@pytest.mark.parametrize("opening", ["다만 ", "그러나 ", "반면 "])
def test_a_connective_that_carries_meaning_stays(opening):
    text = f"{LEDE}\n{opening}{POWER}"

    assert texts(summarise(TITLE, text)) == [LEDE, opening + POWER]


@pytest.mark.parametrize(
    "ending",
    [
        "것으로 알려졌다.",
        "것으로 전해졌다.",
        "것이라는 관측이다.",
        "가능성이 제기된다.",
        "것으로 추정된다.",
    ],
)
def test_hedges_stay_in_their_sentence(ending):
    hedged = f"가나전자는 데이터센터를 내년에 착공할 {ending}"

    chosen = texts(summarise(TITLE, f"{LEDE}\n{hedged}"))

    assert hedged in chosen


def test_a_sentence_that_says_the_same_again_is_left_out():
    again = "22일 가나전자는 충남 아산에 3조원을 들여 AI 데이터센터를 짓는다고 밝혔다."

    chosen = texts(summarise(TITLE, f"{LEDE}\n{again}\n{PLAN}\n{POWER}"))

    assert again not in chosen


def test_a_sentence_that_leans_on_an_unchosen_one_is_avoided():
    leaning = "이에 따라 이를 둘러싼 주민 반발도 커지고 있다."
    text = f"{LEDE}\n{PLAN}\n{PAST}\n{leaning}\n{POWER}"

    assert leaning not in texts(summarise(TITLE, text))


def test_a_watched_term_draws_its_sentence_in():
    text = f"{LEDE}\n{PLAN}\n{POWER}\n{QUOTE}\n마바클라우드도 이 데이터센터에 입주하기로 했다."

    plain, watched = summarise(TITLE, text), summarise(TITLE, text, ["마바 클라우드"] * 1)

    assert not any("마바클라우드" in sentence for sentence in texts(plain))
    assert any("마바클라우드" in sentence for sentence in texts(watched))


def test_what_readers_know_already_counts_less():
    fresh = "충남도는 23일 가나전자에 용수 공급을 보장하는 협약서를 건넸다."
    text = f"{LEDE}\n{PLAN}\n{POWER}\n{fresh}"

    assert texts(summarise(TITLE, text, known=f"{LEDE} {PLAN} {POWER}"))[-1] == fresh


def test_an_opinion_piece_is_told_by_its_conclusion_too():
    lines = [
        "요즘 데이터센터 이야기가 많다.",
        *[f"{name}시도 유치에 나섰다는 소식이 들린다." for name in "가나다라마바사"],
    ]
    verdict = "정부는 데이터센터 전력 대책부터 내놓아야 한다."

    assert verdict in texts(
        summarise("[사설] 데이터센터, 전력 대책이 먼저다", "\n".join([*lines, verdict]))
    )


def test_an_interview_s_questions_are_not_chosen():
    lines = [
        "-데이터센터를 왜 짓나?",
        "“수요 때문이다”라고 김하늘 대표는 답했다.",
        "-언제 완공하나?",
        "김 대표는 2028년이라고 했다.",
    ]

    assert not any(
        text.endswith("?")
        for text in texts(summarise("[인터뷰] 김하늘 대표", "\n".join(lines * 2)))
    )


def test_lines_cut_at_a_fixed_width_are_read_as_one_text():
    words = f"{LEDE} {PLAN} {POWER}".split()
    wrapped = "\n".join(" ".join(words[at : at + 3]) for at in range(0, len(words), 3))

    summary = summarise(TITLE, wrapped)

    assert next(" ".join(text.split()) for text in texts(summary)) == LEDE


@pytest.mark.parametrize("text", ["", "   \n", "저작권자 ⓒ 가나일보", "짧다."], ids=repr)
def test_nothing_to_quote_gives_an_empty_summary(text):
    assert summarise(TITLE, text).sentences == ()


def test_a_feed_s_broken_off_text_is_better_than_nothing():
    text = "가나전자가 충남 아산에 3조원을 들여 AI 데이터센터를 짓는 방안을 검토하는 등 투자를 늘리"

    assert texts(summarise(TITLE, text)) == [text]


def test_the_whole_stays_short_where_the_sentences_allow_it():
    long = "가나전자는 " + "아주 긴 설명을 붙여 " * 12 + "데이터센터를 짓는다."

    chosen = texts(
        summarise(TITLE, "\n".join([LEDE, long, PLAN, long.replace("짓는다", "옮긴다"), POWER]))
    )

    assert sum(map(len, chosen)) <= 420


@given(st.text(max_size=50), st.text(st.sampled_from('가나다. \n“”"[]()▶ⓒ1다요?'), max_size=400))
def test_no_text_makes_it_fail_and_sentences_are_verbatim(title, text):
    for sentence in summarise(title, text, [title]).sentences:
        assert text[sentence.span.start : sentence.span.end] == sentence.text


def test_an_interview_may_be_told_by_its_answers():
    lines = [
        "김하늘 가나클라우드 대표는 22일 서울 본사에서 기자와 만나 내년 계획을 밝혔다.",
        "-흑자 전환 시점은.",
        "“내년 3분기 흑자 전환을 목표로 GPU 사업을 키우고 있다. 쉽지는 않다.”",
    ]

    asked = summarise("[인터뷰] 김하늘 대표 “내년 3분기 흑자 전환 목표”", "\n".join(lines))
    told = summarise("김하늘 대표 “내년 3분기 흑자 전환 목표”", "\n".join(lines))

    assert texts(asked) == [lines[0], lines[2]]
    assert texts(told) == [lines[0]]


def test_speech_is_not_told_without_its_speaker():
    speech = "이어 “가나전자의 AI 데이터센터 투자는 3조원으로 끝나지 않을 것”이라고 덧붙였다."
    text = f"{LEDE}\n{PAST}\n{speech}\n{POWER}\n{PLAN}"

    assert not any("덧붙였다" in sentence for sentence in texts(summarise(TITLE, text)))


def test_a_surname_at_the_head_of_a_line_is_no_loose_particle():
    text = "이 대표는 새 공장을 해담시에 짓겠다고 3일 밝혔다. 업계는 회의적인 반응을 보이고 있다."

    assert next(passage.text for passage in passages(text)).startswith("이 대표는")


def test_a_text_of_short_sentences_is_still_told():
    text = "가온이 신제품을 냈다. 가격은 3만원이다. 판매는 12일 시작한다."

    summary = summarise("가온, 신제품 출시", text)

    assert 2 <= len(summary.sentences) <= 3
    assert all(text[s.span.start : s.span.end] == s.text for s in summary.sentences)


def test_markup_left_in_the_text_stays_out_of_the_sentences():
    text = "".join(f"<p class='a'>{line}</p>" for line in BODY[:3])

    assert texts(summarise(TITLE, text)) == BODY[:3]


def test_a_reason_without_what_it_is_the_reason_of_is_avoided():
    reason = "국내외에서 AI 데이터센터 수요가 예상보다 빠르게 늘고 있기 때문이다."
    text = f"{LEDE}\n{PLAN}\n{POWER}\n{PAST}\n{reason}"

    assert reason not in texts(summarise(TITLE, text))


def test_accordingly_with_a_comma_is_trimmed():
    text = f"{LEDE}\n이에, {POWER}"

    assert texts(summarise(TITLE, text)) == [LEDE, POWER]


ABOUT = "가나전자가 충남 아산에 3조2000억원을 들여 데이터센터를 짓는다고 22일 밝혔다."
MORE = "가나전자는 내년 3월 착공해 2028년에 공사를 모두 마칠 계획이라고 이날 공시를 통해 설명했다."


def test_an_article_goes_on_behind_a_link_in_its_middle():
    text = f"{ABOUT}\n▶ 관련기사 다라에너지 주가 급등\n{MORE}"

    assert [each.text for each in summarise("", text).sentences] == [ABOUT, MORE]


def test_nothing_is_quoted_from_headlines_behind_a_link_or_behind_the_copyright():
    tail = f"▶ 관련기사\n바사그룹, 새 대표에 김하늘 내정\n저작권자 ⓒ 가나일보\n{MORE}"

    assert [each.text for each in summarise("", f"{ABOUT}\n{tail}").sentences] == [ABOUT]
