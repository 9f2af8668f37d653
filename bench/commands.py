"""How soon a command is acknowledged while a crawl and extraction run on all workers.

    python bench/commands.py [COMMANDS]

Commands go through Bolt as Socket Mode hands them over; meanwhile threads parse feeds and extract
synthetic pages in the sandbox's children, and others match and back-test in this process. Prints
the acknowledgements' percentiles in milliseconds.
"""

import argparse
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from slack_bolt import BoltRequest

from bot.adapters.extract import SandboxedExtractor
from bot.model import Page
from bot.observe import configure_logging
from bot.stages import open_sandbox
from bot.tables import load_tables
from tests.fakes.slack_office import SlackOffice, slack_office
from tests.fakes.slack_people import command_body

WORKERS = 4  # as many threads as `sosik run` has
TEXT = "가람반도체는 청주에 새 패키징 공장을 짓는다고 밝혔다. 투자 규모는 1조2000억원이다. " * 40


def busy(office: SlackOffice, extractor: SandboxedExtractor, stop: threading.Event) -> None:
    page = Page(
        url="https://news.gana.example/view/bench",
        body=f"<html><body><article><h1>제목</h1><p>{TEXT}</p></article></body></html>".encode(),
        content_type="text/html; charset=utf-8",
    )
    matcher = office.app.line.watch().matcher
    while not stop.is_set():
        extractor.extract(page)
        matcher.match("가람반도체, 청주에 공장", TEXT)


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def main() -> None:
    configure_logging("warning")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("commands", nargs="?", type=int, default=400)
    arguments = parser.parse_args()
    verbs = ["add 패키징", "list", "test 공장", "remove 패키징", "status", "help", "why 1"]
    sandbox = open_sandbox(1)
    stop = threading.Event()
    acknowledged: list[float] = []
    with (
        tempfile.TemporaryDirectory() as folder,
        slack_office(Path(folder), load_tables()) as office,
    ):
        extractor = SandboxedExtractor(sandbox)
        threads = [
            threading.Thread(target=busy, args=(office, extractor, stop)) for _ in range(WORKERS)
        ]
        for thread in threads:
            thread.start()
        time.sleep(2)
        began = time.monotonic()
        for number in range(arguments.commands):
            user = f"U{number % 50:05d}"
            office.space.people[user] = {"team_id": "T0SOSIK"}
            body = command_body(
                verbs[number % len(verbs)], user, office.channel, office.mailbox.url
            )
            asked = time.monotonic()
            office.bolt.dispatch(BoltRequest(body=body, mode="socket_mode"))
            acknowledged.append((time.monotonic() - asked) * 1000)
            time.sleep(0.05)
        office.works.settle()
        took = time.monotonic() - began
        stop.set()
        for thread in threads:
            thread.join()
    sandbox.close()
    print(f"{arguments.commands} commands in {took:.1f} s beside {WORKERS} busy workers")
    for share in (0.5, 0.95, 0.99, 1.0):
        print(f"  acknowledged p{share * 100:g}: {percentile(acknowledged, share):.1f} ms")


if __name__ == "__main__":
    main()
