"""How well terms are matched: precision, recall and F1, bare and curated, by kind and by term.

Run: .venv/bin/python bench/matching.py [--wrong] [--half 0|1]   (reads SOSIK_SHARED, default ../shared)
"""

import argparse
import json
import os
from collections import Counter, defaultdict
from pathlib import Path

import yaml

from bot.model import Term, Watchlist
from bot.watch.gazetteer import parse_gazetteer
from bot.watch.matcher import Matcher

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("SOSIK_SHARED", ROOT.parent / "shared"))


def term_of(spec: dict) -> Term:
    return Term(name=spec["name"], **{k: tuple(v) for k, v in spec.items() if k != "name"})


def cases() -> list[dict]:
    lines = (SHARED / "data/match/cases.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    rows.sort(key=lambda x: (x["term"], not x["mention"], x["kind"]))
    for place, row in enumerate(rows):
        row["half"] = place % 2
    return rows


def score(rows: list[dict], hit: dict[str, bool]) -> tuple[float, float, float]:
    tp = sum(r["mention"] and hit[r["id"]] for r in rows)
    fp = sum(not r["mention"] and hit[r["id"]] for r in rows)
    fn = sum(r["mention"] and not hit[r["id"]] for r in rows)
    precision, recall = tp / max(1, tp + fp), tp / max(1, tp + fn)
    return precision, recall, 2 * tp / max(1, 2 * tp + fp + fn)


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--wrong", action="store_true")
    options.add_argument("--half", type=int)
    args = options.parse_args()
    gazetteer = parse_gazetteer((ROOT / "bot/data/gazetteer.yaml").read_text(encoding="utf-8"))
    specs = yaml.safe_load((SHARED / "data/match/terms.yaml").read_text(encoding="utf-8"))["terms"]
    rows = cases()
    for version in ("bare", "curated"):
        matchers = {
            s["term"]: Matcher(
                [Watchlist(name="w", channels=(), terms=(term_of(s[version]),))], gazetteer
            )
            for s in specs
        }
        hit, why = {}, {}
        for row in rows:
            got = matchers[row["term"]].match("", row["text"])
            hit[row["id"]] = bool(got.matches)
            why[row["id"]] = [(m.surface, str(m.rule)) for m in got.matches] or [
                (r.surface, str(r.rule), r.evidence) for r in got.rejections
            ]
        sure = [r for r in rows if r["sure"]]
        for name, chosen in (
            ("sure", sure),
            ("half 0 (read while building)", [r for r in sure if r["half"] == 0]),
            ("half 1 (not read)", [r for r in sure if r["half"] == 1]),
            ("all", rows),
            (
                "sure without group/affiliate",
                [
                    r
                    for r in sure
                    if not (
                        r["kind"] == "affiliate"
                        and r["term"]
                        in {"SK", "LG", "한화", "두산", "포스코", "롯데", "한진", "효성", "코오롱"}
                    )
                ],
            ),
        ):
            print(
                f"{version:8} {name:32} P {score(chosen, hit)[0]:.3f}  R {score(chosen, hit)[1]:.3f}  F1 {score(chosen, hit)[2]:.3f}  n {len(chosen)}"
            )
        wrong = Counter()
        total = Counter()
        for r in sure:
            key = ("+" if r["mention"] else "-") + r["kind"]
            total[key] += 1
            wrong[key] += hit[r["id"]] != r["mention"]
        print("   wrong by kind:", {k: f"{wrong[k]}/{total[k]}" for k in sorted(total)})
        by_term = defaultdict(list)
        for r in sure:
            by_term[r["term"]].append(r)
        f1s = {t: score(rs, hit)[2] for t, rs in by_term.items()}
        print(
            "   macro F1 over terms:",
            round(sum(f1s.values()) / len(f1s), 3),
            "lowest:",
            sorted(f1s.items(), key=lambda x: x[1])[:6],
        )
        if args.wrong:
            for r in sure:
                if hit[r["id"]] != r["mention"] and args.half in (None, r["half"]):
                    print(
                        "FN" if r["mention"] else "FP",
                        r["term"],
                        r["kind"],
                        "|",
                        r["text"][:160],
                        "|",
                        why[r["id"]],
                    )


if __name__ == "__main__":
    main()
