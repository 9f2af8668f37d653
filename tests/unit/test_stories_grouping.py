"""Where articles go and how they stand to their story, article by article."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model import Candidate, Fingerprint, Relation
from bot.stories.grouping import JOIN, MERGE_MARGIN, Grouper
from bot.stories.keys import MAX_KEYS
from tests.fakes.desk import GroupingDesk
from tests.fakes.releases import article
from tests.fakes.tables import background, outlets

DAY = 24 * 60
FIRE = (
    "한들전자 여주 공장서 불…직원 32명 대피",
    (
        "4일 오전 9시께 경기 여주시 한들전자 2공장에서 불이 나 직원 32명이 대피했다. 소방당국은 장비 18대를 보내 1시간 만에 불길을 잡았다. "
        "도장 설비 한 대가 타 소방서 추산 4억3000만원의 피해가 났다. 다친 사람은 없는 것으로 알려졌다."
    ),
)
FIRE_AGAIN = (
    "여주 한들전자 공장 화재, 1시간 만에 진화",
    (
        "경기 여주시의 한들전자 2공장에서 4일 오전 화재가 발생했다. 직원 32명이 몸을 피했고 소방차 등 장비 18대가 출동했다. 피해액은 4억3000만원으로 추산된다. "
        "회사 측은 도장 설비에서 불이 시작된 것으로 보고 원인을 찾고 있다."
    ),
)
CONTRACT = (
    "새결조선, 노르웨이 선사서 쇄빙선 3척 수주",
    (
        "새결조선은 노르웨이 선사와 쇄빙선 3척을 짓는 7800억원 규모 계약을 맺었다고 4일 밝혔다. 인도 시점은 2029년 하반기다. "
        "새결조선은 올해 들어 수주 목표의 61%를 채웠다고 설명했다."
    ),
)
DENIAL = (
    '새결조선 "노르웨이 쇄빙선 3척 계약 취소 사실무근"',
    "새결조선은 노르웨이 선사와 맺은 쇄빙선 3척, 7800억원 규모 계약이 취소됐다는 소문은 사실이 아니라고 해명했다.",
)


@pytest.fixture
def desk():
    return GroupingDesk(Grouper(background(), outlets()))


def place(desk, number, telling, minutes=0, **more):
    return desk.place(article(number, telling[0], telling[1], minutes, **more))


def test_first_article_starts_a_story_that_carries_its_id(desk):
    placement = place(desk, 7, FIRE)

    assert (placement.story_id, placement.relation, placement.evidence) == (7, Relation.FIRST, ())


def test_another_telling_of_the_event_joins_as_a_rewrite(desk):
    place(desk, 1, FIRE)

    placement = place(desk, 2, FIRE_AGAIN, 20)

    assert (placement.story_id, placement.relation) == (1, Relation.REWRITE)


def test_another_event_starts_its_own_story(desk):
    place(desk, 1, FIRE)

    placement = place(desk, 2, CONTRACT, 20)

    assert (placement.story_id, placement.relation) == (2, Relation.FIRST)


def test_same_text_under_another_title_is_a_copy(desk):
    place(desk, 1, FIRE)

    placement = place(desk, 2, ("[영상] 시뻘건 불길 치솟은 공장", FIRE[1]), 20)

    assert (placement.story_id, placement.relation) == (1, Relation.COPY)
    assert placement.evidence[0].rule == "copied"


def test_texts_that_share_half_their_sentences_carry_one_release(desk):
    shared = CONTRACT[1].split(". ")
    own = "조선업계는 북극 항로가 열리면서 얼음을 깨는 배의 주문이 늘 것으로 내다봤다. 주가는 장중 오름세를 보였다."
    place(desk, 1, CONTRACT)

    placement = place(
        desk, 2, ("쇄빙선 3척 짓는 새결조선…7800억원 계약", f"{shared[0]}. {own}"), 30
    )

    assert (placement.story_id, placement.relation) == (1, Relation.RELEASE)


def test_summed_up_version_is_an_update(desk):
    place(desk, 1, FIRE)

    placement = place(desk, 2, (f"{FIRE_AGAIN[0]}(종합)", FIRE_AGAIN[1]), 90)

    assert (placement.story_id, placement.relation) == (1, Relation.UPDATE)


def test_turn_in_the_title_is_an_update(desk):
    denial = (
        '새결조선 "노르웨이 쇄빙선 3척 계약 취소 사실무근"',
        "새결조선은 노르웨이 선사와 맺은 쇄빙선 3척, 7800억원 규모 계약이 취소됐다는 소문은 사실이 아니라고 4일 해명했다.",
    )
    place(desk, 1, CONTRACT)

    placement = place(desk, 2, denial, 120)

    assert (placement.story_id, placement.relation) == (1, Relation.UPDATE)


def test_new_figures_of_the_same_outlet_are_an_update(desk):
    more = FIRE_AGAIN[1].replace("32명", "57명")
    place(desk, 1, FIRE, outlet="한강일보")

    placement = place(desk, 2, (FIRE_AGAIN[0], more), 60, outlet="한강일보")

    assert placement.relation is Relation.UPDATE


def test_same_matter_on_a_later_day_follows_up(desk):
    later = (
        "한들전자 여주 공장 화재 원인은 도장 설비 누전",
        "경찰은 여주시 한들전자 공장에서 난 불의 원인을 도장 설비 누전으로 결론 냈다고 7일 밝혔다.",
    )
    place(desk, 1, FIRE)

    placement = place(desk, 2, later, 3 * DAY)

    assert (placement.story_id, placement.relation, placement.followup_of) == (
        2,
        Relation.FOLLOWUP,
        1,
    )


def test_next_evening_that_names_its_own_day_follows_up_and_its_rewrite_joins_it(desk):
    volunteers = (
        "한들전자 여주 공장 화재에 이웃 70명 복구 손길",
        "불이 난 여주시 한들전자 2공장에 이웃 70명이 찾아와 복구를 돕고 있다고 5일 회사가 밝혔다. 회사는 점심 90인분을 마련했다.",
    )
    rewritten = (
        "이웃 70명, 불탄 한들전자 공장 복구 도와",
        "여주시 한들전자 공장의 복구에 이웃 70명이 나섰다. 5일 회사에 따르면 점심 90인분도 마련했다.",
    )
    place(desk, 1, FIRE)

    placements = [
        place(desk, 2, volunteers, DAY + 60),
        place(desk, 3, rewritten, DAY + 70),
    ]

    assert [(p.story_id, p.relation) for p in placements] == [
        (2, Relation.FOLLOWUP),
        (2, Relation.REWRITE),
    ]
    assert placements[0].followup_of == 1


def test_denial_on_a_later_day_follows_up(desk):
    place(desk, 1, CONTRACT)

    placement = place(desk, 2, DENIAL, DAY)

    assert (placement.relation, placement.followup_of) == (Relation.FOLLOWUP, 1)


def test_rewrite_after_midnight_that_names_the_day_of_the_event_joins(desk):
    place(desk, 1, FIRE, 11 * 60)

    placement = place(desk, 2, FIRE_AGAIN, 13 * 60)

    assert placement.story_id == 1


def test_one_name_in_common_is_no_event(desk):
    hall = (
        "새결조선 홍보관, 올해 관람객 9천명 다녀갔다",
        "새결조선은 사천시에 있는 홍보관을 올해 찾은 사람이 9천명을 넘었다고 4일 밝혔다. 절반은 초등학생이었다.",
    )
    place(desk, 1, CONTRACT)

    placement = place(desk, 2, hall, 20)

    assert (placement.story_id, placement.relation) == (2, Relation.FIRST)
    assert placement.evidence[0].rule == "name_alone"


CENTRE = (
    "가온클라우드, 나래시에 AI 데이터센터 짓는다",
    (
        "가온클라우드가 나래시에 AI 데이터센터를 짓는다고 4일 밝혔다. 동산3지구 5만㎡ 터에 6000억원을 들여 2028년 완공할 계획이다. "
        "고밀도 서버를 들일 수 있게 60MW 규모로 설계한다. 착공은 내년 3월이며 시공사는 입찰로 고른다. 지역 대학과 공공기관이 먼저 쓴다."
    ),
)
CENTRE_AGAIN = (
    "나래에 6000억 AI 데이터센터…가온클라우드 내년 착공",
    (
        "나래시에 가온클라우드의 AI 데이터센터가 들어선다. 4일 업계에 따르면 회사는 동산3지구에 6000억원을 투자해 60MW급 시설을 세우기로 했다. "
        "완공 목표는 2028년이다. 내년 3월 첫 삽을 뜬다. 지역에서는 일자리가 늘 것으로 기대한다. 공공과 대학의 수요를 겨냥했다."
    ),
)
LAPTOPS = (
    "가온클라우드, 나래시에 노트북 100대 기부",
    (
        "가온클라우드는 나래시 지역아동센터에 노트북 100대를 기부했다고 4일 밝혔다. 사내에서 쓰던 기기를 정비하고 새 운영체제를 깔아 전달했다. "
        "임직원 봉사단 스무 명이 초등학생에게 코딩을 가르쳤다. 3년째 이 활동을 이어 오고 있으며 내년에는 다른 도시로 넓힌다."
    ),
)
PACT = (
    "가온클라우드-나래시, AI 인재 양성 협약",
    (
        "가온클라우드는 나래시와 AI 인재 양성을 위한 업무협약을 맺었다고 4일 밝혔다. 지역 대학 세 곳의 학생 300명에게 실습 환경을 무상으로 주고 "
        "현장 실습과 채용을 연계한다. 협약식에는 시장과 대표가 참석했다. 교육은 9월에 시작하며 기간은 여섯 달이다. 시는 강의실과 기숙사를 내놓기로 했다."
    ),
)


@pytest.mark.parametrize("other", [LAPTOPS, PACT])
def test_a_firm_does_more_than_one_thing_in_a_town(desk, other):
    place(desk, 1, CENTRE)

    placement = place(desk, 2, other, 30)

    assert placement.relation is Relation.FIRST
    assert placement.evidence[0].rule == "names_alone"


@pytest.mark.parametrize("other", [LAPTOPS, PACT])
def test_a_flash_between_two_matters_of_a_firm_joins_them_no_more(desk, other):
    place(desk, 1, CENTRE)
    place(desk, 2, ("[속보] 가온클라우드, 나래시에 AI 데이터센터 건립", ""), 10)

    placement = place(desk, 3, other, 30)

    assert placement.relation is Relation.FIRST


def test_an_article_about_two_matters_of_a_firm_makes_them_no_one_story(desk):
    place(desk, 1, CENTRE)
    place(desk, 2, LAPTOPS, 30)

    placement = place(desk, 3, ("가온클라우드, 나래시에 데이터센터·노트북", ""), 60)

    assert placement.merged == ()


def test_one_title_over_two_wordings_is_one_event(desk):
    goal = (
        "[속보] 김하늘 결승골",
        "가온 공격수가 경기 종료 직전 골문을 열었다. 상대 수비가 걷어낸 공을 오른발로 감아 차 골대 구석에 꽂았다. 팀은 네 경기 만에 이겼다. 관중석이 들썩였다.",
    )
    again = (
        "김하늘 결승골",
        "후반 추가시간에 승부가 갈렸다. 페널티 지역 밖에서 때린 공이 그물을 흔들면서 가온이 연패를 끊었다. 감독은 선수를 끌어안았다. 순위는 한 계단 올랐다.",
    )
    place(desk, 1, goal)

    assert place(desk, 2, again, 20).story_id == 1


def test_a_firms_other_matter_of_the_next_day_is_linked_for_its_day(desk):
    place(desk, 1, CENTRE)

    placement = place(desk, 2, LAPTOPS, DAY)

    assert (placement.relation, placement.followup_of) == (Relation.FOLLOWUP, 1)
    assert placement.evidence[0].rule == "later_day"


def test_two_words_may_be_a_whole_title(desk):
    place(
        desk,
        1,
        (
            "나래대교 붕괴",
            (
                "4일 오전 7시께 나래시와 솔섬을 잇는 나래대교 가운데 상판이 무너져 내렸다. 통행하던 트럭 한 대가 바다로 떨어졌으나 운전자는 어선에 구조됐다. "
                "경찰은 양쪽 진입로를 막았다. 시는 이음매가 벌어진 것을 지난달 알고도 통제하지 않은 것으로 드러났다."
            ),
        ),
    )
    again = (
        "나래대교 무너져",
        (
            "출근길 나래대교가 붕괴했다. 상판이 바다로 내려앉으면서 트럭이 추락했고 운전자는 근처에 있던 어선이 건져 올렸다. 솔섬 주민들은 배로 오가고 있다. "
            "점검에서 이음매 틈이 발견됐지만 나래시는 다리를 그대로 열어 두었다. 경찰이 경위를 조사한다."
        ),
    )

    assert place(desk, 2, again, 20).relation is Relation.REWRITE


def test_the_same_thing_of_a_firm_in_a_town_is_one_event(desk):
    place(desk, 1, CENTRE)

    assert place(desk, 2, CENTRE_AGAIN, 30).relation is Relation.REWRITE


def test_second_and_third_meeting_are_two_stories(desk):
    place(desk, 1, ("나래 회장·도담 대표 2차 회동", ""))

    placement = place(desk, 2, ("나래 회장·도담 대표 3차 회동", ""), 30)

    assert placement.story_id == 2
    assert placement.followup_of == 1


def test_titles_alone_are_enough(desk):
    place(desk, 1, ("한들전자 여주 공장서 불…직원 32명 대피", ""))

    placement = place(desk, 2, ("여주 한들전자 공장서 불…32명 대피", ""), 5)

    assert placement.story_id == 1


def test_equal_titles_without_text_are_copies(desk):
    place(desk, 1, (CONTRACT[0], ""))

    placement = place(desk, 2, (f"{CONTRACT[0]} - 새벽일보", ""), 5)

    assert (placement.story_id, placement.relation) == (1, Relation.COPY)


SERIES = (
    "팬데믹 뒤로 일터가 바뀌고 있다. 재택과 출근을 섞는 회사가 늘었고 두 번째 직업을 찾는 사람도 많아졌다. "
    "일과 삶의 자리를 다시 묻는 사람들을 만나 그들이 무엇을 얻고 무엇을 잃었는지 차례로 들어 본다."
)


@pytest.mark.parametrize(("second", "stories"), [("가람일보", 2), ("나래신문", 1)])
def test_an_introduction_that_one_outlet_lends_two_articles_joins_nothing(desk, second, stories):
    place(desk, 1, ("도자기 공방 여는 회계사", SERIES), outlet="가람일보")

    place(desk, 2, ("산골 마을로 출근합니다", SERIES), 30, outlet=second)

    assert len(set(desk.story_of.values())) == stories


def test_an_outlet_that_prints_its_text_again_under_another_headline_copies_it(desk):
    place(desk, 1, FIRE, outlet="가람일보")

    placement = place(desk, 2, ("불길 잡았지만 여주 공장 멈췄다", FIRE[1]), 30, outlet="가람일보")

    assert placement.relation == Relation.COPY


def test_a_caption_shared_by_unrelated_articles_joins_nothing(desk):
    caption = "▲ 서울 여의도 증권가 전경. /사진=새벽통신"
    place(desk, 1, ("달빛은행, 소상공인 대출 금리 내린다", caption))

    placement = place(desk, 2, ("다온증권 새 사옥 설계 공모", caption), 5)

    assert placement.story_id == 2


ROUND_UP = ("[간추린 뉴스] 4일 산업계 소식", f"{FIRE[1]} {CONTRACT[1]}")


def test_a_round_up_that_prints_two_texts_whole_makes_no_one_event_of_them(desk):
    place(desk, 1, ROUND_UP)
    place(desk, 2, FIRE, 10)
    place(desk, 3, CONTRACT, 20)
    place(desk, 4, (ROUND_UP[0], f"{CONTRACT[1]} {FIRE[1]}"), 30)

    assert desk.story_of == {1: 1, 2: 2, 3: 3, 4: 1}


def test_a_longer_report_on_a_share_of_the_same_matter_is_a_copy_still(desk):
    place(desk, 1, FIRE)

    placement = place(desk, 2, (f"[특징주] {FIRE[0]}", f"{FIRE[1]} {CONTRACT[1]}"), 10)

    assert (placement.story_id, placement.relation) == (1, Relation.COPY)


def test_a_column_joins_the_event_that_it_is_about_alone(desk):
    place(desk, 1, FIRE)

    about = ("[사설] 직원 32명 대피한 한들전자 여주 공장 화재, 남의 일 아니다", FIRE_AGAIN[1])
    beside = (
        "[사설] 한들전자 노사, 주 4일제 협상 서둘러야",
        (
            "한들전자 노조가 주 4일제를 요구하며 협상에 나섰다. 경기 여주 공장의 화재로 어수선한 때다. 생산성을 높일 방법을 노사가 함께 찾아야 한다. "
            "다른 나라의 기업은 이미 근무일을 줄이는 실험을 마쳤다. 정부도 제도로 뒷받침하기 바란다."
        ),
    )
    stories = [place(desk, i, telling, 60).story_id for i, telling in enumerate((about, beside), 2)]

    assert stories == [1, 3]


def test_daily_form_with_other_figures_is_another_story(desk):
    def report(index, change):
        return (
            f"[마감시황] 코스피 {index}선 마감",
            (
                f"코스피가 전 거래일보다 {change}포인트 움직인 {index}에 거래를 마쳤다. 유가증권시장에서 개인은 {change}억원어치를 사들였고 기관은 {index}억원어치를 "
                f"팔았다. 원·달러 환율은 {index}원에 거래를 마쳤다."
            ),
        )

    place(desk, 1, report("7,912", "31"))

    placement = place(desk, 2, report("8,104", "192"), DAY)

    assert placement.story_id == 2


def test_older_than_the_window_is_out_of_sight(desk):
    place(desk, 1, FIRE)

    placement = place(desk, 2, FIRE_AGAIN, 9 * DAY)

    assert (placement.story_id, placement.followup_of) == (2, None)


def test_article_without_any_letter_starts_its_own_story(desk):
    place(desk, 1, FIRE)

    placement = place(desk, 2, ("…", ""), 5)

    assert placement.relation is Relation.FIRST


def test_equal_input_gives_equal_answers():
    answers = []
    for _ in range(2):
        desk = GroupingDesk(Grouper(background(), outlets()))
        answers.append(
            [
                place(desk, n, telling, n)
                for n, telling in enumerate((FIRE, CONTRACT, FIRE_AGAIN), 1)
            ]
        )

    assert answers[0] == answers[1]


def test_evidence_names_rule_score_and_the_nearest_article(desk):
    place(desk, 1, FIRE)

    (evidence,) = place(desk, 2, FIRE_AGAIN, 20).evidence

    assert evidence.rule == "joined"
    assert evidence.score > 0
    assert "nearest article 1:" in evidence.detail


FIRE_SHORTAGE = (
    "한들전자 화재 여파로 부품 공급 차질",
    "4일 불이 난 한들전자 여주 공장이 멈추면서 부품을 대는 회사들이 재고를 점검하고 있다.",
)


def place_apart(desk, *tellings):
    """Places each as a story of its own, whatever the others are. A third word is its outlet."""
    for number, (title, text, *outlet) in enumerate(tellings, start=1):
        more = {"outlet": outlet[0]} if outlet else {}
        each = article(number, title, text, number * 10 - 10, **more)
        fingerprint = desk.grouper.fingerprint(each)
        alone = desk.grouper.look(fingerprint, [])
        desk.save(each, fingerprint, desk.grouper.place(each, alone, []))


def test_article_that_proves_two_young_stories_one_merges_them(desk):
    place_apart(desk, FIRE, FIRE_AGAIN)

    placement = place(desk, 3, (FIRE[0], FIRE_AGAIN[1]), 20)

    assert (placement.story_id, placement.merged) == (1, (2,))


def test_article_surely_of_one_story_and_near_to_another_merges_them(desk):
    place_apart(desk, FIRE_AGAIN, FIRE_SHORTAGE)

    placement = place(desk, 3, FIRE, 20)

    assert (placement.story_id, placement.merged) == (1, (2,))
    assert placement.evidence[1].score < JOIN + MERGE_MARGIN


@pytest.mark.parametrize("tag", ["[사설]", "[주간 브리핑]", "[포토]"])
def test_columns_wraps_and_pictures_merge_nothing(desk, tag):
    place_apart(desk, FIRE, FIRE_AGAIN)

    placement = place(desk, 3, (f"{tag} {FIRE[0]}", FIRE_AGAIN[1]), 20)

    assert placement.story_id in {1, 2}
    assert placement.merged == ()


def test_stories_past_their_youth_do_not_merge(desk):
    place_apart(desk, FIRE, FIRE_AGAIN)

    placement = place(desk, 3, (FIRE[0], FIRE_AGAIN[1]), 13 * 60)

    assert placement.merged == ()


SECOND_TALKS = (
    "한빛시·나래공사 2차 협상 결렬",
    "한빛시와 나래공사가 4일 오전 요금 협상을 벌였으나 뜻을 모으지 못했다.",
)
THIRD_TALKS = (
    "한빛시·나래공사 3차 협상 결렬",
    "한빛시와 나래공사가 4일 오후 요금 협상을 다시 벌였으나 뜻을 모으지 못했다.",
)
TALKS = (
    "한빛시·나래공사 요금 협상 결렬",
    "한빛시와 나래공사가 4일 요금 협상을 벌였으나 뜻을 모으지 못했다.",
)


def test_an_article_that_does_not_count_makes_no_one_of_two_meetings(desk):
    place(desk, 1, SECOND_TALKS)
    place(desk, 2, THIRD_TALKS, 5 * 60)

    placement = place(desk, 3, TALKS, 6 * 60)

    assert placement.story_id in {1, 2}
    assert placement.merged == ()


def test_a_denial_of_the_next_morning_stays_apart_from_what_it_denies(desk):
    place(desk, 1, CONTRACT, 11 * 60)
    assert place(desk, 2, DENIAL, 20 * 60).followup_of == 1

    placement = place(desk, 3, ("새결조선 노르웨이 쇄빙선 3척 계약", CONTRACT[1]), 20 * 60 + 30)

    assert placement.merged == ()


def test_stories_that_are_strangers_to_each_other_do_not_merge_by_a_third(desk):
    rises = ("한들전자 목표주가 줄상향", "한들전자 목표주가가 4일 줄줄이 올랐다.")
    to_five = (
        "한들전자 목표주가 5만원으로 상향",
        "가람증권은 4일 한들전자 목표주가를 5만원으로 올렸다.",
        "가람일보",
    )
    to_seven = (
        "한들전자 목표주가 7만원으로 상향",
        "가람증권은 4일 한들전자 목표주가를 7만원으로 올렸다.",
        "가람일보",
    )
    place_apart(desk, rises, to_five, to_seven)

    again = ("한들전자 목표주가 줄줄이 상향", "한들전자 목표주가가 4일 줄줄이 올랐다고 한다.")
    placement = place(desk, 4, again, 40)

    assert placement.story_id == 1
    assert len(placement.merged) == 1


def test_a_column_that_stood_alone_is_not_drawn_in_by_news(desk):
    column = (
        "[칼럼] 공장 안전, 이대로 좋은가",
        "4일 한들전자 여주 공장에서 불이 나 직원 32명이 대피했다. 도장 설비가 타 4억3000만원의 피해가 났다. 공장 안전을 돌아볼 때다.",
    )
    place_apart(desk, FIRE_AGAIN, column)

    placement = place(desk, 3, FIRE, 20)

    assert (placement.story_id, placement.merged) == (1, ())


def test_an_article_found_late_merges_no_stories_of_later_days(desk):
    place_apart(desk, FIRE, FIRE_AGAIN)

    placement = place(desk, 3, (FIRE[0], FIRE_AGAIN[1]), -13 * 60)

    assert placement.merged == ()


def test_stories_told_of_days_ago_do_not_merge_when_an_old_article_turns_up(desk):
    place_apart(desk, FIRE, FIRE_AGAIN)
    late = article(3, FIRE[0], FIRE_AGAIN[1], 20)

    placement = desk.place(replace(late, seen_at=late.published_at + timedelta(days=3)))

    assert placement.merged == ()


def test_features_of_another_version_are_passed_over(desk):
    new = article(2, *FIRE)
    fingerprint = desk.grouper.fingerprint(new)
    strange = [
        Candidate(article_id=1, story_id=1, at=new.seen_at, shared=9, features=features)
        for features in (b"\xff" + fingerprint.features[1:], b"", fingerprint.features[:-3])
    ]

    placement = desk.grouper.place(new, desk.grouper.look(fingerprint, strange), strange)

    assert placement.relation is Relation.FIRST


def test_keys_are_few_positive_63_bit_numbers(desk):
    long = " ".join(f"{FIRE[1]} {CONTRACT[1]} 낱말{number}가 나온다." for number in range(60))

    keys = desk.grouper.fingerprint(article(1, FIRE[0] + CONTRACT[0], long)).keys

    assert 0 < len(keys) <= MAX_KEYS == len(set(keys)) + MAX_KEYS - len(keys)
    assert all(0 <= key < 2**63 for key in keys)


def test_window_and_limits_are_told(desk):
    assert desk.grouper.window == timedelta(days=8)
    assert desk.grouper.max_candidates > desk.grouper.max_members > 1


def test_fingerprint_is_the_same_for_the_same_article(desk):
    one = article(1, *FIRE)

    first, second = (desk.grouper.fingerprint(replace(one)) for _ in range(2))

    assert isinstance(first, Fingerprint)
    assert first == second
