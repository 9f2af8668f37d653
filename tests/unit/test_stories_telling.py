"""Who speaks for a story, who told it, and the tables and headlines that grouping reads."""

import pytest

from bot.errors import BadSettings
from bot.model import Member, Relation, Story
from bot.outlets import parse_outlets
from bot.stories.background import pack_background, parse_background
from bot.stories.body import telling
from bot.stories.coverage import coverage
from bot.stories.headlines import Genre, read_headline
from bot.stories.representative import lead
from bot.stories.words import bigram_words, bigrams, plain, words
from tests.fakes.releases import article

OUTLETS = parse_outlets(
    """
outlets:
  - {name: 한들통신, tier: 1, kind: wire, hosts: [wire.example]}
  - {name: 새벽일보, publisher: 새벽미디어, tier: 1, kind: daily, hosts: [dawn.example]}
  - {name: 새벽비즈, publisher: 새벽미디어, tier: 2, kind: business, hosts: [biz.dawn.example]}
  - {name: 칩신문, tier: 3, kind: trade, hosts: [chip.example]}
"""
)
R = Relation


def story(*tellings):
    members = tuple(
        Member(
            article=article(
                number, title, "가" * length, number, outlet=outlet, url="https://x.example/1"
            ),
            relation=relation,
        )
        for number, (outlet, title, length, relation) in enumerate(tellings, 1)
    )
    return Story(id=1, revision=len(members), members=members)


@pytest.mark.parametrize(
    ("tellings", "leads"),
    [
        pytest.param([("갑", "소식", 500, R.FIRST)], 1, id="the only one"),
        pytest.param([("갑", "소식", 500, R.FIRST), ("한들통신", "소식", 500, R.REWRITE)], 2, id="wire"),
        pytest.param([("한들통신", "소식", 500, R.FIRST), ("갑", "[단독] 소식", 500, R.REWRITE)], 2, id="exclusive over wire"),
        pytest.param([("갑", "소식", 500, R.FIRST), ("칩신문", "소식", 500, R.REWRITE)], 2, id="specialist"),
        pytest.param([("갑", "소식", 500, R.FIRST), ("을", "소식", 2500, R.REWRITE)], 2, id="longest"),
        pytest.param([("갑", "소식", 500, R.FIRST), ("을", "소식", 510, R.REWRITE)], 1, id="earliest of equals"),
        pytest.param([("갑", "소식", 900, R.FIRST), ("을", "소식", 900, R.RELEASE), ("병", "소식", 500, R.REWRITE)], 3, id="own text out of a bundle"),
        pytest.param([("갑", "소식", 500, R.FIRST), ("한들통신", "[포토] 소식", 50, R.REWRITE)], 1, id="a picture never before news"),
        pytest.param([("갑", "소식", 500, R.FIRST), ("칩신문", "[사설] 소식", 900, R.REWRITE)], 1, id="a column never before news"),
    ],
)  # fmt: skip
def test_representative(tellings, leads):
    assert lead(story(*tellings), OUTLETS).article.id == leads


def test_coverage_counts_families_and_names_outlets_in_order():
    told = coverage(
        story(
            ("새벽비즈", "ㄱ", 9, R.FIRST),
            ("칩신문", "ㄴ", 9, R.REWRITE),
            ("새벽일보", "ㄷ", 9, R.COPY),
        ),
        OUTLETS,
    )

    assert (told.publishers, told.releases) == (2, 0)
    assert told.outlets == ("새벽비즈", "칩신문", "새벽일보")


def test_coverage_folds_a_bundle_of_releases():
    told = coverage(
        story(("갑", "ㄱ", 9, R.FIRST), ("을", "ㄴ", 9, R.RELEASE), ("병", "ㄷ", 9, R.RELEASE), ("칩신문", "ㄹ", 9, R.REWRITE)),
        OUTLETS,
    )  # fmt: skip

    assert (told.publishers, told.releases) == (4, 3)


def test_coverage_of_unknown_outlets_is_one():
    told = coverage(story(("", "ㄱ", 9, R.FIRST), ("", "ㄴ", 9, R.COPY)), OUTLETS)

    assert (told.publishers, told.outlets) == (1, ())


@pytest.mark.parametrize(
    ("title", "subject", "genre"),
    [
        ("[속보] 공장 화재", "공장 화재", Genre.NEWS),
        ("공장 화재(종합2보)", "공장 화재", Genre.NEWS),
        ("[2025 결산⑥] 공장의 한 해", "[2025 결산⑥] 공장의 한 해", Genre.NEWS),
        ("공장 화재 - 새벽일보", "공장 화재", Genre.NEWS),
        ("[사설] 공장 화재가 남긴 것", "[사설] 공장 화재가 남긴 것", Genre.OPINION),
        ("[마감시황] 코스피 하락", "[마감시황] 코스피 하락", Genre.WRAP),
        ("[포토] 불길", "불길", Genre.PICTURE),
        ("[단독]", "[단독]", Genre.NEWS),
        ("[독자 AI] 네 곳 선정", "[독자 AI] 네 곳 선정", Genre.NEWS),
        ("[인사이트] 공장의 앞날", "[인사이트] 공장의 앞날", Genre.NEWS),
        ("[발표] 공장 화재 원인", "[발표] 공장 화재 원인", Genre.NEWS),
        ("[정책브리핑] 공장 안전 대책", "[정책브리핑] 공장 안전 대책", Genre.NEWS),
        ("공장 화재(사설 경비업체 직원)", "공장 화재(사설 경비업체 직원)", Genre.NEWS),
        ("<칼럼> 공장의 앞날", "<칼럼> 공장의 앞날", Genre.OPINION),
        ("(사설) 공장의 앞날", "(사설) 공장의 앞날", Genre.OPINION),
        ("사설: 공장의 앞날", "사설: 공장의 앞날", Genre.OPINION),
        ("[인사·부고] 가람부", "[인사·부고] 가람부", Genre.WRAP),
    ],
)
def test_headline_is_freed_of_status_marks(title, subject, genre):
    headline = read_headline(title)

    assert (headline.subject, headline.genre) == (subject, genre)


@pytest.mark.parametrize(
    ("title", "counter"),
    [("3차 회동", 3), ("제2차 회의", 2), ("세 번째 만남", 3), ("만남", 0), ("3차장 검사", 0), ("2차전지주 급등", 0), ("4차 산업혁명", 0), ("1차 협력사", 0), ("3차례 만남", 0), ("5회 연속 동결", 0)],
)  # fmt: skip
def test_headline_counts(title, counter):
    assert read_headline(title).counter == counter


@pytest.mark.parametrize("title", ["회의(종합)", "[2보] 회의", "[상보] 회의"])
def test_later_versions_are_summed_up(title):
    assert read_headline(title).summed_up


def test_turns_have_bits_of_their_own():
    denied, settled = read_headline("매각설 사실무근").status, read_headline("임금협상 타결").status

    assert denied
    assert settled
    assert not denied & settled
    assert read_headline("평범한 소식").status == 0


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("(서울=한들통신) 홍길동 기자 = 공장에서 불이 났다.", "공장에서 불이 났다."),
        (
            "공장에서 불이 났다.\n▲ 사진=한들통신 제공\n무단 전재 및 재배포 금지",
            "공장에서 불이 났다.",
        ),
        ("구독 구독중 이전 다음 공장에서 불이 났다.", "공장에서 불이 났다."),
        ("", ""),
        ("▲ 공장 전경. /사진=한들통신", ""),
    ],
)
def test_only_what_tells_is_read(text, told):
    assert telling(text) == told


def test_credit_before_a_long_text_is_taken_off():
    body = "회사는 여주 공장의 가동을 멈추고 원인을 조사한다고 밝혔다. 피해액은 4억원으로 추산되며 보험으로 채울 수 있다고 덧붙였다."

    assert telling(f"[사진=한들전자] {body}") == body


def test_headline_hanja_are_written_out():
    assert plain("美·中 협상, ‘HBM4’ 논의") == "미국 중국 협상 hbm4 논의"


def test_words_lose_their_particles_and_verbs_are_left_out():
    assert words(plain("공장은 공장에서 HBM4를 만든다 협력하며")) == ("공장", "hbm4")


def test_words_leave_out_the_day_and_the_hour():
    assert words(plain("4일 오전 9시께 3분기 실적")) == ("오전", "3분기", "실적")


def test_each_bigram_knows_its_word():
    text = "가나 다라 가나"

    distinct = bigrams(text)[0]
    numbers = dict(zip(distinct.tolist(), bigram_words(text, distinct).tolist(), strict=True))

    assert sorted(numbers.values()) == [0, 1]


def test_bigrams_stay_inside_words():
    ids, counts = bigrams("가나 가나다")

    assert len(ids) == 2
    assert sorted(counts.tolist()) == [1, 2]


def test_background_reads_what_it_packed_and_rarer_weighs_more():
    background = parse_background(pack_background(100, {5: 50, 9: 5}, {7: 10}))

    ids = bigrams("가나")[0]
    common, rare = background.bigrams.weights
    assert common < rare < background.bigrams.unseen
    assert background.bigrams.idf(ids).tolist() == pytest.approx([background.bigrams.unseen])
    assert background.words.ids.tolist() == [7]


def test_empty_background_takes_everything_as_rare():
    background = parse_background(pack_background(10, {}, {}))

    assert background.words.idf(bigrams("가나")[0]).tolist() == pytest.approx(
        [background.words.unseen]
    )


@pytest.mark.parametrize("content", [b"", b"nonsense" * 9, pack_background(10, {1: 5}, {})[:-1]])
def test_damaged_background_is_refused(content):
    with pytest.raises(BadSettings):
        parse_background(content)
