"""Every bench in turn at sizes that a laptop does in a coffee break; prints which took how long.

    python -m bench [--only NAME …] [--list]      (make bench ARGS="--only tone briefs")

Each module's own words say how to run it larger; the README names the sizes behind its figures. What
needs the evaluation material (SOSIK_SHARED, default ../shared) is skipped where it is not there.
A bench that fails does not keep the others from running; the exit is 1 then.

Not among them: what makes files of the repository (card_picture, fit_stories, make_background,
first_ten_minutes) and the sweeps over every point of a kill (make sweep, bench.sweep_slack).
"""

import argparse
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

SHARED = Path(os.environ.get("SOSIK_SHARED", "../shared"))


@dataclass(frozen=True)
class Bench:
    name: str
    arguments: tuple[str, ...] = ()
    needs_shared: bool = False


BENCHES = (
    Bench("line", (str(SHARED),)),
    Bench("extraction", ("--shared", str(SHARED), "--repeat", "3"), needs_shared=True),
    Bench("matching", needs_shared=True),
    Bench("match_speed", needs_shared=True),
    Bench("stories", (str(SHARED),), needs_shared=True),
    Bench("summaries", (str(SHARED),), needs_shared=True),
    Bench("briefs", (str(SHARED),), needs_shared=True),
    Bench("tone"),
    Bench("store", ("--articles", "1000", "5000")),
    Bench("console", ("--articles", "5000")),
    Bench("placement_cost", ("10000", "50000")),
    Bench("hostile"),
    Bench("polls", ("--feeds", "200")),
    Bench("lateness", ("--feeds", "200", "--rounds", "1")),
    Bench("commands", ("100",)),
    Bench("delivery", ("--alerts", "100", "--kills", "20")),
    Bench("wakeups", ("--jobs", "500", "--backlog", "10000")),
    Bench("speedup", ("--articles", "160", "--workers", "1", "2")),
    Bench("growth", ("--articles", "5000", "50000", "--measured", "150")),
    Bench("partitions", ("--articles", "30000", "--rounds", "300")),
    Bench("moving", ("--articles", "5000")),
    Bench("scale", ("sqlite", "kills")),
)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", nargs="+", choices=[each.name for each in BENCHES])
    parser.add_argument("--list", action="store_true")
    options = parser.parse_args()
    chosen = [each for each in BENCHES if not options.only or each.name in options.only]
    if options.list:
        print("\n".join(" ".join((each.name, *each.arguments)) for each in chosen))
        return 0
    failed = [each.name for each in chosen if not ran(each)]
    if failed:
        print(f"== failed: {', '.join(failed)}")
    return 1 if failed else 0


def ran(bench: Bench) -> bool:
    """Whether the bench ended well, or had nothing to read."""
    print(f"== bench.{bench.name} {' '.join(bench.arguments)}", flush=True)
    if bench.needs_shared and not (SHARED / "data").is_dir():
        print(f"skipped: needs the evaluation material at {SHARED} (SOSIK_SHARED)", flush=True)
        return True
    begun = time.monotonic()
    command = [sys.executable, "-m", f"bench.{bench.name}", *bench.arguments]
    code = subprocess.run(command, check=False).returncode
    print(f"-- {time.monotonic() - begun:.0f} s, exit {code}", flush=True)
    return code == 0


if __name__ == "__main__":
    sys.exit(main())
