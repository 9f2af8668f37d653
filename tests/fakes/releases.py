"""Synthetic Korean press releases, and what outlets make of them: shortened, reordered, retitled."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.model import Article, BodySource

NOON = datetime(2026, 3, 4, 3, 0, tzinfo=UTC)

_SYLLABLES = "가람나루다온라움마루바론사빛아름자윤차울카온타래파도하늘보미소율우진태서강별초록한결푸른새벽노을은솔"
_ENDINGS = (
    "테크",
    "바이오",
    "중공업",
    "물산",
    "에너지",
    "소프트",
    "제약",
    "모빌리티",
    "푸드",
    "건설",
    "전자",
    "항공",
)
_THINGS = (
    "수소연료전지", "당뇨병 치료제", "전기버스", "자율주행 로봇", "냉동만두", "해상풍력 발전기", "치과용 임플란트", "물류센터",
    "초소형 위성", "배달 앱", "스마트팜", "친환경 포장재", "음성인식 엔진", "게임 신작", "무인 편의점", "보안 관제 서비스",
    "산업용 드론", "반려동물 사료", "공기청정기", "전자책 단말기", "골프장 예약 서비스", "조선 기자재", "화장품 원료", "철도 신호장치",
    "암 진단 키트", "항공기 부품", "온라인 강의", "주차 로봇", "커피 원두", "재난 경보기", "태양광 모듈", "건설 자재",
)  # fmt: skip
_PLACES = (
    "부산",
    "대전",
    "울산",
    "청주",
    "전주",
    "포항",
    "창원",
    "원주",
    "제주",
    "수원",
    "군산",
    "김해",
    "베트남",
    "폴란드",
    "멕시코",
    "인도네시아",
)
_ACTS = (
    "{place}에 {thing} 공장을 짓는다고 {day}일 밝혔다", "{thing} 사업을 위해 {partner}와 손잡았다고 {day}일 발표했다",
    "{place}에서 {thing}의 첫 납품을 마쳤다고 {day}일 전했다", "{partner}에 {thing}을 공급하는 계약을 맺었다고 {day}일 공시했다",
)  # fmt: skip
_FACTS = (
    "투자 규모는 {money}억원이며 {year}년까지 {stages}단계로 나눠 집행한다",
    "이번 계약으로 {company}의 올해 누적 수주액은 {total}억원을 넘어섰다",
    '{person} {company} 대표는 "{thing} 시장에서 {rank}위에 오르겠다"고 말했다',
    "{thing}의 연간 생산량은 {units}만개에서 {more}만개로 늘어난다",
    "{partner}는 품질 검증에 {months}개월이 걸렸다고 설명했다",
    "새 설비에는 {place} 출신 인력 {people}명이 우선 채용된다",
    "업계는 {thing} 수요가 해마다 {percent}% 커질 것으로 내다본다",
    "{company}는 {since}년에 문을 연 뒤 {place}에 본사를 두고 있다",
    "제품 무게는 {grams}그램으로 앞선 모델보다 {percent}% 가볍다",
    "{person} 대표는 {months}개월 안에 {second}에도 나간다는 계획을 내놓았다",
    "{second} 정부는 세금 감면과 부지 {area}만㎡ 제공을 약속했다",
    '{partner} 관계자는 "{company}의 {thing}은 고장률이 {tenths}%에 그친다"고 평가했다',
    "회사는 특허 {patents}건을 출원했고 {year}년 상용화가 목표다",
    "지난해 {company}의 매출은 {total}억원, 영업이익은 {money}억원이었다",
)  # fmt: skip
_TITLES = (
    "{company}, {place}서 {thing} 사업 확대", '{company} "{thing}으로 {second} 시장 공략"',
    "{thing} 키우는 {company}…{partner}와 협력", "{partner}·{company}, {thing} 맞손",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A press release: its sentences, and titles that desks would give it."""

    titles: tuple[str, ...]
    sentences: tuple[str, ...]


def release(seed: int) -> Release:
    """The release of this number; equal numbers give equal releases."""
    dice = random.Random(seed)
    words = {
        "company": _name(dice), "partner": _name(dice), "thing": dice.choice(_THINGS), "person": _person(dice),
        "place": dice.choice(_PLACES), "second": dice.choice(_PLACES), "day": dice.randint(2, 4),
        **{key: dice.randint(11, 990) for key in ("money", "total", "units", "more", "people", "grams", "area", "patents")},
        "months": dice.randint(3, 30), "percent": dice.randint(3, 60), "rank": dice.randint(1, 9),
        "stages": dice.randint(2, 6), "year": dice.randint(2027, 2035), "since": dice.randint(1960, 2020),
        "tenths": f"0.{dice.randint(1, 99)}",
    }  # fmt: skip
    facts = dice.sample(_FACTS, 9)
    lede = f"{{company}}가 {dice.choice(_ACTS)}"
    return Release(
        titles=tuple(title.format(**words) for title in _TITLES),
        sentences=tuple(f"{sentence.format(**words)}." for sentence in (lede, *facts)),
    )


def original(number: int) -> Article:
    """The release as its first outlet carries it."""
    told = release(number)
    return article(
        number * 100 + 1, told.titles[number % len(told.titles)], " ".join(told.sentences), number
    )


def carried(number: int, copy: int) -> Article:
    """The release with 30 % of its sentences dropped, the rest reordered, under another title."""
    told = release(number)
    dice = random.Random(number * 1_000 + copy)
    kept = dice.sample(told.sentences, round(len(told.sentences) * 0.7))
    title = told.titles[(number + copy) % len(told.titles)]
    return article(number * 100 + 1 + copy, title, " ".join(kept), number)


def article(article_id: int, title: str, text: str, minutes: float = 0, **more: object) -> Article:
    """An article seen that many minutes after noon."""
    at = NOON + timedelta(minutes=minutes)
    fields: dict[str, object] = {
        "id": article_id, "entry_id": article_id, "url": f"https://outlet{article_id}.example/{article_id}",
        "title": title, "outlet": f"매체{article_id}", "publisher": "", "author": None, "published_at": at,
        "seen_at": at, "text": text, "body_source": BodySource.PAGE, **more,
    }  # fmt: skip
    return Article(**fields)  # type: ignore[arg-type]


def _name(dice: random.Random) -> str:
    return "".join(dice.sample(_SYLLABLES, 3)) + dice.choice(_ENDINGS)


def _person(dice: random.Random) -> str:
    return dice.choice("김이박최정강조윤장임") + "".join(dice.sample(_SYLLABLES, 2))
