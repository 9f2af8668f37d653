"""What matching costs: µs per 2 kB article at 10 to 100,000 terms, beside other ways of looking and
plain trafilatura on real pages (SOSIK_SHARED, default ../shared) in the same run.

Run: .venv/bin/python bench/match_speed.py [--big]   (--big adds 100,000 terms)
Rounds are interleaved and the median of CPU time is shown, so that a busy machine does not decide.
"""

import argparse
import gzip
import os
import re
import statistics
import time
from contextlib import suppress
from pathlib import Path

import trafilatura
from ahocorasick_rs import AhoCorasick, MatchKind

from bot.model import Field, Term, Watchlist
from bot.tables import load_tables
from bot.text.index import index_text
from bot.watch.gazetteer import Gazetteer
from bot.watch.lexicon import compile_lexicon
from bot.watch.matcher import Matcher
from bot.watch.scan import Scan

ROOT = Path(__file__).resolve().parent.parent
REAL = (
    "KT",
    "삼성전자",
    "SK하이닉스",
    "네이버",
    "HBM",
    "오픈AI",
    "기아",
    "LG",
    "하나은행",
    "최태원",
)
SHARED = Path(os.environ.get("SOSIK_SHARED", ROOT.parent / "shared"))
PAGES = 24

SENTENCES = (
    "{a}는 22일 서울 본사에서 기자간담회를 열고 올해 하반기 사업 계획을 발표했다.",
    "업계에서는 이번 투자가 국내 시장에 적지 않은 영향을 줄 것으로 보고 있다.",
    "회사 관계자는 “고객의 목소리를 듣고 서비스를 개선해 나가겠다”고 말했다.",
    "지난해 같은 기간보다 매출은 12.3% 늘었고 영업이익은 4200억 원을 기록했다.",
    "전문가들은 공급망 재편과 환율 변동을 앞으로의 변수로 꼽았다.",
    "이에 따라 {b}와의 협력도 한층 속도를 낼 것이라는 전망이 나온다.",
    "정부는 관련 제도를 정비하고 내년 예산에 지원 방안을 담기로 했다.",
    "다만 인력 확보와 전력 수급 문제는 여전히 풀어야 할 과제로 남았다.",
)


def articles(count: int) -> list[str]:
    made = []
    for number in range(count):
        a, b = REAL[number % 10], REAL[(number * 3 + 1) % 10]
        body = []
        while sum(map(len, body)) < 835:
            line = SENTENCES[(number + len(body)) % len(SENTENCES)]
            body.append(
                line.format(a=a, b=b) if number % 3 == 0 else line.format(a="이 회사", b="정부")
            )
        made.append("\n".join(body))
    return made


def names(count: int) -> list[str]:
    """Invented names that occur nowhere, in the shapes of real ones."""
    first = [
        a + b
        for a in "가나다라마바사아자차카타파하거너더러머버"
        for b in "람룡솔핀뎀쟁븀뀰쇵톨넝걀뮨젼듐픔룐뵤켠츄"
    ]
    last = [
        "테크",
        "소프트",
        "바이오",
        "전자",
        "화학",
        "증권",
        "랩스",
        "모빌리티",
        "솔루션",
        "네트웍스",
    ]
    made = [
        f"{f}{end}{n}" for n in ["", *"ABCDEFGHIJKLMNOPQRSTUVWXYZ"] for end in last for f in first
    ]
    return made[:count]


def pages() -> list[bytes]:
    """Real pages for plain trafilatura; none where the evaluation material is not there."""
    found = sorted((SHARED / "data/pages").glob("**/*.gz"))[:PAGES]
    return [gzip.decompress(path.read_bytes()) for path in found]


def extraction(bodies: list[bytes], rounds: int) -> float:
    """Milliseconds of CPU that plain trafilatura takes for one page, the median of the rounds."""
    times = []
    for _ in range(rounds):
        start = time.process_time()
        for body in bodies:
            trafilatura.bare_extraction(body)
        times.append((time.process_time() - start) / len(bodies) * 1e3)
    return statistics.median(times)


def measured(ways: dict[str, callable], texts: list[str], rounds: int) -> dict[str, float]:
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            start = time.process_time()
            for text in texts:
                way(text)
            times[name].append((time.process_time() - start) / len(texts) * 1e6)
    return {name: statistics.median(each) for name, each in times.items()}


def ways_of(size: int, gazetteer: Gazetteer) -> dict[str, callable]:
    """Our matcher with so many terms, and what else could look for them."""
    wanted = [*REAL, *names(size - len(REAL))]
    lists = [Watchlist(name="w", channels=(), terms=tuple(Term(name=n) for n in wanted))]
    start = time.process_time()
    matcher = Matcher(lists, gazetteer)
    print(f"{len(wanted):>7} terms: matcher built in {time.process_time() - start:.2f} s")
    lexicon = compile_lexicon(lists, gazetteer)
    bare = AhoCorasick(
        [n.lower() for n in wanted], matchkind=MatchKind.Standard, store_patterns=False
    )
    ways = {
        f"matcher {size}": lambda t: matcher.match("", t),
        f"first look {size}": lambda t: Scan(Field.TEXT, t, lexicon),
        f"bare automaton {size}": lambda t: bare.find_matches_as_indexes(t, overlapping=True),
    }
    if size <= 10_000:
        ways[f"in {size}"] = lambda t: [n for n in wanted if n in t]
    if size <= 1_000:
        pattern = re.compile("|".join(map(re.escape, wanted)))
        ways[f"re {size}"] = pattern.findall
    with suppress(ImportError):
        from flashtext2 import KeywordProcessor

        flash = KeywordProcessor(case_sensitive=False)
        flash.add_keywords_from_iter(wanted)
        ways[f"flashtext2 {size}"] = flash.extract_keywords
    return ways


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--big", action="store_true")
    args = options.parse_args()
    start = time.process_time()
    gazetteer = load_tables().gazetteer
    print(f"gazetteer: {len(gazetteer.entities)} entities, {time.process_time() - start:.2f} s")
    texts = articles(60)
    ways: dict[str, callable] = {"fold only": lambda t: index_text(t).folded}
    for size in (10, 1_000, 10_000, *([100_000] if args.big else [])):
        ways |= ways_of(size, gazetteer)
    result = measured(ways, texts, 5)
    for name, cost in result.items():
        print(f"{name:24} {cost:10.1f} µs/article")
    ratio = result["matcher 10000"] / result["matcher 10"]
    naive = result["in 10000"] / result["first look 10000"]
    print(
        f"matcher 10,000 / 10 terms: {ratio:.2f}; naive `in` / first look at 10,000: {naive:.0f}x"
    )
    bodies = pages()
    if bodies:
        cost = extraction(bodies, 3)
        share = result["matcher 10000"] / cost / 10
        print(f"trafilatura alone: {cost:.1f} ms/page; matcher at 10,000 is {share:.2f} % of it")


if __name__ == "__main__":
    main()
