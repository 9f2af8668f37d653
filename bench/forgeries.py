"""Forges drafts by rule and prints how many of each kind the gate lets through.

    python -m bench.forgeries [--show] [--pages SHARED]

Every sentence of the invented articles in `tests/unit/gate` (and every faithful draft there) is turned
in one thing at a time: a figure, a unit, a date, a name for another of the same article, two names
exchanged, a denial, a direction, a reserve, a condition, a quotation that nobody said, quotation marks
around words that somebody told of, a point lost from a figure, a former office told as one that is held, a
statement spliced from two sentences. `--pages` does the same with sentences of the evaluation pages, which the
rules were not written for. Before that: how many of the sentences pass as they stand, and how many of
those in 합니다체 once they end in -다, as a model puts them. `--show` prints the forgeries that pass. What a rule here makes may now and
then still be true (a name exchanged for another of the same party): read what passes.
"""

import argparse
import json
import random
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import yaml

from bot.summary.frames import read
from bot.summary.gate import judge
from bot.summary.parts import Case
from bot.text.josa import final_consonant
from bot.text.normalise import clean
from bot.text.sentences import sentence_spans

CASES = Path(__file__).parent.parent / "tests" / "unit" / "gate"
PARTICLES = (("은", "는"), ("이", "가"), ("을", "를"), ("과", "와"))
NUMBER = re.compile(r"(?<![A-Za-z가-힣\d.])\d[\d,]*(?:\.\d+)?")
UNITS = (
    "억원",
    "조원",
    "만원",
    "%포인트",
    "%",
    "명",
    "대",
    "건",
    "GW",
    "MW",
    "달러",
    "개월",
    "시간",
    "곳",
)
DATES = (
    ("올해", "내년"), ("내년", "올해"), ("지난해", "올해"), ("오전", "오후"), ("오후", "오전"), ("상반기", "하반기"),
    ("하반기", "상반기"), ("지난달", "이달"), ("이달", "지난달"), ("까지", "부터"), ("부터", "까지"),
)  # fmt: skip
RESERVES = (
    ("할 계획이다", "했다"), ("할 예정이다", "했다"), ("할 방침이다", "했다"), ("한 것으로 알려졌다", "했다"),
    ("인 것으로 알려졌다", "이다"), ("할 것으로 전망된다", "한다"), ("할 것으로 보인다", "한다"), ("될 것으로 보인다", "된다"),
    ("할 수 있다", "한다"), ("될 수 있다", "된다"), ("할 가능성이 있다", "한다"), ("을 검토하고 있다", "을 결정했다"),
    ("를 검토하고 있다", "를 결정했다"), ("을 추진한다", "을 끝냈다"), ("를 추진한다", "를 끝냈다"), ("의혹", "사실"),
    ("하면 ", "해 "), ("되면 ", "돼 "), ("할 수도 있다", "한다"), ("하기로 했다", "했다"), ("할 것으로 내다봤다", "했다"),
    ("것으로 전해졌다", "것이다"), ("다고 주장했다", "다"), ("할 것이라고 말했다", "했다"), ("할 계획입니다", "했습니다"),
    ("할 예정입니다", "했습니다"), ("할 방침입니다", "했습니다"), ("다고 주장했습니다", "습니다"), ("될 것으로 관측됩니다", "됩니다"),
)  # fmt: skip
SIDES = (
    ("늘었", "줄었"), ("줄었", "늘었"), ("증가", "감소"), ("감소", "증가"), ("상승", "하락"), ("하락", "상승"), ("올랐", "내렸"),
    ("오른", "내린"), ("내린", "오른"), ("확대", "축소"), ("인상", "인하"), ("인하", "인상"), ("강화", "완화"), ("찬성", "반대"),
    ("반대", "찬성"), ("매수", "매도"), ("매도", "매수"), ("흑자", "적자"), ("적자", "흑자"), ("높은", "낮은"), ("낮은", "높은"),
    ("이상", "이하"), ("이하", "이상"), ("앞당", "늦"), ("국내", "해외"), ("수출", "수입"), ("승소", "패소"), ("중단", "재개"),
)  # fmt: skip
DENIALS = (
    ("했다.", "하지 않았다."), ("됐다.", "되지 않았다."), ("하지 않았다", "했다"), ("되지 않았다", "됐다"), ("지 않았다", "었다"),
    ("하고 있다.", "하지 않고 있다."), ("한다.", "하지 않는다."), ("없다", "있다"), ("있다고", "없다고"), ("못했다", "했다"),
    ("하지 않겠다", "하겠다"), ("했습니다.", "하지 않았습니다."), ("없는", "있는"), ("않은", "은"), ("아니라", "이라"),
)  # fmt: skip
QUOTES = ("{}에 문제가 없다", "{}을 끝까지 책임지겠다", "{}은 예상한 결과다")


def articles(shared: str) -> Iterator[tuple[str, list[str]]]:
    for path in sorted(CASES.glob("*.yaml")):
        for case in yaml.safe_load(path.read_text(encoding="utf-8")):
            yield case["article"], [*sentences(case["article"]), *case["faithful"]]
    if shared:
        path = Path(shared) / "data" / "pages" / "gold.jsonl"
        for line in path.read_text(encoding="utf-8").splitlines():
            page = json.loads(line)
            text = f"{page['title'] or ''}\n{page['text']}"
            yield text, [each for each in sentences(text) if 20 <= len(each) <= 200]


def sentences(text: str) -> list[str]:
    text = clean(text)
    listed = [text[span.start : span.end] for span in sentence_spans(text)]
    return [each for each in listed if each.endswith(("다.", "다", "요."))]


def forgeries(article: str, draft: str, chance: random.Random) -> Iterator[tuple[str, str]]:
    yield from numbers(article, draft, chance)
    for kind, pairs in (
        ("date", DATES),
        ("hedge", RESERVES),
        ("direction", SIDES),
        ("negation", DENIALS),
    ):
        for one, other in pairs:
            if one in draft:
                yield kind, draft.replace(one, other, 1)
    yield from marks(draft)
    yield from names(article, draft, chance)
    yield from additions(article, draft, chance)


def marks(draft: str) -> Iterator[tuple[str, str]]:
    """All letters kept, and still something else said."""
    yield "point", re.sub(r"(?<=\d)\.(?=\d)", "", draft, count=1)
    if not re.search(r"[“”\"]", draft):
        told = r"(?<=[은는]) (\S.{8,60}?)(?=고 (?:말|밝|강조|설명|전)[가-힣]+다)"
        yield "quotation marks", re.sub(told, r" “\1”", draft, count=1)
    yield (
        "former",
        re.sub(
            r"(?<=[가-힣]) 전 (?=[가-힣]{0,3}(?:대표|회장|장관|총리|대통령|의원|시장))", " ", draft
        ),
    )


def numbers(article: str, draft: str, chance: random.Random) -> Iterator[tuple[str, str]]:
    for hit in list(NUMBER.finditer(draft))[:3]:
        value = hit.group()
        digit = str((int(value[0]) + chance.randint(1, 8)) % 9 + 1)
        if digit != value[0]:
            yield "number", draft[: hit.start()] + digit + value[1:] + draft[hit.end() :]
        others = sorted({each.group() for each in NUMBER.finditer(article)} - {value})
        if others:
            yield (
                "number of the article",
                draft[: hit.start()] + chance.choice(others) + draft[hit.end() :],
            )
        unit = next((each for each in UNITS if draft.startswith(each, hit.end())), "")
        if unit:
            other = chance.choice([each for each in UNITS if each != unit])
            yield "unit", draft[: hit.end()] + other + draft[hit.end() + len(unit) :]


def parties(text: str) -> list[str]:
    """Names that act in a text, in order."""
    found = [
        phrase.words[0]
        for sentence in sentences(text)
        for phrase in read(sentence).phrases
        if phrase.case in {Case.TOPIC, Case.SUBJECT} and len(phrase.words) == 1
    ]
    counts = Counter(word for word in found if len(word) > 2)
    return [word for word in counts if text.casefold().count(word) > 1]


def names(article: str, draft: str, chance: random.Random) -> Iterator[tuple[str, str]]:
    named = draft.casefold()
    there = [word for word in parties(article) if word in named]
    others = [word for word in parties(article) if word not in named]
    for word in there[:2]:
        if others:
            yield "name", exchanged(draft, {word: chance.choice(others)})
        yield (
            "name from outside",
            exchanged(draft, {word: chance.choice(("하람텍", "두온물산", "세담그룹"))}),
        )
    for one, other in pairwise(there):
        turned = exchanged(draft, {one: other, other: one})
        if not re.search(rf"{one}[와과·, ]+{other}|{other}[와과·, ]+{one}", draft):
            yield "roles", turned
    # A subject and an object, or a receiver, exchanged with their particles left where they stood.
    phrases = [each for each in read(draft).phrases if len(each.words[0]) > 1]
    acting = [each for each in phrases if each.case in {Case.TOPIC, Case.SUBJECT}]
    acted = [each for each in phrases if each.case in {Case.OBJECT, Case.TO, Case.SOURCE}]
    for one in acting[:1]:
        for other in acted[:2]:
            left, right = one.words[-1], other.words[-1]
            if len(left) > 1 and len(right) > 1 and left in draft and right in draft:
                yield "roles", exchanged(draft, {left: right, right: left})


def exchanged(draft: str, pairs: dict[str, str]) -> str:
    """The draft with words in the place of others, particles fitted to them."""
    pattern = re.compile("|".join(re.escape(each) for each in pairs) + "", re.IGNORECASE)

    def put(hit: re.Match[str]) -> str:
        return "\x00" + pairs.get(hit.group().casefold(), hit.group()) + "\x01"

    text = pattern.sub(put, draft)
    for closed, opened in PARTICLES:
        text = re.sub(
            rf"(\S)\x01(?:{closed}|{opened})(?![가-힣])",
            lambda hit, pair=(closed, opened): (
                hit[1] + "\x01" + pair[0 if final_consonant(hit[1]) else 1]
            ),
            text,
        )
    return text.replace("\x00", "").replace("\x01", "")


def additions(article: str, draft: str, chance: random.Random) -> Iterator[tuple[str, str]]:
    listed = parties(article)
    if listed:
        name = chance.choice(listed)
        quote = chance.choice(QUOTES).format(name)
        yield "quotation", f"{draft} {name} 측은 “{quote}”고 말했다."
        yield "quotation", f"{draft} 관계자는 “{quote}”고 밝혔다."
    others = [each for each in sentences(article) if each not in draft]
    if not others or not listed:
        return
    # Somebody is told to do what another sentence tells of somebody else.
    other = chance.choice(others)
    tail = re.search(r"[을를]\s(\S+[했됐]다)\.?$", other)
    subject = next((each for each in listed if each not in other), "")
    if tail and subject:
        thing = other[: tail.start() + 1].split()[-1]
        particle = "은" if final_consonant(subject[-1]) else "는"
        yield "added", f"{draft} {subject}{particle} {thing} {tail[1]}."
    if draft.endswith("했다."):
        yield "added", f"{draft[:-2]}으며 이를 위해 {chance.choice(listed)}에 자금을 지원했다."


def plainly(sentence: str) -> str:
    """A sentence in 합니다체 with the endings of -다."""
    text = re.sub(r"(?<=[가-힣])습니다", "다", sentence)
    return text.replace("합니다", "한다").replace("됩니다", "된다").replace("입니다", "이다")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--pages", default="")
    options = parser.parse_args()
    chance = random.Random(7)
    made: Counter[str] = Counter()
    passed: Counter[str] = Counter()
    honest = kept = polite = plain = 0
    for article, drafts in articles(options.pages):
        for draft in drafts:
            honest += 1
            kept += judge(draft, [article]).is_open
            if plainly(draft) != draft and "니다" not in plainly(draft):
                polite += 1
                plain += judge(plainly(draft), [article]).is_open
            for kind, forged in forgeries(article, draft, chance):
                if forged == draft or forged in article:
                    continue
                made[kind] += 1
                if judge(forged, [article]).is_open:
                    passed[kind] += 1
                    if options.show:
                        print(f"   {kind}: {forged}")
    print(f"as they stand: {kept} of {honest} pass; from -습니다 to -다: {plain} of {polite} pass")
    for kind, count in sorted(made.items()):
        print(
            f"{kind:22} {count:5} forged, {count - passed[kind]:5} caught, {passed[kind]} let through"
        )
    total, let = made.total(), passed.total()
    print(f"{'all':22} {total:5} forged, {total - let:5} caught: {(total - let) / total:.4f}")


if __name__ == "__main__":
    main()
