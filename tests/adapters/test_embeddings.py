"""A model may say what articles mean; grouping looks at it beside the words, and does without it."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.adapters.embeddings import LATE_MOST, LEFT_ALONE, EmbeddingModel, HttpEmbedder
from bot.adapters.memory import ManualClock, MemoryStore, ScriptedEmbedder
from bot.adapters.openai import Service
from bot.errors import EmbedderFailed
from bot.model import Meaning
from bot.stories.features import pack, unpack
from bot.stories.grouping import Grouper
from bot.stories.scoring import MODEL
from bot.tables import load_tables
from tests.contract.samples import an_article
from tests.fakes.desk import GroupingDesk
from tests.fakes.model_service import ModelService
from tests.fakes.releases import article
from tests.fakes.small_town import LONG, Town
from tests.fakes.tables import background, outlets

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
TITLE = "가람반도체, 청주에 1조2000억원 공장"
TEXT = LONG.format(who="가람반도체")
PLANT = an_article("가람", title=TITLE, text=TEXT)


def found(vector):
    answer = {"data": [{"index": 0, "embedding": vector}], "model": "m"}
    return 200, json.dumps(answer).encode()


@pytest.fixture
def world():
    with ModelService(lambda _: found([0.6, 0.8, 0.0])) as service:
        yield service


def embedder(service, *, memos=None, clock=None, may_send=lambda _: True, name="m", patience=3.0):
    url = service if isinstance(service, str) else service.url
    return HttpEmbedder(
        EmbeddingModel(
            service=Service(base_url=url, api_key="secret", patience=patience), name=name
        ),
        memos=memos or MemoryStore().memos,
        clock=clock or ManualClock(NOW),
        may_send=may_send,
    )


def test_the_service_says_what_an_article_means(world):
    meaning = embedder(world).meaning(PLANT)

    assert meaning.model == "m"
    assert meaning.vector == pytest.approx((0.75, 1.0, 0.0))
    (asked,) = world.asked
    assert asked["model"] == "m"
    assert asked["input"].startswith(f"{TITLE}\n")


def test_an_article_read_again_is_not_asked_for_again(world):
    memos = MemoryStore().memos
    embedder(world, memos=memos).meaning(PLANT)

    again = embedder(world, memos=memos).meaning(PLANT)
    other = embedder(world, memos=memos, name="other").meaning(PLANT)

    assert again.vector == pytest.approx((0.75, 1.0, 0.0), abs=1e-3)
    assert other.model == "other"
    assert len(world.asked) == 2


@pytest.mark.parametrize("size", [1e-9, 1e9, 1e300])
def test_a_kept_vector_has_the_direction_of_the_answer(world, size):
    memos = MemoryStore().memos
    world.answer = lambda _: found([3 * size, -4 * size, 0.0])

    told = [embedder(world, memos=memos).meaning(PLANT) for _ in range(2)]

    for meaning in told:
        assert meaning.vector == pytest.approx((0.75, -1.0, 0.0), abs=1e-3)


@pytest.mark.parametrize(
    "answer",
    [
        (500, b""),
        (200, b"\xff\x00"),
        (200, b'{"data": []}'),
        (200, b'{"data": [{"embedding": []}]}'),
        (200, b'{"data": [{"embedding": [1.0, NaN]}]}'),
        (200, b'{"data": [{"embedding": ["a", "b"]}]}'),
        found([0.5] * 5_000),
        (200, b" " * 600_000),
    ],
    ids=["error", "bytes", "none", "empty", "not a number", "words", "long", "huge"],
)
def test_a_service_that_talks_rubbish_fails(world, answer):
    world.answer = lambda _: answer

    with pytest.raises(EmbedderFailed):
        embedder(world).meaning(PLANT)


def test_a_slow_service_is_given_up(world):
    world.silent = True

    with pytest.raises(EmbedderFailed):
        embedder(world, patience=0.4).meaning(PLANT)


def test_a_failing_service_is_left_alone_for_a_while(world):
    clock = ManualClock(NOW)
    asking = embedder(world, clock=clock)
    world.answer = lambda _: (500, b"")
    for _ in range(3):
        with pytest.raises(EmbedderFailed):
            asking.meaning(PLANT)
    assert len(world.asked) == 1

    world.answer = lambda _: found([1.0, 0.0])
    clock.advance(LEFT_ALONE)

    assert asking.meaning(PLANT).vector == (1.0, 0.0)


def test_a_service_that_is_always_late_is_left_alone_too(world):
    clock = ManualClock(NOW)
    asking = embedder(world, clock=clock)

    def late(_):
        clock.advance(timedelta(seconds=2.5))
        return found([1.0, 0.0])

    world.answer = late
    refused = 0
    for number in range(40):
        try:
            asking.meaning(replace(PLANT, title=f"기사 {number}"))
        except EmbedderFailed:
            refused += 1

    assert clock.now() - NOW <= LATE_MOST + timedelta(seconds=5)
    assert refused == 40 - len(world.asked) > 0
    clock.advance(LEFT_ALONE)
    assert asking.meaning(PLANT) is not None


def test_a_service_that_answers_at_once_is_asked_for_every_article(world):
    asking = embedder(world)

    for number in range(40):
        asking.meaning(replace(PLANT, title=f"기사 {number}"))

    assert len(world.asked) == 40


def test_a_key_that_no_header_can_carry_fails_as_the_service_does(world):
    model = EmbeddingModel(
        service=Service(base_url=world.url, api_key="열쇠", patience=3.0), name="m"
    )
    asking = HttpEmbedder(
        model, memos=MemoryStore().memos, clock=ManualClock(NOW), may_send=lambda _: True
    )

    with pytest.raises(EmbedderFailed):
        asking.meaning(PLANT)


def test_a_text_that_may_not_be_sent_has_no_meaning(world):
    assert embedder(world, may_send=lambda _: False).meaning(PLANT) is None
    assert embedder(world).meaning(replace(PLANT, title="", text="")) is None
    assert world.asked == []


def test_the_scripted_embedder_answers_as_the_port_promises():
    scripted = ScriptedEmbedder({TITLE: (1.0, 0.0)})

    assert scripted.meaning(PLANT) == Meaning(model="scripted", vector=(1.0, 0.0))
    with pytest.raises(EmbedderFailed):
        scripted.meaning(replace(PLANT, title="다른 제목"))


# --- grouping -----------------------------------------------------------------------------------

# Against the small background of tests everything is rare, so that words alone would join them.
STRICT = replace(MODEL, bias=MODEL.bias - 8)
UNDERSTANDING = replace(STRICT, meaning=20.0, alike=0.5)
BUYS = ("새결조선, 노르웨이 선사와 7800억원 쇄빙선 계약", "")
SELLS = ("북해 쇄빙선 세 척 새결조선이 짓는다", "")


def placed(model, *meanings):
    desk = GroupingDesk(Grouper(background(), outlets(), model))
    grouper = desk.grouper
    for number, ((title, text), meaning) in enumerate(zip((BUYS, SELLS), meanings, strict=True)):
        told = article(number + 1, title, text, number * 10)
        print_ = grouper.fingerprint(told, meaning)
        since = told.seen_at - grouper.window
        near = desk.candidates(print_.keys, since, grouper.max_candidates)
        placement = grouper.place(told, grouper.look(print_, near), [])
        desk.save(told, print_, placement)
    return placement


def meant(*vector, model="m"):
    return Meaning(model=model, vector=vector)


def test_like_meaning_brings_two_tellings_together():
    alike = placed(UNDERSTANDING, meant(1.0, 0.1), meant(1.0, 0.0))
    apart = placed(UNDERSTANDING, meant(1.0, 0.1), meant(0.1, 1.0))

    assert alike.story_id == 1
    assert "meaning=" in alike.evidence[0].detail
    assert apart.story_id == 2


@pytest.mark.parametrize(
    "meanings",
    [
        (None, meant(1.0, 0.0)),
        (meant(1.0, 0.0), None),
        (meant(1.0, 0.0), meant(1.0, 0.0, model="other")),
        (meant(1.0, 0.0), meant(1.0, 0.0, 0.0)),
        (meant(1.0, 0.0), meant(0.0, 0.0)),
    ],
    ids=["old without", "new without", "another model", "another length", "no direction"],
)
def test_meanings_that_cannot_be_compared_change_nothing(meanings):
    assert placed(UNDERSTANDING, *meanings) == placed(STRICT, None, None)


def test_a_meaning_weighs_nothing_by_default():
    with_ = placed(MODEL, meant(1.0, 0.0), meant(1.0, 0.0))
    without = placed(MODEL, None, None)

    assert with_.evidence[0].score == without.evidence[0].score


def test_a_meaning_is_kept_with_the_features():
    grouper = Grouper(background(), outlets())
    told = article(1, *BUYS)

    kept = unpack(grouper.fingerprint(told, meant(0.3, -0.6)).features)
    bare = unpack(grouper.fingerprint(told).features)

    assert kept.meaning.tolist() == [64, -127]
    assert bare.meaning.tolist() == []
    assert bare.understood_by == 0
    assert kept.body_weights.tolist() == bare.body_weights.tolist()
    assert pack(kept) == grouper.fingerprint(told, meant(0.3, -0.6)).features


# --- the line -----------------------------------------------------------------------------------

LIST = '{name: 시험, channels: ["#test"], terms: [{name: 가람반도체}]}'


WEIGHED = {"openai_embedding_model": "m", "embedding_alike": 0.7, "embedding_weight": 8.0}


@pytest.mark.parametrize("how", ["well", "down", "off", "weighs nothing"])
def test_articles_are_placed_whatever_the_service_does(tmp_path, world, how):
    url = "http://127.0.0.1:9/v1" if how == "down" else world.url
    model = {} if how == "off" else WEIGHED
    if how == "weighs nothing":
        model = WEIGHED | {"embedding_weight": 0.0}
    settings = {"openai_base_url": url, "briefs": "", **model}
    town = Town(tmp_path, load_tables(), settings=settings, watchlists={"a.yaml": LIST})
    town.outlets("gana")
    town.open()
    town.pass_minutes(3)
    town.news("gana", "a", TITLE, TEXT)

    town.pass_minutes(5)
    town.app.close()

    assert len(town.cards()) == 1
    assert len(world.asked) == (how == "well")


def test_what_a_new_feed_had_before_is_not_sent(tmp_path, world):
    settings = {"openai_base_url": world.url, "briefs": "", **WEIGHED}
    town = Town(tmp_path, load_tables(), settings=settings, watchlists={"a.yaml": LIST})
    town.outlets("gana")
    town.news("gana", "old", TITLE, TEXT)
    town.open()

    town.pass_minutes(5)
    town.app.close()

    assert town.cards() == []
    assert world.asked == []
