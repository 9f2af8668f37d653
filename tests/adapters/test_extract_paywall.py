"""An article whose page shows only its front says so, and is an article all the same."""

import json

import pytest

from bot.adapters.extract import extract_page
from bot.model import Page
from tests.adapters import korean_pages as pages

FRONT = pages.paragraphs(pages.PARAGRAPHS[:2])
PAID = "해담시 전력망 증설에는 3년이 더 걸린다고 관계자들은 내다봤다. 비용은 누가 낼지 정해지지 않았다."


def article(body, *, head="", inside=True):
    block = f"<div id='articleBody'>{body}</div>" if inside else body
    page = pages.document(f"<h1>{pages.TITLE}</h1>{block}", head=head)
    [found] = extract_page(
        Page(url="https://gana.example/a/1", body=page.encode(), content_type="")
    ).articles
    return found


def facts(free, **more):
    told = {"@type": "NewsArticle", "headline": pages.TITLE, "isAccessibleForFree": free, **more}
    return f"<script type='application/ld+json'>{json.dumps(told, ensure_ascii=False)}</script>"


INVITATIONS = [
    "이 기사는 유료회원 전용 기사입니다.",
    "프리미엄 구독자만 볼 수 있는 콘텐츠입니다.",
    "이 글은 정회원에게만 공개됩니다.",
    "가나플러스 구독 회원 전용 콘텐츠입니다.",
    "전문은 구독 후 보실 수 있습니다.",
    "이후 내용은 로그인하시면 읽을 수 있습니다.",
    "나머지 기사는 유료 결제 후 열람이 가능합니다.",
    "구독하고 남은 기사 계속 읽기",
    "로그인 후 전체 기사를 보실 수 있습니다.",
    "유료 기사입니다.",
    "이 기사는 로그인 후 볼 수 있습니다.",
    "이 기사의 전문은 가나 뉴스레터 유료 구독자만 읽을 수 있습니다.",
    "가나 프리미엄콘텐츠 유료 구독자 전용 콘텐츠입니다.",
]


@pytest.mark.parametrize("said", INVITATIONS)
def test_an_invitation_behind_the_text_marks_a_teaser(said):
    found = article(
        f"{FRONT}<div class='lock'><strong>{said}</strong><a href='/pay'>구독하기</a></div>"
    )

    assert found.teaser
    assert found.text == "\n".join(pages.PARAGRAPHS[:2])


@pytest.mark.parametrize("said", INVITATIONS)
def test_an_invitation_outside_the_body_marks_it_too(said):
    beside = f"<section class='layer'><p>{said}</p></section>{pages.links()}"

    found = article(f"<div id='articleBody'>{FRONT}</div>{beside}", inside=False)

    assert found.teaser
    assert found.text == "\n".join(pages.PARAGRAPHS[:2])


@pytest.mark.parametrize(
    "free", [False, "False", "false", "http://schema.org/False", "https://schema.org/False", 0]
)
def test_schema_org_says_that_an_article_is_not_free(free):
    assert article(FRONT, head=facts(free)).teaser


@pytest.mark.parametrize("free", [True, "True", "http://schema.org/True", None, "maybe"])
def test_a_free_article_is_none(free):
    assert not article(FRONT, head=facts(free)).teaser


@pytest.mark.parametrize(
    "tag",
    [
        "<meta itemprop='isAccessibleForFree' content='False'>",
        "<meta property='article:content_tier' content='locked'>",
    ],
)
def test_meta_tags_say_it_too(tag):
    assert article(FRONT, head=tag).teaser


@pytest.mark.parametrize("tier", ["metered", "free"])
def test_what_strangers_may_read_whole_is_no_teaser(tier):
    tag = f"<meta property='article:content_tier' content='{tier}'>"

    assert not article(FRONT, head=tag).teaser


def part(selector):
    return {"@type": "WebPageElement", "isAccessibleForFree": False, "cssSelector": selector}


def test_a_paid_part_that_stands_in_the_page_was_read():
    found = article(
        f"{FRONT}<div class='paid'><p>{PAID}</p></div>", head=facts(False, hasPart=part(".paid"))
    )

    assert not found.teaser
    assert found.text.endswith(PAID)


@pytest.mark.parametrize(
    "parts", [part(".paid"), [part(".paid")], [part([".paid", "#rest"])], part("#articleBody")]
)
def test_a_paid_part_that_is_not_there_was_not(parts):
    assert article(f"{FRONT}<div class='paid'></div>", head=facts(False, hasPart=parts)).teaser


def test_a_paid_part_that_only_invites_is_not_there():
    body = f"{FRONT}<div class='paid'><p>이 기사는 유료회원 전용 기사입니다. 지금 가입하고 첫 달을 무료로 누리세요.</p></div>"

    assert article(body, head=facts(False, hasPart=part(".paid"))).teaser


@pytest.mark.parametrize(
    "selector", ["a:has(", "-", ".-", "#-0", "-0", "*" * 500, "div " * 300, 7, None, ["", []]]
)
def test_odd_selectors_harm_nobody(selector):
    assert article(FRONT, head=facts(False, hasPart=part(selector))).teaser


def test_a_long_finished_text_is_whole_though_called_paid():
    long = pages.paragraphs(
        pages.PARAGRAPHS + tuple(f"{number}번째로 {pages.P2}" for number in range(25))
    )

    assert not article(long, head=facts(False)).teaser


@pytest.mark.parametrize(
    "said",
    [
        "이 기사는 3일 09시 10분 가나마켓 유료페이지에 먼저 표출된 기사입니다.",
        "이 기사는 프리미엄 서비스에 하루 먼저 공개된 기사입니다.",
        "구독하기",
        "네이버에서 가나일보를 구독하세요.",
        "기사 전체보기",
        "로그인 | 회원가입",
        "정기구독 신청",
        "이 기사를 공유합니다",
        "기사의 전문은 가나일보 홈페이지에서 볼 수 있습니다.",
        "유료 회원이 300만명을 넘었습니다.",
        "네이버에서 가나일보를 구독하시면 기사를 계속 보실 수 있습니다.",
        "더 자세한 내용은 유튜브 '가나TV' 구독 후 확인하실 수 있습니다.",
        "더 자세한 내용은 뉴스레터를 구독하시면 받아보실 수 있습니다.",
        "뉴스레터를 구독하시면 이 기사와 같은 소식을 메일로 받아 보실 수 있습니다.",
        "유튜브 채널을 구독하고 이어서 나오는 영상 보기",
        "나머지 이야기는 팟캐스트를 구독하면 이용할 수 있습니다.",
        "가나일보를 구독하시면 더 많은 기사를 계속 읽으실 수 있습니다.",
        "카카오톡 채널을 구독하면 이후 소식을 볼 수 있습니다.",
        "유튜브 멤버십 전용 콘텐츠입니다.",
        "멤버십 전용 콘텐츠 더보기",
        "PLUS 회원 전용 서비스 안내",
        "이 기사는 로그인한 회원만 댓글을 쓸 수 있습니다.",
        "로그인하시면 이 기사를 스크랩하고 다시 볼 수 있습니다.",
        "전문은 로그인 없이 볼 수 있습니다.",
        "이 글은 뉴스레터 구독자에게만 먼저 보낸 글입니다.",
        "이 콘텐츠는 뉴스레터를 구독하는 독자에게만 먼저 제공됐습니다.",
    ],
)
def test_what_stands_under_free_articles_marks_nothing(said):
    found = article(f"<div id='articleBody'>{FRONT}</div><p>{said}</p>", inside=False)

    assert not found.teaser


@pytest.mark.parametrize(
    "said", ["뉴스레터를 구독하시면 다음 이야기를 메일로 계속 받아 보실 수 있습니다."]
)
def test_an_invitation_to_a_letter_is_no_wall_where_it_ends_the_text(said):
    assert not article(f"{FRONT}<p>{said}</p>").teaser


@pytest.mark.parametrize(
    "hidden",
    [
        "<div style='display:none'>{}</div>",
        "<div hidden>{}</div>",
        "<script>var wall = '{}';</script>",
        "<template><p>{}</p></template>",
        "<!-- {} -->",
    ],
)
def test_an_invitation_that_nobody_sees_marks_nothing(hidden):
    layer = hidden.format("이 기사는 유료회원 전용 기사입니다.")

    assert not article(f"<div id='articleBody'>{FRONT}</div>{layer}", inside=False).teaser


def test_an_article_about_paid_articles_is_none():
    about = (
        "가나일보는 다음 달부터 유료회원 전용 기사를 내놓는다고 3일 밝혔다.",
        "이 신문은 “전문은 구독 후 볼 수 있게 된다”며 “나머지 기사는 그대로 무료”라고 설명했다.",
        "업계에서는 유료 독자만 읽을 수 있는 기사가 늘 것으로 내다봤다.",
    )

    found = article(pages.paragraphs(about))

    assert not found.teaser
    assert found.text == "\n".join(about)


def test_an_invitation_far_behind_the_text_speaks_of_something_else():
    far = f"<ul>{pages.links() * 12}</ul><p>이 기사는 유료회원 전용 기사입니다.</p>"

    assert not article(f"<div id='articleBody'>{FRONT}</div>{far}", inside=False).teaser


def test_a_text_file_with_the_invitation_is_a_teaser():
    text = f"{pages.TITLE}\n입력 2026.03.03 09:10\n\n{pages.P1}\n\n{pages.P2}\n\n이 기사는 유료회원 전용 기사입니다.\n"

    [found] = extract_page(Page(url="", body=text.encode(), content_type="")).articles

    assert found.teaser
    assert "유료회원" not in found.text


@pytest.mark.parametrize(
    ("head", "foot"),
    [
        pytest.param("유료회원 전용 기사\n", "", id="a menu before it"),
        pytest.param(
            "",
            "\n".join(f"등록 2026.03.04 09:{n}" for n in range(10, 60)) + "\n유료회원 전용 기사\n",
            id="a list far behind it",
        ),
    ],
)
def test_a_text_file_is_no_teaser_for_what_stands_elsewhere_in_it(head, foot):
    text = f"{head}{pages.TITLE}\n입력 2026.03.03 09:10\n\n{pages.P1}\n\n{pages.P2}\n\n{foot}"

    [found] = extract_page(Page(url="", body=text.encode(), content_type="")).articles

    assert not found.teaser
    assert pages.P2 in found.text


def test_a_text_file_with_an_invitation_soon_behind_a_short_line_is_a_teaser():
    text = f"{pages.TITLE}\n입력 2026.03.03 09:10\n\n{pages.P1}\n\n{pages.P2}\n\n구독하기\n전문은 구독 후 보실 수 있습니다.\n로그인\n"

    [found] = extract_page(Page(url="", body=text.encode(), content_type="")).articles

    assert found.teaser
