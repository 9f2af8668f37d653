"""What pages say beside or instead of an article: dates of the outlet itself, desks, lists, refusals."""

from datetime import timedelta, timezone
from html import escape

import pytest

from bot.adapters.extract import extract_page
from bot.model import Page
from tests.adapters import korean_pages as pages

KST = timezone(timedelta(hours=9))
FOOT = (
    "<div class='ft'><p>가나일보 | 등록번호 서울 아00001 | 등록일자 2010.01.01 | 발행인 이바다</p>"
    "<p>등록일 : 2010년 1월 1일</p><p>Copyright © 가나일보. All rights reserved.</p></div>"
)
URL = "https://www.ganailbo.example/news/articleView.html?idxno=12345"
BODY = f"<div id='articleBody'>{pages.paragraphs()}</div>"


def extracted(body, *, head="", title=pages.TITLE, url=URL):
    markup = (
        f"<!doctype html><html><head><title>{title}</title>{head}</head><body>"
        f"{pages.links()}{body}{FOOT}</body></html>"
    )
    return extract_page(Page(url=url, body=markup.encode(), content_type=""))


def article(body, **page):
    [found] = extracted(body, **page).articles
    return found


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("입력 2026.11.27. 오전 9:05", "2026-11-27T09:05"),
        ("2026.11.27 (금) 09:05", "2026-11-27T09:05"),
        ("26.11.27 09:05", "2026-11-27T09:05"),
        ("2026/11/27 09:05 입력", "2026-11-27T09:05"),
        ("최종수정 2026.11.27 11:00 기사입력 2026.11.27 09:05", "2026-11-27T09:05"),
        ("Published : Nov 27, 2026 - 09:05", "2026-11-27T09:05"),
        ("All News 15:34 November 27, 2026", "2026-11-27T15:34"),
        ("뉴스 등록일: 2026-11-27", "2026-11-27T00:00"),
        ("업데이트 2026.11.27 11:00", None),
        ("11월 27일 09:05", None),
        ("", None),
    ],
)
def test_a_date_is_the_articles_and_never_the_outlets_own(line, expected):
    found = article(f"<h1>{pages.TITLE}</h1><div>{line}</div>{BODY}").published_at

    assert (found and f"{found.astimezone(KST):%Y-%m-%dT%H:%M}") == expected


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("온라인뉴스팀", "온라인뉴스팀"),
        ("온라인뉴스팀 online@gana.example", "온라인뉴스팀"),
        ("By Lee Ba-da and Park Gu-reum", "Lee Ba-da, Park Gu-reum"),
        ("By Lee Ba-da (sea@gana.example)", "Lee Ba-da"),
        ("정치 뉴스 더 보기", None),
    ],
)
def test_a_desk_or_an_english_name_signs(line, author):
    assert article(f"<h1>{pages.TITLE}</h1><p>{line}</p>{BODY}").author == author


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("요청하신 페이지를 찾을 수 없습니다. 입력하신 주소가 정확한지 다시 한번 확인해 주시기 바랍니다.", "missing"),
        ("해당 기사는 언론사의 요청으로 삭제되었습니다. 이용에 불편을 드려 죄송합니다.", "missing"),
        ("회원 전용 서비스입니다. 아이디와 비밀번호를 잊으셨나요? 고객센터로 문의해 주세요.", "login"),
        ("비정상적인 접근이 감지되어 서비스 이용이 제한되었습니다. 잠시 뒤에 다시 찾아 주세요.", "blocked"),
    ],
)  # fmt: skip
def test_a_refusal_that_comes_as_a_page_is_no_article(text, reason):
    found = extracted(f"<div id='articleBody'><p>{text}</p></div>", title="가나일보")

    assert (found.articles, found.reason) == ((), reason)


def test_an_article_about_a_deleted_page_is_an_article():
    text = "해담시는 논란이 된 누리집의 안내 페이지가 삭제됐다고 2일 밝혔다."

    assert article(f"<div id='articleBody'><p>{text}</p></div>").text == text


@pytest.mark.parametrize(
    "text",
    [
        "해담시 누리집에서 일부 페이지가 삭제되었습니다. 시는 오늘 오전 점검을 마치고 되살렸습니다.",
        "해담은행 앱의 접속이 한때 제한됐습니다. 은행은 원인을 찾고 있습니다.",
        "해담 백화점이 회원 전용 쉼터를 열었습니다. 하루 삼백 명이 들어갈 수 있습니다.",
        "법원은 게시글이 삭제된 만큼 손해가 줄었다고 봤습니다. 선고는 다음 달에 나옵니다.",
    ],
)
def test_polite_short_news_is_no_refusal(text):
    assert article(f"<div id='articleBody'><p>{text}</p></div>").text == text


@pytest.mark.parametrize(
    "text",
    [
        "해당 기사가 삭제되었습니다. 목록에서 다른 기사를 볼 수 있습니다.",
        "본 페이지는 존재하지 않습니다. 잠시 뒤 첫 화면이 열립니다.",
        "죄송합니다. 서비스 점검 중입니다. 곧 다시 찾아뵙겠습니다.",
    ],
)
def test_a_refusal_speaks_of_itself(text):
    assert not extracted(f"<div id='articleBody'><p>{text}</p></div>", title="가나일보").articles


CARDS = [
    (f"해담시 소식 {number}번째 묶음", text) for number, text in enumerate(pages.PARAGRAPHS[:5])
]


@pytest.mark.parametrize(
    "card",
    [
        "<li><a href='/news/{n}'><h4>{title}</h4></a><p>{text}</p></li>",
        "<li><a href='/news/{n}'><h4>{title}</h4><p>{text}</p></a></li>",
        "<article><h2 class='entry-title'><a href='/{n}'>{title}</a></h2><div class='entry-content'>{text}</div></article>",
        "<div class='item'><p class='lead'><a href='/{n}'>{title} {text} {text}</a></p></div>",
    ],
    ids=["headline linked", "whole card linked", "blog", "teaser linked"],
)
def test_a_list_of_articles_is_no_article(card):
    cards = "".join(
        card.format(n=number, title=title, text=text) for number, (title, text) in enumerate(CARDS)
    )

    found = extracted(f"<main><ul>{cards}</ul></main>", title="경제 - 가나일보")

    assert (found.articles, found.reason) == ((), "list")


def test_a_front_page_is_no_article():
    blocks = "".join(f"<div><strong>{title}</strong><p>{text}</p></div>" for title, text in CARDS)

    found = extracted(f"<main>{blocks}</main>", url="https://www.ganailbo.example/")

    assert found.reason == "list"


def test_an_article_above_cards_of_others_is_read():
    cards = "".join(
        f"<li><a href='/{n}'>{title}</a><p>{title}의 앞날을 두고 말이 많다고 한다.</p></li>"
        for n, (title, _) in enumerate(CARDS)
    )

    found = article(
        f"<h1>{pages.TITLE}</h1><div class='zz'>{pages.paragraphs()}</div><ul>{cards}</ul>"
    )

    assert found.text.split("\n")[: len(pages.PARAGRAPHS)] == list(pages.PARAGRAPHS)


@pytest.mark.parametrize(
    ("title", "board"),
    [
        ("보도자료 < 시정소식 < 해담시청", f"<h3 class='view_tit'>{pages.TITLE}</h3>"),
        ("해담시청", f"<table><tr><th>제목</th><td>{pages.TITLE}</td></tr></table>"),
        (
            "해담시청, 해담시, 시청, Haedam",
            f"<h2>본문 영역</h2><div class='subject'>{pages.TITLE}</div>",
        ),
    ],
)
def test_a_boards_page_has_the_headline_that_stands_over_the_text(title, board):
    assert (
        article(f"{board}<div class='view_cont'>{pages.paragraphs()}</div>", title=title).title
        == pages.TITLE
    )


def test_a_body_with_escaped_tags_is_read_without_them():
    found = article(f"<div id='articleBody'>{escape(pages.paragraphs())}</div>")

    assert found.text == "\n".join(pages.PARAGRAPHS)


def test_a_video_page_may_hold_one_unfinished_line_that_the_meta_data_tell_too():
    line = "바닷가에 홀로 남은 강아지 한 마리"

    found = article(
        f"<div id='articleBody'><p>{line}</p></div>",
        head=f"<meta property='og:description' content='{line}'>",
    )

    assert found.text == line


@pytest.mark.parametrize("body", ["(해담=가나뉴스) 이바다 기자 = 후속 기사가 이어집니다.", "["])
def test_a_flash_is_all_in_its_headline(body):
    title = "[속보] 해담시, 새 시장에 박구름 당선"

    found = article(f"<h1>{title}</h1><div id='articleBody'>{body}</div>", title=title)

    assert (found.title, found.text) == (title, title)


def test_pictures_alone_give_their_captions():
    figures = "".join(
        f"<figure><img src='{n}.jpg'><figcaption>▲ {text} 2026.11.27/가나뉴스</figcaption></figure>"
        for n, text in enumerate(pages.PARAGRAPHS[:3])
    )

    assert pages.PARAGRAPHS[0] in article(f"<div id='articleBody'>{figures}</div>").text


def test_an_unknown_outlet_is_named_by_its_copyright():
    assert article(BODY).outlet == "가나일보"


def test_an_english_page_loses_its_dateline():
    text = (
        "The city of Haedam broke ground on a new data center by the sea, officials said Thursday."
    )

    found = article(
        f"<div id='articleBody'><p>HAEDAM, Nov. 27 (Ganews) -- {text}</p><p>{text[:40]} again.</p></div>"
    )

    assert found.text.startswith(text)


@pytest.mark.parametrize(
    ("title", "heading"),
    [
        ("[인사]해담시청", "[인사]해담시청"),
        ("가나, 다라, 마바, 사아전자 나란히 오름세", "가나, 다라, 마바, 사아전자 나란히 오름세"),
        (f"{pages.TITLE} | 뉴스", pages.TITLE),
    ],
)
def test_a_title_that_the_page_shows_is_the_headline(title, heading):
    body = f"<h3>바다역 4일 문 열어</h3><h1>{heading}</h1>{BODY}<h3>많이 본 이번 주 소식</h3>"

    assert (
        article(body, title=title, head=f"<meta property='og:title' content='{title}'>").title
        == heading
    )


def test_a_short_article_under_many_cards_is_read_from_its_block():
    cards = "".join(
        f"<li><a href='/{n}'><b>{title}</b><p>{text}</p></a></li>"
        for n, (title, text) in enumerate(CARDS)
    )

    found = article(
        f"<h1>{pages.TITLE}</h1><div id='articleBody'><p>{pages.PARAGRAPHS[0]}</p></div><ul>{cards}</ul>"
    )

    assert found.text == pages.PARAGRAPHS[0]


def test_a_page_that_says_it_is_an_article_is_neither_list_nor_refusal():
    text = "해담시 누리집 접속이 오늘 오전 한때 차단됐습니다."
    head = "<meta property='article:published_time' content='2026-11-27T09:05:00+09:00'>"

    assert article(f"<div id='articleBody'><p>{text}</p></div>", head=head).text == text
