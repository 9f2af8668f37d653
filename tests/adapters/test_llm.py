"""A language model may write the summary, but only what the gate lets through, and never late."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import monotonic

import pytest

from bot.adapters.llm import LEFT_ALONE, LanguageModel, LlmSummariser
from bot.adapters.memory import ManualClock, MemoryStore
from bot.adapters.openai import Service
from bot.errors import SummariserFailed
from bot.model import Feed, Member, Permission, Relation, Story, SummaryStyle, TermsOfUse
from bot.outlets import OutletTable
from bot.summary.rights import may_send
from bot.tables import load_tables
from tests.contract.samples import an_article
from tests.fakes.model_service import ModelService, said
from tests.fakes.small_town import LONG, Town

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
TITLE = "가람반도체, 청주에 1조2000억원 공장"
TEXT = LONG.format(who="가람반도체")
GOOD = "가람반도체는 20일 충북 청주에 새 공장을 짓는다고 밝혔다. 투자 규모는 1조2000억원이다."
TAMPERED = [
    pytest.param(GOOD.replace("1조2000억", "2조1000억"), "number", id="number"),
    pytest.param(GOOD.replace("가람반도체", "나래전자"), "name", id="company"),
    pytest.param(GOOD + " 대표는 “세계 최대”라고 말했다.", "quotation", id="quotation"),
    pytest.param("업계에서는 관련 수요가 이어진다.", "hedge", id="lost hedge"),
    pytest.param("Garam builds a new plant in Cheongju.", "not_korean", id="English"),
    pytest.param("", "empty", id="empty"),
    pytest.param(GOOD * 20, "too_long", id="long"),
]


def story(*articles):
    members = tuple(
        Member(article=article, relation=Relation.FIRST if at == 0 else Relation.UPDATE)
        for at, article in enumerate(articles or (an_article("가람", title=TITLE, text=TEXT),))
    )
    return Story(id=1, revision=1, members=members)


@pytest.fixture
def world():
    """A service, and a summariser that asks it."""
    with ModelService(lambda _: said(GOOD)) as service:
        yield service


def summariser(
    service,
    *,
    memos=None,
    clock=None,
    tokens=10_000,
    may_send=lambda _: True,
    patience=8.0,
    **model,
):
    url = service if isinstance(service, str) else service.url
    asked = Service(base_url=url, api_key="secret", patience=patience)
    return LlmSummariser(
        LanguageModel(service=asked, name="m", tokens_a_day=tokens, **model),
        memos=memos or MemoryStore().memos,
        clock=clock or ManualClock(NOW),
        choose=lambda story: story.members[0],
        may_send=may_send,
    )


def texts(summary):
    return [sentence.text for sentence in summary.sentences]


def test_a_faithful_draft_becomes_the_summary(world):
    summary = summariser(world).summarise(story(), ["가람반도체"])

    assert " ".join(texts(summary)) == GOOD
    assert all(sentence.span is None for sentence in summary.sentences)


@pytest.mark.parametrize(
    ("style", "asked", "draft"),
    [
        (SummaryStyle.PLAIN, "평서문", GOOD),
        (SummaryStyle.NOUN, "명사형", "가람반도체가 청주에 새 공장을 짓는다고 20일 밝힘."),
        (
            SummaryStyle.POLITE,
            "합니다체",
            "가람반도체는 20일 청주에 새 공장을 짓는다고 밝혔습니다.",
        ),
    ],
)
def test_the_sentences_end_as_the_settings_ask(world, style, asked, draft):
    world.answer = lambda _: said(draft)

    summary = summariser(world, style=style).summarise(story(), [])

    assert asked in world.asked[0]["messages"][0]["content"]
    assert " ".join(texts(summary)) == draft


def test_another_style_is_asked_for_anew(world):
    memos = MemoryStore().memos

    for style in SummaryStyle:
        summariser(world, memos=memos, style=style).summarise(story(), [])

    assert len(world.asked) == 3


def test_list_marks_are_taken_off(world):
    world.answer = lambda _: said("\n".join(f"- {one}." for one in GOOD.rstrip(".").split(". ")))

    assert " ".join(texts(summariser(world).summarise(story(), []))) == GOOD


def test_marks_that_nobody_sees_are_taken_off(world):
    world.answer = lambda _: said("\u202e" + GOOD.replace("20일", "2\u200b0일") + "\u2066\x07")

    assert " ".join(texts(summariser(world).summarise(story(), []))) == GOOD


@pytest.mark.parametrize(("draft", "reason"), TAMPERED)
def test_a_tampered_draft_is_refused_by_name(world, draft, reason):
    world.answer = lambda _: said(draft)

    with pytest.raises(SummariserFailed, match=reason):
        summariser(world).summarise(story(), [])


@pytest.mark.parametrize(
    "answer",
    [(500, b"{}"), (200, b"<html>"), (200, b"{}"), (200, b'{"choices": []}'), (302, b"")],
    ids=["error", "HTML", "no choices", "empty choices", "redirect"],
)
def test_rubbish_fails(world, answer):
    world.answer = lambda _: answer

    with pytest.raises(SummariserFailed):
        summariser(world).summarise(story(), [])


def test_a_service_that_is_down_fails():
    with pytest.raises(SummariserFailed):
        summariser("http://127.0.0.1:9/v1").summarise(story(), [])


@pytest.mark.parametrize("how", ["silent", "trickle"])
def test_a_slow_service_is_given_up_in_time(world, how):
    setattr(world, how, 0.02 if how == "trickle" else True)
    begun = monotonic()

    with pytest.raises(SummariserFailed):
        summariser(world, patience=1.0).summarise(story(), [])

    assert monotonic() - begun < 3


def test_a_failing_service_is_left_alone_for_a_while(world):
    clock = ManualClock(NOW)
    asking = summariser(world, clock=clock)
    world.answer = lambda _: (503, b"")
    for _ in range(3):
        with pytest.raises(SummariserFailed):
            asking.summarise(story(), [])
    assert len(world.asked) == 1
    world.answer = lambda _: said(GOOD)

    clock.advance(LEFT_ALONE)

    assert texts(asking.summarise(story(), []))


@pytest.mark.parametrize("draft", [GOOD, "나래전자가 공장을 짓는다."], ids=["passed", "refused"])
def test_the_same_question_is_asked_once_even_after_a_restart(world, draft):
    world.answer = lambda _: said(draft)
    memos = MemoryStore().memos

    for _ in range(3):
        try:
            summariser(world, memos=memos).summarise(story(), [])
        except SummariserFailed:
            assert draft != GOOD

    assert len(world.asked) == 1


def test_a_copy_asks_nothing_new_but_new_facts_do(world):
    asking = summariser(world)
    first = story()
    asking.summarise(first, [])
    copy = Member(article=an_article("전재", title=TITLE, text=TEXT), relation=Relation.COPY)
    update = Member(
        article=an_article("종합", title=TITLE, text=TEXT + "\n300명을 더 뽑는다."),
        relation=Relation.UPDATE,
    )

    asking.summarise(replace(first, members=(*first.members, copy)), [])
    assert len(world.asked) == 1
    asking.summarise(replace(first, members=(*first.members, copy, update)), [])

    assert len(world.asked) == 2


def test_the_budget_of_a_day_is_kept_and_the_next_day_has_its_own(world):
    clock, memos = ManualClock(NOW), MemoryStore().memos
    world.answer = lambda _: said(GOOD, tokens=2_000)
    asking = summariser(world, memos=memos, clock=clock, tokens=2_500)
    asking.summarise(story(), [])

    with pytest.raises(SummariserFailed, match="budget"):
        asking.summarise(story(), ["다른 말"])
    clock.advance(timedelta(days=1))

    assert texts(asking.summarise(story(), ["다른 말"]))


def test_what_was_told_travels_along(world):
    summariser(world).summarise(story(), [], "이미 아는 이야기")

    assert "이미 아는 이야기" in world.asked[0]["messages"][1]["content"]


def test_the_key_shows_nowhere():
    service = Service(base_url="http://x", api_key="secret", patience=1.0)
    model = LanguageModel(service=service, name="m", tokens_a_day=1)

    assert "secret" not in repr(model)
    assert "secret" not in repr(service)


# --- whose texts may be sent --------------------------------------------------------------------


def feed(outlet, url, ai, publisher=None):
    terms = TermsOfUse(ai=ai)
    return Feed(url=url, outlet=outlet, publisher=publisher, terms_of_use=terms)


CLOSED = feed("마루일보", "https://rss.maru.example/all", Permission.FORBIDDEN, "마루미디어")
OPEN = feed("가람일보", "https://garam.example/rss", Permission.UNKNOWN)
NO_TABLE = OutletTable(hosts={}, names={}, naver={}, portals=frozenset({"portal.example"}))


@pytest.mark.parametrize(
    ("changes", "sent"),
    [
        ({}, True),
        ({"outlet": "마루일보"}, False),
        ({"outlet": "마루경제", "publisher": "마루미디어"}, False),
        ({"outlet": "", "url": "https://www.maru.example/1"}, False),
        ({"url": "https://portal.example/1"}, True),
    ],
    ids=["open", "outlet", "publisher", "domain", "portal"],
)
def test_an_outlet_that_forbids_ai_is_known_by_any_of_its_names(changes, sent):
    article = an_article("가", **{"url": "https://garam.example/1"} | changes)

    assert may_send(article, [CLOSED, OPEN], NO_TABLE) is sent


def test_texts_of_an_outlet_that_forbids_ai_are_never_sent(world):
    closed = an_article("닫힘", outlet="마루일보", title=TITLE, text=f"닫힌 글. {TEXT}")
    open_ = an_article("열림", title=TITLE, text=TEXT)
    asking = summariser(world, may_send=lambda a: may_send(a, [CLOSED], NO_TABLE))

    asking.summarise(story(closed, open_), [])

    assert "닫힌 글" not in world.asked[0]["messages"][1]["content"]
    with pytest.raises(SummariserFailed, match="terms_of_use"):
        asking.summarise(story(closed), [])
    assert len(world.asked) == 1


# --- the card goes out whatever the service does ------------------------------------------------

LIST = '{name: 시험, channels: ["#test"], terms: [{name: 가람반도체}]}'


def card_of(tmp_path, service, tables):
    settings = {
        "openai_base_url": service,
        "openai_model": "m",
        "briefs": "",
        "summary_timeout": 1.0,
    }
    town = Town(tmp_path, tables, settings=settings, watchlists={"a.yaml": LIST})
    town.outlets("gana")
    town.open()
    town.pass_minutes(3)
    town.news("gana", "a", TITLE, TEXT)
    town.pass_minutes(5)
    town.app.close()
    (message,) = town.cards()
    return message.card


@pytest.fixture(scope="module")
def tables():
    return load_tables()


def test_a_card_carries_the_models_summary_and_says_so(tmp_path, tables, world):
    world.answer = lambda _: said("투자 규모는 1조2000억원이다.")

    card = card_of(tmp_path, world.url, tables)

    assert card.sentences == ("투자 규모는 1조2000억원이다.",)
    assert "요약은 AI가 썼습니다." in card.notes


@pytest.mark.parametrize("how", ["down", "slow", "rubbish", "tampered"])
def test_every_card_goes_out_with_sentences_of_the_article(tmp_path, tables, world, how):
    world.silent = how == "slow"
    world.answer = {
        "rubbish": lambda _: (200, b"\xff\x00"),
        "tampered": lambda _: said(GOOD.replace("1조2000억", "9조")),
    }.get(how, world.answer)

    card = card_of(tmp_path, "http://127.0.0.1:9/v1" if how == "down" else world.url, tables)

    assert card.sentences
    assert all(sentence in TEXT for sentence in card.sentences)
    assert card.notes == ()


STORIES = (
    ("가람반도체", "가람반도체, 청주에 1조2000억원 새 공장", TEXT),
    (
        "나래은행",
        "나래은행 3분기 순이익 4210억원",
        "나래은행은 3분기 순이익이 4210억원이라고 20일 공시했다. 이자이익은 2.1% 줄었다.",
    ),
    (
        "다온항공",
        "다온항공, 방콕 노선 다시 띄운다",
        "다온항공은 내달 3일 인천에서 방콕으로 가는 노선을 다시 연다고 20일 밝혔다.",
    ),
)


@pytest.mark.parametrize("how", ["down", "slow"])
def test_a_dead_service_holds_up_no_card(tmp_path, tables, world, how):
    world.silent = how == "slow"
    url = "http://127.0.0.1:9/v1" if how == "down" else world.url
    terms = ", ".join(f"{{name: {term}}}" for term, _, _ in STORIES)
    settings = {"openai_base_url": url, "openai_model": "m", "briefs": "", "summary_timeout": 1.0}
    lists = {"a.yaml": f'{{name: 시험, channels: ["#test"], terms: [{terms}]}}'}
    town = Town(tmp_path, tables, settings=settings, watchlists=lists)
    town.outlets("gana")
    town.open()
    town.pass_minutes(3)
    for number, (_, title, text) in enumerate(STORIES):
        town.news("gana", f"n{number}", title, text)

    town.pass_minutes(5)
    town.app.close()

    assert len(town.cards()) == len(STORIES)
    assert all(message.card.sentences for message in town.cards())
    assert len(world.asked) == (how == "slow")
