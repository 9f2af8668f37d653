"""How well terms are matched: precision, recall and F1, bare and curated, by kind and by term.

Run: .venv/bin/python bench/matching.py [--wrong]   (reads SOSIK_SHARED, default ../shared)

`own entry left out` drops the term's own gazetteer entry (the rest stays): what the general rules
and the knowledge about everybody else do for a name that nobody has described.
When half of the cases had been read and the other half had not, the unread half scored F1 .935
bare and .935 curated (2026-11-22); since then all were read. `match_own.jsonl` holds sentences of
our own for the same terms: its half `tune` was read while rules were made, `held` never was.
"""

import argparse
import json
import os
import re
from collections import Counter, defaultdict
from pathlib import Path

import yaml

from bot.model import Term, Watchlist
from bot.tables import load_tables
from bot.watch.gazetteer import Gazetteer, parse_gazetteer
from bot.watch.matcher import Matcher

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("SOSIK_SHARED", ROOT.parent / "shared"))
LISTED = ROOT / "bot/data/listed.txt"
GROUPS = {"SK", "LG", "한화", "두산", "포스코", "롯데", "한진", "효성", "코오롱"}


def term_of(spec: dict) -> Term:
    return Term(name=spec["name"], **{k: tuple(v) for k, v in spec.items() if k != "name"})


def cases() -> list[dict]:
    lines = (SHARED / "data/match/cases.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def own_cases() -> list[dict]:
    lines = (ROOT / "bench/match_own.jsonl").read_text(encoding="utf-8").splitlines()
    return [row for row in map(json.loads, lines) if "text" in row]


def score(rows: list[dict], hit: dict[str, bool]) -> tuple[float, float, float]:
    tp = sum(r["mention"] and hit[r["id"]] for r in rows)
    fp = sum(not r["mention"] and hit[r["id"]] for r in rows)
    fn = sum(r["mention"] and not hit[r["id"]] for r in rows)
    return tp / max(1, tp + fp), tp / max(1, tp + fn), 2 * tp / max(1, 2 * tp + fp + fn)


def without(content: dict, name: str) -> Gazetteer:
    rows = [row for row in content["entities"] if row["name"] != name]
    text = json.dumps(content | {"entities": rows}, ensure_ascii=False)
    return parse_gazetteer(text, LISTED.read_text(encoding="utf-8"))


def run(
    rows: list[dict], matchers: dict[str, Matcher]
) -> tuple[dict[str, bool], dict[str, list[tuple]]]:
    hit, why = {}, {}
    for row in rows:
        got = matchers[row["term"]].match("", row["text"])
        hit[row["id"]] = bool(got.matches)
        why[row["id"]] = [(m.surface, str(m.rule)) for m in got.matches] or [
            (r.surface, str(r.rule), r.evidence) for r in got.rejections
        ]
    return hit, why


def show(name: str, rows: list[dict], hit: dict[str, bool]) -> None:
    precision, recall, f1 = score(rows, hit)
    print(f"{name:44} P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}  n {len(rows)}")


def by_kind(rows: list[dict], hit: dict[str, bool]) -> None:
    wrong, total = Counter(), Counter()
    for row in rows:
        key = ("+" if row["mention"] else "-") + row["kind"]
        total[key] += 1
        wrong[key] += hit[row["id"]] != row["mention"]
    print("   wrong:", ", ".join(f"{k} {wrong[k]}/{total[k]}" for k in sorted(total)))
    terms = defaultdict(list)
    for row in rows:
        terms[row["term"]].append(row)
    f1s = {term: score(each, hit)[2] for term, each in terms.items()}
    lowest = ", ".join(f"{t} {f:.2f}" for t, f in sorted(f1s.items(), key=lambda x: x[1])[:6])
    print(f"   mean F1 of the terms {sum(f1s.values()) / len(f1s):.3f}; lowest: {lowest}")


def other_terms(rows: list[dict], gazetteer: Gazetteer) -> None:
    matchers = {
        name: Matcher([Watchlist(name="w", channels=(), terms=(Term(name=name),))], gazetteer)
        for name in {row["term"] for row in rows}
    }
    hit, _ = run(rows, matchers)
    for half in ("tune", "held"):
        show(f"other terms, bare, {half}", [row for row in rows if row["half"] == half], hit)


def names(gazetteer: Gazetteer) -> None:
    path = SHARED / "data/names/klue-company-names.dev.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    hit = {}
    for number, row in enumerate(rows):
        lists = [Watchlist(name="w", channels=(), terms=(Term(name=row["name"]),))]
        found = Matcher(lists, gazetteer).match("", row["text"]).matches
        row["id"] = str(number)
        row["mention"] = row["label"] == "exact_org"
        hit[row["id"]] = any(
            m.span.start <= row["start"] and m.span.end >= row["end"] for m in found
        )
    show("names of listed companies (tagged as ORG)", rows, hit)
    agreed = [row for row in rows if not differs(row)]
    show("names of listed companies, definitions agree", agreed, hit)


def differs(row: dict) -> bool:
    """Tags that our rules define otherwise: X그룹 (P2), own products (P5), teams at play (N1)."""
    after = row["text"][row["end"] :].lstrip()
    if row["label"] == "exact_org":
        return re.search(r"경기|시즌|챔피언|[0-9]승|대회", row["text"]) is not None
    if row["label"].startswith(("inside:OG", "overlap")):
        return after.startswith(("그룹", "차", "家", "가("))
    return after.startswith(("톡", "스토리", "번역기"))


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--wrong", action="store_true")
    args = options.parse_args()
    text = (ROOT / "bot/data/gazetteer.yaml").read_text(encoding="utf-8")
    gazetteer, content = load_tables().gazetteer, yaml.safe_load(text)
    specs = yaml.safe_load((SHARED / "data/match/terms.yaml").read_text(encoding="utf-8"))["terms"]
    rows = cases()
    sure = [row for row in rows if row["sure"]]
    written = [row for row in own_cases() if row["sure"]]
    own = [row for row in written if row["id"].startswith(("o", "d"))]
    lone = [r for r in sure if not (r["kind"] == "affiliate" and r["term"] in GROUPS)]
    held = {spec["term"]: without(content, spec["term"]) for spec in specs}
    for version in ("bare", "curated"):
        lists = {
            s["term"]: [Watchlist(name="w", channels=(), terms=(term_of(s[version]),))]
            for s in specs
        }
        hit, why = run(rows, {term: Matcher(each, gazetteer) for term, each in lists.items()})
        show(f"{version}, sure", sure, hit)
        show(f"{version}, sure, no (group, affiliate)", lone, hit)
        show(f"{version}, all", rows, hit)
        by_kind(sure, hit)
        ours, _ = run(own, {term: Matcher(each, gazetteer) for term, each in lists.items()})
        for half in ("tune", "held"):
            show(f"{version}, own sentences, {half}", [r for r in own if r["half"] == half], ours)
        rough, _ = run(rows, {term: Matcher(each, held[term]) for term, each in lists.items()})
        show(f"{version}, sure, own entry left out", sure, rough)
        for row in sure if args.wrong else ():
            if hit[row["id"]] != row["mention"]:
                kind = "missed" if row["mention"] else "false"
                print("  ", kind, row["term"], row["kind"], row["id"], why[row["id"]])
    other_terms([row for row in written if row["id"].startswith("x")], gazetteer)
    names(gazetteer)


if __name__ == "__main__":
    main()
