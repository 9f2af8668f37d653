"""Cards: what a story looks like to the people who get it."""

import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.card.render import (
    CARD_LIMIT,
    HEADLINE_LIMIT,
    Earlier,
    Telling,
    coverage_line,
    deletion_notice,
    folding_notice,
    headline_notice,
    render,
    render_notice,
    render_update,
)
from bot.model import (
    Article,
    BodySource,
    ButtonKind,
    Card,
    Member,
    Relation,
    Span,
    Summary,
    SummarySentence,
)

NOW = datetime(2026, 11, 22, 0, 5, tzinfo=UTC)
NASTY = [
    "",
    "\x00\x1b[31m빨강\x1b[0m",
    "<!channel> <@U123> *굵게* `코드` |",
    "\u202e뒤집힌 글자\u202c",
    "한국",
    "👨‍👩‍👧‍👦" * 50,
    "🇰🇷" * 200,
    "가" + "\u0301" * 500,
    "שלום עולם مرحبا",
    "줄\n바\r\n꿈\u2028들",
    "\ud800 홀로 선 대리 부호",
    "'; DROP TABLE stories; --",
    "${jndi:ldap://x} {{7*7}} %s %n",
    "A" * 10_000,
]
any_text = st.one_of(st.text(max_size=400), st.sampled_from(NASTY))


def member(title="가나전자, 데이터센터 짓는다", **changes):
    values = {
        "id": 1,
        "entry_id": 1,
        "url": "https://news.example/1",
        "title": title,
        "outlet": "가나일보",
        "publisher": "가나일보",
        "author": None,
        "published_at": NOW,
        "seen_at": NOW,
        "text": "",
        "body_source": BodySource.PAGE,
    }
    return Member(article=Article(**values | changes), relation=Relation.FIRST)


def summary(*texts):
    return Summary(
        sentences=tuple(SummarySentence(text=text, span=Span(start=0, end=1)) for text in texts)
    )


def telling(**changes):
    values = {
        "story_id": 7,
        "lead": member(),
        "summary": summary("첫 문장이다.", "둘째 문장이다."),
        "terms": ("가나전자",),
        "publishers": 1,
        "releases": 0,
        "now": NOW,
    }
    return Telling(**values | changes)


def all_text(card: Card) -> str:
    pieces = [card.headline, card.url, card.byline, card.coverage, card.fallback]
    return "".join([*pieces, *card.terms, *card.sentences, *card.notes])


def test_a_card_says_headline_outlet_time_terms_and_sentences():
    card = render(telling())

    assert card.headline == "가나전자, 데이터센터 짓는다"
    assert card.url == "https://news.example/1"
    assert card.byline == "가나일보 · 11월 22일 09:05"
    assert card.terms == ("가나전자",)
    assert card.sentences == ("첫 문장이다.", "둘째 문장이다.")
    assert card.coverage == ""
    assert card.buttons == tuple(ButtonKind)
    assert card.fallback == "가나전자, 데이터센터 짓는다 — 가나일보 · 11월 22일 09:05"


def test_a_sentence_of_another_article_names_its_outlet():
    own, foreign = (
        SummarySentence(text=text, span=Span(start=0, end=1), article_id=number)
        for number, text in ((1, "첫 문장이다."), (2, "다른 곳이 전했다."))
    )

    card = render(
        telling(summary=Summary(sentences=(own, foreign)), outlets={2: "나다일보", 3: "라마일보"})
    )

    assert card.sentences == ("첫 문장이다.", "다른 곳이 전했다. (나다일보)")


@pytest.mark.parametrize(
    ("publishers", "releases", "said"),
    [
        pytest.param(1, 0, "", id="nobody else"),
        pytest.param(1, 1, "", id="a lone release"),
        pytest.param(2, 0, "외 1개 매체", id="one more"),
        pytest.param(4, 2, "외 3개 매체 (보도자료 전재 2)", id="with reprints"),
        pytest.param(2, 2, "외 1개 매체 (모두 보도자료 전재)", id="nothing but reprints"),
        pytest.param(0, 0, "", id="unknown"),
    ],
)
def test_other_outlets_are_counted_by_publisher(publishers, releases, said):
    assert coverage_line(publishers, releases) == said
    assert render(telling(publishers=publishers, releases=releases)).coverage == said


def test_the_coverage_reaches_the_notification_line():
    assert render(telling(publishers=3)).fallback.endswith("· 외 2개 매체")


def test_another_year_is_named():
    turned = member(published_at=datetime(2025, 12, 31, 15, 30, tzinfo=UTC))
    older = member(published_at=datetime(2025, 12, 31, 14, 30, tzinfo=UTC))

    assert render(telling(lead=turned)).byline == "가나일보 · 1월 1일 00:30"
    assert render(telling(lead=older)).byline == "가나일보 · 2025년 12월 31일 23:30"


@pytest.mark.parametrize(
    ("title", "headline", "mark"),
    [
        ("[단독] 가나전자 매각", "가나전자 매각", "단독 · "),
        ("가나전자 매각(종합)", "가나전자 매각", "종합 · "),
        ("[속보]가나전자 매각", "가나전자 매각", "속보 · "),
        ("[사설] 가나전자의 길", "가나전자의 길", "사설·칼럼 · "),
        ("[정정보도] 가나전자 관련", "가나전자 관련", "정정 · "),
        ("[2025 결산⑥] 가나전자", "[2025 결산⑥] 가나전자", ""),
        ("[이사회 모니터] 가나전자", "[이사회 모니터] 가나전자", ""),
        ("[단독]", "[단독]", "단독 · "),
        ("", "(제목 없음)", ""),
    ],
)
def test_status_tags_move_from_the_headline_to_the_byline(title, headline, mark):
    card = render(telling(lead=member(title)))

    assert card.headline == headline
    assert card.byline == f"{mark}가나일보 · 11월 22일 09:05"


def test_a_follow_up_names_and_links_the_older_card():
    earlier = Earlier(title="가나전자, 부지 물색", at=NOW, link="https://chat.example/p1")

    card = render(telling(earlier=earlier))

    assert card.notes == ("이어지는 소식: 가나전자, 부지 물색 (11월 22일) https://chat.example/p1",)


def test_a_long_older_title_is_cut_before_its_link():
    link = f"https://chat.example/{'p' * 200}"

    note = render(telling(earlier=Earlier(title="가" * 500, at=NOW, link=link))).notes[0]

    assert "…" in note
    assert len(note) <= 300


def test_a_card_made_of_the_feed_s_own_summary_says_so():
    card = render(telling(lead=member(body_source=BodySource.FEED)))

    assert card.notes == ("본문을 읽지 못해 피드 요약만 보았습니다.",)


def test_a_card_of_a_paid_article_says_that_only_its_front_was_read():
    card = render(telling(lead=member(body_source=BodySource.TEASER)))

    assert card.notes == ("구독자나 회원에게만 열린 기사라 앞부분만 읽었습니다.",)


def test_remarks_of_the_caller_follow():
    assert render(telling(remarks=["평소의 6배", ""])).notes == ("평소의 6배",)


def test_many_terms_are_counted_instead_of_named():
    card = render(telling(terms=[f"이름{number}" for number in range(30)] + ["이름0"]))

    assert len(card.terms) == 10
    assert card.terms[-1] == "외 21"


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "ftp://x/y", "", "https://x/ y", "https://x/" + "a" * 3000]
)
def test_only_addresses_of_the_web_become_links(url):
    assert render(telling(lead=member(url=url))).url == ""


def test_texts_are_one_line_each():
    card = render(telling(lead=member("두\n줄 제목"), summary=summary("문장\n둘.")))

    assert card.headline == "두 줄 제목"
    assert card.sentences == ("문장 둘.",)


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        ("가나전자 착공", "[새 사실] 가나전자 착공"),
        ("가나전자 착공(종합)", "[새 사실] 가나전자 착공"),
        ("[정정보도] 가나전자", "[정정] 가나전자"),
    ],
)
def test_a_reply_says_what_kind_of_news_it_brings(title, headline):
    card = render_update(7, member(title), summary("새 문장이다."), terms=["가나전자"], now=NOW)

    assert card.headline == headline
    assert card.sentences == ("새 문장이다.",)
    assert card.buttons == ()


def test_notices_are_polite_lines_without_buttons():
    card = render_notice(7, folding_notice("가나전자", 12, "17:30"))

    assert card.headline == (
        "‘가나전자’ 소식이 오늘 12건을 넘어, 다음 소식부터는 17:30 브리핑에 모아 전해 드립니다."
    )
    assert card.buttons == ()
    assert deletion_notice("가나일보", "제목") == "가나일보의 기사가 삭제되었습니다: 제목"
    assert headline_notice("가나일보", "전", "후") == "가나일보: 제목이 바뀌었습니다. 전 → 후"


@settings(max_examples=60)
@given(any_text, any_text, any_text, any_text)
def test_no_text_breaks_a_card_or_its_limits(title, outlet, sentence, term):
    lead = member(title, outlet=outlet, url=f"https://x/{term}")
    card = render(
        telling(
            lead=lead,
            summary=summary(*[sentence * 3] * 3),
            terms=[term, title, outlet],
            publishers=9,
            releases=9,
            earlier=Earlier(title=title, at=NOW, link=f"https://x/{sentence}"),
            remarks=[sentence, term, title],
        )
    )

    text = all_text(card)
    assert len(text) <= CARD_LIMIT
    assert 1 <= len(card.headline) <= HEADLINE_LIMIT
    assert not {unicodedata.category(character) for character in text} & {"Cc", "Cs", "Zl", "Zp"}
    assert render_notice(1, sentence).headline
    assert render_update(1, lead, summary(sentence), now=NOW).headline
