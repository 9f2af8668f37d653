"""Feeds that hurt, through `sosik batch feed` as anybody would run it.

    python -m bench.hostile [FOLDER ...]

Our own hostile set, then the test suite of feedparser 6.0.14 (fetched with pip where no folder is
named), then any folder of feeds. Prints lines answered, outcomes by reason, the slowest answer, the
wall time, the exit code, and the memory of the largest process of the run.
"""

import json
import os
import subprocess
import sys
import tarfile
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.fakes.hostile_feeds import hostile_feeds

SDIST = "feedparser==6.0.14"


def measured(name: str, files: Sequence[Path]) -> None:
    """Sends the files one by one, waiting for each answer, and prints what came of it."""
    command = [sys.executable, "-m", "bot", "batch", "feed"]
    outcomes: Counter[str] = Counter()
    slowest = (0.0, "")
    began = time.monotonic()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(
            b'{"id": -1, "path": "/dev/null"}\n'
        )  # the start is not the feeds' doing
        process.stdin.flush()
        process.stdout.readline()
        for number, path in enumerate(files):
            start = time.monotonic()
            process.stdin.write(json.dumps({"id": number, "path": str(path)}).encode() + b"\n")
            process.stdin.flush()
            answer = json.loads(process.stdout.readline())
            assert answer["id"] == number, answer
            slowest = max(slowest, (time.monotonic() - start, path.name))
            outcomes[answer.get("error") or answer.get("reason") or "items"] += 1
        process.stdin.close()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    print(
        f"{name}: {sum(outcomes.values())} feeds in {time.monotonic() - began:.1f} s, exit "
        f"{process.returncode}, largest process {usage.ru_maxrss // 1024} MB"
    )
    print(f"  slowest {slowest[0]:.2f} s ({slowest[1]}); {dict(outcomes)}")


def written(folder: Path, feeds: Mapping[str, bytes]) -> list[Path]:
    paths = []
    for number, (label, body) in enumerate(sorted(feeds.items())):
        paths.append(folder / f"{number:03d}-{''.join(filter(str.isalnum, label))[:40]}.xml")
        paths[-1].write_bytes(body)
    return paths


def feedparsers_own(folder: Path) -> Path | None:
    """The test suite in feedparser's source distribution, None where pip cannot have it."""
    wanted = [sys.executable, "-m", "pip", "download", "-q", "--no-deps"]
    try:
        subprocess.run(
            [*wanted, "--no-binary", ":all:", "-d", str(folder), SDIST],
            check=True,
            stderr=subprocess.DEVNULL,
        )
    except subprocess.CalledProcessError:
        print(f"{SDIST} is not to be had; download and unpack it, and name its tests folder")
        return None
    with tarfile.open(next(folder.glob("feedparser-*.tar.gz"))) as packed:
        packed.extractall(folder, filter="data")
    return next(folder.glob("feedparser-*/tests"))


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        measured("hostile set", written(folder, hostile_feeds()))
        folders = [Path(each) for each in sys.argv[1:] if any(Path(each).rglob("*.xml"))]
        suite = None if folders else feedparsers_own(folder)
        for each in [*folders, *([suite] if suite else [])]:
            measured(each.parent.name or str(each), sorted(each.rglob("*.xml")))


if __name__ == "__main__":
    main()
