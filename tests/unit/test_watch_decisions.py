"""Alerting, orders, suggestions and back-tests."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import BadWatchlist
from bot.model import Article, BodySource, Outlets, Salience, Term, Watchlist
from bot.tables import load_tables
from bot.watch.alerting import DecisionReason, decide
from bot.watch.backtest import backtest
from bot.watch.matcher import Matcher
from bot.watch.order import parse_order, suggest

GAZETTEER = load_tables().gazetteer
NOW = datetime(2026, 11, 20, tzinfo=UTC)


def article(title: str, text: str, *, days: int = 0) -> Article:
    at = NOW + timedelta(days=days)
    return Article(
        id=days, entry_id=days, url="https://a.example/1", title=title, outlet="가신문",
        publisher="가미디어", author=None, published_at=at, seen_at=at, text=text,
        body_source=BodySource.PAGE,
    )  # fmt: skip


LIST = Watchlist(
    name="목록", channels=("#a",), terms=(Term(name="KT"), Term(name="HBM")), urgent=("유출",)
)
FILLER = "\n".join(f"업계는 이 소식을 {number}번째로 전했다." for number in range(20))
IN_TITLE = article("KT 새 사업", "본문이다.")
IN_BODY = article("제목", f"첫 문단이다. 둘째 문장이다.\nKT가 나섰다. KT도 나섰다.\n{FILLER}")


def _decide(watchlist, item):
    return decide(
        watchlist, item, Matcher([watchlist], GAZETTEER).match(item.title, item.text).matches
    )


@pytest.mark.parametrize(
    ("watchlist", "item", "reason"),
    [
        (LIST, IN_TITLE, DecisionReason.ALERT),
        (LIST, article("제목", "본문"), DecisionReason.NO_MATCH),
        (LIST, IN_BODY, DecisionReason.BELOW_THRESHOLD),
        (replace(LIST, alert_on=Salience.BODY), IN_BODY, DecisionReason.ALERT),
        (replace(LIST, alert_on=Salience.TITLE), article("제목", "KT가 나섰다."), DecisionReason.BELOW_THRESHOLD),
        (LIST, replace(IN_TITLE, backlog=True), DecisionReason.BACKLOG),
        (replace(LIST, outlets=Outlets(never=("가신문",))), IN_TITLE, DecisionReason.OUTLET_EXCLUDED),
        (replace(LIST, outlets=Outlets(never=("가미디어",))), IN_TITLE, DecisionReason.OUTLET_EXCLUDED),
        (replace(LIST, outlets=Outlets(only=("나신문",))), IN_TITLE, DecisionReason.OUTLET_EXCLUDED),
        (replace(LIST, outlets=Outlets(only=("가신문",))), IN_TITLE, DecisionReason.ALERT),
    ],
)  # fmt: skip
def test_why_a_channel_is_told_or_not(watchlist, item, reason):
    decision = _decide(watchlist, item)

    assert decision.reason is reason
    assert decision.alerts is (reason is DecisionReason.ALERT)


@pytest.mark.parametrize(
    ("title", "word"),
    [("KT 개인정보 유출", "유출"), ("KT 새 사업", ""), ("KT" + " 가나다라" * 12 + " 유출", "")],
    ids=["beside", "none", "far"],
)
def test_an_urgent_word_beside_a_term_makes_it_urgent(title, word):
    decision = _decide(LIST, article(title, "본문이다."))

    assert (decision.urgent, decision.urgent_word) == (bool(word), word)


@pytest.mark.parametrize(
    ("title", "urgent"),
    [
        ("KT 장애인 채용", False),
        ("KT 장애인 채용 사이트 장애", True),
        ("KT 화재보험 가입", False),
        ("KT 화재로 서비스 중단", True),
        ("KT 유출입 인구 분석", False),
        ("KT·HBM화재, 새 사업", False),
    ],
)
def test_a_longer_word_is_no_crisis(title, urgent):
    watchlist = replace(
        LIST,
        urgent=("장애", "화재", "유출"),
        terms=(Term(name="KT"), Term(name="HBM화재")),
    )

    assert _decide(watchlist, article(title, "본문이다.")).urgent is urgent


def test_an_alert_names_its_terms_most_salient_first():
    decision = _decide(LIST, article("HBM 값 급등", "KT는 웃었다."))

    assert decision.terms == ("HBM", "KT")


@pytest.mark.parametrize(
    ("order", "term"),
    [
        ("KT클라우드", Term(name="KT클라우드")),
        (" KT클라우드 , KT Cloud,케이티클라우드", Term(name="KT클라우드", aliases=("KT Cloud", "케이티클라우드"))),
        ("LG U+, LGU+ -알뜰폰", Term(name="LG U+", aliases=("LGU+",), exclude=("알뜰폰",))),
        ("SK-II", Term(name="SK-II")),
        (
            "스타게이트 +오픈AI, 데이터센터 -영화 -코인",
            Term(name="스타게이트", weak=("스타게이트",), context=("오픈AI", "데이터센터"), exclude=("영화", "코인")),
        ),
    ],
)  # fmt: skip
def test_an_order_is_read(order, term):
    assert parse_order(order) == term


@pytest.mark.parametrize(
    ("order", "hint"),
    [
        ("", "이름이 없습니다"),
        ("+오픈AI", "이름이 없습니다"),
        ("가", "2~60자"),
        ("가" * 61, "2~60자"),
        ("가나 -다", "2~60자"),
        ("!!", "글자가 없습니다"),
        (", ".join(f"이름{number}" for number in range(41)), "너무 많습니다"),
    ],
)
def test_a_bad_order_says_what_to_do(order, hint):
    with pytest.raises(BadWatchlist, match=hint):
        parse_order(order)


def test_the_gazetteer_suggests_aliases_spellings_and_homonyms():
    suggestion = suggest(Term(name="KT"), GAZETTEER)

    assert "한국통신" in suggestion.aliases
    assert "케이티" in suggestion.spellings
    assert "KT&G" in suggestion.homonyms or "KT클라우드" in suggestion.homonyms


def test_names_are_suggested_as_people_write_them():
    hbm = suggest(Term(name="HBM"), GAZETTEER)
    spelt = suggest(Term(name="High Bandwidth Memory"), GAZETTEER)

    assert "High Bandwidth Memory" in hbm.aliases
    assert "고대역폭메모리" in hbm.aliases
    assert "맞춤형HBM" in hbm.aliases
    assert spelt.spellings == ("high-bandwidth-memory",)


def test_a_backtest_counts_hits_and_other_senses():
    items = [
        article("KT 실적 발표", "KT가 실적을 냈다.", days=0),
        article("KT 새 요금제", "KT가 요금제를 냈다.", days=2),
        article("강원 KTX 증편", "열차가 는다.", days=3),
        article("KT 위즈 승리", "위즈가 이겼다.", days=4),
        article("날씨", "맑다.", days=4),
    ]

    tested = backtest(Term(name="KT"), items, GAZETTEER)

    assert (tested.articles, tested.hits) == (5, 2)
    assert tested.hits_a_day == pytest.approx(0.5)
    assert tested.headlines == ("KT 새 요금제", "KT 실적 발표")
    assert tested.other_sense_share == pytest.approx(0.5)
    assert "kt 위즈" in tested.excludes


def test_a_backtest_on_nothing_is_empty():
    tested = backtest(Term(name="KT"), [], GAZETTEER)

    assert (tested.hits, tested.hits_a_day, tested.excludes) == (0, 0.0, ())
