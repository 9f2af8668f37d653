"""Which article of a story its summary is taken from."""

from datetime import UTC, datetime

from bot.model import Article, BodySource, Member, Relation, Story
from bot.summary.story import summarise_story

NOW = datetime(2026, 11, 22, tzinfo=UTC)
LONG = "가나전자가 충남에 AI 데이터센터를 짓는다고 22일 밝혔다.\n회사는 내년 3월 공사를 시작할 계획이라고 설명했다."


def member(number, text, relation=Relation.FIRST):
    article = Article(
        id=number,
        entry_id=number,
        url=f"https://news.example/{number}",
        title="가나전자 데이터센터",
        outlet="가나일보",
        publisher="가나일보",
        author=None,
        published_at=NOW,
        seen_at=NOW,
        text=text,
        body_source=BodySource.PAGE,
    )
    return Member(article=article, relation=relation)


def story(*members):
    return Story(id=1, revision=1, members=members)


def test_the_leading_article_speaks_where_it_can():
    lead, other = member(1, LONG), member(2, LONG.replace("충남", "강원"), Relation.REWRITE)

    summary = summarise_story(story(lead, other), lead)

    assert "충남" in summary.sentences[0].text


def test_another_article_speaks_where_the_leading_one_has_only_a_stub():
    lead, other = member(1, "후속 기사가 이어집니다."), member(2, LONG, Relation.REWRITE)

    summary = summarise_story(story(lead, other), lead)

    assert len(summary.sentences) == 2


def test_an_update_is_asked_before_a_copy():
    lead = member(1, "")
    copy = member(2, LONG.replace("충남", "강원"), Relation.COPY)
    update = member(3, LONG, Relation.UPDATE)

    summary = summarise_story(story(lead, copy, update), lead)

    assert "충남" in summary.sentences[0].text


def test_one_sentence_of_the_leading_article_is_kept_where_nobody_has_more():
    only = "가나전자가 충남에 AI 데이터센터를 짓는다고 22일 밝혔다."
    lead, other = member(1, only), member(2, "짧다.", Relation.COPY)

    summary = summarise_story(story(lead, other), lead)

    assert [sentence.text for sentence in summary.sentences] == [only]


def test_a_fact_that_other_articles_tell_takes_the_last_place():
    fact = "충북도는 24일 가나전자에 공업용수를 하루 4만톤 공급하는 협약을 맺었다."
    filler = "행사에는 임직원 120명이 참석해 축하 공연을 함께 관람했다."
    lead = member(1, f"{LONG}\n{filler}")
    others = [
        member(2, f"{LONG}\n{fact}", Relation.REWRITE),
        member(3, f"{fact}\n가나전자 데이터센터 착공이 가까워졌다.", Relation.UPDATE),
    ]

    summary = summarise_story(story(lead, *others), lead)

    assert [sentence.text for sentence in summary.sentences] == [*LONG.split("\n"), fact]
    assert [sentence.article_id for sentence in summary.sentences][:2] == [1, 1]
    source = next(each for each in others if each.article.id == summary.sentences[2].article_id)
    span = summary.sentences[2].span
    assert source.article.text[span.start : span.end] == fact


def test_another_article_that_only_repeats_adds_nothing():
    lead = member(1, LONG)
    again = "22일 가나전자는 충남에 AI 데이터센터를 짓겠다고 했다.\n내년 3월 공사를 시작할 계획이라고 회사는 설명했다."

    summary = summarise_story(story(lead, member(2, again, Relation.REWRITE)), lead)

    assert [sentence.text for sentence in summary.sentences] == LONG.split("\n")


def test_a_copy_is_not_asked_for_more():
    lead = member(1, LONG)
    copy = member(
        2, f"{LONG}\n충북도는 24일 가나전자에 용수를 공급하는 협약을 맺었다.", Relation.COPY
    )

    summary = summarise_story(story(lead, copy), lead)

    assert {sentence.article_id for sentence in summary.sentences} == {1}
