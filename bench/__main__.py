"""Every bench in turn at sizes that a laptop does in a coffee break; prints a table of what came out.

    python -m bench [--only NAME …] [--list] [--minutes M]      (make bench ARGS="--only tone briefs")

Each module's own words say how to run it larger; the README names the sizes behind its figures. What
needs the evaluation material (SOSIK_SHARED, default ../shared) is skipped where it is not there. A
bench that fails, or is not done within its time, is ended with all that it started, keeps no other from
running, and its last words stand in the table; the exit is 1 then. What `--minutes` (25) does not leave
time for is not begun and said so.

Not among them: what makes files of the repository (card_picture, fit_stories, make_background,
first_ten_minutes, fit_summaries), what needs a model's service (meanings) and the sweeps over every
point of a kill (make sweep, bench.sweep_slack).
"""

import argparse
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryFile

SHARED = Path(os.environ.get("SOSIK_SHARED", "../shared"))
MINUTES = 25
LONGEST = 120  # columns of a figure in the table
SHOWN = 3  # lines of one bench there


@dataclass(frozen=True)
class Bench:
    """One module; `figure` finds the lines of its output for the table, `seconds` it may take."""

    name: str
    arguments: tuple[str, ...] = ()
    figure: str = ""
    seconds: int = 180
    needs_shared: bool = False


@dataclass(frozen=True)
class Result:
    """How a bench ended, after how long, and what it said."""

    bench: Bench
    ended: str
    seconds: float
    output: str

    @property
    def is_well(self) -> bool:
        return self.ended in {"well", "skipped"}


BENCHES = (
    Bench("line", (str(SHARED),), r"^line / traf"),
    Bench("extraction", (str(SHARED), "--pages", "--repeat", "2"), r"F1|CPU", needs_shared=True),
    Bench("matching", (), r"^bare, sure |held", needs_shared=True),
    Bench("match_speed", (), r"10,000", needs_shared=True),
    Bench("stories", (str(SHARED),), r"best threshold|weights of other", needs_shared=True),
    Bench("summaries", (str(SHARED),), r"^pages|^again", needs_shared=True),
    Bench("forgeries", (), r"^as they|^all"),
    Bench("briefs", (str(SHARED),), r"told once", needs_shared=True),
    Bench("tone", (), r"^held_out|^second"),
    Bench("store", ("--articles", "1000", "5000"), r"kept:|place:"),
    Bench("console", ("--articles", "5000"), r"^/ |^/search"),
    Bench("placement_cost", ("--articles", "5000", "20000")),
    Bench("hostile", (), r"feeds in"),
    Bench("polls", ("--feeds", "200"), r"polls/|×|comparison"),
    Bench("lateness", ("--feeds", "200", "--rounds", "1")),
    Bench("guard", (), r"connects|at most"),
    Bench("identity", (), r"told|missed|GUID"),
    Bench("commands", ("100",), r"p99"),
    Bench("delivery", ("--alerts", "60", "--kills", "10"), r"lost", seconds=300),
    Bench("wakeups", ("--jobs", "500", "--backlog", "10000"), r"latency|backlog|wake-up"),
    Bench("speedup", ("--articles", "160", "--workers", "1", "2"), r"×"),
    Bench("growth", ("--articles", "5000", "20000", "--measured", "100"), r"kept:|ratio"),
    Bench("partitions", ("--articles", "10000", "--rounds", "100"), r"insert|apart forgetting"),
    Bench("moving", ("--articles", "2000"), r"copied|replayed"),
    Bench("scale", ("sqlite", "kills"), seconds=300),
)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", nargs="+", choices=[each.name for each in BENCHES])
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--minutes", type=float, default=MINUTES)
    options = parser.parse_args()
    chosen = [each for each in BENCHES if not options.only or each.name in options.only]
    if options.list:
        print("\n".join(" ".join((each.name, *each.arguments)) for each in chosen))
        return 0
    begun = time.monotonic()
    results = [ran(each, begun + options.minutes * 60) for each in chosen]
    print(table(results, time.monotonic() - begun))
    return 0 if all(result.is_well for result in results) else 1


def ran(bench: Bench, until: float) -> Result:
    """The bench run to its end, or ended when its time, or everybody's, is over."""
    print(f"== bench.{bench.name} {' '.join(bench.arguments)}", flush=True)
    if bench.needs_shared and not (SHARED / "data").is_dir():
        return told(Result(bench, "skipped", 0, f"needs the evaluation material at {SHARED}"))
    left = min(bench.seconds, until - time.monotonic())
    if left <= 0:
        return told(Result(bench, "not begun", 0, "no time left; --minutes gives more"))
    begun = time.monotonic()
    command = [sys.executable, "-m", f"bench.{bench.name}", *bench.arguments]
    with TemporaryFile(mode="w+", encoding="utf-8", errors="replace") as output:
        # A session of its own, so that its children end with it.
        process = subprocess.Popen(
            command, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            code = process.wait(timeout=left)
            ended = "well" if code == 0 else f"exit {code}"
        except subprocess.TimeoutExpired:
            ended = f"not done in {left:.0f} s"
        finally:
            end(process)
        output.seek(0)
        said = "".join(line for line, _ in groupby(output))
    print(said.rstrip(), flush=True)
    return told(Result(bench, ended, time.monotonic() - begun, said))


def end(process: "subprocess.Popen[bytes]") -> None:
    """End it and all that it started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def told(result: Result) -> Result:
    print(f"-- bench.{result.bench.name}: {result.ended}, {result.seconds:.0f} s", flush=True)
    return result


def table(results: list[Result], seconds: float) -> str:
    """The figures of each bench, which name its peers where it has any."""
    lines = ["", f"{'bench':15} {'seconds':>7}  {'ended':18} figures"]
    for result in results:
        first, *rest = figures(result) or [""]
        lines.append(f"{result.bench.name:15} {result.seconds:7.0f}  {result.ended:18} {first}")
        lines += [f"{'':43}{line}" for line in rest]
    bad = [result.bench.name for result in results if not result.is_well]
    verdict = f"not well: {', '.join(bad)}" if bad else "all well"
    return "\n".join([*lines, f"{len(results)} benches in {seconds / 60:.1f} minutes; {verdict}"])


def figures(result: Result) -> list[str]:
    """The last lines that its pattern finds; else the last line of all."""
    lines = [" ".join(line.split()) for line in result.output.splitlines() if line.strip()]
    pattern = result.bench.figure if result.ended == "well" else ""
    found = [line for line in lines if pattern and re.search(pattern, line)] or lines[-1:]
    return [line[:LONGEST] for line in found[-SHOWN:]]


if __name__ == "__main__":
    sys.exit(main())
