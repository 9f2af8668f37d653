"""How well and how cheaply article pages are read, beside plain trafilatura on the same pages.

    python -m bench.extraction [SHARED] [--repeat 5] [--pages]     (SHARED: default ../shared)

F1 is over character 5-grams without spaces, after one neutral list has removed signatures, photo
credits, player notices and cue lines from both sides, since the given texts hold some of them.
Titles are compared by their letters; a date without zone is Korean time.
"""

import argparse
import gzip
import html
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from unicodedata import normalize

import trafilatura

from bot.adapters.extract import extract_page
from bot.model import Page

KST = timezone(timedelta(hours=9))
NEUTRAL = tuple(
    re.compile(pattern, re.MULTILINE)
    for pattern in (
        r"[◀【\[<]\s?(?:앵커|앵커멘트|리포트|기자|인터뷰|VCR)\s?[▶】\]>]",
        r"브라우저가 video 태그를 지원하지 않습니다\.\s*죄송하지만 다른 브라우저를 사용하여 주십시오\.\s*(?:닫기)?",
        r"이미지 (?:확대|크게 보기|확대하기)",
        r"^\s*[▷☞].*$",
        r"[A-Za-z가-힣]{0,10}\s?(?:뉴스|NEWS)\s[가-힣]{2,4}입니다\.",
        r"[\[(【](?:[가-힣A-Za-z0-9]{2,12}[ =])[^\]\[()]{0,20}(?:기자|특파원)[\])】]",
        r"\[[가-힣]{2,10}=[^\]]{2,20}\]",
        r"[가-힣]{2,4}\s?(?:기자|칼럼니스트|특파원|에디터)?\s?[/(\[]?[\w.]+@[\w.]+[)\]]?",
        r"\[?[/(]?[\w.]+@[\w.]+[)\]]?",
        r"[(\[]\s?(?:사진|화면 출처|취재|영상취재|화면)\s?[=:][^)\]\n]*[)\]]",
        r"^\s*영상\s?(?:취재|편집)\s?:.*$|영상취재\s?:.*$",
        r"[가-힣]{2,4} / (?:사진제공|화면캡처) \S+",
        r"▲\s?위 사진은[^\n]*",
        r"#[가-힣A-Za-z0-9]+(?:\s#[가-힣A-Za-z0-9]+)*",
        r"\S*\s?기사문의 및 제보\s?:.*$",
        r"\(끝\)",
        r"(?:저작권자|Copyright)\s?[ⓒ©].*$",
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One page with what people or per-site rules say it holds."""

    name: str
    page: Page
    text: str
    title: str | None
    published_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How one page was read."""

    name: str
    f1: float
    title_right: bool
    date_right: bool


def cases(shared: Path) -> list[Case]:
    """The labelled pages."""
    lines = (shared / "data/pages/gold.jsonl").read_text(encoding="utf-8").splitlines()
    return [_case(json.loads(line), shared / "data/pages") for line in lines]


def _case(gold: dict[str, str | None], folder: Path) -> Case:
    body = gzip.decompress((folder / f"{gold['id']}.html.gz").read_bytes())
    published = gold["published_at"]
    return Case(
        name=str(gold["id"]),
        page=Page(url=str(gold["url"]), body=body, content_type="text/html"),
        text=str(gold["text"]),
        title=gold["title"],
        published_at=_aware(published) if published else None,
    )


def _aware(stamp: str) -> datetime:
    moment = datetime.fromisoformat(stamp)
    return moment if moment.tzinfo else moment.replace(tzinfo=KST)


def neutral(text: str) -> str:
    """The text without what the neutral list names and without spaces."""
    text = normalize("NFC", text)
    for pattern in NEUTRAL:
        text = pattern.sub(" ", text)
    return "".join(text.split())


def f1(found: str, wanted: str, size: int = 5) -> float:
    """Character n-gram F1 of the two texts after the neutral clean-up."""
    ours, gold = Counter(_grams(neutral(found), size)), Counter(_grams(neutral(wanted), size))
    shared = (ours & gold).total()
    return 2 * shared / (ours.total() + gold.total()) if shared else 0.0


def _grams(text: str, size: int) -> Iterator[str]:
    return (text[start : start + size] for start in range(max(1, len(text) - size + 1)))


def score(case: Case) -> Score:
    """How our extraction reads the page."""
    articles = extract_page(case.page).articles
    if not articles:
        return Score(name=case.name, f1=0.0, title_right=False, date_right=False)
    article = articles[0]
    return Score(
        name=case.name,
        f1=f1(article.text, case.text),
        title_right=case.title is None or _same_title(article.title, case.title),
        date_right=case.published_at is None
        or _same_minute(article.published_at, case.published_at),
    )


def _same_title(found: str | None, wanted: str) -> bool:
    """Same letters; a share button's label that a scraper left behind the title is no title."""
    bare = re.sub(r"\s?공유하기$", "", html.unescape(wanted))
    return re.sub(r"\W", "", found or "") == re.sub(r"\W", "", bare)


def _same_minute(found: datetime | None, wanted: datetime) -> bool:
    return found is not None and abs(found.astimezone(UTC) - wanted) < timedelta(minutes=1)


def trafilatura_score(case: Case) -> float:
    """F1 of plain trafilatura on the page."""
    return f1(trafilatura.extract(case.page.body) or "", case.text)


def cpu(
    works: Sequence[Callable[[Case], object]], pages: Sequence[Case], repeat: int
) -> list[float]:
    """CPU milliseconds a page of each, the best of `repeat` rounds in turn after one to warm up."""
    best = [float("inf")] * len(works)
    for number in range(repeat + 1):
        for place, work in enumerate(works):
            start = time.process_time()
            for case in pages:
                work(case)
            spent = (time.process_time() - start) * 1000 / len(pages)
            best[place] = min(best[place], spent) if number else best[place]
    return best


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("shared", type=Path, nargs="?", default=Path("../shared"))
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--pages", action="store_true")
    options = parser.parse_args()
    pages = cases(options.shared)
    scores = [score(case) for case in pages]
    if options.pages:
        for one in scores:
            print(f"{one.name:26} {one.f1:.3f} title {one.title_right} date {one.date_right}")
    works = (lambda case: extract_page(case.page), lambda case: trafilatura.extract(case.page.body))
    ours, plain = cpu(works, pages, options.repeat)
    print(f"pages {len(pages)}")
    print(
        f"F1 ours {sum(one.f1 for one in scores) / len(scores):.4f}  least {min(one.f1 for one in scores):.4f}"
    )
    print(f"F1 plain trafilatura {sum(map(trafilatura_score, pages)) / len(pages):.4f}")
    print(
        f"titles right {sum(one.title_right for one in scores)}  dates right {sum(one.date_right for one in scores)}"
    )
    print(f"CPU ours {ours:.2f} ms a page  plain trafilatura {plain:.2f}  ratio {ours / plain:.3f}")


if __name__ == "__main__":
    main()
