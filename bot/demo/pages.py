"""Article pages in the shapes that Korean newspapers' systems give them."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from html import escape

from bot.demo.scenario import KST, Beat, PageShape

_MENU = "홈 정치 경제 사회 문화 지역 스포츠 오피니언 로그인 회원가입 구독하기"
_POPULAR = (
    "오늘의 날씨, 전국 대체로 맑음",
    "주말에 가 볼 만한 숲길 다섯 곳",
    "김장철 배추 고르는 법",
)


def page_html(beat: Beat, published: datetime, related: Sequence[str]) -> str:
    """The whole page of an article; `related` are headlines listed below it."""
    return _SHAPES[beat.outlet.page](beat, published.astimezone(KST), related)


def _ndsoft(beat: Beat, published: datetime, related: Sequence[str]) -> str:
    return _frame(
        beat,
        published,
        f'<section class="article-view-header"><h1 class="heading">{escape(beat.title)}</h1>'
        f'<ul class="infomation"><li>기자명 {_author(beat)}</li>'
        f"<li>입력 {published:%Y.%m.%d %H:%M}</li><li>댓글 0</li></ul></section>"
        f'<article id="article-view-content-div" class="article-veiw-body">{_blocks(beat)}'
        f"<p>{_signature(beat)}</p></article>",
        related,
    )


def _plain(beat: Beat, published: datetime, related: Sequence[str]) -> str:
    return _frame(
        beat,
        published,
        f'<h1 class="title">{escape(beat.title)}</h1>'
        f'<div class="info">입력 {published:%Y-%m-%d %H:%M} <button>글자크기</button></div>'
        f'<div id="articleBody" class="article_body">{_blocks(beat)}'
        f'<p class="byline">{_signature(beat)}</p></div>',
        related,
    )


def _itemprop(beat: Beat, published: datetime, related: Sequence[str]) -> str:
    return _frame(
        beat,
        published,
        f'<h2 itemprop="headline">{escape(beat.title)}</h2>'
        f'<span itemprop="author">{_author(beat)}</span>'
        f'<time itemprop="datePublished" datetime="{published.isoformat()}"></time>'
        f'<div itemprop="articleBody"><p>[{escape(beat.outlet.name)} {_author(beat)} 기자]</p>'
        f"{_blocks(beat)}</div>",
        related,
    )


def _breaks(beat: Beat, published: datetime, related: Sequence[str]) -> str:
    lines = "<br><br>".join(escape(paragraph) for paragraph in beat.paragraphs)
    return _frame(
        beat,
        published,
        f'<h1 class="headline">{escape(beat.title)}</h1>'
        f'<p class="date">입력 {published:%Y.%m.%d. %H:%M}</p>'
        f'<div id="articletxt" class="article-body">{lines}<br><br>{_signature(beat)}</div>',
        related,
    )


def _fusion(beat: Beat, published: datetime, related: Sequence[str]) -> str:
    story = {
        "type": "story",
        "headlines": {"basic": beat.title},
        "display_date": f"{published.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "credits": {"by": [{"type": "author", "name": beat.author}]},
        "content_elements": [{"type": "text", "content": p} for p in beat.paragraphs],
        "related_content": {"basic": [{"headlines": {"basic": each}} for each in related]},
    }
    script = f"window.Fusion=window.Fusion||{{}};Fusion.globalContent={_json(story)};"
    return _frame(
        beat,
        published,
        '<div id="fusion-app"></div><script id="fusion-metadata" type="application/javascript">'
        f"{script}Fusion.spa=false;</script>",
        (),
    )


def _jsonld(beat: Beat, published: datetime, related: Sequence[str]) -> str:
    article = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": beat.title,
        "articleBody": "\n".join(beat.paragraphs),
        "datePublished": published.isoformat(),
        "author": [{"@type": "Person", "name": beat.author}],
        "publisher": {"@type": "Organization", "name": beat.outlet.name},
    }
    return _frame(
        beat,
        published,
        f'<script type="application/ld+json">{_json(article)}</script><div id="root"></div>'
        "<noscript>이 누리집을 보려면 자바스크립트를 켜 주세요.</noscript>",
        related,
    )


def _frame(beat: Beat, published: datetime, main: str, related: Sequence[str]) -> str:
    outlet = beat.outlet
    below = _listed("관련기사", related) + _listed("많이 본 기사", _POPULAR)
    return (
        f'<!doctype html><html lang="ko"><head><meta charset="{outlet.charset}">'
        f"<title>{escape(beat.title)} - {escape(outlet.name)}</title>"
        f'<meta property="og:type" content="article">'
        f'<meta property="og:title" content="{escape(beat.title)}">'
        f'<meta property="og:site_name" content="{escape(outlet.name)}">'
        f'<meta property="article:published_time" content="{published.isoformat()}">'
        f"</head><body><header><nav>{_MENU}</nav></header><main>{main}</main>"
        f"<p>저작권자 ⓒ {escape(outlet.name)} 무단전재 및 재배포 금지</p>{below}"
        f"<footer>{escape(outlet.name)} | 제보 news@{outlet.key}.example</footer></body></html>"
    )


def _listed(heading: str, titles: Sequence[str]) -> str:
    if not titles:
        return ""
    links = "".join(f'<li><a href="#">{escape(title)}</a></li>' for title in titles)
    return f'<aside class="list"><h3>{heading}</h3><ul>{links}</ul></aside>'


def _blocks(beat: Beat) -> str:
    return "".join(f"<p>{escape(paragraph)}</p>" for paragraph in beat.paragraphs)


def _author(beat: Beat) -> str:
    return escape(beat.author or "")


def _signature(beat: Beat) -> str:
    if beat.author is None:
        return ""
    return f"{_author(beat)} 기자 reporter@{beat.outlet.key}.example"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False).replace("</", "<\\/")


_SHAPES: Mapping[PageShape, Callable[[Beat, datetime, Sequence[str]], str]] = {
    PageShape.NDSOFT: _ndsoft,
    PageShape.PARAGRAPHS: _plain,
    PageShape.ITEMPROP: _itemprop,
    PageShape.BREAKS: _breaks,
    PageShape.FUSION: _fusion,
    PageShape.JSONLD: _jsonld,
}
