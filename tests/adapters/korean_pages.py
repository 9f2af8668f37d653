"""Made-up Korean articles in the page shapes that Korean content systems produce."""

import json

TITLE = "가나전자, 해담시에 데이터센터 착공…2028년 가동"
P1 = "가나전자가 강원도 해담시에 대규모 데이터센터를 짓는다. 2028년 가동이 목표다."
P2 = "회사는 3일 이사회를 열어 1조2000억원을 투자하기로 했다고 밝혔다. 첫 삽은 오는 5월에 뜬다."
P3 = "“전력과 냉각수를 함께 얻을 수 있는 곳을 찾았다”고 김하늘 가나전자 부사장은 말했다."
P4 = "해담시는 일자리 300개가 생길 것으로 기대하고 있다. 주민 설명회는 다음 달 열린다."
P5 = "업계에서는 경쟁사인 다라통신도 비슷한 계획을 검토하는 것으로 알려졌다."
PARAGRAPHS = (P1, P2, P3, P4, P5)
TEXT = "\n".join(PARAGRAPHS)

OTHERS = (
    "마바은행, 상반기 순이익 사상 최대",
    "사아제약 신약 임상 3상 진입",
    "자차조선 LNG선 4척 수주",
    "카타항공 국제선 증편",
)
MENU = "<header><nav><ul><li><a href='/1'>정치</a></li><li><a href='/2'>경제</a></li></ul></nav></header>"
FOOT = (
    "<footer><p>서울시 중구 어딘가로 1 | 등록번호 서울 아00000 | 발행인 홍길동 | 청소년보호책임자 홍길동</p>"
    "<p>가나일보의 모든 콘텐츠는 저작권법의 보호를 받습니다.</p></footer>"
)


def paragraphs(texts=PARAGRAPHS):
    return "".join(f"<p>{text}</p>" for text in texts)


def links(texts=OTHERS):
    return "".join(f"<li><a href='/news/{n}'>{text}</a></li>" for n, text in enumerate(texts))


def document(body, *, title=TITLE, site="가나일보", head=""):
    return (
        f"<!doctype html><html lang='ko'><head><meta charset='utf-8'><title>{title} - {site}</title>"
        f"<meta property='og:title' content='{title}'><meta property='og:site_name' content='{site}'>"
        f"{head}</head><body>{MENU}{body}{FOOT}</body></html>"
    )


PUBLISHED = "<meta property='article:published_time' content='2026-03-03T09:10:00+09:00'>"

ND_SOFT = document(
    "<section id='article-view'><h3 class='heading'>" + TITLE + "</h3>"
    "<ul class='infomation'><li><i class='icon-user-o'></i> 이바다 기자</li>"
    "<li><i class='icon-clock-o'></i> 승인 2026.03.03 09:10</li><li>댓글 0</li></ul>"
    "<article id='article-view-content-div' class='article-veiw-body view-page font-size17'>"
    "<div style='text-align:center'><figure class='photo-layout'><img src='a.jpg'>"
    "<figcaption>가나전자 데이터센터 조감도. /사진=가나전자</figcaption></figure></div>"
    f"<p>{P1}</p><p>{P2}</p><div class='ad-template'><ins class='adsbygoogle'></ins></div><p>{P3}</p>"
    f"<p>{P4}</p><p>{P5}</p>"
    "<p><span>이바다 기자 sea@ganailbo.example</span></p></article>"
    "<div class='article-copy'>저작권자 © 가나일보 무단전재 및 재배포 금지</div>"
    f"<article class='relation'><h4>관련기사</h4><ul>{links()}</ul></article></section>"
)

BREAKS_ONLY = document(
    "<div class='wrap'><div class='x_12'><h1>"
    + TITLE
    + "</h1><span>입력 2026-03-03 09:10</span></div>"
    "<div class='cnt7'>(서울=가나일보) 이바다 기자 = " + "<br><br>".join(PARAGRAPHS) + "<br><br>"
    "sea@ganailbo.example<br>ⓒ 가나일보, 무단전재-재배포 금지</div>"
    f"<div class='side'><h4>많이 본 뉴스</h4><ol>{links()}</ol></div></div>",
    head=PUBLISHED,
)

HASHED_CLASSES = document(
    "<div id='__app'><div class='sc-a1b2 kxYz'><div class='sc-9f8e'>" + paragraphs() + "</div>"
    f"<div class='sc-77aa'><ul>{links()}</ul></div></div>"
    "<div class='sc-comments'><p>정말 기대됩니다.</p><p>우리 동네에도 생기면 좋겠어요.</p></div></div>",
    head=PUBLISHED,
)

OLD_TABLE = document(
    "<table width='900'><tr><td width='150'><a href='/'>홈</a><br><a href='/e'>경제</a></td><td>"
    f"<table><tr><td class='t'><b>{TITLE}</b></td></tr><tr><td align='right'>기사입력 2026-03-03 09:10</td></tr>"
    "<tr><td class='b'><font size='3'>"
    + "<br>\n<br>\n".join(PARAGRAPHS)
    + "</font></td></tr></table>"
    f"</td><td><ul>{links()}</ul></td></tr></table>"
)

ARC = document(
    "<div id='fusion-app'></div><script id='fusion-metadata'>window.Fusion=window.Fusion||{};"
    "Fusion.contextPath='/pf';Fusion.globalContent="
    + json.dumps(
        {
            "_id": "ABC",
            "content_elements": [
                {"type": "image", "caption": "조감도. /가나전자 제공"},
                *({"type": "text", "content": text} for text in PARAGRAPHS),
                {"type": "raw_html", "content": "<b>▲ <a href='/x'>다른 기사 제목이다</a></b>"},
            ],
            "credits": {"by": [{"name": "이바다 기자"}]},
            "headlines": {"basic": TITLE},
        },
        ensure_ascii=False,
    )
    + ";Fusion.globalContentConfig={};</script>",
    head=PUBLISHED,
)

NEXT_DATA = document(
    "<div id='__next'><div class='skeleton'></div></div>"
    "<script id='__NEXT_DATA__' type='application/json'>"
    + json.dumps(
        {
            "props": {
                "pageProps": {
                    "article": {
                        "title": TITLE,
                        "regDate": "2026-03-03 09:10:00",
                        "content": paragraphs(),
                    },
                    "related": [{"title": other, "content": other * 12} for other in OTHERS],
                }
            }
        },
        ensure_ascii=False,
    )
    + "</script>"
)

FLIGHT = document(
    "<div hidden id='S:0'></div>"
    + "".join(
        f"<script>self.__next_f.push({json.dumps([1, chunk])})</script>"
        for chunk in (
            '1:"$Sreact.fragment"\n2:T9a0,',
            paragraphs(),
            '3:["$","div",null,{"body":"$2"}]\n',
        )
    ),
    head=PUBLISHED,
)

FLIGHT_ROW = document(
    "<script>self.__next_f.push("
    + json.dumps(
        [
            1,
            "4:"
            + json.dumps(["$", "div", None, {"content": paragraphs()}], ensure_ascii=False)
            + "\n",
        ]
    )
    + ")</script>",
    head=PUBLISHED,
)

NUXT = document(
    "<div id='__nuxt'></div><script>window.__NUXT__=(function(a,b){return {layout:a,data:[{news:{body:"
    + json.dumps(paragraphs())
    + ',title:b}}]}}("default",'
    + json.dumps(TITLE)
    + "))</script>",
    head=PUBLISHED,
)

SCHEMA_BODY = document(
    "<div id='root'></div>",
    head="<script type='application/ld+json'>"
    + json.dumps(
        {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": TITLE,
            "datePublished": "2026-03-03T09:10:00+09:00",
            "author": [
                {"@type": "Person", "name": "이바다"},
                {"@type": "Person", "name": "박구름"},
            ],
            "publisher": {"@type": "Organization", "name": "가나일보"},
            "articleBody": TEXT,
        },
        ensure_ascii=False,
    )
    + "</script>",
)

PAYWALL = document(
    f"<div class='article_body'><p>{P1}</p><p>{P2}</p><p>회원 전용 기사입니다.</p></div>",
    head="<script type='application/ld+json'>"
    + json.dumps(
        {"@type": "NewsArticle", "headline": TITLE, "articleBody": TEXT}, ensure_ascii=False
    )
    + "</script>"
    + PUBLISHED,
)

EUC_KR = (
    f"<html><head><meta http-equiv='Content-Type' content='text/html; charset=euc-kr'><title>{TITLE} :: 가나일보</title>"
    f"</head><body>{MENU}<div id='news_body_area'>{paragraphs()}<p>주민들은 똠얌꿍 축제도 함께 열겠다고 했다.</p></div></body></html>"
)

VIDEO_CAPTION = document(
    "<div class='video'><video src='a.mp4'>브라우저가 video 태그를 지원하지 않습니다.</video>"
    "<button>닫기</button></div><div class='article_txt'>"
    "가나전자 데이터센터 착공식이 3일 강원도 해담시에서 열렸습니다.</div>"
    f"<ul class='list'>{links()}</ul>",
    head=PUBLISHED,
)

PHOTO = document(
    "<div id='articleBody'><figure><img src='a.jpg'><figcaption>▲ 가나전자 임직원들이 3일 강원도 해담시 "
    "데이터센터 부지에서 첫 삽을 뜨고 있다. /가나일보</figcaption></figure></div>",
    head=PUBLISHED,
)

PRINT_COPY = document(
    f"<div class='article-body'>{paragraphs()}</div><div class='print-only article-body'>{paragraphs()}</div>",
    head=PUBLISHED,
)

PRINT_COPY_INSIDE = document(
    f"<div class='view_con'><div class='screen'>{paragraphs()}</div><div class='prt'>{paragraphs()}</div></div>",
    head=PUBLISHED,
)

LINKS_INSIDE = document(
    f"<div class='news_body'><p>{P1}</p><p>{P2}</p><div class='box'><strong>[관련기사]</strong>"
    f"<ul>{links()}</ul></div><p>{P3}</p><p>▶ <a href='/x'>마바은행 실적 더 보기</a></p><p>{P4}</p><p>{P5}</p>"
    "<p>[가나일보 이바다 기자 sea@ganailbo.example]</p>"
    "<p>▶ 가나일보 '홈페이지'</p><p>▶ 카카오톡 '가나제보' 채널 추가</p>"
    f"<p>- {OTHERS[0]}</p><p>- {OTHERS[1]}</p></div>",
    head=PUBLISHED,
)

SCRIPT_ONLY = document(
    "<div id='app'></div><script src='/app.js'></script><noscript>자바스크립트를 켜 주세요.</noscript>"
)

LISTING = document(f"<div class='list'><h2>최신기사</h2><ul>{links()}</ul><ul>{links()}</ul></div>")

NAVER = (
    f"<html><head><title>{TITLE}</title><meta property='og:title' content='{TITLE}'>"
    "<meta property='og:site_name' content='네이버뉴스'>"
    "<meta property='og:article:author' content='매일경제 | 네이버'></head><body>"
    f"<h2 id='title_area'><span>{TITLE}</span></h2>"
    "<span class='media_end_head_info_datestamp_time _ARTICLE_DATE_TIME' data-date-time='2026-03-03 09:10:11'>"
    "2026.03.03. 오전 9:10</span><em class='media_end_head_journalist_name'>이바다 기자</em>"
    "<div id='newsct_article'><article id='dic_area'><strong class='media_end_summary'>해담시에 1조2000억원</strong>"
    "<br><span class='end_photo_org'><div class='nbd_im_w'><img><em class='img_desc'>조감도. 가나전자 제공</em></div></span>"
    f"{'<br><br>'.join(PARAGRAPHS)}</article></div>"
    "<p class='byline_p'><span>이바다 기자 (sea@mk.co.kr)</span></p>"
    "<p>Copyright ⓒ 매일경제. All rights reserved. 무단 전재 및 재배포 금지.</p>"
    "<p>이 기사는 언론사에서 경제 섹션으로 분류했습니다.</p></body></html>"
)

FALSE_ZULU = document(
    f"<div class='article_view'><p class='d'>입력 2026.03.03 09:10</p>{paragraphs()}</div>",
    head="<meta property='article:published_time' content='2026-03-03T09:10:00Z'>",
)

COLUMN = document(
    f"<div class='story-body'><p>{P1}</p><h3>왜 해담시인가</h3><p>{P2}</p><p>{P3}</p><h3>남은 숙제</h3><p>{P4}</p>"
    f"<p>{P5}</p><p>■ 필자 소개</p><p>홍길동 논설위원</p></div>",
    head=PUBLISHED,
)

BROADCAST = document(
    "<div class='news_txt'>◀ 앵커 ▶<br><br>강원도 해담시에 큰 데이터센터가 들어섭니다.<br><br>이바다 기자입니다.<br><br>"
    "◀ 리포트 ▶<br><br>가나전자가 해담시 들판에 첫 삽을 떴습니다.<br><br>[김하늘/가나전자 부사장]<br>"
    '"전력과 냉각수를 함께 얻을 수 있는 곳을 찾았습니다."<br><br>해담시는 일자리 300개를 기대하고 있습니다.<br><br>'
    "GNB뉴스 이바다입니다.<br><br>영상취재: 박구름 / 영상편집: 최노을<br><br>GNB뉴스는 24시간 여러분의 제보를 기다립니다.<br>"
    "▷ 전화 02-000-0000<br>▷ 이메일 jebo@gnb.example</div>",
    site="GNB",
    head=PUBLISHED,
)

REPOST = (
    f"{TITLE} 작성일 03-03 41 목록 <div id='x' style='display:none;'>번역 안내</div> <div class='article_view'> "
    f"<section> <p dmcf-pid='a'> [가나일보 이바다 기자]{P1} </p> <p dmcf-pid='b'>{P2}</p> "
    "<figure class='figure_frm'><img src='https://t1.daumcdn.net/news/202603/03/ganailbo/20260303091055123abcd.jpg'>"
    f"<figcaption>[가나일보 박구름 기자]</figcaption></figure> <div dmcf-pid='c'>{P3} <br> <br>{P4} <br> <br>{P5} <br> <br>"
    "이바다 (sea@ganailbo.example) </div> </section> </div> <p>Copyright © 가나일보. 무단전재 및 재배포 금지.</p> "
    "관련자료 이전 마바은행 순이익 03-03 다음 사아제약 임상 03-03 댓글 0 등록된 댓글이 없습니다."
)

COMMENTS = document(
    f"<div class='q1'><div class='q2'>{paragraphs()}</div><div class='cmt_box'>"
    + "".join(
        f"<div><b>독자{n}</b><p>전기 요금이 오를까 걱정이 됩니다. 이웃 {n}명이 모두 그렇게 말합니다.</p></div>"
        for n in range(12)
    )
    + "</div></div>",
    head=PUBLISHED,
)

BLANK_LINES = document(
    f"<div class='wx'>{chr(10).join(text + chr(10) for text in PARAGRAPHS)}</div>", head=PUBLISHED
)

CARDS = document(
    "<div>"
    + "".join(
        f"<article class='card'><a href='/x'><h3>{other}</h3></a><p>{other}에 관한 소식을 전한다. 회사는 이번 결정이 "
        "시장에 큰 영향을 줄 것으로 보고 있다고 설명했다. 자세한 내용은 추후 공개한다고 덧붙였다.</p></article>"
        for other in OTHERS
    )
    + f"</div><div class='zz'><h1>{TITLE}</h1>{paragraphs()}</div>",
    head=PUBLISHED,
)

APPOINTMENTS = document(
    "<div class='article_txt'>◇ 승진<br>▶ 상무 김하늘 박구름 최노을<br>▶ 부장 이바다 정나무 한여울<br>◇ 전보<br>"
    "▶ 전략기획실장 조은별</div>",
    title="[인사] 가나전자",
    head=PUBLISHED,
)
