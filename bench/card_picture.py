"""Draws docs/card.svg from the very blocks that Slack would be given: a card and a reply under it.

    python -m bench.card_picture

The story is invented. A test holds the picture in the repository to what this draws.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import escape

from bot.adapters.slack.blocks import Json, lay_out
from bot.card.render import Telling, render, render_update
from bot.card.words import judged_line
from bot.model import (
    Article,
    BodySource,
    JudgementKind,
    Member,
    Relation,
    Span,
    Summary,
    SummarySentence,
)

OUT = Path(__file__).resolve().parent.parent / "docs" / "card.svg"
ALT = (
    "A card: headline, outlet and time, terms, a short summary, how many outlets carry it, who "
    "handles it, and buttons; under it a reply with new facts"
)
WIDTH, LEFT, RIGHT = 720, 74, 696
FONT = "'Apple SD Gothic Neo','Noto Sans KR','Malgun Gothic',sans-serif"
INK, FAINT, BLUE, TERM = "#1d1c1d", "#616061", "#1264a3", "#1f3a5f"
NOW = datetime(2026, 11, 17, 9, 8, tzinfo=UTC)
TITLE = "KT클라우드, 나래시에 교육용 AI 데이터센터 착공"
SENTENCES = (
    "KT클라우드는 17일 나래시 별내동에서 교육용 인공지능(AI) 데이터센터의 첫 삽을 떴다고 밝혔다.",
    "이 시설은 지하 1층, 지상 3층에 서버 400대를 놓고, 한 층을 견학 통로와 실습실로 꾸민다.",
    "공사비는 180억원이며 내년 9월 문을 열 예정이다.",
)
NEWS = "KT클라우드, 나래시 데이터센터에 서버 200대 더 놓는다"
NEWS_SENTENCES = ("공사비는 180억원에서 260억원으로 늘어난다.",)


def width_of(text: str, size: float) -> float:
    """About how wide the text stands, in the picture's units."""
    return sum(size * (0.93 if char > "\u2000" else 0.55) for char in text)


def wrapped(text: str, size: float, room: float) -> list[str]:
    """The text in lines of at most `room`, broken at spaces."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and width_of(longer, size) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


@dataclass
class Picture:
    """An SVG that grows downwards."""

    y: float = 36
    left: float = LEFT
    parts: list[str] = field(default_factory=list)

    def text(
        self, text: str, x: float, *, size: float = 14, fill: str = INK, more: str = ""
    ) -> None:
        self.parts.append(
            f'<text x="{x:g}" y="{self.y:g}" font-size="{size:g}" fill="{fill}"{more}>'
            f"{escape(text)}</text>"
        )

    def message(self, blocks: Sequence[Json]) -> None:
        """One message's blocks, below what stands already."""
        for block in blocks:
            if block["type"] == "actions":
                self.buttons(block["elements"])
                continue
            for part in block["elements"]:
                if part["type"] == "rich_text_quote":
                    self.quote(part["elements"][0]["text"])
                else:
                    self.section(part["elements"])

    def section(self, elements: Sequence[Json]) -> None:
        """Headline, byline, terms, or the lines at the end."""
        x = self.left
        for element in elements:
            text = str(element["text"])
            if element["type"] == "link":
                self.y += 26
                self.text(text, self.left, size=16, fill=BLUE, more=' font-weight="700"')
                continue
            if element.get("style", {}).get("code"):
                x = self.term(text, x)
                continue
            for line in text.strip("\n").split("\n") if text.strip() else ():
                self.y += 22
                self.text(line, self.left, size=13, fill=FAINT)
                x = self.left + width_of(line, 13) + 10
        self.y += 4

    def term(self, text: str, x: float) -> float:
        """A term's box, in the line of what stands before it; returns where it ends."""
        wide = width_of(text, 12) + 14
        self.parts.append(
            f'<rect x="{x:g}" y="{self.y - 14:g}" width="{wide:g}" height="19" rx="4" '
            f'fill="#f0f4f9"/>'
        )
        self.text(text, x + 7, size=12, fill=TERM)
        return x + wide + 6

    def quote(self, text: str) -> None:
        """The summary, with the bar at its left."""
        top = self.y + 10
        for sentence in text.split("\n"):
            for line in wrapped(sentence, 14, RIGHT - self.left - 20):
                self.y += 22
                self.text(line, self.left + 14)
        height = self.y - top + 6
        self.parts.append(
            f'<rect x="{self.left:g}" y="{top:g}" width="4" height="{height:g}" rx="2" '
            f'fill="#dddddd"/>'
        )
        self.y += 6

    def buttons(self, elements: Sequence[Json]) -> None:
        """The row of buttons."""
        x, top = self.left, self.y + 10
        self.y += 30
        for element in elements:
            label = element["text"]["text"]
            wide = width_of(label, 13) + 26
            self.parts.append(
                f'<rect x="{x:g}" y="{top:g}" width="{wide:g}" height="30" rx="4" fill="#ffffff" '
                f'stroke="#c9c9c9"/>'
            )
            self.text(label, x + 13, size=13)
            x += wide + 8
        self.y += 14


def invented(title: str, at: datetime, sentences: Sequence[str]) -> tuple[Member, Summary]:
    article = Article(
        id=1,
        entry_id=1,
        url="https://news.example/1",
        title=title,
        outlet="한빛통신",
        publisher="한빛통신",
        author=None,
        published_at=at,
        seen_at=at,
        text="",
        body_source=BodySource.PAGE,
    )
    told = tuple(SummarySentence(text=text, span=Span(start=0, end=1)) for text in sentences)
    return Member(article=article, relation=Relation.FIRST), Summary(sentences=told)


def draw() -> str:
    """The picture."""
    lead, summary = invented(TITLE, NOW.replace(minute=6), SENTENCES)
    more, new = invented(NEWS, NOW.replace(hour=11), NEWS_SENTENCES)
    card = render(
        Telling(
            story_id=1,
            lead=lead,
            summary=summary,
            terms=("KT클라우드",),
            publishers=5,
            releases=2,
            now=NOW,
            judged=(judged_line(JudgementKind.ACKNOWLEDGE, "민지", "18:12"),),
        )
    )
    reply = render_update(1, replace(more, relation=Relation.UPDATE), new, now=NOW)
    picture = Picture()
    picture.text("소식", LEFT, size=15, more=' font-weight="700"')
    picture.text("앱  오후 6:08", LEFT + 36, size=12, fill=FAINT)
    picture.message(lay_out(card).blocks)
    picture.y += 24
    picture.text("댓글 1개", LEFT, size=13, fill=BLUE)
    top, picture.left = picture.y + 8, LEFT + 16
    picture.message(lay_out(reply).blocks)
    bar = f'<rect x="{LEFT}" y="{top:g}" width="2" height="{picture.y - top:g}" fill="#dddddd"/>'
    return _framed([*picture.parts, bar], round(picture.y + 20))


def _framed(parts: Sequence[str], height: int) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-labelledby="t" font-family="{FONT}">\n<title id="t">{ALT}</title>\n'
        f'<rect width="{WIDTH}" height="{height}" rx="10" fill="#ffffff" stroke="#dddddd"/>\n'
        '<rect x="20" y="20" width="40" height="40" rx="8" fill="#1f3a5f"/>\n'
        '<text x="40" y="47" font-size="18" font-weight="700" fill="#ffffff" '
        'text-anchor="middle">소</text>\n'
    )
    return head + "\n".join(parts) + "\n</svg>\n"


if __name__ == "__main__":
    OUT.write_text(draw(), encoding="utf-8")
